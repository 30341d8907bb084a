"""A panel and its meetings from their date to their close: who may, in which order, what becomes of the cases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.delivery.panels.cast import (
    AT,
    MEETS_ON,
    NORTH,
    THEN,
    adopted,
    chair,
    coming,
    coordinator,
    deputy,
    frozen,
    health,
    held,
    meeting,
    nominated,
    panel,
    police,
    probation,
    provider,
    someone,
)
from tests.support.world import organisation
from throughcare.delivery.panels import actions
from throughcare.delivery.panels.models import PanelCase
from throughcare.delivery.panels.queries import meetings as queries
from throughcare.delivery.people import actions as people
from throughcare.errors import Invalid, NotAllowed, NotFound, WrongState
from throughcare.foundation.record.events import folded_state, history
from throughcare.foundation.record.models import Event

pytestmark = pytest.mark.django_db


class TestThePanel:
    def test_it_is_started_for_an_area_of_ones_own_once(self):
        row = panel()
        events = Event.objects.filter(subject_type="panel", subject_id=str(row.pk)).order_by("pk")
        assert [one.kind for one in events] == ["panel.started", *["panel.member_added"] * 4]
        with pytest.raises(Invalid, match="already has a panel"):
            panel()

    def test_not_for_a_larger_area_than_ones_own(self):
        given = {"chair_id": chair().person_id, "every_days": 28, "quorum": 3, "by": coordinator(), "at": AT}
        with pytest.raises(NotAllowed, match="smaller area"):
            actions.start_panel(name="All", area="london", **given)

    def test_the_chair_holds_the_role_there(self):
        given = {"chair_id": police().person_id, "every_days": 28, "quorum": 3, "by": coordinator(), "at": AT}
        with pytest.raises(Invalid) as error:
            actions.start_panel(name="P", area="ce", **given)
        assert "chair" in error.value.fields

    def test_a_new_chair_chairs_what_is_set_and_not_yet_open(self):
        row = panel()
        one = meeting(row)
        given = {"every_days": 14, "quorum": 2, "place": "Room 2", "by": coordinator(), "at": AT}
        actions.change_settings(panel_id=row.pk, name=row.name, chair_id=deputy().person_id, **given)
        one.refresh_from_db()
        assert one.chair_id == deputy().person_id

    def test_only_its_own_coordinator_keeps_it(self):
        row = panel()
        for by in (chair(), police(), probation(), health()):
            with pytest.raises(NotAllowed):
                actions.schedule(panel_id=row.pk, on=MEETS_ON, by=by, at=AT)
        with pytest.raises(NotFound):
            actions.schedule(panel_id=row.pk, on=MEETS_ON, by=coordinator(NORTH), at=AT)

    def test_a_seat_ends_and_can_be_given_again(self):
        row = panel()
        seat = row.members.get(organisation__code="mps")
        actions.end_member(member_id=seat.pk, by=coordinator(), at=AT)
        given = {"panel_id": row.pk, "organisation_id": seat.organisation_id, "by": coordinator(), "at": AT}
        assert actions.add_member(person_id=seat.person_id, **given).until is None
        with pytest.raises(Invalid, match="holds a role in this agency"):
            actions.add_member(person_id=provider().person_id, **given)


class TestTheAgenda:
    def test_it_builds_itself_and_is_written_when_frozen(self):
        put_forward, overdue, later = someone("Nom"), someone("Late"), someone("Fine")
        nominated(put_forward)
        adopted(overdue, at=AT - timedelta(days=40))
        adopted(later, rating="green")
        row = meeting()
        shown = [card.name for card in queries.meeting(coordinator(), row.pk).cards]
        assert shown == ["Late Sample", "Nom Sample"]
        frozen(row)
        rows = PanelCase.objects.filter(meeting=row)
        assert [one.service_user_id for one in rows] == [overdue.pk, put_forward.pk]
        assert [one.dues[0][0] for one in rows] == ["review_overdue", "nominated"]
        assert [card.name for card in queries.meeting(coordinator(), row.pk).cards] == shown

    def test_a_case_is_added_by_hand_with_what_is_asked(self):
        person, other = someone(), someone("Other")
        adopted(person, rating="green")
        row = meeting()
        given = {"meeting_id": row.pk, "by": police(), "at": AT}
        actions.add_case(service_user_id=person.pk, asked_for="A joint visit", **given)
        (card,) = queries.meeting(coordinator(), row.pk).cards
        assert (card.asked_for, card.whys) == ("A joint visit", ("Added by hand",))
        with pytest.raises(Invalid, match="on the agenda already"):
            actions.add_case(service_user_id=person.pk, asked_for="Again", **given)
        with pytest.raises(Invalid) as error:
            actions.add_case(service_user_id=other.pk, asked_for=" ", **given)
        assert "asked_for" in error.value.fields

    def test_what_was_taken_off_stays_off(self):
        person = someone()
        nominated(person)
        row = meeting()
        frozen(row)
        actions.take_off(meeting_id=row.pk, service_user_id=person.pk, reason="Moved away", by=coordinator(), at=AT)
        assert queries.meeting(coordinator(), row.pk).cards == ()

    def test_a_release_that_is_expected_brings_the_case(self):
        person = someone()
        adopted(person, rating="green")
        actions.expect_release(service_user_id=person.pk, on=MEETS_ON + timedelta(days=9), by=probation(), at=AT)
        (card,) = queries.meeting(coordinator(), meeting().pk).cards
        assert card.whys == ("To be released 19 June 2026",)

    def test_the_review_of_somebody_in_custody_waits_for_their_release(self):
        person = someone()
        adopted(person, at=AT - timedelta(days=40))
        given = {"service_user_id": person.pk, "kind": "custody", "by": probation(), "at": AT}
        people.record_overlay(reason="prison", from_date=AT.date(), **given)
        row = meeting()
        assert queries.meeting(coordinator(), row.pk).cards == ()

    def test_people_of_another_area_are_not_on_it(self):
        nominated(someone("Camden", borough="camden"))
        row = meeting()
        frozen(row)
        assert not PanelCase.objects.filter(meeting=row).exists()


class TestTheMeeting:
    def test_it_goes_its_way_and_every_step_is_an_event(self):
        row = held()
        actions.finish_meeting(meeting_id=row.pk, by=chair(), at=THEN)
        actions.approve_minutes(meeting_id=row.pk, by=chair(), at=THEN)
        actions.schedule(panel_id=row.panel_id, on=MEETS_ON + timedelta(days=28), by=coordinator(), at=THEN)
        actions.close_meeting(meeting_id=row.pk, by=coordinator(), at=THEN)
        row.refresh_from_db()
        events = history(("panel_meeting", row.pk))
        steps = ["scheduled", "agenda_frozen", "held", "attendance_recorded", "decided", "minutes_approved", "closed"]
        assert [one.kind.partition(".")[2] for one in events] == steps
        assert folded_state(events) == row.state == "closed"

    def test_without_a_quorum_it_does_not_open_and_nothing_is_written(self):
        row = meeting()
        frozen(row)
        with pytest.raises(Invalid, match="2 agencies present, and this panel decides with 3 or more"):
            actions.open_meeting(meeting_id=row.pk, coming=coming("mps", "hackney"), by=chair(), at=THEN)
        row.refresh_from_db()
        assert row.state == "agenda_frozen"
        assert not row.attendance.exists()

    def test_somebody_who_comes_late_is_added_and_too_few_may_not_stay(self):
        row = meeting()
        frozen(row)
        actions.open_meeting(meeting_id=row.pk, coming=coming("mps"), by=chair(), at=THEN)
        actions.record_attendance(meeting_id=row.pk, coming=coming(), by=coordinator(), at=THEN)
        assert row.attendance.filter(kind="present").count() == 4
        with pytest.raises(Invalid):
            actions.record_attendance(meeting_id=row.pk, coming=coming("mps", "hackney"), by=coordinator(), at=THEN)

    def test_only_agencies_of_the_panel_attend(self):
        row = meeting()
        frozen(row)
        stranger = {organisation("elsewhere", "borough").pk: ("present", "")}
        with pytest.raises(Invalid, match="Only agencies that sit"):
            actions.open_meeting(meeting_id=row.pk, coming=coming() | stranger, by=chair(), at=THEN)

    def test_it_is_not_opened_before_its_day(self):
        row = meeting()
        frozen(row)
        with pytest.raises(Invalid, match="is set for 10 June 2026"):
            actions.open_meeting(meeting_id=row.pk, coming=coming(), by=chair(), at=AT)

    def test_two_meetings_of_a_panel_are_not_on_one_day(self):
        row = meeting()
        with pytest.raises(Invalid, match="already meets on that day"):
            meeting(row.panel)
        actions.cancel_meeting(meeting_id=row.pk, reason="Snow", by=coordinator(), at=AT)
        meeting(row.panel)

    def test_a_past_day_and_a_far_one_are_refused(self):
        row = panel()
        for days in (-1, 400):
            with pytest.raises(Invalid) as error:
                meeting(row, on=AT.date() + timedelta(days=days))
            assert "on" in error.value.fields

    def test_it_can_be_moved_until_it_is_open(self):
        row = meeting()
        later = MEETS_ON + timedelta(days=1)
        actions.reschedule(meeting_id=row.pk, on=later, starts=None, place="Online", by=coordinator(), at=AT)
        row.refresh_from_db()
        assert (row.on, row.place, row.state) == (later, "Online", "scheduled")
        frozen(row)
        then = THEN + timedelta(days=1)
        actions.open_meeting(meeting_id=row.pk, coming=coming(), by=chair(), at=then)
        with pytest.raises(WrongState):
            actions.reschedule(meeting_id=row.pk, on=later, starts=None, place="", by=coordinator(), at=AT)

    def test_a_cancelled_meeting_hands_its_cases_to_the_next(self):
        person = someone()
        adopted(person, rating="green")
        row = meeting()
        actions.add_case(meeting_id=row.pk, service_user_id=person.pk, asked_for="A visit", by=police(), at=AT)
        with pytest.raises(Invalid):
            actions.cancel_meeting(meeting_id=row.pk, reason=" ", by=chair(), at=AT)
        actions.cancel_meeting(meeting_id=row.pk, reason="Snow", by=chair(), at=AT)
        later = meeting(row.panel, on=MEETS_ON + timedelta(days=7))
        (card,) = queries.meeting(coordinator(), later.pk).cards
        assert card.whys == ("Carried over from the meeting of 10 June 2026",)

    def test_a_step_out_of_turn_is_refused_with_whose_turn_it_is(self):
        row = meeting()
        for step in (actions.finish_meeting, actions.close_meeting):
            with pytest.raises(WrongState) as error:
                step(meeting_id=row.pk, by=chair(), at=THEN)
            assert "coordinator" in error.value.remedy

    def test_another_chair_is_named_for_one_meeting(self):
        row = meeting()
        actions.name_chair(meeting_id=row.pk, chair_id=deputy().person_id, by=coordinator(), at=AT)
        frozen(row)
        with pytest.raises(NotAllowed):
            actions.open_meeting(meeting_id=row.pk, coming=coming(), by=chair(), at=THEN)
        actions.open_meeting(meeting_id=row.pk, coming=coming(), by=deputy(), at=THEN)

    def test_what_was_not_reached_is_carried_over_and_comes_back(self):
        nominated(someone())
        row = held()
        actions.finish_meeting(meeting_id=row.pk, by=chair(), at=THEN)
        assert PanelCase.objects.get(meeting=row).state == "carried_over"
        later = meeting(row.panel, on=MEETS_ON + timedelta(days=28))
        (card,) = queries.meeting(coordinator(), later.pk).cards
        assert card.whys == ("Carried over from the meeting of 10 June 2026", "Nominated 1 June 2026")
