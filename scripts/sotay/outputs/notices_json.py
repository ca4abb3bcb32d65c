"""Notices for a webhook, as JSON: all that is new, whoever it is for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sotay.agenda import person_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sotay.library import Library
    from sotay.notices.telling import Notice


def render(library: Library, notices: Sequence[Notice], link: Callable[[str], str | None]) -> bytes:
    """Return the notices as JSON in UTF-8; ``text`` says the same in one text, as chat programs want it."""
    value = {
        "agency": library.agency.names_on(library.as_of).name,
        "as_of": library.as_of.isoformat(),
        "text": "\n".join(f"- {notice.title}" for notice in notices),
        "notices": [
            {
                "id": notice.id,
                "topic": notice.topic.value,
                "person": notice.person,
                "name": person_name(library, notice.person) if notice.person else None,
                "title": notice.title,
                "words": notice.words,
                "link": link(notice.path),
            }
            for notice in notices
        ],
    }
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
