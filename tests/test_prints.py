"""The prints of a library: made side by side, only what changed, and whoever cannot be printed is named."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_outputs import word_text

from sotay import cache
from sotay.controlled import ControlledPrint
from sotay.fingerprint import fingerprint
from sotay.load import load
from sotay.outputs import controlled, pandoc_door
from sotay.outputs.failure import RenderFailed
from sotay.outputs.paper import CONTROLLED, MILLIMETRE
from sotay.outputs.template import FOLDER
from sotay.site import editions, prints
from sotay.site.writer import Writer

BASE = Path(__file__).parent / "cases" / "base"
AS_OF = date(2021, 10, 29)
CODES = ("QT.DN.01", "QT.DN.02", "QT.DN.03")
DECISION = "---\nnumber: 01/QĐ-CQM\ndate: 2020-08-20\nsubject: ban hành (mẫu)\nissues:\n{pins}---\n"
PIECES = (
    "Chữ[^1] và [nhãn].\n",
    "\n[^1]: Chú thích một.\n",
    "\n[^1]: Chú thích khác.\n",
    "\n[nhãn]: https://mau.example/\n",
    "\n```\nhàng rào mở\n",
    "\n| a | b |\n|---|:-:|\n| 1 |\t2 |\n",
    "\n\tmã\tlệnh\n",
    "\n- mục\n\n\t1. trong\n",
    "\n> trích \\* <b>không</b> … \u00a0\n",
    "# Đề mục\r\n",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three documents, the first two of them pinned by a decision."""
    root = tmp_path / "library"
    shutil.copytree(BASE, root)
    first = path_of(root, CODES[0]).read_text(encoding="utf-8")
    for code in CODES[1:]:
        path_of(root, code).write_text(first.replace(CODES[0], code), encoding="utf-8")
    library = load(root, as_of=AS_OF, today=AS_OF)
    pins = "".join(
        f'  - {{code: {code}, version: "01", sha256: {fingerprint(library.procedures[code])}}}\n'
        for code in CODES[:2]
    )
    (root / "records" / "decisions").mkdir()
    (root / "records" / "decisions" / "2020-01-qd-cqm.md").write_text(
        DECISION.format(pins=pins), encoding="utf-8"
    )
    return root


def path_of(root: Path, code: str) -> Path:
    return root / "procedures" / f"{code.lower().replace('.', '-')}.md"


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def pdf_text(pdf: bytes) -> str:
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("pdftotext (package poppler-utils) reads the PDF back")
    said = subprocess.run([program, "-raw", "-", "-"], input=pdf, capture_output=True, check=True)
    return re.sub(r"\s+", " ", said.stdout.decode())


def printed(root: Path) -> dict[str, bytes]:
    library = load(root, as_of=AS_OF, today=AS_OF)
    return prints.print_all(library, Writer(library), editions.current(library))


def kept(root: Path) -> set[str]:
    return {path.name for path in (root / "build" / "cache" / prints.KEPT).glob("*.*")}


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The codes of what was printed, in no order."""
    codes: list[str] = []
    render = controlled.render_pdfs

    def watched(documents: Sequence[ControlledPrint]) -> tuple[bytes, ...]:
        found = render(documents)
        codes.extend(document.code for document in documents)
        return found

    monkeypatch.setattr(controlled, "render_pdfs", watched)
    return codes


def test_each_document_as_it_stands_is_an_edition(folder: Path) -> None:
    found = editions.current(load(folder, as_of=AS_OF, today=AS_OF))
    assert [(edition.stem, edition.state.value, bool(edition.watermark)) for edition in found] == [
        ("quy-trinh/qt-dn-01", "effective", False),
        ("quy-trinh/qt-dn-02", "effective", False),
        ("quy-trinh/qt-dn-03", "draft", True),
    ]
    assert [edition.issue is None for edition in found] == [False, False, True]


def test_every_edition_has_its_prints_in_order(folder: Path) -> None:
    found = printed(folder)
    assert list(found) == [
        f"quy-trinh/{code.lower().replace('.', '-')}.{suffix}" for code in CODES for suffix in ("pdf", "docx")
    ]
    assert all(data.startswith(b"%PDF" if name.endswith("pdf") else b"PK") for name, data in found.items())


def test_the_steps_are_added_up_as_the_page_adds_them_up(folder: Path) -> None:
    first = folder / "procedures" / "qt-dn-01.md"
    head, fence, text = first.read_text(encoding="utf-8").rpartition("\n---\n")
    assert "steps:" not in head
    steps = "\nsteps: [{what: Nhận, who: Cán bộ, hours: 2}, {what: Ký, who: Lãnh đạo, hours: 4.5}"
    first.write_text(f"{head}{steps}]{fence}{text}", encoding="utf-8")
    said = {name: word_text(data) for name, data in printed(folder).items() if name.endswith(".docx")}
    assert "Tổng cộng 6,5 giờ" in said["quy-trinh/qt-dn-01.docx"]
    assert "Tổng cộng" not in said["quy-trinh/qt-dn-02.docx"]
    untimed = "{what: Trả, who: Cán bộ, when: khi công dân đến}"
    first.write_text(f"{head}{steps}, {untimed}]{fence}{text}", encoding="utf-8")
    again = word_text(printed(folder)["quy-trinh/qt-dn-01.docx"])
    assert "Tổng cộng 6,5 giờ, chưa kể 1 bước không tính giờ" in again


def test_the_steps_are_drawn_below_their_table(folder: Path) -> None:
    change(
        folder / "procedures" / "qt-dn-01.md",
        "\n---\n",
        "\nsteps: [{what: Nhận, who: Cán bộ, hours: 2}, {what: Ký, who: Lãnh đạo, hours: 4.5}]\n---\n",
    )
    files = printed(folder)
    told = pdf_text(files["quy-trinh/qt-dn-01.pdf"])
    places = [told.index(part) for part in ("Tổng cộng 6,5 giờ", "1. Nhận", "2. Ký", "Tổng cộng: 6,5 giờ")]
    assert places == sorted(places)
    assert "Trách nhiệm" not in pdf_text(files["quy-trinh/qt-dn-02.pdf"])
    assert "Tổng cộng: 6,5 giờ" not in word_text(files["quy-trinh/qt-dn-01.docx"])


def test_what_is_unchanged_is_neither_rendered_nor_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = printed(folder)

    def never(*_arguments: object, **_named: object) -> None:
        raise AssertionError

    monkeypatch.setattr(Writer, "render", never)
    monkeypatch.setattr(pandoc_door, "_run", never)
    assert printed(folder) == before


def test_only_what_changed_is_made_again(folder: Path, rendered: list[str]) -> None:
    before = printed(folder)
    assert sorted(rendered) == [*CODES]
    rendered.clear()
    change(path_of(folder, CODES[2]), "Văn bản mẫu.", "Văn bản mẫu khác.")
    after = printed(folder)
    assert rendered == [CODES[2]]
    assert {name for name in before if before[name] != after[name]} == {
        "quy-trinh/qt-dn-03.pdf",
        "quy-trinh/qt-dn-03.docx",
    }


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("records/legal/2016-07-nd-cp.md", "title: ", "title: Mới, "),
        ("agency.yml", "position: ", "position: Phó "),
    ],
)
def test_a_print_rests_on_the_law_and_the_people_it_names(
    folder: Path, rendered: list[str], path: str, old: str, new: str
) -> None:
    printed(folder)
    rendered.clear()
    change(folder / path, old, new)
    printed(folder)
    assert sorted(rendered) == [*CODES]


def test_only_the_last_prints_are_kept(folder: Path) -> None:
    cache.keep_file(folder, "check", b"answer")
    cache.keep_file(folder, f"{prints.KEPT}/README", b"a stranger's")
    printed(folder)
    before = kept(folder)
    change(path_of(folder, CODES[2]), "Văn bản mẫu.", "Văn bản mẫu khác.")
    printed(folder)
    after = kept(folder)
    assert (len(before), len(after), len(before & after)) == (6, 6, 4)
    assert cache.recall_file(folder, "check") == b"answer"
    assert cache.recall_file(folder, f"{prints.KEPT}/README") == b"a stranger's"


def test_whatever_cannot_be_printed_is_named_and_the_others_are_made(
    folder: Path, rendered: list[str]
) -> None:
    for code in CODES[1:]:
        change(path_of(folder, code), "Văn bản mẫu.", "#### 1.1. Nhảy cấp\n\nChữ ᚠ.")
    with pytest.raises(RenderFailed) as failure:
        printed(folder)
    lines = str(failure.value).splitlines()
    for line, code in zip(lines, CODES[1:], strict=True):
        assert line.startswith(f"procedures/{code.lower().replace('.', '-')}.md: ")
        assert all(part in line for part in (code, "1.1. Nhảy cấp", "ᚠ"))
    rendered.clear()
    for code in CODES[1:]:
        change(path_of(folder, code), "#### 1.1. Nhảy cấp\n\nChữ ᚠ.", "Chữ.")
    printed(folder)
    assert sorted(rendered) == [*CODES[1:]], "the one that could be printed was kept"


def test_bundles_make_no_difference(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    together = printed(folder)
    monkeypatch.setattr(prints, "BUNDLE", 1)
    shutil.rmtree(folder / "build")
    assert printed(folder) == together


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.sampled_from(PIECES)).map("".join), min_size=1, max_size=6))
def test_texts_read_in_one_run_are_read_as_each_alone(texts: list[str]) -> None:
    alone = [json.loads(pandoc_door.parse(text)) for text in texts]
    assert [json.loads(body) for body in pandoc_door.parse_all(texts)] == alone


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.sampled_from(PIECES)).map("".join), min_size=1, max_size=6))
def test_trees_written_in_one_run_are_written_as_each_alone(texts: list[str]) -> None:
    bodies = pandoc_door.parse_all(texts)
    options = (f"--lua-filter={FOLDER / 'official.lua'}", "--syntax-highlighting=none")
    together = pandoc_door.write_all(bodies, "typst", *options)
    alone = [pandoc_door.write(body, "typst", *options) for body in bodies]
    assert [piece.strip() for piece in together] == [piece.strip() for piece in alone]


def emptiness(pdf: bytes) -> list[float]:
    """Return how much of each page is empty above its foot, as a share of its height."""
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("pdftotext (package poppler-utils) reads the PDF back")
    said = subprocess.run([program, "-bbox", "-", "-"], input=pdf, capture_output=True, check=True)
    found = []
    for page in said.stdout.decode().split("<page ")[1:]:
        height = float(re.search(r'height="([\d.]+)"', page)[1])  # type: ignore[index]
        foot = height - CONTROLLED.bottom * MILLIMETRE
        lowest = max(float(y) for y in re.findall(r'yMax="([\d.]+)"', page) if float(y) <= foot)
        found.append((foot - lowest) / height)
    return found


@pytest.mark.parametrize("code", ["QT.DN.02", "QT.LĐ.02", "QT.ĐT.02", "QT.ĐT.13"])
def test_a_page_is_filled_before_the_next_begins(code: str, tmp_path: Path) -> None:
    library = replace(load(Path(__file__).parents[1], as_of=AS_OF, today=AS_OF), root=tmp_path)
    edition = [one for one in editions.current(library) if one.document.meta.code == code]
    pdf, _docx = prints.print_all(library, Writer(library), edition).values()
    *full, _last = emptiness(pdf)
    assert len(full) > 2
    assert max(full) < 0.1
