"""The sentences about the law that terminal and page share: which change, by which way, how a procedure stands, what was done."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sotay.calendar_vn import deadline_reason, write_short
from sotay.legal.changes import first_day, is_known
from sotay.legal.impact import OPEN, Awaited
from sotay.legal.provisions import ALL
from sotay.legal.validity import Validity, ended_on, validity
from sotay.lifecycle import document_in_force, lives
from sotay.messages import _
from sotay.names import standing_name, validity_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sotay.kinds.legal import Assessment, LegalDocument
    from sotay.kinds.procedure import ControlledDocument
    from sotay.legal.account import Account, Clause, Part
    from sotay.legal.changes import Change, Touch
    from sotay.legal.impact import Impact
    from sotay.legal.validity import Step
    from sotay.library import Document, Library


def doubt(*, sure: bool) -> str:
    """Return the mark of a date that nobody has verified, with a space before it."""
    return "" if sure else " " + _("(unverified)")


def scope_name(scope: str) -> str:
    """Return which part of a text is meant."""
    return _("the whole text") if scope == ALL else scope


def scoped(number: str, scope: str) -> str:
    """Return a number with the part of the text that is meant; the whole text is not named."""
    return number if scope == ALL else f"{number} ({scope})"


def validity_words(library: Library, law: Document[LegalDocument]) -> str:
    """Say how a law stands on ``as_of``: also since when it holds no longer, or from when on it will."""
    if not is_known(library, law):
        return _("not issued yet")
    state, sure = validity(library, law)
    said = validity_name(state)
    if state is Validity.ENDED and (end := ended_on(library, law)):
        said = _("no longer in effect since {day}", day=write_short(end))
    if state is Validity.COMING and (start := first_day(library, law)):
        said = _("not in effect before {day}", day=write_short(start))
    return said + doubt(sure=sure)


def part_words(part: Part) -> str:
    """Say from when to when a part of a document holds, and what shows it."""
    effect = part.start.effect
    said = []
    if part.start.day is not None:
        said.append(_("from {day}", day=write_short(part.start.day)) + doubt(sure=part.start.verified))
    if effect.follows is not None:
        said.append(_("together with {number}", number=effect.follows))
    if effect.condition is not None:
        said.append(effect.condition)
    if part.start.day is None:
        said.append(_("the day is not known"))
    if effect.until is not None:
        said.append(_("until before {day}", day=write_short(effect.until)) + doubt(sure=effect.verified))
        if effect.until_by is not None:
            said[-1] += f", {_('by {number}', number=effect.until_by)}"
    if effect.evidence is not None:
        said.append(f"“{effect.evidence}”")
    if effect.source is not None:
        said.append(_("source: {source}", source=effect.source))
    return "; ".join(said)


def when(touch: Touch) -> str:
    """Say from when one document does something to another."""
    if touch.start is None or touch.day is None:
        return _("the day is not known")
    return _("from {day}", day=write_short(touch.day)) + doubt(sure=touch.start.verified)


def gap(step: Step) -> str:
    """Say on which days neither text held; empty where there are none."""
    day = step.touch.day
    if not step.gap or day is None:
        return ""
    return _(
        "from {start} to {end} ({days} days) neither text is in effect",
        start=write_short(day - timedelta(days=step.gap)),
        end=write_short(day - timedelta(days=1)),
        days=step.gap,
    )


def change_name(change: Change) -> str:
    """Name a change of law: the document and the part of it, or the end of that."""
    named = scoped(change.law.meta.number, change.scope)
    return _("the end of {number}", number=named) if change.ends else named


def change_words(change: Change) -> str:
    """Name a change of law with its day."""
    day = _("from {day}", day=write_short(change.day))
    return f"{change_name(change)}, {day}{doubt(sure=change.verified)}"


def awaited_words(awaited: Awaited) -> str:
    """Name a change of law whose day nobody knows, and the way by which it reaches a procedure."""
    named = scoped(awaited.law.meta.number, awaited.change.scope)
    return f"{named}, {_('the day is not known')}, {way(awaited)}"


def way(impact: Impact | Awaited) -> str:
    """Say by which way a change reaches a procedure."""
    if len(impact.path) == 1:
        return _("directly")
    return _("through {older}", older=" → ".join(impact.path[:-1]))


def reason(impact: Impact) -> str:
    """Say why a term ends on its last day, and what of it is unverified."""
    return deadline_reason(impact.deadline)


def none_hit(account: Account) -> Iterator[str]:
    """Say that a document hits no procedure, or why that cannot be told yet."""
    if not account.known:
        yield _("It was not issued yet: nobody could know what it hits.")
        return
    for target in account.strangers:
        yield _(
            "Not known: {target} is not in the register, so nobody can tell what rests on it.", target=target
        )
    ending = [touch.law.meta.number for touch in account.touched]
    if account.resting and ending:
        yield _(
            "None by itself. What changed it hits those who rest on it: {numbers}.",
            numbers=", ".join(dict.fromkeys(ending)),
        )
    elif not account.strangers:
        yield _("It hits no procedure.")


def counted(impact: Impact) -> str:
    """Say how the last day was counted: the day itself, the working day that it moves to, and why."""
    return _(
        "{raw} (raw), {rolled} (rolled); late after {last}. {reason}",
        raw=write_short(impact.deadline.raw),
        rolled=write_short(impact.deadline.rolled),
        last=write_short(impact.last),
        reason=reason(impact),
    )


def standing_words(impact: Impact) -> str:
    """Say how a procedure stands to a change, in both grades: to the law, and to the three months of the system."""
    said = [standing_name(impact.standing), *_to_the_law(impact), *_to_the_system(impact)]
    if not impact.in_force and impact.standing in OPEN:
        said = [_("no version is in force")]
    return "; ".join(said)


def _to_the_law(impact: Impact) -> list[str]:
    since = impact.out_of_date_since
    if since is None:
        return []
    if impact.adapted is None:
        return [_("out of date with the law since {day}", day=write_short(since))]
    return [
        _(
            "out of date with the law from {day} until before {end}",
            day=write_short(since),
            end=write_short(impact.adapted),
        )
    ]


def _to_the_system(impact: Impact) -> list[str]:
    if impact.late_since is not None and impact.late_since == impact.adapted:
        return [_("late in the system on {day}", day=write_short(impact.late_since))]
    if impact.late_since is not None and impact.adapted is not None:
        return [
            _(
                "late in the system from {day} until before {end}",
                day=write_short(impact.late_since),
                end=write_short(impact.adapted),
            )
        ]
    if impact.late_since is not None:
        late = -(impact.days_left or 0)
        return [
            _("late in the system since {day}, {days} days", day=write_short(impact.late_since), days=late)
        ]
    if impact.assessed_late:
        return [_("assessed after the last day")]
    if impact.days_left is None:
        return []
    warned = _("within the {days} days ahead", days=impact.warning) if impact.warning is not None else ""
    return [*filter(None, (_("{days} days left", days=impact.days_left), warned))]


def done(library: Library, impact: Impact) -> str:
    """Say what was done about a change: which version took it up, what a person found, which version is approved; empty for nothing."""
    if impact.adapted is not None:
        return _(
            "version {version}, in force since {day}", version=impact.version, day=write_short(impact.adapted)
        )
    life = lives(library).get(impact.procedure.meta.code)
    coming = [issue for issue in life.issues if issue.effective > library.as_of] if life else []
    said = [assessed(library, impact.found)] if impact.found is not None else []
    said += [
        _(
            "version {version} is approved and in force from {day}",
            version=issue.version,
            day=write_short(issue.effective),
        )
        for issue in coming
    ]
    return "; ".join(said)


def assessed(library: Library, assessment: Assessment) -> str:
    """Say what a person found, who it was, when and why."""
    return _(
        "{outcome}: {reason} ({by}, {day})",
        outcome=assessment.outcome,
        reason=assessment.reason,
        by=person(library, assessment.by, assessment.date),
        day=write_short(assessment.date),
    )


def clause_words(clause: Clause) -> str:
    """Say what a transitional clause lets go on, for which dossiers and until when."""
    transition = clause.transition
    said = [
        _(
            "{by} of {number} keeps {older} in use",
            by=transition.by,
            number=clause.law.meta.number,
            older=", ".join(transition.keeps),
        )
    ]
    if clause.before is not None:
        said.append(_("for dossiers received before {day}", day=write_short(clause.before)))
    if transition.until is not None:
        said.append(_("to the end of {day}", day=write_short(transition.until)))
    return ", ".join(said) + doubt(sure=transition.verified) + f": “{transition.evidence}”"


def text_of(library: Library, impact: Impact | Awaited) -> Document[ControlledDocument]:
    """Return the text that people work by; where none is in force, the file at hand."""
    return document_in_force(library, impact.procedure.meta.code) or impact.procedure


def services(library: Library, document: Document[ControlledDocument]) -> tuple[str, ...]:
    """Return the administrative procedures that a document carries out; several may share one (Circular 26/2014, Article 41.6)."""
    meta = document.meta
    own = [(meta.service.code, meta.service.name)] if meta.service else []
    shared = [
        (service.code, service.name)
        for service in library.agency.services
        if service.procedure == meta.code and service.holds(library.as_of)
    ]
    named = (" ".join(filter(None, pair)) for pair in dict.fromkeys((*own, *shared)))
    return tuple(named)


def forms(document: Document[ControlledDocument]) -> tuple[str, ...]:
    """Return the forms that belong to a document."""
    return tuple(f"{form.code} {form.title}" for form in document.meta.forms)


def person(library: Library, identifier: str, day: date) -> str:
    """Return name and position of a person, as they were on ``day``."""
    found = library.agency.person(identifier, day)
    return f"{found.name}, {found.position}" if found else identifier
