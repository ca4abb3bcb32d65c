"""What was verified, for machines."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sotay.publication.integrity import Facts, Result
    from sotay.publication.verification import Verification


def render(verification: Verification) -> bytes:
    """Return the verification as JSON in UTF-8: ``files`` by path, ``versions`` null where no library was at hand."""
    checked, manifest = verification.checked, verification.checked.manifest
    value = {
        "target": checked.target,
        "failed": verification.failed,
        "seal": checked.seal or None,
        "unproved": checked.unproved,
        "announced": (not checked.counterfeit) if checked.code else None,
        "rebuilt": verification.rebuilt,
        "agency": manifest.agency if manifest else None,
        "as_of": manifest.as_of if manifest else None,
        "commit": manifest.commit if manifest else None,
        "uncommitted": list(manifest.uncommitted) if manifest else None,
        "files": [_file(result) for result in checked.results],
        "stamp": _facts(verification.stamp),
        "versions": _versions(verification),
        "problems": list(verification.problems),
        "notices": list(verification.notices),
        "now": asdict(verification.now) if verification.now else None,
    }
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "backslashreplace")


def _file(result: Result) -> dict[str, Any]:
    entry = result.entry
    return {
        "path": result.path,
        "status": result.status.value,
        "found": result.found or None,
        "document": _facts(entry.document if entry else None),
    }


def _facts(facts: Facts | None) -> dict[str, str] | None:
    return asdict(facts) if facts else None


def _versions(verification: Verification) -> list[dict[str, Any]] | None:
    if verification.held is None:
        return None
    return [{**asdict(one.facts), "problems": list(one.problems)} for one in verification.held]
