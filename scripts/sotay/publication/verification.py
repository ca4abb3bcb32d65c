"""Whether what was published is what was decided: bytes against the manifest, the manifest against decisions and git."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sotay import history
from sotay.clearance import Level, cleared
from sotay.fingerprint import fingerprint
from sotay.kinds.decision import Decision
from sotay.lifecycle import State
from sotay.load import load
from sotay.messages import _, language, speaking
from sotay.publication import integrity, stamps
from sotay.publication.integrity import Facts, Manifest, Result, Status
from sotay.publication.manifest import facts, station_of
from sotay.timeline import statuses, timeline
from sotay.versions import documents
from sotay.witness import identity_of, key_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.library import Library
    from sotay.timeline import Station
    from sotay.witness import Identity

SITE: Final = Path("build") / "site"
NAMED: Final = 20
_WITNESS: Final = frozenset({"commit", "committed"})


@dataclass(frozen=True, slots=True)
class Held:
    """A version that was published, and what decisions and git say against it: nothing where they agree."""

    facts: Facts
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the version that a single file shows stands in the library on ``day``, whatever it was when it was published.

    ``end`` is the first day on which it is no longer in force, ``ended_by`` the number of the decision that replaced or
    withdrew it, ``successor`` the version that took its place; days are ISO, and empty is what is not.
    """

    facts: Facts
    day: str
    state: str
    end: str = ""
    ended_by: str = ""
    successor: str = ""


@dataclass(frozen=True, slots=True)
class Verification:
    """What was proved of a published folder or file, and what was not.

    ``stamp`` is what a single print says of itself. ``held`` are the versions held against decisions and git, None where no
    library was at hand; ``problems`` what they say against the publication as a whole. ``notices`` are what only decisions
    newer than the publication say: it was right at its commit, and is to be built again. ``now`` is where the version of a
    single file stands today. ``rebuilt`` says whether the site was built again from the library and compared.
    """

    checked: integrity.Check
    stamp: Facts | None = None
    held: tuple[Held, ...] | None = None
    problems: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    now: Standing | None = None
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
    def by_stamp(self) -> bool:
        """Whether a file is known by nothing but what it says of itself."""
        return self.stamp is not None and self.checked.failed

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
    stamp = stamps.read(target) if checked.single else None
    if stamp is not None and integrity.find(target) is None:
        checked = replace(checked, results=tuple(_told_apart(result, stamp) for result in checked.results))
    return Verification(checked, stamp)


def _told_apart(result: Result, stamp: Facts) -> Result:
    """Return how a print that stands alone stands: of another version, it is not the listed one of that name, altered."""
    document = result.entry.document if result.entry else None
    if result.status is not Status.ALTERED or document is None or document.fingerprint == stamp.fingerprint:
        return result
    return Result(result.path.rpartition("/")[2], Status.STRANGER)


def hold(verification: Verification, library: Library) -> Verification:
    """Return the verification with what decisions and git say, on the day as of which the site was published.

    What decisions say that the library did not have yet at the manifest's commit is no problem but a notice.
    """
    manifest = verification.checked.manifest
    library = _as_published(library, manifest)
    held, lacking = _compared(verification, library)
    notices: tuple[str, ...] = ()
    if lacking or any(one.problems for one in held):
        then = _then(manifest, library) if manifest else None
        before, lacking_before = _compared(verification, then) if then else ((), ("",))
        if not lacking_before and not any(one.problems for one in before):
            notices = (*lacking, *(problem for one in held for problem in one.problems))
            held, lacking = before, ()
    problems = [*_unwitnessed(library), *(_foreign(manifest, library) if manifest else ()), *lacking]
    return replace(
        verification,
        held=held,
        problems=(*verification.problems, *problems),
        notices=notices,
        now=_now(verification, library),
    )


def _as_published(library: Library, manifest: Manifest | None) -> Library:
    """Return what of a library the readers of a site may see."""
    return cleared(library, Level(manifest.level)) if manifest and manifest.level else library


def _compared(verification: Verification, library: Library) -> tuple[tuple[Held, ...], tuple[str, ...]]:
    """Return the versions claimed with what a library says against each, and what it says that a site lacks."""
    held = tuple(Held(claim, tuple(_against(claim, library))) for claim in verification.claimed)
    whole = verification.checked.manifest is not None and not verification.checked.single
    published = {(one.facts.code, one.facts.fingerprint) for one in held}
    return held, tuple(_lacking(published, library)) if whole else ()


def _then(manifest: Manifest, library: Library) -> Library | None:
    """Return the library as it stood at the manifest's commit; None where git lacks it, or what was decided then is no more so."""
    if not manifest.commit:
        return None
    try:
        _base, files = history.before(library.history, manifest.commit)
    except history.HistoryRefusedError:
        return None
    then = load(library.root, as_of=library.as_of, today=library.today, history=library.history, files=files)
    then = _as_published(then, manifest)
    return then if _decided(then).items() <= _decided(library).items() else None


def _decided(library: Library) -> dict[Identity, str]:
    """Return the identity of each decision → its fingerprint."""
    return {identity_of(decision): fingerprint(decision) for decision in library.of(Decision)}


def _now(verification: Verification, library: Library) -> Standing | None:
    """Return where the version that a single file shows stands today, or where the library is closed on its last day."""
    if not verification.checked.single or not verification.claimed:
        return None
    claim = verification.claimed[0]
    current = replace(library, as_of=library.agency.as_of or library.today)
    said = facts(current, claim.code, claim.version, claim.fingerprint)
    if said is None:
        return None
    standing = Standing(said, current.as_of.isoformat(), said.state)
    station = station_of(current, claim.code, claim.version, claim.fingerprint)
    if station is None or station.end is None or station.ended_by is None:
        return standing
    return replace(
        standing,
        end=station.end.isoformat(),
        ended_by=key_of(station.ended_by),
        successor=_successor(station, current),
    )


def _successor(station: Station, library: Library) -> str:
    """Return the version that took a version's place; empty where it was withdrawn."""
    later = (s.version for s in timeline(library, station.code) if s.effective == station.end)
    return next((version for version in later), "")


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
        build_site(_as_published(library, manifest), Path(folder) / "site")
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
        missing = station.state is State.EFFECTIVE and (station.code, station.sha256) not in published
        if missing and _may_show(library, station):
            yield _(
                "{code} version {version} is in force on {day} by {decision}, and the site does not have it: build the site again.",
                code=station.code,
                version=station.version,
                day=library.as_of.isoformat(),
                decision=key_of(station.decision) if station.decision else "-",
            )


def _may_show(library: Library, station: Station) -> bool:
    if library.level is Level.INTERNAL:
        return True
    return station.text is not None and station.sha256 in documents(library, [station.text])


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
