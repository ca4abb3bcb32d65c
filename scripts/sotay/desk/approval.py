"""What people do with a change on its review page, and what they may not.

Approval is a merge by a second person, who has been shown exactly what is joined and has saved nothing of it (ISO 9001, clause
7.5.2.c). What is approved is judged once more, as the commit that will be published. Where a text names the very person for what
they did, the merge brings their confirmation of that text as a record, which its page shows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sotay import approving, gate
from sotay.desk.journal import Action, Status
from sotay.desk.protocol import ProtocolError
from sotay.desk.repository import CHANGES, ConflictError, Edit, StaleError, author_of
from sotay.messages import _

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sotay.desk.journal import Journal
    from sotay.desk.protocol import Protocol
    from sotay.desk.repository import Branch, Repository
    from sotay.desk.review import Review
    from sotay.desk.staff import Staff
    from sotay.kinds.agency import DeskRole, Person
    from sotay.kinds.approval import Role

ROLES: Final[Mapping[str, DeskRole]] = {
    "gui": "đề xuất",
    "rut-lai": "đề xuất",
    "xem-xet": "xem xét",
    "tra-lai": "xem xét",
    "phe-duyet": "phê duyệt",
}
"""Act of a review page → the role it takes; who approves may also return."""
_SHOWN: Final = 3


class ActError(Exception):
    """Something may not be done; the message says why. ``forbidden`` says that it is not for this person, whatever they mend."""

    def __init__(self, message: str, *, forbidden: bool = False) -> None:
        super().__init__(message)
        self.forbidden = forbidden


class Acts:
    """Does what the buttons of a review page say."""

    def __init__(self, repository: Repository, journal: Journal, staff: Staff, protocol: Protocol) -> None:
        self._repository = repository
        self._journal = journal
        self._staff = staff
        self._protocol = protocol
        self._doing: Mapping[str, Callable[[Person, Review, str], None]] = {
            "gui": self._propose,
            "rut-lai": self._withdraw,
            "xem-xet": self._review,
            "tra-lai": self._return,
            "phe-duyet": self._approve,
        }

    def do(self, person: Person, act: str, review: Review, *, shown: str, told: str) -> None:
        """Do an act on a change as it stands.

        ``shown`` is the head that the pressed page was of, ``told`` the person's remark. Raises ``ActError``.
        """
        role = ROLES[act]
        if role not in person.roles and not (act == "tra-lai" and "phê duyệt" in person.roles):
            raise self._refused(person, act, review, _no_role(person, role), forbidden=True)
        if shown != review.head or not self._journal.has_seen(person.id, review.branch.ref, review.head):
            sentence = _(
                "You have not been shown the change as it stands now: read it once more on this page, then decide."
            )
            raise self._refused(person, act, review, sentence)
        self._doing[act](person, review, told)

    def tidy(self) -> None:
        """Take away what is published and was left behind when the desk was stopped in between."""
        for branch in self._repository.branches():
            if branch.base == branch.tip:
                self._repository.take_away(branch)
                self._journal.set_status(branch.ref, None)

    def _propose(self, person: Person, review: Review, _told: str) -> None:
        self._put(person, review, Status.IN_REVIEW, Action.PROPOSED)

    def _return(self, person: Person, review: Review, told: str) -> None:
        if not told.strip():
            raise ActError(_("Say what is to be put right: the author reads it on this page."))
        self._put(person, review, Status.DRAFT, Action.RETURNED, told.strip())

    def _withdraw(self, person: Person, review: Review, _told: str) -> None:
        try:
            self._protocol.withdraw(person, review.branch)
        except ProtocolError as error:
            raise ActError(str(error), forbidden=True) from error

    def _review(self, person: Person, review: Review, told: str) -> None:
        self._require_second_person(person, "xem-xet", review)
        self._require_proposed(person, "xem-xet", review)
        self._put(person, review, Status.READY, Action.REVIEWED, told.strip())

    def _approve(self, person: Person, review: Review, _told: str) -> None:
        self._require_second_person(person, "phe-duyet", review)
        self._require_proposed(person, "phe-duyet", review)
        if review.obstacle:
            raise self._refused(person, "phe-duyet", review, review.obstacle)
        if review.unsigned:
            raise self._refused(
                person,
                "phe-duyet",
                review,
                _(
                    "agency.yml asks for signed approvals: sign the text with `sotay approve {code} --role phe-duyet --by {person} --key …` and add the record to this change.",
                    code=review.unsigned[0],
                    person=person.id,
                ),
            )
        commit = self._judged(person, review)
        try:
            self._repository.publish(commit, review.published)
        except StaleError as error:
            raise self._refused(person, "phe-duyet", review, str(error)) from error
        self._journal.write(person.id, Action.APPROVED, ref=review.branch.ref, head=commit)
        try:
            self._repository.take_away(review.branch)
            self._journal.set_status(review.branch.ref, None)
        except StaleError:  # somebody saved meanwhile: what they saved is a change of its own now
            self._journal.set_status(review.branch.ref, Status.DRAFT)

    def _judged(self, person: Person, review: Review) -> str:
        """Return the commit that joins the change, if the gate lets this person bring it in."""
        author, branch, reviewers = author_of(person), review.branch, self._reviewers(review.branch)
        trailers = ["Reviewed-by: {} <{}>".format(*author_of(one)) for one in reviewers]
        trailers.append(f"Approved-by: {author.name} <{author.email}>")
        did: dict[Role, set[str]] = {"xem xét": {one.id for one in reviewers}, "phê duyệt": {person.id}}
        given = [one for one in review.unconfirmed if one.by in did[one.role]]
        records = [Edit(approving.path_of(one), approving.text_of(one).encode(), None) for one in given]
        head = _("Approve {name}", name=branch.ref.removeprefix(CHANGES))
        message = "\n".join((head, "", *trailers, ""))
        try:
            commit = self._repository.merge(branch, message, author, review.published, records)
            push = gate.Push(review.published, commit, self._repository.published)
            verdict = gate.judge(
                self._repository.folder, push, person.email or person.id, self._staff.today()
            )
        except (ConflictError, gate.GateError) as error:
            raise self._refused(person, "phe-duyet", review, str(error)) from error
        if not verdict.passes:
            said = [*verdict.refusals, *(f"{one.code}: {one.message}" for one in verdict.brought)]
            raise self._refused(person, "phe-duyet", review, " ".join(said[:_SHOWN]))
        return commit

    def _reviewers(self, branch: Branch) -> list[Person]:
        found = {}
        for line in self._journal.lines(branch.ref):
            person = self._staff.person(line.who)
            if line.action == Action.REVIEWED and line.head == branch.tip and person is not None:
                found[author_of(person).email] = person
        return list(found.values())

    def _put(self, person: Person, review: Review, status: Status, action: Action, told: str = "") -> None:
        self._journal.set_status(review.branch.ref, status)
        self._journal.write(person.id, action, ref=review.branch.ref, head=review.branch.tip, told=told)

    def _require_second_person(self, person: Person, act: str, review: Review) -> None:
        if self._staff.wrote(person, self._repository.authors(review.branch)):
            sentence = _(
                "{person} saved something on this change and can neither review nor approve it: a second person must.",
                person=person.name,
            )
            raise self._refused(person, act, review, sentence, forbidden=True)

    def _require_proposed(self, person: Person, act: str, review: Review) -> None:
        if self._journal.status(review.branch.ref) is Status.DRAFT:
            sentence = _("Its author is still writing this change: wait until it is sent for review.")
            raise self._refused(person, act, review, sentence)

    def _refused(
        self, person: Person, act: str, review: Review, why: str, *, forbidden: bool = False
    ) -> ActError:
        if act == "phe-duyet":
            self._journal.write(
                person.id,
                Action.APPROVAL_REFUSED,
                ref=review.branch.ref,
                head=review.branch.tip,
                told=why,
            )
        return ActError(why, forbidden=forbidden)


def _no_role(person: Person, role: str) -> str:
    return _("{person} has no role `{role}` in agency.yml.", person=person.name, role=role)
