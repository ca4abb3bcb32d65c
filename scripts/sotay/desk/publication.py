"""The published site behind the desk: built again, beside the one that is read, when something was approved."""

from __future__ import annotations

import contextvars
import json
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Final

from sotay import gate
from sotay.desk.journal import Action
from sotay.editor import pages, program, settings
from sotay.load import load
from sotay.messages import _
from sotay.publication import headers
from sotay.publication.release import CURRENT

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from sotay.desk.journal import Journal
    from sotay.desk.place import Place
    from sotay.desk.repository import Repository

_SITE: Final = "trang"
_BUILT: Final = "commit"
_BUILDER: Final = "sotay"
_TOLD: Final = 800


class Publication:
    """Builds the site of a repository in a process of its own, one build at a time."""

    def __init__(
        self, repository: Repository, journal: Journal, place: Place, today: Callable[[], date]
    ) -> None:
        self._today = today
        self._program = place.editor
        self._editor = place.folder / pages.FOLDER
        self._repository = repository
        self._journal = journal
        self._folder = place.folder / _SITE
        self._asked = threading.Event()
        self._ends = False
        self._process: subprocess.Popen[bytes] | None = None
        self._headers: tuple[Path, dict[str, str]] | None = None
        self.failure = ""
        self.editor_failure = ""
        context = contextvars.copy_context()
        self._thread = threading.Thread(target=context.run, args=(self._work,), daemon=True)
        self._thread.start()

    @property
    def site(self) -> Path | None:
        """The folder of the site that readers get; None before the first build has ended."""
        link = self._folder / CURRENT
        return link.resolve() if link.is_dir() else None

    @property
    def editor(self) -> Path | None:
        """The folder of the form editor; None where it could not be fetched, or nothing was built yet."""
        return self._editor if (self._editor / program.SCRIPT).is_file() else None

    def headers(self, site: Path) -> dict[str, str]:
        """Return the headers under which a site runs."""
        if self._headers is None or self._headers[0] != site:
            self._headers = site, headers.of([site])
        return self._headers[1]

    def ask(self) -> None:
        """Have the site built, if what is published is not what was built last."""
        self._asked.set()

    def close(self) -> None:
        """End a build that is going on; what readers have stays."""
        self._ends = True
        self._asked.set()
        if self._process is not None:
            self._process.terminate()
        self._thread.join()

    def _work(self) -> None:
        while self._asked.wait() and not self._ends:
            self._asked.clear()
            tip = self._repository.current
            if tip is not None and (tip != self._built() or self.editor is None):
                self._build(tip)

    def _built(self) -> str:
        path = self._folder / _BUILT
        return path.read_text(encoding="ascii") if self.site and path.is_file() else ""

    def _build(self, tip: str) -> None:
        try:
            with gate.laid_out(self._repository.folder, tip) as library:
                self._lay_editor(library)
                failure = self._run(library)
        except (gate.GateError, OSError) as error:
            failure = str(error)
        self.failure = failure
        if not failure:
            (self._folder / _BUILT).write_text(tip, encoding="ascii")
            self._journal.write(_BUILDER, Action.PUBLISHED, ref=self._repository.published, head=tip)

    def _lay_editor(self, library: Path) -> None:
        """Lay the form editor for the desk, told of the library; and for the site, whose pages then lead to it."""
        try:
            made = program.fetch(self._program)
        except (program.FetchError, OSError) as error:
            self.editor_failure = str(error)
            return
        told = load(library, as_of=None, today=self._today())
        config = json.dumps(settings.settings(told, settings.DESK), ensure_ascii=False).encode()
        laid = {name: path.read_bytes() for name, path in program.files(self._program).items()}
        self._editor.mkdir(exist_ok=True)
        for name, data in (laid | pages.own(told) | {pages.CONFIG: config}).items():
            beside = self._editor / f".{name}"
            beside.write_bytes(data)
            beside.replace(self._editor / name)
        (library / program.FOLDER).parent.mkdir(exist_ok=True)
        (library / program.FOLDER).symlink_to(made, target_is_directory=True)

    def _run(self, library: Path) -> str:
        """Build and switch; return why it failed, empty where it did not."""
        command = [sys.executable, "-I", "-X", "utf8", "-m", "sotay", "publish", str(self._folder), "--library", str(library)]  # fmt: skip
        self._process = subprocess.Popen(  # noqa: S603 (fixed words, no shell)
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        said, _none = self._process.communicate()
        if self._process.returncode == 0:
            return ""
        return said.decode("utf-8", "replace").strip()[-_TOLD:] or _("The build ended without a word.")
