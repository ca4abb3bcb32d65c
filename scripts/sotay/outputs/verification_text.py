"""What was verified, as lines for a terminal: each file that is not as published, what decisions and git say, the result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sotay.messages import _, language
from sotay.publication import integrity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.publication.verification import Standing, Verification


def render(verification: Verification) -> bytes:
    """Return the verification as UTF-8 text."""
    lines = [
        *integrity.render(verification.checked, language()),
        *_stamp(verification),
        *_held(verification),
        *_notices(verification),
        _verdict(verification),
        *_caveat(verification),
    ]
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "backslashreplace")


def _stamp(verification: Verification) -> Iterator[str]:
    if verification.by_stamp and verification.stamp is not None:
        said = integrity.described(verification.stamp, language())
        yield _("The file says of itself, unproved: {said}", said=said)


def _held(verification: Verification) -> Iterator[str]:
    if verification.held is None:
        return
    yield from verification.problems
    if verification.checked.single and not verification.held:
        return
    for one in verification.held:
        yield from one.problems
    agreeing = sum(not one.problems for one in verification.held)
    if verification.by_stamp:
        yield from [_("Decisions and git know a version that is what the file says of itself.")] * agreeing
        return
    yield _(
        "Versions held against decisions and git: {agreeing} agree, {others} do not.",
        agreeing=agreeing,
        others=len(verification.held) - agreeing,
    )


def _notices(verification: Verification) -> Iterator[str]:
    manifest = verification.checked.manifest
    if verification.notices and manifest is not None:
        yield _(
            "NOTICE: right by the library at commit {commit}; there are newer decisions now: build the site again.",
            commit=manifest.commit[: integrity.SHOWN],
        )
        yield from (f"  {notice}" for notice in verification.notices)


def _verdict(verification: Verification) -> str:
    """Return the result in one line: of a sound file its state before all, of any other first that it is not sound."""
    checked = verification.checked
    state = [*integrity.standing(checked, language()), *_now(verification)]
    parts = [_proof(verification), *state] if verification.failed else [*state, _proof(verification)]
    if verification.notices:
        parts.append(_("there are newer decisions now: build the site again"))
    return integrity.say(language(), "result", said="; ".join(parts))


def _proof(verification: Verification) -> str:
    checked = verification.checked
    if checked.failed:
        against = _("decisions and git speak against what it says of itself (see the lines above)")
        told = integrity.proof(checked, language())
        return f"{told}; {against}" if verification.disagrees and checked.unproved else told
    if verification.disagrees:
        return _(
            "every byte agrees with the manifest, but decisions and git DO NOT AGREE with it (see the lines above)"
        )
    if verification.rebuilt:
        return _("byte for byte what the library builds at the commit of the manifest")
    if checked.code or verification.held is None:
        return integrity.proof(checked, language())
    return _(
        "every byte agrees with the manifest that came with it, and decisions and git with what that says of each version; that the pages show just those texts is not proved"
    )


def _now(verification: Verification) -> Iterator[str]:
    """Yield where the version of a single file stands today, if a library is at hand that knows it."""
    now = verification.now
    if now is None:
        return
    day = integrity.day_name(now.day, language())
    said = {"day": day, "standing": "".join((_state(now), *_end(now)))}
    if verification.by_stamp:
        document = integrity.named(now.facts, language())
        yield _("{document}, which the file says it is, on {day}: {standing}", document=document, **said)
    else:
        yield _("in the library on {day}: {standing}", **said)


def _state(now: Standing) -> str:
    return integrity.state_name(now.state, language())


def _end(now: Standing) -> Iterator[str]:
    if not now.end:
        return
    said = {"end": integrity.day_name(now.end, language()), "decision": now.ended_by}
    if now.successor:
        yield _(", from {end} replaced by version {version} ({decision})", version=now.successor, **said)
    else:
        yield _(", withdrawn from {end} by {decision}", **said)


def _caveat(verification: Verification) -> Iterator[str]:
    checked = verification.checked
    if checked.unproved:
        yield _(
            "To prove such a print, hold it against the site it was taken from: a copy that was kept, or one built again from the commit of that time. Until then only its version is known, not that it is genuine."
        )
    if checked.manifest is None or verification.rebuilt:
        return
    if verification.held is None or checked.failed:
        yield from integrity.caveat(checked, language())
    elif not checked.code:
        yield _(
            "Decisions and git bear out what the manifest says of each version. That the pages show just those texts is proved by the announced code (--code CODE), or by building them again (--rebuild)."
        )
