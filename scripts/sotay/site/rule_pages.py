"""What the library is held against: the rules, what they found, the kinds of document and their schemas."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sotay import rules
from sotay.kinds import all_kinds
from sotay.kinds.base import label_of
from sotay.names import severity_name
from sotay.schema import all_schemas
from sotay.site import addresses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.findings import Check, Finding
    from sotay.site.writer import Writer


def pages(writer: Writer, check: Check) -> Iterator[tuple[str, str]]:
    """Yield staged path and text of the catalogue of rules, of what they found, of the kinds and of each schema."""
    page = f"{addresses.RULES}/index.md"
    catalogue = rules.catalogue()
    families = [
        (code, name, [r for r in catalogue if r.code.startswith(code)])
        for code, name in rules.FAMILIES.items()
    ]
    yield page, writer.render("rules.md.j2", page, families=families, severity_name=severity_name)
    page = f"{addresses.RULES}/ket-qua.md"
    yield (
        page,
        writer.render("findings.md.j2", page, check=check, severity_name=severity_name, page_of=_page_of),
    )
    page = f"{addresses.RULES}/loai-van-ban.md"
    kinds = [
        (kind, [(i.alias or n, label_of(i), i) for n, i in kind.model_fields.items()]) for kind in all_kinds()
    ]
    schemas = all_schemas()
    yield page, writer.render("kinds.md.j2", page, kinds=kinds, schemas=list(schemas))
    for name, schema in schemas.items():
        yield f"{addresses.RULES}/schema/{name}.json", json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _page_of(finding: Finding) -> str | None:
    return addresses.of_path(finding.place.file)
