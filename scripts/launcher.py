"""What the launchers share: a virtual environment made from the locks, then a command run in it.

Standard library only. These files must parse on Pythons too old to run them, so that an old one is told so in a
sentence: no ``from __future__ import annotations`` (3.6 has none), and newer spellings of types stand in quotes.
"""

import hashlib
import importlib.util
import io
import json
import os
import platform
import re
import subprocess
import sys
import sysconfig
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "made-from.json"
OLDEST = (3, 11)
OFFICE_LOCK = "requirements.lock"
TEST_LOCK = "requirements-test.lock"
SPARK_LOCK = "requirements-spark.lock"  # for who asks: see CONTRIBUTING
ENGINES_LOCK = "requirements-engines.lock"  # likewise
EDITOR_LOCK = "requirements-editor.lock"  # npm, for a machine that has none
# Their makers publish source alone: built here, by the locked build backend.
SOURCES = frozenset({"pandoc", "pyspark"})

USAGE_ERROR = 2
TOOL_FAILED = 4
INTERRUPTED = 130  # what a shell reports after Ctrl-C

ISOLATED = ("-I", "-X", "utf8")  # of foreign modules, and of what the system takes for text
IN_SHELL = ("sotay", '#!/bin/sh\nexec "$(dirname -- "$0")/python" {} -m sotay "$@"\n')
IN_WINDOWS = ("sotay.cmd", '@"%~dp0python.exe" {} -m sotay %*\r\n')


def say(text: str) -> None:
    """Tell the person something. Standard output belongs to the command: a program may be reading its JSON."""
    print(text, file=sys.stderr, flush=True)


def stop(code: int, text: str) -> "NoReturn":
    """Say why, and leave with this exit code."""
    say(text)
    sys.exit(code)


def start(main: "Callable[[], int]") -> "NoReturn":
    """Leave with what ``main`` returns; Ctrl-C ends it without a stack trace."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and sys.version_info >= OLDEST:
            stream.reconfigure(errors="replace")  # a console without Vietnamese letters is no reason to fail
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


def launch(command: "Iterable[str]", arguments: "list[str]") -> int:
    """Run ``sotay COMMAND`` in its environment, on the library around this folder unless told of another."""
    prepare([OFFICE_LOCK])
    named = any(argument.split("=")[0] == "--library" for argument in arguments)
    return call(["sotay", *command, *([] if named else ["--library", str(ROOT)]), *arguments])


def call(module: "Iterable[str]") -> int:
    """Run a module of the environment in the open, from where the person stands, and return its exit code."""
    command = [str(python_of(VENV)), *ISOLATED, "-m", *module]
    return subprocess.run(command, env=child_environment(os.environ), check=False).returncode


def prepare(locks: "list[str]") -> None:
    """Make the environment hold all of these locks; do nothing when it does.

    The stamp is taken away first and written last: what was interrupted counts as never made.
    """
    if sys.version_info < OLDEST:
        stop(USAGE_ERROR, f"sotay needs Python 3.11 or newer; this is Python {platform.python_version()}.")
    made, wanted = read_stamp(), wanted_parts(locks)
    stale = stale_parts(made, wanted)
    if not stale:
        return
    anew = must_start_anew(made, stale)
    if anew:
        require_venv()
        made, stale = {}, set(wanted)
    STAMP.unlink(missing_ok=True)
    steps = steps_to_make(stale, anew=anew)
    for number, (text, step) in enumerate(steps, start=1):
        say(f"[{number}/{len(steps)}] {text}")
        step()
    STAMP.write_text(json.dumps({**made, **wanted}, indent=1) + "\n", encoding="utf-8")


def steps_to_make(stale: "set[str]", *, anew: bool) -> "list[tuple[str, Callable[[], None]]]":
    """Return what is to be done, each with the words that announce it, in order."""
    making = [("Making .venv", make_environment)] if anew else []
    installing = [
        (f"Installing {lock} (the first time takes minutes)", partial(install, lock))
        for lock in (OFFICE_LOCK, TEST_LOCK)
        if lock in stale
    ]
    return [*making, *installing]


def read_stamp() -> "dict[str, str]":
    """Return what the environment was made from: part → fingerprint; nothing where it is broken or half-made."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) and python_of(VENV).is_file() else {}


def wanted_parts(locks: "Iterable[str]") -> "dict[str, str]":
    """Return what the environment is to be made from. It does not survive a move or another Python."""
    files = {name: hashlib.sha256((ROOT / name).read_bytes()).hexdigest() for name in locks}
    return {"python": platform.python_version(), "root": str(ROOT), **files}


def stale_parts(made: "Mapping[str, str]", wanted: "Mapping[str, str]") -> "set[str]":
    """Return the parts that are missing or were made from something else."""
    return {part for part, fingerprint in wanted.items() if made.get(part) != fingerprint}


def must_start_anew(made: "Mapping[str, str]", stale: "set[str]") -> bool:
    """Say whether adding is not enough: what was installed from an older lock would stay behind."""
    return not made or any(part in made for part in stale)


def require_venv() -> None:
    """Stop with the name of the package to install where this Python cannot make environments."""
    if all(importlib.util.find_spec(module) for module in ("venv", "ensurepip")):
        return
    version = "{}.{}".format(*sys.version_info[:2])
    stop(
        USAGE_ERROR,
        f"This Python {version} cannot make virtual environments: its modules venv or ensurepip are missing. "
        f"On Debian and Ubuntu, run: apt-get install python{version}-venv "
        "(elsewhere, install Python from python.org). Then run this again.",
    )


def make_environment() -> None:
    """Make ``.venv`` from nothing, with the engine of this checkout in it; what was there before goes."""
    run([sys.executable, "-I", "-m", "venv", "--clear", str(VENV)])
    install_engine()


def install_engine() -> None:
    """Let the environment find the engine where it stands, and give it the command ``sotay``.

    Not by ``pip install --editable``: that writes this folder's full name into a file that Pythons before 3.13 read in
    the system's encoding, and none of them starts where the name has letters that the encoding has not.
    """
    packages = Path(sysconfig.get_path("purelib", "venv", {"base": str(VENV)}))
    (packages / "sotay.pth").write_text(
        os.path.relpath(str(ROOT / "scripts"), str(packages)) + "\n", encoding="utf-8"
    )
    name, text = IN_WINDOWS if os.name == "nt" else IN_SHELL
    command = python_of(VENV).with_name(name)
    command.write_bytes(text.format(" ".join(ISOLATED)).encode())
    command.chmod(0o755)


def install(lock: str) -> None:
    """Install a lock: wheels first, then what exists as source alone, built with the backend among the wheels."""
    wheels, sources = split_sources((ROOT / lock).read_text(encoding="utf-8"))
    for text, form in ((wheels, "--only-binary=:all:"), (sources, "--no-build-isolation")):
        if text:
            part = VENV / "installing.lock"
            part.write_text(text, encoding="utf-8")
            pip_install("--require-hashes", "--no-deps", form, "--requirement", str(part))
            part.unlink()


def split_sources(lock: str) -> "tuple[str, str]":
    """Return the pins of a lock in two texts: what has wheels, and what is in ``SOURCES``."""
    sources = [pin for pin in pins(lock) if name_of(pin) in SOURCES]
    return "".join(pin for pin in pins(lock) if pin not in sources), "".join(sources)


def pins(lock: str) -> "list[str]":
    """Return the blocks of a lock: a package, its version, where it is needed, its hashes."""
    return [block for block in re.split(r"^(?=\w)", lock, flags=re.MULTILINE) if block.strip()]


def name_of(pin: str) -> str:
    """Return the package of a pin."""
    return pin.partition("==")[0]


def pip_install(*options: str) -> None:
    """Run ``pip install`` of the environment. Where packages come from is the machine's affair."""
    pip = [str(python_of(VENV)), *ISOLATED, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    run([*pip, "install", *options])


def run(command: "list[str]") -> None:
    """Run a program without a word; where it fails, show what it said and stop."""
    complaint = attempt(command, child_environment(os.environ))
    if complaint is not None:
        stop(TOOL_FAILED, complaint)


def attempt(command: "list[str]", environment: "Mapping[str, str]") -> "str | None":
    """Run a program without a word; return what it said where it failed, None where it did not."""
    result = subprocess.run(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    return f"{result.stdout}\nThis failed, see above: {' '.join(command)}" if result.returncode else None


def python_of(environment: Path) -> Path:
    """Return the interpreter of a virtual environment."""
    return environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def child_environment(environment: "Mapping[str, str]") -> "dict[str, str]":
    """Return a child's environment: UTF-8, and nothing that points Python at other modules or another home."""
    kept = {name: value for name, value in environment.items() if not name.upper().startswith("PYTHON")}
    return {**kept, "PYTHONUTF8": "1"}
