"""One button of the desk composes the annual report, and leads to the form of each thing that it lacks."""

from __future__ import annotations

import re
from collections.abc import Iterator

import desk_library
import pytest
from desk_library import AN, Server, Visitor

PAGE = "/bien-tap/bao-cao"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with desk_library.serving(desk_library.make(tmp_path_factory.mktemp("ban"))) as server:
        yield server


def test_it_shows_the_gaps_and_where_each_is_filled(desk: Server) -> None:
    an = desk.visitor(AN)
    assert "Lập báo cáo năm" in an.get(PAGE).text
    page = an.get(f"{PAGE}?nam=2021")
    assert page.status == 200, page.text
    links = dict(re.findall(r'<li><a href="([^"]+)">([^<]+)</a></li>', page.text))
    assert "/bien-tap/#/collections/plan/new?year=2021" in links
    assert "/bien-tap/#/collections/annual-report/new?year=2021" in links
    assert "/bien-tap/#/collections/budget/new?year=2021" in links
    assert "/bien-tap/so/dossier" in links
    told = re.search(r"còn thiếu (\d+) nội dung", page.text)
    assert told is not None
    assert int(told[1]) == page.text.count("<li>") >= len(links) > 5
    assert f'href="{PAGE}/2021.docx"' in page.text


def test_the_report_itself_can_be_taken(desk: Server) -> None:
    an = desk.visitor(AN)
    for form, start in (("docx", "PK"), ("pdf", "%PDF")):
        taken = an.get(f"{PAGE}/2021.{form}")
        assert taken.status == 200, taken.text
        assert taken.text.startswith(start)
        assert taken.headers["content-disposition"] == f'attachment; filename="2021-annual-report.{form}"'
    assert an.get(f"{PAGE}/2021.exe").status == 404


def test_a_year_that_is_none_shows_the_button_again(desk: Server) -> None:
    page = desk.visitor(AN).get(f"{PAGE}?nam=x")
    assert page.status == 200
    assert "còn thiếu" not in page.text


def test_who_is_not_logged_in_gets_no_report(desk: Server) -> None:
    assert Visitor(desk.port).get(f"{PAGE}?nam=2021").status == 303
