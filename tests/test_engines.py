"""Every engine publishes the same pages with the same words (the other two where they are installed: see CONTRIBUTING)."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
import test_site

from sotay.site import engines
from sotay.site.build import SiteError, build_site
from sotay.site.engines import Engine

VOID = frozenset({"br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
UNSEEN = frozenset({"script", "style", "svg"})


class _Article(HTMLParser):
    """The words that a page shows in its article."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = self.unseen = 0
        self.said: list[str] = []

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            return
        self.depth += bool(self.depth) or tag == "article"
        self.unseen += bool(self.depth) and (bool(self.unseen) or tag in UNSEEN)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.depth -= bool(self.depth)
            self.unseen -= bool(self.unseen)

    def handle_data(self, data: str) -> None:
        if self.depth and not self.unseen:
            self.said.append(data)


def words(page: Path) -> str:
    article = _Article()
    article.feed(page.read_text(encoding="utf-8"))
    return re.sub(r"\s+", " ", "".join(article.said)).strip()


def published(site: Path) -> dict[str, str]:
    return {
        path.relative_to(site).as_posix(): words(path)
        for path in site.rglob("*.html")
        if path.name != "404.html"
    }


@pytest.fixture(scope="module")
def root(reference_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shutil.copytree(reference_root, tmp_path_factory.mktemp("library") / "so-tay")


@pytest.fixture(scope="module")
def by_mkdocs(reference_root: Path) -> dict[str, str]:
    return published(reference_root / "build" / "site")


def test_words_of_a_page_are_read(by_mkdocs: dict[str, str]) -> None:
    assert len(by_mkdocs) > 100
    assert "QT.DN.01" in by_mkdocs["quy-trinh/qt-dn-01.html"]


@pytest.mark.parametrize("engine", [Engine.PROPERDOCS, Engine.ZENSICAL])
def test_another_engine_publishes_the_same(root: Path, by_mkdocs: dict[str, str], engine: Engine) -> None:
    if importlib.util.find_spec(engine) is None:
        pytest.skip(f"{engine} is an extra")
    out = root / "build" / "by-another"
    build_site(test_site.read(root), out, engine)
    other = published(out)
    assert other.keys() == by_mkdocs.keys()
    assert {page for page in other if other[page] != by_mkdocs[page]} == set()
    page = (out / "quy-trinh" / "qt-dn-01.html").read_text(encoding="utf-8")
    assert 'type="application/atom+xml"' in page
    assert (out / "tim-kiem" / "pages.js").is_file()
    assert 'data-md-component="search"' not in page, "one search: the library's own"
    assert [json.loads(index.read_bytes())["items"] for index in out.rglob("search.json")] in ([], [[]])


def test_an_engine_that_is_missing_is_named_with_the_remedy(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(SiteError, match=r"zensical.*requirements-engines\.lock"):
        build_site(test_site.read(root), root / "build" / "none", Engine.ZENSICAL)


def test_what_an_engine_refuses_is_repeated(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "index.md").write_text("# A\n", encoding="utf-8")
    (tmp_path / "properdocs.py").write_text("import sys; sys.exit('no such theme')\n", encoding="utf-8")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    with pytest.raises(engines.EngineError, match="no such theme"):
        engines.run(Engine.PROPERDOCS, test_site.read(root), tmp_path / "src", tmp_path / "out", "A")
