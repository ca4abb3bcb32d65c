"""The search index: what each page is looked for by, folded so that diacritics need not be typed.

Titles, codes and names are stored folded beside what is shown of a page: without diacritics, đ as d, signs as spaces, so that
``QT.DN.01``, ``qt dn 01`` and ``Cấp phép``, ``câp phep`` are one each. The words of the texts lie apart, by the letters that
they begin with: who searches fetches only those of the words typed. The index is its own because an engine that hands over
each page with a word before it shows the first takes seconds where thousands share that word.

All files are scripts, which a browser also takes from a folder without a server.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Final

from sotay.cache import made_each
from sotay.kinds.base import OfficialRecord
from sotay.kinds.legal import LegalDocument
from sotay.legal.validity import Validity, validity
from sotay.library import remembered
from sotay.lifecycle import State
from sotay.lists.distribution import division_name
from sotay.messages import _
from sotay.names import state_name
from sotay.site import addresses, backlinks, trail
from sotay.site.finish import FRONT
from sotay.site.shelf import shelves

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from sotay.kinds.agency import PublishedService
    from sotay.kinds.procedure import ControlledDocument
    from sotay.library import Library
    from sotay.site.shelf import Volume

FOLDER: Final = "tim-kiem"
SCRIPT: Final = "search.js"
PARTS: Final = 128
"""Files of words, each there even where it is empty: a browser asks for one before it knows what words there are."""
_MOST: Final = 26
_TITLE: Final = re.compile(r"^# +(.+?)(?: +\{:[^}]*\})?$", re.MULTILINE)
# What a page says of other pages: the way to it, and what leads to it, which stands last.
_AROUND: Final = re.compile(
    rf"^.*\n\{{: \.{trail.MARK} [^\n]*\}}$|^## [^\n]*\{{: #{backlinks.ANCHOR} \}}$(?s:.*)", re.MULTILINE
)
_HIDDEN: Final = re.compile(
    r"<(?P<drawn>style|svg)\b(?s:.*?)</(?P=drawn)>"
    r"|\]\([^)\n]*\)|<[^>\n]*>|\{:[^}\n]*\}|https?://\S+|`[0-9a-f]{40,}`"
)
_DIGITS: Final = re.compile(r"\d+")


class _Folded(dict[int, str]):
    """What becomes of each character: a mark that combines goes, what is neither letter nor digit is a space."""

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFD", chr(code).lower().replace("đ", "d"))
        letters = (letter for letter in plain if not unicodedata.combining(letter))
        self[code] = "".join(letter if letter.isascii() and letter.isalnum() else " " for letter in letters)
        return self[code]


_FOLDED: Final = _Folded()


@dataclass(frozen=True, slots=True)
class Entry:
    """A page that can be found; without ``title`` it is called by its heading.

    ``keys`` are what it is looked for by beside its text; ``weight`` is how it stands among equals. ``names`` are what it is
    called beside its title: whoever types one of them means this page.
    """

    address: str
    title: str
    about: str
    keys: tuple[str, ...]
    weight: float
    in_force: bool
    names: tuple[str, ...] = ()


def fold(text: str) -> str:
    """Return words as they are looked for: small, without diacritics, đ as d, other signs as spaces."""
    return " ".join(text.translate(_FOLDED).split())


def files(library: Library, staged: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return staged path → script of the index of the staged pages."""
    found = _ranked(entries(library, staged))
    counted = _counted(library.root, [entry.address for entry in found], staged)
    parts = {"pages": _told(_columns(found))}
    parts.update((str(number), _told(words)) for number, words in enumerate(_words(counted)))
    stamp = hashlib.sha256("".join(parts.values()).encode()).hexdigest()[:16]
    version = _script("version", _told({"stamp": stamp, "parts": PARTS, "pages": len(found)}))
    scripts = {name: _script(f"{name}?{stamp}", part) for name, part in parts.items()}
    return {f"{FOLDER}/{name}.js": code for name, code in {"version": version, **scripts}.items()}


def text(page: bytes, address: str) -> str:
    """Return what a staged page says: nothing of other pages, and nothing that is not read."""
    if address.startswith(f"{addresses.RULES}/"):
        return ""  # a rule is found by its name: its examples are not what people look for
    words = _AROUND.sub("", page.decode())
    front = FRONT.match(words)
    return _HIDDEN.sub(" ", words[front.end() if front else 0 :])


def _columns(found: Iterable[Entry]) -> dict[str, str]:
    """Return what is known of the pages by name, a line a page: a browser takes long texts sooner than many short ones."""
    rows = [_row(entry) for entry in found]
    return {name: "\n".join(row[name] for row in rows) for name in rows[0]} if rows else {}


def _row(entry: Entry) -> dict[str, str]:
    """Return what is shown of a page, and what it is looked for by: words between spaces, names between semicolons."""
    called = fold(entry.title)
    names = list(_distinct(entry.names))
    keys = [key for key in _distinct((*entry.keys, *names)) if f" {key} " not in f" {called} "]
    return {
        "url": entry.address,
        "title": " ".join(entry.title.split()),
        "about": " ".join(entry.about.split()),
        "called": f" {called} ",
        "keys": f" {' '.join(keys)} ",
        "names": f";{';'.join(names)};" if names else "",
        "letters": initials(entry.title) if entry.address.startswith(f"{addresses.PROCEDURES}/") else "",
        "weight": str(entry.weight),
        "inForce": str(int(entry.in_force)),
    }


def initials(title: str) -> str:
    """Return the first letters of a title's words: who types ``gpxd`` means ``giấy phép xây dựng``."""
    return "".join(word[0] for word in fold(title).split())


def _told(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _script(name: str, part: str) -> bytes:
    return f'(self.sotayIndex ??= {{}})["{name}"] = {part};\n'.encode()


def _ranked(found: Iterable[Entry]) -> list[Entry]:
    """Return pages as they stand among equals: documents by their codes, then all else, the latest first."""

    def name(entry: Entry) -> tuple[str, str]:
        return _DIGITS.sub(lambda number: number[0].zfill(12), fold(entry.title)), entry.address

    found = list(found)
    documents = [entry for entry in found if entry.address.startswith(f"{addresses.PROCEDURES}/")]
    others = [entry for entry in found if not entry.address.startswith(f"{addresses.PROCEDURES}/")]
    return sorted(documents, key=name) + sorted(others, key=name, reverse=True)


def _counted(root: Path, found: Iterable[str], staged: Mapping[str, bytes]) -> Iterator[str]:
    """Yield the words of each page that is found: before each, a letter for how often it stands there, ``a`` for once."""
    pages = {address: staged[address.removesuffix(".html") + ".md"] for address in found}
    folded = cache(lambda written: fold(written).split())  # pages share most of their words

    def count(address: str) -> str:
        often: dict[str, int] = {}
        for written, times in Counter(text(pages[address], address).split()).items():
            for word in folded(written):
                often[word] = often.get(word, 0) + times
        return " ".join(f"{chr(96 + min(times, _MOST))}{word}" for word, times in often.items())

    rest_on = {address: hashlib.sha256(address.encode() + page).digest() for address, page in pages.items()}
    yield from made_each(root, "words", rest_on, count).values()


def _words(counted: Iterable[str]) -> list[dict[str, str]]:
    """Return word → where it stands, by part: how many pages further, unless one, then how often there, ``a`` for once."""
    told: dict[bytes, bytearray] = {}
    last: dict[bytes, int] = {}
    for number, words in enumerate(counted):
        for said in words.encode().split():
            often, word = said[:1], said[1:]
            if word in told:
                step = number - last[word]
                told[word] += often if step == 1 else b"%d%b" % (step, often)
            else:
                told[word] = bytearray(b"%d%b" % (number + 1, often) if number else often)
            last[word] = number
    parts: list[dict[str, str]] = [{} for _number in range(PARTS)]
    for word in sorted(told):
        name = word.decode()
        parts[_place(name)][name] = told[word].decode()
    return parts


def _place(word: str) -> int:
    """Return the part of a word, by its first two letters."""
    return (36 * ord(word[0]) + ord(word[1:2] or "\0")) % PARTS


def script(assets: Path) -> dict[str, bytes]:
    """Return staged path → the script of the search box, with its words in the language in use."""
    words = {
        "placeholder": _("Search: code, number, words"),
        "results": _("Found"),
        "all": _("also drafts and what is no longer in force"),
        "found": _("{count} pages found."),
        "none": _("Nothing found."),
        "fewer": _("Nothing found. Fewer words find more."),
        "missing": _("No page has: {words}."),
        "hidden": _("In drafts or what is no longer in force: {words}; tick the box below to find it there."),
        "unavailable": _(
            "The search index cannot be read: open the page again, or ask who publishes this site."
        ),
    }
    code = (assets / SCRIPT).read_text(encoding="utf-8")
    told = json.dumps(words, ensure_ascii=False)
    return {f"{assets.name}/{SCRIPT}": code.replace("WORDS", told, 1).encode()}


def entries(library: Library, staged: Mapping[str, bytes]) -> Iterator[Entry]:
    """Yield what can be found, by address; redlines and pages that say so are left out."""
    known = {entry.address: entry for entry in (*_volumes(library), *_laws(library), *_records(library))}
    for page in sorted(page for page in staged if page.endswith(".md")):
        address = _address(page)
        words = staged[page].decode()
        front = FRONT.match(words)
        entry = known.get(address)
        if entry is None and front and "exclude: true" in front[1]:
            continue
        title = _TITLE.search(words, front.end() if front else 0)
        if title is None:
            continue
        shown = (
            re.sub(r"\\(.)", r"\1", title[1]).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        )
        if entry is None:
            weight = 0.2 if page.startswith(f"{addresses.RULES}/") else 0.6
            yield Entry(address, shown, _about(page), (), weight, in_force=True)
        else:
            yield replace(entry, title=entry.title or shown)


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
    services = tuple(_services(library, meta))
    national = [code for code, _name in services]
    decision = station.decision.meta.number if station.decision else None
    works = main and station.state is State.EFFECTIVE
    names = (
        meta.code,
        *national,
        *(code.replace(".", "") for code in national),
        *meta.aliases,
        *(form.code for form in meta.forms),
    )
    about = [_("version {version}", version=station.version), state_name(station.state)]
    if meta.service:
        about.append(f"{meta.service.processing_time:02d} {meta.service.unit}")
    return Entry(
        f"{volume.stem}.html",
        "",
        " · ".join((division_name(library, meta.division), *about)),
        (
            fold(meta.code).replace(" ", ""),
            fold(meta.code.partition(".")[2]).replace(" ", ""),
            meta.title,
            meta.area or "",
            *meta.tags,
            *(name for _code, name in services),
            decision or "",
        ),
        2.0 if works else 0.3,
        works,
        names,
    )


def _services(library: Library, meta: ControlledDocument) -> Iterator[tuple[str, str]]:
    """Yield national code and name of what a document carries out, also what was published of it: old dossiers bear those codes."""
    if meta.service:
        yield meta.service.code or "", meta.service.name
    for service in _published(library).get(meta.code, ()):
        yield service.code, service.name


@remembered
def _published(library: Library) -> dict[str | None, list[PublishedService]]:
    """Return procedure → the services that agency.yml says were published as it."""
    found: dict[str | None, list[PublishedService]] = {}
    for service in library.agency.services:
        found.setdefault(service.procedure, []).append(service)
    return found


def _laws(library: Library) -> Iterator[Entry]:
    for law in library.of(LegalDocument):
        meta = law.meta
        state, _sure = validity(library, law)
        yield Entry(
            _address(addresses.of(law)),
            f"{meta.type} {meta.number}: {meta.title}",
            _("Legal document"),
            (f"{meta.type} {meta.number}", meta.title),
            1.0 if state is Validity.ENDED else 1.2,
            in_force=True,
            names=(meta.number, f"{meta.type} {meta.title}", *_short(meta)),
        )


def _short(law: LegalDocument) -> Iterator[str]:
    """Yield how people write a number for short: ``61/2018``, ``NĐ 61``, ``Nghị định 61/2018``."""
    number, _slash, rest = law.number.partition("/")
    year, _slash, issuer = rest.partition("/")
    yield f"{number}/{year}"
    for kind in (law.type, issuer.partition("-")[0]):
        yield from (f"{kind} {number}", f"{kind} {number}/{year}")


def _records(library: Library) -> Iterator[Entry]:
    for record in library.records:
        meta = record.meta
        assert isinstance(meta, OfficialRecord)
        keys = (meta.title or "", meta.subject or "", str(type(meta).label))
        names = (meta.number,) if meta.number else ()
        yield Entry(
            _address(addresses.of(record)), "", str(type(meta).label), keys, 1.0, in_force=True, names=names
        )


def _address(page: str) -> str:
    return page.removesuffix(".md") + ".html"


def _distinct(names: Iterable[str]) -> Iterator[str]:
    """Yield what there is of names, folded, each once."""
    yield from dict.fromkeys(fold(name) for name in names if fold(name))
