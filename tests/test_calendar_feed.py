"""The calendar and the feed, read by programs that others made: nothing lost, names that last, the same bytes each time."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urljoin
from xml.etree import ElementTree as ET

import feedparser
import icalendar
import library_cases
import pytest
import version_library
import vobject
import work_permits
from hypothesis import given
from hypothesis import strategies as st

from sotay import pipeline
from sotay.agenda import Task, agenda, who
from sotay.findings import Finding, Place, Severity
from sotay.library import Library
from sotay.load import load
from sotay.news import NEWEST, Event, newest
from sotay.outputs import agenda_ics, news_atom
from sotay.site import agenda_pages, config
from sotay.site.build import build_site

ATOM = "{http://www.w3.org/2005/Atom}"
DAY = date(2025, 11, 3)
BASE = load(library_cases.BASE, as_of=date(2021, 5, 1), today=date(2021, 5, 1))
STRANGE = (
    "Dấu phẩy, chấm phẩy; hai chấm: gạch \\ chéo",
    'Ngoặc "kép" và “cong”, <b>&amp; ]]>',
    "Hai\ndòng\r\nba dòng\\nkhông phải dòng",
    "🏭👩🏽‍⚖️ giấy phép",
    "BEGIN:VEVENT\nUID:x\nEND:VEVENT",
    "dài " * 125,
    "ắ" * 500,
    ";",
    ",",
    " đầu và cuối ",
)
# What a field of a document can hold, and what it cannot, all the same.
TEXTS = st.one_of(st.sampled_from(STRANGE), st.text(min_size=1, max_size=500))


@pytest.fixture(scope="module")
def permits(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return work_permits.make(tmp_path_factory.mktemp("library") / "so-tay")


@pytest.fixture(scope="module")
def site(permits: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("site") / "so-tay"
    shutil.copytree(permits, root, ignore=shutil.ignore_patterns("build"))
    out = root / "build" / "site"
    build_site(read(root, DAY), out)
    return out


def read(root: Path, day: date) -> Library:
    return pipeline.read(root, day, day)


def tasks_of(library: Library) -> tuple[Task, ...]:
    return agenda(library, pipeline.judge(library))


def files(root: Path, day: date) -> dict[str, bytes]:
    library = read(root, day)
    return agenda_pages.files(library, tasks_of(library))


def events(data: bytes) -> list[Any]:
    return icalendar.Calendar.from_ical(data).walk("VEVENT")


def task(message: str, day: date = date(2021, 6, 1)) -> Task:
    finding = Finding("QMS401", Severity.WARNING, message, Place("records/nonconformities/a.md"), due=day)
    return Task("QMS4 a", finding, day, (day - BASE.as_of).days)


def plain(text: str) -> str:
    """Return what a calendar and XML can hold of a text: line ends as LF, a mark for what no text has in it."""
    return re.sub(
        r"[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]",
        "\ufffd",
        text.replace("\r\n", "\n").replace("\r", "\n"),
    )


def written(text: str) -> str:
    """Return what icalendar writes of a text: it takes a backslash with an N for the line end that some programs mean by it."""
    return plain(text).replace("\\N", "\n")


@pytest.mark.parametrize("day", [date(2025, 8, 6), DAY, date(2025, 11, 10), date(2026, 1, 15)], ids=str)
def test_each_task_is_an_event_of_one_day_for_two_readers(permits: Path, day: date) -> None:
    library = read(permits, day)
    tasks = tasks_of(library)
    data = agenda_pages.files(library, tasks)["lich.ics"]
    assert data == agenda_pages.files(library, tasks)["lich.ics"]
    found = events(data)
    other = vobject.readOne(data.decode()).vevent_list
    assert len(tasks) == len(found) == len(other) > 0
    for wanted, event, same in zip(tasks, found, other, strict=True):
        assert event.decoded("dtstart") == same.dtstart.value == wanted.day
        assert event["dtstart"].params["VALUE"] == "DATE"
        assert str(event["summary"]) == same.summary.value == wanted.what
        assert str(event["description"]) == same.description.value
        assert same.description.value.startswith(f"{wanted.finding.message}\n")
        assert who(library, wanted) in same.description.value
        assert str(event["uid"]) == same.uid.value
        assert event.decoded("dtstamp").date() == day
        assert "url" not in event
    assert len({event["uid"] for event in found}) == len(found)
    assert {event["categories"].to_ical().decode() for event in found} == {
        "Phòng Quản lý doanh nghiệp và lao động (mẫu)",
        "cả cơ quan\\, thư ký ISO theo dõi",
    }


def test_an_alarm_rings_for_each_warning(permits: Path) -> None:
    for event in events(files(permits, DAY)["lich.ics"]):
        days = [alarm.decoded("trigger").days for alarm in event.walk("VALARM")]
        assert days == [-60, -30, -7]
        assert {str(alarm["action"]) for alarm in event.walk("VALARM")} == {"DISPLAY"}
        assert all(str(alarm["description"]) == str(event["summary"]) for alarm in event.walk("VALARM"))


@given(st.lists(st.integers(-3, 400), max_size=6).map(tuple))
def test_alarms_are_those_that_the_agency_wants(warned: tuple[int, ...]) -> None:
    policy = BASE.agency.policy.model_copy(update={"warn_days": warned})
    library = replace(BASE, agency=BASE.agency.model_copy(update={"policy": policy}))
    [event] = events(
        agenda_ics.render(
            "Lịch",
            map(agenda_ics.event, agenda_ics.entries(library, [task("Việc: làm")], lambda _task: None)),
        )
    )
    days = [-alarm.decoded("trigger").days for alarm in event.walk("VALARM")]
    assert days == sorted({days for days in warned if days >= 0}, reverse=True)


def test_an_event_is_the_same_from_day_to_day_and_its_number_rises(permits: Path) -> None:
    earlier, later = (
        {str(event["uid"]): event for event in events(files(permits, day)["lich.ics"])}
        for day in (date(2025, 11, 6), date(2025, 11, 8))
    )
    followed = [event for event in earlier.values() if "QT.LĐ.04 chưa theo" in event["summary"]]
    assert len(followed) == 1
    same = later[str(followed[0]["uid"])]
    assert same["summary"] != followed[0]["summary"]
    assert same["dtstart"] == followed[0]["dtstart"]
    assert same["sequence"] > followed[0]["sequence"]
    assert len(earlier.keys() & later.keys()) >= 12


def test_lines_are_folded_and_end_as_the_standard_has_them(permits: Path) -> None:
    for name, data in files(permits, DAY).items():
        if name.endswith(".ics"):
            assert data.endswith(b"\r\n")
            lines = data.split(b"\r\n")
            assert all(len(line) <= 75 and b"\n" not in line for line in lines)
            assert b"SUMMARY:" in data or not events(data)


@given(TEXTS)
def test_strange_words_survive_in_the_calendar(words: str) -> None:
    wanted = task(words)
    data = agenda_ics.render(
        words, map(agenda_ics.event, agenda_ics.entries(BASE, [wanted], lambda _task: None))
    )
    assert data == agenda_ics.render(
        words, map(agenda_ics.event, agenda_ics.entries(BASE, [wanted], lambda _task: None))
    )
    [event] = events(data)
    assert str(event["summary"]) == written(wanted.what)
    assert str(event["description"]).startswith(written(words))
    as_text = data.replace(b"X-WR-CALNAME:", b"DESCRIPTION:")  # of names with X- a reader undoes no escapes
    assert str(icalendar.Calendar.from_ical(as_text)["description"]) == written(words)


@given(TEXTS)
def test_another_reader_understands_the_calendar_alike(words: str) -> None:
    wanted = task(words)
    data = agenda_ics.render(
        "Lịch", map(agenda_ics.event, agenda_ics.entries(BASE, [wanted], lambda _task: None))
    )
    [event] = vobject.readOne(data.decode()).vevent_list
    assert event.summary.value == written(wanted.what)
    assert event.dtstart.value == wanted.day
    assert len(event.valarm_list) == 3


@pytest.mark.parametrize("day", [date.min, date.max], ids=str)
def test_the_first_and_the_last_day_can_be_written(day: date) -> None:
    [event] = events(
        agenda_ics.render(
            "Lịch",
            map(agenda_ics.event, agenda_ics.entries(BASE, [task("Việc: làm", day)], lambda _task: None)),
        )
    )
    assert event.decoded("dtstart") == day


def test_a_division_has_a_calendar_of_its_own(permits: Path) -> None:
    library = read(permits, DAY)
    tasks = tasks_of(library)
    found = agenda_pages.files(library, tasks)
    assert sorted(found) == ["lich-ld.ics", "lich-vp.ics", "lich.ics", "thay-doi.atom"]
    own = [str(event["summary"]) for event in events(found["lich-ld.ics"])]
    assert own == [task.what for task in tasks if task.division == "LĐ"]
    assert events(found["lich-vp.ics"]) == []


def entries(data: bytes) -> list[ET.Element]:
    return ET.fromstring(data).findall(f"{ATOM}entry")


def said(entry: ET.Element, name: str) -> str:
    found = entry.find(f"{ATOM}{name}")
    assert found is not None
    return found.text or ""


def test_the_feed_tells_what_has_changed_to_two_readers(permits: Path) -> None:
    library = read(permits, date(2025, 11, 10))
    tasks = tasks_of(library)
    data = agenda_pages.files(library, tasks)["thay-doi.atom"]
    assert data == agenda_pages.files(library, tasks)["thay-doi.atom"]
    feed = feedparser.parse(data)
    assert not feed.bozo
    assert feed.version == "atom10"
    assert feed.feed.title == "Thay đổi trong Sổ tay ISO của Ban Quản lý các khu công nghiệp mẫu"
    wanted = newest(library, tasks)
    assert [entry.title for entry in feed.entries] == [event.title for event in wanted]
    assert [said(entry, "title") for entry in entries(data)] == [event.title for event in wanted]
    assert [said(entry, "updated")[:10] for entry in entries(data)] == [str(event.day) for event in wanted]
    assert feed.feed.updated == f"{wanted[0].day}T00:00:00+07:00"
    names = [entry.id for entry in feed.entries]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"tag:sotay\.invalid,2026:[0-9a-f-]{36}", name) for name in names)
    days = {event.title: str(event.day) for event in wanted}
    assert days["QT.LĐ.02, lần ban hành 03, có hiệu lực"] == "2025-11-10"
    assert days["Quyết định 48/QĐ-BQLM"] == "2025-09-25"
    assert days["219/2025/NĐ-CP có hiệu lực"] == "2025-08-07"
    assert days["219/2025/NĐ-CP được đưa vào sổ văn bản pháp luật"] == "2025-08-07"
    [late] = [
        title for title in days if title.startswith("Quá hạn: QT.LĐ.04 chưa cập nhật theo 219/2025/NĐ-CP")
    ]
    assert days[late] == "2025-11-08"


def test_no_entry_is_of_a_later_day_and_its_name_lasts(permits: Path) -> None:
    seen: dict[str, set[str]] = {}
    for day in (date(2025, 8, 6), date(2025, 8, 7), DAY, date(2025, 11, 8), date(2026, 1, 15)):
        data = files(permits, day)["thay-doi.atom"]
        assert len(entries(data)) <= NEWEST
        for entry in entries(data):
            assert said(entry, "updated")[:10] <= str(day)
            if not said(entry, "title").startswith("Quá hạn"):
                seen.setdefault(said(entry, "title"), set()).add(said(entry, "id"))
    assert len(seen) >= 12
    assert all(len(names) == 1 for names in seen.values())
    assert "219/2025/NĐ-CP có hiệu lực" in seen
    assert not any(
        said(entry, "title") == "219/2025/NĐ-CP có hiệu lực"
        for entry in entries(files(permits, date(2025, 8, 6))["thay-doi.atom"])
    )


def test_versions_and_withdrawals_are_news_on_the_day_they_take_effect(tmp_path: Path) -> None:
    library = read(version_library.make(tmp_path / "so-tay"), version_library.TODAY)
    told = {(event.title, str(event.day)): event for event in newest(library, ())}
    assert {title for title, _day in told if title.startswith("QT.")} == {
        "QT.DN.01, lần ban hành 01, có hiệu lực",
        "QT.DN.01, lần ban hành 02, có hiệu lực",
        "QT.DN.01, lần ban hành 03, có hiệu lực",
        "QT.DN.02, lần ban hành 01, có hiệu lực",
        "QT.DN.03, lần ban hành 01, có hiệu lực",
        "QT.DN.03, lần ban hành 02, có hiệu lực",
        "QT.DN.04, lần ban hành 01, có hiệu lực",
        "QT.DN.02 bị bãi bỏ",
    }
    second = told["QT.DN.01, lần ban hành 02, có hiệu lực", "2021-03-01"]
    assert second.summary == "Cấp giấy phép mẫu. Theo 12/QĐ-CQM."
    assert second.path == "procedures/moi/qt-dn-01.md"
    [gone] = [event for event in told.values() if event.title == "QT.DN.02 bị bãi bỏ"]
    assert gone.path.startswith("records/decisions/")


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_strange_words_survive_in_the_feed(words: Sequence[str]) -> None:
    told = [Event(str(n), date(2021, 5, 1), text, text, "agency.yml") for n, text in enumerate(words)]
    data = news_atom.render(BASE, told, lambda _path: "x.html", None)
    assert data == news_atom.render(BASE, told, lambda _path: "x.html", None)
    assert [said(entry, "title") for entry in entries(data)] == [plain(text) for text in words]
    assert [said(entry, "summary") for entry in entries(data)] == [plain(text) for text in words]
    assert len(feedparser.parse(data).entries) == len(words)


def test_an_empty_feed_is_a_feed() -> None:
    data = news_atom.render(BASE, (), lambda _path: "x.html", None)
    feed = feedparser.parse(data)
    assert not feed.bozo
    assert feed.entries == []
    assert feed.feed.updated == "2021-05-01T00:00:00+07:00"


def test_addresses_are_full_where_the_site_has_one(permits: Path, tmp_path: Path) -> None:
    root = tmp_path / "so-tay"
    shutil.copytree(permits, root, ignore=shutil.ignore_patterns("build"))
    assert config.site_url(root) is None
    own = [entry.find(f"{ATOM}link") for entry in entries(files(root, DAY)["thay-doi.atom"])]
    assert all(link is not None and ":" not in link.attrib["href"] for link in own)
    (root / "mkdocs.yml").write_text("site_url: https://so-tay.mau.example/iso\n", encoding="utf-8")
    assert config.site_url(root) == "https://so-tay.mau.example/iso/"
    found = files(root, DAY)
    feed = feedparser.parse(found["thay-doi.atom"])
    assert [link.href for link in feed.feed.links] == ["https://so-tay.mau.example/iso/thay-doi.atom"]
    assert all(entry.link.startswith("https://so-tay.mau.example/iso/") for entry in feed.entries)
    assert all(entry.id.startswith("tag:so-tay.mau.example,2026:") for entry in feed.entries)
    urls = {str(event["url"]) for event in events(found["lich.ics"])}
    assert "https://so-tay.mau.example/iso/quy-trinh/qt-ld-04.html" in urls
    assert "https://so-tay.mau.example/iso/viec-can-lam/index.html" in urls


class Heads(HTMLParser):
    """The feed that a page names in its head, and all that it leads to."""

    def __init__(self) -> None:
        super().__init__()
        self.feeds: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "link" and given.get("type") == "application/atom+xml":
            self.feeds.append(given["href"])
        if tag == "a":
            self.links.append(given.get("href", ""))


def heads(page: Path) -> Heads:
    found = Heads()
    found.feed(page.read_text(encoding="utf-8"))
    return found


def test_every_page_of_the_site_leads_to_the_feed(site: Path) -> None:
    pages = [page for page in site.rglob("*.html") if page.name != "404.html" and "sotay" not in page.parts]
    named = [page for page in pages if heads(page).feeds]
    assert {site / "index.html", site / "quy-trinh" / "qt-ld-04.html"} <= set(named)
    for page in named:
        [address] = heads(page).feeds
        assert (page.parent / address).resolve() == site / "thay-doi.atom"


def test_the_agenda_leads_to_its_files_and_they_are_in_the_manifest(site: Path) -> None:
    links = heads(site / "viec-can-lam" / "index.html").links
    assert {"../lich.ics", "../lich-vp.ics", "../lich-ld.ics", "../thay-doi.atom"} <= set(links)
    assert "viec-can-lam/index.html" in heads(site / "index.html").links
    listed = {entry["path"] for entry in json.loads((site / "manifest.json").read_bytes())["files"]}
    assert {"lich.ics", "lich-vp.ics", "lich-ld.ics", "thay-doi.atom"} <= listed


def test_what_the_feed_links_to_is_there(site: Path) -> None:
    for entry in feedparser.parse((site / "thay-doi.atom").read_bytes()).entries:
        assert (site / urljoin("x", entry.link)).is_file(), entry.link
