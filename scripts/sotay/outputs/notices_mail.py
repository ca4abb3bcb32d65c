"""Notices as a mail, plain and HTML: what one person is told, by topic."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from itertools import groupby
from typing import TYPE_CHECKING

from sotay.messages import _, language
from sotay.notices.telling import topic_name
from sotay.outputs.characters import holdable
from sotay.outputs.template import fill

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sotay.kinds.agency import Person
    from sotay.library import Library
    from sotay.notices.telling import Notice


def render(
    library: Library,
    notices: Sequence[Notice],
    link: Callable[[str], str | None],
    person: Person,
    name: str,
) -> bytes:
    """Return the mail to a person as bytes, without the moment at which it is sent; ``name`` is its Message-ID.

    Raises ``ValueError`` where an address is none.
    """
    assert library.agency.mail is not None, "who has no mail server writes no mails"
    agency = library.agency.names_on(library.as_of).name
    parts = [
        (topic_name(topic), [(holdable(n.title), holdable(n.words), link(n.path)) for n in several])
        for topic, several in groupby(notices, key=lambda notice: notice.topic)
    ]
    values = {
        "agency": agency,
        "person": person.name,
        "parts": parts,
        "language": language(),
        "greeting": _("To {person}:", person=person.name),
        "farewell": _("Sent by the ISO handbook of {agency}; nothing is told twice.", agency=agency),
    }
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(
        _words(_("ISO handbook of {agency}", agency=agency)), addr_spec=library.agency.mail.sender
    )
    message["To"] = Address(_words(person.name), addr_spec=person.email or "")
    message["Subject"] = _("ISO handbook: {count} new matters for you", count=len(notices))
    message["Message-ID"] = name
    message["Auto-Submitted"] = "auto-generated"  # no machine answers it (RFC 3834)
    message.set_content(fill("notices.txt.j2", **values), cte="base64")
    message.add_alternative(fill("notices.html", **values), subtype="html", cte="base64")
    boundary = f"sotay-{name.strip('<>').partition('@')[0]}"
    message.set_boundary(boundary)
    return message.as_bytes()


def _words(text: str) -> str:
    return " ".join(text.split())
