"""The guides: what they name is there, their pictures are small and described, and their words do without the pictures."""

from __future__ import annotations

import re
import shutil
import struct
from pathlib import Path

import pytest
import screenshots
import test_site
import typer

from sotay import cli, rules
from sotay.kinds import by_folder, rows_by_folder
from sotay.pipeline import judge
from sotay.site import home
from sotay.site.writer import Writer

FOLDER = test_site.ROOT / "docs" / "huong-dan"
GUIDES = {path.name: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.md"))}
PICTURE = re.compile(
    r"^!\[(?P<alt>[^\]\n]*)\]\(anh/(?P<name>[\w-]+)\.png\)\{ width=(\d+) height=(\d+) \}$", re.MULTILINE
)
MOST_BYTES = 600 * 1024
LEAST_WORDS = 8


def test_every_command_named_is_there() -> None:
    whole = typer.main.get_command(cli.app)  # type: ignore[attr-defined]  # the whole, where every command is
    named = set(re.findall(r"`sotay ((?:[a-z]+-?)+)(?: ([a-z]+)(?= |`))?", "\n".join(GUIDES.values())))
    assert ("survey", "form") in named
    for first, second in sorted(named):
        command = whole.commands.get(first)  # type: ignore[attr-defined]
        assert command is not None, first
        if hasattr(command, "commands"):
            assert second in command.commands, (first, second)


def test_every_rule_and_folder_named_is_there() -> None:
    codes = {rule.code for rule in rules.catalogue()}
    folders = by_folder().keys() | rows_by_folder().keys()
    for name, text in GUIDES.items():
        assert set(re.findall(r"\b(?!SHA)[A-Z]{3}\d{3}\b", text)) <= codes, name
        named = set(re.findall(r"`(records/[\w-]+)`", text)) - {"records/allowed_signers"}
        assert named <= folders, name


def test_pictures_are_described_sized_and_small() -> None:
    shown: dict[str, re.Match[str]] = {}
    for name, text in GUIDES.items():
        found = [*PICTURE.finditer(text)]
        assert len(found) == text.count("!["), name
        shown |= {match["name"]: match for match in found}
    assert set(shown) == {picture.name for picture in screenshots.PICTURES}
    files = {path.stem: path.read_bytes() for path in screenshots.FOLDER.iterdir()}
    assert files.keys() == shown.keys()
    for name, data in files.items():
        assert len(data) <= screenshots.MOST_BYTES, name
        assert struct.unpack(">II", data[16:24]) == tuple(map(int, shown[name].groups()[2:])), name
        assert len(shown[name]["alt"].split()) >= LEAST_WORDS, name
    assert sum(map(len, files.values())) <= MOST_BYTES


@pytest.mark.parametrize("pictures", [True, False])
def test_without_its_pictures_a_guide_is_its_words(tmp_path: Path, *, pictures: bool) -> None:
    shutil.copy(test_site.ROOT / "agency.yml", tmp_path)
    shutil.copytree(test_site.ROOT / "docs", tmp_path / "docs")
    if not pictures:
        shutil.rmtree(tmp_path / "docs" / "huong-dan" / "anh")
    library = test_site.read(tmp_path)
    said = dict(home.pages(Writer(library), judge(library), ()))["huong-dan/doc-thu-vien.md"]
    assert ("![" in said) is pictures
    assert "Mỗi quy trình có một trang" in said
