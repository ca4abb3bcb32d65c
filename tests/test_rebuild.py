"""A site built again after a change is, to the byte, the one that is built from nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import test_site

from sotay.messages import speaking
from sotay.site import banner, build, engines, finish

Bytes = dict[str, bytes]


def files(site: Path) -> Bytes:
    return {
        path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()
    }


def built_from_nothing(root: Path) -> Bytes:
    """Build the site anew of the pages that are staged already, and return its files."""
    site = root / "build" / "site"
    shutil.rmtree(site)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(build, "stage_site", lambda library: library.root / build.STAGED)
        build.build_site(test_site.read(root), site)
    return files(site)


@pytest.fixture(scope="module")
def root(reference_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = shutil.copytree(reference_root, tmp_path_factory.mktemp("library") / "so-tay")
    built_from_nothing(folder)
    return folder


def _edit_a_guide_and_tamper(root: Path, site: Path) -> None:
    guide = root / "docs" / "huong-dan" / "doc-thu-vien.md"
    text = guide.read_text(encoding="utf-8")
    assert "\n## " in text
    guide.write_text(text.replace("\n## ", "\n## Khác ", 1) + "\nMột đoạn mới.\n", encoding="utf-8")
    page = site / "quy-trinh" / "qt-dn-01.html"
    page.write_text(page.read_text(encoding="utf-8").replace("QT.DN.01", "QT.DN.99"), encoding="utf-8")
    (site / "stray.html").write_text("stray", encoding="utf-8")
    next(site.glob("assets/javascripts/bundle.*.js")).write_text("", encoding="utf-8")


def _add_a_page(root: Path, _site: Path) -> None:
    (root / "docs" / "huong-dan" / "moi.md").write_text("# Mới\n", encoding="utf-8")


def _remove_a_page(root: Path, _site: Path) -> None:
    (root / "docs" / "huong-dan" / "moi.md").unlink()


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Return the runs of MkDocs that there will be: whether each builds what changed alone."""
    told: list[bool] = []
    mkdocs = engines._mkdocs  # noqa: SLF001 (how it was called is what is asked)

    def counted(*arguments: object, dirty: bool) -> None:
        told.append(dirty)
        mkdocs(*arguments, dirty=dirty)  # type: ignore[arg-type]

    monkeypatch.setattr(engines, "_mkdocs", counted)
    return told


@pytest.mark.parametrize("change", [_edit_a_guide_and_tamper, _add_a_page, _remove_a_page])
def test_what_is_built_again_is_as_if_built_from_nothing(
    root: Path, runs: list[bool], change: Callable[[Path, Path], None]
) -> None:
    site = root / "build" / "site"
    change(root, site)
    build.build_site(test_site.read(root), site)
    assert runs == [True]
    again = files(site)
    assert built_from_nothing(root) == again
    assert runs == [True, False]


def test_where_nothing_changed_nothing_is_built_and_what_was_lost_comes_back(
    root: Path, runs: list[bool]
) -> None:
    site = root / "build" / "site"
    build.build_site(test_site.read(root), site)
    whole, before = files(site), list(runs)
    build.build_site(test_site.read(root), site)
    assert (files(site), runs) == (whole, before)
    for lost in ("quy-trinh/qt-dn-01.html", "quy-trinh/qt-dn-01.pdf", "verify.py"):
        (site / lost).unlink()
    build.build_site(test_site.read(root), site)
    assert (files(site), runs) == (whole, [*before, True])


def test_a_page_is_finished_once_and_its_edit_link_leads_to_its_source() -> None:
    words = "---\nsource: records/plans/a.md\nrobots: noindex\n---\n# A\n"
    html = (
        '<html><head></head><a href="https://forge.example/edit/main/ho-so/a.md" title="x" rel="edit"><i></i></a>'
        "<table>\n<thead>\n<tr>\n<th></th>\n<th></th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>k</td>\n<td>v</td>\n</tr></tbody></table></html>"
    )
    done = finish.finished(html, "ho-so/a.md", words)
    assert 'href="https://forge.example/edit/main/records/plans/a.md"' in done
    assert '<meta name="robots" content="noindex">' in done
    assert "<thead>" not in done
    assert '<th scope="row">k</th>\n<td>v</td>' in done
    assert finish.finished(done, "ho-so/a.md", words) == done
    assert 'rel="edit"' not in finish.finished(html, "ho-so/a.md", "# A\n")


def test_an_empty_head_beside_others_is_a_cell() -> None:
    table = "<table><thead><tr><th{0}></th><th{0}>VPĐH</th></tr></thead><tbody><tr><td>a</td><td>b</td></tr></tbody></table>"
    for style in ("", ' style="text-align: left;"'):
        html = f"<html><head></head>{table.format(style)}</html>"
        assert f"<tr><td{style}></td><th{style}>VPĐH</th></tr>" in finish.finished(html, "a.md", "# A\n")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_page_says_the_language_it_is_told_in(language: str) -> None:
    with speaking(language):
        done = finish.finished('<html lang="vi" class="no-js"><head></head></html>', "a.md", "# A\n")
    assert done.startswith(f'<html lang="{language}" class="no-js">')


def test_every_page_of_another_day_says_so(root: Path) -> None:
    library = test_site.read(root)
    staged = root / "build" / "site-src"
    pages = [path.read_text(encoding="utf-8") for path in staged.rglob("*.md")]
    assert pages
    assert all("Thư viện tại ngày 29/10/2021, không phải hôm nay." in page for page in pages)
    plain = {"a.md": b"---\ntitle: a\n---\n\n# A\n\nB\n", "b.css": b"# x"}
    put = banner.put(library, plain)
    assert put["a.md"].decode().startswith('---\ntitle: a\n---\n\n# A\n\n<p class="sotay-banner">')
    assert put["b.css"] == b"# x"
    assert banner.put(replace(library, today=library.as_of), plain) == plain
