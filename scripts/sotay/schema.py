"""JSON Schemas of every kind, with labels in the language in use, for editors and other machines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sotay.consolidation import roster
from sotay.kinds import all_kinds, all_rows
from sotay.kinds.agency import Agency
from sotay.messages import _, language
from sotay.outputs import consolidation_json, figures_json, periodic_json
from sotay.outputs.report_json import SCHEMA_NAME, AnnualReportOutput

if TYPE_CHECKING:
    from pydantic import BaseModel

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
TABLE_DIALECT: Final = "https://datapackage.org/profiles/2.0/tableschema.json"
_COLUMN_TYPES: Final[dict[str, tuple[str, str | None]]] = {
    "date-time": ("datetime", "%Y-%m-%dT%H:%M"),
    "date": ("date", None),
}
_CONSTRAINTS: Final = {
    "pattern": "pattern",
    "enum": "enum",
    "minimum": "minimum",
    "maximum": "maximum",
    "minLength": "minLength",
}


def all_schemas() -> dict[str, dict[str, Any]]:
    """Return name → JSON Schema (draft 2020-12) of each kind, of agency.yml, each register's row, and the reports' JSON."""
    schemas = {kind.name: _schema(kind, str(kind.label)) for kind in all_kinds()}
    schemas["agency"] = _schema(Agency, _("The agency (agency.yml)"))
    schemas |= {kind.name: _schema(kind, str(kind.label)) for kind in all_rows()}
    schemas[SCHEMA_NAME] = _schema(AnnualReportOutput, _("The annual report as JSON"))
    schemas[consolidation_json.SCHEMA_NAME] = _schema(
        consolidation_json.ConsolidatedReportOutput, _("The consolidated report as JSON")
    )
    schemas[figures_json.SCHEMA_NAME] = _schema(
        figures_json.FiguresOutput, _("The figures of dossiers as JSON")
    )
    schemas[periodic_json.SCHEMA_NAME] = _schema(
        periodic_json.PeriodicReportOutput, _("The periodic report as JSON")
    )
    schemas[roster.SCHEMA_NAME] = _schema(roster.ListedAgency, _("A row of the list of agencies (CSV)"))
    return dict(sorted(schemas.items()))


def all_tables() -> dict[str, dict[str, Any]]:
    """Return name → Table Schema (Frictionless) of each register: its columns, what belongs into them, what is allowed."""
    return {kind.name: _table(_schema(kind, str(kind.label))) for kind in all_rows()}


def _table(schema: dict[str, Any]) -> dict[str, Any]:
    required = schema["required"]
    return {
        "$schema": TABLE_DIALECT,
        "title": schema["title"],
        "fields": [
            _column(name, value, required=name in required) for name, value in schema["properties"].items()
        ],
        "primaryKey": ["code"],
        "missingValues": [""],
    }


def _column(name: str, value: dict[str, Any], *, required: bool) -> dict[str, Any]:
    told = next((branch for branch in value.get("anyOf", ()) if branch.get("type") != "null"), value)
    kind, form = _COLUMN_TYPES.get(told.get("format", ""), (told["type"], None))
    examples = told.get("examples") or value.get("examples") or ()
    column = {
        "name": name,
        "title": value["title"],
        "description": value.get("description"),
        "type": kind,
        "format": form,
        "example": next(iter(examples), None),
        "constraints": {
            "required": required or None,
            **{ours: told.get(theirs) for theirs, ours in _CONSTRAINTS.items()},
        },
    }
    column["constraints"] = _stated(column["constraints"])
    return _stated(column)


def _stated(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _schema(model: type[BaseModel], title: str) -> dict[str, Any]:
    schema = model.model_json_schema()
    _label(schema)
    return {"$schema": DIALECT, **schema, "title": title}


def _label(value: object) -> None:
    """Put the label in the language in use in place of the pair, everywhere in a schema."""
    if isinstance(value, dict):
        if "vi" in value and "en" in value and "controlled" in value:
            value["title"] = value["vi"] if language() == "vi" else value["en"]
            if about := value.pop("about", None):
                value["description"] = about["in_vi"] if language() == "vi" else about["in_en"]
            for name in ("vi", "en"):
                del value[name]
        for inner in value.values():
            _label(inner)
    elif isinstance(value, list):
        for inner in value:
            _label(inner)
