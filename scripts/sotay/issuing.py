"""Bring versions into force: pin them in a decision, or import once the decisions made before the library was in git.

Nothing is written that the check would refuse.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sotay import soundness, witness
from sotay.fingerprint import fingerprint
from sotay.kinds.baseline import Baseline, Imported
from sotay.kinds.decision import Decision, Pin
from sotay.load import load
from sotay.messages import _
from sotay.pinning import PinningFailedError, pinned
from sotay.signatures.signing import SigningFailed, sign
from sotay.tree import Proposed, WorkTree

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from sotay.library import Document, Library


class IssuingFailedError(Exception):
    """Nothing is issued; the message tells a person what to put right."""


class NewText(NamedTuple):
    """A file to be written: its path relative to the library's root, and its text."""

    path: str
    text: str


def issue(library: Library, name: str, codes: Sequence[str]) -> NewText:
    """Return the record of a decision with the texts at hand of ``codes`` pinned in it.

    ``name`` is the decision's number, identifier or path. Raises ``IssuingFailedError``.
    """
    decision = _decision(library, name)
    pins = [_pin(library, code) for code in dict.fromkeys(codes)]
    try:
        text = pinned((library.root / decision.path).read_text(encoding="utf-8"), pins)
    except PinningFailedError as error:
        raise IssuingFailedError(f"{decision.path}: {error}") from error
    new = NewText(decision.path, text)
    _require_sound(library, new, {decision.path, *(library.procedures[code].path for code in codes)})
    return new


def baseline(library: Library, by: str, day: date, key: Path | None = None) -> NewText:
    """Return the list of the decisions that git did not witness, made by ``by`` (a person's identifier) on ``day``.

    With ``key`` it is signed, which may ask for a passphrase. Raises ``IssuingFailedError``.
    """
    if library.of(Baseline):
        raise IssuingFailedError(
            _(
                "{path} is the baseline already: older decisions enter once.",
                path=library.of(Baseline)[0].path,
            )
        )
    person = library.agency.person(by, day)
    if person is None:
        raise IssuingFailedError(
            _(
                "agency.yml knows nobody `{person}`: correct the identifier, or enter the person there.",
                person=by,
            )
        )
    if key is not None and person.email is None:
        raise IssuingFailedError(
            _(
                "{person} has no e-mail address in agency.yml, and a signature is known by it: enter the address there, and the key in records/allowed_signers.",
                person=person.name,
            )
        )
    decisions = list(_older(library, day))
    if not decisions:
        raise IssuingFailedError(
            _(
                "There is no older decision to import: a decision that pins or withdraws documents comes first."
            )
        )
    meta = Baseline(
        date=day,
        by=by,
        decisions=tuple(Imported(decision=one.id, sha256=fingerprint(one)) for one in decisions),
    )
    new = NewText(f"{Baseline.folder}/{day.isoformat()}.md", _written(meta, key))
    _require_sound(library, new, {new.path})
    return new


def write(library: Library, new: NewText) -> Path:
    """Write a file into the library, whole or not at all, and return where."""
    path = library.root / new.path
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(new.text, encoding="utf-8", newline="\n")
    beside.replace(path)
    return path


def _decision(library: Library, name: str) -> Document[Decision]:
    wanted = name.removeprefix("records/").removesuffix(".md")
    found = [one for one in library.of(Decision) if wanted in {one.id, one.meta.number or ""}]
    if len(found) == 1:
        return found[0]
    known = ", ".join(witness.key_of(one) for one in library.of(Decision)[-5:]) or "-"
    if found:
        message = _(
            "Several decisions are called {name}: name the file, {paths}.",
            name=name,
            paths=", ".join(one.path for one in found),
        )
    elif library.knows(wanted):
        message = _("The record of {name} cannot be understood: `sotay check` says why.", name=name)
    else:
        message = _(
            "There is no decision {name}: write its record in {folder} first. The latest there are: {known}.",
            name=name,
            folder=Decision.folder,
            known=known,
        )
    raise IssuingFailedError(message)


def _pin(library: Library, code: str) -> Pin:
    document = library.procedures.get(code)
    if document is None:
        if library.knows(code):
            message = _("The file of {code} cannot be understood: `sotay check` says why.", code=code)
        else:
            message = _("There is no document {code}: correct the code, or add the document.", code=code)
        raise IssuingFailedError(message)
    return Pin(code=code, version=document.meta.version, sha256=fingerprint(document))


def _older(library: Library, day: date) -> Iterator[Document[Decision]]:
    """Yield the decisions over documents that git came too late to witness."""
    start = witness.start(library) or day
    for decision in library.of(Decision):
        if (decision.meta.issues or decision.meta.withdraws) and decision.meta.date <= start:
            yield decision


def _written(meta: Baseline, key: Path | None) -> str:
    said = witness.statement(meta)
    lines = ["---", f"date: {meta.date.isoformat()}", f'by: "{meta.by}"', "decisions:"]
    lines += [f'  - {{decision: {one.decision}, sha256: "{one.sha256}"}}' for one in meta.decisions]
    if key is not None:
        try:
            armor = sign(said, key)
        except SigningFailed as error:
            raise IssuingFailedError(str(error)) from error
        lines += ["signature: |", *(f"  {line}" for line in armor.split("\n"))]
    return "\n".join([*lines, "---", ""])


def _require_sound(library: Library, new: NewText, about: set[str]) -> None:
    """Refuse what the check would complain of once it were written."""
    then = load(
        library.root,
        as_of=max(library.as_of, library.today),
        today=library.today,
        history=library.history,
        files=Proposed(WorkTree(library.root), {new.path: new.text}),
    )
    if errors := soundness.errors(then, about):
        said = "\n".join(f"{finding.place}: {finding.code}: {finding.message}" for finding in errors)
        raise IssuingFailedError(
            _("Nothing was written, since the check would complain. Put this right first:\n{said}", said=said)
        )
