"""The register of all chains says what its source says and no more, and its graph is walked once however dense it is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from sotay import rules
from sotay.calendar_vn import Calendar
from sotay.history import History
from sotay.kinds.agency import Agency
from sotay.kinds.legal import LegalDocument
from sotay.legal.changes import changes, first_day, starts, touches, undated
from sotay.legal.validity import Validity, ended_on, successors, validity
from sotay.library import Document, Library
from sotay.load import load
from sotay.tree import WorkTree

ROOT = Path(__file__).parent.parent
FOLDER = Path(__file__).parent / "libraries" / "legal-chains"
SOURCE = ROOT.parent / "shared" / "domain" / "legal-chains.json"
DAY = date(2027, 3, 2)
CHAINS = 34
ROWS = 89
DEEP = 3000
DIAMONDS = 40
WITHOUT_A_DAY = {
    "64/2007/NĐ-CP", "118/2009/QĐ-TTg", "20/2009/QĐ-UBND", "09/2010/NĐ-CP", "09/2011/TT-BKHCN", "27/2011/TT-BKHCN",
    "164/2013/NĐ-CP", "114/2015/NĐ-CP", "42/2017/NĐ-CP", "140/2018/NĐ-CP", "148/2018/NĐ-CP", "40/2019/NĐ-CP",
    "42/2022/NĐ-CP", "82/2022/NĐ-CP", "50/2024/NĐ-CP", "55/2024/QH15", "102/2024/NĐ-CP", "115/2024/NĐ-CP", "87/2025/QH15",
    "367/2025/NĐ-CP",
}  # fmt: skip
BESIDE_THE_CHAINS = {"66.16/2026/NQ-CP", "66.17/2026/NQ-CP", "66.18/2026/NQ-CP", "04/2026/TT-BKHCN"}


@pytest.fixture(scope="module")
def library() -> Library:
    return load(FOLDER, as_of=DAY, today=DAY)


def test_the_register_is_sound_but_for_what_nobody_knows(library: Library) -> None:
    found = rules.check(library).findings
    assert library.findings == ()
    assert not [finding for finding in found if finding.severity.value == "error"]
    numbers = {document.path: document.meta.number for document in library.of(LegalDocument)}
    about_law = sorted((f.code, numbers[f.place.file]) for f in found if f.code.startswith("LAW"))
    unknown = [("LAW202", number) for number in WITHOUT_A_DAY]
    assert about_law == sorted([*unknown, ("LAW305", "283/2026/NĐ-CP")])


def test_a_file_is_named_after_its_full_number(library: Library) -> None:
    for document in library.of(LegalDocument):
        serial, year, symbol = document.meta.number.split("/")
        plain = symbol.lower().translate(str.maketrans("đ", "d"))
        assert document.path == f"records/legal/{year}-{serial.replace('.', '-')}-{plain}.md"
    assert len(library.legal) == len(library.of(LegalDocument))


def test_a_verified_day_names_its_source_and_evidence_is_of_such_a_day(library: Library) -> None:
    for number, law in library.legal.items():
        for effect in law.meta.effects:
            assert effect.source or not effect.verified, number
            assert effect.verified or not effect.evidence, number


def test_the_readme_names_documents_that_are_there(library: Library) -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\d+(?:\.\d+)?/\d{4}/[A-ZĐ]+(?:-[A-ZĐ]+)?", text)) <= set(library.legal)


@dataclass(frozen=True)
class Line:
    """A row of the source: the documents it is about, those it names in brackets as amendments, and the one with its days."""

    chain: str
    numbers: tuple[str, ...]
    bracketed: tuple[str, ...]
    row: dict[str, Any]

    @property
    def dated(self) -> str:
        """The number that the days of the row belong to: the only one, or the first of that year."""
        year = str(self.row["issued"])[:4]
        return next(n for n in self.numbers if len(self.numbers) == 1 or n.split("/")[1] == year)


def lines() -> list[list[Line]]:
    if not SOURCE.exists():
        pytest.skip("the source of the chains is not beside this checkout")
    return [
        [_line(chain["id"], row) for row in chain["docs"]] for chain in json.loads(SOURCE.read_text("utf-8"))
    ]


def _line(chain: str, row: dict[str, Any]) -> Line:
    about, _bracket, bracketed = row["doc"].partition("(sửa ")
    symbol = re.findall(r"\d+/\d{4}(/[A-ZĐ][\w-]*)", about)[-1]
    named = [
        tuple(number + (own or symbol) for number, own in re.findall(r"(\d+/\d{4})(/[A-ZĐ][\w-]*)?", text))
        for text in (about, bracketed)
    ]
    return Line(chain, named[0], named[1], row)


def test_every_row_of_the_source_is_registered_and_nothing_else(library: Library) -> None:
    rows = [line for chain in lines() for line in chain]
    assert (len(lines()), len(rows)) == (CHAINS, ROWS)
    named = {number for line in rows for number in (*line.numbers, *line.bracketed)}
    assert named | BESIDE_THE_CHAINS == set(library.legal)
    for line in rows:
        assert all(
            line.chain in library.legal[number].meta.tags for number in (*line.numbers, *line.bracketed)
        )


def test_days_and_what_is_verified_are_those_of_the_source(library: Library) -> None:
    dated = set()
    for line in (line for chain in lines() for line in chain):
        law = library.legal[line.dated].meta
        main = next((effect for effect in law.effects if effect.scope == "all"), None)
        assert (str(law.issued) if law.issued else None) == line.row["issued"]
        assert (str(main.from_) if main else None) == line.row["effective"]
        assert (main is not None and main.verified) == (line.row["effective_flag"] == "verified")
        dated.add(line.dated)
    for number in set(library.legal) - dated - BESIDE_THE_CHAINS:
        assert library.legal[number].meta.issued is None, number
        assert library.legal[number].meta.effects == (), number


def test_relations_are_those_of_the_source(library: Library) -> None:
    expected = {pair for chain in lines() for pair in _relations(chain)}
    found = {
        (number, relation.kind, relation.target)
        for number, law in library.legal.items()
        for relation in law.meta.relations
    }
    notes = {  # said in the notes of the source, not in a link
        ("224/2026/NĐ-CP", "repeals", "367/2025/NĐ-CP"),
        ("26/2014/TT-BKHCN", "guides", "19/2014/QĐ-TTg"),
    }
    assert found == expected | notes


def _relations(chain: list[Line]) -> Iterator[tuple[str, str, str]]:
    """Yield what a chain says: a row replaces all that stands before it, amendments included, or amends the main text there.

    Three rows need the words beside them: what stands parallel is amended by nobody and replaced with the rest; a document
    named in the brackets of an amendment is what it amends; Điều 74 of a decree amends the decree, not the law beside it.
    """
    standing: list[str] = []
    parallel: list[str] = []
    for line in chain:
        by, link = line.dated, line.row["link"]
        if link == "replaces previous":
            yield from ((by, "replaces", target) for target in (*standing, *parallel))
            standing, parallel = list(line.numbers), []
        elif link == "amends previous":
            targets = line.bracketed or (
                [n for n in standing if n.endswith("/NĐ-CP")] if "Điều" in line.row["doc"] else standing
            )
            yield from ((by, "amends", target) for target in targets)
            standing.extend(line.numbers)
            continue
        elif link == "new, parallel":
            parallel.extend(line.numbers)
        else:
            standing = list(line.numbers)
        yield from ((amendment, "amends", by) for amendment in line.bracketed)


def graph(*laws: dict[str, Any]) -> Library:
    """Return a library in memory with these legal documents."""
    names = {"name": "Cơ quan mẫu", "parent": "UBND", "place": "Nơi mẫu", "abbreviation": "CQM"}
    agency = Agency.model_validate(
        {"names": ({**names, "letterhead": ("CQM",), "letterhead_parent": ("UBND",)},)}
    )
    common = {"type": "Nghị định", "title": "Văn bản mẫu", "issuer": "Chính phủ"}
    documents = tuple(
        Document(f"records/legal/{n}.md", LegalDocument.model_validate({**common, **law}))
        for n, law in enumerate(laws)
    )
    return Library(ROOT, agency, DAY, DAY, Calendar(), History(), WorkTree(ROOT), documents=documents)


def sample(number: int, *replaced: int, **more: Any) -> dict[str, Any]:
    relations = tuple({"kind": "replaces", "target": f"{old}/2020/NĐ-CP"} for old in replaced)
    effects = ({"from": date(2010, 1, 1) + timedelta(days=number)},)
    return {"number": f"{number}/2020/NĐ-CP", "effects": effects, "relations": relations, **more}


def told(library: Library, number: int) -> list[list[str]]:
    """Return the serial numbers along each path."""
    paths = successors(library, f"{number}/2020/NĐ-CP")
    return [[step.touch.law.meta.number.split("/")[0] for step in path] for path in paths]


def test_paths_tell_every_step_and_go_on_from_a_document_once() -> None:
    diamond = graph(sample(1), sample(2, 1), sample(3, 1), sample(4, 2, 3), sample(5, 4))
    assert told(diamond, 1) == [["2", "4", "5"], ["3", "4"]]
    assert told(diamond, 4) == [["5"]]
    assert told(diamond, 5) == []


def test_a_chain_of_diamonds_is_told_in_no_more_paths_than_steps() -> None:
    laws = [sample(1)]
    for top in range(1, 3 * DIAMONDS, 3):
        laws += [sample(top + 1, top), sample(top + 2, top), sample(top + 3, top + 1, top + 2)]
    paths = successors(graph(*laws), "1/2020/NĐ-CP")
    steps = {(s.touch.relation.target, s.touch.law.meta.number) for path in paths for s in path}
    assert steps == {(relation["target"], law["number"]) for law in laws for relation in law["relations"]}
    assert len(paths) == DIAMONDS + 1
    for path in paths:
        assert path[0].touch.relation.target == "1/2020/NĐ-CP"
        assert all(a.touch.law.meta.number == b.touch.relation.target for a, b in pairwise(path))


def test_a_circle_is_gone_round_once() -> None:
    assert told(graph(sample(1, 3), sample(2, 1), sample(3, 2)), 1) == [["2", "3"]]
    assert told(graph(sample(1, 1)), 1) == []


def test_a_long_chain_is_walked_to_its_end() -> None:
    chain = graph(sample(1), *(sample(n, n - 1) for n in range(2, DEEP)))
    assert [len(path) for path in told(chain, 1)] == [DEEP - 2]


def follower(number: int, *leaders: int) -> dict[str, Any]:
    """Return a document each part of which waits for another one."""
    effects = tuple({"scope": f"Điều {n}", "follows": f"{n}/2020/NĐ-CP"} for n in leaders)
    return sample(number, effects=effects)


def test_a_day_is_found_through_all_who_wait_for_one_another() -> None:
    last = DEEP
    waiting = [follower(n, n + 1, n + 1) for n in range(1, last)]
    library = graph(*waiting, sample(last))
    begins = first_day(library, library.legal[f"{last}/2020/NĐ-CP"])
    assert {start.day for several in starts(library).values() for start in several} == {begins}


def test_who_waits_in_a_circle_has_no_day_unless_one_has_its_own() -> None:
    library = graph(follower(1, 2), follower(2, 1))
    assert {start.day for several in starts(library).values() for start in several} == {None}
    both = ({"from": date(2020, 1, 1)}, {"scope": "Điều 9", "follows": "2/2020/NĐ-CP"})
    follows_whole = ({"follows": "1/2020/NĐ-CP"},)
    for order in (1, -1):
        laws = [sample(1, effects=both), sample(2, effects=follows_whole)][::order]
        known = starts(graph(*laws))
        assert [start.day for start in known["2/2020/NĐ-CP"]] == [date(2020, 1, 1)]


@pytest.mark.parametrize(
    ("articles", "expected"),
    [
        ("Điều 5-6", Validity.ENDED),
        ("Điều 5", Validity.ENDED),
        ("Điều 5-7", Validity.PARTLY_ENDED),
        ("Điều 7", Validity.HOLDS),
        (None, Validity.PARTLY_ENDED),
    ],
)
def test_articles_that_several_documents_end_are_over(articles: str | None, expected: Validity) -> None:
    def ends(number: int, scope: str) -> dict[str, Any]:
        relation = {"kind": "repeals", "target": "1/2020/NĐ-CP", "scope": scope}
        return sample(number, relations=(relation,))

    library = graph(sample(1), ends(2, "Điều 5"), ends(3, "Điều 6"))
    assert validity(library, library.legal["1/2020/NĐ-CP"], articles)[0] is expected


@pytest.mark.parametrize("year", range(2014, 2027))
def test_on_a_past_day_nothing_is_known_of_what_was_issued_later(library: Library, year: int) -> None:
    then = replace(library, as_of=date(year, 6, 30))
    late = {
        number
        for number, law in library.legal.items()
        if (first := law.meta.issued or first_day(library, law)) is not None and first > then.as_of
    }
    assert late
    assert not late & {touch.law.meta.number for several in touches(then).values() for touch in several}
    assert not [number for number in late if changes(then)[number] or undated(then)[number]]
    known = [number for number in then.legal if number not in late and first_day(then, then.legal[number])]
    assert known
    assert all(changes(then)[number] for number in known)


@pytest.mark.parametrize(("day", "known"), [("2025-12-10", False), ("2025-12-11", True)])
def test_an_end_that_a_later_law_set_is_not_known_before_that_law(
    library: Library, day: str, *, known: bool
) -> None:
    then = replace(library, as_of=date.fromisoformat(day))
    assert [change.ends for change in changes(then)["31/2021/NĐ-CP"]] == [False, True][: 1 + known]
    assert (ended_on(then, then.legal["31/2021/NĐ-CP"]) == date(2026, 3, 1)) is known
    without = tuple(one for one in library.documents if one.id != library.legal["143/2025/QH15"].id)
    for year, told in ((2024, False), (2025, True)):
        unregistered = replace(library, documents=without, as_of=date(year, 6, 30))
        assert (ended_on(unregistered, unregistered.legal["31/2021/NĐ-CP"]) is not None) is told
