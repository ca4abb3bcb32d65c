"""The same examples for properties in every run, so that a change fails for its own sake; `search` looks for new ones."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import chromium
import industrial_zones
import pytest
import version_library
from hypothesis import settings
from playwright.sync_api import Browser, expect

from sotay import pipeline
from sotay.editor import program
from sotay.garbage import look_rarely
from sotay.lock import alone
from sotay.site import prints
from sotay.site.build import build_site

settings.register_profile("suite", derandomize=True, deadline=None)
settings.register_profile("search", max_examples=2000, deadline=None)
settings.load_profile("suite")

LONGEST = (
    *("test_accessibility.py", "test_desk_browser.py", "test_forge.py", "test_figures.py", "test_desk.py"),
    *("test_receiving.py", "test_editor.py", "test_rules.py", "test_slips.py", "test_given_files.py"),
    *("test_search.py", "test_editor_forge.py", "test_cli.py", "test_rebuild.py", "test_word_import.py"),
    *("test_release.py", "test_site.py", "test_industrial_zones.py", "test_report.py", "test_verify.py"),
    *("test_versions_site.py", "test_new_legal.py", "test_faithful_form.py", "test_periodic_report.py"),
    *("test_past.py", "test_consolidation.py", "test_prints.py", "test_figures_pages.py", "test_gate.py"),
    *("test_agenda.py", "test_shortcuts.py", "test_desk_site.py", "test_starting.py", "test_work_permits.py"),
)
"""The files that take longest: begun first, so that at the end no process is left alone with one of them."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first; within a file, and among the others, the order stays."""
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.name, len(places)))


def pytest_collection_finish() -> None:
    """Look through what is kept as rarely as the command line does, and never through what is there before the first test."""
    gc.collect()
    look_rarely()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests that look at pages; what is awaited may take its time where the machine is busy."""
    expect.set_options(timeout=30_000)
    with chromium.launched() as running:
        yield running


@pytest.fixture(scope="session")
def editor_program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the form editor as npm gives it."""
    try:
        return program.fetch(tmp_path_factory.mktemp("editor"))
    except program.FetchError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def reference_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the reference library with its site in build/site, for tests that only look at it; who would change it, copies it."""
    return _made_once(tmp_path_factory, "reference", _reference)


@pytest.fixture(scope="session")
def zones_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the living example with its site in build/site, for tests that only look at it."""
    return _made_once(tmp_path_factory, "zones", _zones)


def _reference(root: Path) -> None:
    import test_site  # noqa: PLC0415 (pytest rewrites a file of tests before anybody imports it)

    test_site.copied(root)
    site = root / "build" / "site"
    assert build_site(test_site.read(root), site) == site / "index.html"


def _zones(root: Path) -> None:
    industrial_zones.make(root)
    version_library.furnish(root)
    with pytest.MonkeyPatch.context() as patch:  # prints are looked at in the reference library
        patch.setattr(prints, "_rendered", _printed_in_a_word)
        build_site(pipeline.read(root, None, industrial_zones.TODAY), root / "build" / "site")


def _printed_in_a_word(_writer: object, jobs: Sequence[Any]) -> dict[Any, dict[str, bytes]]:
    return {job: dict.fromkeys(prints.SUFFIXES, b"print") for job in jobs}


def _made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """Return a folder that the first process of a run to ask for it makes, and the others wait for."""
    own = factory.getbasetemp()
    run = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    folder, done = run / name, run / f"{name}.made"
    with alone(run / f"{name}.lock"):
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            make(folder)
            done.touch()
    return folder
