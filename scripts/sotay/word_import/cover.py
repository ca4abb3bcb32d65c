"""The cover of a procedure and the heads of its pages: all that stands before the first section."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from sotay.messages import _
from sotay.word_import import identity, people, revisions
from sotay.word_import.blocks import Block, BlockReader, Grid, Paragraph, compact
from sotay.word_import.letters import folded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sotay.kinds.agency import Agency
    from sotay.word_import.desk import Desk
    from sotay.word_import.outline import Section

LONGEST: Final = 100
_CAPTION: Final = re.compile(r".*(?:sửa đổi|phê duyệt|mục lục|kiểm soát|phân phối).*")


def edges(desk: Desk) -> list[list[Block]]:
    """Return the blocks of each header and footer; what they say is told, and where they differ is remarked."""
    found = []
    heads: dict[str, str] = {}
    for name, root in desk.package.edges():
        desk.where = _("Head or foot of the pages")
        blocks = BlockReader(desk, name).blocks(root)
        words = _text(blocks)
        if not words:
            continue
        found.append(blocks)
        desk.tell(_("Read for code, version and dates; the library prints head and foot of its own."), words)
        if name.startswith("word/header"):
            heads[folded(words)] = words
    if len(heads) > 1:
        desk.todo(
            _("The pages have different heads: see that nothing is missing which only one of them says."),
            " / ".join(heads.values()),
        )
    return found


def identified(
    cover: Section, around: Sequence[Sequence[Block]], agency: Agency | None, desk: Desk
) -> dict[str, Any]:
    """Return the fields that cover and page heads give, and take their blocks out of the cover."""
    where = _("Cover")
    desk.where = where
    cover.blocks = [part for block in cover.blocks for part in _apart(block)]
    own = [block for block in cover.blocks if not _is_table_of_people_or_revisions(block)]
    said = list(identity.statements(own, where))
    named = list(identity.titles(cover.blocks, where))
    for blocks in around:
        said += identity.statements(blocks, _("Head of the pages"))
        named += identity.titles(blocks, _("Head of the pages"))
    fields = identity.fields(said, named, agency, desk)
    spoken = (
        [found.block for found in said]
        + [found.block for _kind, found in named]
        + identity.title_blocks(cover.blocks)
    )
    fields |= _approvals(cover, agency, desk)
    told = [block for block in cover.blocks if any(block is one for one in spoken)]
    if told:
        desk.tell(_("Read for code, title, version and dates."), _text(told))
    cover.take(*told)
    return fields


def leftovers(cover: Section, agency: Agency | None, desk: Desk) -> None:
    """Take out of the cover what is no text for readers; a table of several rows stays."""
    desk.where = _("Cover")
    names = _names(agency)
    known: list[Block] = []
    for block in list(cover.blocks):
        words = _text([block])
        if isinstance(block, Grid) and len(block.rows) > 1 and len(block.rows[0]) > 1:
            desk.todo(
                _(
                    "This table before the first section was not understood: it opens the text; move or delete it."
                ),
                words,
            )
            continue
        if folded(words) in names or (isinstance(block, Paragraph) and _CAPTION.fullmatch(folded(words))):
            known.append(block)
        else:
            desk.todo(
                _("These words of the cover are not carried over: add them to the text if they matter."),
                words,
            )
        cover.take(block)
    if known:
        desk.tell(_("Left out: the library prints it by itself."), _text(known))


def _apart(block: Block) -> list[Block]:
    """Part tables that stand without a paragraph between them, which programs join: each begins with a head that is known."""
    if isinstance(block, Grid) and len(block.rows) <= LONGEST:
        for place in range(1, len(block.rows)):
            below = compact(block.rows[place:])
            fresh = block.rows[place][0].origin != block.rows[place - 1][0].origin
            if fresh and _is_table_of_people_or_revisions(below):
                return [compact(block.rows[:place]), *_apart(below)]
    return [block]


def _is_table_of_people_or_revisions(block: Block) -> bool:
    return isinstance(block, Grid) and bool(revisions.revision_table(block) or people.approvals(block))


def _approvals(cover: Section, agency: Agency | None, desk: Desk) -> dict[str, str]:
    for grid in cover.grids:
        found = people.approvals(grid)
        if found is not None:
            desk.tell(
                _(
                    "Read for who prepared, reviewed and approved; positions come from agency.yml, signatures and dates from the decision."
                ),
                grid.text,
            )
            for words in found.unread:
                desk.todo(
                    _("A row of the table of approvals was not understood: see whether it matters."), words
                )
            cover.take(grid)
            return people.identified(found.people, agency, desk)
    return people.identified({}, agency, desk)


def _names(agency: Agency | None) -> set[str]:
    return {
        folded(text)
        for names in (agency.names if agency else ())
        for text in (names.name, names.parent, *names.letterhead, *names.letterhead_parent)
    }


def _text(blocks: Sequence[Block]) -> str:
    return " / ".join(block.labelled if isinstance(block, Paragraph) else block.text for block in blocks)
