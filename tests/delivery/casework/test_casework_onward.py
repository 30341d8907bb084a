"""Referrals on, joint plans and forms of a service: consent first, sent is not accepted, notes stay apart."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests.support.casework import ASSESSED, AT, LETTER, assessed, case, filled_in
from tests.support.referrals import cast, referral
from tests.support.world import client_for, viewer
from throughcare import clock
from throughcare.delivery.casework import actions, models
from throughcare.delivery.casework.queries.letters import letter_of
from throughcare.delivery.casework.queries.onward import routes_for
from throughcare.delivery.people.models import ServiceUser
from throughcare.delivery.referrals.actions import advance
from throughcare.delivery.referrals.models import Referral
from throughcare.errors import Invalid, NotAllowed, NotFound, WrongState
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.record.events import folded_state, history

pytestmark = pytest.mark.django_db
TODAY = AT.date()


def started(row: Any = None, **more: Any) -> Any:
    row = row or assessed().referral
    return actions.start_onward(
        referral_id=row.pk, route="cmht", addressee="Example CMHT", by=cast().worker, at=AT, **more
    )


def sent(row: Any = None, **more: Any) -> Any:
    return actions.send_onward(onward_id=started(row, **more).pk, given=LETTER, by=cast().worker, at=AT)


def step(name: str, row: Any, **more: Any) -> Any:
    return getattr(actions, name)(onward_id=row.pk, by=cast().worker, at=AT, **more)


def test_it_is_followed_from_sent_to_the_first_appointment() -> None:
    row = sent()
    for name, state, more in (
        ("onward_acknowledged", "acknowledged", {}),
        ("onward_accepted", "accepted", {}),
        ("onward_on_waiting_list", "waiting", {"appointment_on": TODAY + timedelta(days=30)}),
        ("onward_first_missed", "missed", {"words": "Went to the wrong clinic"}),
        ("onward_rebooked", "waiting", {"appointment_on": TODAY + timedelta(days=50)}),
        ("onward_first_attended", "attended", {"attended_on": TODAY}),
    ):
        row = step(name, row, **more)
        assert row.state == folded_state(history(("onward_referral", row.pk))) == state
    with pytest.raises(WrongState):
        step("withdraw_onward", row, words="x")


def test_the_letter_holds_only_what_the_person_agreed_to_share() -> None:
    found = assessed()
    filled_in(found.referral, "gad7", 2)
    row = started(found.referral)
    actions.save_onward(onward_id=row.pk, given=LETTER, by=cast().worker, at=AT)
    row.refresh_from_db()
    letter = letter_of(row, on=TODAY)
    for name in ("presenting", "recommendation"):
        assert ASSESSED[name] in letter.text
    for name in ("formulation", "risk", "background", "strengths", "shared_summary"):
        assert ASSESSED[name] not in letter.text
    assert "GAD-7 on 11 June 2026: 14 (moderate)" in letter.text
    assert set(letter.left_out) == {
        "Background",
        "How we understand it",
        "Strengths and what has helped",
        "Risk and safety",
    }


def test_what_was_sent_stays_as_it_went() -> None:
    row = sent()
    actions.amend_assessment(
        assessment_id=models.Assessment.objects.get().pk,
        given={"presenting": "Something else"},
        reason="x",
        by=cast().worker,
        at=AT,
    )
    assert ASSESSED["presenting"] in models.OnwardReferral.objects.get(pk=row.pk).letter
    with pytest.raises(WrongState, match="was sent"):
        actions.save_onward(onward_id=row.pk, given=LETTER, by=cast().worker, at=AT)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"consent": "refused"}, "consent"),
        ({"consent": ""}, "consent"),
        ({"asks": " "}, "asks"),
        ({"shares": []}, "shares"),
        ({"shares": ["everything"]}, "shares"),
        ({"sent_on": TODAY + timedelta(days=1)}, "sent_on"),
        ({"chase_on": TODAY}, "chase_on"),
    ],
)
def test_it_is_not_sent_without_agreement_or_a_day_to_chase(changed: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as error:
        actions.send_onward(onward_id=started().pk, given={**LETTER, **changed}, by=cast().worker, at=AT)
    assert field in error.value.fields


def test_a_refusal_needs_a_reason_of_the_list_and_a_late_answer_still_counts() -> None:
    row = sent()
    with pytest.raises(Invalid, match="why it was refused"):
        step("onward_declined", row, reason="because")
    later = AT + timedelta(days=14 + 42)
    assert actions.lapse_onward(by=cast().worker, at=later - timedelta(days=1)) == 0
    assert actions.lapse_onward(by=cast().worker, at=later) == 1
    assert actions.lapse_onward(by=cast().worker, at=later) == 0
    assert step("onward_declined", row, reason="no_capacity").state == "declined"


def test_a_chase_says_what_was_learned_and_when_to_ask_again() -> None:
    row = sent()
    with pytest.raises(Invalid):
        step("chase_onward", row, words="", chase_on=TODAY)
    step("chase_onward", row, words="Rang, no answer", chase_on=TODAY + timedelta(days=3))
    assert models.OnwardChase.objects.get().words == "Rang, no answer"


def test_a_step_up_waits_for_the_nhs_and_ends_only_once_they_accepted() -> None:
    row = sent(is_step_up=True)
    assert Referral.objects.get(pk=row.referral_id).state == "nhs_step_up"
    with pytest.raises(WrongState, match="has not taken the person on"):
        step("hand_to_nhs", row)
    step("onward_accepted", row)
    ended = step("hand_to_nhs", row)
    assert (ended.state, ended.outcome) == ("closed", Referral.objects.get(pk=row.referral_id).outcome)
    assert step("onward_first_attended", row, attended_on=TODAY).state == "attended"


def test_a_refused_step_up_brings_the_case_back() -> None:
    row = sent(is_step_up=True)
    step("onward_declined", row, reason="below_threshold")
    assert Referral.objects.get(pk=row.referral_id).state == "assessed"


def test_nobody_else_sees_or_moves_it() -> None:
    row, people = sent(), cast()
    for them in (people.referrer, people.administrator, people.second_worker, people.manager):
        assert not visible_to(them, models.OnwardReferral).exists()
        with pytest.raises((NotAllowed, NotFound)):
            actions.onward_accepted(onward_id=row.pk, by=them, at=AT)


def other_provider() -> Any:
    return viewer("service_practitioner", name="substance.worker", at="substance_example", kind="provider")


def joint(row: Any = None) -> Any:
    row = row or case()
    return actions.open_joint_plan(
        referral_id=row.pk,
        others=[other_provider().person_id],
        review_on=TODAY + timedelta(days=42),
        by=cast().worker,
        at=AT,
    )


def parties(plan: Any) -> dict[str, Any]:
    return {one.organisation.code: one for one in plan.parties.select_related("organisation")}


def test_a_joint_plan_holds_once_both_agree_and_a_new_goal_asks_both_again() -> None:
    plan, mine, theirs = joint(), cast().worker, other_provider()
    with pytest.raises(Invalid, match="shared goal"):
        actions.agree_joint_plan(joint_plan_id=plan.pk, by=mine, at=AT)
    lead = parties(plan)["substance_example"].pk
    goal = actions.add_goal(joint_plan_id=plan.pk, words="Off street drugs", leads=lead, by=mine, at=AT)
    assert actions.agree_joint_plan(joint_plan_id=plan.pk, by=mine, at=AT).state == "proposed"
    assert actions.agree_joint_plan(joint_plan_id=plan.pk, by=theirs, at=AT).state == "agreed"
    actions.add_goal(joint_plan_id=plan.pk, words="Sleep", leads=lead, by=theirs, at=AT)
    plan.refresh_from_db()
    assert plan.state == folded_state(history(("joint_plan", plan.pk))) == "proposed"
    assert not plan.parties.filter(agreed_at__isnull=False).exists()
    with pytest.raises(NotAllowed, match="party that leads"):
        actions.settle_goal(goal_id=goal.pk, result="achieved", by=mine, at=AT)
    actions.settle_goal(goal_id=goal.pk, result="partly", by=theirs, at=AT)


def test_a_goal_is_settled_on_the_page_of_its_own_plan(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DEMO = True
    monkeypatch.setattr(clock, "now", lambda: AT)
    (one, goal), (_, other) = _with_a_goal(), _with_a_goal()
    page = client_for("service_practitioner", name="mental_health.worker", at="mental_health_example", kind="provider")
    answers = [page.get(reverse("settle_joint_goal", args=[one, number])).status_code for number in (goal, other)]
    assert answers == [200, 404]


def _with_a_goal() -> tuple[int, int]:
    plan = joint()
    lead = parties(plan)["mental_health_example"].pk
    return plan.pk, actions.add_goal(
        joint_plan_id=plan.pk, words="Off street drugs", leads=lead, by=cast().worker, at=AT
    ).pk


def test_goals_are_shared_and_notes_are_not() -> None:
    plan, mine, theirs = joint(), cast().worker, other_provider()
    actions.note_joint(joint_plan_id=plan.pk, words="Ours", by=mine, at=AT)
    actions.note_joint(joint_plan_id=plan.pk, words="Theirs", by=theirs, at=AT)
    assert [one.words for one in visible_to(mine, models.JointNote)] == ["Ours"]
    assert [one.words for one in visible_to(cast().lead, models.JointNote)] == ["Ours"]
    assert [one.words for one in visible_to(theirs, models.JointNote)] == ["Theirs"]
    for them in (cast().referrer, cast().administrator, cast().second_worker):
        assert not visible_to(them, models.JointPlan).exists()
    assert not visible_to(theirs, models.Assessment).exists()
    assert not visible_to(theirs, Referral).exists()


def test_a_joint_plan_of_a_restricted_person_is_closed_to_who_is_not_named() -> None:
    from django.db import connection

    plan, theirs = joint(), other_provider()
    assert visible_to(theirs, models.JointPlan).exists()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_serviceuser SET is_restricted = true WHERE id = %s", [plan.service_user_id])
    assert not visible_to(theirs, models.JointPlan).exists()


@pytest.mark.parametrize("who", ["none", "own", "nobody"])
def test_a_joint_plan_needs_another_provider(who: str) -> None:
    others = {"none": [], "own": [cast().second_worker.person_id], "nobody": [10**9]}[who]
    with pytest.raises(Invalid):
        actions.open_joint_plan(
            referral_id=case().pk, others=others, review_on=TODAY + timedelta(days=1), by=cast().worker, at=AT
        )


def test_forms_of_a_service_move_its_case() -> None:
    row = referral("allocated", service="neurodiversity")
    worker = cast("neurodiversity").worker
    for event in ("screening_explained", "consent_given", "appointment_booked"):
        advance(referral_id=row.pk, event=event, by=worker, at=AT)
    answers = {
        "screening": {"source": "self_declared", "seen": ["attention", "sensory"]},
        "profile": {"challenges": "Noise", "strengths": "Drawing", "agreed": "yes"},
        "adjustments": {"adjustments": "Quiet room", "consent": "yes"},
    }
    for code, given in answers.items():
        form = actions.start_form(referral_id=row.pk, code=code, by=worker, at=AT)
        with pytest.raises(Invalid):
            actions.complete_form(form_id=form.pk, given={}, by=worker, at=AT)
        done = actions.complete_form(form_id=form.pk, given=given, by=worker, at=AT)
        assert done.state == folded_state(history(("case_form", done.pk))) == "completed"
    assert Referral.objects.get(pk=row.pk).state == "adjustments_shared"
    with pytest.raises(WrongState):
        actions.start_form(referral_id=row.pk, code="profile", by=worker, at=AT)
    with pytest.raises(NotFound):
        actions.start_form(referral_id=row.pk, code="horoscope", by=worker, at=AT)


def test_without_consent_adjustments_are_not_shared_and_amending_keeps_the_version_before() -> None:
    row = referral("allocated", service="mentoring")
    worker = cast("mentoring").worker
    form = actions.start_form(referral_id=row.pk, code="goals", by=worker, at=AT)
    with pytest.raises(Invalid, match="has to be yes"):
        actions.complete_form(form_id=form.pk, given={"wants": "Work", "agreed": "no"}, by=worker, at=AT)
    actions.complete_form(form_id=form.pk, given={"wants": "Work", "agreed": "yes"}, by=worker, at=AT)
    actions.amend_form(form_id=form.pk, given={"wants": "Boxing", "agreed": "yes"}, reason="Asked", by=worker, at=AT)
    kept = [one.answers["wants"] for one in models.CaseFormRevision.objects.all()]
    assert kept == ["Work", "Boxing"]


def test_a_match_is_made_by_two_and_can_be_made_again() -> None:
    row = referral("allocated", service="mentoring")
    worker = cast("mentoring").worker

    def fill(code: str, given: dict[str, Any]) -> str:
        form = actions.start_form(referral_id=row.pk, code=code, by=worker, at=AT)
        actions.complete_form(form_id=form.pk, given=given, by=worker, at=AT)
        return Referral.objects.get(pk=row.pk).state

    assert fill("goals", {"wants": "Someone to talk to", "agreed": "yes"}) == "matching"
    both = {"mentor": "Mentor Example", "person_agrees": "yes", "mentor_agrees": "yes"}
    with pytest.raises(Invalid):
        fill("match", {**both, "mentor_agrees": "no"})
    assert fill("match", both) == "matched"
    assert fill("match_end", {"why": "person_asked", "again": "yes"}) == "match_ended"
    advance(referral_id=row.pk, event="rematch_started", by=worker, at=AT)
    assert fill("match", {**both, "mentor": "Another Example"}) == "matched"


@pytest.mark.parametrize("gender", ["female", "male", "", "other"])
def test_pathways_for_women_come_first_for_a_woman_and_are_not_offered_to_a_man(gender: str) -> None:
    person = ServiceUser(gender=gender)
    routes = routes_for(person, "cn", TODAY)
    for_women = [one.id for one in routes if one.for_whom == "women"]
    assert {"women_in_cjs", "women_abuse", "women_sex_work"} == set(for_women) or gender == "male"
    assert not (gender == "male" and for_women)
    assert (routes[0].kind == "women") == (gender == "female")
    assert {"black_mental_health", "asian_mental_health", "traveller_support"} <= {one.id for one in routes}


def test_the_london_service_for_women_names_the_decisions_it_stands_on() -> None:
    (found,) = [one for one in routes_for(None, "cn", TODAY) if one.id == "women_in_cjs"]
    assert (found.certainty, found.source) == ("verified", "PCD 1156, PCD 1435 and PCD 1683")
