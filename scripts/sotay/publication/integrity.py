"""Check a published site, or one file of it, byte by byte against the manifest that was published with it.

    python3 verify.py [FOLDER or FILE] [--code SHA-256] [--lang vi|en]

This file stands alone, words and all, so that it can travel on a stick: it needs Python 3.11 or later and nothing else, reads,
and writes nothing. sotay puts it beside each site it builds, as ``verify.py``, and uses it itself. Exit codes: 0 every byte
agrees with the manifest (and that with the code, where one was given), 1 something does not or is not proved, 2 wrong usage, 3
there is no manifest to hold anything against.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

NAME: Final = "manifest.json"
SIGNATURE: Final = f"{NAME}.sig"
FORMAT: Final = "sotay-manifest-1"
LARGEST: Final = 256 * 1024 * 1024
HEAD_SIZE: Final = 200
SHOWN: Final = 12
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_COMMIT: Final = re.compile(r"([0-9a-f]{40}|[0-9a-f]{64})?")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LANGUAGE: Final = re.compile(r"vi|en")
_LEVEL: Final = re.compile(r"(công khai)?")
_DRIVE: Final = re.compile(r"[A-Za-z]:")
_PIECE: Final = 1 << 16
_SYSTEM: Final = frozenset({"thumbs.db", "desktop.ini", "system volume information", "$recycle.bin"})


class ManifestError(Exception):
    """A manifest cannot be relied on; ``key`` and ``values`` say why, in whichever language is asked for."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values

    def words(self, language: str) -> str:
        """Say what is wrong and what to do."""
        return say(language, self.key, **self.values)


class Status(StrEnum):
    """How a file stands to the manifest.

    ``MOVED`` is listed under another name, ``STRANGER`` not at all; ``LINK`` leads elsewhere, so its bytes prove nothing;
    ``UNPROVED`` has no manifest to be held against.
    """

    INTACT = "intact"
    ALTERED = "altered"
    MISSING = "missing"
    MOVED = "moved"
    STRANGER = "stranger"
    LINK = "link"
    UNREADABLE = "unreadable"
    UNPROVED = "unproved"


@dataclass(frozen=True, slots=True)
class Facts:
    """What a manifest says of the controlled document that a file shows; empty is what was not known.

    ``fingerprint`` is of the approved text, ``record`` the path of the decision's record in the library and
    ``decision_fingerprint`` its fingerprint; ``commit`` is where git first held the text, ``committed`` its date with offset.
    ``state`` is that on the manifest's ``as_of``, one of draft, approved, effective, superseded, withdrawn.
    """

    code: str
    version: str
    fingerprint: str
    state: str = ""
    effective: str = ""
    decision: str = ""
    record: str = ""
    decision_fingerprint: str = ""
    commit: str = ""
    committed: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One published file: its path from the manifest, with ``/``, its size in bytes and the SHA-256 of its bytes."""

    path: str
    size: int
    sha256: str
    document: Facts | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """What was published: by whom, as of which day, from which commit, with which engine; then every file.

    ``language`` is that of the pages, ``vi`` or ``en``; ``uncommitted`` are the files of the library that were not in that
    commit as they stood. ``level`` is who the site is for, empty where it holds all that the library publishes.
    """

    agency: str
    language: str
    as_of: str
    commit: str
    committed: str
    uncommitted: tuple[str, ...]
    engine: str
    files: tuple[Entry, ...]
    level: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """How one file stands; ``entry`` is what the manifest lists, ``found`` the other name that a moved file has."""

    path: str
    status: Status
    entry: Entry | None = None
    found: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """How a folder or one file stands to a manifest; ``seal`` is the SHA-256 of the manifest's own bytes.

    ``code`` is the seal as it was announced, where the person gave one. Without a manifest nothing is proved.
    """

    target: str
    single: bool
    results: tuple[Result, ...]
    manifest: Manifest | None = None
    seal: str = ""
    code: str = ""
    signed: bool = False

    @property
    def failed(self) -> bool:
        """Whether anything is not as it was published."""
        good = (Status.INTACT, Status.MOVED) if self.single else (Status.INTACT,)
        return self.counterfeit or any(result.status not in good for result in self.results)

    @property
    def counterfeit(self) -> bool:
        """Whether the manifest is not the one that was announced."""
        return bool(self.code) and self.code != self.seal

    @property
    def unproved(self) -> bool:
        """Whether nothing speaks against a single file, and nothing for it: no manifest at hand lists it."""
        nothing = {Status.STRANGER, Status.UNPROVED, Status.UNREADABLE}
        return self.single and not self.counterfeit and all(one.status in nothing for one in self.results)

    @property
    def absent(self) -> bool:
        """Whether a single file is not there, though the manifest lists it."""
        return self.single and any(one.status is Status.MISSING for one in self.results)


class Found(NamedTuple):
    """A file in a folder: its path from there, with ``/``; where it is; whether it is no plain file but leads elsewhere."""

    path: str
    place: str
    link: bool


def check(target: Path, *others: Path, code: str = "") -> Check:
    """Hold a folder or a file against the manifest in it or above it, or else in one of ``others``.

    A file need not be there: the manifest may list it. Raises ``ManifestError`` where the manifest is damaged.
    """
    wanted = _settled(code)
    home = find(target, *others)
    single = not target.is_dir() and target.name != NAME
    if home is None:
        return Check(str(target), single, (Result(target.name, Status.UNPROVED),) * single, code=wanted)
    manifest, seal = load(home)
    results = (look_up(target, home, manifest),) if single else compare(home, manifest)
    return Check(str(target), single, results, manifest, seal, wanted, (home / SIGNATURE).is_file())


def find(target: Path, *others: Path) -> Path | None:
    """Return the folder of the manifest: of a folder itself; of a file the nearest above it, or else one of ``others``."""
    if target.is_dir():
        return target if (target / NAME).is_file() else None
    if target.name == NAME:
        return target.parent
    folders = (*target.absolute().parents, *others)
    return next((folder for folder in folders if _is_ours(folder / NAME)), None)


def load(home: Path) -> tuple[Manifest, str]:
    """Return the manifest in a folder, and its seal."""
    try:
        with (home / NAME).open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise ManifestError("unreadable manifest", why=error.strerror) from error
    return read(data), seal_of(data)


def seal_of(data: bytes) -> str:
    """Return the SHA-256 of a manifest's bytes, by which an agency announces what it published."""
    return hashlib.sha256(data).hexdigest()


def is_seal(code: str) -> bool:
    """Say whether what a person typed can be a seal; spaces and capitals do not matter."""
    return _DIGEST.fullmatch(_settled(code)) is not None


def read(data: bytes) -> Manifest:
    """Return the manifest that some bytes are; raise ``ManifestError`` for any other bytes."""
    if len(data) > LARGEST:
        raise ManifestError("unreadable manifest", why=f"> {LARGEST} bytes")
    try:
        value = json.loads(data.decode("utf-8"), object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise ManifestError("unreadable manifest", why=error) from error
    head = _object(value, NAME)
    if head.get("format") != FORMAT:
        raise ManifestError("other format", format=FORMAT)
    listed = _list(head, "files")
    if head.get("count") != len(listed):
        raise ManifestError("wrong count", count=len(listed))
    files = tuple(_entry(item, f"files[{index}]") for index, item in enumerate(listed))
    _refuse_duplicates(entry.path for entry in files)
    return Manifest(
        agency=_text(head, "agency"),
        language=_matching(head, "language", _LANGUAGE),
        as_of=_day(head, "as_of"),
        commit=_matching(head, "commit", _COMMIT),
        committed=_text(head, "committed"),
        uncommitted=tuple(_text({"uncommitted": path}, "uncommitted") for path in _list(head, "uncommitted")),
        engine=_text(head, "engine"),
        files=files,
        level=_matching({"level": "", **head}, "level", _LEVEL),
    )


def compare(home: Path, manifest: Manifest) -> tuple[Result, ...]:
    """Return how every file listed, and every other file in the folder, stands; by path."""
    there = list(walk(home))
    matched = _matched(manifest.files, there)
    held = [_held(entry, matched.get(entry.path)) for entry in manifest.files]
    known = {found.path for found in matched.values()}
    others = [found for found in there if found.path not in known]
    return tuple(sorted(_reunited(held, others), key=lambda result: result.path))


def look_up(file: Path, home: Path, manifest: Manifest) -> Result:
    """Return how one file stands, under whatever name: it is listed at its place, or its bytes are, or neither."""
    own = _listed_at(file, home, manifest)
    if own is not None and not file.exists():
        return Result(own.path, Status.MISSING, own)
    try:
        sha256 = sha256_of(file)
    except OSError:
        return Result(file.name, Status.UNREADABLE)
    if own is not None:
        return Result(own.path, Status.INTACT if own.sha256 == sha256 else Status.ALTERED, own)
    same = next((entry for entry in manifest.files if entry.sha256 == sha256), None)
    if same is not None:
        renamed = _key(_base(same.path)) != _key(file.name)
        return Result(
            same.path, Status.MOVED if renamed else Status.INTACT, same, file.name if renamed else ""
        )
    named = [entry for entry in manifest.files if _key(_base(entry.path)) == _key(file.name)]
    if len(named) == 1:
        return Result(named[0].path, Status.ALTERED, named[0])
    return Result(file.name, Status.STRANGER)


def walk(home: Path) -> Iterator[Found]:
    """Yield all files below a folder that is published or may be, in order of path; links are named and not followed.

    Names with a leading dot and the folders that operating systems leave on a stick are passed over: MkDocs publishes none of
    them. So are the manifest and its signature, which no manifest can list.
    """
    for found in _walk(str(home), ""):
        if _key(found.path) not in {NAME, SIGNATURE}:
            yield found


def sha256_of(file: Path | str) -> str:
    """Return the SHA-256 of a file's bytes, however large it is."""
    digest = hashlib.sha256()
    with open(file, "rb", buffering=0) as opened:
        while piece := opened.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


def _walk(folder: str, prefix: str) -> Iterator[Found]:
    try:
        with os.scandir(folder) as entries:
            ordered = sorted(entries, key=lambda entry: entry.name)
    except OSError:
        yield Found(prefix.rstrip("/"), folder, link=False)
        return
    for entry in ordered:
        if entry.name.startswith(".") or entry.name.lower() in _SYSTEM:
            continue
        path = f"{prefix}{entry.name}"
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(entry.path, f"{path}/")
        else:
            yield Found(path, entry.path, not entry.is_file(follow_symlinks=False))


def _settled(code: str) -> str:
    return "".join(code.split()).lower()


def _key(path: str) -> str:
    """Return what two paths share that a file system of another machine may take for one."""
    return unicodedata.normalize("NFC", path).casefold()


def _base(path: str) -> str:
    return path.rpartition("/")[2]


def _listed_at(file: Path, home: Path, manifest: Manifest) -> Entry | None:
    """Return what the manifest lists at the place where a file stands; None outside the folder that was published."""
    place, root = Path(os.path.realpath(file)), home.resolve()
    if not place.is_relative_to(root):
        return None
    path = place.relative_to(root).as_posix()
    near = [entry for entry in manifest.files if _key(entry.path) == _key(path)]
    return next((entry for entry in near if entry.path == path), near[0] if near else None)


def _is_ours(place: Path) -> bool:
    try:
        with place.open("rb") as file:
            return FORMAT.encode() in file.read(HEAD_SIZE)
    except OSError:
        return False


def _matched(files: Sequence[Entry], there: Iterable[Found]) -> dict[str, Found]:
    """Return listed path → file; a name that a file system wrote in other letters is the same where no other could be meant."""
    by_path = {found.path: found for found in there}
    matched = {entry.path: by_path[entry.path] for entry in files if entry.path in by_path}
    left = defaultdict(list)
    for found in by_path.values():
        if found.path not in matched:
            left[_key(found.path)].append(found)
    for entry in files:
        if entry.path not in matched and len(left[_key(entry.path)]) == 1:
            matched[entry.path] = left[_key(entry.path)].pop()
    return matched


def _held(entry: Entry, found: Found | None) -> Result:
    if found is None:
        return Result(entry.path, Status.MISSING, entry)
    if found.link:
        return Result(entry.path, Status.LINK, entry)
    try:
        same = os.path.getsize(found.place) == entry.size and sha256_of(found.place) == entry.sha256
    except OSError:
        return Result(entry.path, Status.UNREADABLE, entry)
    return Result(entry.path, Status.INTACT if same else Status.ALTERED, entry)


def _reunited(held: Iterable[Result], others: Iterable[Found]) -> Iterator[Result]:
    """Yield the results, a missing file together with the stranger that has its bytes."""
    missing: dict[str, list[Entry]] = defaultdict(list)
    for result in held:
        if result.status is Status.MISSING and result.entry is not None:
            missing[result.entry.sha256].append(result.entry)
        else:
            yield result
    sizes = {entry.size for entries in missing.values() for entry in entries}
    for found in others:
        yield _stranger(found, missing, sizes)
    for entries in missing.values():
        yield from (Result(entry.path, Status.MISSING, entry) for entry in entries)


def _stranger(found: Found, missing: Mapping[str, list[Entry]], sizes: set[int]) -> Result:
    if found.link:
        return Result(found.path, Status.LINK)
    try:
        wanted = missing.get(sha256_of(found.place)) if os.path.getsize(found.place) in sizes else None
    except OSError:
        return Result(found.path, Status.UNREADABLE)
    if not wanted:
        return Result(found.path, Status.STRANGER)
    entry = wanted.pop(0)
    return Result(entry.path, Status.MOVED, entry, found.path)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    _refuse_duplicates(name for name, _value in pairs)
    return dict(pairs)


def _entry(item: Any, where: str) -> Entry:
    value = _object(item, where)
    size = value.get("size")
    if type(size) is not int or size < 0:
        raise ManifestError("wrong field", field=f"{where}.size")
    document = _facts(value["document"], f"{where}.document") if "document" in value else None
    return Entry(_path(value, where), size, _matching(value, "sha256", _DIGEST, where), document)


def _facts(item: Any, where: str) -> Facts:
    value = _object(item, where)
    _matching(value, "fingerprint", _DIGEST, where)
    _matching(value, "commit", _COMMIT, where)
    _day(value, "effective", where)
    return Facts(**{field.name: _text(value, field.name, where) for field in fields(Facts)})


def _path(value: Mapping[str, Any], where: str) -> str:
    path = _text(value, "path", where)
    unsafe = "\\" in path or _DRIVE.match(path) or any(part in {"", ".", ".."} for part in path.split("/"))
    if unsafe:
        raise ManifestError("unsafe path", path=shown(path))
    return path


def _refuse_duplicates(names: Iterable[str]) -> None:
    counted = Counter(names).most_common(1)
    if counted and counted[0][1] > 1:
        raise ManifestError("twice", name=shown(counted[0][0]))


def _object(value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ManifestError("wrong field", field=where)
    return value


def _list(value: Mapping[str, Any], name: str) -> list[Any]:
    found = value.get(name)
    if not isinstance(found, list):
        raise ManifestError("wrong field", field=name)
    return found


def _text(value: Mapping[str, Any], name: str, where: str = "") -> str:
    """Return a text without control characters, which a terminal would obey."""
    found = value.get(name)
    if not isinstance(found, str) or any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in found):
        raise ManifestError("wrong field", field=f"{where}.{name}".strip("."))
    return found


def _matching(value: Mapping[str, Any], name: str, pattern: re.Pattern[str], where: str = "") -> str:
    found = _text(value, name, where)
    if not pattern.fullmatch(found):
        raise ManifestError("wrong field", field=f"{where}.{name}".strip("."))
    return found


def _day(value: Mapping[str, Any], name: str, where: str = "") -> str:
    found = _matching(value, name, _DAY, where)
    try:
        date.fromisoformat(found)
    except ValueError as error:
        raise ManifestError("wrong field", field=f"{where}.{name}".strip(".")) from error
    return found


WORDS: Final = {
    "vi": {
        "intact": "NGUYÊN VẸN",
        "altered": "BỊ SỬA",
        "missing": "THIẾU",
        "moved": "ĐỔI TÊN",
        "stranger": "NGOÀI DANH MỤC",
        "link": "LIÊN KẾT",
        "unreadable": "KHÔNG ĐỌC ĐƯỢC",
        "unproved": "CHƯA CHỨNG MINH ĐƯỢC",
        "draft": "DỰ THẢO, chưa được ban hành",
        "approved": "CHƯA CÓ HIỆU LỰC, đã ban hành",
        "effective": "đang có hiệu lực",
        "superseded": "HẾT HIỆU LỰC, đã bị thay thế",
        "withdrawn": "HẾT HIỆU LỰC, đã bị bãi bỏ",
        "target": "Kiểm tra {target}",
        "published": "  Cơ quan công bố: {agency}; tại ngày {as_of}; sotay {engine}",
        "commit": "  Commit: {commit} ({day})",
        "no commit": "  Commit: không có, thư viện không nằm trong git khi công bố",
        "uncommitted": "  Lưu ý: {count} tệp chưa có trong commit đó khi công bố: {paths}",
        "seal": "  Mã xác thực trang (SHA-256 của manifest.json): {seal}",
        "name": "{status}: {path}",
        "new name": "{status}: {path} → {found}",
        "listed": "  theo manifest: {document}",
        "document": "{code} lần {version}",
        "effective from": "hiệu lực từ {day}",
        "by": "theo {decision}",
        "fingerprint": "dấu vân tay {digits}",
        "text commit": "commit {commit}",
        "counted": "Manifest ghi {count} tệp: {counts}.",
        "result": "KẾT QUẢ: {said}.",
        "standing": "{document}: {state} (theo manifest, tại ngày {day})",
        "sound": "mọi tệp khớp từng byte với manifest đi kèm; chưa chứng minh manifest là thật",
        "sound file": "tệp khớp từng byte với manifest đi kèm; chưa chứng minh manifest là thật",
        "announced": "mọi tệp đúng từng byte như bản công bố mang mã đã cho",
        "announced file": "tệp đúng từng byte như trong bản công bố mang mã đã cho",
        "unsound": "KHÔNG ĐÚNG như đã công bố (xem các dòng trên)",
        "altered file": "KHÔNG ĐÚNG như manifest ghi: tệp bị sửa, hoặc thuộc một bản công bố khác",
        "absent file": "THIẾU: manifest ghi tệp này, nhưng không thấy tệp tại đây",
        "unproved file": "CHƯA CHỨNG MINH ĐƯỢC: không có manifest nào tại đây ghi tệp này, tệp có thể thuộc một bản công bố khác",
        "same code": "Mã xác thực trùng với mã đã cho: đây là bản công bố mà mã đó chỉ.",
        "other code": "MÃ XÁC THỰC KHÁC với mã đã cho {code}: manifest này không phải là bản đã công bố.",
        "caveat": (
            "Kết quả này chỉ chứng minh tệp khớp với manifest. Để chứng minh manifest là thật: so mã xác thực trang với mã cơ quan"
            " đã công bố (--code MÃ), hoặc chạy `sotay verify` tại kho git của cơ quan. Tệp verify.py nên lấy từ nguồn tin cậy."
        ),
        "signed": "Có chữ ký {name}; công cụ này không kiểm tra chữ ký.",
        "no manifest": "Không có gì để đối chiếu: không thấy manifest.json của sotay tại {target} hay các thư mục bên trên.",
        "no target": "Không có {target}: hãy ghi đúng tên thư mục hoặc tệp.",
        "no code": "{code} không phải mã xác thực: mã gồm 64 chữ số thập lục phân.",
        "unreadable manifest": "Không đọc được manifest.json ({why}): tệp bị hỏng hoặc bị sửa, hãy lấy lại bản công bố.",
        "other format": "manifest.json không theo dạng {format}: không phải của sotay, hoặc của bản sotay khác; hãy dùng verify.py đi kèm.",
        "wrong count": "manifest.json ghi số tệp khác với {count} tệp nó kể ra: tệp bị hỏng hoặc bị sửa, hãy lấy lại bản công bố.",
        "wrong field": "manifest.json sai tại {field}: tệp bị hỏng hoặc bị sửa, hãy lấy lại bản công bố.",
        "unsafe path": "manifest.json kể đường dẫn không an toàn {path}: tệp bị sửa, không kiểm tra tiếp.",
        "twice": "manifest.json ghi {name} hai lần: tệp bị hỏng hoặc bị sửa, hãy lấy lại bản công bố.",
        "usage": "Kiểm tra trang đã công bố, hoặc một tệp tải về, theo manifest.json.",
        "usage target": "thư mục hoặc tệp; không ghi thì là thư mục chứa verify.py",
        "usage code": "mã xác thực trang mà cơ quan đã công bố",
    },
    "en": {
        "intact": "INTACT",
        "altered": "ALTERED",
        "missing": "MISSING",
        "moved": "RENAMED",
        "stranger": "NOT LISTED",
        "link": "LINK",
        "unreadable": "UNREADABLE",
        "unproved": "NOT PROVED",
        "draft": "DRAFT, not approved",
        "approved": "NOT YET IN FORCE, approved",
        "effective": "in force",
        "superseded": "NO LONGER IN FORCE, superseded",
        "withdrawn": "NO LONGER IN FORCE, withdrawn",
        "target": "Checking {target}",
        "published": "  Published by {agency}; as of {as_of}; sotay {engine}",
        "commit": "  Commit: {commit} ({day})",
        "no commit": "  Commit: none, the library was not in git when this was published",
        "uncommitted": "  Note: {count} files were not in that commit when this was published: {paths}",
        "seal": "  Verification code of the site (SHA-256 of manifest.json): {seal}",
        "name": "{status}: {path}",
        "new name": "{status}: {path} → {found}",
        "listed": "  listed as: {document}",
        "document": "{code} version {version}",
        "effective from": "effective from {day}",
        "by": "by {decision}",
        "fingerprint": "fingerprint {digits}",
        "text commit": "commit {commit}",
        "counted": "The manifest lists {count} files: {counts}.",
        "result": "RESULT: {said}.",
        "standing": "{document}: {state} (by the manifest, as of {day})",
        "sound": "every file agrees, byte for byte, with the manifest that came with it; that the manifest is genuine is not proved",
        "sound file": "the file agrees, byte for byte, with the manifest that came with it; that the manifest is genuine is not proved",
        "announced": "every file is, byte for byte, as in the publication that the given code names",
        "announced file": "the file is, byte for byte, as in the publication that the given code names",
        "unsound": "NOT as it was published (see the lines above)",
        "altered file": "NOT as the manifest lists it: the file was altered, or is of another publication",
        "absent file": "MISSING: the manifest lists this file, and it is not here",
        "unproved file": "NOT PROVED: no manifest at hand lists this file, it may be of another publication",
        "same code": "The verification code is the one given: this is the publication that the code names.",
        "other code": "THE VERIFICATION CODE DIFFERS from the one given, {code}: this manifest is not the one that was announced.",
        "caveat": (
            "This proves only that the files agree with the manifest. To prove that the manifest is genuine, compare the"
            " verification code with the one that the agency announced (--code CODE), or run `sotay verify` at the agency's git"
            " repository. Take verify.py itself from a source that you trust."
        ),
        "signed": "There is a signature {name}; this tool does not check it.",
        "no manifest": "There is nothing to hold it against: no manifest.json of sotay at {target} or in the folders above.",
        "no target": "There is no {target}: correct the name of the folder or file.",
        "no code": "{code} is no verification code: one has 64 hexadecimal digits.",
        "unreadable manifest": "manifest.json cannot be read ({why}): it is damaged or altered, get the publication again.",
        "other format": "manifest.json is not of the form {format}: it is not of sotay, or of another sotay; use the verify.py that came with it.",
        "wrong count": "manifest.json counts other than the {count} files that it lists: it is damaged or altered, get the publication again.",
        "wrong field": "manifest.json is wrong at {field}: it is damaged or altered, get the publication again.",
        "unsafe path": "manifest.json lists the unsafe path {path}: it is altered, nothing more is checked.",
        "twice": "manifest.json gives {name} twice: it is damaged or altered, get the publication again.",
        "usage": "Check a published site, or one download of it, against manifest.json.",
        "usage target": "folder or file; without it, the folder that holds verify.py",
        "usage code": "the verification code of the site that the agency announced",
    },
}


def say(language: str, key: str, **values: object) -> str:
    """Return the words for ``key``: ``vi`` or ``en``."""
    return WORDS[language][key].format(**values)


def shown(text: str) -> str:
    """Return a name as it can be printed: what a terminal would obey, or cannot show, as its number."""
    return "".join(
        letter if unicodedata.category(letter) not in {"Cc", "Cf", "Cs"} else f"\\u{ord(letter):04x}"
        for letter in text
    )


def render(checked: Check, language: str) -> list[str]:
    """Return what was found as lines for a terminal: whose publication, each file that is not right, the count."""
    lines = [say(language, "target", target=shown(checked.target)), *_head(checked, language)]
    told = [result for result in checked.results if checked.single or result.status is not Status.INTACT]
    lines += [line for result in told for line in _told(result, language)]
    if not checked.single and checked.manifest is not None:
        lines.append(_counted(checked, language))
    if checked.code:
        lines.append(say(language, "other code" if checked.counterfeit else "same code", code=checked.code))
    return lines


def verdict(checked: Check, language: str) -> str:
    """Return the result in one line: no more than was proved, and of a single file the state of what it shows."""
    return say(language, "result", said="; ".join((*standing(checked, language), proof(checked, language))))


def standing(checked: Check, language: str) -> list[str]:
    """Return the state of the version that a sound file shows, on the manifest's day; nothing of any other."""
    entry = checked.results[0].entry if checked.single and not checked.failed else None
    if entry is None or entry.document is None or not entry.document.state or checked.manifest is None:
        return []
    document, state = named(entry.document, language), state_name(entry.document.state, language)
    day = day_name(checked.manifest.as_of, language)
    return [say(language, "standing", document=document, state=state, day=day)]


def proof(checked: Check, language: str) -> str:
    """Return what the bytes were proved to be, and nothing more: a manifest without its code may be anybody's."""
    if checked.failed:
        return say(language, _failure(checked))
    return say(language, ("announced" if checked.code else "sound") + " file" * checked.single)


def caveat(checked: Check, language: str) -> list[str]:
    """Return what the result does not prove; nothing where the manifest is the one that was announced, or a file is not what it lists."""
    lines = [say(language, "signed", name=SIGNATURE)] if checked.signed else []
    silent = checked.code or (checked.single and checked.failed)
    return lines if silent else [*lines, say(language, "caveat")]


def _failure(checked: Check) -> str:
    if checked.unproved:
        return "unproved file"
    if checked.absent:
        return "absent file"
    altered = checked.single and checked.results[0].status is Status.ALTERED
    return "altered file" if altered and not checked.counterfeit else "unsound"


def _head(checked: Check, language: str) -> Iterator[str]:
    manifest = checked.manifest
    if manifest is None:
        yield say(language, "no manifest", target=shown(checked.target))
        return
    day = day_name(manifest.as_of, language)
    yield say(language, "published", agency=manifest.agency, as_of=day, engine=manifest.engine)
    if manifest.commit:
        yield say(language, "commit", commit=manifest.commit, day=manifest.committed)
    else:
        yield say(language, "no commit")
    if manifest.uncommitted:
        paths = ", ".join(manifest.uncommitted)
        yield say(language, "uncommitted", count=len(manifest.uncommitted), paths=paths)
    yield say(language, "seal", seal=checked.seal)


def _told(result: Result, language: str) -> Iterator[str]:
    status = say(language, result.status.value)
    if result.found:
        yield say(language, "new name", status=status, path=shown(result.path), found=shown(result.found))
    else:
        yield say(language, "name", status=status, path=shown(result.path))
    if result.entry is not None and result.entry.document is not None:
        yield say(language, "listed", document=described(result.entry.document, language))


def described(facts: Facts, language: str) -> str:
    """Return what is said of a document as one line: its version and state before all."""
    name = named(facts, language)
    parts = [f"{name}, {state_name(facts.state, language)}" if facts.state else name]
    if facts.effective:
        parts.append(say(language, "effective from", day=day_name(facts.effective, language)))
    if facts.decision:
        parts.append(say(language, "by", decision=facts.decision))
    parts.append(say(language, "fingerprint", digits=facts.fingerprint[:SHOWN]))
    if facts.commit:
        parts.append(say(language, "text commit", commit=facts.commit[:SHOWN]))
    return "; ".join(parts)


def named(facts: Facts, language: str) -> str:
    """Return the code and version of a document."""
    return say(language, "document", code=facts.code, version=facts.version)


def state_name(state: str, language: str) -> str:
    """Return a state in words; one that this program does not know as it is."""
    return WORDS[language].get(state, state)


def day_name(day: str, language: str) -> str:
    """Return an ISO day as official Vietnamese documents write it: a zero before one digit of a day, and of January and February."""
    if language != "vi":
        return day
    year, month, number = day.split("-")
    return f"{number}/{month if month in {'01', '02'} else int(month)}/{year}"


def _counted(checked: Check, language: str) -> str:
    assert checked.manifest is not None
    counts = Counter(result.status for result in checked.results)
    told = ", ".join(
        f"{counts[status]} {say(language, status.value).lower()}" for status in Status if counts[status]
    )
    return say(language, "counted", count=len(checked.manifest.files), counts=told or "0")


def main(arguments: Sequence[str] | None = None) -> int:
    """Check what the command line names, print the result, return the exit code."""
    home = Path(__file__).absolute().parent
    asked = _asked(arguments, home)
    target = Path(asked.target)
    if asked.code and not is_seal(asked.code):
        return _end(2, say(asked.lang, "no code", code=shown(asked.code)))
    try:
        checked = check(target, home, code=asked.code)
    except ManifestError as error:
        return _end(1, error.words(asked.lang))
    if not target.exists() and not checked.absent:
        return _end(2, say(asked.lang, "no target", target=shown(asked.target)))
    if checked.manifest is None:
        return _end(3, say(asked.lang, "no manifest", target=shown(asked.target)))
    lines = [*render(checked, asked.lang), verdict(checked, asked.lang), *caveat(checked, asked.lang)]
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return int(checked.failed)


def _asked(arguments: Sequence[str] | None, home: Path) -> argparse.Namespace:
    spoken = {language: say(language, "usage") for language in WORDS}
    parser = argparse.ArgumentParser(prog="verify.py", description=" / ".join(spoken.values()))
    helped = {
        key: " / ".join(say(language, key) for language in WORDS) for key in ("usage target", "usage code")
    }
    parser.add_argument("target", nargs="?", default=str(home), help=helped["usage target"])
    parser.add_argument("--code", default="", help=helped["usage code"])
    parser.add_argument("--lang", choices=tuple(WORDS), default="vi", help="vi / en")
    return parser.parse_args(arguments)


def _end(code: int, words: str) -> int:
    sys.stderr.write(f"{words}\n")
    return code


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.exit(main())
