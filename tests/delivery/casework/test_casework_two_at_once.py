"""Two people at once, and a button pressed twice: one plan decided once, one prompt, one code used once."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.at_once import at_once
from tests.support.casework import AT, case, planned
from tests.support.referrals import cast
from throughcare.delivery.casework import actions, models
from throughcare.delivery.referrals.models import Referral
from throughcare.errors import DomainError
from throughcare.foundation.access.viewers import PUBLIC
from throughcare.foundation.record.models import Event

pytestmark = pytest.mark.django_db(transaction=True)


def refused(found: list[object]) -> int:
    return sum(isinstance(one, DomainError) for one in found)


def test_a_plan_approved_and_returned_at_once_is_decided_once() -> None:
    from throughcare.delivery.services.queries import definition

    plan = planned("submitted")
    people = cast()
    reason = definition("mental_health").reasons_for("plan_returned", "plan_submitted")[0].code
    found = at_once(
        lambda: actions.approve_plan(plan_id=plan.pk, by=people.referrer, at=AT).state,
        lambda: actions.return_plan(plan_id=plan.pk, reason=reason, words="More", by=people.lead, at=AT).state,
        lambda: actions.approve_plan(plan_id=plan.pk, by=people.lead, at=AT).state,
    )
    assert refused(found) == 2
    plan.refresh_from_db()
    assert models.PlanRevision.objects.filter(plan=plan).exclude(decision="").count() == 1
    assert Event.objects.filter(kind__in=("plan.approved", "plan.returned")).count() == 1
    assert Referral.objects.get(pk=plan.referral_id).state == f"plan_{plan.state}"


def test_a_code_opened_on_two_phones_at_once_opens_on_one() -> None:
    made = actions.hand_out(
        referral_id=case().pk,
        chosen=["phq9"],
        occasion="first",
        mode="own_phone",
        lasts="hour",
        by=cast().worker,
        at=AT,
    )
    found = at_once(*[lambda: actions.open_code(typed=made.code, by=PUBLIC, at=AT)] * 3)
    assert refused(found) == 2
    give: dict[str, Any] = {"code_id": made.id, "questionnaire_id": made.questionnaires[0], "number": 9}
    at_once(*[lambda value=value: actions.give_answer(value=value, by=PUBLIC, at=AT, **give) for value in (1, 2, 3)])
    assert models.RiskPrompt.objects.count() == 1
    assert Event.objects.filter(kind="risk_prompt.raised").count() == 1


def test_two_who_begin_the_same_thing_at_once_begin_one() -> None:
    row = case()
    people = cast()
    found = at_once(
        *[
            lambda by=by: actions.start_assessment(referral_id=row.pk, by=by, at=AT).pk
            for by in (people.worker, people.lead, people.worker)
        ]
    )
    assert len(set(map(str, found))) == 1
    assert models.Assessment.objects.count() == 1
