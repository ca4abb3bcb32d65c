"""The recipes of CONTRIBUTING are followed to the letter on a copy of the engine."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
RECIPE = re.compile(r"^```\w+ (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PLAN = "---\nnumber: 01/KH-CQM\ndate: 2021-02-19\n---\n"
MEETING = "---\nnumber: 02/BB-CQM\ndate: 2021-05-05\nchair: Trưởng Ban\n---\n"


@pytest.fixture
def engine(tmp_path: Path) -> Path:
    """The engine with every recipe carried out."""
    shutil.copytree(ROOT / "scripts" / "sotay", tmp_path / "scripts" / "sotay")
    recipes = RECIPE.findall((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    assert len(recipes) == 3
    for name, text in recipes:
        path = tmp_path / name
        before = path.read_text(encoding="utf-8") if name.endswith(".yml") else ""
        path.write_text(before + text, encoding="utf-8")
    return tmp_path / "scripts"


def sotay(engine: Path, *arguments: str | Path) -> str:
    environment = {**os.environ, "PYTHONPATH": str(engine)}
    command = [sys.executable, "-X", "utf8", "-m", "sotay", *map(str, arguments)]
    done = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_rule_kind_and_row_are_found_by_themselves(engine: Path, tmp_path: Path) -> None:
    library = tmp_path / "library"
    shutil.copytree(ROOT / "tests" / "cases" / "base", library)
    for folder, text in (("plans", PLAN), ("meetings", MEETING)):
        (library / "records" / folder).mkdir()
        (library / "records" / folder / "a.md").write_text(text, encoding="utf-8")
    day = ("--library", library, "--as-of", "2021-10-29")
    value = json.loads(sotay(engine, "check", *day, "--format", "json", "--lang", "en"))
    found = [finding for finding in value["findings"] if finding["code"] == "REC901"]
    assert [finding["message"] for finding in found] == ["plans/a has no signed scan: attach it."]
    assert "meeting\t" in sotay(engine, "schema")
    assert "A plan has no signed scan." in sotay(engine, "rule", "REC901", "--lang", "en")
    out = tmp_path / "report"
    sotay(engine, "report", "annual", "2021", *day, "--out", out)
    report = json.loads((out / "annual-report.json").read_text(encoding="utf-8"))
    assert report["rows"][-1]["result"] == "Biên bản số 02/BB-CQM ngày 05/5/2021"


def test_the_commands_of_the_readme_are_there() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert text.index("python3 scripts/build.py") < text.index("python3 scripts/test.py") < 1500
    for name in re.findall(
        r"`(scripts/[\w/.-]+|docs/|procedures/|records/|tests/|benchmarks/|[\w.-]+\.(?:md|yml|toml|lock))`",
        text,
    ):
        assert (ROOT / name).exists(), name
    commands = set(re.findall(r"`sotay (\w+)", text))
    assert commands >= {"check", "report", "build", "serve", "deadline", "schema", "rule"}
    help_text = subprocess.run(
        [sys.executable, "-m", "sotay", "--help"], capture_output=True, encoding="utf-8", check=True
    ).stdout
    for command in commands:
        assert re.search(rf"^\s+{command}\b", help_text, re.MULTILINE), command
