"""The people of the agency as they stand in what is published: who they are, and what they may do at the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sotay.approvals import same_person
from sotay.desk.repository import author_of
from sotay.history import CommitTree, History
from sotay.load import AGENCY_FILE, load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from sotay.desk.repository import Repository
    from sotay.kinds.agency import Agency, Person
    from sotay.tree import Entry


class Staff:
    """Reads agency.yml as it is published, again when it has changed."""

    def __init__(self, repository: Repository, today: Callable[[], date]) -> None:
        self._repository = repository
        self.today = today
        self._read: tuple[str, Agency] | None = None

    def agency(self) -> Agency | None:
        """Return the agency; None where nothing is published, or agency.yml cannot be used."""
        tip = self._repository.current
        blob = self._repository.blob(tip, AGENCY_FILE) if tip else None
        if tip is None or blob is None:
            return None
        if self._read is None or self._read[0] != blob:
            files = _AgencyAlone(CommitTree(History(self._repository.folder), tip))
            library = load(self._repository.folder, as_of=None, today=self.today(), files=files)
            if not library.agency_read:
                return None
            self._read = blob, library.agency
        return self._read[1]

    def person(self, named: str) -> Person | None:
        """Return who is meant by an identifier or an e-mail address; None where nobody holds a position today."""
        agency = self.agency()
        return next(iter(agency.known_as(named, self.today())), None) if agency else None

    def wrote(self, person: Person, emails: frozenset[str]) -> bool:
        """Say whether a person, in this or another position, is among those who saved."""
        agency = self.agency()
        others = agency.people if agency else ()
        return author_of(person).email in emails or any(
            author_of(other).email in emails and same_person(other, person) for other in others
        )


class _AgencyAlone:
    """A commit of which only agency.yml is read."""

    def __init__(self, tree: CommitTree) -> None:
        self._tree = tree

    def entry(self, path: str) -> Entry | None:
        return self._tree.entry(path) if path == AGENCY_FILE else None

    def walk(self, _folder: str) -> Iterator[Entry]:
        return iter(())

    def read(self, path: str) -> bytes:
        return self._tree.read(path)
