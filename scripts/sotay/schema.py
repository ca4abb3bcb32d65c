"""JSON Schemas of every kind, with labels in the language in use, for editors and other machines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sotay.consolidation import roster
from sotay.kinds import all_kinds, all_rows
from sotay.kinds.agency import Agency
from sotay.messages import _, language
from sotay.outputs import consolidation_json
from sotay.outputs.report_json import SCHEMA_NAME, AnnualReportOutput

if TYPE_CHECKING:
    from pydantic import BaseModel

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def all_schemas() -> dict[str, dict[str, Any]]:
    """Return name → JSON Schema (draft 2020-12) of each kind, of agency.yml, each register's row, and the reports' JSON."""
    schemas = {kind.name: _schema(kind, str(kind.label)) for kind in all_kinds()}
    schemas["agency"] = _schema(Agency, _("The agency (agency.yml)"))
    schemas |= {kind.name: _schema(kind, str(kind.label)) for kind in all_rows()}
    schemas[SCHEMA_NAME] = _schema(AnnualReportOutput, _("The annual report as JSON"))
    schemas[consolidation_json.SCHEMA_NAME] = _schema(
        consolidation_json.ConsolidatedReportOutput, _("The consolidated report as JSON")
    )
    schemas[roster.SCHEMA_NAME] = _schema(roster.ListedAgency, _("A row of the list of agencies (CSV)"))
    return dict(sorted(schemas.items()))


def _schema(model: type[BaseModel], title: str) -> dict[str, Any]:
    schema = model.model_json_schema()
    _label(schema)
    return {"$schema": DIALECT, **schema, "title": title}


def _label(value: object) -> None:
    """Put the label in the language in use in place of the pair, everywhere in a schema."""
    if isinstance(value, dict):
        if "vi" in value and "en" in value and "controlled" in value:
            value["title"] = value["vi"] if language() == "vi" else value["en"]
            for name in ("vi", "en"):
                del value[name]
        for inner in value.values():
            _label(inner)
    elif isinstance(value, list):
        for inner in value:
            _label(inner)
