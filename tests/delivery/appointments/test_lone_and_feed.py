"""Going out alone, with somebody who looks out; and the calendar feed, which tells nothing about anybody."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from icalendar import Calendar

from tests.delivery.appointments.test_reminders import Post
from tests.support import appointments as make
from tests.support.appointments import NOW, SOON
from tests.support.browser import valid_html
from tests.support.referrals import PROVIDER
from tests.support.world import client_for
from throughcare.delivery.appointments import actions, models
from throughcare.delivery.appointments.queries import sending, telling
from throughcare.errors import Invalid, NotAllowed, NotFound, WrongState
from throughcare.foundation.organisations.models import Person
from throughcare.foundation.record.events import folded_state, history

pytestmark = pytest.mark.django_db
END = NOW + timedelta(hours=2)


def start(**changes: Any) -> models.LoneVisit:
    cast = make.people()
    given = {"where": "7 Example Court", "expected_end": END, "buddy_id": cast.second_worker.person_id}
    return actions.start_visit(**given | changes, by=changes.pop("by", cast.worker), at=NOW)


def owed_by(viewer: Any, at: Any) -> list[str]:
    return [one.what for one in telling.owed(viewer, at)]


def test_an_overdue_visit_reaches_the_buddy_and_the_lead_at_home_and_by_mail() -> None:
    cast = make.people()
    visit = start()
    later = END + timedelta(minutes=1)
    assert owed_by(cast.second_worker, NOW) == owed_by(cast.lead, NOW) == []
    expected = [f"{cast.worker.name} is overdue: reach them now"]
    assert owed_by(cast.second_worker, later) == owed_by(cast.lead, later) == expected
    assert owed_by(cast.administrator, later) == owed_by(cast.referrer, later) == []
    post = Post()
    assert [actions.tell_overdue(visit_id=one, sender=post, by=None, at=later) for one in actions.overdue_untold(later)]
    assert actions.overdue_untold(later) == []
    assert {message.address for message in post.sent} == {
        "mental_health.second@example.test",
        "mental_health.lead@example.test",
    }
    assert all(cast.worker.name not in message.words for message in post.sent)
    actions.raise_alarm(visit_id=visit.pk, words="Rang twice, called 999", by=cast.second_worker, at=later)
    actions.found_safe(visit_id=visit.pk, words="Police found them", by=cast.lead, at=later)
    visit.refresh_from_db()
    assert visit.state == folded_state(history(("lone_visit", visit.pk))) == "found_safe"
    assert visit.words == "Rang twice, called 999\nPolice found them"


def test_one_who_is_back_is_overdue_no_more() -> None:
    cast = make.people()
    visit = start()
    actions.stay_longer(visit_id=visit.pk, expected_end=END + timedelta(hours=1), by=cast.worker, at=NOW)
    assert owed_by(cast.second_worker, END + timedelta(minutes=1)) == []
    for _ in range(2):
        actions.come_back(visit_id=visit.pk, by=cast.worker, at=END)
    assert actions.overdue_untold(END + timedelta(hours=3)) == []
    with pytest.raises(WrongState, match="over"):
        actions.found_safe(visit_id=visit.pk, words="x", by=cast.lead, at=END)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"expected_end": NOW}, "expected_end"),
        ({"expected_end": NOW + timedelta(hours=13)}, "expected_end"),
        ({"buddy_id": 424242}, "buddy"),
        ({"where": " "}, "where"),
    ],
)
def test_a_visit_that_nobody_could_watch_is_refused(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as caught:
        start(**changes)
    assert field in caught.value.fields


def test_nobody_watches_over_themselves_or_goes_twice() -> None:
    cast = make.people()
    with pytest.raises(Invalid, match="somebody else"):
        start(buddy_id=cast.worker.person_id)
    assert start().pk == start().pk
    with pytest.raises(Invalid, match="already out"):
        start(where="Elsewhere")


def test_others_neither_see_nor_end_a_visit() -> None:
    cast = make.people()
    visit = start()
    with pytest.raises(NotFound):
        sending.visit(cast.administrator, visit.pk, NOW)
    with pytest.raises(NotAllowed):
        actions.come_back(visit_id=visit.pk, by=cast.second_worker, at=NOW)
    with pytest.raises(NotAllowed):
        actions.raise_alarm(visit_id=visit.pk, words="x", by=cast.worker, at=NOW)


def worker_client() -> Any:
    return client_for(
        "service_practitioner", name="mental_health.worker", at=PROVIDER["mental_health"], kind="provider"
    )


def test_its_pages_are_sound(settings: Any) -> None:
    settings.DEMO = True
    cast, client = make.people(), worker_client()
    buddy = str(cast.second_worker.person_id)
    given = {"key": "k", "where": "7 Example Court", "back_at": "16:30", "buddy": buddy}
    assert client.post("/lone-visits/start", given | {"back_at": "9am"}).status_code == 422
    assert client.post("/lone-visits/start", given).status_code == 302
    visit = models.LoneVisit.objects.get()
    for address in ("/today", "/lone-visits", f"/lone-visits/{visit.pk}", f"/lone-visits/{visit.pk}/longer"):
        page = client.get(address)
        valid_html(page)
        text = page.content.decode()
        assert "16:30" in text or "4:30pm" in text or address.endswith("longer")
    other = client_for(
        "service_practitioner", name="mental_health.second", at=PROVIDER["mental_health"], kind="provider"
    )
    for address in ("", "/alarm", "/safe"):
        valid_html(other.get(f"/lone-visits/{visit.pk}{address}"))
    assert client.post(f"/lone-visits/{visit.pk}/back").status_code == 302


def test_a_feed_tells_time_length_and_kind_of_place_and_nothing_else() -> None:
    row, cast = make.case(), make.people()
    make.booked(row)
    offered = make.booked(row, SOON + timedelta(days=1), minutes=90)
    actions.cancel(appointment_id=offered.pk, by_service=False, by=cast.worker, at=NOW)
    secret = actions.make_feed(by=cast.worker, at=NOW)
    raw = sending.calendar_of(secret, NOW)
    text = raw.decode()
    for hidden in ("Sam", "Sample", row.reference, "Camden", "Mental", "mental"):
        assert hidden not in text
    events = Calendar.from_ical(raw).walk("VEVENT")
    assert [(str(one["SUMMARY"]), str(one["LOCATION"]), str(one["STATUS"])) for one in events] == [
        ("Appointment, 1 hour", "At an office", "CONFIRMED"),
        ("Appointment, 1 hour 30 minutes", "At an office", "CANCELLED"),
    ]
    assert events[0]["DTSTART"].dt == SOON
    assert secret not in models.CalendarFeed.objects.get().digest


def test_a_feed_ends_when_it_is_ended_replaced_or_its_person_leaves(client: Any) -> None:
    cast = make.people()
    first = actions.make_feed(by=cast.worker, at=NOW)
    second = actions.make_feed(by=cast.worker, at=NOW)
    assert client.get(f"/calendar/{first}.ics").status_code == 404
    answer = client.get(f"/calendar/{second}.ics")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert answer["Cache-Control"] == "no-store"
    actions.end_feed(by=cast.worker, at=NOW)
    assert client.get(f"/calendar/{second}.ics").status_code == 404
    with pytest.raises(NotFound):
        actions.end_feed(by=cast.worker, at=NOW)
    third = actions.make_feed(by=cast.worker, at=NOW)
    Person.objects.filter(pk=cast.worker.person_id).update(is_active=False)
    assert client.get(f"/calendar/{third}.ics").status_code == 404
    with pytest.raises(NotAllowed):
        actions.make_feed(by=cast.referrer, at=NOW)


def test_the_calendar_page_shows_the_address_once(settings: Any) -> None:
    settings.DEMO = True
    make.people()
    client = worker_client()
    made = client.post("/calendar")
    valid_html(made)
    assert ".ics" in made.content.decode()
    assert ".ics" not in client.get("/calendar").content.decode()
    assert client.post("/calendar", {"end": "1"}).status_code == 302
