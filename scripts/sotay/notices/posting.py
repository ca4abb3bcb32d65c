"""Letters for the outbox: what is new for a person in one mail, what is new for anybody in one message of the webhook."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sotay.notices import delivery
from sotay.notices.delivery import WEBHOOK
from sotay.notices.outbox import Letter
from sotay.outputs import notices_json, notices_mail
from sotay.site import addresses, config

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sotay.kinds.agency import Mail
    from sotay.library import Library
    from sotay.notices.outbox import Outbox
    from sotay.notices.telling import Notice


def fresh(box: Outbox, notices: Iterable[Notice]) -> dict[str | None, tuple[Notice, ...]]:
    """Return person → what they have not been told yet; under None what is the whole agency's, told by the webhook alone."""
    found: dict[str | None, list[Notice]] = {}
    for notice in notices:
        found.setdefault(notice.person, []).append(notice)
    new = {person: _untold(box, person or WEBHOOK, several) for person, several in found.items()}
    return {person: several for person, several in new.items() if several}


def put_mails(library: Library, box: Outbox, notices: Iterable[Notice]) -> tuple[str, ...]:
    """Put one mail for each person with something new into the outbox; return who has no address to be written to."""
    mail, agency = library.agency.mail, library.agency
    assert mail is not None, "who has no mail server writes no mails"
    homeless = []
    for person, several in fresh(box, notices).items():
        known = agency.person(person, library.as_of) if person else None
        if person is None or (known and not known.holds(library.as_of)):
            continue
        if known is None or known.email is None:
            homeless.append(person)
            continue
        matters = [notice.id for notice in several]
        name = f"<{_digest(person, matters)}@{mail.sender.rpartition('@')[2]}>"
        data = notices_mail.render(library, several, _link(library), known, name)
        box.put(Letter(name, known.email, data), person, matters)
    return tuple(homeless)


def put_webhook(library: Library, box: Outbox, notices: Sequence[Notice]) -> None:
    """Put one message with all that the webhook was not told yet into the outbox."""
    named = {_matter(notice): notice for notice in notices}
    matters = box.untold(WEBHOOK, named)
    if matters:
        data = notices_json.render(library, [named[matter] for matter in matters], _link(library))
        box.put(Letter(_digest(WEBHOOK, matters), WEBHOOK, data), WEBHOOK, matters)


def send(box: Outbox, mail: Mail | None) -> tuple[int, dict[str, str]]:
    """Send what waits in the outbox; return how many letters were taken, and recipient → why one was not."""
    taken, failed = 0, dict[str, str]()
    waiting = box.waiting()
    post = [letter for letter in waiting if letter.recipient == WEBHOOK]
    mails = [letter for letter in waiting if letter.recipient != WEBHOOK]
    for letters, by in ((post, None), (mails, mail)):
        try:
            with delivery.connected(by) as server:
                for letter in letters:
                    try:
                        delivery.deliver(letter, server)
                    except delivery.DeliveryError as error:
                        failed[letter.recipient] = str(error)
                        box.take_back(letter)
                    else:
                        taken += 1
                        box.mark_sent(letter)
        except delivery.DeliveryError as error:
            for letter in letters:
                failed[letter.recipient] = str(error)
                box.take_back(letter)
    return taken, failed


def _untold(box: Outbox, recipient: str, notices: Sequence[Notice]) -> tuple[Notice, ...]:
    named = {(_matter(notice) if recipient == WEBHOOK else notice.id): notice for notice in notices}
    return tuple(named[matter] for matter in box.untold(recipient, named))


def _matter(notice: Notice) -> str:
    """Return what names a matter where the same is told of several people."""
    return f"{notice.person or ''} {notice.id}"


def _digest(recipient: str, matters: Iterable[str]) -> str:
    return hashlib.sha256("\n".join((recipient, *matters)).encode()).hexdigest()[:32]


def _link(library: Library) -> Callable[[str], str | None]:
    """Return how the page of a file of the library is reached; not at all where nobody says where the site stands."""
    site = config.site_url(library.root)

    def link(path: str) -> str | None:
        page = addresses.of_read(library, path) if site and path else None
        return f"{site}{page.removesuffix('.md')}.html" if page else None

    return link
