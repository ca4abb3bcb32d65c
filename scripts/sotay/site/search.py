"""The search index: what each page is looked for by, folded so that diacritics need not be typed; made by Pagefind.

Only the title, kind and state of a page come back with a result; everything that is looked for is stored folded: without
diacritics, đ as d, signs as spaces, so that ``QT.DN.01``, ``qt dn 01`` and ``Cấp phép``, ``câp phep`` are one each.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import unicodedata
from dataclasses import dataclass, replace
from html import escape
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from pagefind_bin import get_executable

from sotay import cache
from sotay.kinds.base import OfficialRecord
from sotay.kinds.legal import LegalDocument
from sotay.legal.validity import Validity, validity
from sotay.lifecycle import State
from sotay.messages import _
from sotay.names import state_name
from sotay.site import addresses, backlinks, trail
from sotay.site.shelf import shelves

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sotay.library import Library
    from sotay.site.shelf import Volume

FOLDER: Final = "tim-kiem"
KEPT: Final = "search"
SCRIPT: Final = "search.js"
_UNWANTED: Final = ("pagefind-component-ui", "pagefind-modular-ui", "pagefind-ui", "pagefind-highlight")
_FRONT: Final = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
_TITLE: Final = re.compile(r"^# +(.+?)(?: +\{:[^}]*\})?$", re.MULTILINE)
# What a page says of other pages: the way to it, and what leads to it, which stands last.
_AROUND: Final = re.compile(
    rf"^.*\n\{{: \.{trail.MARK} [^\n]*\}}$|^## [^\n]*\{{: #{backlinks.ANCHOR} \}}$(?s:.*)", re.MULTILINE
)
_HIDDEN: Final = re.compile(
    r"<(?P<drawn>style|svg)\b(?s:.*?)</(?P=drawn)>"
    r"|\]\([^)\n]*\)|<[^>\n]*>|\{:[^}\n]*\}|https?://\S+|`[0-9a-f]{40,}`"
)


class _Folded(dict[int, str]):
    """What becomes of each character: a mark that combines goes, what is neither letter nor digit is a space."""

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFD", chr(code).lower().replace("đ", "d"))
        letters = (letter for letter in plain if not unicodedata.combining(letter))
        self[code] = "".join(letter if letter.isascii() and letter.isalnum() else " " for letter in letters)
        return self[code]


_FOLDED: Final = _Folded()
_INITIALS: Final = 8
"""First letters in a row that are kept: longer abbreviations are not used."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A page that can be found; without ``title`` it is called by its heading.

    ``keys`` are what it is looked for by, ``text`` what it says; ``weight`` is how it stands among equals. ``names`` are what
    it is called beside its title: whoever types one of them means this page.
    """

    address: str
    title: str
    about: str
    keys: tuple[str, ...]
    text: str
    weight: float
    in_force: bool
    names: tuple[str, ...] = ()


class SearchError(Exception):
    """The index cannot be made; the message says why."""


def fold(text: str) -> str:
    """Return words as they are looked for: small, without diacritics, đ as d, other signs as spaces."""
    return " ".join(text.translate(_FOLDED).split())


def initials(title: str) -> str:
    """Return the first letters of a title's words from each word on: who types ``gpxd`` means ``giấy phép xây dựng``."""
    letters = "".join(word[0] for word in fold(title).split())
    return " ".join(letters[place : place + _INITIALS] for place in range(len(letters)))


def pages(library: Library, staged: Path) -> dict[str, bytes]:
    """Return path → what Pagefind reads of each staged page."""
    return {entry.address: _page(entry).encode() for entry in entries(library, staged)}


def renew(root: Path, source: Path, out: Path) -> None:
    """Write the index as ``publish`` does, where it is not there already as it was made of the same."""
    wanted = cache.folder_key(source, version("pagefind_bin"))
    if cache.recall(root, KEPT, wanted) != _state(out):
        publish(source, out)
        cache.keep(root, KEPT, wanted, _state(out))


def _state(out: Path) -> bytes:
    return cache.folder_key(out / FOLDER).encode()


def publish(source: Path, out: Path) -> None:
    """Write the index of what Pagefind reads into the site ``out``; raise ``SearchError`` where Pagefind fails."""
    target = out / FOLDER
    shutil.rmtree(target, ignore_errors=True)
    with TemporaryDirectory(dir=source.parent) as name:
        _lay(source, name)
        command = [str(get_executable()), "--site", name, "--output-path", str(target)]
        done = subprocess.run(  # noqa: S603 (a locked program, fixed words)
            [*command, "--force-language", "vi", "--silent"], capture_output=True, text=True, check=False
        )
    if done.returncode:
        why = done.stderr.strip() or done.stdout
        raise SearchError(_("The search index cannot be made: {why}", why=why))
    for path in target.iterdir():
        if path.name.startswith(_UNWANTED):
            path.unlink()


def _lay(source: Path, folder: str) -> None:
    """Lay what Pagefind reads in the order of names: it numbers pages in the order in which a folder holds them."""
    for path in sorted(source.rglob("*.html")):
        place = os.path.join(folder, path.relative_to(source))
        os.makedirs(os.path.dirname(place), exist_ok=True)
        try:
            os.link(path, place)
        except OSError:  # not every file system has links
            shutil.copyfile(path, place)


def script(assets: Path) -> dict[str, bytes]:
    """Return staged path → the script of the search box, with its words in the language in use."""
    words = {
        "placeholder": _("Search: code, number, words"),
        "results": _("Found"),
        "all": _("also drafts and what is no longer in force"),
        "found": _("{count} pages found."),
        "none": _("Nothing found. Fewer words find more."),
        "unavailable": _("The search works where the site is served (`sotay serve`), not from a folder."),
    }
    code = (assets / SCRIPT).read_text(encoding="utf-8")
    told = json.dumps(words, ensure_ascii=False)
    return {f"{assets.name}/{SCRIPT}": code.replace("WORDS", told, 1).encode()}


def entries(library: Library, staged: Path) -> Iterator[Entry]:
    """Yield what can be found, by address; redlines and pages that say so are left out."""
    known = {entry.address: entry for entry in (*_volumes(library), *_laws(library), *_records(library))}
    for path in sorted(staged.rglob("*.md")):
        page = path.relative_to(staged).as_posix()
        address = page.removesuffix(".md") + ".html"
        words = _AROUND.sub("", path.read_text(encoding="utf-8"))
        front = _FRONT.match(words)
        entry = known.get(address)
        if entry is None and front and "exclude: true" in front[1]:
            continue
        title = _TITLE.search(words)
        if title is None:
            continue
        text = fold(_HIDDEN.sub(" ", words[front.end() if front else 0 :]))
        shown = (
            re.sub(r"\\(.)", r"\1", title[1]).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        )
        if entry is None:
            rule = page.startswith(f"{addresses.RULES}/")
            yield Entry(
                address, shown, _about(page), (), "" if rule else text, 0.2 if rule else 0.6, in_force=True
            )
        else:
            yield replace(entry, title=entry.title or shown, text=text)


def _about(page: str) -> str:
    if page.startswith(f"{addresses.RULES}/"):
        return _("Rule")
    return _("Guide") if page.startswith("huong-dan/") else _("Page")


def _volumes(library: Library) -> Iterator[Entry]:
    for shelf in shelves(library).values():
        for volume in shelf.volumes:
            yield _volume(library, volume, main=volume is shelf.main)


def _volume(library: Library, volume: Volume, *, main: bool) -> Entry:
    meta, station = volume.document.meta, volume.station
    division = library.agency.division(meta.division)
    service = (meta.service.code or "", meta.service.name) if meta.service else ()
    decision = station.decision.meta.number if station.decision else None
    works = main and station.state is State.EFFECTIVE
    names = (*meta.aliases, *(form.code for form in meta.forms))
    about = [_("version {version}", version=station.version), state_name(station.state)]
    if meta.service:
        about.append(f"{meta.service.processing_time:02d} {meta.service.unit}")
    return Entry(
        f"{volume.stem}.html",
        "",
        " · ".join((division.name if division else meta.division, *about)),
        (
            meta.code,
            fold(meta.code).replace(" ", ""),
            fold(meta.code.partition(".")[2]).replace(" ", ""),
            meta.title,
            *service,
            decision or "",
            *names,
        ),
        "",
        2.0 if works else 0.3,
        works,
        names,
    )


def _laws(library: Library) -> Iterator[Entry]:
    for law in library.of(LegalDocument):
        meta = law.meta
        state, _sure = validity(library, law)
        yield Entry(
            _address(addresses.of(law)),
            f"{meta.type} {meta.number}: {meta.title}",
            _("Legal document"),
            (meta.number, f"{meta.type} {meta.number}", meta.title),
            "",
            1.0 if state is Validity.ENDED else 1.2,
            in_force=True,
            names=(f"{meta.type} {meta.title}", *_short(meta)),
        )


def _short(law: LegalDocument) -> Iterator[str]:
    """Yield how people write a number for short: ``NĐ 61``, ``Nghị định 61/2018``."""
    number, _slash, rest = law.number.partition("/")
    year, _slash, issuer = rest.partition("/")
    for kind in (law.type, issuer.partition("-")[0]):
        yield from (f"{kind} {number}", f"{kind} {number}/{year}")


def _records(library: Library) -> Iterator[Entry]:
    for record in library.records:
        meta = record.meta
        assert isinstance(meta, OfficialRecord)
        keys = (meta.number or "", meta.title or "", meta.subject or "", str(type(meta).label))
        yield Entry(_address(addresses.of(record)), "", str(type(meta).label), keys, "", 1.0, in_force=True)


def _address(page: str) -> str:
    return page.removesuffix(".md") + ".html"


def _page(entry: Entry) -> str:
    """Return the page that Pagefind reads: what is looked for, weighted; what is shown stands in attributes alone."""
    keys = "".join(f'<p data-pagefind-weight="9">{fold(key)}</p>' for key in _distinct(entry.keys))
    shown = (
        f'data-title="{escape(entry.title)}" data-about="{escape(entry.about)}" data-weight="{entry.weight}"'
        f' data-names="{escape("; ".join(entry.names))}"'
    )
    # One value alone: Pagefind writes several in another order each time.
    in_force = ' data-pagefind-filter="hieu-luc:co"' if entry.in_force else ""
    letters = initials(entry.title) if entry.address.startswith(f"{addresses.PROCEDURES}/") else ""
    return (
        f'<html lang="vi"><body><main data-pagefind-body {shown}'
        f' data-pagefind-meta="title[data-title], about[data-about], weight[data-weight], names[data-names]"{in_force}>'
        f'<p data-pagefind-weight="7">{fold(entry.title)}</p>{keys}<p>{entry.text} {letters}</p></main></body></html>'
    )


def _distinct(keys: Iterable[str]) -> Iterator[str]:
    yield from dict.fromkeys(key for key in keys if key)
