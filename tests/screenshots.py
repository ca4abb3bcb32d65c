"""The pictures of the guides, taken of real pages: ``python3 scripts/test.py --screenshots``. No test: the suite leaves it alone.

They are kept in docs/huong-dan/anh and committed; look at them before that. What is pictured are sample libraries.
"""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import chromium
import numpy as np
import pytest
import test_site
import version_library
from playwright.sync_api import Browser, Page

from sotay.site.build import build_site

FOLDER = test_site.ROOT / "docs" / "huong-dan" / "anh"
WIDTH = 720
MOST_BYTES = 60 * 1024
MOST_COLOURS = 256
STEP = 17  # sixteen shades of each colour: nobody sees the difference in a picture of text
PIXELS = """async data => {
    const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob());
    const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
    context.drawImage(image, 0, 0);
    const reader = new FileReader();
    reader.readAsDataURL(new Blob([context.getImageData(0, 0, image.width, image.height).data]));
    await new Promise(done => { reader.onload = done; });
    return reader.result.split(',')[1];
}"""


def nothing(_page: Page) -> None:
    """Take the page as it opens."""


def search(words: str) -> Callable[[Page], None]:
    """Type words where an officer searches, and wait for what is found."""

    def act(page: Page) -> None:
        page.get_by_role("combobox").fill(words)
        page.wait_for_selector("#sotay-found li a")

    return act


def at(selector: str) -> Callable[[Page], None]:
    """Bring the first that a selector finds to the top of the window, below the bar."""

    def act(page: Page) -> None:
        place = page.locator(selector).first
        place.evaluate("node => window.scrollTo(0, node.getBoundingClientRect().top + scrollY - 60)")
        page.wait_for_timeout(300)  # what slides out of sight on scrolling

    return act


@dataclass(frozen=True)
class Picture:
    """A picture: its file, the library and page it shows, how high it is, and what is done before it is taken."""

    name: str
    library: str
    page: str
    height: int
    act: Callable[[Page], None] = nothing


PICTURES = (
    Picture("tim-kiem", "reference", "index.html", 400, search("cap phep van phong dai dien")),
    Picture("trang-quy-trinh", "reference", "quy-trinh/qt-dn-01.html", 640, at("h1")),
    Picture("giay-to", "reference", "quy-trinh/qt-dn-01.html", 420, at("h2:has-text('Thành phần hồ sơ')")),
    Picture("viec-can-lam", "reference", "viec-can-lam/index.html", 560, at("h2")),
    Picture("tu-kiem-tra", "reference", "tu-kiem-tra/index.html", 560, at("table")),
    Picture("bao-cao", "reference", "bao-cao/2021/index.html", 520, at("table")),
    Picture("du-thao", "versions", "quy-trinh/qt-dn-01/du-thao.html", 400, at("h1")),
    Picture("so-sanh", "versions", "quy-trinh/qt-dn-01/so-sanh-02-03.html", 560, at("table:has(ins)")),
    Picture(
        "vong-doi", "versions", "quy-trinh/qt-dn-01.html", 640, at("h2:has-text('Vòng đời của tài liệu')")
    ),
)


def small(page: Page, taken: bytes, height: int) -> bytes:
    """Return a picture as a PNG with a palette: a third of what the browser writes."""
    drawn = base64.b64decode(page.evaluate(PIXELS, base64.b64encode(taken).decode()))
    shades = (np.frombuffer(drawn, np.uint8).reshape(-1, 4)[:, :3].astype(int) + STEP // 2) // STEP * STEP
    colours, places = np.unique(shades, axis=0, return_inverse=True)
    assert len(colours) <= MOST_COLOURS
    # Each line of a PNG begins with how it is filtered: not at all.
    lines = np.pad(places.reshape(height, WIDTH), ((0, 0), (1, 0))).astype(np.uint8).tobytes()
    head = struct.pack(">IIBBBBB", WIDTH, height, 8, 3, 0, 0, 0)
    palette = colours.astype(np.uint8).tobytes()
    parts = {b"IHDR": head, b"PLTE": palette, b"IDAT": zlib.compress(lines, 9), b"IEND": b""}
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts.items()
    )


@pytest.fixture(scope="module")
def addresses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Build and serve the libraries: name → address."""
    reference = test_site.copied(tmp_path_factory.mktemp("reference"))
    versions = version_library.make(tmp_path_factory.mktemp("versions"))
    sites = {
        "reference": build_site(test_site.read(reference), reference / "build" / "site").parent,
        "versions": build_site(version_library.read(versions), versions / "build" / "site").parent,
    }
    with chromium.served(sites["reference"]) as first, chromium.served(sites["versions"]) as second:
        yield {"reference": first, "versions": second}


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_take(picture: Picture, addresses: dict[str, str], browser: Browser) -> None:
    context = browser.new_context(viewport={"width": WIDTH, "height": picture.height}, locale="vi-VN")
    page = context.new_page()
    page.goto(f"{addresses[picture.library]}/{picture.page}")
    picture.act(page)
    made = small(page, page.screenshot(animations="disabled", caret="hide"), picture.height)
    context.close()
    assert len(made) <= MOST_BYTES
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{picture.name}.png").write_bytes(made)
