"""Every rule complains of its bad cases, exactly as they say, and is silent over its good ones."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import library_cases
import pytest

from sotay import rules, waivers

CASES = library_cases.all_cases()
ALWAYS = {
    "QMS304",
    "QMS601",
}  # old procedures are to be reviewed, short declarations to be completed, whatever the case


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: library_cases.Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if any(word in how for _path, how, _text in case.files for word in ("link", "pipe")) and os.name == "nt":
        pytest.skip("needs links and pipes of a POSIX system")
    _close(monkeypatch, {tmp_path / path for path, how, _text in case.files if "unreadable" in how})
    library = library_cases.lay(case, tmp_path)
    findings, _waived = waivers.apply(library, rules.check(library).findings)
    paths = case.paths - {"agency.yml"}  # duties of the year are complained of there, whatever the case
    silent = ALWAYS - {expected.rpartition(" ")[2] for expected in case.expected} - {case.code}
    about = [f for f in findings if f.code == case.code or f.place.file in paths]
    about = [f for f in about if f.code not in silent]
    assert sorted(f"{f.place} {f.code}" for f in about) == sorted(case.expected)
    assert all(finding.message.strip() for finding in about)


def _close(monkeypatch: pytest.MonkeyPatch, paths: set[Path]) -> None:
    """Let reading these files fail as it does for an account without the right to; root has every right."""
    read_bytes = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path in paths:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)


def test_every_rule_has_a_bad_and_a_good_case() -> None:
    codes = {rule.code for rule in rules.catalogue()}
    assert {case.code for case in CASES} == codes
    assert {case.code for case in CASES if case.bad} == codes
    assert {case.code for case in CASES if not case.bad} == codes


def test_a_bad_case_expects_its_own_code_and_a_good_one_does_not() -> None:
    for case in CASES:
        own = [expected for expected in case.expected if expected.endswith(case.code)]
        assert bool(own) == case.bad, case.name


def test_families_are_known_and_texts_are_whole() -> None:
    for rule in rules.catalogue():
        title, why, *_rest = rule.words
        assert rule.code[:3] in rules.FAMILIES
        assert title.endswith("."), rule.code
        assert why, rule.code


def test_catalogue(snapshot: object) -> None:
    lines = [f"{rule.code} {rule.severity.value}: {rule.title}" for rule in rules.catalogue()]
    assert "\n".join(lines) == snapshot
