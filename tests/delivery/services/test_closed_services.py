"""A service that closed refuses new referrals in words that help, and goes on with those it has."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.support.referrals import SENT, cast, fill, referral, service_user
from tests.support.world import client_for
from throughcare.delivery.referrals import actions
from throughcare.delivery.referrals.models import Referral
from throughcare.delivery.services.queries import definition, loading
from throughcare.errors import DomainError

pytestmark = pytest.mark.django_db
TODAY = SENT.date()
ENDED = date(2026, 6, 1)


def closing(monkeypatch: pytest.MonkeyPatch, **how: Any) -> None:
    """The mentoring service as it would read with its offers or its own definition ended on the day."""
    library = loading.load_services()
    changed = [
        replace(
            one,
            offers=tuple(replace(offer, until=ENDED) for offer in one.offers) if how.get("offers") else one.offers,
            dated=replace(one.dated, until=ENDED) if how.get("whole") and one.dated.until is None else one.dated,
        )
        for one in library["mentoring"]
    ]
    monkeypatch.setattr(loading, "_library", lambda folder: {**library, "mentoring": tuple(changed)})


@pytest.mark.parametrize("how", [{"offers": True}, {"whole": True}], ids=["its provider left", "the service ended"])
class TestAfterItsLastDay:
    def test_nothing_new_is_begun_and_the_day_is_told(self, monkeypatch: pytest.MonkeyPatch, how: Any) -> None:
        people, person = cast("mentoring"), service_user()
        closing(monkeypatch, **how)
        with pytest.raises(DomainError, match="has taken no new referrals since 1 June 2026") as refused:
            actions.start_draft(service="mentoring", service_user_id=person.pk, by=people.referrer, at=SENT)
        assert "Choose" in refused.value.remedy
        assert not Referral.objects.exists()

    def test_a_draft_begun_before_is_kept_and_not_sent(self, monkeypatch: pytest.MonkeyPatch, how: Any) -> None:
        people = cast("mentoring")
        row = referral("draft", service="mentoring")
        fill(row, people.referrer)
        closing(monkeypatch, **how)
        with pytest.raises(DomainError, match="has taken no new referrals since 1 June 2026"):
            actions.send(referral_id=row.pk, by=people.referrer, at=SENT)
        row.refresh_from_db()
        assert row.state == "draft"
        assert row.form.reason

    def test_a_case_it_has_goes_on(self, monkeypatch: pytest.MonkeyPatch, how: Any) -> None:
        people = cast("mentoring")
        row = referral("submitted", service="mentoring")
        closing(monkeypatch, **how)
        row = actions.advance(
            referral_id=row.pk, event="referral_acknowledged", by=people.administrator, at=SENT + timedelta(hours=1)
        )
        assert row.state == "triage"
        assert definition(row.service, row.definition).name


def test_the_page_of_a_service_without_a_provider_says_so(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.DEMO = True
    closing(monkeypatch, offers=True)
    monkeypatch.setattr("throughcare.clock.now", lambda: SENT)
    page = client_for("probation_practitioner", at="london_probation", kind="probation", area="ce")
    text = page.get("/services/mentoring").content.decode()
    assert "has taken no new referrals since 1 June 2026" in text
    assert "Refer somebody" not in text


def test_a_service_that_never_was_is_told_apart() -> None:
    with pytest.raises(DomainError, match="There is no such service"):
        definition("wash_up", on=TODAY)
