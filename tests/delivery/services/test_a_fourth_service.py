"""A service that the project does not have runs from its data file alone, from a draft to its closure."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from tests.support.appointments import OFFICE, SOON, record
from tests.support.referrals import SENT, Cast, cast, service_user
from tests.support.world import client_for
from throughcare import clock
from throughcare.delivery.appointments import actions as appointments
from throughcare.delivery.casework import actions as casework
from throughcare.delivery.casework.models import ClosureReport
from throughcare.delivery.referrals import actions
from throughcare.delivery.referrals.models import Referral
from throughcare.delivery.services.queries import loading
from throughcare.errors import Invalid
from throughcare.foundation.record.events import folded_state, history
from throughcare.foundation.reference.loader import PROJECT

pytestmark = pytest.mark.django_db
FILE = PROJECT / "tests" / "data" / "services" / "family_work.toml"
PLACE = {"at": "family_example", "kind": "provider"}
PROBATION = {"at": "london_probation", "kind": "probation", "area": "london"}


@pytest.fixture
def people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Cast:
    """The people of the fourth service, which is a file beside the others for the length of a test."""
    settings.DEMO = True
    folder = Path(shutil.copytree(PROJECT / "reference", tmp_path / "reference"))
    shutil.copy(FILE, folder / "services")
    monkeypatch.setattr(loading, "default_folder", lambda: folder)
    monkeypatch.setitem(
        __import__("tests.support.referrals", fromlist=["PROVIDER"]).PROVIDER, "family_work", "family_example"
    )
    return cast("family_work")


def pages_of(who: str, role: str) -> Any:
    return client_for(role, name=f"family_work.{who}", **PLACE)


def test_from_draft_to_closure(people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    at = SENT
    monkeypatch.setattr(clock, "now", lambda: at)
    referrer = client_for(
        "probation_practitioner", name="referrer", at="london_probation", kind="probation", area="london"
    )
    assert "Family work" in referrer.get(reverse("services")).content.decode()
    row = actions.start_draft(service="family_work", service_user_id=service_user().pk, by=people.referrer, at=at)
    actions.answer_crisis(referral_id=row.pk, is_crisis=False, by=people.referrer, at=at)
    assert "Who is in the family?" in referrer.get(reverse("write_referral", args=[row.pk, "need"])).content.decode()
    given = {"needs": ["contact"], "linked_to_offending": "no", "linked_to_harm": "no", "place": "community"}
    given |= {"reason": "Wants to see his daughter.", "answers": {"family": "A daughter and his mother."}}
    actions.save_draft(referral_id=row.pk, given=given, by=people.referrer, at=at)
    row = actions.send(referral_id=row.pk, by=people.referrer, at=at)
    for event, by in (("referral_acknowledged", people.administrator), ("referral_accepted", people.lead)):
        row = actions.advance(referral_id=row.pk, event=event, by=by, at=at)
    row = actions.allocate(referral_id=row.pk, worker_id=people.worker.person_id, by=people.lead, at=at)
    seen = referrer.get(reverse("referral", args=[row.pk])).content.decode()
    assert "family worker" in seen
    row = worked(row, people)
    row = closed(row, people)
    assert (row.state, row.outcome) == ("closed", "completed")
    assert folded_state(history(("referral", row.pk))) == "closed"
    for page in ("referral", "casework"):
        assert pages_of("worker", "service_practitioner").get(reverse(page, args=[row.pk])).status_code == 200


def state_of(row: Referral) -> str:
    return str(Referral.objects.get(pk=row.pk).state)


def worked(row: Referral, people: Cast) -> Referral:
    """A visit with its form, a pause, and as many sessions as the service allows."""
    worker = {"by": people.worker}
    visit = book(row, people, SOON, "assessment")
    assert state_of(row) == "assessment_booked"
    appointments.record_session(appointment_id=visit.pk, record=record(), at=SOON + timedelta(hours=2), **worker)
    form = casework.start_form(referral_id=row.pk, code="visit", at=SOON + timedelta(hours=2), **worker)
    given = {"wants": "To be phoned on Sundays.", "agreed": "yes"}
    casework.complete_form(form_id=form.pk, given=given, at=SOON + timedelta(hours=2), **worker)
    assert state_of(row) == "assessed"
    at = SOON + timedelta(days=1)
    actions.advance(referral_id=row.pk, event="coaching_started", at=at, **worker)
    review = (at + timedelta(days=20)).date()
    actions.pause(referral_id=row.pk, reason="custody", review_on=review, at=at, **worker)
    assert actions.advance(referral_id=row.pk, event="case_resumed", at=at, **worker).state == "coaching"
    for week in range(1, 5):
        starts = SOON + timedelta(days=7 * week)
        made = book(row, people, starts, "session")
        appointments.record_session(appointment_id=made.pk, record=record(), at=starts + timedelta(hours=2), **worker)
    return Referral.objects.get(pk=row.pk)


def book(row: Referral, people: Cast, starts: datetime, purpose: str) -> Any:
    terms = appointments.Terms(starts, 50, OFFICE, purpose)
    return appointments.book(referral_id=row.pk, terms=terms, by=people.worker, at=starts - timedelta(hours=1))


def closed(row: Referral, people: Cast) -> Referral:
    """The work ends by the service's own reasons, its report is written by the worker and read by the referrer."""
    at = SOON + timedelta(days=40)
    casework.finish_work(
        referral_id=row.pk,
        work="agreed_enough",
        work_words="Enough for now.",
        reason="work_completed",
        by=people.worker,
        at=at,
    )
    made = casework.start_report(referral_id=row.pk, by=people.worker, at=at)
    given = {"progress": "Phones every Sunday.", "further_work": "None.", "their_words": "It is good."}
    casework.submit_report(report_id=made.pk, given=given, by=people.worker, at=at)
    assert state_of(row) == "closure_submitted"
    casework.accept_report(report_id=ClosureReport.objects.get(referral=row).pk, by=people.referrer, at=at)
    return Referral.objects.get(pk=row.pk)


def test_its_area_is_its_own(people: Cast) -> None:
    with pytest.raises(Invalid, match="takes no referrals from Hackney"):
        actions.start_draft(
            service="family_work", service_user_id=service_user(borough="hackney").pk, by=people.referrer, at=SENT
        )
