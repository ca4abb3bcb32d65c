"""The published site behind the desk: built again, beside the one that is read, when something was approved."""

from __future__ import annotations

import contextvars
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Final

from sotay import gate
from sotay.desk.journal import Action
from sotay.messages import _
from sotay.publication import headers
from sotay.publication.release import CURRENT

if TYPE_CHECKING:
    from pathlib import Path

    from sotay.desk.journal import Journal
    from sotay.desk.repository import Repository

_SITE: Final = "trang"
_BUILT: Final = "commit"
_BUILDER: Final = "sotay"
_TOLD: Final = 800


class Publication:
    """Builds the site of a repository in a process of its own, one build at a time."""

    def __init__(self, repository: Repository, journal: Journal, folder: Path) -> None:
        """``folder`` is the desk's own; the site comes below it."""
        self._repository = repository
        self._journal = journal
        self._folder = folder / _SITE
        self._asked = threading.Event()
        self._ends = False
        self._process: subprocess.Popen[bytes] | None = None
        self._headers: tuple[Path, dict[str, str]] | None = None
        self.failure = ""
        context = contextvars.copy_context()
        self._thread = threading.Thread(target=context.run, args=(self._work,), daemon=True)
        self._thread.start()

    @property
    def site(self) -> Path | None:
        """The folder of the site that readers get; None before the first build has ended."""
        link = self._folder / CURRENT
        return link.resolve() if link.is_dir() else None

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
            tip = self._repository.tip(self._repository.published)
            if tip is not None and tip != self._built():
                self._build(tip)

    def _built(self) -> str:
        path = self._folder / _BUILT
        return path.read_text(encoding="ascii") if self.site and path.is_file() else ""

    def _build(self, tip: str) -> None:
        try:
            with gate.laid_out(self._repository.folder, tip) as library:
                failure = self._run(library)
        except (gate.GateError, OSError) as error:
            failure = str(error)
        self.failure = failure
        if not failure:
            (self._folder / _BUILT).write_text(tip, encoding="ascii")
            self._journal.write(_BUILDER, Action.PUBLISHED, ref=self._repository.published, head=tip)

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
