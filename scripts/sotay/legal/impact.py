"""Which procedures a change of law hits, by when they must follow it, and what was done.

Decision 19/2014/QĐ-TTg, Article 4.4.a: changes of law are brought into the system, to be applied, at the latest three
months after the legal document takes effect. Where parts of it take effect on days of their own, each has its own three months.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from sotay.calendar_vn import Deadline, month_term
from sotay.kinds.procedure import Basis
from sotay.legal.changes import Change, Undated, changes, first_day, undated
from sotay.legal.provisions import overlap, provisions
from sotay.legal.reach import Reach
from sotay.library import remembered
from sotay.lifecycle import document_in_force, lives
from sotay.versions import documents

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from sotay.kinds.legal import Assessment, LegalDocument
    from sotay.kinds.procedure import ControlledDocument
    from sotay.library import Document, Library
    from sotay.lifecycle import Life

MONTHS: Final = 3
MUST_CHANGE: Final = "phải sửa đổi"


class Standing(StrEnum):
    """How a procedure stands to a change of law on a day."""

    ON_TIME = "on-time"
    LATE = "late"
    UPCOMING = "upcoming"
    PENDING = "pending"
    OVERDUE = "overdue"
    ASSESSED = "assessed"


OPEN: Final = frozenset({Standing.UPCOMING, Standing.PENDING, Standing.OVERDUE})


@dataclass(frozen=True, slots=True)
class Impact:
    """One change of law on one procedure.

    ``procedure`` is the file at hand, also where it holds the draft of a later version. ``path`` leads from the text that the
    procedure rests on to the law; ``through`` is its first, the law's own number where the procedure rests on the law itself.
    ``last`` is the day after which it is late, raw or rolled as the agency's policy has it. ``adapted`` is the day on which an
    updated version was in force. ``days_left`` counts to the last day, below zero after it; None once the matter is settled.
    ``warning`` is the number of days ahead that the agency wants to be warned at and that has been reached. ``assessment`` is
    what settles the matter, ``found`` the last finding of a person, also that the procedure must change.
    """

    change: Change
    procedure: Document[ControlledDocument]
    path: tuple[str, ...]
    deadline: Deadline
    last: date
    standing: Standing
    in_force: bool
    adapted: date | None = None
    version: str | None = None
    assessment: Assessment | None = None
    days_left: int | None = None
    warning: int | None = None
    found: Assessment | None = None

    @property
    def law(self) -> Document[LegalDocument]:
        """The document that changes the law."""
        return self.change.law

    @property
    def through(self) -> str:
        """The text that the procedure rests on."""
        return self.path[0]

    @property
    def out_of_date_since(self) -> date | None:
        """The first day on which the procedure was out of date with the law; None where it never was, or nothing had to change.

        The law itself applies from its first day, whatever the three months allow.
        """
        open_now = self.in_force and self.standing in {Standing.PENDING, Standing.OVERDUE}
        followed_after = self.adapted is not None and self.adapted > self.change.day
        return self.change.day if open_now or followed_after else None

    @property
    def late_since(self) -> date | None:
        """The first day on which the procedure was late in the system; None where it never was."""
        late_now = self.in_force and self.standing is Standing.OVERDUE
        return self.last + timedelta(days=1) if late_now or self.standing is Standing.LATE else None

    @property
    def assessed_late(self) -> bool:
        """Whether the assessment that settles the matter came after the last day."""
        return (
            self.standing is Standing.ASSESSED
            and self.assessment is not None
            and self.assessment.date > self.last
        )


@dataclass(frozen=True, slots=True)
class Awaited:
    """A change of law on one procedure that has no day yet: the procedure must follow, and nobody can say by when.

    ``path`` leads from the text that the procedure rests on to the law. ``found`` is the last finding of a person,
    ``is_settled`` whether it says that nothing has to change.
    """

    change: Undated
    procedure: Document[ControlledDocument]
    path: tuple[str, ...]
    in_force: bool
    found: Assessment | None = None
    is_settled: bool = False

    @property
    def law(self) -> Document[LegalDocument]:
        """The document that changes the law."""
        return self.change.law


@dataclass(frozen=True, slots=True)
class _Subject:
    """A procedure as it is judged: the text that people work by, its life, and what its texts name."""

    at_hand: Document[ControlledDocument]
    judged: Document[ControlledDocument]
    life: Life | None
    rests_on: Mapping[str, str | None]
    named: Mapping[str, list[str]]
    """Number → the versions whose row of the revision table names it."""
    basis: frozenset[str]
    """The numbers that the text people work by rests on."""
    since: date | None
    in_force: bool

    @property
    def code(self) -> str:
        return self.at_hand.meta.code


def impacts(library: Library) -> tuple[Impact, ...]:
    """Return every impact of every registered law, by the change's day and the law's number, then by code."""
    return _all(library)[0]


def awaited(library: Library) -> tuple[Awaited, ...]:
    """Return what every change without a day hits, by the law's number, then by code."""
    return _all(library)[1]


@remembered
def _all(library: Library) -> tuple[tuple[Impact, ...], tuple[Awaited, ...]]:
    reach = Reach(library)
    terms: dict[Change, tuple[Deadline, date]] = {}
    dated: list[Impact] = []
    waiting: list[Awaited] = []
    demanded = _demanded(library)
    for code in library.procedures:
        subject = _subject(library, code)
        hit = reach.of(subject.rests_on)
        for number in demanded.get(code, ()):
            asked: tuple[Change | Undated, ...] = (*changes(library)[number], *undated(library)[number])
            for change in asked:
                hit.setdefault(change, (number,))
        for change, path in hit.items():
            if isinstance(change, Undated):
                waiting.extend(_await(library, subject, change, path, reach))
                continue
            if change not in terms:
                deadline = month_term(change.day, MONTHS, library.calendar)
                terms[change] = deadline, last_day(library, deadline)
            impact = _judge(library, subject, change, path, terms[change], reach)
            if impact is not None:
                dated.append(impact)
    return (
        tuple(
            sorted(
                dated, key=lambda i: (i.change.day, i.law.meta.number, i.change.ends, i.procedure.meta.code)
            )
        ),
        tuple(sorted(waiting, key=lambda a: (a.law.meta.number, a.change.scope, a.procedure.meta.code))),
    )


@remembered
def _by_number(library: Library) -> tuple[dict[str, tuple[Impact, ...]], dict[str, tuple[Awaited, ...]]]:
    dated: dict[str, list[Impact]] = {}
    waiting: dict[str, list[Awaited]] = {}
    for impact in impacts(library):
        dated.setdefault(impact.law.meta.number, []).append(impact)
    for one in awaited(library):
        waiting.setdefault(one.law.meta.number, []).append(one)
    return (
        {number: tuple(several) for number, several in dated.items()},
        {number: tuple(several) for number, several in waiting.items()},
    )


def impacts_of(library: Library, number: str) -> tuple[Impact, ...]:
    """Return the impacts of one law."""
    return _by_number(library)[0].get(number, ())


def awaited_of(library: Library, number: str) -> tuple[Awaited, ...]:
    """Return what the parts of one law hit whose day nobody knows."""
    return _by_number(library)[1].get(number, ())


def last_day(library: Library, deadline: Deadline) -> date:
    """Return the day after which a term is breached, as the agency's policy counts it."""
    return deadline.rolled if library.agency.policy.breach_on == "rolled" else deadline.raw


def laws_of_year(library: Library, year: int) -> tuple[Document[LegalDocument], ...]:
    """Return the registered laws that took effect in ``year``, up to ``as_of``, oldest first."""
    found = [
        (start, law.meta.number, law)
        for law in library.legal.values()
        if (start := first_day(library, law)) is not None and start.year == year and start <= library.as_of
    ]
    return tuple(law for _start, _number, law in sorted(found, key=lambda item: item[:2]))


def assessed(library: Library, law: Document[LegalDocument]) -> bool:
    """Say whether someone had judged by ``as_of`` what a law means for the agency."""
    return any(assessment.date <= library.as_of for assessment in law.meta.assessments)


def _demanded(library: Library) -> dict[str, list[str]]:
    """Return code → the laws of which someone found by ``as_of`` that the procedure must change."""
    found: dict[str, list[str]] = {}
    for number, law in library.legal.items():
        for entry in law.meta.assessments:
            if entry.procedure and entry.outcome == MUST_CHANGE and entry.date <= library.as_of:
                found.setdefault(entry.procedure, []).append(number)
    return found


def _subject(library: Library, code: str) -> _Subject:
    """Return a procedure with what it rests on: number → articles, None where the whole text or several readings of it.

    The draft of a later version may name more laws, and lets go of none that the version in force rests on.
    """
    at_hand = library.procedures[code]
    judged = document_in_force(library, code) or at_hand
    rests_on: dict[str, str | None] = {}
    for basis in dict.fromkeys((*judged.meta.legal_basis, *at_hand.meta.legal_basis)):
        number, articles = (basis.number, basis.articles) if isinstance(basis, Basis) else (basis, None)
        known = rests_on.setdefault(number, articles)
        if known != articles:
            rests_on[number] = f"{known}; {articles}" if known and articles else None
    named: dict[str, list[str]] = {}
    for change in judged.meta.changes:
        for number in change.because:
            named.setdefault(number, []).append(change.version)
    for number in (*named, *(n for change in at_hand.meta.changes for n in change.because)):
        rests_on.setdefault(number, None)
    life = lives(library).get(code)
    basis_alone = frozenset(judged.meta.basis_numbers)
    in_force = life is not None and life.on(library.as_of) is not None
    return _Subject(
        at_hand, judged, life, rests_on, named, basis_alone, life.born if life else None, in_force
    )


def _judge(  # noqa: PLR0913, PLR0917 (a verdict needs the case, the law's term and the way there)
    library: Library,
    subject: _Subject,
    change: Change,
    path: tuple[str, ...],
    term: tuple[Deadline, date],
    reach: Reach,
) -> Impact | None:
    deadline, last = term
    day, born = library.as_of, subject.since
    take_up = _leaving if change.ends else _adaptation
    version, adapted = take_up(library, subject, change, last, reach)
    if adapted is not None and born is not None and adapted <= born and change.day <= born:
        return None  # written when the law already held: nothing changed under it
    if subject.life is None and not change.ends and _names(subject, change, reach):
        return None  # the draft of a first version that was written by the law itself
    if change.ends and adapted is None and not _rests_on_alone(subject, change, reach):
        return None
    found = _found(library, subject.code, change)
    assessment = found if found is not None and _settles(subject, change, found, reach) else None
    days_left = warning = None
    in_time = assessment is not None and assessment.date <= last
    if adapted is not None and (adapted <= last or not in_time):
        standing = Standing.ON_TIME if adapted <= last else Standing.LATE
    elif assessment is not None:
        standing = Standing.ASSESSED
    else:
        days_left = (last - day).days
        standing = (
            Standing.UPCOMING
            if day < change.day
            else Standing.PENDING
            if days_left >= 0
            else Standing.OVERDUE
        )
        if days_left >= 0:
            warning = min((n for n in library.agency.policy.warn_days if days_left <= n), default=None)
    return Impact(
        change, subject.at_hand, path, deadline, last, standing, subject.in_force, adapted, version, assessment,
        days_left, warning, found,
    )  # fmt: skip


def _await(
    library: Library, subject: _Subject, change: Undated, path: tuple[str, ...], reach: Reach
) -> Iterator[Awaited]:
    """Yield what a change without a day means for a procedure, unless its text follows the law already."""
    if _names(subject, change, reach):
        return
    found = _found(library, subject.code, change)
    settled = found is not None and _settles(subject, change, found, reach)
    yield Awaited(change, subject.at_hand, path, subject.in_force, found, settled)


def _names(subject: _Subject, change: Change | Undated, reach: Reach) -> bool:
    """Say whether the text rests on a law, or on one that has wholly replaced it since; of a part, on its articles by name."""
    if not change.is_main:
        return _names_part(subject, change)
    number = change.law.meta.number
    accepted = reach.heirs(number) | {number}
    return not (accepted.isdisjoint(subject.basis) and accepted.isdisjoint(subject.named))


def _settles(subject: _Subject, change: Change | Undated, found: Assessment, reach: Reach) -> bool:
    """Say whether a finding settles a change for a procedure.

    What is said of the whole agency says nothing of a procedure whose text in force rests on what the law changes: that must
    be named.
    """
    if found.outcome == MUST_CHANGE:
        return False
    if found.procedure is not None or not subject.in_force:
        return True
    own = (
        (n, articles) for n, articles in subject.rests_on.items() if n in subject.basis or n in subject.named
    )
    return not any(change in reach.from_text(number, articles) for number, articles in own)


def _rests_on_alone(subject: _Subject, change: Change, reach: Reach) -> bool:
    """Say whether the text rests on a law that ends, and on nothing that takes its place."""
    number, basis = change.law.meta.number, subject.basis
    return number in basis and reach.heirs(number).isdisjoint(basis)


def _found(library: Library, code: str, change: Change | Undated) -> Assessment | None:
    """Return what a person found by ``as_of`` about a change for a procedure.

    The latest counts, and one that names the procedure counts before one about the whole agency.
    """
    entries = change.law.meta.assessments
    if not entries:
        return None
    about = [
        entry
        for entry in entries
        if entry.procedure in (code, None) and entry.date <= library.as_of and is_about(entry, change)
    ]
    return max(about, key=lambda entry: (entry.procedure is not None, entry.date), default=None)


def is_about(entry: Assessment, change: Change | Undated) -> bool:
    """Say whether an assessment is about a change: its part of the law, and its beginning or its end."""
    ends = isinstance(change, Change) and change.ends
    return (entry.of == "hết hiệu lực") == ends and change.concerns(entry.scope)


def _adaptation(
    library: Library, subject: _Subject, change: Change, last: date, reach: Reach
) -> tuple[str | None, date | None]:
    """Return the version that took up a change and the day it came into force, if it had by ``as_of``.

    The revision table proves it by naming the law, or one that has wholly replaced it since. Where no row does and the text
    rests on the law, the first version whose own text does counts; earlier texts are asked for only where the present one came
    after the last day. A later part of a law is taken up by a version of its own day or later, or one that names its articles.
    """
    number = change.law.meta.number
    basis, heirs = subject.basis, reach.heirs(number)
    accepted = heirs | {number}
    if accepted.isdisjoint(basis) and accepted.isdisjoint(subject.named):
        return None, None
    named = [version for each in subject.named if each in accepted for version in subject.named[each]]
    if named:
        taken = _first(library, subject, sorted(named), change)
        if taken[1] is not None or change.is_main:
            return taken
    if accepted.isdisjoint(basis):
        return None, None
    version, adapted = _first(library, subject, [subject.judged.meta.version], change)
    if subject.life is None or adapted is None or adapted <= last:
        return version, adapted
    said = documents(library, [issue.text for issue in subject.life.issues if issue.text is not None])
    resting = [
        issue.version
        for issue in subject.life.issues
        if issue.sha256 in said and not accepted.isdisjoint(said[issue.sha256].meta.basis_numbers)
    ]
    return _first(library, subject, [*resting, subject.judged.meta.version], change)


def _leaving(
    library: Library, subject: _Subject, change: Change, _last: date, reach: Reach
) -> tuple[str | None, date | None]:
    """Return the version that no longer rests on a text that ended, or rests on what took its place, and since when.

    One that was in force before the text ended had nothing to follow; then there is none.
    """
    number = change.law.meta.number
    if subject.life is None:
        return None, None
    accepted = reach.heirs(number)
    issues = [i for i in subject.life.issues if i.effective <= library.as_of and i.text is not None]
    said = documents(library, [issue.text for issue in issues if issue.text is not None])
    rested = False
    for issue in issues:
        basis = said[issue.sha256].meta.basis_numbers if issue.sha256 in said else ()
        if number in basis and accepted.isdisjoint(basis):
            rested = True
        elif rested:
            return (issue.version, issue.effective) if issue.effective > change.day else (None, None)
    return None, None


def _first(
    library: Library, subject: _Subject, versions: Iterable[str], change: Change
) -> tuple[str | None, date | None]:
    """Return the first of some versions that was in force by ``as_of`` and takes up a change, and since when."""
    later_part = not change.is_main
    named_part = later_part and _names_part(subject, change)
    for version in versions:
        issue = subject.life.of(version) if subject.life else None
        if issue is None or issue.effective > library.as_of:
            continue
        if later_part and issue.effective < change.day and not named_part:
            continue
        return version, issue.effective
    return None, None


def _names_part(subject: _Subject, change: Change | Undated) -> bool:
    """Say whether the text rests on articles of the law by name, and the part is among them."""
    articles = subject.rests_on.get(change.law.meta.number)
    return provisions(articles) is not None and overlap(articles, change.scope)


def open_impacts(library: Library) -> Iterator[Impact]:
    """Yield the impacts on procedures in force that nobody has settled."""
    return (impact for impact in impacts(library) if impact.in_force and impact.standing in OPEN)


def open_awaited(library: Library) -> Iterator[Awaited]:
    """Yield the changes without a day that hit procedures in force and that nobody has settled."""
    return (one for one in awaited(library) if one.in_force and not one.is_settled)
