"""What pydantic found wrong with a document, said to the person who wrote it: field, value, remedy."""

from __future__ import annotations

import difflib
import typing
from datetime import date
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from sotay.findings import Finding, Place, Severity
from sotay.kinds.base import Row, label_of
from sotay.messages import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

    from sotay.front_matter import Path

_WRITTEN_AS_NUMBER = (int, float, bool, date)


def complain(  # noqa: PLR0913 (two are functions that only a finding needs)
    error: ValidationError,
    model: type[BaseModel],
    values: dict[str, Any],
    *,
    dropped: Iterable[Path],
    place: Callable[[Path], Place],
    raw: Callable[[Path], str],
) -> Iterator[Finding]:
    """Yield one finding for each field at fault.

    ``values`` is what was read; ``dropped`` are the paths already complained of; ``place`` and ``raw`` give
    the position of a path and the text as typed. What is wrong with a row of a register is told without the cell; only
    ``quoting`` has it.
    """
    silent = set(dropped)
    for path, detail in sorted(
        _by_path(error, values).items(), key=lambda item: [str(part) for part in item[0]]
    ):
        if path in silent and detail["type"] != "extra_forbidden":
            continue
        code, quoting = _words(detail, model, path, raw)
        if not issubclass(model, Row):
            yield Finding(code, Severity.ERROR, quoting, place(path))
            continue
        _code, message = _words({**detail, "input": hidden()}, model, path, lambda _path: hidden())
        yield Finding(
            code, Severity.ERROR, message, place(path), quoting="" if quoting == message else quoting
        )


def hidden() -> str:
    """Return what stands in for a text that may hold personal data."""
    return _("(not shown: it may hold personal data)")


def _by_path(error: ValidationError, values: dict[str, Any]) -> dict[Path, ErrorDetails]:
    """Keep one error a field; a union reports one for each branch, under names that the document has not."""
    found: dict[Path, ErrorDetails] = {}
    for detail in error.errors(include_url=False, include_context=True):
        path = _real_path(detail, values)
        if path in found and detail["type"] in ("literal_error", "model_type"):
            continue
        found[path] = detail
    deeper = {path[:length] for path in found for length in range(len(path))}
    return {path: detail for path, detail in found.items() if path not in deeper}


def _real_path(detail: ErrorDetails, values: object) -> Path:
    path: list[str | int] = []
    location = detail["loc"]
    for index, part in enumerate(location):
        missing_here = detail["type"] == "missing" and index == len(location) - 1
        if isinstance(values, dict) and (part in values or missing_here):
            path.append(part)
            values = values.get(part)
        elif isinstance(values, tuple) and isinstance(part, int) and part < len(values):
            path.append(part)
            values = values[part]
    return tuple(path)


def _words(
    detail: ErrorDetails, model: type[BaseModel], path: Path, raw: Callable[[Path], str]
) -> tuple[str, str]:
    name = ".".join(str(part) for part in path)
    what = detail["type"]
    context = detail.get("ctx", {})
    if what == "missing":
        label = _label(model, path)
        return "DOC132", _("The field `{name}` ({label}) is missing: add it.", name=name, label=label)
    if what == "extra_forbidden":
        return "DOC131", _unknown(model, path, name)
    value = detail["input"]
    if what == "string_type" and isinstance(value, _WRITTEN_AS_NUMBER):
        text = raw(path)
        message = _(
            '`{name}: {text}` is read as a number or date, not as text: put it in quotes, "{text}".',
            name=name,
            text=text,
        )
        return "DOC123", message
    if what == "string_pattern_mismatch":
        example = _example(model, path)
        return "DOC133", _(
            "`{name}` is `{value}`, which has not the right form{example}.",
            name=name,
            value=value,
            example=example,
        )
    if what == "literal_error":
        expected = context.get("expected", "").replace(" or ", ", ")
        return "DOC133", _(
            "`{name}` is `{value}`: write one of {expected}.", name=name, value=value, expected=expected
        )
    if what.startswith("date"):
        return "DOC133", _(
            "`{name}` is `{value}`: write a date as year-month-day, 2021-02-19.",
            name=name,
            value=raw(path) or value,
        )
    label = _label(model, path)
    expected = _expected(what, context)
    return "DOC133", _(
        "`{name}` ({label}) has a value of the wrong form: {expected}.",
        name=name,
        label=label,
        expected=expected,
    )


def _expected(what: str, context: dict[str, Any]) -> str:
    if what.startswith(("int", "float")):
        return _("write a number")
    if what.startswith("bool"):
        return _("write true or false")
    if what.startswith(("tuple", "list")):
        return _("write a list, each item on a line that begins with a dash")
    if what.startswith(("model", "dict")):
        return _("write fields below it, each `name: value`")
    if what.startswith("string"):
        return _("write some text")
    if what.startswith(("greater", "less")):
        return _(
            "the number is out of range ({limits})",
            limits=", ".join(f"{k} {v}" for k, v in sorted(context.items())),
        )
    return _("see the list of fields of this kind")


def _unknown(model: type[BaseModel], path: Path, name: str) -> str:
    owner = _model_at(model, path[:-1])
    known = [] if owner is None else [info.alias or key for key, info in owner.model_fields.items()]
    near = difflib.get_close_matches(str(path[-1]), known, n=1, cutoff=0.5)
    if near:
        return _("There is no field `{name}`: did you mean `{near}`?", name=name, near=near[0])
    return _(
        "There is no field `{name}`: take it out. Known are: {known}.",
        name=name,
        known=", ".join(sorted(known)),
    )


def _label(model: type[BaseModel], path: Path) -> str:
    owner = _model_at(model, path[:-1])
    if owner is None:
        return str(path[-1])
    info = next((i for key, i in owner.model_fields.items() if (i.alias or key) == path[-1]), None)
    return str(label_of(info)) if info is not None else str(path[-1])


def _example(model: type[BaseModel], path: Path) -> str:
    for part in reversed(path):
        owner = _model_at(model, path[: path.index(part)])
        info = owner.model_fields.get(str(part)) if owner else None
        if info is not None:
            examples = _examples(info.annotation) or [
                e for m in info.metadata for e in getattr(m, "examples", None) or ()
            ]
            examples = examples or list(info.examples or ())
            return _(" (for example {example})", example=examples[0]) if examples else ""
    return ""


def _examples(annotation: object) -> list[Any]:
    found = [
        example
        for meta in getattr(annotation, "__metadata__", ())
        for example in getattr(meta, "examples", None) or ()
    ]
    for inner in typing.get_args(annotation):
        found += _examples(inner)
    return found


def _model_at(model: type[BaseModel], path: Path) -> type[BaseModel] | None:
    current: type[BaseModel] | None = model
    for part in path:
        if isinstance(part, int):
            continue
        info = (
            next((i for key, i in current.model_fields.items() if (i.alias or key) == part), None)
            if current
            else None
        )
        current = _model_in(info.annotation) if info is not None else None
    return current


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in typing.get_args(annotation):
        if (found := _model_in(inner)) is not None:
            return found
    return None
