"""What is to be done: the page, a calendar of the agency and of each division, and the feed of what has changed."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Final

from sotay import cache
from sotay.agenda import days_left, divisions, horizons, near_days, people, person_name, who, whole_agency
from sotay.calendar_vn import weekday_name
from sotay.figures import dossier_count
from sotay.lists.distribution import division_name
from sotay.messages import _, language
from sotay.names import severity_name
from sotay.news import newest
from sotay.outputs import agenda_ics, news_atom
from sotay.site import addresses, config
from sotay.site.slugs import slugify
from sotay.site.writer import text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sotay.agenda import Horizon, Task
    from sotay.library import Library
    from sotay.news import Event
    from sotay.site.writer import Writer

INDEX: Final = f"{addresses.AGENDA}/index.md"
LATE: Final = "qua-han"
NEAR: Final = "sap-den-han"
_LINK: Final = re.compile(r"\]\(([^)\n]+)\)")


def pages(writer: Writer, tasks: Sequence[Task]) -> Iterator[tuple[str, str]]:
    """Yield staged path and text of the agenda."""
    library = writer.library
    yield (
        INDEX,
        writer.render(
            "agenda.md.j2",
            INDEX,
            tasks=tasks,
            late=sum(task.late for task in tasks),
            overdue_page=bool(dossier_count.overdue(library)),
            due=len(near(library, tasks)),
            near_days=near_days(library),
            near_anchor=NEAR,
            anchor_of=anchor_of,
            horizons=horizons(library, tasks),
            divisions=[
                (_heading(library, code), _anchor(code), own)
                for code, own in divisions(library, tasks).items()
            ],
            people=[
                (person_name(library, person), f"nguoi-{slugify(person, '-')}", own)
                for person, own in people(library, tasks).items()
            ],
            calendars=[(division_name(library, code), _calendar(code)) for code in _codes(library)],
            calendar=addresses.CALENDAR,
            feed=addresses.FEED,
            findings_page=f"{addresses.RULES}/ket-qua.md",
            told=functools.cache(lambda task: told(writer, task, INDEX)),
            page_of_rule=addresses.of_rule,
            severity_name=severity_name,
            weekday_name=weekday_name,
            days_left=days_left,
            who=lambda task: who(library, task),
        ),
    )


def near(library: Library, tasks: Sequence[Task]) -> tuple[Task, ...]:
    """Return the tasks that the agency wants to be warned of by now and that are not late: those below ``NEAR``."""
    days = near_days(library)
    return tuple(task for task in tasks if days is not None and 0 <= task.days_left <= days)


def anchor_of(horizon: Horizon) -> str:
    """Return the place of a horizon on the page."""
    if horizon.within is None:
        return "sau-do"
    return LATE if horizon.within < 0 else f"trong-{horizon.within}-ngay"


def told(writer: Writer, task: Task, page: str) -> str:
    """Write what is to be done, with the way to the page of what it is about, and to all that it names."""
    words, own = writer.said(task.what, page), _page_of(writer.library, task)
    if own is None:
        return words
    address = addresses.relative(own, page)
    if _LINK.search(words) is None:
        return f"[{words}]({address})"
    named = any(link[1].partition("#")[0] == address for link in _LINK.finditer(words))
    return words if named else f"{words} ([{text(writer.file(task.finding.place.file))}]({address}))"


def files(library: Library, tasks: Sequence[Task]) -> dict[str, bytes]:
    """Return staged path → bytes of the calendars and of the feed."""

    def link(task: Task) -> str | None:
        return _full(library, _page_of(library, task) or INDEX)

    entries = dict(zip((task.id for task in tasks), agenda_ics.entries(library, tasks, link), strict=True))

    @functools.cache
    def events() -> dict[agenda_ics.Entry, str]:
        rest_on = {entry: repr(entry).encode() for entry in entries.values()}
        return cache.made_each(library.root, "events", rest_on, agenda_ics.event)

    def calendar(page: str, tasks: Sequence[Task], name: str) -> bytes:
        told = [entries[task.id] for task in tasks]

        def make() -> bytes:
            return agenda_ics.render(name, map(events().__getitem__, told))

        return cache.made(library.root, page.rpartition("/")[2], repr((language(), name, told)), make)

    agency, by_division = library.agency.names_on(library.as_of).name, divisions(library, tasks)
    found = {
        addresses.CALENDAR: calendar(addresses.CALENDAR, tasks, _("To be done: {agency}", agency=agency))
    }
    for code in _codes(library):
        name = _("To be done: {agency}", agency=f"{division_name(library, code)}, {agency}")
        found[_calendar(code)] = calendar(_calendar(code), by_division.get(code, ()), name)
    return found | feed(library, newest(library, tasks))


def feed(library: Library, events: Sequence[Event]) -> dict[str, bytes]:
    """Return staged path → bytes of the feed of these events."""

    def link(path: str) -> str:
        page = (addresses.of_path(path) or INDEX) if path else addresses.FEED
        return _full(library, page) or _built(page)

    return {addresses.FEED: news_atom.render(library, events, link, config.site_url(library.root))}


def _full(library: Library, page: str) -> str | None:
    """Return the whole address of a page; None where nobody says where the site stands."""
    site_url = config.site_url(library.root)
    return f"{site_url}{_built(page)}" if site_url else None


def _codes(library: Library) -> tuple[str, ...]:
    """Return the codes of the divisions that there are on ``as_of``."""
    there = (division for division in library.agency.divisions if division.holds(library.as_of))
    return tuple(dict.fromkeys(division.code for division in there if slugify(division.code, "-")))


def _calendar(code: str) -> str:
    stem, dot, suffix = addresses.CALENDAR.partition(".")
    return f"{stem}-{slugify(code, '-')}{dot}{suffix}"


def _heading(library: Library, code: str | None) -> str:
    name = division_name(library, code) if code is not None else whole_agency()
    return name[:1].upper() + name[1:]


def _anchor(code: str | None) -> str:
    return f"don-vi-{slugify(code, '-')}" if code is not None else "ca-co-quan"


def _page_of(library: Library, task: Task) -> str | None:
    return addresses.of_read(library, task.finding.place.file)


def _built(page: str) -> str:
    """Return the address that MkDocs gives a staged file."""
    return f"{page.removesuffix('.md')}.html" if page.endswith(".md") else page
