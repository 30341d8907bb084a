"""Every page in its states: valid HTML, the right things for the right people, and no names where none belong."""

from __future__ import annotations

import csv
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.support.browser import valid_html
from tests.support.referrals import ANSWERS, PROVIDER, SENT, cast, fill, referral, service_user
from tests.support.world import client_for
from throughcare import clock
from throughcare.delivery.referrals import actions
from throughcare.delivery.referrals.models import Consultation, Referral, ReferralForm
from throughcare.delivery.services import states
from throughcare.delivery.services.queries.loading import load_services
from throughcare.delivery.services.states import DoneIn
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action
from throughcare.foundation.record.models import Event
from throughcare.foundation.reference.quarters import quarter_of

pytestmark = pytest.mark.django_db
JSON = {"headers": {"accept": "application/json"}}
NEXT = SENT + timedelta(days=1)


@pytest.fixture(autouse=True)
def _demo(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DEMO = True
    monkeypatch.setattr(clock, "now", lambda: NEXT)


def client(who: str, service: str = "mental_health") -> Client:
    """A client signed in as somebody of the cast."""
    cast(service)
    home = {"at": PROVIDER[service], "kind": "provider"}
    away = {"at": "london_probation", "kind": "probation", "area": "london"}
    roles = {
        "referrer": ("probation_practitioner", "referrer", away),
        "manager": ("probation_manager", "manager", away),
        "administrator": ("service_administrator", f"{service}.admin", home),
        "lead": ("service_lead", f"{service}.lead", home),
        "worker": ("service_practitioner", f"{service}.worker", home),
        "commissioner": ("contract_manager", "counts", {"at": "mopac", "kind": "policing_body"}),
    }
    role, name, where = roles[who]
    return client_for(role, name=name, **where)


def shown(who: Client, name: str, *args: object, **query: object) -> str:
    answer = who.get(reverse(name, args=args), query)
    assert answer.status_code == 200, answer.content[:400]
    valid_html(answer)
    return answer.content.decode()


def number(row: Referral, value: str = "X123456") -> str:
    """Gives a referral's person a CRN."""
    from throughcare.delivery.people.models import Identifier
    from throughcare.foundation.record.events import event
    from throughcare.foundation.record.guard import action

    @action
    def add(*, by: None, at: object) -> None:
        Identifier(service_user_id=row.pk, kind="crn", value=value).save()
        event("service_user.identifier_added", subject=("service_user", row.pk), by=by, at=SENT)

    add(by=None, at=SENT)
    return value


def test_a_referral_is_written_and_sent_screen_by_screen() -> None:
    who, person = client("referrer"), service_user()
    crn = number(person)
    assert "Refer somebody" in shown(who, "refer")
    answer = who.post(reverse("refer"), {"crn": crn.lower(), "service": "mental_health", "key": "k"}, follow=True)
    row = Referral.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("write_referral", args=[row.pk, "crisis"])
    assert "Sam Sample" in answer.content.decode()
    for step, data, following in (
        ("crisis", {"crisis": "no"}, "eligibility"),
        ("eligibility", {"q_presenting": ["depression_anxiety"], "q_uses_iom_service": "yes", "q_gp": "no"}, "need"),
        (
            "need",
            {"needs": ["coping"], "linked_to_offending": "yes", "linked_to_harm": "no", "reason": "Sleeps badly."},
            "safety",
        ),
        ("safety", {"place": "community", "safety": ["two_workers"]}, "check"),
    ):
        shown(who, "write_referral", row.pk, step)
        answer = who.post(reverse("write_referral", args=[row.pk, step]), data)
        assert answer.headers["Location"] == reverse("write_referral", args=[row.pk, following])
    page = shown(who, "write_referral", row.pk, "check")
    assert "This may fit" in page
    assert "Without a GP the NHS cannot be referred to" in page
    answer = who.post(reverse("write_referral", args=[row.pk, "check"]), follow=True)
    assert "whose turn it is" in answer.content.decode()
    assert Referral.objects.get().state == "submitted"
    again = who.post(reverse("write_referral", args=[row.pk, "check"]))
    assert again.headers["Location"] == reverse("referral", args=[row.pk])
    page = shown(who, "referral", row.pk)
    assert "acknowledge it" in page
    assert "Sleeps badly." in page
    assert "Sam Sample" not in page.partition("<title>")[2].partition("</title>")[0]
    text = who.get(reverse("referral_text", args=[row.pk]))
    assert text.headers["Content-Type"].startswith("text/plain")
    assert "Sleeps badly" not in text.content.decode()


def test_somebody_who_is_not_on_record_is_described_and_put_there_when_it_is_sent() -> None:
    who, people = client("referrer"), cast()
    data = {"crn": "B654321", "service": "mentoring", "key": "k"}
    page = who.post(reverse("refer"), data)
    assert "put on record when you send" in page.content.decode()
    assert not Referral.objects.exists()
    new = {
        "given_name": "Noa",
        "family_name": "Sample",
        "date_of_birth-day": "1",
        "date_of_birth-month": "2",
        "date_of_birth-year": "1990",
        "gender": "female",
        "borough": "camden",
    }
    cast("mentoring")
    who.post(reverse("refer"), data | new)
    row = Referral.objects.get()
    assert row.service_user is None
    shown(who, "write_referral", row.pk, "crisis")
    fill(row, people.referrer, answers=ANSWERS["mentoring"])
    row = actions.send(referral_id=row.pk, by=people.referrer, at=NEXT)
    assert (row.service_user.name, row.service_user.identifiers.get().value) == ("Noa Sample", "B654321")
    assert ReferralForm.objects.get().given_name == ""


@pytest.mark.parametrize(
    ("crn", "says"), [("12", "CRN"), ("Z999999", "Nobody that you may see"), ("' OR 1=1 --", "CRN")]
)
def test_a_crn_that_is_none_or_nobodys_is_said_beside_its_field(crn: str, says: str) -> None:
    who = client("manager")
    answer = who.post(reverse("refer"), {"crn": crn, "service": "mental_health", "key": "k"})
    assert answer.status_code == 422
    assert says in answer.content.decode()
    valid_html(answer)


def test_a_crisis_stops_and_says_what_to_do_now() -> None:
    who, row = client("referrer"), referral("draft")
    answer = who.post(reverse("write_referral", args=[row.pk, "crisis"]), {"crisis": "yes"}, follow=True)
    assert "call" in answer.content.decode()
    assert "999" in answer.content.decode()
    valid_html(answer)
    assert who.get(reverse("write_referral", args=[row.pk, "need"])).status_code == 302
    assert Event.objects.filter(kind="referral.stopped_for_crisis").count() == 1


def test_what_is_typed_is_saved_and_a_clash_is_told() -> None:
    who, people, row = client("referrer"), cast(), referral("draft")
    actions.answer_crisis(referral_id=row.pk, is_crisis=False, by=people.referrer, at=SENT)
    seen = ReferralForm.objects.get().version
    address = reverse("save_referral", args=[row.pk, "need"])
    hostile = "'; DROP TABLE x; -- <b>" + "é🙂" * 3000
    answer = who.post(address, {"reason": hostile, "changed": "reason", "version": seen}, **JSON)
    assert answer.json()["saved"]
    assert ReferralForm.objects.get().reason == hostile
    late = who.post(address, {"reason": "Mine", "changed": "reason", "version": seen}, **JSON)
    assert late.status_code == 409
    assert hostile in late.json()["theirs"].values()
    long = who.post(address, {"reason": "x" * 50_000, "changed": "reason"}, **JSON)
    assert "over the limit" in long.json()["errors"]["reason"][0]
    page = who.post(reverse("write_referral", args=[row.pk, "need"]), {"reason": "x" * 50_000})
    assert page.status_code == 422
    assert "x" * 50_000 in page.content.decode()
    past = {"place": "custody", "release_on-day": "1", "release_on-month": "5", "release_on-year": "2026"}
    answer = who.post(reverse("write_referral", args=[row.pk, "safety"]), past)
    assert "in the past" in answer.content.decode()


def test_an_open_referral_to_the_same_service_is_said() -> None:
    who, people = client("referrer"), cast()
    first = referral("submitted")
    row = actions.start_draft(
        service="mental_health", service_user_id=first.service_user_id, by=people.referrer, at=NEXT
    )
    fill(row, people.referrer)
    assert "already has a referral of this person" in shown(who, "write_referral", row.pk, "check")


def test_the_provider_works_from_inbox_to_allocation() -> None:
    row = referral("submitted")
    admin, lead, worker = client("administrator"), client("lead"), client("worker")
    assert "Sam Sample" in shown(admin, "inbox")
    page = shown(admin, "referral", row.pk)
    assert "Sleeps badly" not in page
    assert "read by the worker and the lead" in page
    shown(admin, "referral_step", row.pk, "referral_acknowledged")
    admin.post(reverse("referral_step", args=[row.pk, "referral_acknowledged"]), {"version": row.version})
    ask = reverse("referral_step", args=[row.pk, "information_requested"])
    assert lead.post(ask, {"reason": "need"}).status_code == 422
    lead.post(ask, {"reason": "need", "words": "What was tried?"})
    referrer = client("referrer")
    assert "Waiting for you" in shown(referrer, "referrals")
    referrer.post(reverse("referral_step", args=[row.pk, "information_supplied"]), {"words": "Walks and a diary."})
    shown(lead, "referral_step", row.pk, "referral_accepted")
    shown(lead, "referral_step", row.pk, "referral_declined")
    lead.post(reverse("referral_step", args=[row.pk, "referral_accepted"]), {"tier": "assessment", "worker": "0"})
    assert "Waited 1 working day of 5 promised" in shown(lead, "waiting") or "Waited 0" in shown(lead, "waiting")
    shown(worker, "waiting")
    page = shown(lead, "referral_step", row.pk, "worker_allocated")
    assert "room for" in page
    lead.post(reverse("referral_step", args=[row.pk, "worker_allocated"]), {"worker": cast().worker.person_id})
    assert Referral.objects.get().state == "allocated"
    assert "Sleeps badly" in shown(worker, "referral", row.pk)
    shown(lead, "caseload")
    shown(worker, "caseload")


def test_a_double_click_takes_a_step_once_and_a_stale_page_is_told() -> None:
    row, admin, lead = referral("submitted"), client("administrator"), client("lead")
    address = reverse("referral_step", args=[row.pk, "referral_acknowledged"])
    for _ in range(2):
        answer = admin.post(address, {"version": row.version})
    assert answer.status_code in (302, 409)
    assert Referral.objects.get().steps.count() == 2
    stale = lead.post(
        reverse("referral_step", args=[row.pk, "information_requested"]),
        {"version": row.version, "reason": "need", "words": "?"},
    )
    assert "while you had it open" in stale.content.decode()


@pytest.mark.parametrize("event", ["case_paused", "referral_withdrawn", "person_died", "consultation_requested"])
def test_each_step_has_its_form(event: str) -> None:
    row = referral("allocated")
    shown(client("worker" if event == "consultation_requested" else "lead"), "referral_step", row.pk, event)


BY_WORK_ELSEWHERE = [
    (one.value, place.value)
    for found in load_services()["mental_health"][-1:]
    for place in states.State
    for step in found.steps_from(place.value)
    for one in [states.Event(step.event)]
    if found.happening(one).done_in is not DoneIn.REFERRALS
]


@action
def _stand_at(*, row: Referral, state: str, by: Any, at: Any) -> None:
    row.state = state
    row.save()
    event("test.changed", subject=("referral", row.pk), by=by, at=at)


def test_what_is_done_by_booking_or_writing_is_not_done_by_its_address() -> None:
    assert {"plan_approved", "assessment_completed", "nhs_took_over"} <= {step for step, _ in BY_WORK_ELSEWHERE}
    row = referral("allocated")
    for step, state in BY_WORK_ELSEWHERE:
        _stand_at(row=row, state=state, by=None, at=NEXT)
        for who in ("lead", "worker", "referrer"):
            address = reverse("referral_step", args=[row.pk, step])
            assert client(who).get(address).status_code == 404, (who, step)
            assert client(who).post(address, {"version": row.version}).status_code == 404, (who, step)
        row.refresh_from_db()
        assert row.state == state


def test_pages_of_who_handles_a_case() -> None:
    row, lead, other, manager = referral("allocated"), client("lead"), client("lead", "mentoring"), client("manager")
    for name, args in (("change_worker", [row.pk]), ("offer_transfer", [row.pk]), ("cover", [])):
        shown(lead, name, *args)
    lead.post(
        reverse("offer_transfer", args=[row.pk]),
        {"to": "mentoring_example/mentoring", "reason": "moved_service", "words": "Fits better."},
    )
    offer = row.transfers.get()
    assert "Offered to" in shown(lead, "referral", row.pk)
    assert "Offered by others" in shown(other, "inbox")
    shown(other, "referral", row.pk)
    shown(other, "answer_transfer", offer.pk)
    shown(lead, "take_back_offer", offer.pk)
    other.post(reverse("answer_transfer", args=[offer.pk]), {"answer": "yes"})
    shown(lead, "undo_transfer", offer.pk)
    assert "Moved to" in shown(lead, "referral", row.pk)
    shown(manager, "hand_over")


def test_cover_is_arranged_and_ended() -> None:
    people, lead = cast(), client("lead")
    days = {"from_date-day": "8", "from_date-month": "6", "from_date-year": "2026"}
    days |= {"until-day": "15", "until-month": "6", "until-year": "2026"}
    who = {"absent": people.worker.person_id, "covering": people.second_worker.person_id, "reason": "leave"}
    assert lead.post(reverse("cover"), who | days).status_code == 302
    assert "covers for" in shown(lead, "caseload")
    from throughcare.delivery.referrals.models import Cover

    shown(lead, "end_cover", Cover.objects.get().pk)


def test_outreach_is_recorded_and_shown() -> None:
    row, worker = referral("allocated"), client("worker")
    shown(worker, "record_outreach", row.pk)
    data = {
        "key": "k",
        "mode": "home",
        "outcome": "spoke",
        "words": "Not yet.",
        "on-day": "1",
        "on-month": "6",
        "on-year": "2026",
    }
    worker.post(reverse("record_outreach", args=[row.pk]), data)
    page = shown(worker, "referral", row.pk)
    assert "1 attempt" in page
    assert "Spoke, not ready yet" in page


def test_advice_is_logged_asked_answered_and_rated() -> None:
    row, worker, referrer = referral("allocated"), client("worker"), client("referrer")
    page = shown(worker, "log_consultation", referral=row.pk)
    assert "Referrer, London Probation" in page
    data = {
        "key": "a",
        "asker": f"p{cast().referrer.person_id}",
        "topics": ["risk"],
        "minutes": "12",
        "outcome": "advice",
    }
    worker.post(f"{reverse('log_consultation')}?referral={row.pk}", data)
    logged = Consultation.objects.get()
    assert (logged.minutes, logged.referral_id) == (12, row.pk)
    shown(referrer, "ask_consultation")
    bad = referrer.post(reverse("ask_consultation"), {"key": "b", "service": "mental_health", "question": "How?"})
    assert "Choose the borough" in bad.content.decode()
    referrer.post(
        reverse("ask_consultation"), {"key": "b", "service": "mental_health", "question": "How?", "borough": "camden"}
    )
    asked = Consultation.objects.get(state="asked")
    shown(worker, "give_consultation", asked.pk)
    worker.post(
        reverse("give_consultation", args=[asked.pk]),
        {"topics": ["approach"], "minutes": "5", "advice": "Short meetings.", "outcome": "advice"},
    )
    shown(referrer, "rate_consultation", asked.pk)
    referrer.post(reverse("rate_consultation", args=[asked.pk]), {"rating": "5"})
    for who in (worker, referrer):
        assert "5 of 5" in shown(who, "consultation", asked.pk)
        shown(who, "consultations")
    shown(referrer, "refer_from_consultation", asked.pk)
    assert (
        "has this CRN"
        in referrer.post(reverse("refer_from_consultation", args=[asked.pk]), {"crn": "Z111111"}).content.decode()
    )
    number(row.service_user)
    answer = referrer.post(reverse("refer_from_consultation", args=[asked.pk]), {"crn": "X123456"})
    assert "/write/crisis" in answer.headers["Location"]


def test_the_services_are_described_to_everyone() -> None:
    organisation_free = Client()
    assert "Mental health service" in shown(organisation_free, "services")
    for code in ("mental_health", "neurodiversity", "mentoring"):
        page = shown(organisation_free, "service", code)
        assert "local setting, not confirmed" in page
        assert "The steps" in page
        assert "At least 70%" in page.partition("How it is measured")[2].partition("Attendance")[2]
    assert organisation_free.get(reverse("service", args=["nothing"])).status_code == 404


@action
def hide(*, person: Any, by: None, at: datetime) -> None:
    """Restricts a record."""
    person.is_restricted = True
    person.save()
    event("service_user.restricted", subject=("service_user", person.pk), by=by, at=at)


def test_counts_are_of_quarters_that_are_over_and_the_file_has_no_small_number(monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        referral("submitted")
    for _ in range(6):
        last = referral("submitted", service="neurodiversity")
    who = client("commissioner")

    def told() -> dict[tuple[str, ...], str]:
        rows = csv.reader(who.get(reverse("delivery_counts_csv")).content.decode().splitlines()[1:])
        return {tuple(row[:-1]): row[-1] for row in rows}

    quarter = quarter_of(SENT.date())
    assert not any(told().values())
    monkeypatch.setattr(clock, "now", lambda: datetime.combine(quarter.until, time(12), clock.LONDON))
    received = {key[1]: number for key, number in told().items() if key[::2] == ("Referrals received", quarter.name)}
    assert received == {"Mental health service": "", "Neurodiversity support": "5", "Community mentoring": ""}
    assert all(not number or int(number) >= 5 for number in told().values())
    page = shown(who, "delivery_counts")
    assert "withheld" in page
    assert "consultations given" in page.split("Of these nothing can be told")[1]
    before = told()
    hide(person=last.service_user, by=None, at=SENT)
    assert told() == before, "a count that is out tells of whoever is restricted afterwards"


@pytest.mark.parametrize(("service", "advises"), [("mental_health", True), ("mentoring", False)])
def test_advice_is_offered_by_services_that_give_it_and_by_no_others(service: str, advises: bool) -> None:
    row, worker = referral("allocated", service=service), client("worker", service)
    to_list, to_log = reverse("consultations"), reverse("log_consultation")
    assert (f'href="{to_list}"' in shown(worker, "caseload")) == advises
    assert (to_log in shown(worker, "consultations")) == advises
    assert (to_log in shown(worker, "referral", row.pk)) == advises
    assert worker.get(to_log).status_code == (200 if advises else 404)
    assert f'href="{to_list}"' in shown(client("referrer", service), "referrals")
