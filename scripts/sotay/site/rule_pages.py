"""What the library is held against: the rules, each with its page, what they found, the kinds and their schemas."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Final

from sotay import cache, rules
from sotay.findings import Severity
from sotay.kinds import all_kinds, all_rows
from sotay.kinds.base import label_of
from sotay.messages import _, language
from sotay.names import severity_name
from sotay.review import remarks
from sotay.site import addresses, rule_links
from sotay.site.writer import text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.findings import Check
    from sotay.site.writer import Writer

FINDINGS: Final = f"{addresses.RULES}/ket-qua.md"
_TABLE: Final = ".table"
"""What the name of a table's schema ends with."""


def pages(writer: Writer, check: Check) -> Iterator[tuple[str, str]]:
    """Yield staged path and text of the rules, of what they found, of the kinds of document and of each schema."""
    yield from _rules(writer, check)
    yield (
        FINDINGS,
        writer.render(
            "findings.md.j2",
            FINDINGS,
            check=check,
            groups={
                severity: [finding for finding in check.findings if finding.severity is severity]
                for severity in Severity
            },
            severity_name=severity_name,
            page_of=lambda finding: addresses.of_read(writer.library, finding.place.file),
        ),
    )
    page = f"{addresses.RULES}/loai-van-ban.md"
    kinds = [
        (kind, [(i.alias or n, label_of(i), i) for n, i in kind.model_fields.items()]) for kind in all_kinds()
    ]
    schemas = json.loads(cache.made(writer.library.root, "schemas", language(), _schemas))
    yield (
        page,
        writer.render(
            "kinds.md.j2",
            page,
            kinds=kinds,
            registers=[(kind, json.loads(schemas[f"{kind.name}{_TABLE}"])["fields"]) for kind in all_rows()],
            schemas=list(schemas),
        ),
    )
    for name, schema in schemas.items():
        yield f"{addresses.RULES}/schema/{name}.json", schema


def _schemas() -> bytes:
    """Return name → the text of the schema, as JSON; the kinds are the engine's own, whatever a library holds."""
    from sotay.schema import all_schemas, all_tables  # noqa: PLC0415 (heavy; not needed where the schemas are kept)

    tables = {f"{name}{_TABLE}": table for name, table in all_tables().items()}
    schemas = {**all_schemas(), **tables}
    texts = {
        name: json.dumps(schema, ensure_ascii=False, indent=2) + "\n" for name, schema in schemas.items()
    }
    return json.dumps(texts).encode()


def _rules(writer: Writer, check: Check) -> Iterator[tuple[str, str]]:
    """Yield staged path and text of the catalogue, and of the page of each rule."""
    page = f"{addresses.RULES}/index.md"
    catalogue = rules.catalogue()
    families = [
        (code, name, [r for r in catalogue if r.code.startswith(code)])
        for code, name in rules.FAMILIES.items()
    ]
    of_reports = remarks.catalogue()
    families.append(("RVW", _("Review of a report"), list(of_reports)))
    common = {"severity_name": severity_name, "page_of_rule": addresses.of_rule, "marked": _marked}
    yield page, writer.render("rules.md.j2", page, families=families, **common)
    standing = Counter(finding.code for finding in check.findings)
    ahead = Counter(finding.code for finding in check.ahead)
    for rule in (*catalogue, *of_reports):
        page = addresses.of_rule(rule.code)
        values = {
            "rule": rule,
            "of_reports": rule in of_reports,
            "check": check,
            "standing": standing[rule.code],
            "ahead": ahead[rule.code],
            "mentions": rule_links.mentions(writer.library).get(rule.code, ()),
        }
        yield page, writer.render("rule.md.j2", page, **common, **values)


def _marked(words: str) -> str:
    """Write words of a rule as Markdown: what stands between back quotes as code, the rest as it is."""
    return "`".join(
        piece if index % 2 else text(piece.replace("\n", " ")) for index, piece in enumerate(words.split("`"))
    )
