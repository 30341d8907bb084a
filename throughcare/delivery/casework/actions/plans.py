"""Plans: written with the person, decided on by somebody else, changed by a further revision."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from throughcare import clock
from throughcare.delivery.casework.actions.assessments import latest_of
from throughcare.delivery.casework.actions.common import (
    kept,
    lock_case,
    lock_part,
    move,
    opened,
    service_of,
    written_on,
)
from throughcare.delivery.casework.models import Plan, PlanOutcome, PlanRevision
from throughcare.delivery.casework.queries.plans import authors_of
from throughcare.delivery.casework.queries.scope import staffed_cases
from throughcare.delivery.casework.rules import planning as rules
from throughcare.delivery.casework.rules.case_forms import check_whole
from throughcare.delivery.casework.rules.case_forms import kept as kept_answers
from throughcare.delivery.casework.states import Plan as State
from throughcare.delivery.referrals.actions import advance
from throughcare.delivery.referrals.models import Referral
from throughcare.delivery.services.rules.definition import ServiceDefinition
from throughcare.delivery.services.rules.sheets import PLAN
from throughcare.errors import NotAllowed, NotFound, WrongState
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.record.guard import action

WRITTEN = ("contacts", "their_words", "agreed", "agreed_on", "why")


def revision_of(plan: Plan) -> PlanRevision:
    """The revision that is being written or decided on: the newest."""
    return PlanRevision.objects.filter(plan=plan).order_by("-number").first()  # type: ignore[no-any-return]


def _lock_plan(plan_id: int, *, by: Viewer, version: int | None = None) -> tuple[Referral, Plan]:
    """The case and its plan, locked in that order, for clinical staff on the case."""
    case = lock_case(_case_of(plan_id), by=by)
    plan: Plan = lock_part(Plan, plan_id, by=by, version=version)
    return case, plan


def _case_of(plan_id: int) -> int:
    return Plan.objects.filter(pk=plan_id).values_list("referral_id", flat=True).first() or 0


@action
def start_plan(*, referral_id: int, by: Viewer, at: datetime) -> Plan:
    """Begins a plan with the needs that the assessment found, or gives the one there is."""
    case = lock_case(referral_id, by=by, takes="plan")
    found: Plan | None = Plan.objects.filter(referral=case).exclude(state=State.ENDED).first()
    if found is not None:
        return found
    service = service_of(case)
    if not service.allows("plan_submitted", case.state):
        raise WrongState(
            f"No plan is written while the case is {service.state_name(case.state).lower()}.",
            remedy="Open the case to see what comes next.",
        )
    plan = Plan(
        referral=case,
        since=at,
        opened_at=at,
        due_on=rules.due(service.clock("plan"), clock.today(case.since)),
    )
    opened(plan, "plan", by=by, at=at)
    revision = PlanRevision(plan=plan, number=1, author_id=by.person_id, started_at=at)
    revision.save()
    assessment = latest_of(case)
    for position, need in enumerate(assessment.needs.all() if assessment else (), 1):
        PlanOutcome(revision=revision, position=position, need=need.code, words="").save()
    return plan


@action
def save_plan(*, plan_id: int, given: Mapping[str, Any], version: int | None = None, by: Viewer, at: datetime) -> Plan:
    """Keeps what was written so far."""
    case, plan = _lock_plan(plan_id, by=by, version=version)
    _write(case, plan, given)
    written_on(plan, "plan", by=by, at=at)
    return plan


def _write(case: Referral, plan: Plan, given: Mapping[str, Any]) -> PlanRevision:
    rules.check_may_change(plan.state)
    revision = revision_of(plan)
    if given.get("contacts") is not None:
        rules.check_contacts(given["contacts"], None, None)
    for name in WRITTEN:
        if name in given:
            setattr(revision, name, given[name] if name in ("contacts", "agreed_on") else given[name] or "")
    questions = service_of(case).asks(PLAN)
    if any(one.code in given for one in questions):
        revision.answers = kept_answers(questions, given)
    revision.save()
    return revision


@action
def write_outcome(
    *, plan_id: int, outcome_id: int | None = None, need: str, goal: str = "", words: str, by: Viewer, at: datetime
) -> PlanOutcome:
    """Adds something the person wants to reach, or changes it."""
    case, plan = _lock_plan(plan_id, by=by)
    rules.check_may_change(plan.state)
    service = service_of(case)
    rules.check_needs(need, goal, [one.code for one in service.needs], [one.code for one in service.goals], words)
    revision = revision_of(plan)
    row = PlanOutcome.objects.filter(pk=outcome_id, revision=revision).first()
    if row is None:
        last = PlanOutcome.objects.filter(revision=revision).order_by("-position").first()
        row = PlanOutcome(revision=revision, position=last.position + 1 if last else 1)
    row.need, row.goal, row.words = need, goal, words.strip()
    row.save()
    kept(plan, "plan", "outcome_written", by=by, at=at)
    return row


@action
def remove_outcome(*, plan_id: int, outcome_id: int, by: Viewer, at: datetime) -> None:
    """Takes an outcome out of a revision that is being written."""
    _, plan = _lock_plan(plan_id, by=by)
    rules.check_may_change(plan.state)
    gone, _ = PlanOutcome.objects.filter(pk=outcome_id, revision=revision_of(plan)).delete()
    if not gone:
        raise NotFound("This outcome is not in this plan any more.", remedy="Open the plan to see what is in it.")
    kept(plan, "plan", "outcome_removed", by=by, at=at)


@action
def submit_plan(
    *, plan_id: int, given: Mapping[str, Any] | None = None, version: int | None = None, by: Viewer, at: datetime
) -> Plan:
    """Sends the revision for decision. A first plan moves the case; a later revision leaves it where it is."""
    case, plan = _lock_plan(plan_id, by=by, version=version)
    revision = _write(case, plan, given or {})
    service = service_of(case)
    before = PlanRevision.objects.filter(plan=plan, number=plan.approved).first() if plan.approved else None
    rules.check_can_submit(
        rules.Draft(
            contacts=revision.contacts,
            their_words=revision.their_words,
            agreed=revision.agreed,
            agreed_on=revision.agreed_on,
            outcomes=_outcomes(revision),
            most=service.max_sessions,
            approved_contacts=before.contacts if before else None,
            why=revision.why,
            is_revision=plan.approved is not None,
        ),
        clock.today(at),
    )
    check_whole(service.asks(PLAN), revision.answers)
    PlanOutcome.objects.filter(revision=revision, words="").delete()
    revision.author_id, revision.submitted_at = by.person_id, at
    revision.save()
    plan.decide_by = rules.due(service.clock("plan_decision"), clock.today(at), fallback=5)
    move(plan, "plan", "submitted", by=by, at=at)
    _advance(case, service, "plan_submitted", by=by, at=at)
    return plan


def _outcomes(revision: PlanRevision) -> int:
    return PlanOutcome.objects.filter(revision=revision).exclude(words="").count()


def _advance(
    case: Referral,
    service: ServiceDefinition,
    event: str,
    *,
    by: Viewer,
    at: datetime,
    reason: str = "",
    words: str = "",
) -> None:
    """Moves the case where its service waits for this; a later revision in delivery moves nothing."""
    if service.allows(event, case.state):
        advance(referral_id=case.pk, event=event, by=by, at=at, reason=reason, words=words)


def _lock_to_decide(plan_id: int, *, by: Viewer) -> tuple[Referral, Plan, PlanRevision]:
    """Case, plan and revision for somebody who may decide: whoever referred the person, or a lead; never the author."""
    check_can(by, Permission.APPROVE_PLAN)
    seen: Plan = get_visible(by, Plan, pk=plan_id)
    case: Referral = Referral.objects.locked(seen.referral_id)
    plan: Plan = Plan.objects.locked(plan_id)
    if plan.state != State.SUBMITTED:
        raise WrongState(
            f"This plan is {plan.state}, so nothing is to be decided.",
            remedy="Somebody may have decided just before you.",
        )
    revision = revision_of(plan)
    is_lead = (
        by.can(Permission.SIGN_OFF_SUPERVISION)
        and Referral.objects.filter(pk=case.pk, pk__in=staffed_cases(by)).exists()
    )
    if case.referrer_id != by.person_id and not is_lead:
        raise NotAllowed("Only whoever referred the person or the service lead decides on a plan.")
    rules.check_can_decide(authors=authors_of(plan, revision), by=by.person_id)
    return case, plan, revision


def _decide(revision: PlanRevision, decision: str, reason: str, words: str, *, by: Viewer, at: datetime) -> None:
    revision.decision, revision.decided_by_id, revision.decided_at = decision, by.person_id, at
    revision.decision_reason, revision.decision_words = reason, words.strip()
    revision.save()


@action
def approve_plan(*, plan_id: int, words: str = "", by: Viewer, at: datetime) -> Plan:
    """Approves a plan: from now on this revision is in force."""
    case, plan, revision = _lock_to_decide(plan_id, by=by)
    _decide(revision, PlanRevision.Decision.APPROVED, "", words, by=by, at=at)
    plan.approved = revision.number
    move(plan, "plan", "approved", by=by, at=at)
    _advance(case, service_of(case), "plan_approved", by=by, at=at)
    return plan


@action
def return_plan(*, plan_id: int, reason: str, words: str, by: Viewer, at: datetime) -> Plan:
    """Sends a plan back with a reason and what should change; a new revision begins from it."""
    case, plan, revision = _lock_to_decide(plan_id, by=by)
    service = service_of(case)
    rules.check_return(reason, words, [one.code for one in service.reasons_for("plan_returned", "plan_submitted")])
    _decide(revision, PlanRevision.Decision.RETURNED, reason, words, by=by, at=at)
    move(plan, "plan", "returned", by=by, at=at, reason=words, code=reason)
    _next_revision(plan, revision, why=revision.why, at=at)
    _advance(case, service, "plan_returned", by=by, at=at, reason=reason, words=words)
    return plan


def _next_revision(plan: Plan, before: PlanRevision, *, why: str, at: datetime) -> PlanRevision:
    """A further revision that begins as the one before, agreement to be asked anew."""
    row = PlanRevision(
        plan=plan,
        number=before.number + 1,
        author_id=before.author_id,
        started_at=at,
        why=why,
        contacts=before.contacts,
        their_words=before.their_words,
        answers=before.answers,
    )
    row.save()
    for one in before.outcomes.all():
        PlanOutcome(revision=row, position=one.position, need=one.need, goal=one.goal, words=one.words).save()
    return row


@action
def revise_plan(*, plan_id: int, why: str, by: Viewer, at: datetime) -> Plan:
    """Begins a change to an approved plan. What was approved holds until the change is."""
    _, plan = _lock_plan(plan_id, by=by)
    before = revision_of(plan)
    move(plan, "plan", "revised", by=by, at=at, reason=why)
    row = _next_revision(plan, before, why=why.strip(), at=at)
    row.author_id = by.person_id
    row.save()
    return plan


@action
def exempt_plan(*, plan_id: int, exempt: str, words: str = "", by: Viewer, at: datetime) -> Plan:
    """Says why a deadline that passed does not count. For leads."""
    check_can(by, Permission.SIGN_OFF_SUPERVISION)
    _, plan = _lock_plan(plan_id, by=by)
    rules.check_exempt(exempt, Plan.Exempt.values, words)
    plan.exempt, plan.exempt_words, plan.exempt_by_id = exempt, words.strip(), by.person_id
    kept(plan, "plan", "exempted", by=by, at=at, code=exempt)
    return plan


def end_plan(case: Referral, *, by: Viewer, at: datetime) -> None:
    """Ends the plan of a locked case that is over."""
    for plan in Plan.objects.select_for_update().filter(referral=case).exclude(state=State.ENDED):
        move(plan, "plan", "ended", by=by, at=at)
