"""A concern from being raised to its end: who may, in which order, and what the database refuses."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from tests.delivery.concerns.cast import (
    AT,
    PROVIDER,
    handler,
    lead,
    police,
    raised,
    raiser,
    someone,
    stranger,
    team,
    worker,
)
from tests.support.world import organisation
from throughcare.delivery.concerns import actions
from throughcare.delivery.concerns.actions.raising import Raised
from throughcare.delivery.concerns.models import Concern, ConcernStep, Telling
from throughcare.delivery.concerns.queries.handlers import can_act
from throughcare.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from throughcare.foundation.record.events import folded_state, history

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=1)


def acknowledged(row, *, by=None):
    """The concern, acknowledged and owned by the handler."""
    return actions.acknowledge(concern_id=row.pk, owner_id=handler().person_id, by=by or handler(), at=LATER)


def acted(row, *, by=None, at=LATER):
    """The concern with a first step."""
    actions.record_step(concern_id=row.pk, kind="looked_into", words="Asked the team.", by=by or handler(), at=at)
    row.refresh_from_db()
    return row


def told(row, *whom, by=None):
    """Everybody named was told."""
    for one in whom:
        actions.record_telling(concern_id=row.pk, whom=one, on=AT.date(), by=by or handler(), at=LATER)


def closed(row, *, by=None, at=LATER, **more):
    """The concern, closed."""
    given = {"outcome": "upheld", "words": "It was so.", "learning": "Ring back the same day."} | more
    return actions.close_concern(concern_id=row.pk, **given, by=by or handler(), at=at)


class TestRaising:
    def test_its_clocks_start_by_the_rules_of_the_day(self):
        row = raised("safeguarding")
        midnight = AT.replace(hour=23, minute=0)
        assert (row.acknowledge_by, row.act_by) == (midnight, midnight)
        assert row.escalates_at == AT + timedelta(hours=4)
        assert row.state == "raised"
        (event,) = history(("concern", row.pk))
        assert (event.kind, event.reason_code, event.state) == ("concern.raised", "safeguarding.child", "raised")

    def test_a_form_sent_twice_raises_one(self):
        assert raised(key="k").pk == raised(key="k").pk
        with pytest.raises(Conflict):
            raised(key="k", words="Other words")
        assert Concern.objects.count() == 1

    def test_it_is_about_a_person_only_for_those_who_may_see_them(self):
        row = raised(service_user_id=someone().pk)
        assert row.service_user is not None
        camden = someone("North", borough="camden")
        with pytest.raises(NotFound):
            raised(service_user_id=camden.pk)
        with pytest.raises(NotFound):
            raised(referral_id=424242)

    def test_somebody_must_handle_concerns_there(self):
        what = Raised("complaint", "waiting", "low", "Nobody rang.")
        number = organisation("mps", "police").pk
        with pytest.raises(Invalid) as error:
            actions.raise_concern(raised=what, organisation_id=number, by=raiser(), at=AT)
        assert "organisation" in error.value.fields

    def test_without_a_lead_the_handlers_see_it_at_once(self):
        handler()
        what = Raised("safeguarding", "child", "high", "A child is at risk.")
        number = organisation(PROVIDER).pk
        row = actions.raise_concern(raised=what, organisation_id=number, by=raiser(), at=AT)
        assert row.escalates_at == AT

    def test_hostile_prose_is_kept_as_it_is(self):
        words = "'; DROP TABLE concerns_concern; -- <b>\U0001f642</b> \u202eשלום\n" + "x" * 40_000
        assert raised(words=words).words == words.strip()


class TestActing:
    def test_it_goes_its_way_and_every_step_is_an_event(self):
        row = raised()
        acknowledged(row)
        acted(row)
        told(row, "complainant")
        closed(row)
        row.refresh_from_db()
        events = history(("concern", row.pk))
        assert [one.kind.partition(".")[2] for one in events] == [
            "raised",
            "acknowledged",
            "started",
            "telling_recorded",
            "closed",
        ]
        assert folded_state(events) == row.state == "closed"
        assert (row.outcome, row.learning) == ("upheld", "Ring back the same day.")

    def test_acting_before_acknowledging_is_possible_and_both_are_kept(self):
        row = acted(raised("safeguarding"), by=lead())
        assert (row.state, row.acted_at) == ("under_way", LATER)
        actions.acknowledge(concern_id=row.pk, owner_id=lead().person_id, by=lead(), at=LATER)
        row.refresh_from_db()
        assert (row.state, row.acknowledged_at) == ("under_way", LATER)
        with pytest.raises(WrongState, match="acknowledged already"):
            actions.acknowledge(concern_id=row.pk, owner_id=lead().person_id, by=lead(), at=LATER)

    def test_the_raiser_and_strangers_do_not_act(self):
        row = raised()
        with pytest.raises(NotAllowed, match="Those who handle concerns"):
            acted(row, by=raiser())
        for by in (police(), worker(), stranger()):
            with pytest.raises(NotFound):
                acted(row, by=by)

    def test_it_is_owned_by_a_handler_who_is_not_the_one_it_is_about(self):
        row = raised(about_staff_id=handler().person_id)
        for owner in (handler(), worker()):
            with pytest.raises(Invalid):
                actions.acknowledge(concern_id=row.pk, owner_id=owner.person_id, by=lead(), at=LATER)
        actions.acknowledge(concern_id=row.pk, owner_id=lead().person_id, by=lead(), at=LATER)

    def test_an_owner_hands_it_to_another(self):
        row = acknowledged(raised())
        actions.change_owner(concern_id=row.pk, owner_id=lead().person_id, by=handler(), at=LATER)
        row.refresh_from_db()
        assert row.owner_id == lead().person_id

    def test_somebody_is_told_once(self):
        row = acknowledged(raised())
        told(row, "complainant")
        with pytest.raises(Invalid, match="recorded already"):
            told(row, "complainant")

    def test_nobody_writes_over_an_unseen_change(self):
        row = acknowledged(raised())
        acted(row)
        with pytest.raises(Conflict):
            actions.change_owner(concern_id=row.pk, owner_id=lead().person_id, version=1, by=handler(), at=LATER)

    def test_it_is_passed_on_to_whose_it_is(self):
        stranger()
        row = acknowledged(raised())
        number = organisation("elsewhere").pk
        with pytest.raises(Invalid):
            actions.pass_on(concern_id=row.pk, organisation_id=number, reason=" ", by=handler(), at=LATER)
        actions.pass_on(concern_id=row.pk, organisation_id=number, reason="Their worker.", by=handler(), at=LATER)
        row.refresh_from_db()
        assert (row.organisation_id, row.owner_id) == (number, None)
        assert [one.name for one in can_act(row, on=AT.date())] == ["Stranger"]
        with pytest.raises(NotFound):
            acted(row, by=handler())


class TestTheEnd:
    def test_it_needs_the_telling_the_outcome_and_the_learning(self):
        row = acted(acknowledged(raised()))
        with pytest.raises(WrongState, match="Still to be told: whoever complained"):
            closed(row)
        actions.record_telling(concern_id=row.pk, whom="complainant", why_not="asked_not", by=handler(), at=LATER)
        with pytest.raises(Invalid) as error:
            closed(row, learning="")
        assert "learning" in error.value.fields
        closed(row, outcome="not_upheld", learning="")

    def test_who_must_be_told_goes_by_what_happened(self):
        row = acted(acknowledged(raised("incident", category="data", seriousness="high")))
        with pytest.raises(WrongState) as error:
            closed(row)
        assert "the commissioner" in str(error.value)
        assert "the data protection officer" in str(error.value)

    def test_it_is_opened_again_with_a_reason(self):
        row = acted(acknowledged(raised()))
        told(row, "complainant")
        closed(row)
        with pytest.raises(Invalid):
            actions.reopen(concern_id=row.pk, reason=" ", by=handler(), at=LATER)
        actions.reopen(concern_id=row.pk, reason="New facts.", by=handler(), at=LATER)
        row.refresh_from_db()
        assert (row.state, row.outcome, row.closed_at) == ("under_way", "", None)
        assert ConcernStep.objects.filter(concern=row, kind="closed", words="It was so.").exists()

    def test_a_complaint_is_withdrawn_and_a_danger_is_not(self):
        row = raised()
        with pytest.raises(Invalid):
            actions.withdraw(concern_id=row.pk, reason=" ", by=raiser(), at=LATER)
        assert actions.withdraw(concern_id=row.pk, reason="Settled.", by=raiser(), at=LATER).state == "withdrawn"
        with pytest.raises(NotAllowed):
            actions.withdraw(concern_id=raised("safeguarding").pk, reason="No", by=raiser(), at=LATER)
        with pytest.raises(WrongState):
            acted(row)

    def test_the_database_keeps_what_was_done(self):
        row = acted(acknowledged(raised()))
        told(row, "complainant")
        for table in ("concerns_concernstep", "concerns_telling"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"DELETE FROM {table}")
        assert Telling.objects.count() == 1


def test_nobody_who_can_act_is_a_danger_that_shows():
    team()
    row = raised(about_staff_id=handler().person_id)
    assert [one.name for one in can_act(row, on=AT.date())] == ["Safeguarding"]
