"""Assessments and plans: whole before they go on, shared as agreed, approved by somebody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from tests.support.casework import ASSESSED, AT, PLANNED, assessed, case, in_delivery, planned
from tests.support.referrals import cast
from tests.support.world import viewer
from throughcare.delivery.casework import actions, models
from throughcare.delivery.casework.queries.assessments import told_to_referrer
from throughcare.delivery.referrals.models import Referral
from throughcare.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound, WrongState
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.record.events import folded_state, history

pytestmark = pytest.mark.django_db
HOSTILE = (
    "'; DROP TABLE casework_plan; --\n<script>alert(1)</script> \U0001f642 \u05e9\u05dc\u05d5\u05dd " + "x" * 19_000
)


def state(row: Any) -> str:
    return Referral.objects.get(pk=getattr(row, "referral_id", row.pk)).state


def test_an_assessment_moves_the_case_and_keeps_every_version() -> None:
    row = assessed()
    assert state(row) == "assessed"
    assert folded_state(history(("assessment", row.pk))) == row.state == "completed"
    actions.amend_assessment(
        assessment_id=row.pk, given={"formulation": "Rather grief."}, reason="New facts", by=cast().worker, at=AT
    )
    kept = [one.content["formulation"] for one in models.AssessmentRevision.objects.filter(assessment=row)]
    assert kept == [ASSESSED["formulation"], "Rather grief."]
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE casework_assessmentrevision SET number = 9")
    with pytest.raises(Invalid, match="Say why"):
        actions.amend_assessment(assessment_id=row.pk, given={}, reason=" ", by=cast().worker, at=AT)


@pytest.mark.parametrize("left_out", ["presenting", "formulation", "risk", "recommendation", "share_agreed"])
def test_an_assessment_that_lacks_something_is_not_completed_and_loses_nothing(left_out: str) -> None:
    row = case()
    made = actions.start_assessment(referral_id=row.pk, by=cast().worker, at=AT)
    with pytest.raises(Invalid) as error:
        actions.complete_assessment(assessment_id=made.pk, given={**ASSESSED, left_out: ""}, by=cast().worker, at=AT)
    assert {left_out, ""} == set(error.value.fields)
    assert state(row) == "assessment_booked"


def test_what_is_typed_is_kept_whatever_it_says_and_two_windows_are_told() -> None:
    made = actions.start_assessment(referral_id=case().pk, by=cast().worker, at=AT)
    saved = actions.save_assessment(
        assessment_id=made.pk, given={"presenting": HOSTILE}, version=1, by=cast().worker, at=AT
    )
    assert models.Assessment.objects.get(pk=made.pk).presenting == HOSTILE
    with pytest.raises(Conflict):
        actions.save_assessment(assessment_id=made.pk, given={"presenting": ""}, version=1, by=cast().worker, at=AT)
    assert saved.version == 2
    again = actions.start_assessment(referral_id=made.referral_id, by=cast().lead, at=AT)
    assert again.pk == made.pk


def test_where_the_person_refuses_nobody_else_is_told_anything_of_it() -> None:
    from throughcare.delivery.people.models import Need

    row = assessed(share_agreed="refused", shared_summary="")
    assert row.state == "completed"
    assert not Need.objects.exists()
    told = told_to_referrer(cast().referrer, row.referral_id)
    assert told is not None
    assert (told.summary, told.refused) == ("", True)


def test_needs_that_were_found_reach_the_persons_record_as_three_facts() -> None:
    from throughcare.delivery.people.models import Need

    row = assessed()
    (need,) = Need.objects.all()
    found = (need.code, need.present, need.linked_to_offending, need.linked_to_serious_harm, need.source)
    assert found == ("coping", "yes", "yes", "not_known", "practitioner")
    told = told_to_referrer(cast().referrer, row.referral_id)
    assert told is not None
    assert told.summary == ASSESSED["shared_summary"]
    for them in (cast().worker, cast().administrator, cast().manager):
        assert told_to_referrer(them, row.referral_id) is None


def test_a_plan_goes_round_and_is_approved_by_the_referrer() -> None:
    plan = planned("submitted")
    assert state(plan) == "plan_submitted"
    people = cast()
    actions.return_plan(plan_id=plan.pk, reason=reason(), words="Say how often", by=people.referrer, at=AT)
    assert state(plan) == "plan_returned"
    numbers = list(models.PlanRevision.objects.filter(plan=plan).values_list("number", "decision", "agreed"))
    assert numbers == [(1, "returned", "in_person"), (2, "", "")]
    actions.submit_plan(plan_id=plan.pk, given=PLANNED, by=people.worker, at=AT)
    done = actions.approve_plan(plan_id=plan.pk, by=people.referrer, at=AT)
    assert (done.approved, state(plan)) == (2, "plan_approved")
    assert folded_state(history(("plan", plan.pk))) == done.state == "approved"


def reason() -> str:
    from throughcare.delivery.services.queries import definition

    return definition("mental_health").reasons_for("plan_returned", "plan_submitted")[0].code


def test_nobody_approves_a_plan_they_wrote_on_not_even_a_lead() -> None:
    plan, people = planned("draft"), cast()
    actions.save_plan(plan_id=plan.pk, given={"their_words": "Mine"}, by=people.lead, at=AT)
    actions.submit_plan(plan_id=plan.pk, given=PLANNED, by=people.worker, at=AT)
    with pytest.raises(NotAllowed, match="somebody else"):
        actions.approve_plan(plan_id=plan.pk, by=people.lead, at=AT)
    with pytest.raises(NotAllowed, match="somebody else"):
        actions.return_plan(plan_id=plan.pk, reason=reason(), words="x", by=people.lead, at=AT)
    with pytest.raises(NotAllowed):
        actions.approve_plan(plan_id=plan.pk, by=people.worker, at=AT)
    other = viewer("service_lead", name="other.lead", at="mental_health_example", kind="provider")
    assert actions.approve_plan(plan_id=plan.pk, by=other, at=AT).state == "approved"
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE casework_planrevision SET decided_by_id = author_id")


def test_only_whoever_referred_the_person_or_a_lead_of_the_provider_decides() -> None:
    plan = planned("submitted")
    elsewhere = viewer("service_lead", name="far.lead", at="elsewhere", kind="provider")
    colleague = viewer(
        "probation_practitioner", name="colleague", at="london_probation", kind="probation", area="london"
    )
    for them in (elsewhere, colleague, cast().administrator, cast().second_worker):
        with pytest.raises((NotAllowed, NotFound)):
            actions.approve_plan(plan_id=plan.pk, by=them, at=AT)


def test_a_plan_is_decided_on_once() -> None:
    plan = planned("approved")
    for call in (
        lambda: actions.approve_plan(plan_id=plan.pk, by=cast().referrer, at=AT),
        lambda: actions.return_plan(plan_id=plan.pk, reason=reason(), words="late", by=cast().referrer, at=AT),
    ):
        with pytest.raises(WrongState, match="approved"):
            call()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"contacts": 0}, "contacts"),
        ({"contacts": 9}, "contacts"),
        ({"contacts": None}, "contacts"),
        ({"their_words": " "}, "their_words"),
        ({"agreed": ""}, "agreed"),
        ({"agreed_on": None}, "agreed_on"),
        ({"agreed_on": AT.date() + timedelta(days=1)}, "agreed_on"),
        ({"how": []}, "how"),
    ],
)
def test_a_plan_that_lacks_something_is_not_submitted(changed: dict[str, Any], field: str) -> None:
    plan = planned("draft")
    with pytest.raises(Invalid) as error:
        actions.submit_plan(plan_id=plan.pk, given={**PLANNED, **changed}, by=cast().worker, at=AT)
    assert field in error.value.fields
    assert state(plan) == "plan_draft"


def test_a_plan_needs_an_outcome() -> None:
    plan = planned("draft")
    one = models.PlanOutcome.objects.get(revision__plan=plan)
    actions.remove_outcome(plan_id=plan.pk, outcome_id=one.pk, by=cast().worker, at=AT)
    with pytest.raises(Invalid, match="at least one outcome"):
        actions.submit_plan(plan_id=plan.pk, given=PLANNED, by=cast().worker, at=AT)


def test_what_is_not_in_a_plan_or_an_assessment_is_not_taken_out_of_it() -> None:
    plan, other = planned("draft"), planned("draft")
    theirs = models.PlanOutcome.objects.get(revision__plan=other)
    by = cast().worker
    with pytest.raises(NotFound, match="not in this plan"):
        actions.remove_outcome(plan_id=plan.pk, outcome_id=theirs.pk, by=by, at=AT)
    assert models.PlanOutcome.objects.filter(pk=theirs.pk).exists()
    draft = actions.start_assessment(referral_id=case().pk, by=by, at=AT)
    need = models.AssessmentNeed.objects.order_by("pk").first()
    assert need is not None
    with pytest.raises(NotFound, match="not in this assessment"):
        actions.remove_need(assessment_id=draft.pk, need_id=need.pk, by=by, at=AT)
    assert models.AssessmentNeed.objects.filter(pk=need.pk).exists()
    kinds = [one.kind for one in history(("plan", plan.pk)) + history(("assessment", draft.pk))]
    assert not {"plan.outcome_removed", "assessment.need_removed"} & set(kinds)


def test_a_change_in_delivery_is_a_revision_that_does_not_move_the_case_nor_take_contacts_away() -> None:
    row = in_delivery()
    plan = models.Plan.objects.get(referral=row)
    people = cast()
    actions.revise_plan(plan_id=plan.pk, why="Needs two more", by=people.worker, at=AT)
    plan.refresh_from_db()
    assert (plan.approved, plan.state, state(row)) == (1, "draft", "in_delivery")
    with pytest.raises(Invalid, match="6 contacts were approved"):
        actions.submit_plan(plan_id=plan.pk, given={**PLANNED, "contacts": 5}, by=people.worker, at=AT)
    actions.submit_plan(plan_id=plan.pk, given={**PLANNED, "contacts": 8}, by=people.worker, at=AT)
    done = actions.approve_plan(plan_id=plan.pk, by=people.lead, at=AT)
    assert (done.approved, state(row)) == (2, "in_delivery")
    with pytest.raises(Invalid, match="Say why"):
        actions.revise_plan(plan_id=plan.pk, why="", by=people.worker, at=AT)


def test_what_was_submitted_cannot_be_changed_even_in_the_database() -> None:
    plan = planned("submitted")
    with pytest.raises(WrongState):
        actions.save_plan(plan_id=plan.pk, given={"contacts": 1}, by=cast().worker, at=AT)
    with pytest.raises(DatabaseError, match="settled"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE casework_planrevision SET contacts = 8")


def test_a_lead_says_why_a_deadline_does_not_count() -> None:
    plan = planned("draft")
    assert plan.due_on > AT.date()
    with pytest.raises(NotAllowed):
        actions.exempt_plan(plan_id=plan.pk, exempt="transfer", by=cast().worker, at=AT)
    with pytest.raises(Invalid):
        actions.exempt_plan(plan_id=plan.pk, exempt="because", by=cast().lead, at=AT)
    with pytest.raises(Invalid, match="what is known"):
        actions.exempt_plan(plan_id=plan.pk, exempt="unknown", by=cast().lead, at=AT)
    assert actions.exempt_plan(plan_id=plan.pk, exempt="transfer", by=cast().lead, at=AT).exempt == "transfer"


def test_the_referrer_sees_a_plan_from_its_submission_and_nothing_clinical() -> None:
    plan, people = planned("draft"), cast()
    assert not visible_to(people.referrer, models.Plan).exists()
    actions.submit_plan(plan_id=plan.pk, given=PLANNED, by=people.worker, at=AT)
    assert visible_to(people.referrer, models.Plan).count() == 1
    for model in (models.Assessment, models.AssessmentRevision, models.Questionnaire, models.RiskPrompt):
        assert not visible_to(people.referrer, model).exists()
    for them in (people.administrator, people.manager, people.second_worker):
        assert not visible_to(them, models.Plan).exists()


def test_a_plan_is_not_begun_before_its_step() -> None:
    with pytest.raises(WrongState, match="No plan is written"):
        actions.start_plan(referral_id=case().pk, by=cast().worker, at=AT)


def test_every_refusal_is_a_domain_error_with_a_sentence() -> None:
    for call in (
        lambda: actions.save_plan(plan_id=10**9, given={}, by=cast().worker, at=AT),
        lambda: actions.approve_plan(plan_id=10**9, by=cast().referrer, at=AT),
        lambda: actions.complete_assessment(assessment_id=10**9, by=cast().worker, at=AT),
    ):
        with pytest.raises(DomainError):
            call()
