"""Joint plans: proposed to other providers, agreed by each, with goals shared and notes apart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from throughcare import clock
from throughcare.delivery.casework.actions.common import kept, lock_case, move, opened
from throughcare.delivery.casework.models import JointGoal, JointNote, JointParty, JointPlan
from throughcare.delivery.casework.queries.scope import parties_of
from throughcare.delivery.casework.rules import joint as rules
from throughcare.delivery.casework.states import JointPlan as State
from throughcare.delivery.people.queries.scope import about_any_of
from throughcare.delivery.referrals.models import Referral
from throughcare.errors import Invalid, NotAllowed, WrongState
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible
from throughcare.foundation.access.viewers import Viewer, check_can, viewer_of
from throughcare.foundation.organisations.models import Organisation, Person
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action

MACHINE = "joint_plan"


def _worker(person_id: int, at: datetime) -> tuple[Person, Organisation]:
    """Somebody who works cases, and the provider they do so for."""
    person = Person.objects.filter(pk=person_id).first()
    if person is not None:
        them = viewer_of(person, on=clock.today(at))
        if them.can(Permission.WORK_CASE):
            return person, Organisation.objects.get(code=them.organisation_code)
    raise Invalid({"parties": "Choose people who work cases for another provider."})


@action
def open_joint_plan(
    *, referral_id: int, others: Sequence[int], review_on: date | None, by: Viewer, at: datetime
) -> JointPlan:
    """Proposes a joint plan to workers of other providers, named by their numbers."""
    case = lock_case(referral_id, by=by, takes="joint plan")
    found = [_worker(one, at) for one in others]
    rules.check_parties(case.provider.code, [organisation.code for _, organisation in found])
    rules.check_review(review_on, clock.today(at))
    rules.check_not_open(_open_with(case), [case.provider.code, *(organisation.code for _, organisation in found)])
    plan = JointPlan(service_user_id=case.service_user_id, opened_by_id=by.person_id, opened_at=at, review_on=review_on)
    opened(plan, MACHINE, by=by, at=at)
    own = case.worker_id or by.person_id
    JointParty(joint_plan=plan, organisation=case.provider, person_id=own, referral=case).save()
    for person, organisation in found:
        JointParty(joint_plan=plan, organisation=organisation, person=person).save()
    return plan


def _open_with(case: Referral) -> list[set[str]]:
    """The providers of each open plan for the person, on any of their records."""
    plans = JointPlan.objects.filter(about_any_of([case.about.pk])).exclude(state=State.ENDED)
    return [set(one.parties.values_list("organisation__code", flat=True)) for one in plans]


def _lock(joint_plan_id: int, *, by: Viewer) -> JointPlan:
    check_can(by, Permission.WORK_CASE)
    get_visible(by, JointPlan, pk=joint_plan_id)
    row: JointPlan = JointPlan.objects.locked(joint_plan_id)
    return row


def _own(plan: JointPlan, by: Viewer) -> JointParty:
    """The party somebody speaks for."""
    found: JointParty | None = JointParty.objects.filter(parties_of(by), joint_plan=plan).first()
    if found is None:
        raise NotAllowed("Only a party to this joint plan can do this.", remedy="Ask one of the providers in it.")
    return found


def _facts(plan: JointPlan) -> list[rules.PartyFacts]:
    rows = plan.parties.select_related("organisation")
    return [rules.PartyFacts(one.pk, one.organisation.code, one.agreed_at is not None) for one in rows]


def _check_open(plan: JointPlan) -> None:
    if plan.state == State.ENDED:
        raise WrongState("This joint plan has ended.", remedy="Open another if the work goes on.")


@action
def add_goal(*, joint_plan_id: int, words: str, leads: int, by: Viewer, at: datetime) -> JointGoal:
    """Adds a shared goal. Whoever had agreed is asked again: they agreed to another plan."""
    plan = _lock(joint_plan_id, by=by)
    _check_open(plan)
    _own(plan, by)
    rules.check_goal(words, leads, _facts(plan))
    goal = JointGoal(joint_plan=plan, words=words.strip(), leads_id=leads, added_at=at)
    goal.save()
    plan.parties.update(agreed_at=None, agreed_by=None)
    if plan.state == State.AGREED:
        move(plan, MACHINE, "reopened", by=by, at=at)
    else:
        kept(plan, MACHINE, "goal_added", by=by, at=at)
    return goal


@action
def agree_joint_plan(*, joint_plan_id: int, version: int | None = None, by: Viewer, at: datetime) -> JointPlan:
    """One party agrees to the plan as it stands; with the last of them it holds."""
    plan = _lock(joint_plan_id, by=by)
    _check_open(plan)
    own = _own(plan, by)
    if not plan.goals.exists():
        raise Invalid("Add at least one shared goal before anybody agrees.")
    if own.agreed_at is not None:
        return plan
    own.agreed_at, own.agreed_by_id = at, by.person_id
    own.save()
    event("joint_plan.party_agreed", subject=(MACHINE, plan.pk), by=by, at=at)
    if rules.all_agreed(_facts(plan)):
        move(plan, MACHINE, "agreed", by=by, at=at)
    return plan


@action
def note_joint(*, joint_plan_id: int, words: str, by: Viewer, at: datetime) -> JointNote:
    """A note of one party, which the others never see."""
    plan = _lock(joint_plan_id, by=by)
    own = _own(plan, by)
    if not words.strip():
        raise Invalid({"words": "Write something."})
    row = JointNote(party=own, words=words.strip(), by_id=by.person_id, at=at)
    row.save()
    event("joint_plan.noted", subject=(MACHINE, plan.pk), by=by, at=at)
    return row


@action
def settle_goal(*, goal_id: int, result: str, by: Viewer, at: datetime) -> JointGoal:
    """Says how far a shared goal was reached. For the party that leads on it."""
    seen = get_visible(by, JointGoal, pk=goal_id)
    plan = _lock(seen.joint_plan_id, by=by)
    own = _own(plan, by)
    goal: JointGoal = JointGoal.objects.locked(goal_id)
    if goal.leads_id != own.pk:
        raise NotAllowed("The party that leads on this goal says how far it was reached.")
    if result not in JointGoal.Result.values:
        raise Invalid({"result": "Choose how far it was reached."})
    goal.result = result
    goal.save()
    event("joint_plan.goal_settled", subject=(MACHINE, plan.pk), by=by, at=at, reason_code=result)
    return goal


@action
def end_joint_plan(*, joint_plan_id: int, reason: str, by: Viewer, at: datetime) -> JointPlan:
    """Ends a joint plan. Each party keeps its own notes."""
    plan = _lock(joint_plan_id, by=by)
    _own(plan, by)
    plan.ended_at, plan.reason = at, reason.strip()
    move(plan, MACHINE, "ended", by=by, at=at, reason=reason)
    return plan
