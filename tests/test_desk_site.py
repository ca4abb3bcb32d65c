"""What is approved at the desk is what readers get, and until then they get what was there."""

from __future__ import annotations

import time
from pathlib import Path

import desk_library
from desk_library import AN, BINH, Server, Visitor

PATIENCE = 240


def test_readers_get_what_was_approved(tmp_path: Path) -> None:
    bare = desk_library.make(tmp_path)
    with desk_library.serving(bare, builds=True) as server:
        reader = server.visitor()
        waiting = reader.get("/")
        assert waiting.status == 503
        assert "Đang dựng trang" in waiting.text
        home = _until(reader, "/", "Sổ tay mẫu")
        assert "script-src 'self'" in home
        for nowhere in ("/%2e%2e/%2e%2e/etc/passwd", "/../../users.yml", "/khong-co.html"):
            assert reader.get(nowhere).status == 404, nowhere
        page = _propose(server)
        assert "Câu mới." not in reader.get("/").text
        assert server.visitor(BINH).post(page, viec="phe-duyet").status == 303
        _until(reader, "/", "Câu mới.")


def _propose(server: Server) -> str:
    an = server.visitor(AN)
    path = "docs/index.md"
    options = {"collectionName": "pages", "commitMessage": "x", "useWorkflow": True}
    file = {"slug": "index", "path": path, "raw": an.text(path) + "\nCâu mới.\n"}
    assert an.call("persistEntry", dataFiles=[file], assets=[], options=options).status == 200
    assert an.post("/thay-doi/pages/index", viec="gui").status == 303
    return "/thay-doi/pages/index"


def _until(reader: Visitor, path: str, words: str) -> str:
    """Wait until a page says something, and return the policy it comes under."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        answer = reader.get(path)
        assert "Không dựng được trang" not in answer.text, answer.text
        if answer.status == 200 and words in answer.text:
            return answer.headers["content-security-policy"]
        time.sleep(1)
    raise AssertionError(words)
