"""Adding to a change that others may be adding to at the same moment: what is added is made anew over what they saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sotay.desk.protocol import require_writer
from sotay.desk.repository import StaleError, author_of
from sotay.messages import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from sotay.desk.desk import Desk
    from sotay.desk.repository import Edit
    from sotay.kinds.agency import Person

_TRIES: Final = 5
"""How often something is added anew where somebody else saved at the same moment; those who add wait for one another."""


def add(desk: Desk, person: Person, ref: str, edits_of: Callable[[str], list[Edit]]) -> None:
    """Save on a change what ``edits_of`` makes of the commit at which it stands; no edits save nothing.

    Raises ``ProtocolError`` for who may not propose, and ``StaleError`` where others were faster each time.
    """
    require_writer(person)
    with desk.adding:
        _add(desk, person, ref, edits_of)


def _add(desk: Desk, person: Person, ref: str, edits_of: Callable[[str], list[Edit]]) -> None:
    repository, journal = desk.repository, desk.journal
    for turn in range(_TRIES):
        edits = edits_of(repository.tip(ref) or desk.protocol.tip())
        if not edits:
            return
        stopped = _("The desk was stopped while it saved.")
        kept = [journal.keep(person.id, edit, stopped) for edit in edits]
        paths = ", ".join(edit.path for edit in edits)
        try:
            head = repository.save(ref, edits, _("Propose: {files}", files=paths), author_of(person))
        except StaleError as error:
            journal.explain(person.id, kept, str(error))
            if turn == _TRIES - 1:
                raise
            journal.let_go(person.id, kept)
            continue
        journal.note_saved(person.id, ref, head, paths, kept)
        return
