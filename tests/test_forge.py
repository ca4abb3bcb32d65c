"""The files of a forge: linted, with the least rights, and their shell parts run as the forge would run them.

The forge, its API and the engine's command are doubles: a bare repository in a folder, a server on 127.0.0.1 that remembers
issues, and a program that writes down what it was asked. One run uses the real engine.
"""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from sotay import git, pipeline
from sotay.agenda import agenda
from sotay.commands.common import today
from sotay.outputs import agenda_markdown, codeowners
from sotay.starting import agency
from sotay.starting import forge as forges
from sotay.starting.answers import Answers, Engine, Forge
from sotay.starting.writing import write

ROOT = Path(__file__).parent.parent
DAY = date(2026, 11, 30)
WORKFLOWS = {Forge.GITHUB: ".github", Forge.FORGEJO: ".forgejo", Forge.GITEA: ".gitea"}
ALL = (*WORKFLOWS, Forge.GITLAB)
JOBS = ("check", "nightly", "report", "publish")
SECRET = "bi-mat-cua-kho"
PERSON = {
    "GIT_AUTHOR_NAME": "Người lập (dữ liệu mẫu)",
    "GIT_AUTHOR_EMAIL": "nguoi-lap@mau.example",
    "GIT_COMMITTER_NAME": "Người lập (dữ liệu mẫu)",
    "GIT_COMMITTER_EMAIL": "nguoi-lap@mau.example",
}
# The double of the engine: makes an environment whose command writes down what it was asked and answers as sotay does.
CHECK_PY = """import os, pathlib, stat, sys
command = pathlib.Path(__file__).parents[1] / ".venv" / "bin" / "sotay"
command.parent.mkdir(parents=True, exist_ok=True)
command.write_text((pathlib.Path(__file__).parent / "sotay.sh").read_text())
command.chmod(0o755)
"""
DOUBLE = """#!/usr/bin/env bash
printf '%s\\n' "$*" >>"$ASKED"
case "$*" in
  *"--format gitlab"*) echo '[]' ;;
  "agenda "*) printf '# Việc\\n\\n%s\\n' "$(cat "$AGENDA")" ;;
esac
for word in "$@"; do
  if [ "${last:-}" = --out ]; then mkdir -p "$word"; echo trang >"$word/index.html"; fi
  last=$word
done
if [ "$1" = check ]; then exit "${FOUND:-0}"; fi
"""
APT = """#!/usr/bin/env bash
# The image's own, which this machine may not have: only what the steps ask for is looked at.
[ "$2" = update ] || [ "${*: -1}" = python3-venv ]
"""
REAL = """#!/usr/bin/env bash
exec "$PYTHON" -X utf8 -m sotay "$@"
"""


@dataclass
class World:
    """A forge in a folder: its repository, who works on it, and an engine to fetch."""

    root: Path
    forge: Forge
    asked: Path
    origin: Path
    work: Path
    more: dict[str, str] = field(default_factory=dict)

    def change(self, path: str, text: str) -> None:
        """Put a change on a branch of its own."""
        git.asked(self.work, "switch", "-q", "-c", "de-xuat")
        target = self.work / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        git.asked(self.work, "add", "-A")
        git.asked(self.work, "commit", "-q", "-m", "Đề xuất")
        git.asked(self.work, "push", "-q", "origin", "de-xuat")

    def run(self, job: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run the steps of a job in a fresh place; the check-out action is what it does."""
        place = self.root / f"run-{len(list(self.root.glob('run-*')))}"
        place.mkdir()
        revision = git.asked(self.work, "rev-parse", "HEAD").strip()
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        environment = (
            kept
            | self.more
            | {
                "HOME": str(place),
                "ASKED": str(self.asked),
                "PYTHON": sys.executable,
                "PYTHONPATH": str(ROOT / "scripts"),
                "GITHUB_SERVER_URL": f"file://{self.root}",
                "GITHUB_REPOSITORY": "co-quan/so-tay",
                "GITHUB_REF": "refs/heads/main",
                "GITHUB_SHA": revision,
            }
        )
        said = []
        for words, folder, own in self.steps(job, place, revision):
            done = subprocess.run(
                ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", words],
                cwd=folder, env=environment | own | more, capture_output=True, encoding="utf-8", check=False,
            )  # fmt: skip
            said.append(done)
            if done.returncode:
                break
        return subprocess.CompletedProcess(
            job, said[-1].returncode, "".join(one.stdout for one in said), "".join(one.stderr for one in said)
        )

    def steps(self, job: str, place: Path, revision: str) -> Iterator[tuple[str, Path, dict[str, str]]]:
        """Yield what a runner would put into bash, where, and with which environment of its own."""
        if self.forge is Forge.GITLAB:
            self.check_out(place / "so-tay", revision)
            file = yaml.safe_load((self.work / ".gitlab-ci.yml").read_text(encoding="utf-8"))
            script = file["pages" if job == "publish" else job]["script"]
            lines = [*file["default"]["before_script"], *([script] if isinstance(script, str) else script)]
            yield "\n".join(lines), place / "so-tay", {"TOKEN": SECRET} if job == "nightly" else {}
            return
        for step in workflow(self.work, self.forge, job)["jobs"].popitem()[1]["steps"]:
            if "run" not in step:
                if "checkout" in step["uses"]:
                    self.check_out(place / step["with"]["path"], revision)
                continue
            own = {
                name: str(value).replace("${{ github.token }}", SECRET)
                for name, value in step.get("env", {}).items()
            }
            own = {name: re.sub(r"\$\{\{.*\}\}", "", value) for name, value in own.items()}
            yield step["run"], place / step.get("working-directory", "."), own

    def check_out(self, place: Path, revision: str) -> None:
        git.asked(self.root, "clone", "-q", "--no-checkout", str(self.origin), str(place))
        git.asked(place, "checkout", "-q", "--detach", revision)


def workflow(library: Path, forge: Forge, job: str) -> Any:
    text = (library / WORKFLOWS[forge] / "workflows" / f"{job}.yml").read_text(encoding="utf-8")
    return yaml.safe_load(text)


def engine_in(folder: Path, program: str) -> Engine:
    (folder / "scripts").mkdir(parents=True)
    (folder / "scripts" / "check.py").write_text(CHECK_PY, encoding="utf-8")
    (folder / "scripts" / "sotay.sh").write_text(program, encoding="utf-8")
    for words in (("init", "-q", "-b", "main"), ("add", "-A"), ("commit", "-q", "-m", "x")):
        git.asked(folder, *words)
    return Engine(f"file://{folder}", git.asked(folder, "rev-parse", "HEAD").strip())


def world_of(root: Path, forge: Forge, program: str, monkeypatch: pytest.MonkeyPatch) -> World:
    for name, value in PERSON.items():
        monkeypatch.setenv(name, value)
    engine = engine_in(root / "engine", program)
    names = ("Sở Nội vụ", "Ủy ban nhân dân tỉnh mẫu", "Nơi mẫu", "SNV")
    work = root / "work"
    write(
        Answers(*names, (("VP", "Văn phòng"),), today(), "Người lập", "nguoi-lap@mau.example", forge, engine),
        work,
    )
    origin = root / "co-quan" / "so-tay"
    git.asked(root, "clone", "-q", "--bare", str(work), str(origin))
    git.asked(work, "remote", "add", "origin", str(origin))
    (root / "agenda").write_text("### Mới hôm nay\n\n- một\n\n---\n\n- một\n", encoding="utf-8")
    tools = root / "tools"
    tools.mkdir()
    (tools / "apt-get").write_text(APT, encoding="utf-8")
    (tools / "apt-get").chmod(0o755)
    more = {"AGENDA": str(root / "agenda"), "PATH": f"{tools}:{os.environ['PATH']}"}
    return World(root, forge, root / "asked", origin, work, more)


@pytest.fixture(params=ALL)
def world(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    return world_of(tmp_path, request.param, DOUBLE, monkeypatch)


def test_a_change_is_checked_and_its_pages_built(world: World) -> None:
    done = world.run("check")
    assert done.returncode == 0, done.stderr
    asked = world.asked.read_text(encoding="utf-8")
    assert "check --since origin/main --format markdown" in asked
    assert "build --out build/site" in asked
    form = {Forge.GITHUB: "github", Forge.GITLAB: "gitlab"}.get(world.forge, "text")
    assert f"check --since origin/main --format {form}" in asked
    (page,) = world.root.glob("run-*/so-tay/build/site/index.html")
    assert page.read_text(encoding="utf-8") == "trang\n"
    assert SECRET not in done.stdout + done.stderr


def test_findings_fail_the_job_and_the_preview_is_there_all_the_same(world: World) -> None:
    done = world.run("check", FOUND="1")
    assert done.returncode == 1
    assert list(world.root.glob("run-*/so-tay/build/site/index.html"))


def test_a_change_cannot_bring_its_own_scripts_or_engine(world: World) -> None:
    """What a change writes into .ci is data: the scripts and the engine are those of the published branch."""
    evil = '#!/usr/bin/env bash\ntouch "$HOME/owned"\n'
    git.asked(world.work, "switch", "-q", "-c", "x")
    for name in ("check", "sotay", "engine"):
        (world.work / ".ci" / name).write_text(evil, encoding="utf-8")
    git.asked(world.work, "switch", "-q", "main", "--merge")
    world.change("records/$(touch owned)`touch owned`.md", "x")
    done = world.run("check")
    assert done.returncode == 0, done.stderr
    assert list(world.root.rglob("owned")) == []
    assert "check --since origin/main" in world.asked.read_text(encoding="utf-8")


def test_the_report_of_a_year_and_of_none(world: World) -> None:
    done = world.run("report", YEAR="2024; touch owned")
    assert done.returncode == 0, done.stderr
    assert world.asked.read_text(encoding="utf-8") == "report annual 2024; touch owned --out build/report\n"
    assert list(world.root.rglob("owned")) == []
    world.asked.unlink()
    assert world.run("report", YEAR="").returncode == 0
    assert world.asked.read_text(encoding="utf-8") == f"report annual {today().year} --out build/report\n"


def test_publication_is_whole_or_not_at_all(world: World) -> None:
    branch = {Forge.GITHUB: "gh-pages"}.get(world.forge, "pages")
    done = world.run("publish", FOUND="1")
    assert done.returncode == 1
    assert "build" not in world.asked.read_text(encoding="utf-8"), "nothing is built where an error stands"
    assert git.said(world.origin, "rev-parse", "--verify", "-q", branch) is None
    done = world.run("publish")
    assert done.returncode == 0, done.stderr
    assert SECRET not in done.stdout + done.stderr
    if world.forge is Forge.GITLAB:
        assert list(world.root.glob("run-*/so-tay/public/index.html"))
    else:
        assert git.asked(world.origin, "show", f"{branch}:index.html") == "trang\n"
        assert git.asked(world.origin, "log", "-1", "--format=%s", branch) == git.asked(
            world.work, "rev-parse", "HEAD"
        )


class Issues:
    """The double of a forge's API: it remembers issues and what was written to them."""

    def __init__(self) -> None:
        self.issues: list[dict[str, Any]] = []
        self.comments: list[str] = []
        self.signs: set[str] = set()
        double = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                size = int(self.headers.get("Content-Length") or 0)
                value = json.loads(self.rfile.read(size)) if size else {}
                double.signs.add(self.headers.get("Authorization") or self.headers.get("PRIVATE-TOKEN") or "")
                data = json.dumps(double.take(self.command, self.path, value)).encode()
                self.send_response(200)
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = do_PATCH = do_PUT = answer  # noqa: N815 (names that the server looks for)

            def log_message(self, *_words: object) -> None:
                """Keep quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def take(self, method: str, path: str, value: dict[str, Any]) -> Any:
        path, _mark, query = path.partition("?")
        if method == "GET":
            page = int(dict(pair.split("=") for pair in query.split("&"))["page"])
            return self.issues[(page - 1) * 50 : page * 50]
        if path.endswith(("/comments", "/notes")):
            self.comments.append(value["body"])
        elif method == "POST":
            number = len(self.issues) + 1
            self.issues.append({"number": number, "iid": number, **value})
        else:
            self.issues[int(path.rpartition("/")[2]) - 1].update(value)
        return {}


@pytest.fixture
def issues() -> Iterator[Issues]:
    double = Issues()
    yield double
    double.server.shutdown()
    double.server.server_close()


def test_one_issue_tells_what_is_late_and_nothing_is_told_twice(world: World, issues: Issues) -> None:
    address = f"http://127.0.0.1:{issues.server.server_port}/api"
    key = "body" if world.forge is not Forge.GITLAB else "description"
    world.more |= (
        {"GITHUB_API_URL": address}
        if world.forge is not Forge.GITLAB
        else {"CI_API_V4_URL": address, "CI_PROJECT_ID": "7"}
    )
    issues.issues += [{"number": n, "iid": n, "title": f"Khác {n}", key: ""} for n in range(1, 61)]
    for _night in range(2):
        done = world.run("nightly")
        assert done.returncode == 0, done.stderr
        assert SECRET not in done.stdout + done.stderr
    assert [issue["title"] for issue in issues.issues[60:]] == ["Việc"]
    assert issues.comments == []
    (world.root / "agenda").write_text("### Mới hôm nay\n\n- hai\n\n---\n\n- một\n- hai\n", encoding="utf-8")
    for _night in range(2):
        assert world.run("nightly").returncode == 0
    assert len(issues.issues) == 61
    assert issues.issues[60][key].endswith("- một\n- hai")
    assert issues.comments == ["### Mới hôm nay\n\n- hai"]
    assert issues.signs == {SECRET if world.forge is Forge.GITLAB else f"token {SECRET}"}


def test_where_nothing_is_to_be_done_no_issue_is_opened(world: World, issues: Issues) -> None:
    address = f"http://127.0.0.1:{issues.server.server_port}/api"
    world.more |= {"GITHUB_API_URL": address}
    if world.forge is Forge.GITLAB:
        world.more |= {"CI_API_V4_URL": address, "CI_PROJECT_ID": "7"}
    (world.root / "agenda").write_text("0 việc.\n", encoding="utf-8")
    assert world.run("nightly").returncode == 0
    assert issues.issues == []


def test_the_real_engine_judges_a_change_to_a_new_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = world_of(tmp_path, Forge.GITHUB, REAL, monkeypatch)
    summary = tmp_path / "summary"
    world.change("records/x.md", "x")
    done = world.run("check", GITHUB_STEP_SUMMARY=str(summary))
    assert done.returncode == 1, done.stderr
    assert "::error file=records/x.md,line=1,col=1,title=DOC106::" in done.stdout
    assert "**DOC106** `records/x.md:1`" in summary.read_text(encoding="utf-8")
    assert list(tmp_path.glob("run-*/so-tay/build/site/index.html"))


@pytest.mark.parametrize("forge", ALL)
def test_workflows_have_the_least_rights_and_paste_nothing(
    forge: Forge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = world_of(tmp_path, forge, DOUBLE, monkeypatch).work
    if forge is Forge.GITLAB:
        file = yaml.safe_load((library / ".gitlab-ci.yml").read_text(encoding="utf-8"))
        assert file["variables"]["GIT_DEPTH"] == "0"
        return
    writes = {"nightly": {"issues"}, "publish": {"contents"}}
    keeps = {"check": "so-tay/build/site", "report": "so-tay/build/report"}
    for job in JOBS:
        value = workflow(library, forge, job)
        (one,) = value["jobs"].values()
        rights = one.get("permissions", value["permissions"])
        assert {name for name, right in rights.items() if right == "write"} == writes.get(job, set()), job
        for step in one["steps"]:
            assert "${{" not in step.get("run", ""), "nothing of a change is pasted into a script"
            if "uses" in step:
                assert re.fullmatch(
                    r"(actions|https://data\.forgejo\.org/forgejo)/[a-z-]+@[0-9a-f]{40}", step["uses"]
                )
            if job in {"check", "report"} and forge is Forge.GITHUB:
                assert "TOKEN" not in step.get("env", {})
        kept = [step["with"]["path"] for step in one["steps"] if "upload-artifact@" in step.get("uses", "")]
        assert [path.split()[0] for path in kept] == ([keeps[job]] if job in keeps else [])


@pytest.mark.parametrize("forge", [*WORKFLOWS, None])
def test_a_linter_of_workflows_finds_nothing(
    forge: Forge | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """GitHub's with every audit on; the images of the others, and of this repository, are named by their version alone."""
    folder = (
        world_of(tmp_path, forge, DOUBLE, monkeypatch).work / WORKFLOWS[forge] if forge else ROOT / ".github"
    )
    persona = "pedantic" if forge is Forge.GITHUB else "regular"
    files = sorted((folder / "workflows").glob("*.yml"))
    assert files
    zizmor = Path(sys.executable).with_name("zizmor")
    done = subprocess.run(
        [zizmor, "--offline", "--no-progress", f"--persona={persona}", *files],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    "script", sorted((agency.TEMPLATES / "forge" / "common" / ".ci").iterdir()), ids=lambda path: path.name
)
def test_scripts_parse(script: Path) -> None:
    if script.suffix == ".py":
        ast.parse(script.read_text(encoding="utf-8"), feature_version=(3, 9))
    else:
        assert subprocess.run(["bash", "-n", script], check=False).returncode == 0


def test_forms_are_vietnamese_and_stand_where_the_forge_looks() -> None:
    engine = Engine("https://git.example/sotay.git", "0" * 40)
    expected = {
        Forge.GITHUB: (".github/pull_request_template.md", ".github/ISSUE_TEMPLATE/"),
        Forge.GITLAB: (".gitlab/merge_request_templates/Default.md", ".gitlab/issue_templates/"),
        Forge.FORGEJO: (".forgejo/pull_request_template.md", ".forgejo/issue_template/"),
        Forge.GITEA: (".gitea/pull_request_template.md", ".gitea/issue_template/"),
    }
    for forge, (change, room) in expected.items():
        files = forges.files(
            Answers("A", "B", "C", "D", (("VP", "E"),), DAY, "F", "f@mau.example", forge, engine)
        )
        assert "Trước khi trình" in files[change]
        forms = {path: text for path, text in files.items() if path.startswith(room)}
        assert {Path(path).stem for path in forms} == {"sua-doi", "van-ban-moi", "khong-phu-hop"}
        assert all(text.startswith("---\nname: ") == (forge is not Forge.GITLAB) for text in forms.values())
        assert files[".ci/engine"] == f"https://git.example/sotay.git\n{'0' * 40}\n"
        owners = [
            line for line in files[f"{room.partition('/')[0]}/CODEOWNERS"].splitlines() if line[0] != "#"
        ]
        assert owners == (["* f@mau.example"] if forge in {Forge.GITHUB, Forge.GITLAB} else [])


def test_codeowners_follow_the_divisions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = world_of(tmp_path, Forge.NONE, DOUBLE, monkeypatch).work
    assert codeowners.render(pipeline.read(library, None, DAY)) == b""
    settings = library / "agency.yml"
    text = settings.read_text(encoding="utf-8")
    text = text.replace(
        "roles: [xem xét, phê duyệt]", "roles: [xem xét, phê duyệt], email: dung-dau@mau.example"
    )
    text = text.replace("roles: [đề xuất, xem xét]", "roles: [đề xuất, xem xét], email: xem-xet@mau.example")
    settings.write_text(text, encoding="utf-8")
    assert codeowners.render(pipeline.read(library, None, DAY)).decode().splitlines()[1:] == [
        "* dung-dau@mau.example",
        "/procedures/he-thong/ xem-xet@mau.example",
    ]


def test_the_agenda_as_an_issue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """New is what has just become late or come within a day of warning; the next day it is told no more."""
    library = world_of(tmp_path, Forge.NONE, DOUBLE, monkeypatch).work
    read = pipeline.read(library, DAY, DAY)
    task = next(task for task in agenda(read, pipeline.judge(read)) if task.finding.code == "QMS101")
    said = {}
    for left in (90, 61, 60, 59, 7, 0, -1, -2):
        text = agenda_markdown.render(read, [replace(task, days_left=left)]).decode()
        assert text.startswith("# Việc của hệ thống quản lý chất lượng\n")
        said[left] = "### Mới hôm nay" in text, "\n---\n" in text, text.count("**QMS101**")
    assert {left for left, (new, _rule, _count) in said.items() if new} == {60, 7, 0, -1}
    assert all(new == rule for new, rule, _count in said.values())
    assert {left: count for left, (_new, _rule, count) in said.items()} == {
        90: 0, 61: 0, 60: 2, 59: 1, 7: 2, 0: 2, -1: 2, -2: 1,
    }  # fmt: skip
