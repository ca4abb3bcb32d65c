"""What the form editor asks of the desk: the JSON protocol of Decap's ``proxy`` backend, over a bare repository.

A save is a commit on the branch of its change; the published branch is never written to. What somebody had before them when
they began is remembered on this side, since the editor does not say it: a save over another's text is refused, and kept.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from typing import TYPE_CHECKING, Any, Final

from sotay import gate
from sotay.desk.journal import Action, Status
from sotay.desk.repository import CHANGES, Edit, StaleError, author_of
from sotay.messages import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sotay.desk.journal import Journal
    from sotay.desk.repository import Branch, Repository
    from sotay.kinds.agency import Person

_NAME: Final = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*(?:/[a-z0-9]+(?:[-_][a-z0-9]+)*)*")
_SEGMENT: Final = re.compile(r"[^\x00-\x1f\x7f/\\]+")
_MAY_SAVE: Final = "đề xuất"
_TAB: Final = 40
PAGES: Final = "/thay-doi/"
"""Where the review pages stand, each at the name of its change."""


class ProtocolError(Exception):
    """What was asked cannot be done; the message is for the person at the editor. ``missing`` says that there is no such thing."""

    def __init__(self, message: str, *, missing: bool = False) -> None:
        super().__init__(message)
        self.missing = missing


class Protocol:
    """Answers the editor for one repository."""

    def __init__(
        self, repository: Repository, journal: Journal, faithful: Callable[[bytes, bytes], bytes]
    ) -> None:
        """``faithful`` makes of the old text and the one that an editor wrote the one that changes only what was changed; a new file has no old text."""
        self._repository = repository
        self._journal = journal
        self._faithful = faithful
        self._answers: Mapping[str, Callable[[Person, Mapping[str, Any]], Any]] = {
            "info": self._info,
            "entriesByFolder": self._entries_by_folder,
            "entriesByFiles": self._entries_by_files,
            "getEntry": self._entry,
            "unpublishedEntries": self._changes,
            "unpublishedEntry": self._change,
            "unpublishedEntryDataFile": self._change_file,
            "unpublishedEntryMediaFile": self._change_media,
            "persistEntry": self._save,
            "updateUnpublishedEntryStatus": self._set_status,
            "deleteUnpublishedEntry": self._withdraw,
            "publishUnpublishedEntry": self._publish,
            "getMedia": self._media,
            "getMediaFile": self._media_file,
            "getDeployPreview": self._preview,
        }

    def answer(self, person: Person, action: str, params: Mapping[str, Any]) -> Any:
        """Return what the editor is told; raise ``ProtocolError`` where a person must be told why not."""
        asked = self._answers.get(action)
        if asked is None:
            raise ProtocolError(
                _("The desk does not do {action}: propose the change in a form instead.", action=action)
            )
        try:
            return asked(person, params)
        except (KeyError, TypeError, AttributeError, binascii.Error) as error:
            raise ProtocolError(
                _("The editor asked {action} in a way the desk does not understand.", action=action)
            ) from error

    def _info(self, _person: Person, _params: Mapping[str, Any]) -> Any:
        return {
            "repo": self._repository.folder.name,
            "publish_modes": ["editorial_workflow"],
            "type": "sotay",
        }

    def _entries_by_folder(self, _person: Person, params: Mapping[str, Any]) -> Any:
        tip = self.tip()
        ending, depth = f".{params['extension'].lstrip('.')}", int(params.get("depth") or 1)
        return [
            self._told(path, blob)
            for path, blob in self._files(tip, params["folder"])
            if path.endswith(ending)
            and path.removeprefix(f"{params['folder'].strip('/')}/").count("/") < depth
        ]

    def _entries_by_files(self, _person: Person, params: Mapping[str, Any]) -> Any:
        tip = self.tip()
        return [
            self._told(_content(file["path"]), self._repository.blob(tip, file["path"]), file.get("label"))
            for file in params["files"]
        ]

    def _entry(self, person: Person, params: Mapping[str, Any]) -> Any:
        path = _content(params["path"])
        blob = self._repository.blob(self.tip(), path)
        self._journal.note_opened(person.id, _tab(params), path, blob)
        return self._told(path, blob)

    def _changes(self, _person: Person, _params: Mapping[str, Any]) -> Any:
        return [branch.ref.removeprefix(CHANGES) for branch in self._repository.branches()]

    def _change(self, _person: Person, params: Mapping[str, Any]) -> Any:
        name = params.get("id") or f"{params['collection']}/{params['slug']}"
        branch = self._branch(name)
        collection, _slash, slug = name.partition("/")
        told = self._repository.told(branch)
        return {
            "collection": collection,
            "slug": slug,
            "status": self._journal.status(branch.ref).value,
            "diffs": [
                {"id": path, "path": path, "newFile": before is None, "status": _verb(before, after), "binary": not path.endswith(".md")}
                for path, (before, after) in self._repository.changed(branch).items()
            ],
            "updatedAt": told.at,
            "pullRequestAuthor": told.name,
        }  # fmt: skip

    def _change_file(self, person: Person, params: Mapping[str, Any]) -> Any:
        branch = self._branch(f"{params['collection']}/{params['slug']}")
        path = _content(params["path"])
        blob = self._repository.blob(branch.tip, path)
        self._journal.note_opened(person.id, _tab(params), path, blob)
        return {"data": self._text(blob)}

    def _change_media(self, _person: Person, params: Mapping[str, Any]) -> Any:
        branch = self._branch(f"{params['collection']}/{params['slug']}")
        return self._picture(branch.tip, params["path"])

    def _save(self, person: Person, params: Mapping[str, Any]) -> Any:
        options, files = params["options"], params.get("dataFiles") or [params["entry"]]
        ref = change_ref(f"{options['collectionName']}/{files[0]['slug']}")
        tab = _tab(params)
        edits = [edit for file in files for edit in self._edits(person, tab, file)]
        start = self._repository.tip(ref) or self.tip()
        for asset in params.get("assets", ()):
            path = _content(asset["path"])
            edits.append(
                Edit(
                    path,
                    base64.b64decode(asset["content"], validate=True),
                    self._repository.blob(start, path),
                )
            )
        stopped = _("The desk was stopped while it saved.")
        kept = [self._journal.keep(person.id, edit, stopped) for edit in edits if edit.data is not None]
        paths = ", ".join(edit.path for edit in edits)
        try:
            require_writer(person)
            head = self._repository.save(ref, edits, _("Propose: {files}", files=paths), author_of(person))
        except (StaleError, ProtocolError) as error:
            self._journal.explain(person.id, kept, str(error))
            self._journal.write(person.id, Action.SAVE_REFUSED, ref=ref, told=str(error))
            raise ProtocolError(str(error)) from error
        for edit in edits:
            self._journal.note_opened(person.id, tab, edit.path, self._repository.blob(head, edit.path))
        self._journal.note_saved(person.id, ref, head, paths, kept)
        return {"message": "saved"}

    def _edits(self, person: Person, tab: str, file: Mapping[str, Any]) -> Iterator[Edit]:
        """Yield what a file of the editor asks to be written; a renamed one is written anew and taken away."""
        path, target = _content(file["path"]), _content(file.get("newPath") or file["path"])
        based_on, saved = self._journal.opened(person.id, tab, path), file["raw"].encode()
        data = self._faithful(self._repository.read(based_on) if based_on else b"", saved)
        if target == path:
            yield Edit(path, data, based_on)
        else:
            yield Edit(target, data, None)
            yield Edit(path, None, based_on)

    def _set_status(self, person: Person, params: Mapping[str, Any]) -> Any:
        branch = self._branch(f"{params['collection']}/{params['slug']}")
        status = Status(params["newStatus"])
        if status is Status.READY:
            raise ProtocolError(self._on_the_page(branch.ref))
        require_writer(person)
        self._journal.set_status(branch.ref, status)
        action = Action.PROPOSED if status is Status.IN_REVIEW else Action.RETURNED
        self._journal.write(person.id, action, ref=branch.ref, head=branch.tip)
        return {"message": "set"}

    def _withdraw(self, person: Person, params: Mapping[str, Any]) -> Any:
        branch = self._branch(f"{params['collection']}/{params['slug']}")
        self.withdraw(person, branch)
        return {"message": "withdrawn"}

    def withdraw(self, person: Person, branch: Branch) -> None:
        """Take a change away for the person who wrote it, and keep its texts for them; raise ``ProtocolError`` for anybody else."""
        if author_of(person).email not in self._repository.authors(branch):
            raise ProtocolError(
                _("Only who wrote a change takes it back: return it to them on its review page.")
            )
        for path, (before, after) in self._repository.changed(branch).items():
            if after is not None:
                edit = Edit(path, self._repository.read(after), before)
                self._journal.keep(person.id, edit, _("You took this change back."))
        try:
            self._repository.take_away(branch)
        except StaleError as error:
            raise ProtocolError(str(error)) from error
        self._journal.set_status(branch.ref, None)
        self._journal.write(person.id, Action.WITHDRAWN, ref=branch.ref, head=branch.tip)

    def _publish(self, _person: Person, params: Mapping[str, Any]) -> Any:
        raise ProtocolError(self._on_the_page(change_ref(f"{params['collection']}/{params['slug']}")))

    def _on_the_page(self, ref: str) -> str:
        return _(
            "A change is approved on its review page, where its redline is shown: {page}",
            page=f"{PAGES}{ref.removeprefix(CHANGES)}",
        )

    def _media(self, _person: Person, params: Mapping[str, Any]) -> Any:
        tip = self.tip()
        return [
            self._picture(tip, path)
            for path, _blob in self._files(tip, params["mediaFolder"])
            if not path.endswith(".md")
        ]

    def _media_file(self, _person: Person, params: Mapping[str, Any]) -> Any:
        return self._picture(self.tip(), params["path"])

    def _preview(self, _person: Person, params: Mapping[str, Any]) -> Any:
        """Lead from a form to the review page of its change; of what is published the editor asks too."""
        name = f"{params['collection']}/{params['slug']}"
        there = self._repository.tip(change_ref(name))
        return {"url": f"{PAGES}{name}", "status": "success"} if there else None

    def tip(self) -> str:
        """Return the commit that is published; raise ``ProtocolError`` where nothing is yet."""
        tip = self._repository.current
        if tip is None:
            raise ProtocolError(_("Nothing is published yet: push the library to the repository first."))
        return tip

    def _branch(self, name: str) -> Branch:
        branch = self._repository.branch(change_ref(name))
        if branch is None:
            raise ProtocolError(
                _("There is no change {name}: it was published or taken back.", name=name), missing=True
            )
        return branch

    def _files(self, tip: str, folder: str) -> Iterator[tuple[str, str]]:
        inside = f"{folder.strip('/')}/"
        _content(f"{inside}x")
        return ((path, blob) for path, blob in self._repository.files(tip, inside) if not gate.steers(path))

    def _told(self, path: str, blob: str | None, label: str | None = None) -> Any:
        return {"data": self._text(blob), "file": {"path": path, "label": label, "id": blob}}

    def _text(self, blob: str | None) -> str | None:
        return self._repository.read(blob).decode("utf-8", "replace") if blob else None

    def _picture(self, tip: str, path: str) -> Any:
        blob = self._repository.blob(tip, _content(path))
        if blob is None:
            raise ProtocolError(_("There is no file {path}.", path=path), missing=True)
        data = self._repository.read(blob)
        content = base64.b64encode(data).decode()
        name = path.rpartition("/")[2]
        return {
            "id": hashlib.sha256(data).hexdigest(),
            "content": content,
            "encoding": "base64",
            "path": path,
            "name": name,
        }


def require_writer(person: Person) -> None:
    """Raise ``ProtocolError`` for who may not propose anything."""
    if _MAY_SAVE not in person.roles:
        raise ProtocolError(
            _(
                "{person} has no role `đề xuất` in agency.yml: what was typed is kept, and can be copied by who has it.",
                person=person.name,
            )
        )


def _tab(params: Mapping[str, Any]) -> str:
    """Return which of a person's tabs asks: each has texts of its own before it."""
    return str(params.get("tab", ""))[:_TAB]


def change_ref(name: str) -> str:
    """Return the branch of a change; raise ``ProtocolError`` for what is no name of one."""
    if not _NAME.fullmatch(name):
        raise ProtocolError(
            _("{name} is no name of a change: write it in small letters, digits and dashes.", name=name)
        )
    return f"{CHANGES}{name}"


def _content(path: str) -> str:
    """Return a path that the editor may write: content of the library, nothing that steers the system."""
    parts = path.split("/")
    if any(not _SEGMENT.fullmatch(part) or part.startswith(".") for part in parts) or gate.steers(path):
        raise ProtocolError(
            _(
                "{path} is not for the editor: it changes what is below procedures, records and docs alone.",
                path=path,
            )
        )
    return path


def _verb(before: str | None, after: str | None) -> str:
    return "added" if before is None else "modified" if after is not None else "deleted"
