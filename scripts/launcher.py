"""What the launchers share: a virtual environment from the lock, then a command in it. Standard library only.

It parses on old Pythons, so that an old one is told so in a sentence.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "sotay-locks.json"
OLDEST = (3, 11)
USAGE_ERROR = 2
TOOL_FAILED = 4
LOCKS = ("requirements.lock", "requirements-test.lock")


def say(text):
    """Print a line now, whatever else buffers."""
    print(text, flush=True)


def python_of(venv):
    """Return the interpreter inside a virtual environment."""
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def child_environment(environment):
    """Return the environment of a child: UTF-8, and no foreign modules."""
    kept = {name: value for name, value in environment.items() if name not in {"PYTHONPATH", "PYTHONHOME"}}
    kept["PYTHONUTF8"] = "1"
    return kept


def fingerprint(locks):
    """Return what the environment was made of: this Python and the locks."""
    made = {"python": list(sys.version_info[:3]), "root": str(ROOT)}
    for lock in locks:
        made[lock] = hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()
    made["pyproject"] = hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest()
    return made


def is_made(locks):
    """Say whether the environment holds all of these locks, wholly installed."""
    try:
        made = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    wanted = fingerprint(locks)
    return python_of(VENV).is_file() and all(made.get(name) == value for name, value in wanted.items())


def missing_venv_message(version):
    """Say which package brings the module venv."""
    return (
        "Python's module venv (or ensurepip) is missing. Install the package that brings it, then run this again: "
        "Debian and Ubuntu: apt-get install python%d.%d-venv (or python3-venv); Fedora: dnf install python3; "
        "Windows and macOS: the installer of python.org has it." % version
    )


def run(arguments):
    """Run a child quietly; when it fails, show what it said and stop."""
    result = subprocess.run(
        [str(argument) for argument in arguments],
        cwd=str(ROOT),
        env=child_environment(os.environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if result.returncode:
        say(result.stdout.decode("utf-8", "replace"))
        say("This failed: " + " ".join(str(argument) for argument in arguments))
        sys.exit(TOOL_FAILED)


def split_sources(lock):
    """Return the pins of a lock as (wheels, sources): a package in ``SOURCES`` has no wheel and is built last."""
    blocks = [block for block in re.split(r"^(?=[A-Za-z0-9])", lock, flags=re.MULTILINE) if block.strip()]
    sources = [block for block in blocks if re.split(r"[=\[ ]", block)[0].lower() in SOURCES]
    return "".join(block for block in blocks if block not in sources), "".join(sources)


SOURCES = frozenset({"pandoc"})


def prepare(locks):
    """Make the virtual environment hold exactly these locks and the engine; do nothing when it does."""
    if sys.version_info < OLDEST:
        say("sotay needs Python 3.11 or newer; this is %d.%d." % sys.version_info[:2])
        sys.exit(USAGE_ERROR)
    if is_made(locks):
        return
    try:
        import ensurepip  # noqa: F401
        import venv
    except ImportError:
        say(missing_venv_message(sys.version_info[:2]))
        sys.exit(USAGE_ERROR)
    if VENV.exists() and not usable():
        shutil.rmtree(VENV)
    if STAMP.exists():
        STAMP.unlink()
    say("[1/3] Making .venv")
    if not python_of(VENV).is_file():
        venv.EnvBuilder(with_pip=True, symlinks=os.name != "nt").create(VENV)
    say("[2/3] Installing the locked packages (a few minutes the first time)")
    for lock in locks:
        install(lock)
    say("[3/3] Installing the engine")
    pip("--no-deps", "--no-build-isolation", "--editable", ROOT)
    STAMP.write_text(json.dumps(fingerprint(locks)), encoding="utf-8")


def usable():
    """Say whether the environment's interpreter starts and has pip; a half-made or foreign one does not."""
    try:
        test = subprocess.run([str(python_of(VENV)), "-I", "-m", "pip", "--version"], capture_output=True, check=False)
    except OSError:
        return False
    made_by = (VENV / "pyvenv.cfg").read_text(encoding="utf-8") if (VENV / "pyvenv.cfg").is_file() else ""
    return test.returncode == 0 and "version = %d.%d" % sys.version_info[:2] in made_by


def install(lock):
    """Install a lock: wheels first, then what exists only as source, with the locked build backend."""
    wheels, sources = split_sources((ROOT / lock).read_text(encoding="utf-8"))
    for name, text, options in (("wheels", wheels, ("--only-binary", ":all:")), ("sources", sources, ("--no-build-isolation",))):
        if text:
            part = VENV / ("%s-%s" % (name, lock))
            part.write_text(text, encoding="utf-8")
            pip("--require-hashes", "--no-deps", *options, "--requirement", part)


def pip(*options):
    """Run pip install of the virtual environment."""
    run([python_of(VENV), "-I", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *options])


def call(arguments):
    """Run a command of the virtual environment in the open and return its exit code."""
    return subprocess.run(
        [str(python_of(VENV)), "-I", "-X", "utf8", *[str(argument) for argument in arguments]],
        cwd=str(Path.cwd()),
        env=child_environment(os.environ),
        check=False,
    ).returncode


def launch(command, arguments):
    """Prepare the environment and run ``sotay COMMAND`` in it, on the library beside this folder unless told else."""
    prepare(LOCKS[:1])
    library = [] if any(argument.split("=")[0] == "--library" for argument in arguments) else ["--library", ROOT]
    return call(["-m", "sotay", *command, *arguments, *library])
