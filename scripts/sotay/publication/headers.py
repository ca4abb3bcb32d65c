"""What a server is to tell browsers with every page: run no script but the site's own, let nobody frame it, tell nobody of it.

The few scripts that the theme puts into every page are named by their digests, as they stand on the page that no document
has a word in. A script that anybody smuggles into another page does not run. Styles may stand in pages: the heads and feet of a
print are each page's own, and words alone make no style (SEC refuses raw HTML).

The form editor compiles its forms as they come and asks the forge that keeps the library: both are let in below its own folder
alone.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from sotay.editor import forge, pages, program

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

_WORDLESS: Final = "404.html"
_INLINE: Final = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
_ADDRESS: Final = re.compile(r"https?://[\w.-]+(?::\d+)?", re.ASCII)
EDITOR: Final = {
    "default-src": "'none'",
    "script-src": "'self' 'unsafe-eval'",
    "worker-src": "'self' blob:",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self' blob:",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
"""The policy of the form editor where it asks this site alone."""
_HOME: Final = re.compile(rb"(?<=new URL\()\"[^\"]*\"(?=,location\))")
_OTHERS: Final = {
    "Cache-Control": "private, no-cache",  # asked for again each time: no reader keeps a version that is superseded
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def of(sites: Iterable[Path]) -> dict[str, str]:
    """Return name → value of the headers under which built sites run, and nothing that is not theirs."""
    digests = sorted({digest for site in sites for digest in _digests(site)})
    policy = {
        "default-src": "'none'",
        "script-src": " ".join(("'self'", *digests)),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    return {"Content-Security-Policy": written(policy), **_OTHERS}


def of_editor(site: Path) -> dict[str, str]:
    """Return the headers of the form editor's folder on a built site; where it is not laid, those of every page."""
    folder = site / pages.FOLDER
    if not (folder / program.SCRIPT).is_file():
        return of([site])
    backend = json.loads((folder / pages.CONFIG).read_bytes())["backend"]
    policy = EDITOR | {"connect-src": " ".join((EDITOR["connect-src"], *_forges(backend)))}
    # GitHub lets people in through a window of its own, which must find its way back.
    popups = {"Cross-Origin-Opener-Policy": "same-origin-allow-popups"}
    return {"Content-Security-Policy": written(policy), **_OTHERS, **popups}


def written(policy: Mapping[str, str]) -> str:
    """Return a policy as a header says it."""
    return "; ".join(f"{name} {value}" for name, value in policy.items())


def nginx(headers: Mapping[str, str]) -> bytes:
    """Return headers as lines that nginx includes."""
    return "".join(f'add_header {name} "{value}" always;\n' for name, value in headers.items()).encode()


def _forges(backend: Mapping[str, str]) -> Iterator[str]:
    """Yield where the editor asks its forge."""
    if root := forge.api(backend):
        parts = urlsplit(root)
        address = f"{parts.scheme}://{parts.netloc}"
        if _ADDRESS.fullmatch(address):  # a library's own setting must not write the policy
            yield address


def _digests(site: Path) -> set[str]:
    """Return the digest of each script of the theme, in each form that the depth of a page gives it."""
    homes = {"/".join([".."] * depth) or "." for depth in _depths(site)}
    scripts = set[bytes]()
    for script in _INLINE.findall((site / _WORDLESS).read_bytes()):
        scripts |= {script, *(_HOME.sub(f'"{home}"'.encode(), script) for home in homes)}
    return {f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'" for script in scripts}


def _depths(site: Path) -> set[int]:
    return {len(page.relative_to(site).parents) - 1 for page in site.rglob("*.html")}
