"""What Decap CMS is told of a library: where its texts are kept, and a collection for every kind of document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sotay.editor.forms import Forms, number_or_words
from sotay.kinds import all_kinds
from sotay.kinds.base import Kind, OfficialRecord
from sotay.kinds.legal import LegalDocument
from sotay.kinds.procedure import ControlledDocument
from sotay.messages import _

if TYPE_CHECKING:
    from sotay.library import Library

API: Final = "/bien-tap/api"
DESK: Final = {"name": "proxy", "proxy_url": API, "branch": "main"}


def settings(library: Library, backend: dict[str, Any]) -> dict[str, Any]:
    """Return the settings of the editor over a backend: the desk, or a forge."""
    from sotay.schema import all_schemas  # noqa: PLC0415 (heavy; only a site with the editor needs it)

    forms, schemas = Forms.of(library), all_schemas()
    return {
        "backend": backend,
        "publish_mode": "editorial_workflow",
        "locale": "vi",
        "media_folder": "docs/hinh",
        "public_folder": "hinh",
        "slug": {"encoding": "ascii", "clean_accents": True, "sanitize_replacement": "-"},
        "show_preview_links": backend == DESK,
        "editor": {"preview": False},
        "collections": [_collection(kind, forms.fields(schemas[kind.name])) for kind in all_kinds()],
    }


def numbers_in_words() -> dict[str, list[str]]:
    """Return kind → fields of it whose numbers a form takes for text."""
    from sotay.schema import all_schemas  # noqa: PLC0415 (as above)

    schemas = all_schemas()
    found = {kind.name: list(number_or_words(schemas[kind.name])) for kind in all_kinds()}
    return {name: fields for name, fields in found.items() if fields}


def _collection(kind: type[Kind], fields: list[dict[str, Any]]) -> dict[str, Any]:
    identifier, slug, summary = _called_by(kind)
    told = {
        "name": kind.name,
        "label": str(kind.plural),
        "label_singular": str(kind.label),
        "description": _("Documents in the folder {folder}.", folder=kind.folder),
        "folder": kind.folder,
        "create": True,
        "delete": False,
        "extension": "md",
        "format": "yaml-frontmatter",
        "identifier_field": identifier,
        "slug": slug,
        "summary": summary,
        "fields": fields,
    }
    return told | ({"path": "{{division}}/{{slug}}"} if kind is ControlledDocument else {})


def _called_by(kind: type[Kind]) -> tuple[str, str, str]:
    """Return the field a document is known by, how a new file is named, and how it is called in a list."""
    if issubclass(kind, ControlledDocument):
        return "code", "{{code}}", "{{code}} {{title}}"
    if issubclass(kind, LegalDocument):
        return "number", "{{number}}", "{{number}} {{title}}"
    if issubclass(kind, OfficialRecord):
        first = "year" if kind.model_fields["date"].default is None else "date"
        return first, "{{year}}-{{number}}", "{{filename}} {{title}} {{subject}}"
    first = next(name for name, info in kind.model_fields.items() if info.is_required())
    return first, f"{{{{{first}}}}}", "{{filename}}"
