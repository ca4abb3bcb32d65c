"""What every built page gets, whichever engine built it: its language, feed, robots and edit link, heads of tables, folds.

It works on the HTML alone, so that nothing depends on the hooks of one engine, which another does not call.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from sotay.messages import _, language
from sotay.site import addresses

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

FRONT: Final = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
_SAID: Final = re.compile(r"^(source|robots): *\"?([^\"\n]*)\"?$", re.MULTILINE)
# The theme says its own language, whichever the pages were told in.
_LANGUAGE: Final = re.compile(r"(<html\b[^>]*\blang=\"?)[a-z-]+")
_EDIT: Final = re.compile(r"<a href=\"([^\"]*)\"[^>]*\brel=\"edit\"[^>]*>.*?</a>", re.DOTALL)
_FOLD: Final = "sotay-fold"
_FOLDED: Final = re.compile(
    rf'(<h([23])\b[^>]*\bclass="{_FOLD}"[^>]*>.*?</h\2>)(.*?)(?=<h2\b|<h\2\b|</article>)', re.DOTALL
)
_HEADLESS: Final = re.compile(
    r"(<table[^>]*>)\s*<thead>\s*<tr>(?:\s*<th[^>]*></th>)+\s*</tr>\s*</thead>(.*?</table>)", re.DOTALL
)
_EMPTY_HEAD: Final = re.compile(r"<th\b([^>]*)>\s*</th>")
_FIRST_CELL: Final = re.compile(r"(<tr>\s*)<td([^>]*)>(.*?)</td>", re.DOTALL)


def finish(staged: Path, out: Path) -> None:
    """Finish every page of the built site ``out`` that is not finished yet."""
    finish_each(staged, out, (path.relative_to(staged).as_posix() for path in staged.rglob("*.md")))


def finish_each(staged: Path, out: Path, pages: Iterable[str]) -> None:
    """Finish these staged pages where they are not finished yet."""
    for page in sorted(pages):
        built = out / address(page)
        html = built.read_text(encoding="utf-8")
        if _told(page) not in html:
            done = finished(html, page, (staged / page).read_text(encoding="utf-8"))
            built.write_text(done, encoding="utf-8", newline="\n")


def address(page: str) -> str:
    """Return where an engine writes a staged page."""
    return page.removesuffix(".md") + ".html"


def finished(html: str, page: str, words: str) -> str:
    """Return a page as it is published; ``words`` are its staged text. What is finished stays as it is."""
    told = _told(page)
    if told in html:
        return html
    front = FRONT.match(words)
    said = dict(_SAID.findall(front[1])) if front else {}
    if robots := said.get("robots"):
        told += f'<meta name="robots" content="{robots}">'
    source = said.get("source")

    def edit(link: re.Match[str]) -> str:
        return link[0].replace(link[1], link[1].removesuffix(page) + source) if source else ""

    html = _LANGUAGE.sub(rf"\g<1>{language()}", html, count=1)
    html = re.sub(r"<head>", f"<head>{told}", html, count=1)
    html = _HEADLESS.sub(_headed, _EDIT.sub(edit, html))
    html = _EMPTY_HEAD.sub(r"<td\1></td>", html)  # a head that says nothing heads nothing
    return _FOLDED.sub(_folded, html) if _FOLD in html else html


def _folded(section: re.Match[str]) -> str:
    """Return a section that its heading opens, without a script too."""
    return f'<details class="{_FOLD}"><summary>{section[1]}</summary>{section[3]}</details>'


def _told(page: str) -> str:
    """Return what tells readers of feeds; only a finished page holds it."""
    feed = addresses.relative(addresses.FEED, page)
    return f'<link rel="alternate" type="application/atom+xml" title="{_("What has changed")}" href="{feed}">'


def _headed(table: re.Match[str]) -> str:
    """Return a table whose head says nothing without it: the first cell heads each row."""
    return table[1] + _FIRST_CELL.sub(r'\1<th scope="row"\2>\3</th>', table[2])
