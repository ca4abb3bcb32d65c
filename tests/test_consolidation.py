"""Many agencies' reports made one: totals by hand, every kind of bad file named, the same bytes in any order."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import random
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest
from agency_reports import lay, report
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from sotay import cli  # noqa: F401 (it gathers the commands)
from sotay.commands.common import app
from sotay.consolidation import files, paper, roster, telling, writing
from sotay.consolidation.annex import COLUMNS, MOST_LINES, PADDING, SIZE, annex
from sotay.consolidation.gathering import LEAST, Consolidation, Reason, gather
from sotay.consolidation.paper import Department
from sotay.consolidation.reading import MAX_WORDS, RefusedError, account
from sotay.outputs import list_csv, typeface
from sotay.outputs.consolidation_json import ConsolidatedReportOutput
from sotay.outputs.docx import ANNEX
from sotay.report.wording import TEMPLATES
from sotay.schema import all_schemas

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

ROOT = Path(__file__).parent.parent
DAY = date(2021, 12, 20)
DEPARTMENT = Department(
    "Sở Khoa học và Công nghệ tỉnh mẫu",
    "Ủy ban nhân dân tỉnh mẫu",
    "Nơi mẫu",
    ("Sở Khoa học và Công nghệ",),
    ("UBND tỉnh mẫu",),
    "SKHCNM",
)
WHO = (
    "--name",
    "Sở mẫu",
    "--parent",
    "Ủy ban nhân dân tỉnh mẫu",
    "--place",
    "Nơi mẫu",
    "--as-of",
    "2021-12-20",
)
LIST = "abbreviation,name,level\n" + "".join(f"SM{n:02d},Sở mẫu {n:02d},sở\n" for n in (6, 5, 4, 3, 2, 1, 8))


def dossiers(  # noqa: PLR0913, PLR0917 (a row of figures)
    carried: int, early: int, on_time: int, late: int, pending: int = 0, overdue: int = 0
) -> dict[str, Any]:
    resolved = early + on_time + late
    return {
        "dossiers.carried_over": carried,
        "dossiers.received": resolved + pending - carried,
        "dossiers.resolved": resolved,
        "dossiers.early": early,
        "dossiers.on_time": on_time,
        "dossiers.late": late,
        "dossiers.pending": pending,
        "dossiers.overdue": overdue,
    }


def province(folder: Path) -> Path:
    """Six sample agencies: a large, one for signature, one with a single dossier, one whose sums are wrong, a draft, one without."""
    return lay(
        folder,
        so_01=report(1, figures=dossiers(10, 500, 600, 60, 40, 5)),
        so_02=report(
            2,
            figures=dossiers(0, 100, 199, 1) | {"survey.answers": None, "survey.satisfied": None},
            state="for-signature",
        ),
        so_03=report(3, figures=dossiers(0, 1, 0, 0)),
        xa__so_04=report(4, figures=dossiers(2, 20, 35, 5) | {"dossiers.resolved": 66}, missing=(2, 9)),
        xa__so_05=report(
            5,
            figures=dossiers(0, 30, 40, 0, 10, 10) | {"budget.granted": None, "budget.remaining": None},
            state="draft",
        ),
        xa__so_06=report(6, figures=dict.fromkeys(dossiers(0, 0, 0, 0))),
    )


def gathered(folder: Path, listed: str | None = None, *, year: int = 2021) -> Consolidation:
    entries = None
    if listed is not None:
        path = folder.parent / "co-quan.csv"
        path.write_text(listed, encoding="utf-8")
        entries = roster.read(path)
    return gather(files.names(str(folder), folder / "none"), year, entries)


def refusal(value: Any) -> str:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    with pytest.raises(RefusedError) as refused:
        account(data, "x.json")
    return str(refused.value)


def fact(value: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(entry for entry in value["facts"] if entry["id"] == name)
    return found


def render(found: Consolidation, *formats: str, own: Path = Path("/nowhere")) -> dict[str, bytes]:
    return writing.render(found, DEPARTMENT, DAY, own, formats)


def test_totals_are_sums_and_ratios_are_of_sums(tmp_path: Path) -> None:
    found = gathered(province(tmp_path / "in"), LIST)
    totals = {name: (total.value, total.agencies) for name, total in found.totals().items()}
    assert totals["dossiers.received"] == (1190 + 300 + 1 + 58 + 80, 5)
    assert totals["dossiers.carried_over"] == (12, 5)
    assert totals["dossiers.resolved"] == (1160 + 300 + 1 + 66 + 70, 5)
    assert totals["dossiers.early"] == (651, 5)
    assert totals["dossiers.on_time"] == (874, 5)
    assert totals["dossiers.late"] == (66, 5)
    assert totals["dossiers.pending"] == (50, 5)
    assert totals["dossiers.overdue"] == (15, 5)
    assert totals["survey.answers"] == (250, 5)
    assert totals["survey.satisfied"] == (225, 5)
    assert totals["audit.nonconformities"] == (12, 6)
    assert totals["budget.granted"] == (100_000_000, 5)
    assert totals["budget.disbursed"] == (90_000_000, 6)
    ratios = {name: (ratio.part, ratio.whole) for name, ratio in found.ratios().items()}
    assert ratios == {
        "of_received": (1525, 1641),
        "of_resolved": (1525, 1597),
        "satisfaction": (225, 250),
        "laws": (24, 30),
    }
    shares = [
        a.of_received.share for a in found.accounts if a.of_received and a.of_received.share is not None
    ]
    assert found.ratios()["of_received"].share != pytest.approx(sum(shares) / len(shares))


def test_agencies_stand_in_the_order_of_the_list_and_the_missing_are_named(tmp_path: Path) -> None:
    found = gathered(province(tmp_path / "in"), LIST)
    assert [a.agency.abbreviation for a in found.accounts] == ["SM06", "SM05", "SM04", "SM03", "SM02", "SM01"]
    assert found.missing is not None
    assert [entry.name for entry in found.missing] == ["Sở mẫu 08"]
    text = render(found, "md")["md"].decode()
    assert "Chưa báo cáo: 1/7 cơ quan, đơn vị trong danh sách, gồm: Sở mẫu 08." in text


def test_without_a_list_it_is_said_that_nobody_can_tell_who_is_missing(tmp_path: Path) -> None:
    found = gathered(province(tmp_path / "in"))
    assert found.missing is None
    assert "không xác định được cơ quan, đơn vị nào chưa báo cáo" in render(found, "md")["md"].decode()
    assert any("danh sách cơ quan" in words for _error, _where, words in telling.complaints(found))
    assert json.loads(render(found, "json")["json"])["missing"] is None


def test_an_agency_outside_the_list_is_named_and_counts(tmp_path: Path) -> None:
    found = gathered(province(tmp_path / "in"), "abbreviation,name\nSM01,Sở mẫu 01\n")
    assert len(found.unlisted) == 5
    assert found.accounts[0].agency.abbreviation == "SM01"
    assert found.missing == ()
    assert "không có trong danh sách: Sở mẫu 02; Sở mẫu 03" in render(found, "md")["md"].decode()


def test_communes_that_share_an_abbreviation_are_told_apart_by_name(tmp_path: Path) -> None:
    names = ("Ủy ban nhân dân xã Mẫu Một", "Ủy ban nhân dân xã Mẫu Hai")
    folder = lay(
        tmp_path / "in",
        **{f"x{n}": report(n, agency={"name": name, "abbreviation": "UBND"}) for n, name in enumerate(names)},
    )
    found = gathered(
        folder,
        "name,abbreviation\n" + "".join(f"{name},UBND\n" for name in (*names, "Ủy ban nhân dân xã Mẫu Ba")),
    )
    assert len(found.accounts) == 2
    assert [entry.name for entry in found.missing or ()] == ["Ủy ban nhân dân xã Mẫu Ba"]
    assert not found.unlisted


@pytest.mark.parametrize(
    ("listed", "stranger"),
    [
        (("UBND,xã Mẫu Một", "UBND,xã Mẫu Hai"), {"abbreviation": "UBND", "name": "xã Mẫu Ba"}),
        (("MM,xã Mẫu", "MH,xã Mẫu"), {"abbreviation": "MB", "name": "xã Mẫu"}),
    ],
    ids=["abbreviation", "name"],
)
def test_a_stranger_is_not_taken_for_the_one_left_of_many_that_share_a_word(
    tmp_path: Path, listed: tuple[str, str], stranger: dict[str, str]
) -> None:
    there, away = (dict(zip(("abbreviation", "name"), row.split(","), strict=True)) for row in listed)
    folder = lay(tmp_path / "in", a=report(1, agency=there), b=report(2, agency=stranger))
    found = gathered(folder, "\n".join(("abbreviation,name", *listed)))
    assert [entry.model_dump(include={*away}) for entry in found.missing or ()] == [away]
    assert [a.agency.name for a in found.accounts if a.file in found.unlisted] == [stranger["name"]]
    assert len(found.accounts) == 2


def test_one_word_that_agrees_is_enough_where_nobody_shares_it(tmp_path: Path) -> None:
    folder = lay(
        tmp_path / "in",
        a=report(1, agency={"abbreviation": "MM", "name": "xã Mẫu Một (mới)"}),
        b=report(2, agency={"abbreviation": "UBND", "name": "xã Mẫu Hai"}),
    )
    found = gathered(folder, "abbreviation,name\nMM,xã Mẫu Một\nMH,xã Mẫu Hai\n")
    assert (found.missing, found.unlisted) == ((), frozenset())


def test_namesakes_of_two_parents_both_count_and_say_their_parent(tmp_path: Path) -> None:
    parents = ("Ủy ban nhân dân tỉnh mẫu A", "Ủy ban nhân dân tỉnh mẫu B")
    folder = lay(
        tmp_path / "in", **{f"x{n}": report(1, agency={"parent": parent}) for n, parent in enumerate(parents)}
    )
    found = gathered(folder)
    assert len(found.accounts) == 2
    text = render(found, "md")["md"].decode()
    assert all(f"Sở mẫu 01, {parent}" in text for parent in parents)


@pytest.mark.parametrize(
    ("figures", "fault"),
    [
        (
            {"dossiers.on_time": 59},
            "đã giải quyết 100, không bằng trước hạn 40 + đúng hạn 59 + trễ hạn 0 = 99",
        ),
        ({"dossiers.received": 90}, "đã giải quyết 100, nhiều hơn tiếp nhận 90 + kỳ trước chuyển sang 0"),
        (
            {"dossiers.pending": 3},
            "đang giải quyết 3, không bằng tiếp nhận + kỳ trước chuyển sang − đã giải quyết = 0",
        ),
        ({"dossiers.overdue": 1}, "quá hạn 1, nhiều hơn đang giải quyết 0"),
        (
            {"dossiers.early_share_of_resolved": 39.0},
            "tỷ lệ trước hạn trên đã giải quyết ghi 39%, không khớp 40/100 = 40%",
        ),
        ({"survey.satisfied": 51}, "phiếu hài lòng 51, nhiều hơn số phiếu 50"),
        ({"survey.satisfaction": 95.0}, "tỷ lệ hài lòng ghi 95%, không khớp 45/50 = 90%"),
        ({"budget.remaining": 1}, "kinh phí còn lại 1, không bằng được cấp − đã giải ngân = 5.000.000"),
        ({"budget.granted": 1, "budget.remaining": None}, "đã giải ngân 15.000.000, nhiều hơn được cấp 1"),
        (
            {"estimate.1": 5, "estimate.2": 6, "estimate.total": 12},
            "tổng dự toán 12, không bằng cộng các dòng 11",
        ),
        ({"laws.late": 2}, "văn bản QPPL 5, không bằng đúng hạn 4 + trễ hạn 2 + còn trong hạn 0"),
    ],
)
def test_arithmetic_that_does_not_add_up_is_said_and_stays_in(
    tmp_path: Path, figures: dict[str, Any], fault: str
) -> None:
    found = gathered(lay(tmp_path / "in", a=report(1, figures=figures), b=report(2)))
    assert found.accounts[0].faults == (fault,)
    assert found.accounts[1].faults == ()
    assert len(found.accounts) == 2
    assert found.failed
    text = render(found, "md")["md"].decode()
    assert fault in text.replace("\\", "")
    assert "Số liệu không khớp; dữ liệu mẫu" in text
    assert "**DỰ THẢO**" in text


def test_a_share_that_does_not_follow_is_said() -> None:
    value = report(1)
    fact(value, "dossiers.early_share").update(value=41.0, text="41%")
    assert account(json.dumps(value).encode(), "x").faults == (
        "tỷ lệ trước hạn trên tiếp nhận ghi 41%, không khớp 40/100 = 40%",
    )
    fact(value, "dossiers.early_share").update(value=40.04, text="40%")
    assert account(json.dumps(value).encode(), "x").faults == ()


def test_a_figure_printed_other_than_counted_is_said() -> None:
    value = report(1)
    fact(value, "budget.granted").update(text="21.000.000")
    assert account(json.dumps(value).encode(), "x").faults == (
        "Kinh phí được cấp (đồng) in là 21.000.000 nhưng giá trị là 20000000",
    )


def test_what_is_not_stated_is_asked_nothing_and_is_no_zero() -> None:
    figures = dict.fromkeys(report(1)["facts"][n]["id"] for n in range(20))
    found = account(json.dumps(report(1, figures=figures)).encode(), "x")
    assert found.faults == ()
    assert found.counts == {}
    assert found.of_received is None
    assert found.there is None


def test_zero_dossiers_give_no_ratio_and_no_fault(tmp_path: Path) -> None:
    found = gathered(lay(tmp_path / "in", a=report(1, figures=dossiers(0, 0, 0, 0))))
    assert found.accounts[0].faults == ()
    assert found.accounts[0].of_received is not None
    assert found.accounts[0].of_received.share is None
    assert "không tính được trên số hồ sơ tiếp nhận" in render(found, "md")["md"].decode()


def test_best_and_worst_go_by_the_ratio_then_by_number_and_few_dossiers_do_not_rank(tmp_path: Path) -> None:
    counts = {
        1: dossiers(0, 1, 0, 0),  # 1 of 1
        2: dossiers(0, LEAST - 1, 0, 0),
        3: dossiers(0, LEAST, 0, 0),  # 100 % of 30
        4: dossiers(0, 500, 0, 0),  # 100 % of 500
        5: dossiers(0, 90, 0, 10),  # 90 %
        6: dossiers(0, 180, 0, 20),  # 90 % of more
        7: dossiers(0, 20, 0, 80),  # 20 %
        8: dossiers(0, 0, 1, 99) | {"dossiers.on_time": 100},  # does not add up
        9: dossiers(50, 50, 0, 0, 50),  # 50 of 100 with what was carried over
    }
    found = gathered(
        lay(tmp_path / "in", **{f"x{n}": report(n, figures=figures) for n, figures in counts.items()})
    )
    assert [a.agency.abbreviation for a in found.best()] == ["SM04", "SM03", "SM06"]
    assert [a.agency.abbreviation for a in found.worst()] == ["SM07", "SM09", "SM06"]
    remarks = {a.agency.abbreviation: telling.remarks(found, a) for a in found.accounts}
    assert "dưới 30 hồ sơ, không xếp hạng" in remarks["SM01"]
    assert "dưới 30 hồ sơ, không xếp hạng" in remarks["SM02"]
    assert not any("không xếp hạng" in words for words in remarks["SM03"])


def test_where_all_are_alike_nobody_is_worst(tmp_path: Path) -> None:
    found = gathered(lay(tmp_path / "in", **{f"x{n}": report(n) for n in range(4)}))
    assert len(found.best()) == 2
    assert found.worst() == ()
    assert "không có cơ quan, đơn vị thấp nhất" in render(found, "md")["md"].decode()


def test_files_that_are_no_sound_report_are_refused_with_the_reason() -> None:
    good = json.dumps(report(1))
    assert "trống" in refusal(b" \n")
    assert "cắt dở" in refusal(good[:400].encode())
    assert "UTF-8" in refusal(b"\xff\xfe" + good.encode("utf-16-le"))
    assert "NaN" in refusal(good.replace('"value": 100,', '"value": NaN,', 1).encode())
    assert "Infinity" in refusal(good.replace('"value": 100,', '"value": -Infinity,', 1).encode())
    assert "quá dài" in refusal(good.replace('"value": 100,', f'"value": {"9" * 5000},', 1).encode())
    assert "hợp lý" in refusal(good.replace('"value": 100,', f'"value": {"9" * 40},', 1).encode())
    assert "hợp lý" in refusal(good.replace('"value": 100,', '"value": 1e999,', 1).encode())
    assert "hợp lý" in refusal(report(1, figures={"dossiers.received": -1}))
    assert "hợp lý" in refusal(report(1, figures={"budget.remaining": -(10**400)}))
    assert "hợp lý" in refusal(report(1, figures={"survey.satisfaction": 10**400}))
    assert "hợp lý" in refusal(report(1, figures={"estimate.1": 10**400}))
    assert "hợp lý" in refusal(report(1, figures={"dossiers.received": 1.5}))
    assert "hợp lý" in refusal(report(1, figures={"dossiers.received": "100"}))
    assert "facts/1/value" in refusal(report(1, figures={"dossiers.received": True}))
    assert "quá sâu" in refusal(b"[" * 100_000 + b"]" * 100_000)
    assert "`/`" in refusal(b"[]")
    assert "cấu trúc" in refusal({"name": "something else"})
    assert "`year`" in refusal(report(1, year="2021"))
    assert "`state`" in refusal(report(1, state="final"))
    assert "`surprise`" in refusal(report(1, surprise=1))
    assert "phiên bản 9" in refusal(report(1, schema_version=9))
    assert "`as_of`" in refusal(report(1, as_of="2021-02-30"))
    assert "tên cơ quan" in refusal(report(1, agency={"name": " \u200b "}))
    assert "`year` ghi hai lần" in refusal(
        good.replace('"year": 2021', '"year": 2020, "year": 2021', 1).encode()
    )
    twice = report(1)
    twice["facts"].append(dict(fact(twice, "dossiers.received"), value=7))
    assert "`dossiers.received` ghi hai lần" in refusal(twice)


def test_a_refusal_never_repeats_a_long_or_hostile_word() -> None:
    said = refusal(report(1) | {"\x1b[31m" + "x" * 10_000 + "\n| a": 1})
    assert len(said) < 2 * MAX_WORDS + 100
    assert "\x1b" not in said
    assert "\n" not in said


def test_bad_files_are_left_out_by_name_and_the_others_count(tmp_path: Path) -> None:
    folder = province(tmp_path / "in")
    lay(folder, empty=b"", cut=b'{"year": 2021,', other=b'{"kind": "package"}', latin=b'{"a": "\xe9"}')
    lay(folder, old__so_01=report(1, year=2020))
    (folder / "link.json").symlink_to(folder / "so_01.json")
    (folder / "linked").symlink_to(folder / "xa", target_is_directory=True)
    os.mkfifo(folder / "pipe.json")
    (folder / "large.json").write_bytes(b" " * (files.MAX_BYTES + 1))
    (folder / "notes.txt").write_text("no report", encoding="utf-8")
    found = gathered(folder)
    assert len(found.accounts) == 6
    said = {entry.file: (entry.reason, entry.why) for entry in found.left_out}
    assert set(said) == {
        "cut.json",
        "empty.json",
        "large.json",
        "latin.json",
        "link.json",
        "linked",
        "old/so_01.json",
        "other.json",
        "pipe.json",
    }
    assert said["old/so_01.json"][0] is Reason.OTHER_YEAR
    assert "báo cáo năm 2020" in said["old/so_01.json"][1]
    assert "liên kết" in said["link.json"][1]
    assert "liên kết" in said["linked"][1]
    assert "8 MB" in said["large.json"][1]
    assert "không phải tệp" in said["pipe.json"][1]
    text = render(found, "md")["md"].decode().replace("\\", "")
    assert all(f"{name}: {why}" in text for name, (_reason, why) in said.items())


def test_a_name_of_other_bytes_is_named_so_that_it_can_be_printed(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    path = os.fsencode(tmp_path / "in") + b"/b\xe9\nx.json"
    Path(os.fsdecode(path)).write_bytes(b"{}")
    found = gathered(tmp_path / "in")
    assert [entry.file for entry in found.left_out] == [r"b\xe9 x.json"]


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        ({"as_of": "2021-11-01"}, {"as_of": "2021-12-01"}, "b.json"),
        ({"as_of": "2021-12-01"}, {"as_of": "2021-11-01"}, "a.json"),
        ({"state": "issued", "as_of": "2021-11-01"}, {"state": "draft", "as_of": "2021-12-01"}, "a.json"),
        ({"state": "draft"}, {"state": "for-signature"}, "b.json"),
        ({"state": "for-signature"}, {"state": "draft"}, "a.json"),
        ({}, {}, "b.json"),
    ],
)
def test_of_two_reports_the_issued_then_the_newer_counts_and_the_other_is_named(
    tmp_path: Path, first: dict[str, Any], second: dict[str, Any], kept: str
) -> None:
    found = gathered(lay(tmp_path / "in", a=report(1, **first), b=report(1, **second)))
    assert [a.file for a in found.accounts] == [kept]
    (other,) = found.left_out
    assert {other.file, kept} == {"a.json", "b.json"}
    assert other.reason is Reason.DUPLICATE
    assert kept in other.why
    assert "số liệu khác" not in other.why


def test_two_reports_of_a_day_with_other_figures_are_told_as_such(tmp_path: Path) -> None:
    found = gathered(lay(tmp_path / "in", a=report(1), b=report(1, figures={"audit.nonconformities": 3})))
    (other,) = found.left_out
    assert "số liệu khác là b.json" in other.why


HOSTILE = (
    '=HYPERLINK("http://x.example";"a")',
    "+1+1",
    "-2",
    "@SUM(A1)",
    "a | b | c",
    "<script>alert(1)</script>",
    "# [a](http://x.example) **b** {{ 7*7 }} {% x %}",
    "dòng một\ndòng hai\r\n\tdòng ba",
    "\u202egnort\u202c \x1b[31m \x00",
    "😀 漢字",
    "A" * 5000,
    "\ufffe\U0010ffff",
)


def test_hostile_names_are_words_in_every_output(tmp_path: Path) -> None:
    folder = lay(
        tmp_path / "in",
        **{
            f"x{n}": report(
                n,
                agency={"name": name, "abbreviation": name, "parent": name, "level": name},
                figures={"dossiers.overdue": 1},
            )
            for n, name in enumerate(HOSTILE)
        },
    )
    found = gathered(folder)
    assert len(found.accounts) == len(HOSTILE)
    made = render(found, "docx", "pdf", "html", "md", "csv", "json")
    rows = list(csv.reader(io.StringIO(made["csv"].decode("utf-8-sig"))))
    assert len(rows) == 1 + len(HOSTILE)
    assert all(len(row) == len(rows[0]) for row in rows)
    cells = [cell for row in rows for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))]
    assert any(cell.startswith("'=HYPERLINK") for cell in cells)
    page = made["html"].decode()
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert 'href="http' not in page
    text = made["md"].decode()
    table = [line for line in text.splitlines() if re.match(r"\| \d+ \|", line)][-len(HOSTILE) :]
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in table} == {len(COLUMNS) + 1}
    assert "{{ 7*7 }}" in text.replace("\\", "")
    shown = made["json"].decode()
    assert "\\u202e" not in shown
    assert "\u202e" not in shown
    assert "\\u001b" not in shown
    names = [agency["name"] for agency in json.loads(shown)["agencies"]]
    assert max(map(len, names)) == MAX_WORDS
    assert "dòng một dòng hai dòng ba" in names
    with ZipFile(io.BytesIO(made["docx"])) as package:
        assert "&lt;script&gt;" in package.read("word/document.xml").decode()


def test_no_word_of_the_annex_is_wider_than_its_column(tmp_path: Path) -> None:
    large = {
        "budget.granted": 9_876_543_210,
        "budget.remaining": None,
        "survey.answers": 12_345,
        "survey.satisfied": 12_000,
    }
    reports = {f"x{n}": report(n, agency={"name": name}, figures=large) for n, name in enumerate(HOSTILE)}
    made = annex(gathered(lay(tmp_path / "in", **reports)))
    measure = typeface.face("bold")
    for place, column in enumerate(made.columns):
        words = " ".join([column.label, *(row[place] for row in (*made.rows, *made.foot))]).split()
        widest = max(measure.width(word, SIZE) for word in words)
        assert widest + 2 * PADDING <= column.share * ANNEX.width, column.label


def test_contents_are_those_that_agencies_report_on_however_many(tmp_path: Path) -> None:
    folder = lay(tmp_path / "in", **{f"x{n}": report(n, missing=(3,) if n < 2 else ()) for n in range(5)})
    other = report(9)
    other["rows"] = [dict(other["rows"][0], number=n, content=f"Khác {n}") for n in range(1, 500)]
    lay(folder, other=other)
    text = render(gathered(folder), "md")["md"].decode()
    lines = [
        [cell.strip() for cell in line.strip("| ").split("|")]
        for line in text.splitlines()
        if "Nội dung mẫu" in line
    ]
    assert [line[1:] for line in lines[:3]] == [
        ["Nội dung mẫu 01", "5", "0", "1"],
        ["Nội dung mẫu 02", "5", "0", "1"],
        ["Nội dung mẫu 03", "3", "2", "1"],
    ]
    assert len(re.findall("Khác [0-9]+", text)) == 10


def test_every_output_of_a_province(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    folder = province(tmp_path / "in")
    lay(folder, hong=b'{"year": 2021,', cu__so_01=report(1, as_of="2021-11-01"))
    made = render(gathered(folder, LIST), "md", "csv", "json")
    assert made["md"].decode() == snapshot(name="md")
    assert made["csv"].decode("utf-8-sig") == snapshot(name="csv")
    assert made["json"].decode() == snapshot(name="json")
    ConsolidatedReportOutput.model_validate_json(made["json"])
    assert {"consolidated-report-output", "listed-agency"} <= set(all_schemas())


def text_of_pdf(data: bytes, folder: Path) -> str:
    (folder / "x.pdf").write_bytes(data)
    done = subprocess.run(
        ["pdftotext", "-layout", str(folder / "x.pdf"), "-"], capture_output=True, check=True
    )
    return done.stdout.decode()


def test_paper_has_every_line_and_the_annex_lies_on_its_long_side(tmp_path: Path) -> None:
    found = gathered(province(tmp_path / "in"), LIST)
    made = render(found, "docx", "pdf")
    pages = text_of_pdf(made["pdf"], tmp_path).split("\f")
    last = pages[-2]
    assert "Phụ lục" in last
    for words in (
        "Sở mẫu 01",
        "Sở mẫu 06",
        "1.190 (10)",
        "91,7%",
        "45/50",
        "Tổng cộng",
        "1.629 (12)",
        "92,9%",
    ):
        assert words in last, words
    assert (
        last.split(maxsplit=1)[0] == "Phụ"
    )  # the first page of an annex bears no number, as that of the paper
    assert "chưa đối chiếu được với Phụ lục II" in " ".join(" ".join(pages).split())
    sizes = subprocess.run(
        ["pdfinfo", "-f", "1", "-l", "9", str(tmp_path / "x.pdf")],
        capture_output=True,
        check=True,
        encoding="utf-8",
    ).stdout
    found_sizes = re.findall(r"Page +\d+ size: +([\d.]+) x ([\d.]+)", sizes)
    assert float(found_sizes[0][0]) < float(found_sizes[0][1])
    assert float(found_sizes[-1][0]) > float(found_sizes[-1][1])
    with ZipFile(io.BytesIO(made["docx"])) as package:
        document = package.read("word/document.xml").decode()
    assert document.count("<w:sectPr>") == 2
    assert document.count('w:orient="landscape"') == 1
    words = re.sub(r"<[^>]+>", " ", document)
    for cell in (
        "Sở mẫu 04",
        "Số liệu không khớp; dữ liệu mẫu",
        "1.629 (12)",
        "225/250 (90%)",
        "Chưa báo cáo: 1/7",
    ):
        assert cell in words, cell


def test_the_pages_of_an_annex_are_numbered_from_one_again(tmp_path: Path) -> None:
    found = gathered(lay(tmp_path / "in", **{f"x{n:02d}": report(n) for n in range(40)}))
    pages = text_of_pdf(render(found, "pdf")["pdf"], tmp_path).split("\f")
    first = next(place for place, page in enumerate(pages) if page.split(maxsplit=1)[:1] == ["Phụ"])
    assert pages[first + 1].split(maxsplit=1)[0] == "2"
    assert "Cơ quan, đơn vị" in pages[first + 1]  # the head of the table again


def test_a_paper_of_very_many_prints_the_first_and_says_where_the_others_are(tmp_path: Path) -> None:
    count = MOST_LINES + 5
    one = account(json.dumps(report(1)).encode(), "x")
    many = tuple(
        one.__class__(f"{n:05d}", one.agency, 2021, one.state, one.as_of, one.counts, one.rows, ())
        for n in range(count)
    )
    whole = Consolidation(2021, many, (), None, frozenset(), frozenset())
    made = paper.compose(whole, DEPARTMENT, DAY, tmp_path).annex
    assert made is not None
    assert len(made.rows) == MOST_LINES
    assert "5 cơ quan, đơn vị còn lại có trong tệp consolidated-report.csv" in made.notes[0]
    assert made.foot[0][3] == "100.500"
    data = list_csv.render(telling.sheet(whole, "Sở mẫu", DAY)).decode("utf-8-sig")
    assert len(data.splitlines()) == 1 + count


def test_two_runs_give_the_same_bytes(tmp_path: Path) -> None:
    folder = province(tmp_path / "in")
    formats = ("docx", "pdf", "html", "md", "csv", "json")
    assert render(gathered(folder, LIST), *formats) == render(gathered(folder, LIST), *formats)


@settings(max_examples=25)
@given(
    seed=st.integers(0, 2**16), parts=st.lists(st.tuples(*[st.integers(0, 300)] * 4), min_size=1, max_size=8)
)
def test_the_order_of_files_does_not_matter_and_totals_are_sums(
    tmp_path_factory: pytest.TempPathFactory, seed: int, parts: list[tuple[int, int, int, int]]
) -> None:
    folder = tmp_path_factory.mktemp("in")
    for n, (carried, early, on_time, late) in enumerate(parts):
        figures = dossiers(min(carried, early), early, on_time, late)
        lay(
            folder,
            **{f"x{n}": report(n, figures=figures), f"y{n}": report(n, figures=figures, as_of="2021-10-01")},
        )
    sources = list(files.names(str(folder), folder / "none"))
    first = gather(sources, 2021, None)
    random.Random(seed).shuffle(sources)
    assert gather(sources, 2021, None) == first
    assert render(first, "csv", "json") == render(gather(sources, 2021, None), "csv", "json")
    totals = first.totals()
    assert totals["dossiers.early"].value == sum(early for _carried, early, _on_time, _late in parts)
    assert totals["dossiers.late"].value == sum(late for *_others, late in parts)
    assert not any(a.faults for a in first.accounts)


def run(*arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["consolidate", *arguments])
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_command_is_clean_when_all_add_up(room: Path) -> None:
    lay(room / "in", a=report(1), b=report(2))
    (room / "list.csv").write_text(
        "﻿abbreviation;name\r\nSM01;Sở mẫu 01\r\nSM02;Sở mẫu 02\r\n", encoding="utf-8"
    )
    code, said, told = run("in", "--year", "2021", "--agencies", "list.csv", "--out", "out", *WHO)
    assert code == 0, told
    assert sorted(path.name for path in (room / "out").iterdir()) == [
        f"consolidated-report.{suffix}" for suffix in ("csv", "docx", "html", "json", "md", "pdf")
    ]
    assert len(said.splitlines()) == 6
    assert told == "Đã tổng hợp 2 cơ quan, không tổng hợp 0 tệp, 0 lỗi, 0 cảnh báo.\n"
    assert "DỰ THẢO" not in (room / "out" / "consolidated-report.md").read_text(encoding="utf-8")
    again, _said, _told = run(str(room), "--year", "2021", "--format", "csv", "--out", "out", *WHO)
    assert again == 0  # what it wrote itself is no source


def test_the_command_fails_on_a_file_left_out_and_on_wrong_sums(room: Path) -> None:
    lay(room / "in", a=report(1), b=b"")
    code, _said, told = run("in", "--year", "2021", "--format", "json", *WHO)
    assert code == 1
    assert "b.json: lỗi: không tổng hợp: tệp trống" in told
    assert (room / "build" / "consolidated" / "2021" / "consolidated-report.json").is_file()
    lay(room / "wrong", a=report(1, figures={"dossiers.late": 9}))
    code, _said, told = run(
        "wrong/*.json", "--year", "2021", "--format", "csv", "--out", "o", "--lang", "en", *WHO
    )
    assert code == 1
    assert "wrong/a.json: error: Sở mẫu 01: resolved 100 is not early 40" in told
    assert "đã giải quyết 100, không bằng" in (room / "o" / "consolidated-report.csv").read_text(
        encoding="utf-8"
    )


def test_the_command_says_when_there_is_nothing(room: Path) -> None:
    (room / "in").mkdir()
    assert run("in", "--year", "2021", *WHO)[0] == 3
    assert run("none/*.json", "--year", "2021", *WHO)[0] == 3
    lay(room / "in", a=report(1))
    code, _said, told = run("in", "--year", "2019", "--out", "out", *WHO)
    assert code == 3
    assert "không tệp nào là báo cáo năm 2019" in told
    assert not (room / "out").exists()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("ten,ma\nA,B\n", "list.csv:1: dòng đầu phải ghi tên các cột: abbreviation, name, level"),
        ("abbreviation,name\nSM01\n", "list.csv:2: dòng phải có giá trị cho từng cột abbreviation, name"),
        ("abbreviation,name\n,Sở mẫu\n", "list.csv:2"),
        ("abbreviation,name\nA,B\na,b\n", "list.csv:3: b có hai lần trong danh sách"),
        ('abbreviation,name\n"A,B\n', "kiểm tra dấu ngoặc kép"),
        ("abbreviation,name\n", "không có cơ quan nào"),
        ("", "dòng đầu"),
    ],
)
def test_a_list_that_cannot_be_used_is_wrong_usage(room: Path, text: str, why: str) -> None:
    lay(room / "in", a=report(1))
    (room / "list.csv").write_text(text, encoding="utf-8")
    code, _said, told = run("in", "--year", "2021", "--agencies", "list.csv", *WHO)
    assert code == 2
    assert why in told


def test_who_consolidates_comes_from_agency_yml_or_from_options(room: Path) -> None:
    lay(room / "in", a=report(1))
    code, _said, told = run("in", "--year", "2021")
    assert code == 2
    assert "--name" in told
    code, _said, told = run(
        "in",
        "--year",
        "2021",
        "--library",
        str(ROOT),
        "--format",
        "md",
        "--out",
        "out",
        "--as-of",
        "2021-10-29",
    )
    assert code == 0, told
    text = (room / "out" / "consolidated-report.md").read_text(encoding="utf-8")
    assert "**BQL CÁC KHU CÔNG NGHIỆP**" in text
    assert "/BC-BQLKCN" in text


def test_an_office_may_edit_the_words(room: Path) -> None:
    printed = CliRunner().invoke(app, ["report", "template", "--consolidated"]).stdout
    assert printed == (TEMPLATES / paper.TEMPLATE_NAME).read_text(encoding="utf-8")
    lay(room / "in", a=report(1))
    own = room / "records" / "annual-reports" / paper.TEMPLATE_NAME
    own.parent.mkdir(parents=True)
    own.write_text("Lời riêng: {{ received.value }} hồ sơ.", encoding="utf-8")
    assert run("in", "--year", "2021", "--format", "md", "--out", "out", *WHO)[0] == 0
    assert "Lời riêng: 100 hồ sơ." in (room / "out" / "consolidated-report.md").read_text(encoding="utf-8")
    own.write_text("{{ nothing.there }}", encoding="utf-8")
    code, _said, told = run("in", "--year", "2021", "--format", "md", "--out", "out", *WHO)
    assert code == 1
    assert "consolidated-report.md.j2" in told


def test_the_report_that_sotay_writes_is_read_back(room: Path) -> None:
    out = room / "in"
    done = CliRunner().invoke(app, ["report", "annual", "2021", "--library", str(ROOT), "--out", str(out)])
    assert done.exit_code == 0
    found = gathered(out)
    (one,) = found.accounts
    assert one.agency.name == "Ban Quản lý các khu công nghiệp"
    assert one.agency.abbreviation == "BQLKCN"
    assert one.agency.sample
    assert one.faults == ()
    assert (
        one.counts["dossiers.received"],
        one.counts["dossiers.resolved"],
        one.counts["dossiers.on_time"],
    ) == (18, 18, 18)
    assert (
        one.counts["laws.count"]
        == one.counts["laws.in_time"] + one.counts["laws.late"] + one.counts["laws.open"]
    )
    assert "budget.granted" not in one.counts


def test_a_report_of_the_first_version_is_known_by_its_letterhead() -> None:
    value = report(1)
    del value["schema_version"], value["agency"]
    found = account(json.dumps(value).encode(), "x")
    assert (found.agency.name, found.agency.abbreviation, found.agency.parent) == (
        "Sở mẫu 01",
        "SM01",
        "UBND tỉnh mẫu",
    )


def test_a_bar_is_drawn_only_where_a_person_watches(room: Path) -> None:
    """The real command, once with its errors on a terminal and once into a pipe."""
    lay(room / "in", **{f"x{n}": report(n) for n in range(30)})
    command = [sys.executable, "-m", "sotay", "consolidate", "in", "--year", "2021", "--format", "csv", *WHO]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "scripts"), "TERM": "xterm"}
    piped = subprocess.run(command, env=environment, capture_output=True, check=True)
    assert "Đang đọc các báo cáo" not in piped.stderr.decode()
    ours, theirs = pty.openpty()
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, stderr=theirs, check=True)
    os.close(theirs)
    assert "Đang đọc các báo cáo" in os.read(ours, 65536).decode(errors="replace")
    os.close(ours)


def test_rows_of_a_register_that_do_not_count_mark_the_figures(tmp_path: Path) -> None:
    found = gathered(lay(tmp_path / "in", a=report(1, figures={"dossiers.left_out": 3})))
    assert "chưa đầy đủ: 3 dòng sổ không tính" in telling.remarks(found, found.accounts[0])
    assert "Số liệu chưa đầy đủ: 3 dòng sổ" in render(found, "md")["md"].decode()
