"""Whatever is edited, removed or tampered with, one site built on and on is the one that is built from nothing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_rebuild import Bytes, files

from sotay import pipeline
from sotay.site import engines, rows

AGENCY = (Path(__file__).parent.parent / "agency.yml").read_bytes()
ALWAYS = ("index.md", "quy-trinh/a.md")
PAGES = (*ALWAYS, "quy-trinh/b.md", "ho-so/c.md")
PIECES = (
    "## Một\n",
    "## Hai {: #hai }\n",
    "Xem [quy trình](/quy-trinh/a.md).\n",
    "| | |\n| --- | --- |\n| `a` | **b** |\n",
    "- một\n- *hai*\n",
    "| a | b |\n| --- | ---: |\n| 1 | [một](/quy-trinh/a.md) |\n| 2 | *hai* |\n",
    "| a | b |\n| --- | ---: |\n| 1 | *hai* |\n| 2 | [ba](/index.md) |\n",
    '<p id="ba">Ba & bốn</p>\n',
    "[TOC]\n",
)
TEXTS = st.lists(st.sampled_from(PIECES), max_size=4).map("\n".join)


@pytest.fixture(autouse=True, scope="module")
def _every_table_is_long() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows, "LONG", 2)
        yield


def _write(root: Path, pages: dict[str, str]) -> Path:
    staged = root / "build" / "site-src"
    shutil.rmtree(staged, ignore_errors=True)
    (root / "agency.yml").write_bytes(AGENCY)
    for page, text in pages.items():
        (staged / page).parent.mkdir(parents=True, exist_ok=True)
        up = "../" * page.count("/")
        words = (
            f"---\ntitle: {page}\nsource: records/{page}\n---\n\n# {page}\n\n{text.replace('(/', f'({up}')}"
        )
        (staged / page).write_text(words, encoding="utf-8")
    return staged


def _built(root: Path, pages: dict[str, str]) -> Bytes:
    staged, site = _write(root, pages), root / "build" / "site"
    engines.run(engines.Engine.MKDOCS, pipeline.read(root, None, date(2026, 1, 5)), staged, site, "Sổ tay")
    return files(site)


@settings(max_examples=3)
@given(
    first=st.fixed_dictionaries(dict.fromkeys(PAGES, TEXTS)),
    edits=st.lists(
        st.tuples(st.sampled_from(PAGES), st.none() | TEXTS, st.none() | st.sampled_from(ALWAYS)),
        min_size=2,
        max_size=3,
    ),
)
def test_edits_one_after_another(
    first: dict[str, str], edits: list[tuple[str, str | None, str | None]]
) -> None:
    with TemporaryDirectory() as name:
        kept, fresh = Path(name) / "kept", Path(name) / "fresh"
        kept.mkdir()
        _built(kept, first)
        pages = dict(first)
        for page, text, tampered in edits:
            if text is not None:
                pages[page] = text
            elif page not in ALWAYS:
                pages.pop(page, None)
            if tampered:
                (kept / "build" / "site" / tampered).with_suffix(".html").write_text("?", encoding="utf-8")
            shutil.rmtree(fresh, ignore_errors=True)
            fresh.mkdir()
            assert _built(kept, pages) == _built(fresh, pages)


def test_a_place_that_a_page_leads_to_is_missed_when_it_goes(tmp_path: Path) -> None:
    pages = dict.fromkeys(ALWAYS, "") | {"quy-trinh/a.md": "## Hai {: #hai }\n"}
    pages["index.md"] = "Xem [bước hai](/quy-trinh/a.md#hai).\n"
    _built(tmp_path, pages)
    with pytest.raises(engines.EngineError, match="#hai"):
        _built(tmp_path, pages | {"quy-trinh/a.md": "## Ba {: #ba }\n"})


def test_an_edited_page_that_leads_nowhere_on_an_unchanged_page_is_missed(tmp_path: Path) -> None:
    pages = dict.fromkeys(ALWAYS, "") | {"quy-trinh/a.md": "## Hai {: #hai }\n"}
    _built(tmp_path, pages)
    _built(tmp_path, pages | {"index.md": "Xem [bước hai](/quy-trinh/a.md#hai).\n"})
    with pytest.raises(engines.EngineError, match="#bon"):
        _built(tmp_path, pages | {"index.md": "Xem [bước bốn](/quy-trinh/a.md#bon).\n"})


def test_a_cell_made_before_is_taken_and_a_new_one_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    usual = rows._html  # noqa: SLF001 (what it is asked for is what is asked)

    def watched(md: Any, holder: Any) -> list[str]:
        html = usual(md, holder)
        made.extend(html)
        return html

    monkeypatch.setattr(rows, "_html", watched)
    table = "| a | b |\n| --- | ---: |\n| 1 | [một](/quy-trinh/a.md) |\n| 2 | *hai* |\n"
    pages = dict.fromkeys(ALWAYS, "") | {"index.md": table}
    _built(tmp_path, pages)
    assert len(made) == 4
    made.clear()
    again = _built(tmp_path, pages | {"index.md": table.replace("hai", "ba")})
    assert made == ['<td style="text-align: right;"><em>ba</em></td>\n']
    assert b'<a href="quy-trinh/a.html">m\xe1\xbb\x99t</a>' in again["index.html"]


def test_a_cell_that_leads_nowhere_is_missed_each_time(tmp_path: Path) -> None:
    table = "| a | b |\n| --- | ---: |\n| 1 | 3 |\n| 2 | 4 |\n"
    pages = dict.fromkeys(ALWAYS, "") | {"index.md": table}
    _built(tmp_path, pages)
    for _time in range(2):
        with pytest.raises(engines.EngineError, match=r"nowhere\.md"):
            _built(tmp_path, pages | {"index.md": table.replace("4", "[d](/nowhere.md)")})


@pytest.mark.parametrize("link", ["[b](/quy-trinh/b.md)", "[b][1]\n\n[1]: /quy-trinh/b.md"])
def test_a_page_that_an_unchanged_page_leads_to_is_missed_when_it_goes(tmp_path: Path, link: str) -> None:
    pages = dict.fromkeys(ALWAYS, "") | {
        "index.md": f"Xem {link}\n".replace(": /", ": "),
        "quy-trinh/b.md": "",
    }
    _built(tmp_path, pages)
    del pages["quy-trinh/b.md"]
    with pytest.raises(engines.EngineError, match=r"quy-trinh/b\.md"):
        _built(tmp_path, pages)
