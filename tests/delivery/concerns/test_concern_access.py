"""Who sees which concern, when, and what nobody may see."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.delivery.concerns.cast import (
    AT,
    counter,
    handler,
    lead,
    police,
    raised,
    raiser,
    someone,
    stranger,
    worker,
)
from tests.delivery.concerns.test_concern_steps import acknowledged, acted, closed, told
from throughcare import clock
from throughcare.delivery.concerns import actions
from throughcare.delivery.concerns.models import Concern, ConcernStep, Telling
from throughcare.delivery.concerns.queries import concerns, counts
from throughcare.delivery.concerns.queries.elsewhere import part_of_person, timeline_of_person
from throughcare.delivery.concerns.queries.handlers import can_act
from throughcare.delivery.concerns.queries.owed import owed
from throughcare.delivery.people.models import RestrictedAccess, ServiceUser
from throughcare.errors import NotAllowed, NotFound
from throughcare.foundation.access.scope import check_can_view, visible_to
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action
from throughcare.foundation.record.models import Event

pytestmark = pytest.mark.django_db
EVERYBODY = (raiser, police, worker, handler, lead, stranger, counter)


@pytest.fixture(autouse=True)
def now(monkeypatch):
    """The clock stands; a test moves it on."""
    moment = [AT]
    monkeypatch.setattr(clock, "now", lambda: moment[0])
    return moment


@action
def restrict(*, person, to, by, at):
    """Closes a record to all but those named."""
    person.is_restricted = True
    person.save()
    for viewer in to:
        named = {"person_id": viewer.person_id, "named_by_id": by.person_id, "reason": "Works on it"}
        RestrictedAccess(service_user=person, from_at=at, **named).save()
    event("service_user.restricted", subject=("service_user", person.pk), by=by, at=at)


def seen_by(row):
    """Who sees a concern, of everybody."""
    return [who.__name__ for who in EVERYBODY if visible_to(who(), Concern).filter(pk=row.pk).exists()]


def test_a_complaint_is_the_raisers_and_the_handlers():
    assert seen_by(raised()) == ["raiser", "handler", "lead"]


def test_safeguarding_is_the_leads_until_nobody_acted_in_time(now):
    row = raised("safeguarding")
    assert seen_by(row) == ["raiser", "lead"]
    now[0] = AT + timedelta(hours=4)
    assert seen_by(row) == ["raiser", "handler", "lead"]


def test_what_the_lead_acted_on_in_time_stays_with_the_lead(now):
    row = raised("safeguarding")
    acted(row, by=lead(), at=AT + timedelta(hours=3))
    now[0] = AT + timedelta(days=3)
    assert seen_by(row) == ["raiser", "lead"]


def test_what_was_escalated_stays_with_those_who_then_acted(now):
    row = raised("safeguarding")
    now[0] = AT + timedelta(hours=5)
    acted(row, by=handler(), at=now[0])
    now[0] = AT + timedelta(days=3)
    assert seen_by(row) == ["raiser", "handler", "lead"]


def test_a_confidential_complaint_is_the_leads():
    assert seen_by(raised(confidential=True)) == ["raiser", "lead"]


def test_whom_it_is_about_never_sees_it(now):
    row = raised(about_staff_id=handler().person_id)
    assert seen_by(row) == ["raiser", "lead"]
    now[0] = AT + timedelta(days=30)
    assert seen_by(row) == ["raiser", "lead"]
    about_lead = raised("safeguarding", about_staff_id=lead().person_id)
    assert about_lead.escalates_at == AT
    assert seen_by(about_lead) == ["raiser", "handler"]


def test_the_raiser_sees_how_it_stands_and_not_what_was_found_out():
    row = acted(acknowledged(raised()))
    page = concerns.concern(raiser(), row.pk, at=AT)
    assert page.row.state == "under_way"
    assert page.steps == ()
    assert not visible_to(raiser(), ConcernStep).exists()
    assert len(concerns.concern(handler(), row.pk, at=AT).steps) == 2


def test_a_restricted_person_stays_closed_and_the_raiser_is_warned():
    person = someone()
    row = raised(service_user_id=person.pk)
    restrict(person=person, to=[raiser()], by=raiser(), at=AT)
    assert seen_by(row) == ["raiser"]
    assert concerns.concern(raiser(), row.pk, at=AT).nobody_acts
    assert can_act(row, on=AT.date()) == ()
    assert not any("complaint" in one.what for one in owed(handler(), AT))
    restrict(person=person, to=[lead()], by=raiser(), at=AT)
    assert seen_by(row) == ["raiser", "lead"]


def test_those_who_must_act_see_the_person_it_is_about():
    person = someone()
    assert not visible_to(lead(), ServiceUser).exists()
    raised("safeguarding", service_user_id=person.pk)
    assert visible_to(lead(), ServiceUser).filter(pk=person.pk).exists()
    assert not visible_to(handler(), ServiceUser).exists()
    assert not visible_to(stranger(), ServiceUser).exists()


def test_on_a_persons_page_it_is_there_for_those_who_may_see_it_and_for_nobody_else():
    person = someone()
    raised(service_user_id=person.pk)
    assert len(part_of_person(raiser(), person.pk, AT).lines) == 1
    assert part_of_person(police(), person.pk, AT).lines == ()
    assert [one.what for one in timeline_of_person(raiser(), person.pk)] == ["Complaint raised"]
    assert list(timeline_of_person(police(), person.pk)) == []


def test_lists_and_pages_agree_for_everyone(now):
    rows = [
        raised(),
        raised("safeguarding"),
        raised("incident", confidential=True),
        raised(about_staff_id=handler().person_id, service_user_id=someone().pk),
    ]
    acknowledged(rows[0])
    actions.record_telling(concern_id=rows[0].pk, whom="complainant", on=AT.date(), by=handler(), at=AT)
    for now[0] in (AT, AT + timedelta(days=9)):
        for who in EVERYBODY:
            viewer = who()
            for model in (Concern, ConcernStep, Telling):
                seen = set(visible_to(viewer, model).values_list("pk", flat=True))
                for row in model.objects.all():
                    may = row.pk in seen
                    if may:
                        check_can_view(viewer, row)
                    else:
                        with pytest.raises(NotFound):
                            check_can_view(viewer, row)


def test_home_says_what_is_owed_to_whom(now):
    row = raised("safeguarding", seriousness="immediate")
    (mine,) = [one for one in owed(lead(), AT)]
    assert (mine.what, mine.fact, mine.due, mine.by_me) == (
        f"Act on: safeguarding concern {row.pk}",
        "danger now",
        AT.date(),
        True,
    )
    assert list(owed(handler(), AT)) == []
    now[0] = AT + timedelta(hours=1)
    (escalated,) = list(owed(handler(), now[0]))
    assert escalated.fact == "nobody acted in time"
    (waiting,) = list(owed(raiser(), AT))
    assert not waiting.by_me


def test_events_and_lists_hold_codes_and_numbers():
    raised(words="Ash Sample was hurt by Robin.", service_user_id=someone().pk)
    for one in Event.objects.filter(subject_type="concern"):
        assert "Ash" not in f"{one.kind} {one.subject_id} {one.reason_code} {one.state}"
    (row,) = concerns.concerns(lead(), now=AT)
    assert row.title == f"Complaint {row.id}"


class TestCounts:
    def many(self, number, kind="complaint", **more):
        return [raised(kind, at=AT - timedelta(days=90), key=f"{kind}{n}", **more) for n in range(number)]

    def test_small_numbers_are_withheld_and_larger_ones_shown(self):
        self.many(25)
        assert counts.counts(counter(), now=AT).lines[0].raised == 25
        self.many(3, "incident")
        shown = {line.kind: line.raised for line in counts.counts(counter(), now=AT).lines}
        assert shown["incident"] is None
        assert shown["complaint"] in (25, None)
        assert shown[""] in (30, None)

    def test_restricted_people_are_not_counted_for_those_who_see_nobody(self):
        person = someone()
        self.many(12)
        self.many(10, "incident", service_user_id=person.pk)
        restrict(person=person, to=[], by=raiser(), at=AT)
        shown = {line.kind: line.raised for line in counts.counts(counter(), now=AT).lines}
        assert shown["complaint"] == 10
        assert not shown["incident"]

    def test_a_half_year_without_any_shows_nothing(self):
        page = counts.counts(counter(), now=AT)
        assert (page.from_.isoformat(), page.until.isoformat()) == ("2025-10-01", "2026-04-01")
        assert all(line.raised is None for line in page.lines)

    def test_what_happens_after_the_half_year_changes_nothing_of_it(self):
        rows = self.many(28)
        within, after = AT - timedelta(days=80), AT - timedelta(days=5)
        for row in rows[:13]:
            actions.acknowledge(concern_id=row.pk, owner_id=handler().person_id, by=handler(), at=within)
            told(row, "complainant")
            closed(acted(row, at=within), at=within)
        before = counts.counts(counter(), now=AT)
        assert before.lines[0].raised == 30
        assert dict(before.lines[0].outcomes)["Upheld"] == 15
        for row in rows[:3]:
            actions.reopen(concern_id=row.pk, reason="New facts.", by=handler(), at=after)
        for row in rows[13:26]:
            actions.withdraw(concern_id=row.pk, reason="No longer wanted.", by=handler(), at=after)
        assert counts.counts(counter(), now=AT) == before

    def test_handlers_count_their_own_and_others_nothing(self):
        self.many(12)
        assert counts.counts(handler(), now=AT).lines[0].raised == 10
        assert counts.counts(stranger(), now=AT).lines[0].raised is None
        with pytest.raises(NotAllowed):
            counts.counts(police(), now=AT)
