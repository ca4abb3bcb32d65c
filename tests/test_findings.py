"""Findings where people look: each format whole, and names that would be commands if anything obeyed them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import library_cases
import pytest
from markdown_it import MarkdownIt
from syrupy.assertion import SnapshotAssertion

from sotay import history, pipeline, rules
from sotay.commands.check import FindingsFormat
from sotay.findings import Check, Finding, Place, Severity, Waiver
from sotay.messages import speaking
from sotay.outputs import findings_markdown

NAMES = {
    "quotes": "records/a\"b'c.md",
    "new line": "records/a\nb.md",
    "return": "records/a\rb.md",
    "percent": "records/a%0Ab%250A.md",
    "ticks": "records/``a`b.md",
    "expression": "records/${{ secrets.TOKEN }}.md",
    "bars": "records/a|b||c.md",
    "element": "records/<img src=x onerror=alert(1)>.md",
    "command": "records/\n::error file=x::y.md",
    "properties": "records/a,title=b::c.md",
    "mention": "records/@everyone #1 http://evil.example.md",
    "link": "records/[a](javascript:alert(1)).md",
    "colours": "records/\x1b[31ma\u202eb.md",
    "action": "records/\n/close\n- [ ] x\n# y.md",
}
FORMATS = [form.value for form in FindingsFormat if form.value not in {"text", "json"}]
CHANGE = library_cases.read(library_cases.CASES / "findings" / "change.md")
DAY = date(2021, 10, 29)


def check_of(name: str) -> Check:
    finding = Finding(
        "DOC106",
        Severity.ERROR,
        f"Nothing claims {name}: take it out.",
        Place(name, 3, 5),
        (Place(name, 4),),
    )
    waived = Finding("LAW102", Severity.WARNING, name, Place(name))
    return Check((finding,), (Waiver(waived, name, "thu-ky", date(2022, 1, 1)),), DAY, 1)


def rendered(form: str, check: Check) -> str:
    with speaking("en"):
        data: bytes = import_module(f"sotay.outputs.findings_{form}").render(check)
    return data.decode()


@pytest.mark.parametrize("form", FORMATS)
def test_hostile_names(form: str, snapshot: SnapshotAssertion) -> None:
    shown = {word: rendered(form, check_of(name)) for word, name in NAMES.items()}
    if form == "sarif":
        shown = {
            word: json.dumps(results(text), indent=1, ensure_ascii=False) for word, text in shown.items()
        }
    assert shown == snapshot


def results(text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(text)["runs"][0]["results"]
    return found


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_github_reads_back_what_was_meant(name: str) -> None:
    lines = rendered("github", check_of(name)).splitlines()
    assert [line.split(" ")[0].split("::")[1] for line in lines] == ["error", "notice", "notice"]
    properties, message = re.fullmatch(r"::error (.*?)::(.*)", lines[0]).groups()  # type: ignore[union-attr]
    said = dict(pair.split("=", 1) for pair in properties.split(","))
    assert {key: decoded(value) for key, value in said.items()} == {
        "file": name,
        "line": "3",
        "col": "5",
        "title": "DOC106",
    }
    assert decoded(message) == f"Nothing claims {name}: take it out."


def decoded(text: str) -> str:
    """Decode as the runner does: https://github.com/actions/runner, ActionCommand.cs."""
    for escape, letter in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(escape, letter)
    return text


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_machines_read_back_what_was_meant(name: str) -> None:
    check = check_of(name)
    assert json.loads(rendered("gitlab", check))[0]["location"]["path"] == name
    assert json.loads(rendered("rdjson", check))["diagnostics"][0]["location"]["path"] == name
    uri = results(rendered("sarif", check))[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert unquote(uri) == name
    assert re.fullmatch(r"[\w./%~-]+", uri, re.ASCII)


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_markdown_is_words_and_code_alone(name: str) -> None:
    """Read as CommonMark with tables, links and HTML on: nothing but headings, lists, bold words and code comes out."""
    text = rendered("markdown", check_of(name))
    reader = MarkdownIt("gfm-like", {"linkify": False})
    tokens = [token for outer in reader.parse(text) for token in (outer, *(outer.children or ()))]
    kinds = {token.type for token in tokens}
    assert kinds <= {
        *(f"{block}_{side}" for block in ("heading", "paragraph", "bullet_list", "list_item", "strong") for side in ("open", "close")),
        "inline", "text", "text_special", "code_inline",
    }  # fmt: skip
    assert sum(token.type == "list_item_open" for token in tokens) == 2
    words = "".join(token.content for token in tokens if token.type == "text")
    assert "@" not in words
    assert "://" not in words


def test_sarif_is_whole(tmp_path: Path) -> None:
    """The properties that the standard requires, and that each index points at its rule."""
    value = json.loads(rendered("sarif", pipeline.judge(library_cases.lay(CHANGE, tmp_path))))
    assert value["version"] == "2.1.0"
    (run,) = value["runs"]
    described = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in described] == [rule.code for rule in rules.catalogue()]
    assert all(rule["help"]["text"] and rule["shortDescription"]["text"] for rule in described)
    assert run["results"]
    for result in run["results"]:
        assert described[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in {"error", "warning", "note"}
        assert result["message"]["text"]
        for location in result["locations"]:
            region = location["physicalLocation"]["region"]
            assert min(region.values()) >= 1


def test_the_page_of_a_change(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    library = library_cases.lay(CHANGE, tmp_path)
    check = pipeline.judge(library)
    paths = history.altered(tmp_path, CHANGE.since)
    assert findings_markdown.render(check, library, paths).decode() == snapshot
    plain = findings_markdown.render(check).decode()
    assert "DOC132" in plain
    assert "Người phê duyệt cần biết" not in plain


def test_a_change_that_changes_nothing_says_so(tmp_path: Path) -> None:
    library = library_cases.lay(replace(CHANGE, files=()), tmp_path)
    text = findings_markdown.render(pipeline.judge(library), library).decode()
    assert "Không tài liệu, hồ sơ hay thiết lập nào của thư viện thay đổi." in text


def test_errors_that_were_there_before_stand_apart(tmp_path: Path) -> None:
    """The approver sees what the change itself brings first; what the published library has already comes after."""
    library_cases.lay(CHANGE, tmp_path)
    library_cases.git(tmp_path, "2021-10-28", "switch", "-q", "main")
    (tmp_path / "records" / "old.md").write_text("x", encoding="utf-8")
    library_cases.git(tmp_path, "2021-10-28", "add", "-A")
    library_cases.git(tmp_path, "2021-10-28", "commit", "-q", "-m", "x")
    library_cases.git(tmp_path, "2021-10-28", "switch", "-q", "-c", "later")
    (tmp_path / "records" / "new.md").write_text("x", encoding="utf-8")
    (tmp_path / ".ci").mkdir()
    (tmp_path / ".ci" / "a|`b\n<img>").write_text("x", encoding="utf-8")
    library_cases.git(tmp_path, "2021-10-28", "add", "-A")
    library_cases.git(tmp_path, "2021-10-28", "commit", "-q", "-m", "x")
    done = sotay(
        "check", "--library", str(tmp_path), "--since", "main", "--format", "markdown", "--lang", "en"
    )
    own, _title, before = done.stdout.partition("### Errors that were there before")
    assert "`records/new.md:1`" in own
    assert "`records/old.md:1`" in before
    assert "records/old.md" not in own
    assert "- `` .ci/a|`b\\n<img> ``" in own.partition("steers the system itself")[2]


def test_a_long_list_ends_with_a_count() -> None:
    finding = Finding("DOC106", Severity.ERROR, "x", Place("records/x.md"))
    several = tuple(replace(finding, place=Place(f"records/{number}.md")) for number in range(60))
    text = rendered("markdown", Check(several, (), DAY, 60))
    assert text.count("**DOC106**") == findings_markdown.MOST
    assert "- and 10 others\n" in text


def test_errors_come_first_on_github_which_shows_ten() -> None:
    warning = Finding("LAW102", Severity.WARNING, "x", Place("a.md"))
    error = Finding("DOC106", Severity.ERROR, "x", Place("b.md"))
    lines = rendered("github", Check((warning, error), (), DAY, 2)).splitlines()
    assert [line.split(" ")[0] for line in lines[:2]] == ["::error", "::warning"]


def test_a_fingerprint_outlives_lines_and_days() -> None:
    """What GitLab calls old and new: the same matter on another line, with fewer days left, is the same."""

    def prints(*findings: Finding) -> list[str]:
        return [entry["fingerprint"] for entry in json.loads(rendered("gitlab", Check(findings, (), DAY, 1)))]

    first = Finding(
        "LAW101", Severity.WARNING, "30 days left", Place("a.md", 3, 1, "legal_basis"), about="1/2021"
    )
    later = replace(first, message="29 days left", place=replace(first.place, line=9))
    other = replace(first, about="2/2021")
    assert prints(first) == prints(later)
    assert len({*prints(first, other, first)}) == 3


def test_the_command_prints_each_format(tmp_path: Path) -> None:
    library_cases.lay(CHANGE, tmp_path)
    for form in FORMATS:
        done = sotay("check", "--library", str(tmp_path), "--since", "main", "--format", form)
        assert done.returncode == 1, done.stderr
        assert "DOC132" in done.stdout, form


def test_a_name_that_is_no_text_is_a_finding(tmp_path: Path) -> None:
    library_cases.lay(replace(CHANGE, files=()), tmp_path)
    with open(os.fsencode(tmp_path) + b"/records/a\xff.md", "w") as file:
        file.write("x")
    library_cases.git(tmp_path, "2021-10-28", "add", "-A")
    library_cases.git(tmp_path, "2021-10-28", "commit", "-q", "-m", "x")
    for form in (*FORMATS, "json", "text"):
        done = sotay("check", "--library", str(tmp_path), "--format", form)
        assert done.returncode == 1, done.stderr
        assert "SEC302" in done.stdout


def sotay(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-X", "utf8", "-m", "sotay", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent / "scripts")}
    return subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=False)
