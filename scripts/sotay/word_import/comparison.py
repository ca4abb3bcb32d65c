"""The corrected report held against the composed one, unit by unit and word by word, to tell whom each change belongs to."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from sotay.messages import _
from sotay.redline.alignment import align, matches
from sotay.report.markdown import CITATION
from sotay.word_import import writing
from sotay.word_import.edits import FigureEdit, NarrativeEdit, OtherEdit
from sotay.word_import.inlines import built
from sotay.word_import.narrative import Change, Passage, insertion, removal, replacement
from sotay.word_import.units import Owner, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sotay.kinds.annual_report import AnnualReport
    from sotay.library import Document
    from sotay.report.compose import Report


@dataclass(slots=True)
class Comparison:
    """What the comparison finds, unit by unit."""

    record: Document[AnnualReport]
    passages: Sequence[Passage]
    report: Report
    changes: list[Change] = field(default_factory=list)
    narrative: list[NarrativeEdit] = field(default_factory=list)
    figures: list[FigureEdit] = field(default_factory=list)
    others: list[OtherEdit] = field(default_factory=list)
    settled: dict[int, str] = field(default_factory=dict)

    def hold(self, old: Sequence[Unit], new: Sequence[Unit]) -> None:
        """Hold the corrected report's units against the composed one's."""
        found = align([unit.alignable for unit in old], [unit.alignable for unit in new])
        pairs = list(_rewritten(found, old, new))
        for place, (i, j) in enumerate(pairs):
            if i is not None and j is not None:
                self._pair(old[i], new[j])
            elif i is not None:
                self._gone(old[i])
            elif j is not None:
                before = next(
                    (old[a] for a, b in reversed(pairs[:place]) if a is not None and b is not None), None
                )
                after = next((old[a] for a, b in pairs[place + 1 :] if a is not None and b is not None), None)
                self._come(new[j], before, after)

    def hold_edges(self, before: Sequence[str], after: Sequence[str]) -> None:
        """Hold the heads and feet of the pages against each other."""
        where = _("Head or foot of the pages")
        self.others += [OtherEdit(where, "", text, _fixed()) for text in after if text not in before]
        self.others += [OtherEdit(where, text, "", _fixed()) for text in before if text not in after]

    def _pair(self, old: Unit, new: Unit) -> None:
        common = matches([word.text for word in old.words], [word.text for word in new.words])
        common = [(i, j) for i, j in common if old.words[i].formats == new.words[j].formats]
        touched: dict[Owner, list[tuple[int, int]]] = {}
        for a, b, c, d in _gaps(common, len(old.words), len(new.words)):
            for owner in _owners(old, a, b):
                touched.setdefault(owner, []).append((c, d))
        by_look = [word.text for word in old.words] == [word.text for word in new.words]
        for owner, gaps in touched.items():
            if owner.fact >= 0 and not by_look:
                self._figure(old, owner, _taken(old, new, owner, common, gaps))
        for number in dict.fromkeys(owner.passage for owner in touched if owner.fact < 0 <= owner.passage):
            self._passage(number, old, new, common)
        if by_look and any(owner.passage < 0 or owner.fact >= 0 for owner in touched):
            advice = _("Only bold, italics or the like changed here: the template sets them.")
            self.others.append(OtherEdit(old.where, old.text, new.text, advice))
        elif Owner() in touched:
            self.others.append(OtherEdit(old.where, old.text, new.text, self._advice(old)))

    def _passage(self, number: int, old: Unit, new: Unit, common: Sequence[tuple[int, int]]) -> None:
        """Give a passage the words that now stand between what stood before and after it."""
        own = [
            place for place, word in enumerate(old.words) if any(one.passage == number for one in word.owners)
        ]
        start = max((j for i, j in common if i < own[0]), default=-1) + 1
        end = min((j for i, j in common if i > own[-1]), default=len(new.words))
        steady = all(
            edge in {-1, len(old.words)} or any(i == edge for i, _j in common)
            for edge in (own[0] - 1, own[-1] + 1)
        )
        passage = self.passages[number]
        text = self._markdown(passage, new, start, end)
        if not steady or text is None or self.settled.get(number, text) != text:
            self.others.append(OtherEdit(old.where, old.text, new.text, self._by_hand(passage)))
            return
        self._settle(number, text)

    def _settle(self, number: int, text: str) -> None:
        """Give a passage other words, or none, once: a template may print it twice."""
        if number not in self.settled:
            self.settled[number] = text
            passage = self.passages[number]
            self.changes.append(replacement(passage, text) if text else removal(passage, self.record.body))
            self.narrative.append(NarrativeEdit(passage.section, passage.text, text))

    def _markdown(self, passage: Passage | None, new: Unit, start: int, end: int) -> str | None:
        """Return words as Markdown of one line, citations as the record has them; None where a citation is not found again."""
        if new.has_note:
            return None
        inlines = built(new.pieces(start, end))
        text = " ".join(writing.markdown([{"t": "Para", "c": inlines}]).split()) if inlines else ""
        for citation in CITATION.finditer(passage.text if passage and text else ""):
            fact = self.report.facts.get(f"record:{citation[1].strip()}")
            printed = (
                " ".join(writing.markdown([{"t": "Para", "c": [{"t": "Str", "c": fact.text}]}]).split())
                if fact
                else ""
            )
            if not printed or text.count(printed) != 1:
                return None
            text = text.replace(printed, citation[0])
        return text

    def _figure(self, old: Unit, owner: Owner, new: str) -> None:
        fact = list(self.report.facts.values())[owner.fact]
        words = "".join(letter.character for letter in old.letters if letter.owner == owner)
        self.figures.append(FigureEdit(old.where, fact.id, " ".join(words.split()), new, fact.records))

    def _gone(self, old: Unit) -> None:
        owners = {owner for word in old.words for owner in word.owners}
        numbers = {owner.passage for owner in owners if owner.passage >= 0}
        for owner in sorted(owners):
            if owner.fact >= 0:
                self._figure(old, owner, "")
        for number in sorted(numbers):
            self._settle(number, "")
        if not _is_of_passages(old) and (Owner() in owners or not numbers):
            self.others.append(OtherEdit(old.where, old.text, "", self._advice(old)))

    def _come(self, new: Unit, before: Unit | None, after: Unit | None) -> None:
        """Put a new paragraph next to the passage it stands beside, if it stands beside one."""
        bullet = 1 if new.item and new.words and not new.words[0].text[0].isalnum() else 0
        text = self._markdown(None, new, bullet, len(new.words))
        for beside, first in ((before, False), (after, True)):
            if text and new.kind == "text" and beside is not None and _is_of_passages(beside):
                numbers = sorted(
                    {owner.passage for word in beside.words for owner in word.owners if owner.passage >= 0}
                )
                passage = self.passages[numbers[0 if first else -1]]
                self.changes.append(insertion(passage, text, item=new.item, before=first))
                self.narrative.append(NarrativeEdit(passage.section, "", text))
                return
        unit = before or after
        self.others.append(OtherEdit(new.where, "", new.text, self._advice(unit) if unit else _fixed()))

    def _advice(self, unit: Unit) -> str:
        if unit.in_body:
            return _fixed()
        return _(
            "The head and the end of the paper come from agency.yml and from the fields of {record} (number, date, subject, "
            "addressees, recipients, signer): change them there.",
            record=self.record.path,
        )

    def _by_hand(self, passage: Passage) -> str:
        return _(
            "The change reaches beyond the text of the section “{section}”, or into a citation or footnote in it: make it by "
            "hand in {record}.",
            section=passage.section,
            record=self.record.path,
        )


def _fixed() -> str:
    return _(
        "These words come from the template or its table of results, or from fields of the report's record: write a template "
        "of your own (`sotay report template`), or change the field."
    )


def _rewritten(
    pairs: Sequence[tuple[int | None, int | None]], old: Sequence[Unit], new: Sequence[Unit]
) -> Iterator[tuple[int | None, int | None]]:
    """Yield the pairs, a passage that is gone paired with the paragraph that came in its place, however little they share."""
    for whole, run in groupby(pairs, key=lambda pair: None not in pair):
        if whole:
            yield from run
            continue
        apart = list(run)
        gone = [i for i, _j in apart if i is not None]
        come = [j for _i, j in apart if j is not None]
        while gone and come and _is_of_passages(old[gone[0]]) and new[come[0]].kind == "text":
            yield gone.pop(0), come.pop(0)
        yield from ((i, None) for i in gone)
        yield from ((None, j) for j in come)


def _gaps(common: Sequence[tuple[int, int]], old: int, new: int) -> Iterator[tuple[int, int, int, int]]:
    a = c = 0
    for i, j in [*common, (old, new)]:
        if i > a or j > c:
            yield a, i, c, j
        a, c = i + 1, j + 1


def _owners(old: Unit, start: int, end: int) -> set[Owner]:
    """Return whom a changed stretch belongs to; what is only put in belongs to the text beside it, not to a fact."""
    if start < end:
        return set().union(*(word.owners for word in old.words[start:end]))
    beside = [owner for word in old.words[max(start - 1, 0) : start + 1] for owner in word.owners]
    inner = set.intersection(*(set(word.owners) for word in old.words[max(start - 1, 0) : start + 1]))
    if 0 < start < len(old.words) and inner:
        return inner
    return {max((Owner(owner.passage) for owner in beside), default=Owner())}


def _taken(
    old: Unit, new: Unit, owner: Owner, common: Sequence[tuple[int, int]], gaps: Sequence[tuple[int, int]]
) -> str:
    """Return the words that now stand where those of an owner stood."""
    places = [j for i, j in common if owner in old.words[i].owners]
    places += [place for start, end in gaps for place in range(start, end)]
    if not places:
        return ""
    letters = new.letters[new.words[min(places)].start : new.words[max(places)].end]
    return " ".join("".join(letter.character for letter in letters).split())


def _is_of_passages(unit: Unit) -> bool:
    """Tell whether a unit holds passages and nothing else, but for the sign of a list."""
    own = unit.words[1:] if unit.item and unit.words[0].owners == {Owner()} else unit.words
    return bool(own) and all(owner.passage >= 0 for word in own for owner in word.owners)
