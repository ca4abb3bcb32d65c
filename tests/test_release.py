"""A site put before its readers in one step: what is killed, fails or comes twice leaves the old one whole."""

from __future__ import annotations

import base64
import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from email.message import Message
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from sotay import lock
from sotay.publication import headers, integrity, release
from sotay.site.serve import Handler

ROOT = Path(__file__).parent.parent
BASE = Path(__file__).parent / "cases" / "base"
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT / "scripts")}


def sotay(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-X", "utf8", "-m", "sotay", *map(str, arguments)]
    return subprocess.run(command, env=ENVIRONMENT, capture_output=True, encoding="utf-8", check=False)


def built(folder: Path, words: str, pages: int = 200) -> Path:
    """A site of many pages that all say the same words, with its manifest."""
    for number in range(pages):
        page = folder / f"{number % 7}" / f"{number}.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(words, encoding="utf-8")
    (folder / "404.html").write_text("<script>1</script>", encoding="utf-8")
    entries = "".join(
        f'{{"path": "{found.path}", "size": {Path(found.place).stat().st_size},'
        f' "sha256": "{integrity.sha256_of(Path(found.place))}"}},'
        for found in integrity.walk(folder)
    ).rstrip(",")
    count = entries.count('"path"')
    (folder / integrity.NAME).write_text(
        f'{{"format": "{integrity.FORMAT}", "count": {count}, "agency": "a", "language": "vi",'
        f' "as_of": "2021-10-29", "commit": "", "committed": "", "uncommitted": [], "engine": "0",'
        f' "files": [{entries}]}}',
        encoding="utf-8",
    )
    return folder


def shown(folder: Path) -> str:
    return (folder / release.CURRENT / "0" / "0.html").read_text(encoding="utf-8")


def whole(folder: Path) -> bool:
    return not integrity.check(folder / release.CURRENT).failed


def test_a_reader_meets_the_old_site_or_the_new_one_and_never_a_missing_page(tmp_path: Path) -> None:
    sites = [built(tmp_path / name, name, 20) for name in ("a", "b")]
    folder = tmp_path / "srv"
    with lock.alone(folder / release.RELEASES):
        release.release(sites[0], folder)
    seen: list[str] = []
    over = threading.Event()

    def read() -> None:
        while not over.is_set():
            seen.append(shown(folder))

    reader = threading.Thread(target=read)
    reader.start()
    with lock.alone(folder / release.RELEASES):
        for turn in range(1, 21):
            release.release(sites[turn % 2], folder)
    over.set()
    reader.join()
    assert set(seen) == {"a", "b"}
    assert whole(folder)


def test_the_release_before_the_last_goes(tmp_path: Path) -> None:
    folder = tmp_path / "srv"
    with lock.alone(folder / release.RELEASES):
        made = [release.release(built(tmp_path / name, name), folder) for name in "abc"]
        assert release.release(tmp_path / "c", folder) == made[2]
    assert [one.is_dir() for one in made] == [False, True, True]
    assert (folder / release.CURRENT).resolve() == made[2]
    assert [one.name.partition("-")[0] for one in made] == ["000001", "000002", "000003"]


def test_a_release_that_was_altered_is_made_again_beside_it(tmp_path: Path) -> None:
    folder, site = tmp_path / "srv", built(tmp_path / "a", "a")
    with lock.alone(folder / release.RELEASES):
        first = release.release(site, folder)
        (first / "0" / "0.html").write_text("x", encoding="utf-8")
        second = release.release(site, folder)
    assert first.is_dir()
    assert second != first
    assert whole(folder)


def test_a_site_that_is_not_what_its_manifest_says_is_not_published(tmp_path: Path) -> None:
    folder, other = tmp_path / "srv", built(tmp_path / "b", "b")
    (other / "0" / "0.html").write_text("x", encoding="utf-8")
    with lock.alone(folder / release.RELEASES):
        release.release(built(tmp_path / "a", "a"), folder)
        with pytest.raises(release.ReleaseError, match="không đúng là trang vừa dựng"):
            release.release(other, folder)
    assert shown(folder) == "a"
    assert whole(folder)


def test_a_folder_in_place_of_the_link_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "srv"
    (folder / release.CURRENT).mkdir(parents=True)
    with (
        lock.alone(folder / release.RELEASES),
        pytest.raises(release.ReleaseError, match="không phải liên kết do sotay tạo"),
    ):
        release.release(built(tmp_path / "a", "a"), folder)


_COPY = """
import os, shutil, signal, sys
from pathlib import Path
from sotay import lock
from sotay.publication import release
site, folder, most = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
copies, copy = 0, shutil.copy2
def counted(*arguments, **others):
    global copies
    copies += 1
    if copies > most:
        os.kill(os.getpid(), signal.SIGKILL)
    return copy(*arguments, **others)
shutil.copytree.__kwdefaults__ = None
shutil.copytree.__defaults__ = (False, None, counted, False, False)
with lock.alone(folder / release.RELEASES):
    release.release(site, folder)
"""


@pytest.mark.parametrize("most", [0, 1, 100, 199])
def test_killed_in_the_middle_it_leaves_the_old_site_whole_and_keeps_nobody_out(
    tmp_path: Path, most: int
) -> None:
    folder = tmp_path / "srv"
    with lock.alone(folder / release.RELEASES):
        release.release(built(tmp_path / "a", "a"), folder)
    site = built(tmp_path / "b", "b")
    command = [sys.executable, "-c", _COPY, str(site), str(folder), str(most)]
    done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert shown(folder) == "a"
    assert whole(folder)
    with lock.alone(folder / release.RELEASES):
        release.release(site, folder)
    assert shown(folder) == "b"
    assert whole(folder)
    assert sorted(path.name for path in (folder / release.RELEASES).iterdir() if path.is_dir())[1:] == [
        (folder / release.CURRENT).resolve().name
    ]


def test_a_full_disk_leaves_the_old_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "srv"
    with lock.alone(folder / release.RELEASES):
        release.release(built(tmp_path / "a", "a"), folder)
        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", _broken)
            with pytest.raises(release.ReleaseError, match="No space left"):
                release.release(built(tmp_path / "b", "b"), folder)
        assert shown(folder) == "a"
        release.release(tmp_path / "b", folder)
    assert shown(folder) == "b"


def _broken(*_arguments: object) -> None:
    raise OSError(28, "No space left on device")


def test_one_publication_waits_for_another(tmp_path: Path) -> None:
    order: list[str] = []

    def second() -> None:
        with lock.alone(tmp_path):
            order.append("second")

    with lock.alone(tmp_path):
        other = threading.Thread(target=second)
        other.start()
        time.sleep(0.3)
        order.append("first")
    other.join()
    assert order == ["first", "second"]


def test_a_publication_that_never_ends_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "_PATIENCE", 0)
    with (
        lock.alone(tmp_path),
        pytest.raises(lock.LockError, match="lệnh khác"),
        lock.alone(tmp_path),
    ):
        pass


def test_the_command_publishes_and_a_build_that_fails_changes_nothing(tmp_path: Path) -> None:
    library, folder = tmp_path / "lib", tmp_path / "srv"
    shutil.copytree(BASE, library)
    done = sotay("publish", folder, "--library", library, "--as-of", "2021-10-29")
    assert done.returncode == 0, done.stderr
    assert "Đã đưa vào phục vụ" in done.stdout
    assert whole(folder)
    before = (folder / release.CURRENT).resolve()
    (library / "docs").mkdir(exist_ok=True)
    (library / "docs" / "trang.md").write_text("# Trang\n\n[hỏng](khong-co.md)\n", encoding="utf-8")
    failed = sotay("publish", folder, "--library", library, "--as-of", "2021-10-29")
    assert failed.returncode == 4
    assert "khong-co.md" in failed.stderr
    assert (folder / release.CURRENT).resolve() == before
    assert whole(folder)


class _Headed(Handler):
    """Serves a site under the headers that it is meant to run under."""

    told: dict[str, str]

    def end_headers(self) -> None:
        """Send the headers of the site too."""
        for name, value in self.told.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Say nothing among the tests."""


TABS = 8  # that wait beside one another: each waits half a second for silence
_TELL = "addEventListener('securitypolicyviolation', event => console.error(`CSP ${event.violatedDirective} ${event.blockedURI} ${event.sample}`))"


@pytest.fixture(scope="module")
def site(reference_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shutil.copytree(reference_root / "build" / "site", tmp_path_factory.mktemp("library") / "site")


def test_the_site_runs_under_its_own_headers(site: Path, browser: Browser) -> None:
    handler = type("Told", (_Headed,), {"told": headers.of([site])})
    smuggled = site / "quy-trinh" / "lau.html"
    page_of_it = (site / "quy-trinh" / "index.html").read_text(encoding="utf-8")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(site))) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        address = f"http://127.0.0.1:{server.server_port}"
        try:
            said: list[str] = []
            context = browser.new_context(locale="vi-VN")
            context.add_init_script(_TELL)
            context.on(
                "console", lambda message: said.append(message.text) if message.type == "error" else None
            )
            context.on("weberror", lambda error: said.append(str(error.error)))
            paths = [*{path.parent: path for path in sorted(site.rglob("*.html"))}.values()]
            assert len(paths) > 10
            for first in range(0, len(paths), TABS):
                some = paths[first : first + TABS]
                tabs = [context.new_page() for _path in some]
                for tab, path in zip(tabs, some, strict=True):
                    tab.goto(f"{address}/{path.relative_to(site).as_posix()}")
                for tab in tabs:
                    tab.wait_for_load_state("networkidle")
                    tab.close()
            page = context.new_page()
            page.goto(f"{address}/quy-trinh/qt-dn-01.html")
            page.locator("[type=search]").first.fill("danh gia noi bo")
            page.locator("#sotay-found a").first.wait_for()
            page.locator("label[for^=__palette]").locator("visible=true").first.click()
            assert said == []
            smuggled.write_text(
                page_of_it.replace("</body>", "<script>document.title = 'smuggled'</script></body>"),
                encoding="utf-8",
            )
            page.goto(f"{address}/quy-trinh/lau.html")
            page.wait_for_load_state("networkidle")
            assert page.title() != "smuggled"
            assert any(line.startswith("CSP script-src") for line in said)
            context.close()
        finally:
            smuggled.unlink(missing_ok=True)
            server.shutdown()
            thread.join()


GUIDE = ROOT / "docs" / "huong-dan" / "may-chu.md"
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


@pytest.mark.skipif(NGINX is None, reason="no nginx: apt-get install nginx-light")
def test_nginx_serves_it_as_the_guide_says(tmp_path: Path) -> None:
    folder = tmp_path / "srv"
    with lock.alone(folder / release.RELEASES):
        release.release(built(tmp_path / "a", "a"), folder)
    (folder / release.CURRENT / "lich.ics").write_text("x", encoding="utf-8")
    (tmp_path / "users").write_text("ai:{PLAIN}mat-khau\n", encoding="utf-8")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = re.search(r"```nginx\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert server is not None
    here = server[1]
    for said, instead in (
        ("listen 443 ssl", f"listen 127.0.0.1:{port}"),
        ("/srv/so-tay", str(folder)),
        ("/etc/nginx/so-tay.htpasswd", str(tmp_path / "users")),
    ):
        assert said in here
        here = here.replace(said, instead)
    here = re.sub(r"^ *ssl_certificate.*$", "", here, flags=re.MULTILINE)
    temporary = "".join(
        f"{name}_temp_path {tmp_path}/{name};"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    settings = tmp_path / "nginx.conf"
    settings.write_text(
        f"daemon off; {'user root;' if os.geteuid() == 0 else ''} pid {tmp_path}/pid; error_log {tmp_path}/log; events {{}}\n"
        f"http {{ include /etc/nginx/mime.types; access_log off; {temporary}\n{here} }}\n",
        encoding="utf-8",
    )
    command = [str(NGINX), "-c", str(settings), "-e", f"{tmp_path}/log"]
    tried = subprocess.run([*command, "-t"], capture_output=True, encoding="utf-8", check=False)
    assert tried.returncode == 0, tried.stderr
    running = subprocess.Popen(command)
    try:
        user = base64.b64encode(b"ai:mat-khau").decode()
        assert asked(port, "/0/0.html", "")[0] == 401
        for path, status, kind in (
            ("/0/0.html", 200, "text/html"),
            ("/lich.ics", 200, "text/calendar"),
            ("/khong-co", 404, "text/html"),
        ):
            got, told = asked(port, path, user)
            assert (got, told["Content-Type"].partition(";")[0]) == (status, kind)
            for name, value in headers.of([folder / release.CURRENT]).items():
                assert told.get_all(name) == [value], (path, name)
    finally:
        running.terminate()
        running.wait()


def asked(port: int, path: str, user: str) -> tuple[int, Message]:
    """What a server on this machine answers, tried until it is up."""
    for _turn in range(100):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", path, headers={"Authorization": f"Basic {user}"} if user else {})
            answer = connection.getresponse()
            answer.read()
        except ConnectionRefusedError:
            time.sleep(0.05)
        else:
            return answer.status, answer.headers
        finally:
            connection.close()
    raise AssertionError("the server did not come up")
