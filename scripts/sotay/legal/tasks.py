"""What is to be done about a change of law, by which day and by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sotay.calendar_vn import write_short
from sotay.legal.impact import MUST_CHANGE, OPEN, Standing
from sotay.legal.telling import person, text_of
from sotay.legal.validity import Validity, heirs_of, in_its_place, validity
from sotay.lifecycle import lives
from sotay.lists.distribution import division_name
from sotay.messages import _
from sotay.versions import documents

if TYPE_CHECKING:
    from sotay.kinds.legal import Assessment
    from sotay.legal.impact import Awaited, Impact
    from sotay.library import Library
    from sotay.lifecycle import Issue


def task(library: Library, impact: Impact) -> str:
    """Say what is to be done about an open impact; empty for one that is settled."""
    if not impact.in_force or impact.standing not in OPEN:
        return ""
    code = impact.procedure.meta.code
    ready = next((issue for issue in _coming(library, code) if _takes_up(library, impact, issue)), None)
    what = _apply(impact, ready) if ready is not None else _put_in_force(library, impact)
    if ready is None and _may_be_assessed(impact.found):
        what += "; " + _(
            "or record in `assessments` of the law, with `procedure: {code}`, why nothing has to change",
            code=code,
        )
    return _with_person(library, impact, what)


def awaited_task(library: Library, awaited: Awaited) -> str:
    """Say what is to be done about a change whose day nobody knows; empty where it is settled."""
    if not awaited.in_force or awaited.is_settled:
        return ""
    what = _(
        "prepare version {version} by {number}; the last day cannot be counted until its day of effect is entered",
        version=_next_version(library, awaited),
        number=awaited.law.meta.number,
    )
    return _with_person(library, awaited, what)


def follow(library: Library, number: str) -> str:
    """Say which law is to be followed in the place of one that is over; empty where it still holds."""
    heirs = in_its_place(library, number)
    if heirs:
        return _("{number} has been replaced: follow {heirs}.", number=number, heirs=", ".join(heirs))
    if _is_over(library, number):
        return _("{number} is over: follow the law now in effect.", number=number)
    return ""


def _apply(impact: Impact, ready: Issue) -> str:
    words = {"version": ready.version, "day": write_short(ready.effective), "last": write_short(impact.last)}
    if ready.effective > impact.last:
        return _("apply version {version}, approved, from {day}: after the last day, {last}", **words)
    return _("apply version {version}, approved, from {day}", **words)


def _put_in_force(library: Library, impact: Impact) -> str:
    """Say which version is to be put in force, by when, and which law it must name."""
    number = impact.law.meta.number
    last = write_short(impact.last)
    late = impact.standing is Standing.OVERDUE
    words = {
        "version": _next_version(library, impact),
        "by": _("at once (the last day is over: {last})", last=last) if late else _("by {last}", last=last),
        "number": number,
        "heirs": ", ".join(in_its_place(library, number)),
    }
    if impact.change.ends:
        return _("put version {version} in force {by}, without {number} in `legal_basis`", **words)
    if words["heirs"]:
        return _(
            "put version {version} in force {by}, with {heirs}, which has replaced {number}, in `legal_basis` and `changes.because`",
            **words,
        )
    if _is_over(library, number):
        return _("put version {version} in force {by}, by the law now in effect: {number} is over", **words)
    return _(
        "put version {version} in force {by}, with {number} in `legal_basis` and `changes.because`", **words
    )


def _is_over(library: Library, number: str) -> bool:
    return validity(library, library.legal[number])[0] is Validity.ENDED


def _may_be_assessed(found: Assessment | None) -> bool:
    """Say whether nobody has found yet what the change means for the procedure itself."""
    return found is None or (found.procedure is None and found.outcome != MUST_CHANGE)


def _coming(library: Library, code: str) -> list[Issue]:
    """Return the versions that are approved and not yet in force."""
    life = lives(library).get(code)
    return [issue for issue in life.issues if issue.effective > library.as_of] if life else []


def _takes_up(library: Library, impact: Impact, issue: Issue) -> bool:
    """Say whether an approved version takes up a change: it names the law or what replaced it, or rests no longer on what ended."""
    said = documents(library, [issue.text]) if issue.text is not None else {}
    if issue.sha256 not in said:
        return False
    meta, number = said[issue.sha256].meta, impact.law.meta.number
    heirs, basis = heirs_of(library, number), set(meta.basis_numbers)
    if impact.change.ends:
        return number not in basis or not heirs.isdisjoint(basis)
    named = basis.union(*(change.because for change in meta.changes if change.version == meta.version))
    return not named.isdisjoint(heirs | {number})


def _next_version(library: Library, one: Impact | Awaited) -> str:
    """Return the number behind the last version that is in force or approved."""
    meta = text_of(library, one).meta
    taken = [meta.version, *(issue.version for issue in _coming(library, meta.code))]
    return f"{max(int(version) for version in taken) + 1:02d}"


def _with_person(library: Library, one: Impact | Awaited, what: str) -> str:
    meta = text_of(library, one).meta
    return _(
        "{who} ({division}): {what}",
        who=person(library, meta.prepared_by, library.as_of),
        division=division_name(library, meta.division),
        what=what,
    )
