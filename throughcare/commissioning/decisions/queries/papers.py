"""Papers at work: the list, the page with its findings and comments, what can be done now and by whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from math import ceil
from typing import Any

from throughcare.commissioning.decisions import states
from throughcare.commissioning.decisions.models import AdviceOnPaper, Approval, Comment, Decision, PartTwo
from throughcare.commissioning.decisions.queries import findings as found_by_checker
from throughcare.commissioning.decisions.queries.amending import amending, version_in_effect
from throughcare.commissioning.decisions.queries.findings import Acceptance, FindingShown, Together
from throughcare.commissioning.decisions.queries.scope import hands_of, sees_part_two
from throughcare.commissioning.decisions.rules import reading, workflow
from throughcare.commissioning.decisions.rules.advising import PERMISSION_OF
from throughcare.commissioning.decisions.rules.checking.findings import Checked
from throughcare.commissioning.decisions.rules.comparing import Change, compare
from throughcare.commissioning.decisions.rules.paper import Paper
from throughcare.errors import NotAllowed, NotFound
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible, visible_to
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.organisations.models import Organisation

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One line of the working list."""

    id: int
    reference: str
    title: str
    effect: str
    publication: str
    turn: str
    since: datetime
    author: str
    signed_on: date | None


@dataclass(frozen=True, slots=True)
class ListedPapers:
    """A page of the working list with how many papers there are in all."""

    rows: tuple[PaperRow, ...]
    found: int
    number: int
    pages: int


@dataclass(frozen=True, slots=True)
class AdviceShown:
    """One kind of advice: what was said, by whom, when, and whether this viewer can give it now."""

    kind: str
    label: str
    state: str
    words: str
    by: str
    at: datetime | None
    mine_to_give: bool
    can_waive: bool


@dataclass(frozen=True, slots=True)
class CommentShown:
    """A remark on a place."""

    id: int
    place: str
    words: str
    by: str
    at: datetime
    settled_by: str


@dataclass(frozen=True, slots=True)
class ApprovalShown:
    """A signature on the way."""

    step: str
    by: str
    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Step:
    """Something that can be done next: its code, its words, and why this viewer cannot, if so."""

    code: str
    label: str
    why_not: str = ""
    needs_reason: bool = False


@dataclass(frozen=True, slots=True)
class PaperPage:
    """All that the page of a paper shows."""

    id: int
    version: int
    slug: str
    effect: str
    publication: str
    turn: str
    since: datetime
    reason: str
    author: str
    organisation: str
    shared_with: tuple[str, ...]
    is_historical: bool
    can_edit: bool
    paper: Paper
    findings: tuple[FindingShown, ...]
    checked: tuple[Checked, ...]
    unread: tuple[str, ...]
    advice: tuple[AdviceShown, ...]
    comments: tuple[CommentShown, ...]
    approvals: tuple[ApprovalShown, ...]
    steps: tuple[Step, ...]
    amends: str
    amends_id: int | None
    amendment_says: str
    amends_what_went: str
    amended_beside: list[str]
    deferred_until: date | None
    deferral_reason: str
    exemption: str
    rationale: str
    has_part_two: bool
    sees_part_two: bool
    together: tuple[FindingShown, ...] = ()
    compared: int = 0
    standing: int = 0
    why_not_accept: str = ""

    @property
    def all_findings(self) -> tuple[FindingShown, ...]:
        """What the checker finds in the paper alone and between it and its programme."""
        return (*self.findings, *self.together)

    def count(self, severity: str) -> int:
        """How many findings of a severity."""
        return sum(1 for one in self.all_findings if one.severity == severity)

    @property
    def open_errors(self) -> int:
        """Errors that nobody has accepted."""
        return sum(1 for one in self.all_findings if one.is_open_error)

    @property
    def takes_comments(self) -> bool:
        """Whether the paper is not settled yet."""
        return self.effect in states.OPEN_STATES

    def findings_at(self, *places: str) -> tuple[FindingShown, ...]:
        """The findings whose place is one of those given; table cells match their whole line and block too."""
        wanted = {place.lower() for place in places}
        return tuple(one for one in self.findings if any(where.lower() in wanted for where in one.where))

    def comments_at(self, place: str) -> tuple[CommentShown, ...]:
        """The remarks on one place."""
        return tuple(one for one in self.comments if one.place == place)


def listed(viewer: Viewer, *, effect: str = "", number: int = 1) -> ListedPapers:
    """One page of the papers this viewer works on, those that moved last first."""
    found = visible_to(viewer, Decision)
    if effect:
        found = found.filter(effect=effect)
    in_all = found.count()
    pages = max(ceil(in_all / PER_PAGE), 1)
    number = min(max(number, 1), pages)
    start = (number - 1) * PER_PAGE
    rows = found.select_related("author").defer("content", "summary").order_by("-since", "-id")
    shown = tuple(_listed(row) for row in rows[start : start + PER_PAGE])
    return ListedPapers(shown, in_all, number, pages)


def _listed(row: Decision) -> PaperRow:
    return PaperRow(
        id=row.pk,
        reference=row.reference,
        title=row.title or "Untitled paper",
        effect=row.effect,
        publication=row.publication,
        turn=states.EFFECT_OWNER[row.effect],
        since=row.since,
        author=row.author.name,
        signed_on=row.signed_on,
    )


def paper(viewer: Viewer, decision_id: int) -> tuple[Paper, int]:
    """The structured paper and its version, for the forms and downloads."""
    row = get_visible(viewer, Decision, pk=decision_id)
    return reading.from_dict(row.content), row.version


def may_be_shared_with(viewer: Viewer, decision_id: int) -> list[tuple[int, str]]:
    """The organisations that a paper is neither of nor shared with yet, by name."""
    row = get_visible(viewer, Decision, pk=decision_id)
    others = Organisation.objects.exclude(pk=row.organisation_id).exclude(pk__in=row.shared_with.all())
    return list(others.order_by("name", "id").values_list("pk", "name"))


def page(viewer: Viewer, decision_id: int, *, on: date) -> PaperPage:
    """One paper with everything that belongs to it; ``on`` is the day whose law a draft is checked against."""
    row: Decision = get_visible(viewer, Decision, pk=decision_id)
    content = reading.from_dict(row.content)
    report = found_by_checker.report_on(content, on=on)
    accepted = found_by_checker.accepted_on(row)
    return PaperPage(
        id=row.pk,
        version=row.version,
        slug=row.slug,
        effect=row.effect,
        publication=row.publication,
        turn=states.EFFECT_OWNER[row.effect],
        since=row.since,
        reason=row.reason,
        author=row.author.name,
        organisation=row.organisation.name,
        shared_with=tuple(row.shared_with.order_by("name", "id").values_list("name", flat=True)),
        is_historical=row.is_historical,
        can_edit=row.effect == states.Effect.DRAFT and viewer.can(Permission.DRAFT_DECISION),
        paper=content,
        findings=found_by_checker.shown(report.findings, accepted),
        checked=tuple(report.checked),
        unread=tuple(report.unread),
        advice=_advice(viewer, row),
        comments=_comments(row),
        approvals=_approvals(row),
        steps=steps(viewer, row),
        amends=row.amends.reference if row.amends else "",
        amends_id=row.amends_id,
        **amending(viewer, row),
        deferred_until=row.deferred_until,
        deferral_reason=row.deferral_reason,
        exemption=row.exemption,
        rationale=row.rationale,
        has_part_two=PartTwo.objects.filter(decision=row).exists(),
        sees_part_two=sees_part_two(viewer, row.pk),
        **_together(found_by_checker.together(viewer, row, content, on=on), accepted),
        why_not_accept=_why_not_accept(viewer, row),
    )


def _together(between: Together, accepted: dict[str, Acceptance]) -> dict[str, Any]:
    shown = found_by_checker.shown(between.findings, accepted)
    return {"together": shown, "compared": between.compared, "standing": between.standing}


def _why_not_accept(viewer: Viewer, row: Decision) -> str:
    """Why somebody whose role accepts findings accepts none on this paper."""
    if not viewer.can(Permission.ACCEPT_FINDING):
        return ""
    try:
        workflow.check_not_own_errors(hands_of(row), viewer.person_id)
    except NotAllowed as error:
        return f"{error.says} {error.remedy}"
    return ""


def _advice(viewer: Viewer, row: Decision) -> tuple[AdviceShown, ...]:
    found = {one.kind: one for one in AdviceOnPaper.objects.filter(decision=row).select_related("by")}
    shown = []
    asking = row.effect == states.Effect.ADVICE
    for kind, label in workflow.ADVICE_KINDS.items():
        one = found.get(kind)
        state = one.state if one else states.Advice.NOT_ASKED.value
        waiting = asking and state == states.Advice.ASKED
        shown.append(
            AdviceShown(
                kind=kind,
                label=label,
                state=state,
                words=one.words if one else "",
                by=one.by.name if one and one.by else "",
                at=one.at if one else None,
                mine_to_give=waiting and viewer.can(PERMISSION_OF[kind]),
                can_waive=waiting and viewer.can(Permission.DRAFT_DECISION),
            )
        )
    return tuple(shown)


def _comments(row: Decision) -> tuple[CommentShown, ...]:
    rows = Comment.objects.filter(decision=row).select_related("by", "settled_by").order_by("at", "id")
    return tuple(
        CommentShown(one.pk, one.place, one.words, one.by.name, one.at, one.settled_by.name if one.settled_by else "")
        for one in rows
    )


def _approvals(row: Decision) -> tuple[ApprovalShown, ...]:
    rows = Approval.objects.filter(decision=row).select_related("by").order_by("at", "id")
    return tuple(ApprovalShown(one.step, one.by.name, one.at, one.words) for one in rows)


STEPS: dict[str, tuple[tuple[str, str, Permission, bool], ...]] = {
    states.Effect.DRAFT: (
        ("ask_advice", "Ask for advice", Permission.DRAFT_DECISION, False),
        ("withdraw", "Withdraw the paper", Permission.DRAFT_DECISION, True),
    ),
    states.Effect.ADVICE: (
        ("complete_advice", "Send to the oversight board", Permission.DRAFT_DECISION, False),
        ("return_to_draft", "Return to draft", Permission.DRAFT_DECISION, True),
        ("withdraw", "Withdraw the paper", Permission.DRAFT_DECISION, True),
    ),
    states.Effect.BOARD: (
        ("support_at_board", "Support the paper", Permission.SUPPORT_AT_BOARD, False),
        ("return_to_draft", "Return to draft", Permission.SUPPORT_AT_BOARD, True),
    ),
    states.Effect.CHIEF_EXECUTIVE: (
        ("approve_as_chief_executive", "Approve and send to be signed", Permission.APPROVE_AS_CHIEF_EXECUTIVE, False),
        ("return_to_draft", "Return to draft", Permission.APPROVE_AS_CHIEF_EXECUTIVE, True),
    ),
    states.Effect.DECISION_MAKER: (
        ("sign", "Sign the decision", Permission.SIGN_DECISION, False),
        ("return_to_draft", "Return to draft", Permission.SIGN_DECISION, True),
        ("refuse", "Refuse", Permission.SIGN_DECISION, True),
    ),
    states.Effect.SIGNED: (
        ("bring_into_effect", "Bring into effect", Permission.DRAFT_DECISION, False),
        ("supersede", "Mark as superseded", Permission.SIGN_DECISION, True),
    ),
    states.Effect.IN_EFFECT: (
        ("start_amendment", "Start an amendment", Permission.DRAFT_DECISION, False),
        ("supersede", "Mark as superseded", Permission.SIGN_DECISION, True),
    ),
}
OWN_DRAFT = {"support_at_board", "approve_as_chief_executive", "sign"}
PUBLICATION_STEPS = (
    ("publish", "Publish", Permission.PUBLISH_DECISION, False),
    ("defer", "Defer publication", Permission.PUBLISH_DECISION, True),
    ("keep_in_part_2", "Keep in Part 2", Permission.PUBLISH_DECISION, True),
)


def steps(viewer: Viewer, row: Decision) -> tuple[Step, ...]:
    """What can be done next with a paper, and for each why this viewer cannot, if so."""
    offered = list(STEPS.get(row.effect, ()))
    if row.effect == states.Effect.DRAFT and row.amends is not None and row.amends.effect != states.Effect.IN_EFFECT:
        latest = version_in_effect(row)
        if latest is not None:
            offered.insert(0, ("carry_over", f"Carry over to {latest.reference}", Permission.DRAFT_DECISION, False))
    if row.effect in states.SIGNED_STATES and row.publication in {
        states.Publication.TO_BE_PUBLISHED,
        states.Publication.DEFERRED,
    }:
        deferred = row.publication == states.Publication.DEFERRED
        offered += [one for one in PUBLICATION_STEPS if not (deferred and one[0] == "defer")]
    made = []
    hands = hands_of(row)
    for code, label, permission, needs_reason in offered:
        why_not = ""
        try:
            check_can(viewer, permission)
            if code in OWN_DRAFT:
                workflow.check_not_own_draft(hands, viewer.person_id)
        except NotAllowed as error:
            why_not = f"{error.says} {error.remedy}"
        made.append(Step(code, label, why_not, needs_reason))
    return tuple(made)


@dataclass(frozen=True, slots=True)
class VersionShown:
    """A kept version."""

    number: int
    because: str
    by: str
    at: datetime


def versions(viewer: Viewer, decision_id: int) -> list[VersionShown]:
    """The kept versions, oldest first."""
    row = get_visible(viewer, Decision, pk=decision_id)
    found = row.versions.select_related("kept_by").order_by("number")
    return [VersionShown(one.number, one.kept_because, one.kept_by.name, one.kept_at) for one in found]


def differences(viewer: Viewer, decision_id: int, before: int, after: int | None) -> tuple[Change, ...]:
    """What changed from one kept version to another, or to the paper as it is now."""
    row = get_visible(viewer, Decision, pk=decision_id)
    contents = {one.number: one.content for one in row.versions.filter(number__in=[before, after or 0])}
    if before not in contents or (after is not None and after not in contents):
        raise NotFound("There is no such version.", remedy="Choose from the versions listed.")
    new = row.content if after is None else contents[after]
    return compare(reading.from_dict(contents[before]), reading.from_dict(new))
