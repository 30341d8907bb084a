"""A plan as its pages show it: for those who write it, and for whoever decides on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from throughcare import clock
from throughcare.delivery.casework.models import Plan, PlanOutcome, PlanRevision
from throughcare.delivery.casework.queries.contacts import contacts_held
from throughcare.delivery.casework.queries.deadlines import Deadline, deadline
from throughcare.delivery.casework.queries.scope import clinical_cases, staffed_cases
from throughcare.delivery.casework.rules.case_forms import in_words
from throughcare.delivery.casework.states import PLAN_OWNER
from throughcare.delivery.casework.states import Plan as State
from throughcare.delivery.referrals.models import Referral
from throughcare.delivery.services.queries import definition
from throughcare.delivery.services.rules.definition import ServiceDefinition
from throughcare.delivery.services.rules.sheets import PLAN
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible, visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.record.events import history, read_of

WROTE = frozenset(
    f"plan.{step}" for step in ("opened", "written_on", "outcome_written", "outcome_removed", "submitted", "revised")
)


def authors_of(plan: Plan, revision: PlanRevision) -> set[int]:
    """Everybody who wrote on a revision, by the record: whoever typed a line of it does not decide on it."""
    wrote = {
        one.actor
        for one in history(("plan", plan.pk))
        if one.actor is not None and one.kind in WROTE and one.at >= revision.started_at
    }
    return wrote | {revision.author_id}


def plan_in_force(case: Referral) -> PlanRevision | None:
    """The approved revision of a case's open plan."""
    plan = Plan.objects.filter(referral=case, approved__isnull=False).exclude(state=State.ENDED).first()
    return PlanRevision.objects.filter(plan=plan, number=plan.approved).first() if plan else None


@dataclass(frozen=True, slots=True)
class Outcome:
    """Something the person wants to reach, in words."""

    id: int
    need: str
    need_name: str
    goal: str
    goal_name: str
    words: str
    result_code: str
    result: str
    result_words: str


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided on a revision, by whom and why."""

    number: int
    submitted_at: datetime
    decision: str
    by: str
    at: datetime | None
    reason: str
    words: str
    why: str


@dataclass(frozen=True, slots=True)
class PlanPage:
    """One plan in the revision the viewer may read: the newest of all, or for a referrer the newest submitted."""

    id: int
    referral_id: int
    state: str
    turn: str
    since: datetime
    due_on: date | None
    decide_by: date | None
    is_still: bool
    exempt: str
    exempt_words: str
    number: int
    approved: int | None
    contacts: int | None
    held: int
    most: int | None
    their_words: str
    agreed: str
    agreed_words: str
    agreed_on: date | None
    why: str
    outcomes: tuple[Outcome, ...]
    answers: tuple[tuple[str, str], ...]
    given: dict[str, Any]
    history: tuple[Decided, ...]
    version: int
    can_write: bool
    can_decide: bool
    why_not: str


def _outcomes(revision: PlanRevision, service: ServiceDefinition) -> tuple[Outcome, ...]:
    needs = {one.code: one.means for one in service.needs}
    goals = {one.code: one.means for one in service.goals}
    return tuple(
        Outcome(
            one.pk,
            one.need,
            needs.get(one.need, one.need),
            one.goal,
            goals.get(one.goal, one.goal),
            one.words,
            one.result,
            one.get_result_display(),
            one.result_words,
        )
        for one in revision.outcomes.all()
    )


def outcomes_in_force(referral: Referral) -> tuple[Outcome, ...]:
    """The outcomes of the approved revision of a case, for those who were let see the case."""
    plan = Plan.objects.filter(referral=referral, approved__isnull=False).order_by("-opened_at", "-id").first()
    revision = PlanRevision.objects.filter(plan=plan, number=plan.approved).first() if plan else None
    return _outcomes(revision, definition(referral.service, referral.definition)) if revision else ()


def _history(row: Plan, service: ServiceDefinition) -> tuple[Decided, ...]:
    reasons = {one.code: one.means for one in service.reasons}
    rows = row.revisions.filter(submitted_at__isnull=False).select_related("decided_by").order_by("-number")
    return tuple(
        Decided(
            one.number,
            one.submitted_at,
            one.get_decision_display(),
            one.decided_by.name if one.decided_by else "",
            one.decided_at,
            reasons.get(one.decision_reason, ""),
            one.decision_words,
            one.why,
        )
        for one in rows
    )


def _is_among(row: Plan, cases: Any) -> bool:
    return bool(Referral.objects.filter(pk=row.referral_id, pk__in=cases).exists())


def _deadlines(row: Plan, today: date) -> tuple[Deadline, Deadline]:
    """By when the plan is to be written, and by when decided, the case's pauses taken out."""
    to_write = deadline(row.referral, "plan", row.due_on, today)
    return to_write, deadline(row.referral, "plan_decision", row.decide_by, today)


def plan(viewer: Viewer, plan_id: int, *, at: datetime) -> PlanPage:
    """One plan. What is not shared of it is left out for whoever is no clinical staff; reading it is recorded."""
    row: Plan = Plan.objects.select_related("referral").get(pk=get_visible(viewer, Plan, pk=plan_id).pk)
    service = definition(row.referral.service, row.referral.definition)
    clinical, staffed = (_is_among(row, cases(viewer)) for cases in (clinical_cases, staffed_cases))
    revision: PlanRevision = visible_to(viewer, PlanRevision).filter(plan=row).order_by("-number").first()
    read_of(("plan", row.pk), by=viewer, at=at)
    asked = [one for one in service.asks(PLAN) if clinical or one.shared]
    can_decide, why_not = _may_decide(viewer, row, revision, staffed)
    to_write, to_decide = _deadlines(row, clock.today(at))
    return PlanPage(
        id=row.pk,
        referral_id=row.referral_id,
        state=row.state,
        turn=PLAN_OWNER[row.state],
        since=row.since,
        due_on=to_write.due,
        decide_by=to_decide.due,
        is_still=to_write.is_still or to_decide.is_still,
        exempt=row.get_exempt_display() if row.exempt else "",
        exempt_words=row.exempt_words,
        number=revision.number,
        approved=row.approved,
        contacts=revision.contacts,
        held=contacts_held(row.referral_id),
        most=service.max_sessions,
        their_words=revision.their_words,
        agreed=revision.agreed,
        agreed_words=revision.get_agreed_display(),
        agreed_on=revision.agreed_on,
        why=revision.why,
        outcomes=_outcomes(revision, service),
        answers=tuple((one.label, in_words(one, revision.answers.get(one.code))) for one in asked),
        given=_given(revision),
        history=_history(row, service),
        version=row.version,
        can_write=staffed and row.state in (State.DRAFT, State.RETURNED),
        can_decide=can_decide,
        why_not=why_not,
    )


def _given(revision: PlanRevision) -> dict[str, Any]:
    own = {name: getattr(revision, name) for name in ("contacts", "their_words", "agreed", "agreed_on", "why")}
    return {**revision.answers, **own}


def _may_decide(viewer: Viewer, row: Plan, revision: PlanRevision, staffed: bool) -> tuple[bool, str]:
    """Whether it is the viewer's to decide, and why not where it nearly is."""
    if row.state != State.SUBMITTED or not viewer.can(Permission.APPROVE_PLAN):
        return False, ""
    is_lead = staffed and viewer.can(Permission.SIGN_OFF_SUPERVISION)
    if row.referral.referrer_id != viewer.person_id and not is_lead:
        return False, ""
    if viewer.person_id in authors_of(row, revision):
        return False, "You wrote on this plan, so the referrer or another service lead decides on it."
    return True, ""


def plan_of_case(viewer: Viewer, referral_id: int) -> int | None:
    """The number of the plan of a case that the viewer may see, the newest."""
    found = (
        visible_to(viewer, Plan).filter(referral=referral_id).order_by("-opened_at", "-id").values_list("pk", flat=True)
    )
    return found.first()  # type: ignore[no-any-return]


def outcome(viewer: Viewer, plan_id: int, outcome_id: int) -> Outcome:
    """One outcome of a revision that the viewer may see."""
    row: PlanOutcome = get_visible(viewer, PlanOutcome, pk=outcome_id, revision__plan=plan_id)
    return Outcome(
        row.pk, row.need, "", row.goal, "", row.words, row.result, row.get_result_display(), row.result_words
    )
