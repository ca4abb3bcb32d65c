"""A desk that is killed while people save: the repository is sound, and each text is saved or kept."""

from __future__ import annotations

import http.client
import json
import sqlite3
import subprocess
import threading
import time
from pathlib import Path

import desk_library
import pytest
from desk_library import AN, Server, draft

DRAFTS = 8


@pytest.mark.parametrize("pause", [0.1, pytest.param(0.3, marks=pytest.mark.slow)])
def test_killed_in_the_middle_of_saves_nothing_typed_is_lost(tmp_path: Path, pause: float) -> None:
    bare = desk_library.make(tmp_path, drafts=DRAFTS)
    answered: set[str] = set()
    with desk_library.serving(bare) as server:
        an = server.visitor(AN)
        texts = {
            draft(number): an.text(draft(number)) + f"\nGõ dở {number}.\n" for number in range(2, 2 + DRAFTS)
        }

        def save(path: str) -> None:
            try:
                if an.save(path, texts[path]).status == 200:
                    answered.add(path)
            except (OSError, http.client.HTTPException):
                return

        threads = [threading.Thread(target=save, args=(path,)) for path in texts]
        for thread in threads:
            thread.start()
        time.sleep(pause)
        server.process.kill()
        server.process.wait()
        for thread in threads:
            thread.join()
    sound = subprocess.run(
        ["git", "-C", str(bare), "fsck", "--strict", "--no-dangling"], capture_output=True, check=False
    )
    assert sound.returncode == 0, sound.stderr
    saved, kept = _saved(bare, texts), _kept(bare)
    assert answered <= saved, "what was answered is saved"
    with desk_library.serving(bare) as server:
        again = server.visitor(AN)
        page = again.get("/chua-luu").text
        for path in kept:
            assert f"Gõ dở {int(path[-5:-3])}." in page
        _finish(server, again, texts)
    assert _saved(bare, texts) == set(texts), "the desk goes on where it was stopped"
    log = _rows(bare, "select who from log where action = 'saved'")
    assert len(log) >= len(texts)


def test_text_is_kept_before_anything_is_written_to_git(tmp_path: Path) -> None:
    bare = desk_library.make(tmp_path)
    with desk_library.serving(bare) as server:
        an = server.visitor(AN)
        text = an.text(draft(2)) + "\nGõ dở.\n"
        lock = bare / "refs" / "heads" / "cms" / "procedures" / "qt-dn-02.lock"
        lock.parent.mkdir(parents=True)
        lock.touch()
        answer = an.save(draft(2), text)
        assert answer.status == 422
        assert "giữ lại" in json.loads(answer.text)["error"]
        assert "Gõ dở." in an.get("/chua-luu").text
        lock.unlink()
        assert an.save(draft(2), text).status == 200


def _finish(server: Server, an: desk_library.Visitor, texts: dict[str, str]) -> None:
    assert server.process.poll() is None
    for path, text in texts.items():
        name = {"collection": "procedures", "slug": Path(path).stem}
        if an.call("unpublishedEntry", **name).status == 200:
            an.call("unpublishedEntryDataFile", **name, path=path)
        else:
            an.text(path)
        assert an.save(path, text).status == 200


def _saved(bare: Path, texts: dict[str, str]) -> set[str]:
    found = set()
    for path, text in texts.items():
        shown = subprocess.run(
            ["git", "-C", str(bare), "show", f"cms/procedures/{Path(path).stem}:{path}"],
            capture_output=True,
            check=False,
        )
        if shown.returncode == 0:
            assert shown.stdout.decode() == text, "a text is saved whole or not at all"
            found.add(path)
    return found


def _kept(bare: Path) -> set[str]:
    return {path for (path,) in _rows(bare, "select path from kept")}


def _rows(bare: Path, question: str) -> list[tuple[str, ...]]:
    database = sqlite3.connect(f"{bare}.desk/nhat-ky.db")
    try:
        return database.execute(question).fetchall()
    finally:
        database.close()
