"""Front matter read strictly: YAML through the C parser, and a finding for all that readers of YAML disagree on.

PyYAML's own loaders are silent on duplicate keys, take ``no`` for false and ``1.10`` for 1.1, and turn an
impossible date into an exception without a line. Here each of these is one finding with its line.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import yaml
from yaml._yaml import CParser

from sotay import masks
from sotay.findings import Finding, Place, Severity
from sotay.messages import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MAX_BYTES: Final = 256 * 1024
MAX_DEPTH: Final = 20

_FENCE: Final = re.compile(r"^---[ \t]*$", re.MULTILINE)
_ESCAPE: Final = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[ -~])")
_INTEGER: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,14})")
_DECIMAL: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,14})\.[0-9]{1,15}")
_DATE: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_DUBIOUS: Final = re.compile(
    r"[-+]?0[0-9_]+|0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?|[-+]?[0-9][0-9_]*_[0-9_]*"
    r"|[-+]?(?:\.[0-9]+|[0-9]+\.)|\+[0-9][0-9.]*|[-+]?[0-9.]+[eE][-+]?[0-9]+|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
    r"|-?[0-9]{16,}(?:\.[0-9]+)?|-?[0-9]+\.[0-9]{16,}|\d{4}-\d{1,2}-\d{1,2}(?:[Tt ].*)?|=|<<"
)
_AMBIGUOUS_BOOLEANS: Final = frozenset(
    form for word in ("yes", "no", "on", "off", "y", "n") for form in (word, word.title(), word.upper())
) | {"True", "TRUE", "False", "FALSE"}
_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
_PLAIN: Final = "plain"
_TEXT: Final = "text"
_LETTERS: Final = frozenset("tTfFyYnNoO")
_SPECIAL_FIRST: Final = frozenset("0123456789+-.~=<") | _LETTERS | {""}

Path = tuple[str | int, ...]


@dataclass(slots=True)
class FrontMatter:
    """What was understood of one file, and what was not.

    ``values`` holds str, int, float, bool, date, tuples and dicts; a value that was complained of is left
    out and its path stands in ``dropped``, so that nothing complains of it twice. ``body_line`` is the
    line (from 1) on which ``body`` begins.
    """

    values: dict[str, Any] = field(default_factory=dict)
    yaml: str = ""
    body: str = ""
    body_line: int = 1
    findings: list[Finding] = field(default_factory=list)
    dropped: set[Path] = field(default_factory=set)
    readable: bool = True


class _Composer(CParser):
    """The C parser's node tree, without PyYAML's slow guesses about what a plain word means."""

    def resolve(self, kind: object, value: Any, implicit: Any) -> str:
        if kind is yaml.ScalarNode and (not implicit[0] or value[:1] not in _SPECIAL_FIRST):
            return _TEXT
        return _PLAIN

    def descend_resolver(self, _node: object, _index: object) -> None:
        """Nothing to descend: there are no path resolvers."""

    def ascend_resolver(self) -> None:
        """Nothing to ascend from."""


def decode(data: bytes, file: str) -> tuple[str | None, list[Finding]]:
    """Turn bytes into NFC text with LF ends; each departure from plain UTF-8 is one finding."""
    findings: list[Finding] = []

    def complain(code: str, message: str, line: int, column: int) -> None:
        findings.append(Finding(code, Severity.ERROR, message, Place(file, line, column)))

    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before) - (before.rfind(b"\n") + 1) + 1
        complain(
            "DOC101", _("The file is not UTF-8 text: save it again with the encoding UTF-8."), line, column
        )
        return None, findings
    if text.startswith("\ufeff"):
        text = text[1:]
        complain("DOC102", _("The file begins with a byte order mark: save it as UTF-8 without BOM."), 1, 1)
    if "\r" in text:
        line = text.count("\n", 0, text.index("\r")) + 1
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        complain("DOC103", _("The lines end with CR LF: save the file with line ends LF."), line, 1)
    if not unicodedata.is_normalized("NFC", text):
        line, column = _first_not_nfc(text)
        text = unicodedata.normalize("NFC", text)
        complain(
            "DOC104",
            _(
                "The Vietnamese letters here are decomposed (NFD): type them again, or save the file as Unicode NFC."
            ),
            line,
            column,
        )
    return text, findings


def _first_not_nfc(text: str) -> tuple[int, int]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not unicodedata.is_normalized("NFC", line):
            column = next((i for i, c in enumerate(line) if unicodedata.combining(c)), 0)
            return number, column + 1
    return 1, 1


def read(text: str, file: str, *, bare: bool = False) -> FrontMatter:
    """Read the front matter and body of a document; with ``bare`` the whole text is YAML (agency.yml)."""
    result = FrontMatter(yaml=text) if bare else cut(text, file)
    if result.readable:
        _understand(result, file, offset=0 if bare else 1)
    return result


def split(text: str) -> tuple[str, str]:
    """Return the YAML and the body of a text; both empty where it has no front matter."""
    front = cut(text, "")
    return (front.yaml, front.body) if front.readable else ("", "")


def cut(text: str, file: str) -> FrontMatter:
    """Return the YAML and the body of a document, whose fields are yet to be read."""
    if not text.startswith("---"):
        message = _(
            "There is no front matter: begin the file with a line ---, the fields, and a line --- again."
        )
        return _unreadable("DOC111", message, Place(file), text)
    opening = _FENCE.match(text)
    closing = _FENCE.search(text, opening.end()) if opening else None
    if closing is None:
        message = _("The front matter is not closed: put a line --- after the last field.")
        return _unreadable("DOC112", message, Place(file), "")
    return FrontMatter(
        yaml=text[text.index("\n") + 1 : closing.start()],
        body=text[closing.end() + 1 :],
        body_line=text.count("\n", 0, closing.end()) + 2,
    )


def _unreadable(code: str, message: str, place: Place, body: str) -> FrontMatter:
    return FrontMatter(body=body, findings=[Finding(code, Severity.ERROR, message, place)], readable=False)


def _understand(result: FrontMatter, file: str, *, offset: int) -> None:
    def complain(code: str, message: str, mark: Any, path: Path = ()) -> None:
        line, column = (mark.line + 1 + offset, mark.column + 1) if mark is not None else (1 + offset, 1)
        place = Place(file, line, column, ".".join(str(part) for part in path))
        result.findings.append(Finding(code, Severity.ERROR, message, place))

    source = result.yaml
    if len(source) > MAX_BYTES or len(source.encode()) > MAX_BYTES:
        complain("SEC202", _("The front matter is larger than 256 KB: move the text into the body."), None)
        result.readable = False
        return
    try:
        if any(sign in source for sign in "&*!") and _refuse_machinery(source, complain):
            result.readable = False
            return
        node = _Composer(source).get_single_node()
    except (yaml.YAMLError, RecursionError) as error:
        _complain_of_syntax(error, source, complain)
        result.readable = False
        return
    if node is None:
        return
    if not isinstance(node, yaml.MappingNode):
        complain(
            "DOC113", _("The front matter must be fields, each `name: value` on a line."), node.start_mark
        )
        result.readable = False
        return
    _unmask(source, node, complain)
    reader = _Reader(complain, result.dropped)
    value = reader.value(node, ())
    result.values = value if isinstance(value, dict) else {}
    result.readable = not reader.too_deep


class _Mark(NamedTuple):
    """A position in the YAML text, line and column from 0, as its parser counts them."""

    line: int
    column: int


def _unmask(source: str, node: Any, complain: Callable[..., None]) -> None:
    """Complain of the first letter that masks another: as it is written, else as what an escape in quotes stands for."""
    written = _ESCAPE.sub(lambda escape: " " * len(escape[0]), source) if "\\" in source else source
    if found := masks.find(written):
        place, letter = found
        before = source[:place]
        mark = _Mark(before.count("\n"), place - before.rfind("\n") - 1)
        complain("SEC308", masks.complaint(letter), mark)
        return
    waiting = [node] if "\\" in source else []
    while waiting:
        current = waiting.pop()
        if isinstance(current, yaml.MappingNode):
            waiting += [part for pair in reversed(current.value) for part in reversed(pair)]
        elif isinstance(current, yaml.SequenceNode):
            waiting += reversed(current.value)
        elif found := masks.find(current.value):
            complain("SEC308", masks.complaint(found[1]), current.start_mark)
            return


def _refuse_machinery(source: str, complain: Callable[..., None]) -> bool:
    """Complain of the first anchor, alias and tag; only a text that could hold one pays for this pass."""
    depth = 0
    refused = False
    for event in yaml.parse(source, Loader=yaml.CBaseLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            message = _(
                "Anchors (&) and aliases (*) are not accepted: write the value out, or put it in quotes."
            )
            complain("SEC203", message, event.start_mark)
            refused = True
        elif tag := getattr(event, "tag", None):
            message = _(
                "A YAML tag ({tag}) is not accepted: write a plain value, or put the text in quotes.",
                tag=tag,
            )
            complain("SEC204", message, event.start_mark)
            refused = True
        if refused or depth > MAX_DEPTH:
            break
    return refused


def _complain_of_syntax(error: Exception, source: str, complain: Callable[..., None]) -> None:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if isinstance(error, RecursionError) or "nesting depth" in (getattr(error, "problem", None) or ""):
        complain("SEC201", _("The front matter nests deeper than 20 levels: make it flatter."), mark)
        return
    lines = source.split("\n")
    here = lines[mark.line].strip() if mark is not None and mark.line < len(lines) else ""
    message = _(
        "The front matter cannot be read here (`{here}`): look for a missing colon, an unclosed quote or bracket, "
        "a tab, or lines that are indented differently.",
        here=here[:60],
    )
    complain("DOC113", message, mark)


@dataclass(slots=True)
class _Reader:
    """Values out of nodes; a scalar that readers of YAML disagree on is complained of and left out."""

    complain: Callable[..., None]
    dropped: set[Path]
    too_deep: bool = False

    def value(self, node: Any, path: Path) -> Any:
        if type(node) is yaml.ScalarNode:
            return node.value if node.tag is _TEXT else self._plain(node.value, node, path)
        if len(path) >= MAX_DEPTH:
            if not self.too_deep:
                self.complain(
                    "SEC201",
                    _("The front matter nests deeper than 20 levels: make it flatter."),
                    node.start_mark,
                )
            self.too_deep = True
            return None
        if isinstance(node, yaml.SequenceNode):
            return tuple([self.value(item, (*path, index)) for index, item in enumerate(node.value)])
        return self._mapping(node, path)

    def _mapping(self, node: Any, path: Path) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self.complain("DOC113", _("A field's name must be a single word."), key_node.start_mark, path)
                continue
            key = key_node.value
            if key in result:
                message = _("The field `{key}` stands twice: keep one of them.", key=key)
                self.complain("DOC114", message, key_node.start_mark, (*path, key))
                continue
            if value_node.tag is _TEXT:
                result[key] = value_node.value
            else:
                result[key] = self.value(value_node, (*path, key))
        return result

    def _plain(self, text: str, node: Any, path: Path) -> Any:
        if text in _NULLS:
            return None
        if text in ("true", "false"):
            return text == "true"
        if text not in _AMBIGUOUS_BOOLEANS and text[0] in _LETTERS:
            return text
        if _INTEGER.fullmatch(text):
            return int(text)
        if match := _DATE.fullmatch(text):
            return self._date(match, text, node, path)
        if _DECIMAL.fullmatch(text):
            return float(text)
        if text in _AMBIGUOUS_BOOLEANS:
            message = _(
                "`{text}` is read as yes/no by some readers and as text by others: write true or false, "
                'or "{text}" in quotes for the word.',
                text=text,
            )
            self._drop("DOC122", message, node, path)
            return None
        if _DUBIOUS.fullmatch(text):
            message = _(
                '`{text}` is read differently from reader to reader: put it in quotes, "{text}".', text=text
            )
            self._drop("DOC124", message, node, path)
            return None
        return text

    def _date(self, match: re.Match[str], text: str, node: Any, path: Path) -> date | None:
        try:
            return date(*(int(part) for part in match.groups()))
        except ValueError:
            message = _("There is no day {text} in the calendar: correct the date.", text=text)
            self._drop("DOC121", message, node, path)
            return None

    def _drop(self, code: str, message: str, node: Any, path: Path) -> None:
        self.complain(code, message, node.start_mark, path)
        self.dropped.add(path)


def tree(source: str) -> Any:
    """Return the nodes of a YAML text, for who must know how it is written; raise ``YAMLError`` where it is none."""
    return _Composer(source).get_single_node()


def meant(node: Any) -> tuple[Any, bool]:
    """Return what a scalar says, and whether all readers of YAML agree on it."""
    reader = _Reader(lambda *_told: None, set())
    return reader.value(node, ()), not reader.dropped


def locate(source: str, path: Path) -> tuple[int, int]:
    """Return line and column (from 1, within the YAML text) of a field, or of its nearest parent there is.

    Positions are found again when a finding needs them: findings are few, documents many.
    """
    node = tree(source)
    mark = node.start_mark if node is not None else None
    for part in path:
        step = _step(node, part)
        if step is None:
            break
        mark, node = step
    return (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)


def _step(node: Any, part: str | int) -> tuple[Any, Any] | None:
    if isinstance(node, yaml.MappingNode):
        found: Iterator[tuple[Any, Any]] = ((k.start_mark, v) for k, v in node.value if k.value == part)
        return next(found, None)
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part].start_mark, node.value[part]
    return None


def raw_text(source: str, path: Path) -> str:
    """Return a scalar as its author typed it (``1.10``, ``007``), for a message that shows it."""
    node = tree(source)
    for part in path:
        step = _step(node, part)
        if step is None:
            return ""
        node = step[1]
    return str(node.value) if isinstance(node, yaml.ScalarNode) else ""
