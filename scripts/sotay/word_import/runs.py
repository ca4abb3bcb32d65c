"""The content of a paragraph, run by run: text with its look, links, notes, fields; what is no text is remarked."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from docx.oxml.ns import qn

from sotay.messages import _
from sotay.word_import.inlines import Piece
from sotay.word_import.letters import cleaned, is_legacy_face, looks_encoded
from sotay.word_import.styles import face_of, switched, value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sotay.word_import.desk import Desk

_COMPATIBLE: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_DRAWN: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_VML_PICTURE: Final = "{urn:schemas-microsoft-com:vml}imagedata"
_DESCENDED: Final = frozenset(
    qn(f"w:{name}") for name in ("smartTag", "sdt", "sdtContent", "customXml", "dir", "bdo")
)
_PICTURES: Final = frozenset(qn(f"w:{name}") for name in ("drawing", "pict", "object"))
_SIGNS: Final = {qn("w:tab"): " ", qn("w:ptab"): " ", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_NOTES: Final = {qn("w:footnoteReference"): "footnote", qn("w:endnoteReference"): "endnote"}
_PRIVATE: Final = re.compile("[\ue000-\uf8ff]")
_ADDRESS: Final = re.compile(r"(?:https?://|mailto:)[^\s<>()\[\]]+", re.IGNORECASE)
# Fields whose present result says all there is to say, or that the library makes anew.
_QUIET: Final = frozenset(
    {"PAGE", "NUMPAGES", "SECTIONPAGES", "TOC", "PAGEREF", "REF", "SEQ", "STYLEREF", ""}
)


@dataclass(slots=True)
class _Field:
    """A field that Word computes: its instruction, and whether its result has begun."""

    instruction: str = ""
    in_result: bool = False
    result: str = ""

    @property
    def name(self) -> str:
        return (self.instruction.split() or [""])[0].upper()


@dataclass(slots=True)
class RunReader:
    """Reads the paragraphs of one part in order; a field may begin in one paragraph and end in another.

    ``note`` gives the blocks of a footnote or an endnote by its kind and identifier.
    """

    desk: Desk
    links: dict[str, str]
    note: Callable[[str, str], list[Any]]
    fields: list[_Field] = field(default_factory=list)

    @property
    def in_contents(self) -> bool:
        """Whether a table of contents is being read."""
        return any(found.name == "TOC" for found in self.fields)

    def pieces(self, paragraph: Any, style: str | None) -> list[Piece]:
        """Return the content of a paragraph of a style."""
        return [piece for child in paragraph for piece in self._child(child, style, "")]

    def _child(self, child: Any, style: str | None, link: str) -> Iterator[Piece]:
        tag = child.tag
        if tag == qn("w:r"):
            yield from self._run(child, style, link)
        elif tag == qn("w:hyperlink"):
            target = self._address(self.links.get(child.get(qn("r:id")) or "", ""), child)
            for inner in child:
                yield from self._child(inner, style, target or link)
        elif tag == qn("w:fldSimple"):
            result = [piece for inner in child for piece in self._child(inner, style, link)]
            self._judge(child.get(qn("w:instr")) or "", "".join(piece.text for piece in result))
            yield from result
        elif tag in _DESCENDED:
            for inner in child:
                yield from self._child(inner, style, link)
        elif isinstance(tag, str) and tag.startswith(_MATH):
            yield from self._equation(child)
        elif tag == f"{_COMPATIBLE}AlternateContent":
            for inner in chosen(child):
                yield from self._child(inner, style, link)

    def _address(self, target: str, element: Any) -> str:
        if not target or _ADDRESS.fullmatch(target):
            return target
        words = "".join(text.text or "" for text in element.iter(qn("w:t")))
        self.desk.todo(
            _(
                "A link leads to {target}, which is no web or mail address: its words are kept, the link is not.",
                target=target,
            ),
            words,
        )
        return ""

    def _equation(self, element: Any) -> Iterator[Piece]:
        text = cleaned("".join(found.text or "" for found in element.iter(f"{_MATH}t")))
        self.desk.todo(_("An equation became its letters alone: write it out in words or signs."), text)
        yield Piece(text)

    def _run(self, run: Any, style: str | None, link: str) -> Iterator[Piece]:
        properties = run.find(qn("w:rPr"))
        character = value(properties, "w:rStyle")
        formats = self._formats(properties, character)
        for child in run:
            for piece in self._content(child, formats, link):
                if not self._shown(piece, properties, character):
                    continue
                if piece.text:
                    self._look_at_face(
                        piece.text, face_of(properties) or self.desk.styles.face(character or style)
                    )
                yield piece

    def _shown(self, piece: Piece, properties: Any, character: str | None) -> bool:
        """Return whether a piece is text for readers; hidden text is remarked, the instructions of fields are kept aside."""
        if any(not found.in_result for found in self.fields):
            return False
        for found in self.fields:
            found.result += piece.text
        hidden = switched(properties, "w:vanish")
        if hidden or (hidden is None and character and self.desk.styles.is_on(character, "w:vanish")):
            if piece.text.strip():
                self.desk.todo(
                    _("Hidden text is left out: add it where it belongs, or delete it in Word."), piece.text
                )
            return False
        if piece.text.strip():
            for message in _lost_looks(properties):
                self.desk.todo(message, piece.text)
        return True

    def _formats(self, properties: Any, character: str | None) -> frozenset[str]:
        found = set()
        for name, mark in (("w:b", "Strong"), ("w:i", "Emph")):
            said = switched(properties, name)
            if said or (said is None and character and self.desk.styles.is_on(character, name)):
                found.add(mark)
        raised = value(properties, "w:vertAlign")
        if raised in {"superscript", "subscript"}:
            found.add(raised.capitalize())
        return frozenset(found)

    def _content(self, child: Any, formats: frozenset[str], link: str) -> Iterator[Piece]:
        tag = child.tag
        if tag == qn("w:t"):
            yield Piece(self._public(cleaned(child.text or "")), formats, link)
        elif tag in _SIGNS:
            yield Piece(_SIGNS[tag], formats, link)
        elif tag == qn("w:br"):
            yield Piece("\n" if child.get(qn("w:type")) in {None, "textWrapping"} else " ")
        elif tag in _NOTES:
            yield Piece("", note=tuple(self.note(_NOTES[tag], child.get(qn("w:id")) or "")))
        elif tag == f"{_COMPATIBLE}AlternateContent":
            for inner in chosen(child):
                yield from self._content(inner, formats, link)
        else:
            self._no_text(child)

    def _public(self, text: str) -> str:
        """Return text without private characters, which only the typeface of one office draws."""
        if self.desk.marked or not _PRIVATE.search(text):
            return text
        self.desk.todo(
            _(
                "A sign of a picture typeface is left out (often a tick box or an arrow): write it as a letter or a word."
            ),
            text,
        )
        return _PRIVATE.sub("", text)

    def _no_text(self, child: Any) -> None:
        """Take in what is no text: fields, pictures, signs of picture typefaces."""
        if child.tag == qn("w:fldChar"):
            self._field(child)
        elif child.tag == qn("w:instrText") and self.fields:
            self.fields[-1].instruction += child.text or ""
        elif child.tag in _PICTURES:
            self._picture(child)
        elif child.tag == qn("w:sym"):
            self._symbol(child)

    def _symbol(self, element: Any) -> None:
        self.desk.todo(
            _(
                "A sign of a picture typeface is left out (often a tick box or an arrow): write it as a letter or a word."
            ),
            f"{element.get(qn('w:font'))} {element.get(qn('w:char'))}",
        )

    def _field(self, element: Any) -> None:
        match element.get(qn("w:fldCharType")):
            case "begin":
                self.fields.append(_Field())
            case "separate" if self.fields:
                self.fields[-1].in_result = True
            case "end" if self.fields:
                ended = self.fields.pop()
                self._judge(ended.instruction, ended.result)

    def _judge(self, instruction: str, result: str) -> None:
        name = (instruction.split() or [""])[0].upper()
        if name in _QUIET:
            return
        self.desk.todo(
            _(
                "A field that Word computes ({instruction}) became the words it shows now: check them.",
                instruction=" ".join(cleaned(instruction).split()),
            ),
            result,
        )

    def _picture(self, element: Any) -> None:
        boxes = [text for text in map(box_text, element.iter(qn("w:txbxContent"))) if text]
        if boxes:
            self.desk.todo(
                _(
                    "The words of a drawing or text box are not carried over: write them into the text where they belong."
                ),
                " / ".join(dict.fromkeys(boxes)),
            )
            return
        names = [
            cleaned(f"{found.get('descr') or ''} {found.get('name') or ''}").strip()
            for found in element.iter(_DRAWN)
        ]
        names += [cleaned(found.get("title") or "") for found in element.iter(_VML_PICTURE)]
        what = _("An embedded file") if element.tag == qn("w:object") else _("A picture, drawing or chart")
        self.desk.todo(
            _(
                "{what} is not carried over: say in words what it shows, or keep the file as an attachment of a record.",
                what=what,
            ),
            " ".join(names),
        )

    def _look_at_face(self, text: str, face: str) -> None:
        if not is_legacy_face(face):
            return
        if looks_encoded(text):
            self.desk.legacy.append(text)


def _lost_looks(properties: Any) -> Iterator[str]:
    if switched(properties, "w:strike") or switched(properties, "w:dstrike"):
        yield _(
            "These words are struck out in Word and stand in the text as any other: delete them if they are not meant."
        )
    if (value(properties, "w:highlight") or "none") != "none":
        yield _("These words are highlighted in Word, which often marks something unfinished: check them.")


def chosen(alternatives: Any) -> Any:
    """Return the content of the first choice of ``mc:AlternateContent``; the fallback only says the same to older programs."""
    return next(iter(alternatives), ())


def box_text(box: Any) -> str:
    """Return the text of a text box, one blank between words."""
    paragraphs = (
        "".join(text.text or "" for text in paragraph.iter(qn("w:t"))) for paragraph in box.iter(qn("w:p"))
    )
    return " ".join(cleaned(" ".join(paragraphs)).split())
