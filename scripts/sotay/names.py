"""States, weights and relations in words."""

from __future__ import annotations

from sotay.findings import Severity
from sotay.legal.impact import Standing
from sotay.legal.validity import Validity
from sotay.lifecycle import State
from sotay.messages import _
from sotay.signatures.verdict import Verdict


def state_name(state: State) -> str:
    """Return the state in words."""
    return {
        State.DRAFT: _("draft"),
        State.APPROVED: _("approved, not yet in effect"),
        State.EFFECTIVE: _("in force"),
        State.SUPERSEDED: _("superseded"),
        State.WITHDRAWN: _("withdrawn"),
    }[state]


def standing_name(standing: Standing) -> str:
    """Return how a procedure stands to a change of law, in words."""
    return {
        Standing.ON_TIME: _("followed on time"),
        Standing.LATE: _("followed late"),
        Standing.UPCOMING: _("will take effect"),
        Standing.PENDING: _("three months running"),
        Standing.OVERDUE: _("overdue"),
        Standing.ASSESSED: _("assessed: no change needed"),
    }[standing]


def validity_name(state: Validity) -> str:
    """Return how a legal document stands on a day, in words."""
    return {
        Validity.UNKNOWN: _("effective date not known"),
        Validity.COMING: _("not yet in effect"),
        Validity.PARTLY_COMING: _("partly in effect"),
        Validity.HOLDS: _("in effect"),
        Validity.AMENDED: _("in effect, as amended"),
        Validity.PARTLY_ENDED: _("partly no longer in effect"),
        Validity.ENDED: _("no longer in effect"),
    }[state]


def severity_name(severity: Severity) -> str:
    """Return how much a finding weighs, in words."""
    return {Severity.ERROR: _("error"), Severity.WARNING: _("warning"), Severity.INFO: _("note")}[severity]


def relation_name(kind: str) -> str:
    """Return what one legal document does to another, in words."""
    return {"replaces": _("replaces"), "amends": _("amends"), "repeals": _("repeals"), "guides": _("guides")}[
        kind
    ]


def signature_name(verdict: Verdict | None) -> str:
    """Return what a signature is worth, in words; ``None`` is none."""
    if verdict is None:
        return _("not signed")
    if verdict.valid:
        return _("signed, the signature holds, key {key}", key=verdict.key)
    return _("the signature does not hold: {why}", why=verdict.why)


def kind_name(kind: str) -> str:
    """Return the kind of a controlled document, in words."""
    return {
        "manual": _("manual"),
        "policy": _("policy"),
        "procedure": _("procedure"),
        "work-instruction": _("work instruction"),
        "form": _("form"),
    }[kind]


def watermark(state: State) -> str:
    """Return what stands across a text that nobody should work by; empty for one in force."""
    return {
        State.DRAFT: _("DRAFT"),
        State.APPROVED: _("NOT YET IN FORCE"),
        State.EFFECTIVE: "",
        State.SUPERSEDED: _("NO LONGER IN FORCE"),
        State.WITHDRAWN: _("NO LONGER IN FORCE"),
    }[state]
