"""Every link and anchor of both libraries' sites leads somewhere, and every page is reached from home."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

LIBRARIES = ("reference", "zones")
FETCHED = ("assets/", "tim-kiem/")
# For programs, and for who comes from outside: what nobody reads on the site itself.
OUTSIDE = {"404.html", "manifest.json", "sitemap.xml", "sitemap.xml.gz", "verify.py"}


class Links(HTMLParser):
    """Where a page leads and what it loads, and its anchors."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.page = page
        self.found: list[str] = []
        self.anchors: list[str] = []
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in {"href", "src"} and value]
        self.anchors += [value for name, value in attrs if name == "id" and value]

    def targets(self) -> Iterator[tuple[str, Path, str]]:
        """Yield each link within the site, the file that it leads to, and the anchor there."""
        for link in self.found:
            parts = urlsplit(link)
            if not parts.scheme and not parts.netloc:
                path = unquote(parts.path)
                yield (
                    link,
                    (self.page.parent / path).resolve() if path else self.page,
                    unquote(parts.fragment),
                )


class Crawl:
    """A built site, every page read."""

    def __init__(self, site: Path) -> None:
        self.site = site.resolve()
        self.pages = {
            path: Links(path) for path in sorted(self.site.rglob("*.html")) if path.name != "404.html"
        }

    @cached_property
    def dead(self) -> list[tuple[str, str]]:
        """The pages and their links that lead nowhere."""
        return [
            (page.relative_to(self.site).as_posix(), link)
            for page, links in self.pages.items()
            for link, target, anchor in links.targets()
            if not target.is_file()
            or (anchor and target in self.pages and anchor not in self.pages[target].anchors)
        ]

    @cached_property
    def lost(self) -> list[str]:
        """The files that no way leads to from home."""
        seen, ahead = set[Path](), [self.site / "index.html"]
        while ahead:
            path = ahead.pop()
            if path not in seen:
                seen.add(path)
                ahead += (
                    [target for _link, target, _anchor in self.pages[path].targets()]
                    if path in self.pages
                    else []
                )
        there = {path for path in self.site.rglob("*") if path.is_file()}
        names = sorted(path.relative_to(self.site).as_posix() for path in there - seen)
        return [name for name in names if name not in OUTSIDE and not name.startswith(FETCHED)]


@pytest.fixture(scope="module", params=LIBRARIES)
def crawl(request: pytest.FixtureRequest) -> Crawl:
    root: Path = request.getfixturevalue(f"{request.param}_root")
    return Crawl(root / "build" / "site")


def test_no_link_or_anchor_is_dead(crawl: Crawl) -> None:
    assert len(crawl.pages) > 300
    assert crawl.dead == []


def test_no_page_or_file_is_out_of_reach(crawl: Crawl) -> None:
    assert crawl.lost == []


def test_no_anchor_stands_twice_on_a_page(crawl: Crawl) -> None:
    twice = {
        page.relative_to(crawl.site).as_posix(): sorted(
            {a for a in links.anchors if links.anchors.count(a) > 1}
        )
        for page, links in crawl.pages.items()
    }
    assert {page: anchors for page, anchors in twice.items() if anchors} == {}


def test_a_dead_link_a_dead_anchor_and_a_lost_page_would_be_seen(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(
        '<p id="a"><a href="#a">x</a><a href="#b">x</a><a href="none.html">x</a>', "utf-8"
    )
    (tmp_path / "lost.html").write_text('<a href="index.html#a">x</a>', "utf-8")
    crawl = Crawl(tmp_path)
    assert crawl.dead == [("index.html", "#b"), ("index.html", "none.html")]
    assert crawl.lost == ["lost.html"]
