"""The search index: what each page is looked for by, folded so that diacritics need not be typed.

Titles, codes and names are stored folded beside what is shown of a page: without diacritics, đ as d, signs as spaces, so that
``QT.DN.01``, ``qt dn 01`` and ``Cấp phép``, ``câp phep`` are one each. The words of the texts lie apart, by the letters that
they begin with (``search_words.py``): who searches fetches only those of the words typed. The index is its own because an
engine that hands over each page with a word before it shows the first takes seconds where thousands share that word.

All files are scripts, which a browser also takes from a folder without a server.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sotay.kinds.base import OfficialRecord
from sotay.kinds.legal import LegalDocument
from sotay.legal.changes import is_known
from sotay.legal.telling import validity_words
from sotay.legal.validity import Validity, validity
from sotay.library import remembered
from sotay.lifecycle import State
from sotay.lists.distribution import division_name
from sotay.messages import _
from sotay.names import state_name
from sotay.site import addresses, blank_forms
from sotay.site.finish import FRONT
from sotay.site.search_words import PARTS, counted, fold, places, whole
from sotay.site.shelf import shelves

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sotay.kinds.agency import PublishedService
    from sotay.kinds.procedure import ControlledDocument
    from sotay.library import Library
    from sotay.site.shelf import Volume

FOLDER: Final = "tim-kiem"
SCRIPT: Final = "search.js"
_TITLE: Final = re.compile(r"^# +(.+?)(?: +\{:[^}]*\})?$", re.MULTILINE)
_ALIASES: Final = re.compile(r"^aliases: *\[(.*)\]$", re.MULTILINE)
_DIGITS: Final = re.compile(r"\d+")
_RULE: Final = 1e-6
"""How the page of a rule stands among equals: behind any page that has the words in its text alone."""


class Standing(StrEnum):
    """Whether a page is shown unasked; and of laws, whether one that does not hold gives way to those that do."""

    ASKED = "0"
    SHOWN = "1"
    HOLDS = "2"
    GIVES_WAY = "3"


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
    standing: Standing = Standing.SHOWN
    names: tuple[str, ...] = ()


def files(library: Library, staged: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return staged path → script of the index of the staged pages."""
    found = _ranked(entries(library, staged))
    words = counted(library.root, [entry.address for entry in found], staged)
    known = {whole(name) for entry in found for name in (*entry.keys, *entry.names)}
    parts = {"pages": _told(_columns(found))}
    parts.update((str(number), _told(part)) for number, part in enumerate(places(words, known)))
    stamp = hashlib.sha256("".join(parts.values()).encode()).hexdigest()[:16]
    version = _script("version", _told({"stamp": stamp, "parts": PARTS, "pages": len(found)}))
    scripts = {name: _script(f"{name}?{stamp}", part) for name, part in parts.items()}
    return {f"{FOLDER}/{name}.js": code for name, code in {"version": version, **scripts}.items()}


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
        "standing": entry.standing,
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
    several = (*_volumes(library), *_laws(library), *_records(library), *_blank_forms(library))
    known = {entry.address: entry for entry in several}
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
        if entry is None and page.startswith(f"{addresses.RULES}/"):
            # Whoever means a rule types its name: words that it shares with papers of the office mean those.
            yield Entry(address, shown, _about(page), (), _RULE, names=(Path(page).stem,))
        elif entry is None:
            yield Entry(address, shown, _about(page), (), 0.6, names=_aliases(front[1] if front else ""))
        else:
            yield replace(entry, title=entry.title or shown)


def _aliases(front: str) -> tuple[str, ...]:
    """Return what people call a page that no document stands behind, as its front matter lists it."""
    said = _ALIASES.search(front)
    return tuple(said[1].split(",")) if said else ()


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
            *_run_together(meta.code.partition(".")[2]),
            meta.title,
            meta.area or "",
            *meta.tags,
            *(name for _code, name in services),
            decision or "",
        ),
        2.0 if works else 0.3,
        Standing.SHOWN if works else Standing.ASKED,
        names,
    )


def _run_together(code: str) -> Iterator[str]:
    """Yield how people write the end of a code in one word: ``LĐ03``, ``LĐ3``."""
    parts = fold(code).split()
    yield from ("".join(parts), "".join(part.lstrip("0") for part in parts))


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
        holds = is_known(library, law) and validity(library, law)[0] not in {Validity.COMING, Validity.ENDED}
        yield Entry(
            _address(addresses.of(law)),
            f"{meta.type} {meta.number}: {meta.title}",
            f"{_('Legal document')} · {validity_words(library, law)}",
            (f"{meta.type} {meta.number}", meta.title),
            1.2 if holds else 1.0,
            Standing.HOLDS if holds else Standing.GIVES_WAY,
            names=(meta.number, f"{meta.type} {meta.title}", *_short(meta)),
        )


def _short(law: LegalDocument) -> Iterator[str]:
    """Yield how people write a number for short: ``61/2018``, ``NĐ 61``, ``NĐ61``, ``Nghị định 61/2018``."""
    number, _slash, rest = law.number.partition("/")
    year, _slash, issuer = rest.partition("/")
    yield f"{number}/{year}"
    letters = issuer.partition("-")[0]
    for kind in (f"{law.type} ", f"{letters} ", letters):
        yield from (f"{kind}{number}", f"{kind}{number}/{year}")


def _records(library: Library) -> Iterator[Entry]:
    for record in library.records:
        meta = record.meta
        assert isinstance(meta, OfficialRecord)
        keys = (meta.title or "", meta.subject or "", str(type(meta).label))
        names = (meta.number,) if meta.number else ()
        yield Entry(_address(addresses.of(record)), "", str(type(meta).label), keys, 1.0, names=names)


def _blank_forms(library: Library) -> Iterator[Entry]:
    """Yield the page of empty forms, which whoever types what one of them is called means."""
    if circular := blank_forms.offered(library):
        titles = tuple(form.title for form in circular.forms.values())
        yield Entry(_address(blank_forms.PAGE), "", _("Forms"), (), 1.0, names=titles)


def _address(page: str) -> str:
    return page.removesuffix(".md") + ".html"


def _distinct(names: Iterable[str]) -> Iterator[str]:
    """Yield what there is of names, folded, each once."""
    yield from dict.fromkeys(fold(name) for name in names if fold(name))
