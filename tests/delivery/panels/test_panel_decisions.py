"""Decisions that change the cohort in one transaction, actions that agencies take on, minutes that never change."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from tests.delivery.panels.cast import (
    AT,
    MEETS_ON,
    NORTH,
    THEN,
    adopted,
    chair,
    coming,
    coordinator,
    decide,
    deputy,
    frozen,
    health,
    held,
    meeting,
    nominated,
    police,
    probation,
    someone,
)
from tests.support.world import organisation
from throughcare.delivery.panels import actions
from throughcare.delivery.panels.models import Meeting, Minutes, MinutesLine, PanelAction, PanelCase, PanelDecision
from throughcare.delivery.panels.queries import meetings as queries
from throughcare.delivery.people.models import Nominal
from throughcare.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    """Somebody whom police nominated."""
    found = someone()
    nominated(found)
    return found


def in_cohort():
    """Somebody whose review is overdue."""
    found = someone()
    adopted(found, at=AT - timedelta(days=40))
    return found


@action
def give_nomination_to(*, stay, by, at):
    """Makes a nomination somebody else's: a chair cannot nominate by that role, and may hold another beside it."""
    stay.nominated_by_id = by.person_id
    stay.save()
    event("nominal.nominator_given", subject=("nominal", stay.pk), by=by, at=at)


class TestDeciding:
    def test_the_decision_and_the_cohort_are_one(self, person):
        row = held()
        made = decide(row, person, words="Knows the area.")
        stay = Nominal.objects.get(service_user=person)
        assert (stay.state, stay.rating, stay.review_on) == ("adopted", "red", MEETS_ON + timedelta(days=28))
        assert (made.kind, made.reason_code, made.review_on) == ("adopt_red", "professional_judgement", stay.review_on)
        assert PanelCase.objects.get(meeting=row, service_user=person).state == "decided"

    def test_what_the_cohort_refuses_leaves_no_decision(self):
        person = in_cohort()
        row = held()
        with pytest.raises(Invalid) as error:
            decide(row, person, "rate_green", "progress", review_on=MEETS_ON + timedelta(days=300))
        assert "review_on" in error.value.fields
        assert Nominal.objects.get(service_user=person).rating == "red"
        assert not PanelDecision.objects.exists()
        assert PanelCase.objects.get(meeting=row).state == "listed"

    @pytest.mark.parametrize(
        ("kind", "reason", "state"),
        [
            ("not_adopt", "below_rule", "not_adopted"),
            ("defer", "court_pending", "deferred"),
            ("adopt_green", "spare_place", "adopted"),
        ],
    )
    def test_a_nomination_is_decided(self, person, kind, reason, state):
        decide(held(), person, kind, reason)
        assert Nominal.objects.get(service_user=person).state == state

    def test_a_deferred_case_comes_back_and_is_decided(self, person):
        first = held()
        decide(first, person, "defer", "information_missing")
        second = meeting(first.panel, on=MEETS_ON + timedelta(days=28))
        (card,) = queries.meeting(coordinator(), second.pk).cards
        assert card.whys == ("Deferred until 8 July 2026",)
        then = THEN + timedelta(days=28)
        decide(held(second, at=then), person, "adopt_amber", at=then)
        assert Nominal.objects.get(service_user=person).rating == "amber"

    def test_deselected_and_readopted_with_a_rating(self):
        person = in_cohort()
        row = held()
        decide(row, person, "deselect", "left_london")
        decide(row, person, "readopt_amber", "deselected_in_error")
        stay = Nominal.objects.get(service_user=person)
        assert (stay.state, stay.rating) == ("adopted", "amber")
        assert [one.number for one in PanelDecision.objects.order_by("number")] == [1, 2]

    def test_a_case_can_be_discussed_without_change(self, person):
        made = decide(held(), person, "noted", "")
        assert (made.reason_code, Nominal.objects.get(service_user=person).state) == ("", "nominated")

    def test_a_reason_comes_from_its_list(self, person):
        with pytest.raises(Invalid) as error:
            decide(held(), person, "adopt_red", "left_london")
        assert "reason" in error.value.fields

    def test_only_the_chair_decides(self, person):
        row = held()
        for by in (coordinator(), police(), probation(), health()):
            with pytest.raises(NotAllowed):
                decide(row, person, by=by)
        with pytest.raises(NotAllowed, match="The chair of this meeting decides"):
            decide(row, person, by=deputy())
        with pytest.raises(NotFound):
            decide(row, person, by=chair(NORTH))

    def test_nobody_decides_on_whom_they_nominated(self, person):
        row = held()
        give_nomination_to(stay=Nominal.objects.get(service_user=person), by=chair(), at=AT)
        with pytest.raises(NotAllowed, match="You put this person forward"):
            decide(row, person)
        decide(row, person, by=deputy())
        assert Nominal.objects.get(service_user=person).state == "adopted"

    def test_a_chair_who_steps_aside_leaves_it_to_another_who_is_there(self, person):
        row = held()
        actions.step_aside(meeting_id=row.pk, service_user_id=person.pk, by=chair(), at=THEN)
        with pytest.raises(NotAllowed):
            decide(row, person)
        actions.record_attendance(meeting_id=row.pk, coming=coming("mps"), by=coordinator(), at=THEN)
        with pytest.raises(NotAllowed, match="not recorded as present"):
            decide(row, person, by=deputy())
        actions.record_attendance(meeting_id=row.pk, coming=coming(), by=coordinator(), at=THEN)
        decide(row, person, by=deputy())

    def test_a_form_sent_twice_decides_once(self, person):
        row = held()
        first = decide(row, person, key="one", version=1)
        assert decide(row, person, key="one", version=1).pk == first.pk
        with pytest.raises(Conflict, match="with another decision"):
            decide(row, person, "not_adopt", "below_rule", key="one")

    def test_nobody_decides_over_an_unseen_decision(self):
        person = in_cohort()
        row = held()
        decide(row, person, "rate_amber", "progress", version=1, key="a")
        with pytest.raises(Conflict, match="decided while you had it open"):
            decide(row, person, "rate_green", "progress", version=1, key="b")

    def test_before_and_after_the_meeting_nothing_is_decided(self, person):
        row = meeting()
        frozen(row)
        with pytest.raises(WrongState, match="agenda frozen"):
            decide(row, person)
        actions.open_meeting(meeting_id=row.pk, coming=coming(), by=chair(), at=THEN)
        actions.finish_meeting(meeting_id=row.pk, by=chair(), at=THEN)
        with pytest.raises(WrongState, match="decided"):
            decide(row, person)


def promised(row, person=None, **more):
    """An action for the police, due a fortnight later."""
    more.setdefault("due", MEETS_ON + timedelta(days=14))
    owner = organisation("mps").pk
    about = person.pk if person else None
    given = {"meeting_id": row.pk, "owner_id": owner, "words": "Visit.", "service_user_id": about}
    return actions.promise(**given, by=coordinator(), at=THEN, **more)


class TestActionsOfAgencies:
    def test_the_owner_reports_and_nobody_else_does(self):
        row = promised(held())
        with pytest.raises(NotAllowed, match="belongs to another agency"):
            actions.do_action(action_id=row.pk, outcome="Done", by=health(), at=THEN)
        with pytest.raises(Invalid):
            actions.do_action(action_id=row.pk, outcome=" ", by=police(), at=THEN)
        done = actions.do_action(action_id=row.pk, outcome="Seen at home.", by=police(), at=THEN)
        assert (done.state, done.outcome) == ("done", "Seen at home.")
        with pytest.raises(WrongState):
            actions.give_up_action(action_id=row.pk, outcome="No", by=police(), at=THEN)

    def test_it_is_carried_over_with_a_reason_that_is_kept(self):
        row = promised(held())
        later = MEETS_ON + timedelta(days=40)
        with pytest.raises(Invalid):
            actions.carry_over_action(action_id=row.pk, due=later, reason=" ", by=police(), at=THEN)
        actions.carry_over_action(action_id=row.pk, due=later, reason="On leave", by=police(), at=THEN)
        row.refresh_from_db()
        assert (row.state, row.due, row.times_carried) == ("carried_over", later, 1)
        assert row.first_due == MEETS_ON + timedelta(days=14)
        assert [one.words for one in row.reports.all()] == ["On leave"]

    def test_what_is_late_when_a_meeting_closes_goes_on_to_the_next(self):
        row = held()
        late, open_still = promised(row, due=MEETS_ON), promised(row)
        actions.finish_meeting(meeting_id=row.pk, by=chair(), at=THEN)
        actions.approve_minutes(meeting_id=row.pk, by=chair(), at=THEN)
        with pytest.raises(WrongState, match="No next meeting"):
            actions.close_meeting(meeting_id=row.pk, by=coordinator(), at=THEN)
        later = meeting(row.panel, on=MEETS_ON + timedelta(days=28), at=THEN)
        actions.close_meeting(meeting_id=row.pk, by=coordinator(), at=THEN)
        late.refresh_from_db()
        open_still.refresh_from_db()
        assert (late.state, late.due) == ("carried_over", later.on)
        assert open_still.state == "open"

    def test_an_overdue_action_brings_the_case_back(self, person):
        row = held()
        decide(row, person)
        promised(row, person, due=MEETS_ON + timedelta(days=5))
        later = meeting(row.panel, on=MEETS_ON + timedelta(days=14))
        (card,) = queries.meeting(coordinator(), later.pk).cards
        assert card.whys == ("Review due 8 July 2026", "An action was due 15 June 2026")

    def test_a_form_sent_twice_writes_one(self):
        row = held()
        assert promised(row, key="k").pk == promised(row, key="k").pk
        assert PanelAction.objects.count() == 1

    def test_a_stranger_to_the_panel_takes_on_nothing(self):
        row = held()
        with pytest.raises(Invalid) as error:
            actions.promise(
                meeting_id=row.pk,
                owner_id=organisation("elsewhere", "borough").pk,
                words="Visit",
                due=MEETS_ON,
                by=chair(),
                at=THEN,
            )
        assert "owner" in error.value.fields


class TestMinutes:
    def test_they_are_the_chairs_to_approve_and_never_change(self, person):
        row = held()
        decide(row, person)
        given = {"meeting_id": row.pk, "at": THEN}
        actions.save_discussion(service_user_id=person.pk, words="Wants to work.", by=coordinator(), **given)
        actions.finish_meeting(by=chair(), **given)
        with pytest.raises(NotAllowed):
            actions.approve_minutes(by=deputy(), **given)
        actions.approve_minutes(by=chair(), **given)
        words = list(MinutesLine.objects.values_list("words", flat=True))
        assert "Wants to work." in words
        assert any(one.startswith("Decided: Adopted, red; reason: professional judgement") for one in words)
        with pytest.raises(WrongState, match="approved already"):
            actions.approve_minutes(by=chair(), **given)
        for table in ("panels_minutesline", "panels_minutes", "panels_paneldecision"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"DELETE FROM {table}")
        assert Minutes.objects.count() == 1
        assert Meeting.objects.get(pk=row.pk).state == "decided"
