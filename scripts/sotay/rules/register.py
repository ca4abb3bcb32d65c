"""LAW3, LAW4: legal documents that contradict themselves or each other, and what the old law still holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sotay.calendar_vn import write_short
from sotay.findings import Severity
from sotay.legal.changes import TOUCHES, Touch, starts, touches
from sotay.legal.provisions import ALL, overlap, understood
from sotay.legal.telling import scope_name
from sotay.legal.transitions import held_open
from sotay.legal.validity import ended_on, heirs_of
from sotay.lifecycle import in_force
from sotay.messages import _
from sotay.rules import Complaint, rule
from sotay.rules.law import hit_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.kinds.legal import LegalDocument
    from sotay.library import Document, Library


@rule("LAW301", Severity.ERROR)
def circle(library: Library) -> Iterator[Complaint]:
    """Legal documents replace, amend, repeal or follow each other in a circle.

    A later document changes an earlier one, never the other way round (Law 80/2015/QH13, Article 12): one of the entries is
    wrong, and with it what holds today.

    Correct the relation, or the number, that closes the circle.

    Example: the entry of 31/2021/NĐ-CP says that it replaces 96/2026/NĐ-CP, whose entry says that it replaces 31/2021/NĐ-CP.
    """
    pointing = {
        number: [
            *(
                (r.target, ("relations", i, "target"))
                for i, r in enumerate(law.meta.relations)
                if r.kind in TOUCHES
            ),
            *((e.follows, ("effects", i, "follows")) for i, e in enumerate(law.meta.effects) if e.follows),
        ]
        for number, law in library.legal.items()
    }
    settled: set[str] = set()
    for first in library.legal:
        way: dict[str, Iterator[tuple[str, tuple[str | int, ...]]]] = {}
        stack = [] if first in settled else [first]
        while stack:
            number = stack[-1]
            onward = way.setdefault(number, iter(pointing.get(number, ())))
            for target, place in onward:
                if target in way and target in stack:
                    names = " → ".join((*stack[stack.index(target) :], target))
                    message = _(
                        "These documents change each other in a circle: {names}. Correct one of them.",
                        names=names,
                    )
                    yield Complaint(library.legal[number].place(*place), message, about=names)
                elif target not in settled and target in library.legal:
                    stack.append(target)
                    break
            else:
                settled.add(stack.pop())


@rule("LAW302", Severity.WARNING)
def dates_contradict(library: Library) -> Iterator[Complaint]:
    """The days in one entry of the register contradict each other.

    A text holds from the day that it names itself, as a rule not before it is issued (Law 80/2015/QH13, Articles 151 and 152),
    and ends after it began. Copies of one text differ: the sentence of the text counts.

    Compare with the official text; where it really says so, quote the sentence in the `evidence` of that effect.

    Example: `issued: 2025-11-22` and `effects: [{from: 2025-11-20}]`.
    """
    for law in library.legal.values():
        effects = law.meta.effects
        for index, effect in enumerate(effects):
            number = law.meta.number
            if effect.from_ and effect.until and effect.until <= effect.from_:
                yield Complaint(
                    law.place("effects", index),
                    _(
                        "{number} would end on {until}, not after it begins on {start}: correct one of the days.",
                        number=number,
                        until=write_short(effect.until),
                        start=write_short(effect.from_),
                    ),
                )
            if effect.from_ and law.meta.issued and effect.from_ < law.meta.issued and not effect.evidence:
                yield Complaint(
                    law.place("effects", index),
                    _(
                        "{number} takes effect on {start}, before it is issued on {issued}: compare with the text, and quote its sentence in `evidence` if it is so.",
                        number=number,
                        start=write_short(effect.from_),
                        issued=write_short(law.meta.issued),
                    ),
                )
            if any(_same_part(effect.scope, other.scope) for other in effects[:index]):
                yield Complaint(
                    law.place("effects", index),
                    _(
                        "{number} has two first days for {scope}: keep the one that its text names.",
                        number=number,
                        scope=scope_name(effect.scope),
                    ),
                )


def _same_part(one: str, other: str) -> bool:
    return one == other if ALL in {one, other} else overlap(one, other)


@rule("LAW303", Severity.WARNING)
def relations_contradict(library: Library) -> Iterator[Complaint]:
    """What the register says that one document does to another cannot be.

    A document changes what was issued before it and still holds, and a text is replaced once (Law 80/2015/QH13, Articles 12
    and 154).

    Compare with the last articles of both texts; correct the relation, its `scope`, or a date.

    Example: 239/2025/NĐ-CP amends a decree that ended in 2024 by the register.
    """
    for number, touching in touches(library).items():
        target = library.legal.get(number)
        if target is None:
            continue
        first_whole = next((t for t in touching if t.whole and t.day is not None), None)
        for touch in touching:
            why = _contradiction(library, target, touch, first_whole)
            if why:
                index = touch.law.meta.relations.index(touch.relation)
                yield Complaint(touch.law.place("relations", index), why, related=(target.place("number"),))


def _contradiction(
    library: Library, target: Document[LegalDocument], touch: Touch, first_whole: Touch | None
) -> str:
    number, older = touch.law.meta.number, target.meta.number
    issued, day = touch.law.meta.issued, touch.day
    if issued and target.meta.issued and issued < target.meta.issued:
        return _(
            "{number}, issued on {issued}, cannot change {older}, issued later: correct the relation or a date.",
            number=number,
            issued=write_short(issued),
            older=older,
        )
    if day is None or touch is first_whole:
        return ""
    if (
        touch.whole
        and first_whole is not None
        and number not in heirs_of(library, first_whole.law.meta.number)
    ):
        return _(
            "{number} ends {older} on {day}, which {other} ended before: give one of the two relations its `scope`.",
            number=number,
            older=older,
            day=write_short(day),
            other=first_whole.law.meta.number,
        )
    ended = ended_on(library, target)
    if touch.relation.kind == "amends" and ended is not None and ended <= day:
        return _(
            "{number} amends {older} on {day}, which holds no longer since {ended}: correct the relation or a date.",
            number=number,
            older=older,
            day=write_short(day),
            ended=write_short(ended),
        )
    return ""


@rule("LAW304", Severity.WARNING)
def nothing_in_its_place(library: Library) -> Iterator[Complaint]:
    """A procedure in force rests on a text that is over, and what takes its place does not hold yet.

    Between the end of one text and the first day of the next, the procedure has no ground in law (Law 80/2015/QH13, Article
    154): dossiers of those days need a decision of the head on which text they go by.

    Ask the authority that issued the texts, record the answer as a letter, and issue the new version for the first day of the
    new text.

    Example: 31/2021/NĐ-CP ended on 01/3/2026 with the law that it guided; 96/2026/NĐ-CP holds from 31/3/2026 only.
    """
    for document in in_force(library):
        for index, number in enumerate(document.meta.basis_numbers):
            law = library.legal.get(number)
            ended = ended_on(library, law) if law is not None else None
            if law is None or ended is None or ended > library.as_of:
                continue
            heirs = [
                (t.day, t.law.meta.number)
                for t in touches(library).get(number, ())
                if t.relation.kind == "replaces" and t.day
            ]
            if heirs and all(day > library.as_of for day, _heir in heirs):
                day, heir = heirs[0]
                message = _(
                    "{code} rests on {number}, over since {ended}; {heir} takes its place only on {day}: record by which text the dossiers of these days go.",
                    code=document.meta.code,
                    number=number,
                    ended=write_short(ended),
                    heir=heir,
                    day=write_short(day),
                )
                place = library.procedures[document.meta.code].place("legal_basis", index)
                yield Complaint(place, message, day, (law.place("number"),), about=number)


@rule("LAW305", Severity.WARNING)
def condition_open(library: Library) -> Iterator[Complaint]:
    """A part of a document holds from a day that the register cannot tell.

    It waits for another document or for a condition; while that is open, no last day can be computed (Decision
    19/2014/QĐ-TTg, Article 4.4.a).

    Enter the document that it follows, with its first day; once the condition has come, enter `from`.

    Example: `{scope: khoản 2 Điều 66, condition: từ ngày Luật có hiệu lực}` without `follows`.
    """
    for law in library.legal.values():
        for index, effect in enumerate(law.meta.effects):
            start = starts(library)[law.meta.number][index]
            if start.day is None and (effect.follows or effect.condition):
                message = _(
                    "{number} ({scope}) holds from a day that is not known: {condition}. Enter the document that it follows, or the day.",
                    number=law.meta.number,
                    scope=scope_name(effect.scope),
                    condition=effect.condition or effect.follows,
                )
                yield Complaint(
                    law.place("effects", index), f"{message}{hit_words(library, law.meta.number)}"
                )


@rule("LAW306", Severity.WARNING)
def scope_not_understood(library: Library) -> Iterator[Complaint]:
    """The words for a part of a legal document cannot be told apart from the whole.

    A part with a day of its own has its own three months (Decision 19/2014/QĐ-TTg, Article 4.4.a); words that are not
    understood count as the whole text, so that no procedure is missed.

    Write articles, clauses and points: `Điều 19-20`, `khoản 9 Điều 1`, `điểm a khoản 2 Điều 5`, `Phụ lục I`.

    Example: `scope: các quy định về phí`.
    """
    for law in library.legal.values():
        named = [
            *((("effects", i, "scope"), e.scope) for i, e in enumerate(law.meta.effects)),
            *((("relations", i, "scope"), r.scope) for i, r in enumerate(law.meta.relations)),
            *((("relations", i, "by"), r.by) for i, r in enumerate(law.meta.relations)),
            *((("assessments", i, "scope"), a.scope) for i, a in enumerate(law.meta.assessments)),
        ]
        for place, scope in named:
            if not understood(scope):
                message = _(
                    "“{scope}” of {number} counts as the whole text: write the articles, as in `Điều 19-20`.",
                    scope=scope,
                    number=law.meta.number,
                )
                yield Complaint(law.place(*place), message)


@rule("LAW401", Severity.WARNING)
def old_version_lost(library: Library) -> Iterator[Complaint]:
    """Dossiers still go by an older law, and nobody has the version of the procedure for them.

    A transitional clause keeps the older law for dossiers that were received before (the
    clause itself): the superseded version must stay readable (TCVN ISO 9001:2015, clause 7.5.3.2).

    Bring the approved text of that version into git, as `sotay import` does with a Word file, so that its fingerprint is found.

    Example: 217/2026/NĐ-CP, Article 76, lets pending dossiers go on; the text of version 01 of QT.XD.02 is in no commit.
    """
    for held in held_open(library):
        if held.issue.text is None:
            message = _(
                "{code} version {version} still serves dossiers received before {day}, by {by} of {number}, and its text is not in git: bring it in.",
                code=held.code,
                version=held.issue.version,
                day=write_short(held.before),
                by=held.transition.by,
                number=held.law.meta.number,
            )
            about = f"{held.code} {held.issue.version}"
            yield Complaint(held.law.place("transitions"), message, held.transition.until, about=about)
