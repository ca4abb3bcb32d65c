"""What a change of law hits, as lines for a terminal: one legal document, all that is open, or the work that follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sotay.calendar_vn import write_short
from sotay.legal import tasks, telling
from sotay.legal.impact import Standing
from sotay.legal.provisions import ALL
from sotay.messages import _
from sotay.names import relation_name, standing_name, validity_name
from sotay.outputs.timeline_text import aligned

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sotay.calendar_vn import Deadline
    from sotay.kinds.legal import LegalDocument
    from sotay.legal.account import Account, Clause
    from sotay.legal.impact import Awaited, Impact
    from sotay.legal.validity import Step
    from sotay.library import Document, Library


def render_law(library: Library, account: Account) -> bytes:
    """Return what there is to say of one legal document, and of every procedure that it hits."""
    sections = (
        _head(library, account),
        _titled(_("Effect"), _effect(account)),
        _titled(_("What it does to others"), _acts(library, account)),
        _titled(_("What others did to it"), _touched(account)),
        _titled(_("What takes its place"), map(_path, account.paths)),
        _titled(_("Transitional clauses"), _clauses(account.clauses)),
        _titled(_("Assessments"), _assessments(library, account)),
        _titled(_("Procedures that rest on it"), _resting(account)),
        _titled(_("Procedures that rest on what it gives guidance on"), _guided(account)),
        _titled(_("Procedures hit"), _hit(library, account)),
    )
    return "\n".join(line for section in sections for line in section).encode()


def render_open(
    library: Library,
    impacts: Sequence[Impact],
    awaited: Sequence[Awaited],
    unassessed: Sequence[Document[LegalDocument]],
) -> bytes:
    """Return a line for each impact that is open: last day, days left, procedure, change, standing; then what nobody has judged."""
    lines = [*_open(library, impacts, awaited), *_unassessed(unassessed), ""]
    return "\n".join(lines).encode()


def _open(library: Library, impacts: Sequence[Impact], awaited: Sequence[Awaited]) -> Iterator[str]:
    day = write_short(library.as_of)
    if not impacts and not awaited:
        yield _("As of {day}: no change of law is open.", day=day)
        return
    head = (_("Last day"), _("Days left"), _("Procedure"), _("Change of law"), _("Standing"))
    rows = [
        (
            _last(impact.deadline),
            str(impact.days_left),
            impact.procedure.meta.code,
            f"{telling.change_name(impact.change)}{telling.doubt(sure=impact.change.verified)}",
            standing_name(impact.standing),
        )
        for impact in impacts
    ]
    rows += [
        (
            _("cannot be counted"),
            "",
            one.procedure.meta.code,
            telling.scoped(one.law.meta.number, one.change.scope),
            _("the day is not known"),
        )
        for one in awaited
    ]
    yield from aligned([head, *rows])
    if any(impact.deadline.notes for impact in impacts):
        yield _("?: the days off around the last day are unverified; `sotay impact NUMBER` tells why.")
    yield _(
        "As of {day}: {count} open, {late} of them late. `sotay impact NUMBER` tells all of one legal document.",
        day=day,
        count=len(rows),
        late=sum(impact.standing is Standing.OVERDUE for impact in impacts),
    )


def _last(deadline: Deadline) -> str:
    """Write the last day, and the working day that it moves to; a mark where the days off are unverified."""
    days = dict.fromkeys((write_short(deadline.raw), write_short(deadline.rolled)))
    return " → ".join(days) + (" ?" if deadline.notes else "")


def _unassessed(laws: Sequence[Document[LegalDocument]]) -> Iterator[str]:
    if laws:
        yield _(
            "{count} legal documents in effect that nobody has assessed: {numbers}.",
            count=len(laws),
            numbers=", ".join(law.meta.number for law in laws),
        )


def render_work(library: Library, account: Account, notes: Iterable[str]) -> bytes:
    """Return the work that a legal document asks for, by last day; ``notes`` is what a check says of its record."""
    lines = [_("Work to be done"), *(f"  - {line}" for line in _work(library, account, notes)), ""]
    return "\n".join(lines).encode()


def _work(library: Library, account: Account, notes: Iterable[str]) -> Iterator[str]:
    number = account.law.meta.number
    for impact in sorted(account.impacts, key=lambda i: (i.last, i.procedure.meta.code)):
        if task := tasks.task(library, impact):
            yield f"{impact.procedure.meta.code}: {task}"
    for one in account.awaited:
        if task := tasks.awaited_task(library, one):
            yield f"{one.procedure.meta.code}: {task}"
    if account.awaited:
        yield _(
            "Enter the day of effect of {number} under `effects` as soon as it is known: the three months run from it",
            number=number,
        )
    for target, documents in account.guides:
        yield _(
            "{codes} rest on {target}, on which {number} gives guidance: record in `assessments` of {number} whether they must change",
            codes=", ".join(document.meta.code for document in documents),
            target=target,
            number=number,
        )
    for target in account.strangers:
        yield _(
            "Enter {target} with `sotay new legal`, or correct its number in {path}: until then nobody can tell what rests on it",
            target=target,
            path=account.law.path,
        )
    hit = any(impact.in_force for impact in account.impacts) or any(one.in_force for one in account.awaited)
    if not (hit or account.guides or account.strangers):
        yield _(
            "No procedure in force is hit: record in `assessments` what {number} means for the agency",
            number=number,
        )
    if any(part.start.day is not None and not part.start.verified for part in account.parts):
        yield _(
            "Compare the day of effect of {number} with the official text, quote the sentence in `evidence`, and set `verified: true`",
            number=number,
        )
    yield from notes


def _head(library: Library, account: Account) -> Iterator[str]:
    meta = account.law.meta
    yield f"{meta.type} {meta.number}: {meta.title}"
    issued = (
        _("{issuer}, issued on {day}", issuer=meta.issuer, day=write_short(meta.issued))
        if meta.issued
        else meta.issuer
    )
    yield issued
    yield _("Record: {path}", path=account.law.path)
    state = validity_name(account.state) + telling.doubt(sure=account.sure)
    yield _(
        "As of {day}: {state}",
        day=write_short(library.as_of),
        state=state if account.known else _("not issued yet"),
    )
    if meta.note:
        yield _("Note: {note}", note=meta.note)
    yield ""


def _titled(title: str, lines: Iterable[str]) -> Iterator[str]:
    """Yield a section; one without lines is left out."""
    found = list(lines)
    if found:
        yield title
        yield from (f"  {line}" if line else "" for line in found)
        yield ""


def _effect(account: Account) -> Iterator[str]:
    for part in account.parts:
        state = f" ({validity_name(part.state)})" if part.state else ""
        yield f"{telling.scope_name(part.start.scope)}: {telling.part_words(part)}{state}"
    if not account.parts:
        yield _("No day is entered: nobody can say by when procedures must follow.")


def _acts(library: Library, account: Account) -> Iterator[str]:
    for touch in account.acts:
        relation = touch.relation
        known = "" if library.knows(relation.target) else f"; {_('not in the register')}"
        by = f"; {relation.by}" if relation.by else ""
        target = telling.scoped(relation.target, relation.scope)
        yield f"{relation_name(relation.kind)} {target}: {telling.when(touch)}{by}{known}"


def _touched(account: Account) -> Iterator[str]:
    for touch in (*account.touched, *account.guided_by):
        by = f" ({touch.relation.by})" if touch.relation.by else ""
        part = "" if touch.relation.scope == ALL else f" {touch.relation.scope}"
        done = f"{relation_name(touch.relation.kind)}{part}"
        yield f"{touch.law.meta.number}{by} {done}: {telling.when(touch)}"


def _path(path: Sequence[Step]) -> str:
    return " → ".join(_step(step) for step in path)


def _step(step: Step) -> str:
    touch = step.touch
    part = "" if touch.relation.scope == ALL else f"{touch.relation.scope}: "
    said = "; ".join(filter(None, (part + telling.when(touch), telling.gap(step))))
    return f"{touch.law.meta.number} ({said})"


def _clauses(clauses: Iterable[Clause]) -> Iterator[str]:
    for clause in clauses:
        yield telling.clause_words(clause)
        for held in clause.held:
            yield "  " + _(
                "{code} version {version} stays readable for them", code=held.code, version=held.issue.version
            )


def _assessments(library: Library, account: Account) -> Iterator[str]:
    for one in account.assessments:
        yield f"{one.procedure or _('the whole agency')}: {telling.assessed(library, one)}"


def _resting(account: Account) -> Iterator[str]:
    for document in account.resting:
        yield f"{document.meta.code} {document.meta.title}"


def _guided(account: Account) -> Iterator[str]:
    for target, documents in account.guides:
        for document in documents:
            yield f"{document.meta.code} {document.meta.title} ({target})"


def _hit(library: Library, account: Account) -> Iterator[str]:
    found = [
        *(_impact(library, impact) for impact in account.impacts),
        *(_awaited(library, one) for one in account.awaited),
    ]
    if not found:
        yield from telling.none_hit(account)
    for index, lines in enumerate(found):
        if index:
            yield ""
        yield from lines


def _impact(library: Library, impact: Impact) -> Iterator[str]:
    yield from _about(
        library,
        impact,
        (_("Change of law"), f"{telling.change_words(impact.change)}, {telling.way(impact)}"),
        (_("Last day"), telling.counted(impact)),
        (_("Standing"), telling.standing_words(impact)),
        (_("What was done"), telling.done(library, impact) or _("nothing yet")),
        (_("To do"), tasks.task(library, impact)),
    )


def _awaited(library: Library, one: Awaited) -> Iterator[str]:
    found = telling.assessed(library, one.found) if one.found is not None else _("nothing yet")
    yield from _about(
        library,
        one,
        (_("Change of law"), telling.awaited_words(one)),
        (_("Last day"), _("cannot be counted: the day of effect is not known")),
        (_("What was done"), found),
        (_("To do"), tasks.awaited_task(library, one)),
    )


def _about(library: Library, one: Impact | Awaited, *lines: tuple[str, str]) -> Iterator[str]:
    text = telling.text_of(library, one)
    yield f"{text.meta.code} {text.meta.title}"
    said = (
        (_("Service"), "; ".join(telling.services(library, text))),
        (_("Forms"), "; ".join(telling.forms(text))),
        *lines,
    )
    for name, words in said:
        if words:
            yield f"  {name}: {words}"
