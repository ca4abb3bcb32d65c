"""The 28 procedures of the shipped library: three in force, 25 drafts, each whole, timed, marked, and counted by the report."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from sotay import pipeline
from sotay.kinds.annual_report import AnnualReport
from sotay.kinds.procedure import ControlledDocument, Service
from sotay.library import Document, Library
from sotay.lifecycle import State, state_of
from sotay.messages import speaking
from sotay.report.compose import compose_official
from sotay.rules.numbers import HOURS_A_DAY
from sotay.site import addresses, controlled_pages, editions, law_pages
from sotay.site.shelf import shelves
from sotay.site.writer import Writer

ROOT = Path(__file__).parent.parent
IN_FORCE = {"QT.DN.01", "QT.DN.02", "QT.DN.03"}
CITED = {"QT.LĐ.01", "QT.LĐ.02", "QT.LĐ.03", "QT.LĐ.04", "QT.LĐ.05"}
"""Drafts whose processing time was seen in its source; of the others the note says that it was not."""
STANDARD_FORMS = 6
DAYS_A_WEEK = 7
WORKING_DAYS_A_WEEK = 5


@pytest.fixture(scope="module")
def library() -> Library:
    return pipeline.read(ROOT, None, date(2026, 1, 1))


def procedures(library: Library) -> dict[str, Document[ControlledDocument]]:
    return {code: document for code, document in library.procedures.items() if document.meta.service}


def drafts(library: Library) -> list[Document[ControlledDocument]]:
    return [document for code, document in procedures(library).items() if code not in IN_FORCE]


def test_the_estimate_names_every_procedure_and_its_count_is_what_the_report_prints(library: Library) -> None:
    (report,) = library.of(AnnualReport)
    (line,) = report.meta.estimate
    assert line.explanation is None
    assert sorted(line.codes) == sorted(procedures(library))
    fact = compose_official(library, 2021).facts["estimate.1.processes"]
    assert (fact.value, fact.text) == (28, "28 quy trình")
    assert fact.records == (report.path, *(procedures(library)[code].path for code in sorted(line.codes)))


def test_three_are_in_force_and_the_others_are_drafts(library: Library) -> None:
    states = {code: state_of(library, d, library.as_of) for code, d in procedures(library).items()}
    assert {code for code, state in states.items() if state is State.EFFECTIVE} == IN_FORCE
    assert {state for code, state in states.items() if code not in IN_FORCE} == {State.DRAFT}


def test_the_page_of_a_law_says_which_procedures_that_rest_on_it_are_drafts(library: Library) -> None:
    with speaking("vi"):
        staged = dict(law_pages.pages(Writer(library)))
    resting = staged["phap-ly/2018-61-nd-cp.md"].partition("căn cứ văn bản này\n")[2].partition("\n## ")[0]
    remarks = dict(re.findall(r"^- \[(QT\.[A-ZĐ]{2}\.\d\d) [^]]+\]\([^)]+\)(.*)$", resting, re.MULTILINE))
    assert procedures(library).keys() <= remarks.keys()
    assert all(remarks[draft.meta.code] == ": dự thảo" for draft in drafts(library))
    assert all(not remarks[code] for code in IN_FORCE)


def test_the_steps_of_a_draft_take_its_processing_time(library: Library) -> None:
    for draft in drafts(library):
        assert draft.meta.service is not None
        hours = sum(step.hours or 0 for step in draft.meta.steps)
        assert hours == hours_of(draft.meta.service), draft.meta.code


def hours_of(service: Service) -> int:
    """The working hours of a processing time; of calendar days, the fewest that so many days in a row can hold."""
    if service.unit == "giờ":
        return service.processing_time
    if service.unit == "ngày làm việc":
        return service.processing_time * HOURS_A_DAY
    weeks, rest = divmod(service.processing_time, DAYS_A_WEEK)
    least = weeks * WORKING_DAYS_A_WEEK + max(0, rest - (DAYS_A_WEEK - WORKING_DAYS_A_WEEK))
    return least * HOURS_A_DAY


def test_the_forms_of_a_draft_are_its_own_and_every_form_that_it_speaks_of_is_there(library: Library) -> None:
    for draft in drafts(library):
        own = [form.code for form in draft.meta.forms]
        stem = draft.meta.code.replace("QT.", "BM.")
        assert own == [f"{stem}.{number:02d}" for number in range(1, len(own) + 1)]
        assert len(own) > STANDARD_FORMS, draft.meta.code
        steps = " ".join(f"{step.form} {step.result}" for step in draft.meta.steps)
        spoken = set(re.findall(r"BM\.[A-ZĐ]{2}\.\d\d\.\d\d", f"{draft.body} {steps}"))
        assert spoken - set(own) <= {"BM.HT.06.02"}, draft.meta.code
        assert set(own[STANDARD_FORMS:]) <= spoken, draft.meta.code


def test_a_form_of_the_agency_itself_has_a_text_and_one_that_the_law_gives_names_the_law(
    library: Library,
) -> None:
    known = {
        (number, shelf.code)
        for shelf in shelves(library).values()
        for number in shelf.main.document.meta.basis_numbers
    }
    for draft in drafts(library):
        for form in draft.meta.forms[STANDARD_FORMS:]:
            own = library.procedures.get(form.code)
            number = re.search(r"\d+/\d{4}/[\w-]+", form.title)
            if own is None:
                assert number or form.code == "BM.MT.01.09", form.code  # its guiding text was not out
                assert number is None or (number[0], draft.meta.code) in known, form.code
                continue
            assert number is None, form.code
            assert (own.meta.title, own.meta.kind, own.meta.sample) == (form.title, "form", True)
            assert state_of(library, own, library.as_of) is State.DRAFT
            assert own.meta.division == draft.meta.division
            assert own.meta.note
            assert "Biểu mẫu dự thảo, dữ liệu mẫu" in own.meta.note
            assert "..........." in own.body


def test_every_form_of_a_page_is_taken_from_it_or_said_to_be_elsewhere(library: Library) -> None:
    prints = {f"{edition.stem}.docx" for edition in editions.current(library)}
    with speaking("vi"):
        staged = dict(controlled_pages.pages(Writer(library), prints))
    for code, document in procedures(library).items():
        table = staged[addresses.of(document)].partition("\n## Biểu mẫu\n")[2].partition("\n## ")[0]
        rows = re.findall(r"^\| BM\.[^|]+\| ([^|]+) \| (.+) \|$", table, re.MULTILINE)
        assert len(rows) == len(document.meta.forms), code
        assert [cell for _title, cell in rows[:STANDARD_FORMS]] == [
            f"[DOCX](../bieu-mau/{kind}.docx)"
            for kind in ("tiep-nhan", "bo-sung", "tu-choi", "xin-loi", "kiem-soat", "so-theo-doi")
        ]
        for title, cell in rows[STANDARD_FORMS:]:
            waits = title == "Giấy phép môi trường (mẫu chờ văn bản hướng dẫn)"
            assert re.search(r"\.docx\)$|^Theo mẫu của \[", cell) or (waits and cell == "-"), (
                code,
                title,
                cell,
            )


def test_what_nobody_verified_is_marked(library: Library) -> None:
    for draft in drafts(library):
        meta = draft.meta
        assert meta.sample
        assert meta.note is not None
        assert "dự thảo" in meta.note
        assert "Chưa đối chiếu: mức phí" in meta.note
        before = meta.note.partition("Thành phần hồ sơ")[0]
        verified = re.search(r"đã\s+đối chiếu với bản sao", before) is not None
        assert verified == (meta.code in CITED or meta.code == "QT.LĐ.06"), meta.code
        assert verified or re.search(r"(Thời hạn|thời hạn|tiếp nhận).*chưa đối chiếu", before), meta.code


def test_each_draft_is_written_for_itself(library: Library) -> None:
    """No sentence of a purpose, a scope or the risks stands in two of them."""
    seen: dict[str, str] = {}
    for draft in drafts(library):
        for section in ("## 1. Mục đích", "## 2. Phạm vi"):
            words = draft.body.partition(section)[2].partition("\n## ")[0].strip()
            assert seen.setdefault(words, draft.meta.code) == draft.meta.code
            assert words
        risks = re.findall(
            r"^- .+$", draft.body.partition("Rủi ro thường gặp")[2].partition("\n#")[0], re.MULTILINE
        )
        assert risks, draft.meta.code
        for risk in risks:
            assert seen.setdefault(risk, draft.meta.code) == draft.meta.code


def test_a_page_says_where_the_agency_itself_set_the_time(library: Library) -> None:
    with speaking("vi"):
        staged = dict(controlled_pages.pages(Writer(library), ()))
    own = {
        code
        for code, document in procedures(library).items()
        if "** (cơ quan tự đặt; pháp luật không quy định)\n" in staged[addresses.of(document)]
    }
    assert own == {"QT.LĐ.06", "QT.ĐT.11", "QT.ĐT.12"}
