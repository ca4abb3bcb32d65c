"""What a terminal gets: no text of a library moves its cursor, sets its clipboard or turns its lines around."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

import library_cases
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotay.commands.common import Exit
from sotay.outputs.terminal import DELETED, INSERTED, PLAIN, Guarded

ROOT = Path(__file__).parent.parent
ESCAPES = r"\e]52;c;aGk=\a \x9b2J \u202E \u2066"
OBEYED = ("\x1b", "\x07", "\x9b", "\u202e", "\u2066")
COMMANDS = (
    ("check",),
    ("agenda",),
    ("status",),
    ("impact", "01/2021/NĐ-CP"),
    ("self-inspection",),
)


LAW = """\
---
number: 01/2021/NĐ-CP
type: Nghị định
title: "{text}"
issuer: "{text}"
effects: [{{from: 2021-03-01, evidence: "{text}"}}]
relations: [{{kind: replaces, target: 07/2016/NĐ-CP, scope: "{text}"}}]
---
"""
CORRECTION = """\
---
date: 2021-05-01
title: "{text}"
division: VP
description: "{text}"
owner: "{text}"
due: 2021-06-01
cause: "{text}"
action: "{text}"
---
"""
UNKNOWN = """\
---
number: "{text}"
date: 2021-02-19
"{text}": "{text}"
---
"""
FILES = {
    "records/legal/x.md": LAW,
    "records/nonconformities/x.md": CORRECTION,
    "records/plans/x.md": UNKNOWN,
}


def hostile(folder: Path) -> Path:
    """Return a library in git whose titles and names hold what a terminal would obey."""
    shutil.copytree(library_cases.BASE, folder)
    procedure = folder / "procedures" / "qt-dn-01.md"
    text = procedure.read_text(encoding="utf-8")
    masked = text.replace("title: Cấp giấy phép mẫu", f'title: "{ESCAPES}"')
    assert masked != text
    procedure.write_text(masked, encoding="utf-8")
    for name, words in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(words.format(text=ESCAPES), encoding="utf-8")
    library_cases.git(folder, library_cases.FIRST_DAY, "init", "-q", "-b", "main", "--template=")
    return folder


def on_a_terminal(*words: str | Path) -> tuple[int, str]:
    """Run a command with a pseudo-terminal as its output; return its exit code and what the terminal got."""
    pty = pytest.importorskip("pty", reason="needs a pseudo-terminal of a POSIX system")
    outer, inner = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "scripts"), "TERM": "xterm-256color"}
    environment.pop("NO_COLOR", None)
    command = [sys.executable, "-X", "utf8", "-m", "sotay", *map(str, words)]
    process = subprocess.Popen(
        command, stdin=inner, stdout=inner, stderr=inner, env=environment, cwd=ROOT, close_fds=True
    )
    os.close(inner)
    got = bytearray()
    try:
        while piece := os.read(outer, 65536):
            got += piece
    except OSError:
        pass  # Linux says so where the other end is closed
    finally:
        os.close(outer)
        code = process.wait(timeout=60)
    return code, got.decode()


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_terminal_obeys_nothing_of_a_library(words: tuple[str, ...], tmp_path: Path) -> None:
    folder = hostile(tmp_path / "lib")
    code, got = on_a_terminal(*words, "--library", folder, "--as-of", "2021-10-29")
    assert code in {Exit.CLEAN, Exit.FINDINGS}, got
    assert "\ufffd]52;c;aGk=\ufffd" in got
    assert [sign for sign in OBEYED if sign in got] == []


def test_the_check_complains_of_each_file_with_escapes(tmp_path: Path) -> None:
    folder = hostile(tmp_path / "lib")
    agency = folder / "agency.yml"
    agency.write_text(
        agency.read_text(encoding="utf-8").replace("name: Văn phòng", f'name: "{ESCAPES}"'), encoding="utf-8"
    )
    code, got = on_a_terminal("check", "--library", folder, "--as-of", "2021-10-29")
    assert code == Exit.FINDINGS
    complained = {line.partition(":")[0] for line in got.splitlines() if "SEC308" in line}
    assert complained == {"agency.yml", "procedures/qt-dn-01.md", *FILES}


@given(st.text())
def test_only_the_engines_own_colours_pass(text: str) -> None:
    stream = io.StringIO(newline="")
    guarded = Guarded(stream)
    guarded.writelines([DELETED, text, PLAIN, INSERTED])
    left = stream.getvalue()
    assert left.startswith(DELETED)
    assert left.endswith(PLAIN + INSERTED)
    assert len(left) == len(DELETED + text + PLAIN + INSERTED)
    inner = left.removeprefix(DELETED).removesuffix(PLAIN + INSERTED)
    assert not any(sign in inner for sign in OBEYED)
    assert guarded.getvalue() == left
