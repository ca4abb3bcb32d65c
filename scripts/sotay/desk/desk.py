"""The desk of one repository: all that its pages work with, put together once."""

from __future__ import annotations

import secrets
import threading
from typing import TYPE_CHECKING, Final

from sotay.desk.access import Sessions
from sotay.desk.approval import Acts
from sotay.desk.journal import Journal
from sotay.desk.pages import Pages
from sotay.desk.protocol import Protocol
from sotay.desk.publication import Publication
from sotay.desk.repository import Repository
from sotay.desk.review import Reviews
from sotay.desk.staff import Staff
from sotay.editor import faithful

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from sotay.desk.access import Users
    from sotay.desk.place import Place

JOURNAL: Final = "nhat-ky.db"


class Desk:
    """What a request is answered with."""

    def __init__(
        self, place: Place, today: Callable[[], date], *, users: Users | None, trust: str | None
    ) -> None:
        """``trust`` is the reverse proxy's address, ``users`` who logs in here."""
        self.repository = Repository(place.repository)
        self.journal = Journal(place.folder / JOURNAL)
        self.staff = Staff(self.repository, today)
        self.users = users
        self.trust = trust
        self.sessions = Sessions(secrets.token_bytes())
        self.pages = Pages(self.sessions, behind_proxy=trust is not None)
        self.protocol = Protocol(self.repository, self.journal, faithful.merged)
        self.reviews = Reviews(self.repository, today)
        self.acts = Acts(self.repository, self.journal, self.staff, self.protocol)
        self.adding = threading.Lock()
        self.publication = Publication(self.repository, self.journal, place, today)

    def begin(self) -> None:
        """Take up what was left behind, and have the site built."""
        self.acts.tidy()
        self.publication.ask()

    def end(self) -> None:
        """Let everything go."""
        self.publication.close()
        self.reviews.close()
        self.journal.close()
