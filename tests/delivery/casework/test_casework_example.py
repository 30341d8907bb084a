"""The demo's casework is made through the same actions that people use."""

from __future__ import annotations

from datetime import timedelta

import pytest

from example.casework import load_casework
from tests.support.casework import AT, case, in_delivery
from tests.support.referrals import cast
from throughcare.delivery.casework import models
from throughcare.delivery.referrals.actions import advance
from throughcare.delivery.referrals.models import Referral

pytestmark = pytest.mark.django_db


def test_casework_is_put_on_the_open_cases_of_the_demo() -> None:
    in_delivery()
    started = advance(referral_id=case("assessed").pk, event="intervention_agreed", by=cast().worker, at=AT)
    load_casework({"service.practitioner": cast().worker}, AT + timedelta(days=40))
    assert Referral.objects.get(pk=started.pk).state == "plan_submitted"
    assert models.Questionnaire.objects.filter(state="finished").count() == 4
    assert models.OnwardReferral.objects.filter(state="acknowledged").count() == 1
    assert models.Supervision.objects.count() == 1


def test_without_referrals_nothing_is_loaded() -> None:
    load_casework({}, AT)
    assert not models.Questionnaire.objects.exists()
