"""What has changed, as an Atom feed (RFC 4287). Moments are the beginnings of days in Vietnam, never the clock."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from sotay.agenda import lasting_id
from sotay.messages import _, language
from sotay.outputs.characters import holdable
from sotay.witness import VIETNAM

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from sotay.library import Library
    from sotay.news import Event

_NAMESPACE: Final = "http://www.w3.org/2005/Atom"
_NOBODYS: Final = "sotay.invalid"  # where the site has no address, a name that can be nobody's (RFC 2606)
_SINCE: Final = "2026"


def render(
    library: Library, events: Sequence[Event], link: Callable[[str], str], site_url: str | None
) -> bytes:
    """Return the events as a feed; ``link`` gives the address of the page of a file, from the feed or in full."""
    agency = library.agency.names_on(library.as_of).name
    host = (urlsplit(site_url).hostname if site_url else None) or _NOBODYS
    feed = ET.Element("feed", {"xmlns": _NAMESPACE, "xml:lang": language()})
    _add(feed, "title", _("Changes in the ISO handbook of {agency}", agency=agency))
    _add(feed, "id", _tag(library, host, "feed"))
    _add(feed, "updated", _moment(events[0].day if events else library.as_of))
    _add(ET.SubElement(feed, "author"), "name", agency)
    if site_url:
        ET.SubElement(feed, "link", rel="self", type="application/atom+xml", href=link(""))
    for event in events:
        entry = ET.SubElement(feed, "entry")
        _add(entry, "title", event.title)
        _add(entry, "id", _tag(library, host, event.id))
        _add(entry, "updated", _moment(event.day))
        ET.SubElement(entry, "link", rel="alternate", type="text/html", href=link(event.path))
        _add(entry, "summary", event.summary or event.title)
    ET.indent(feed)
    written: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = holdable(text)


def _tag(library: Library, host: str, name: str) -> str:
    """Return a tag (RFC 4151) that stays the same as long as the site keeps its host."""
    return f"tag:{host},{_SINCE}:{lasting_id(library, name)}"


def _moment(day: date) -> str:
    return datetime.combine(day, time(), VIETNAM).isoformat()
