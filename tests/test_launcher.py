"""The launchers, their locks and the forges' entries, with the outside world faked: no network, no installing."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import re
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import launcher
import relock

if TYPE_CHECKING:
    from types import ModuleType

OFFICE, TESTS = launcher.OFFICE_LOCK, launcher.TEST_LOCK
SCRIPTS = launcher.ROOT / "scripts"


def load_test_script() -> ModuleType:
    """Load scripts/test.py under a name of its own: the standard library has a package ``test``."""
    spec = importlib.util.spec_from_file_location("test_script", SCRIPTS / "test.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


test_script = load_test_script()


class World:
    """A checkout in a temporary folder whose environment is made by writing down what would be done."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.done: list[str] = []
        self.broken: str | None = None
        for name in (OFFICE, TESTS):
            self.change(name, "first")

    def change(self, name: str, text: str) -> None:
        (self.root / name).write_text(text, encoding="utf-8")

    def do(self, step: str) -> None:
        if step == self.broken:
            raise KeyboardInterrupt
        self.done.append(step)

    def make(self) -> None:
        python = launcher.python_of(launcher.VENV)
        python.parent.mkdir(parents=True, exist_ok=True)
        python.touch()
        self.do("make")

    def prepare(self, *locks: str) -> list[str]:
        self.done.clear()
        launcher.prepare(list(locks))
        return list(self.done)


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    world = World(tmp_path)
    monkeypatch.setattr(launcher, "ROOT", tmp_path)
    monkeypatch.setattr(launcher, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(launcher, "STAMP", tmp_path / ".venv" / "made-from.json")
    monkeypatch.setattr(launcher, "make_environment", world.make)
    monkeypatch.setattr(launcher, "install", world.do)
    return world


def test_an_office_gets_no_test_packages(world: World) -> None:
    assert world.prepare(OFFICE) == ["make", OFFICE]


def test_nothing_is_done_where_all_is_there(world: World) -> None:
    world.prepare(OFFICE, TESTS)
    assert world.prepare(OFFICE, TESTS) == []
    assert world.prepare(OFFICE) == []


def test_tests_add_to_what_an_office_has(world: World) -> None:
    world.prepare(OFFICE)
    assert world.prepare(OFFICE, TESTS) == [TESTS]
    assert world.prepare(OFFICE) == []


@pytest.mark.parametrize("changed", [OFFICE, TESTS])
def test_a_changed_lock_makes_the_environment_anew(world: World, changed: str) -> None:
    world.prepare(OFFICE, TESTS)
    world.change(changed, "second")
    assert world.prepare(OFFICE, TESTS) == ["make", OFFICE, TESTS]


def test_a_changed_test_lock_is_no_affair_of_an_office(world: World) -> None:
    world.prepare(OFFICE, TESTS)
    world.change(TESTS, "second")
    assert world.prepare(OFFICE) == []


@pytest.mark.parametrize("step", ["make", OFFICE, TESTS])
def test_what_was_interrupted_counts_as_never_made(world: World, step: str) -> None:
    world.broken = step
    with pytest.raises(KeyboardInterrupt):
        world.prepare(OFFICE, TESTS)
    world.broken = None
    assert world.prepare(OFFICE, TESTS) == ["make", OFFICE, TESTS]


def test_an_interrupted_addition_makes_the_environment_anew(world: World) -> None:
    world.prepare(OFFICE)
    world.broken = TESTS
    with pytest.raises(KeyboardInterrupt):
        world.prepare(OFFICE, TESTS)
    assert world.prepare(OFFICE) == ["make", OFFICE]


def test_a_lost_interpreter_makes_the_environment_anew(world: World) -> None:
    world.prepare(OFFICE)
    launcher.python_of(launcher.VENV).unlink()
    assert world.prepare(OFFICE) == ["make", OFFICE]


@pytest.mark.parametrize("stamp", ["", "{", "[]", "null", "\N{SNOWMAN}"])
def test_an_unreadable_stamp_makes_the_environment_anew(world: World, stamp: str) -> None:
    world.prepare(OFFICE)
    launcher.STAMP.write_text(stamp, encoding="utf-16")
    assert world.prepare(OFFICE) == ["make", OFFICE]
    launcher.STAMP.write_text(stamp, encoding="utf-8")
    assert world.prepare(OFFICE) == ["make", OFFICE]


@pytest.mark.parametrize("part", ["python", "root"])
def test_another_python_or_place_makes_the_environment_anew(world: World, part: str) -> None:
    world.prepare(OFFICE)
    made = json.loads(launcher.STAMP.read_text(encoding="utf-8"))
    launcher.STAMP.write_text(json.dumps({**made, part: "another"}), encoding="utf-8")
    assert world.prepare(OFFICE) == ["make", OFFICE]


def test_progress_leaves_standard_output_to_the_command(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    world.prepare(OFFICE)
    shown = capsys.readouterr()
    assert shown.out == ""
    assert re.findall(r"^\[\d/\d\]", shown.err, flags=re.MULTILINE) == ["[1/2]", "[2/2]"]


def test_an_old_python_is_refused_in_one_sentence(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(launcher, "OLDEST", (sys.version_info[0] + 1, 0))
    with pytest.raises(SystemExit) as left:
        world.prepare(OFFICE)
    assert left.value.code == launcher.USAGE_ERROR
    assert capsys.readouterr().err.count("\n") == 1
    assert world.done == []


@pytest.mark.parametrize("name", ["build", "check", "launcher", "report", "test"])
def test_launchers_parse_on_a_python_too_old_to_run_them(name: str) -> None:
    source = (SCRIPTS / f"{name}.py").read_text(encoding="utf-8")
    tree = ast.parse(source, feature_version=(3, 6))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert "__future__" not in imported


def test_a_missing_venv_names_its_package_and_keeps_what_is_there(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    world.prepare(OFFICE)
    world.change(OFFICE, "second")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "ensurepip" else object())
    with pytest.raises(SystemExit) as left:
        world.prepare(OFFICE)
    assert left.value.code == launcher.USAGE_ERROR
    assert "python{}.{}-venv".format(*sys.version_info[:2]) in capsys.readouterr().err
    assert launcher.STAMP.is_file()


def test_a_child_inherits_no_foreign_modules_and_speaks_utf8() -> None:
    hostile = {"PYTHONPATH": "/elsewhere", "PYTHONHOME": "/nowhere", "PythonStartup": "x", "PYTHONUTF8": "0"}
    kept = {"PIP_CERT": "cert", "PATH": "bin"}
    assert launcher.child_environment({**hostile, **kept}) == {**kept, "PYTHONUTF8": "1"}


def test_a_failing_program_is_quoted_and_ends_the_launcher(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        launcher.run([sys.executable, "-I", "-c", "print('không được'); raise SystemExit(7)"])
    assert left.value.code == launcher.TOOL_FAILED
    assert "không được" in capsys.readouterr().err


def test_a_program_that_succeeds_is_not_quoted(capfd: pytest.CaptureFixture[str]) -> None:
    launcher.run([sys.executable, "-I", "-c", "print('noise')"])
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("code", [0, 1, 3])
def test_the_exit_code_is_the_commands(code: int) -> None:
    with pytest.raises(SystemExit) as left:
        launcher.start(lambda: code)
    assert left.value.code == code


def test_an_interruption_shows_no_stack_trace(capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted() -> int:
        raise KeyboardInterrupt

    with pytest.raises(SystemExit) as left:
        launcher.start(interrupted)
    assert left.value.code == launcher.INTERRUPTED
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("given_arguments", "passed"),
    [
        ([], ["sotay", "check", "--library", str(launcher.ROOT)]),
        (["--format", "json"], ["sotay", "check", "--library", str(launcher.ROOT), "--format", "json"]),
        (["--library", "x"], ["sotay", "check", "--library", "x"]),
        (["--library=x"], ["sotay", "check", "--library=x"]),
    ],
)
def test_arguments_reach_the_engine(
    monkeypatch: pytest.MonkeyPatch, given_arguments: list[str], passed: list[str]
) -> None:
    prepared: list[str] = []
    monkeypatch.setattr(launcher, "prepare", prepared.extend)
    monkeypatch.setattr(launcher, "call", lambda module: 5 if module == passed else module)
    assert launcher.launch(["check"], given_arguments) == 5
    assert prepared == [OFFICE]


def test_a_command_runs_isolated_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []

    def run(command: list[str], *, env: dict[str, str], check: bool) -> subprocess.CompletedProcess[bytes]:
        seen.extend([command, env["PYTHONUTF8"], check])
        return subprocess.CompletedProcess(command, 3)

    monkeypatch.setattr(subprocess, "run", run)
    python = str(launcher.python_of(launcher.VENV))
    assert launcher.call(["sotay", "check"]) == 3
    assert seen == [[python, "-I", "-X", "utf8", "-m", "sotay", "check"], "1", False]


def test_sources_are_built_last_by_the_locked_backend(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[tuple[set[str], str]] = []

    def pip_install(*options: str) -> None:
        calls.append((set(options[:-2]), (tmp_path / "installing.lock").read_text(encoding="utf-8")))

    (tmp_path / OFFICE).write_text(
        "ply==1 \\\n    --hash=sha256:a\npandoc==2 \\\n    --hash=sha256:b\n", encoding="utf-8"
    )
    monkeypatch.setattr(launcher, "ROOT", tmp_path)
    monkeypatch.setattr(launcher, "VENV", tmp_path)
    monkeypatch.setattr(launcher, "pip_install", pip_install)
    launcher.install(OFFICE)
    strict = {"--require-hashes", "--no-deps"}
    assert calls == [
        ({*strict, "--only-binary=:all:"}, "ply==1 \\\n    --hash=sha256:a\n"),
        ({*strict, "--no-build-isolation"}, "pandoc==2 \\\n    --hash=sha256:b\n"),
    ]


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout in a folder with Vietnamese letters, whose environment has a Python that says what it was told."""
    root = tmp_path / "sổ tay"
    monkeypatch.setattr(launcher, "ROOT", root)
    monkeypatch.setattr(launcher, "VENV", root / ".venv")
    (root / "scripts").mkdir(parents=True)
    Path(sysconfig.get_path("purelib", "venv", {"base": str(launcher.VENV)})).mkdir(parents=True)
    python = launcher.python_of(launcher.VENV)
    python.parent.mkdir(exist_ok=True)
    python.write_text('#!/bin/sh\nprintf "%s|" "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    launcher.install_engine()
    return root


def test_the_engine_is_found_in_any_encoding(checkout: Path) -> None:
    [path] = launcher.VENV.rglob("*.pth")
    line = path.read_text(encoding="ascii").strip()
    assert (path.parent / line).resolve() == (checkout / "scripts").resolve()


@pytest.mark.skipif(os.name == "nt", reason="a shell's script")
def test_the_command_runs_the_engine_isolated(checkout: Path) -> None:
    command = [str(checkout / ".venv" / "bin" / "sotay"), "check", "--library", "a b"]
    said = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    assert said == "-I|-X|utf8|-m|sotay|check|--library|a b|"


def read_lock(name: str) -> str:
    return (launcher.ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("lock", [OFFICE, TESTS])
def test_locks_hold_hashes_and_nothing_of_where_they_were_made(lock: str) -> None:
    pin = r"[a-z0-9-]+==\S+( ; [^\\\n]+)?( \\\n    --hash=sha256:[0-9a-f]{64})+\n"
    assert re.fullmatch(f"({pin})+", read_lock(lock))


def test_no_package_is_locked_twice_for_one_python() -> None:
    office, tests = (set(map(launcher.name_of, launcher.pins(read_lock(lock)))) for lock in (OFFICE, TESTS))
    assert not office & tests
    for lock in (OFFICE, TESTS):
        heads = [pin.partition(" \\")[0] for pin in launcher.pins(read_lock(lock))]
        for name in {launcher.name_of(head) for head in heads}:
            same = [head for head in heads if launcher.name_of(head) == name]
            assert len(same) == 1 or all(" ; " in head for head in same)


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize(
    ("wish", "locks"),
    [
        ("requirements.in", [OFFICE]),
        ("requirements-test.in", [OFFICE, TESTS]),
        ("requirements-spark.in", [OFFICE, launcher.SPARK_LOCK]),
        ("requirements-engines.in", [OFFICE, launcher.ENGINES_LOCK]),
        ("requirements-editor.in", [OFFICE, launcher.EDITOR_LOCK]),
    ],
)
def test_locks_hold_all_that_is_asked_for(wish: str, locks: list[str]) -> None:
    asked = {
        normal(re.split(r"[=<>\[ ]", line)[0]) for line in read_lock(wish).splitlines() if line[0] not in "#-"
    }
    locked = {launcher.name_of(pin) for lock in locks for pin in launcher.pins(read_lock(lock))}
    assert asked <= locked


def test_sources_are_locked_with_a_backend_and_what_fonts_do_not_need_is_not_locked() -> None:
    for lock in (OFFICE, TESTS):
        locked = {launcher.name_of(pin) for pin in launcher.pins(read_lock(lock))}
        assert not launcher.SOURCES & locked or {"setuptools", "wheel"} <= locked
        assert relock.UNWANTED not in locked


names = st.sampled_from(["babel", "pandoc", "pandocfilters", "ply", "typst"])
blocks = st.builds(
    "{}=={} \\\n    --hash=sha256:{}\n".format, names, st.integers(0, 9), st.text("abcdef", min_size=1)
)


@given(st.lists(blocks))
def test_splitting_a_lock_loses_nothing(pins: list[str]) -> None:
    wheels, sources = launcher.split_sources("".join(pins))
    assert sorted(launcher.pins(wheels) + launcher.pins(sources)) == sorted(pins)
    assert {launcher.name_of(pin) for pin in launcher.pins(sources)} <= launcher.SOURCES
    assert not {launcher.name_of(pin) for pin in launcher.pins(wheels)} & launcher.SOURCES


@given(st.lists(blocks), st.lists(blocks))
def test_the_test_lock_holds_only_what_tests_add(office: list[str], more: list[str]) -> None:
    known = {launcher.name_of(pin) for pin in office}
    added = launcher.pins(relock.added("".join(office + more), "".join(office)))
    assert added == [pin for pin in more if launcher.name_of(pin) not in known]


@pytest.mark.parametrize(
    ("there", "missing"),
    [
        ({"chromium", "pdftotext"}, []),
        ({"google-chrome", "pdftotext"}, []),
        ({"chromium"}, ["poppler-utils"]),
        (set(), ["chromium", "poppler-utils"]),
    ],
)
def test_missing_programs_are_known_by_their_package(there: set[str], missing: list[str]) -> None:
    assert test_script.missing_packages(lambda name: name if name in there else None) == missing


class Apt:
    """An apt-get that writes down what it is asked, and complains when told to."""

    def __init__(self, *, fails: bool = False) -> None:
        self.fails = fails
        self.asked: list[str] = []

    def attempt(self, command: list[str], environment: dict[str, str]) -> str | None:
        assert environment["DEBIAN_FRONTEND"] == "noninteractive"
        self.asked.append(" ".join(command))
        return "no such mirror" if self.fails else None


def put_apt(monkeypatch: pytest.MonkeyPatch, apt: Apt, *, user: int, is_debian: bool = True) -> None:
    monkeypatch.setattr(test_script, "attempt", apt.attempt)
    monkeypatch.setattr(test_script.shutil, "which", lambda name: name if is_debian else None)
    monkeypatch.setattr(os, "geteuid", lambda: user, raising=False)


def test_root_on_debian_gets_the_missing_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    apt = Apt()
    put_apt(monkeypatch, apt, user=0)
    test_script.install_programs(["chromium"])
    assert apt.asked == [
        "apt-get --quiet update",
        "apt-get --quiet install --yes --no-install-recommends chromium",
    ]


def test_nothing_is_asked_of_apt_where_nothing_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    apt = Apt()
    put_apt(monkeypatch, apt, user=0)
    test_script.install_programs([])
    assert apt.asked == []


@pytest.mark.parametrize(("user", "is_debian"), [(1000, True), (0, False), (1000, False)])
def test_others_are_told_what_to_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], user: int, *, is_debian: bool
) -> None:
    apt = Apt()
    put_apt(monkeypatch, apt, user=user, is_debian=is_debian)
    test_script.install_programs(["chromium", "poppler-utils"])
    assert apt.asked == []
    assert "sudo apt-get install chromium poppler-utils" in capsys.readouterr().err


def test_a_failing_apt_is_quoted_and_stops_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    put_apt(monkeypatch, Apt(fails=True), user=0)
    test_script.install_programs(["chromium"])
    assert "no such mirror" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("codes", "code"),
    [({}, 0), ({"ruff": 1}, 1), ({"mypy": 2}, 1), ({"pytest": 5}, 5), ({"ruff": 1, "pytest": 4}, 4)],
)
def test_every_check_runs_and_the_suite_last(
    monkeypatch: pytest.MonkeyPatch, codes: dict[str, int], code: int
) -> None:
    called: list[list[str]] = []

    def call(module: list[str]) -> int:
        called.append(module)
        return codes.get(module[0], 0)

    monkeypatch.setattr(test_script, "call", call)
    monkeypatch.setattr(test_script, "prepare", lambda locks: called.append(["prepare", *locks]))
    monkeypatch.setattr(test_script, "install_programs", lambda _packages: None)
    monkeypatch.setattr(sys, "argv", ["test.py", "-k", "law"])
    monkeypatch.chdir(launcher.ROOT)
    assert test_script.main() == code
    assert called[0] == ["prepare", OFFICE, TESTS]
    assert [command[0] for command in called[1:]] == ["ruff", "ruff", "mypy", "pytest"]
    assert called[-1] == ["pytest", "-k", "law"]


def test_pictures_are_taken_and_nothing_is_tested(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[list[str]] = []

    def call(module: list[str]) -> int:
        called.append(module)
        return 0

    monkeypatch.setattr(test_script, "call", call)
    monkeypatch.setattr(test_script, "prepare", lambda _locks: None)
    monkeypatch.setattr(test_script, "install_programs", lambda _packages: None)
    monkeypatch.setattr(sys, "argv", ["test.py", "--screenshots"])
    monkeypatch.chdir(launcher.ROOT)
    assert test_script.main() == 0
    assert called == [["pytest", "tests/screenshots.py"]]
    assert (launcher.ROOT / called[0][1]).is_file()


def test_the_forges_run_the_two_commands_and_no_more() -> None:
    entry = launcher.ROOT / ".ci" / "run"
    commands = [line for line in entry.read_text(encoding="utf-8").splitlines() if line.startswith("python3")]
    assert commands == ["python3 scripts/build.py", "python3 scripts/test.py"]
    assert os.access(entry, os.X_OK)


@pytest.mark.parametrize("forge", [".github", ".forgejo"])
def test_workflows_trust_nothing_of_the_change(forge: str) -> None:
    [path] = (launcher.ROOT / forge / "workflows").glob("*.yml")
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    assert workflow[True] == ["push", "pull_request"]  # YAML 1.1 reads the key `on` as true
    steps = workflow["jobs"]["check"]["steps"]
    assert steps[-1]["run"] == "bash .ci/run"
    assert not [step for step in steps if "${{" in step.get("run", "")]
    assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", step["uses"]) for step in steps if "uses" in step)


def test_gitlab_clones_all_of_the_history() -> None:
    job = yaml.safe_load((launcher.ROOT / ".gitlab-ci.yml").read_text(encoding="utf-8"))["check"]
    assert job["script"] == ["bash .ci/run"]
    assert job["variables"]["GIT_DEPTH"] == "0"
