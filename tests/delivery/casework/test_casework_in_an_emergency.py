"""A colleague of the same service opens a case in an emergency: to read, for an hour, with a reason, and recorded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.support.casework import AT, assessed, filled_in, planned
from tests.support.referrals import cast
from throughcare.delivery.appointments import actions as glass
from throughcare.delivery.casework import actions
from throughcare.delivery.casework.models import Plan
from throughcare.delivery.people.models import Identifier
from throughcare.delivery.referrals.models import Referral
from throughcare.errors import DomainError, Invalid, NotAllowed
from throughcare.foundation.access.models import BreakGlass
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.organisations.models import Person
from throughcare.foundation.record.guard import action
from throughcare.foundation.record.models import Event

pytestmark = pytest.mark.django_db
WHY = "They are here in distress and their worker is away."


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Callable[[datetime], None]:
    settings.DEMO = True
    moment = [AT]
    monkeypatch.setattr("throughcare.clock.now", lambda: moment[0])
    return lambda at: moment.__setitem__(0, at)


def client_of(viewer: Viewer) -> Client:
    page = Client()
    page.force_login(
        Person.objects.get(pk=viewer.person_id), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return page


def open_it(plan: Plan) -> int | None:
    reference = Referral.objects.get(pk=plan.referral_id).reference
    return glass.open_case(number=f" {reference.lower()} ", reason=WHY, by=cast().second_worker, at=AT)


def pages(plan: Plan) -> list[str]:
    """Every page of the clinical side that this case has."""
    from throughcare.delivery.casework.models import Assessment, Questionnaire

    case = Referral.objects.get(pk=plan.referral_id)
    found = [reverse("casework", args=[case.pk]), reverse("measures", args=[case.pk])]
    found += [reverse("plan", args=[plan.pk]), reverse("clinical_notes", args=[case.pk])]
    found += [reverse("assessment", args=[one.pk]) for one in Assessment.objects.filter(referral=case)]
    return found + [reverse("questionnaire", args=[one.pk]) for one in Questionnaire.objects.filter(referral=case)]


def test_each_page_is_closed_opens_for_an_hour_and_closes_again(now: Callable[[datetime], None]) -> None:
    plan = planned("submitted")
    filled_in(Referral.objects.get(pk=plan.referral_id))
    page = client_of(cast().second_worker)
    every = pages(plan)
    assert len(every) >= 6
    assert all(page.get(one).status_code in (302, 404) for one in every)
    assert open_it(plan) == plan.referral_id
    now(AT + timedelta(minutes=30))
    assert [page.get(one).status_code for one in every] == [200] * len(every)
    assert "You opened this case in an emergency" in page.get(every[0]).content.decode()
    assert Event.objects.filter(kind="casework.read", reason_code="break_glass").count() >= 4
    now(AT + timedelta(minutes=61))
    assert all(page.get(one).status_code in (302, 404) for one in every)


def test_the_glass_opens_no_pen() -> None:
    plan = planned("draft")
    other = cast().second_worker
    open_it(plan)
    with pytest.raises(DomainError):
        actions.save_plan(plan_id=plan.pk, given={"their_words": "Changed"}, by=other, at=AT)
    with pytest.raises(DomainError):
        actions.start_assessment(referral_id=plan.referral_id, by=other, at=AT)
    page = client_of(other)
    text = page.get(reverse("casework", args=[plan.referral_id])).content.decode()
    for words in ("Go on writing", "Refer on", "ask some", "Ask for supervision", "The work is done"):
        assert words not in text
    assert page.get(reverse("write_plan", args=[plan.pk])).status_code == 404


def test_it_is_found_by_a_number_of_the_person_and_each_use_is_reviewed() -> None:
    plan = planned("draft")
    person = Referral.objects.get(pk=plan.referral_id).service_user

    @action
    def add(*, by: Viewer | None, at: datetime) -> None:
        from throughcare.foundation.record.events import event

        Identifier(service_user=person, kind="crn", value="X123456").save()
        event("service_user.identifier_added", subject=("service_user", person.pk), by=by, at=at)

    add(by=None, at=AT)
    page = client_of(cast().second_worker)
    answer = page.post(reverse("open_case"), {"number": "x123456", "reason": WHY, "key": "one"}, follow=True)
    assert "You opened this case in an emergency" in answer.content.decode()
    row = BreakGlass.objects.get()
    assert (row.subject_id, row.until - row.opened_at) == (str(plan.referral_id), timedelta(hours=1))


def test_a_guess_is_recorded_and_tells_nothing_and_others_have_no_such_door() -> None:
    plan = planned("draft")
    people = cast()
    page = client_of(people.second_worker)
    answer = page.post(reverse("open_case"), {"number": "MH-000-000", "reason": WHY, "key": "one"})
    assert answer.status_code == 422
    assert "Nothing was opened" in answer.content.decode()
    assert "MH-000-000" in answer.content.decode()
    assert Event.objects.filter(kind="clinical_notes.break_glass_missed").count() == 1
    with pytest.raises(Invalid, match="Say why"):
        glass.open_case(number="MH-000-000", reason="x", by=people.second_worker, at=AT)
    for who in (people.referrer, people.administrator, people.manager):
        with pytest.raises(NotAllowed):
            glass.open_case(number=plan.referral.reference, reason=WHY, by=who, at=AT)
    other = cast("mentoring").worker
    assert glass.open_case(number=plan.referral.reference, reason=WHY, by=other, at=AT) is None


def test_the_referrer_still_reads_what_was_written_for_them() -> None:
    found = assessed()
    assert client_of(cast().referrer).get(reverse("casework", args=[found.referral_id])).status_code in (403, 404)
    plan = planned("submitted")
    assert client_of(cast().referrer).get(reverse("plan", args=[plan.pk])).status_code == 200
