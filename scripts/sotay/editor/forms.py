"""The fields of a form, as Decap CMS wants them told, out of the schema of a kind: a widget each, with label, hint and pattern."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sotay.kinds.base import NOT_STATED, Kind
from sotay.messages import _
from sotay.names import kind_name, relation_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sotay.library import Library

Schema = dict[str, Any]

_LONG: Final = frozenset(
    {"action", "cause", "conclusion", "content", "description", "evidence", "explanation", "note", "outcome", "reason", "subject", "summary", "text"}
)  # fmt: skip
_PEOPLE: Final = frozenset({"prepared_by", "reviewed_by", "approved_by"})
_MADE: Final = frozenset({"sample", "signature"})
"""What no person types: declared, so that it keeps its place."""
_ABOUT_ANY: Final = tuple(Kind.model_fields)


@dataclass(frozen=True, slots=True)
class Forms:
    """Writes the forms of one library: its people and divisions are what may be chosen."""

    people: tuple[dict[str, str], ...]
    divisions: tuple[dict[str, str], ...]

    @classmethod
    def of(cls, library: Library) -> Forms:
        """Return the forms for those who are in office."""
        agency, day = library.agency, library.as_of
        people = {one.id: f"{one.name}, {one.position}" for one in agency.people if one.holds(day)}
        divisions = {one.code: f"{one.code} – {one.name}" for one in agency.divisions if one.holds(day)}
        return cls(_options(people), _options(divisions))

    def fields(self, schema: Schema) -> list[Schema]:
        """Return the fields of a kind, its own before those of every kind, the text last."""
        names = sorted(schema["properties"], key=lambda name: name in _ABOUT_ANY)
        body = {
            "name": "body",
            "label": _("Text"),
            "hint": _("Markdown: # heading, - list, | table."),
            "widget": "markdown",
            "modes": ["raw"],
            "required": False,
        }
        return [*self._group(schema, schema.get("$defs", {}), names), body]

    def _group(
        self,
        schema: Schema,
        parts: Mapping[str, Schema],
        names: list[str] | None = None,
        *,
        free: bool = False,
    ) -> list[Schema]:
        """Return the fields of a group; where the group itself may be missing, none in it is asked for, or begun (``free``)."""
        required = () if free else schema.get("required", ())
        fields = [
            self._field(name, schema["properties"][name], parts, top=names is not None)
            | ({} if name in required else {"required": False})
            for name in names or schema["properties"]
        ]
        unasked = {"default", "min"} if free else set()
        return [
            {key: told for key, told in field.items() if key not in unasked or told == []} for field in fields
        ]

    def _field(self, name: str, value: Schema, parts: Mapping[str, Schema], *, top: bool) -> Schema:
        branches = [branch for branch in value.get("anyOf", [value]) if branch.get("type") != "null"]
        told = {"name": name, "label": value["title"]}
        if hint := value.get("description"):
            told["hint"] = hint
        if name in _MADE:
            return {**told, "widget": "hidden"}
        return {**told, **self._widget(name, branches, value, parts, top=top)}

    def _widget(
        self, name: str, branches: list[Schema], value: Schema, parts: Mapping[str, Schema], *, top: bool
    ) -> Schema:
        first = branches[0]
        kinds = {branch.get("type") for branch in branches}
        optional = len(branches) < len(value.get("anyOf", [value]))
        if "$ref" in first:
            group = self._group(_part(first, parts), parts, free=optional)
            return {"widget": "object", "collapsed": True, "fields": group}
        if first.get("type") == "array":
            return self._list(name, first, value, parts)
        if kinds == {"integer", "string"}:
            return _pattern(rf"^([0-9]+|{NOT_STATED})$", _("A whole number, or “{words}”.", words=NOT_STATED))
        if kinds & {"integer", "number"}:
            return _number("float" if "number" in kinds else "int", first, value)
        if first.get("type") == "boolean":
            return {"widget": "boolean", "default": value.get("default", False)}
        return self._words(name, first, value, top=top)

    def _list(self, name: str, array: Schema, value: Schema, parts: Mapping[str, Schema]) -> Schema:
        items = array["items"]
        choices = items.get("anyOf", [items])
        group = next((choice for choice in choices if "$ref" in choice), None)
        told: Schema = {"widget": "list", "collapsed": True, "label_singular": value["title"], "default": []}
        if group is not None:
            part = _part(group, parts)
            shown = next(iter(part["properties"]))
            return {**told, "summary": f"{{{{fields.{shown}}}}}", "fields": self._group(part, parts)}
        inner = self._words(name, items, items, top=False)
        if inner["widget"] in {"relation", "select"}:
            return {**inner, "multiple": True}
        return {**told, "field": {"name": "value", "label": value["title"], **inner}}

    def _words(self, name: str, told: Schema, value: Schema, *, top: bool) -> Schema:
        """Return the widget of a text; ``top`` is what the document itself is called by, not another one."""
        pattern, example = told.get("pattern"), next(iter(told.get("examples", ())), None)
        if "enum" in told or "const" in told:
            values = told.get("enum") or [told["const"]]
            return {"widget": "select", "options": [_choice(one) for one in values], **_default(value)}
        if told.get("format") == "date":
            return {
                "widget": "datetime",
                "format": "YYYY-MM-DD",
                "date_format": "DD/MM/YYYY",
                "time_format": False,
                "default": "",
            }
        if example == "QT.DN.01" and not (top and name == "code"):
            return _relation("procedure", "code")
        if example == "31/2021/NĐ-CP" and not (top and name == "number"):
            return _relation("legal", "number")
        if name in _PEOPLE or pattern == "^[a-z0-9-]+$":
            return {"widget": "select", "options": list(self.people)}
        if name in {"division", "distribution"}:
            return {"widget": "select", "options": list(self.divisions)}
        if pattern:
            message = (
                _("Write it like {example}.", example=example)
                if example
                else _("It must look like {pattern}.", pattern=pattern)
            )
            return _pattern(pattern, message) | _default(value)
        return {"widget": "text" if name in _LONG else "string", **_default(value)}


def number_or_words(schema: Schema) -> Iterator[str]:
    """Yield the fields of a kind that hold a number or say that none is stated: a form knows texts alone there."""
    for name, value in schema["properties"].items():
        if {branch.get("type") for branch in value.get("anyOf", ())} == {"integer", "string"}:
            yield name


def _part(reference: Schema, parts: Mapping[str, Schema]) -> Schema:
    return parts[reference["$ref"].rpartition("/")[2]]


def _choice(value: str) -> dict[str, str]:
    """Return what may be chosen in words; most values are words themselves."""
    for named in (kind_name, relation_name):
        with suppress(KeyError):
            return {"value": value, "label": named(value)}
    return {"value": value, "label": value}


def _options(named: Mapping[str, str]) -> tuple[dict[str, str], ...]:
    return tuple({"value": value, "label": label} for value, label in named.items())


def _pattern(pattern: str, message: str) -> Schema:
    return {"widget": "string", "pattern": [pattern, message]}


def _number(kind: str, told: Schema, value: Schema) -> Schema:
    least = told.get("minimum", value.get("minimum"))
    above = told.get("exclusiveMinimum", value.get("exclusiveMinimum"))
    lowest = least if least is not None else above + 1 if above is not None else None
    bounds = {} if lowest is None else {"min": lowest}
    return {"widget": "number", "value_type": kind, **bounds, **_default(value)}


def _relation(kind: str, key: str) -> Schema:
    return {
        "widget": "relation",
        "collection": kind,
        "value_field": key,
        "search_fields": [key, "title"],
        "display_fields": [f"{{{{{key}}}}} {{{{title}}}}"],
        "options_length": 50,
    }


def _default(value: Schema) -> Schema:
    return {"default": value["default"]} if value.get("default") not in (None, ()) else {}
