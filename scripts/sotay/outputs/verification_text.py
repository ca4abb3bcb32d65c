"""What was verified, as lines for a terminal: each file that is not as published, what decisions and git say, the result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sotay.messages import _, language
from sotay.publication import integrity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.publication.verification import Verification


def render(verification: Verification) -> bytes:
    """Return the verification as UTF-8 text."""
    lines = [
        *integrity.render(verification.checked, language()),
        *_stamp(verification),
        *_held(verification),
        _verdict(verification),
        *_caveat(verification),
    ]
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "backslashreplace")


def _stamp(verification: Verification) -> Iterator[str]:
    if verification.stamp is not None and verification.checked.failed:
        said = integrity.described(verification.stamp, language())
        yield _("The file says of itself, unproved: {said}", said=said)


def _held(verification: Verification) -> Iterator[str]:
    if verification.held is None:
        return
    yield from verification.problems
    for one in verification.held:
        yield from one.problems
    agreeing = sum(not one.problems for one in verification.held)
    yield _(
        "Versions held against decisions and git: {agreeing} agree, {others} do not.",
        agreeing=agreeing,
        others=len(verification.held) - agreeing,
    )


def _verdict(verification: Verification) -> str:
    if verification.disagrees and not verification.checked.failed:
        return _(
            "RESULT: the bytes are as published; decisions and git speak against them (see the lines above)."
        )
    return integrity.verdict(verification.checked, language())


def _caveat(verification: Verification) -> Iterator[str]:
    checked = verification.checked
    if checked.manifest is None or verification.rebuilt:
        return
    if verification.held is None or checked.failed:
        yield from integrity.caveat(checked, language())
    elif not checked.code:
        yield _(
            "Decisions and git bear out what the manifest says of each version. That the pages show just those texts is proved by the announced code (--code CODE), or by building them again (--rebuild)."
        )
