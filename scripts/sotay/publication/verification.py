"""Whether what was published is what was decided: bytes against the manifest, the manifest against decisions and git."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sotay import history
from sotay.lifecycle import State
from sotay.messages import _, language, speaking
from sotay.publication import integrity, stamps
from sotay.publication.integrity import Facts, Manifest
from sotay.publication.manifest import facts
from sotay.timeline import statuses
from sotay.witness import key_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.library import Library

SITE: Final = Path("build") / "site"
NAMED: Final = 20
_WITNESS: Final = frozenset({"commit", "committed"})


@dataclass(frozen=True, slots=True)
class Held:
    """A version that was published, and what decisions and git say against it: nothing where they agree."""

    facts: Facts
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verification:
    """What was proved of a published folder or file, and what was not.

    ``stamp`` is what a single print says of itself. ``held`` are the versions held against decisions and git, None where no
    library was at hand; ``problems`` what they say against the publication as a whole. ``rebuilt`` says whether the site was
    built again from the library and compared.
    """

    checked: integrity.Check
    stamp: Facts | None = None
    held: tuple[Held, ...] | None = None
    problems: tuple[str, ...] = ()
    rebuilt: bool = False

    @property
    def disagrees(self) -> bool:
        """Whether decisions, git or a second build say something against it."""
        return bool(self.problems) or any(one.problems for one in self.held or ())

    @property
    def failed(self) -> bool:
        """Whether anything is altered, missing or not proved."""
        return self.checked.failed or self.disagrees

    @property
    def empty(self) -> bool:
        """Whether there was nothing to verify: no manifest, and no print that says what it is."""
        return self.checked.manifest is None and self.stamp is None

    @property
    def claimed(self) -> tuple[Facts, ...]:
        """The versions that the target shows: all of a site; of a file what the manifest says of its bytes, else its stamp."""
        entries = [result.entry for result in self.checked.results if result.entry is not None]
        if not self.checked.single:
            return tuple(dict.fromkeys(entry.document for entry in entries if entry.document is not None))
        document = None if self.checked.failed or not entries else entries[0].document
        found = document or self.stamp
        return (found,) if found else ()


def verify(target: Path, root: Path | None = None, code: str = "") -> Verification:
    """Hold the bytes of a site or a file against its manifest, or that of the site built in the library at ``root``.

    ``code`` is the seal as it was announced. Raises ``integrity.ManifestError`` where the manifest is damaged.
    """
    checked = integrity.check(target, *((root / SITE,) if root else ()), code=code)
    return Verification(checked, stamps.read(target) if checked.single else None)


def hold(verification: Verification, library: Library) -> Verification:
    """Return the verification with what decisions and git say, on the day as of which the site was published."""
    held = tuple(Held(claim, tuple(_against(claim, library))) for claim in verification.claimed)
    manifest = verification.checked.manifest
    problems = [*_unwitnessed(library)]
    if manifest is not None:
        problems += _foreign(manifest, library)
        if not verification.checked.single:
            problems += _lacking({(one.facts.code, one.facts.fingerprint) for one in held}, library)
    return replace(verification, held=held, problems=(*verification.problems, *problems))


def rebuild(verification: Verification, library: Library) -> Verification:
    """Return the verification with what a second build of the site, from the same commit, shows to be different.

    Raises ``SiteError`` where the site cannot be built.
    """
    from sotay.site.build import build_site  # noqa: PLC0415 (heavy; seldom asked for)

    manifest = verification.checked.manifest
    head = library.history.head
    if manifest is None or manifest.commit != (head.id if head else ""):
        commit = manifest.commit if manifest else ""
        problem = _(
            "The library does not stand at the commit {commit} that the site was built from: `git worktree add ../ban-cu {commit}`, then verify with `--library ../ban-cu`.",
            commit=commit,
        )
        return replace(verification, problems=(*verification.problems, problem))
    with tempfile.TemporaryDirectory() as folder, speaking(manifest.language):
        build_site(library, Path(folder) / "site")
        again, _seal = integrity.load(Path(folder) / "site")
    problems = tuple(_changed(manifest, again))
    return replace(verification, problems=(*verification.problems, *problems), rebuilt=True)


def _against(claim: Facts, library: Library) -> Iterator[str]:
    """Yield what decisions and git say against a claim; a commit that came after publication says nothing against it."""
    name = {"code": claim.code, "version": claim.version}
    said = facts(library, claim.code, claim.version, claim.fingerprint)
    if said is None:
        yield _(
            "{code} version {version}: neither decisions nor git know the fingerprint {digits}: the text published is none that the library holds.",
            digits=claim.fingerprint,
            **name,
        )
        return
    if said.state != State.DRAFT.value and not said.commit:
        yield _("{code} version {version}: git does not hold the approved text.", **name)
    for field in fields(Facts):
        published, now = getattr(claim, field.name), getattr(said, field.name)
        unsaid = not published and (field.name in _WITNESS or not claim.state)
        if published != now and not unsaid:
            yield _(
                "{code} version {version}: {what}: published as {published}; decisions and git say {now}.",
                what=_label(field.name),
                published=_value(field.name, published),
                now=_value(field.name, now),
                **name,
            )


def _value(name: str, value: str) -> str:
    return integrity.state_name(value, language()) if name == "state" else value or "-"


def _label(name: str) -> str:
    return {
        "state": _("state"),
        "effective": _("effective date"),
        "decision": _("decision"),
        "record": _("record of the decision"),
        "decision_fingerprint": _("fingerprint of the decision"),
        "commit": _("commit of the text"),
        "committed": _("date of the commit"),
    }[name]


def _unwitnessed(library: Library) -> Iterator[str]:
    if library.history.obstacle:
        yield library.history.obstacle
    elif library.history.head is None:
        yield _(
            "The library in {folder} is not in git: nothing witnesses when its texts and decisions came to be.",
            folder=library.root,
        )


def _foreign(manifest: Manifest, library: Library) -> Iterator[str]:
    agency = library.agency.names_on(library.as_of).name
    if manifest.agency != agency:
        yield _(
            "The site is of {published}, the library of {agency}: name the right library with `--library`.",
            published=manifest.agency,
            agency=agency,
        )
    if not manifest.commit or library.history.head is None:
        return
    try:
        history.before(library.history, manifest.commit)
    except history.HistoryRefusedError:
        yield _(
            "Git does not know the commit {commit} that the site was built from: run `git fetch`; if it is still unknown, the site comes from another repository, or the history was rewritten.",
            commit=manifest.commit,
        )


def _lacking(published: set[tuple[str, str]], library: Library) -> Iterator[str]:
    """Yield the versions in force that a site does not show."""
    for station in statuses(library):
        if station.state is State.EFFECTIVE and (station.code, station.sha256) not in published:
            yield _(
                "{code} version {version} is in force on {day} by {decision}, and the site does not have it: build the site again.",
                code=station.code,
                version=station.version,
                day=library.as_of.isoformat(),
                decision=key_of(station.decision) if station.decision else "-",
            )


def _changed(published: Manifest, again: Manifest) -> Iterator[str]:
    """Yield which files a second build makes otherwise, if any."""
    before = {entry.path: entry.sha256 for entry in published.files}
    after = {entry.path: entry.sha256 for entry in again.files}
    paths = sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))
    if paths:
        yield _(
            "{count} files are not what sotay {engine} builds from the library (published by sotay {published}): {paths}.",
            count=len(paths),
            engine=again.engine,
            published=published.engine,
            paths=", ".join(paths[:NAMED]) + ("…" if len(paths) > NAMED else ""),
        )
