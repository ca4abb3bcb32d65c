"""Reports of sample agencies as `sotay report annual` writes them in JSON, made of the figures that a test names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sotay.report.facts import money, percent

FIGURES = {
    "dossiers.carried_over": 0,
    "dossiers.received": 100,
    "dossiers.resolved": 100,
    "dossiers.early": 40,
    "dossiers.on_time": 60,
    "dossiers.late": 0,
    "dossiers.pending": 0,
    "dossiers.overdue": 0,
    "survey.answers": 50,
    "survey.satisfied": 45,
    "training.participants": 12,
    "audit.nonconformities": 2,
    "laws.count": 5,
    "laws.in_time": 4,
    "laws.late": 1,
    "laws.open": 0,
    "laws.unassessed": 0,
    "budget.granted": 20_000_000,
    "budget.disbursed": 15_000_000,
    "budget.remaining": 5_000_000,
}


def report(number: int = 1, /, **changes: Any) -> dict[str, Any]:
    """Return a report of the sample agency of that number.

    ``changes`` replace what stands at the top; ``figures`` replaces figures by identifier, None for what is not stated;
    ``agency`` replaces words about the agency; ``missing`` are numbers of rows without evidence.
    """
    figures = FIGURES | dict(changes.pop("figures", {}))
    missing = changes.pop("missing", ())
    agency = {
        "name": f"Sở mẫu {number:02d}",
        "abbreviation": f"SM{number:02d}",
        "parent": "Ủy ban nhân dân tỉnh mẫu",
        "level": "sở",
        "sample": True,
        **changes.pop("agency", {}),
    }
    rows: list[dict[str, Any]] = [
        {
            "number": place,
            "content": f"Nội dung mẫu {place:02d}",
            "result": "Văn bản mẫu",
            "standing": "missing" if place in missing else "stated",
            "evidence": [],
        }
        for place in range(1, 11)
    ]
    return {
        "schema_version": 2,
        "agency": agency,
        "year": 2021,
        "state": "issued",
        "as_of": "2021-12-15",
        "letterhead": {
            "parent": ["UBND tỉnh mẫu"],
            "issuer": [f"Sở mẫu {number:02d}"],
            "number": "01",
            "symbol": f"BC-SM{number:02d}",
            "place": "Nơi mẫu",
            "day": "15",
            "month": "12",
            "year": "2021",
            "kind": "Báo cáo",
            "subject": ["Kết quả mẫu"],
            "addressees": [],
            "recipients": [],
            "authority": [],
            "position": "Giám đốc",
            "signer": "Người ký (dữ liệu mẫu)",
            "draft": False,
        },
        "rows": rows,
        "facts": [*map(_fact, figures.items()), *_shares(figures)],
        "enclosures": [],
        "gaps": [],
        "findings": [],
        "text": "Văn bản mẫu",
    } | changes


def lay(folder: Path, **files: Any) -> Path:
    """Write files, name → report or bytes, ``__`` standing for a folder; return the folder."""
    for name, value in files.items():
        path = folder / (name.replace("__", "/") + ".json")
        path.parent.mkdir(parents=True, exist_ok=True)
        data = value if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False).encode()
        path.write_bytes(data)
    return folder


def _fact(figure: tuple[str, Any]) -> dict[str, Any]:
    name, value = figure
    standing = "not-stated" if value is None else "stated"
    text = money(value) if isinstance(value, int) else ""
    return {"id": name, "value": value, "text": text, "standing": standing, "records": []}


def _shares(figures: dict[str, Any]) -> list[dict[str, Any]]:
    parts = [figures[name] for name in ("dossiers.received", "dossiers.carried_over")]
    there = sum(parts) if all(isinstance(part, int) for part in parts) else 0
    return [
        _fact((f"dossiers.{name}_share", share)) | {"text": percent(share)}
        for name in ("resolved", "early", "on_time", "late")
        if there and isinstance(count := figures[f"dossiers.{name}"], int)
        for share in (100 * count / there,)
    ]
