"""What a server is to tell browsers with every page: run no script but the site's own, let nobody frame it, tell nobody of it.

The few scripts that the theme puts into every page are named by their digests, as they stand on the page that no document
has a word in. A script that anybody smuggles into another page does not run. Styles may stand in pages: the heads and feet of a
print are each page's own, and words alone make no style (SEC refuses raw HTML).
"""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_WORDLESS: Final = "404.html"
_INLINE: Final = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
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
        "script-src": " ".join(
            ("'self'", "'wasm-unsafe-eval'", *digests)
        ),  # Pagefind searches in WebAssembly
        "worker-src": "'self'",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    said = "; ".join(f"{name} {value}" for name, value in policy.items())
    return {"Content-Security-Policy": said, **_OTHERS}


def nginx(sites: Iterable[Path]) -> bytes:
    """Return the headers of built sites as lines that nginx includes."""
    lines = (f'add_header {name} "{value}" always;' for name, value in of(sites).items())
    return "".join(f"{line}\n" for line in lines).encode()


def _digests(site: Path) -> set[str]:
    """Return the digest of each script of the theme, in each form that the depth of a page gives it."""
    homes = {"/".join([".."] * depth) or "." for depth in _depths(site)}
    scripts = set[bytes]()
    for script in _INLINE.findall((site / _WORDLESS).read_bytes()):
        scripts |= {script, *(_HOME.sub(f'"{home}"'.encode(), script) for home in homes)}
    return {f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'" for script in scripts}


def _depths(site: Path) -> set[int]:
    return {len(page.relative_to(site).parents) - 1 for page in site.rglob("*.html")}
