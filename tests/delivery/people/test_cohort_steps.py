"""The cohort step by step: who may, in which order, with which reasons, and what the ledger then says."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.delivery.people.cast import (
    AT,
    NORTH,
    TODAY,
    adopted,
    chair,
    coordinator,
    later,
    nominated,
    police,
    practitioner,
    provider,
    someone,
)
from tests.support.world import viewer
from throughcare.delivery.people import actions
from throughcare.delivery.people.models import LedgerEntry, Nominal, Overlay, Transfer
from throughcare.delivery.people.queries.ledger import plain
from throughcare.delivery.people.rules import ledger
from throughcare.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.record.models import Event

pytestmark = pytest.mark.django_db


class TestFromNominationToEnd:
    def test_each_step_is_an_entry_with_its_reason_and_an_event_in_codes(self):
        row = nominated(words="Three burglaries in Hackney since March.")
        actions.adopt(nominal_id=row.pk, reason="persistent_acquisitive", rating="amber", by=chair(), at=later(2))
        actions.rate(
            nominal_id=row.pk, rating="red", reason="new_offending", words="Arrested.", by=chair(), at=later(9)
        )
        actions.deselect(nominal_id=row.pk, reason="left_london", by=chair(), at=later(40))
        row.refresh_from_db()
        assert (row.state, row.rating, row.since) == ("deselected", "red", later(40).date())
        told = [(one.what, one.reason) for one in LedgerEntry.objects.filter(nominal=row).order_by("id")]
        assert told == [
            ("put_forward", "meets_rule"),
            ("adopted", "persistent_acquisitive"),
            ("rated_amber", "first_rating"),
            ("rated_red", "new_offending"),
            ("deselected", "left_london"),
        ]
        events = Event.objects.filter(subject_type="nominal", subject_id=str(row.pk)).order_by("id")
        assert [one.state for one in events] == ["nominated", "adopted", "", "", "deselected"]

    def test_it_can_be_deferred_brought_back_turned_down_and_nominated_afresh(self):
        row = nominated()
        actions.defer(nominal_id=row.pk, reason="information_missing", by=chair(), at=AT)
        row.refresh_from_db()
        assert row.review_on == TODAY + timedelta(days=28)
        again = actions.nominate(
            service_user_id=row.service_user_id, reason="information_brought", by=practitioner(), at=later(20)
        )
        assert again.pk == row.pk
        actions.not_adopt(nominal_id=row.pk, reason="below_rule", by=chair(), at=later(28))
        fresh = actions.nominate(
            service_user_id=row.service_user_id, reason="recent_offending", by=police(), at=later(60)
        )
        assert fresh.pk != row.pk

    def test_somebody_deselected_is_readopted_without_a_rating(self):
        row = adopted()
        actions.deselect(nominal_id=row.pk, reason="long_sentence", by=chair(), at=later(3))
        back = actions.readopt(nominal_id=row.pk, reason="released", by=chair(), at=later(30))
        assert (back.state, back.rating) == ("adopted", "")

    def test_a_step_out_of_turn_says_whose_turn_it_is(self):
        row = nominated()
        with pytest.raises(WrongState, match="nominated") as refused:
            actions.deselect(nominal_id=row.pk, reason="left_london", by=chair(), at=AT)
        assert "the panel, to decide" in refused.value.remedy
        with pytest.raises(WrongState, match="only people in the cohort are rated"):
            actions.rate(nominal_id=row.pk, rating="red", reason="progress", by=chair(), at=AT)

    def test_a_person_is_in_one_stay_at_a_time(self):
        row = adopted()
        with pytest.raises(WrongState, match="adopted"):
            actions.nominate(service_user_id=row.service_user_id, reason="meets_rule", by=police(), at=AT)
        with pytest.raises(WrongState, match="already in the cohort"):
            actions.identify(service_user_id=row.service_user_id, reason="meets_rule", by=police(), at=AT)

    def test_the_type_of_place_changes_with_a_reason(self):
        row = adopted()
        changed = actions.change_kind(nominal_id=row.pk, kind="flex", reason="spare_place", by=coordinator(), at=AT)
        assert (changed.kind, changed.review_on) == ("flex", TODAY + timedelta(days=28))


class TestWhatIsAsked:
    def test_a_reason_of_the_list_and_words_where_it_is_another(self):
        row = nominated()
        call = {"nominal_id": row.pk, "by": chair(), "at": AT}
        with pytest.raises(Invalid, match="Choose a reason"):
            actions.adopt(reason="", **call)
        with pytest.raises(Invalid, match="of the list"):
            actions.adopt(reason="because", **call)
        with pytest.raises(Invalid, match="in words"):
            actions.adopt(reason="other", words="  ", **call)

    def test_no_day_to_come_and_none_before_the_last_entry(self):
        row = adopted(at=later(5))
        call = {"nominal_id": row.pk, "reason": "progress", "rating": "green", "by": chair(), "at": later(9)}
        with pytest.raises(Invalid, match="after today"):
            actions.rate(on=later(10).date(), **call)
        with pytest.raises(Invalid, match="The ledger goes to 6 June 2026"):
            actions.rate(on=later(4).date(), **call)
        assert actions.rate(on=later(7).date(), **call).rated_on == later(7).date()

    def test_a_review_within_the_longest_time(self):
        row = adopted()
        call = {"nominal_id": row.pk, "reason": "no_change", "rating": "red", "by": chair(), "at": later(28)}
        with pytest.raises(Invalid, match="must be after"):
            actions.rate(review_on=later(28).date(), **call)
        with pytest.raises(Invalid, match="183 days on"):
            actions.rate(review_on=later(400).date(), **call)
        assert actions.rate(**call).review_on == later(56).date()

    def test_hostile_words_are_kept_as_they_are(self):
        words = "Robert'); DROP TABLE people;-- <script>alert(1)</script> \u202e😀 " + "x" * 19_000
        row = nominated(words=words)
        assert LedgerEntry.objects.get(nominal=row).words == words.strip()
        with pytest.raises(Invalid, match="Shorten"):
            nominated(someone("Bo"), words="x" * 20_001)


class TestWhoMay:
    def test_only_a_chair_decides_and_not_one_who_nominated(self):
        row = nominated()
        for by in (coordinator(), police(), practitioner()):
            with pytest.raises(NotAllowed):
                actions.adopt(nominal_id=row.pk, reason="spare_place", by=by, at=AT)
        both = viewer("panel_chair", name="both", at="london_probation", kind="probation", area="ce")
        both = viewer("panel_member", name="both", at="london_probation", kind="probation", area="ce")
        other = actions.nominate(service_user_id=someone("Bo").pk, reason="meets_rule", by=both, at=AT)
        with pytest.raises(NotAllowed, match="You nominated"):
            actions.adopt(nominal_id=other.pk, reason="spare_place", by=both, at=AT)

    def test_those_of_another_area_find_nothing(self):
        row = nominated()
        for by in (chair(NORTH), coordinator(NORTH), provider()):
            assert not visible_to(by, Nominal).exists()
        with pytest.raises(NotFound):
            actions.adopt(nominal_id=row.pk, reason="spare_place", by=chair(NORTH), at=AT)

    def test_a_coordinator_rates_between_panels(self):
        row = adopted()
        assert actions.rate(nominal_id=row.pk, rating="green", reason="progress", by=coordinator(), at=AT).rating


class TestSentTwice:
    def test_the_same_form_nominates_once_and_other_content_is_refused(self):
        person = someone()
        call = {"service_user_id": person.pk, "key": "k1", "by": police(), "at": AT}
        one = actions.nominate(reason="meets_rule", **call)
        assert actions.nominate(reason="meets_rule", **call).pk == one.pk
        assert LedgerEntry.objects.count() == 1
        with pytest.raises(Conflict, match="already sent"):
            actions.nominate(reason="intelligence", **call)

    def test_two_on_one_stay_the_second_is_told(self):
        row = adopted()
        call = {"nominal_id": row.pk, "reason": "progress", "version": row.version, "at": AT}
        actions.rate(rating="green", by=chair(), **call)
        with pytest.raises(Conflict, match="changed while you had it open"):
            actions.rate(rating="amber", by=coordinator(), **call)


class TestOverlays:
    def test_custody_is_dated_back_ended_and_replayed(self):
        row = adopted(at=later(-30))
        one = actions.record_overlay(
            nominal_id=row.pk, kind="custody", from_date=later(-10).date(), reason="prison", by=police(), at=AT
        )
        actions.end_overlay(overlay_id=one.pk, until=later(5).date(), reason="prison", by=police(), at=later(6))
        lines = plain(LedgerEntry.objects.all())
        person = row.service_user_id
        held = [ledger.overlays_on(lines, later(n).date()).get(person, frozenset()) for n in (-11, -10, 4, 5)]
        assert held == [frozenset(), {"custody"}, {"custody"}, frozenset()]

    def test_the_same_days_are_not_recorded_twice(self):
        person = someone()
        call = {"service_user_id": person.pk, "kind": "marac", "reason": "police", "by": police(), "at": AT}
        actions.record_overlay(from_date=later(-10).date(), until=later(-5).date(), **call)
        actions.record_overlay(from_date=later(-5).date(), **call)
        with pytest.raises(Invalid, match="some of these days"):
            actions.record_overlay(from_date=later(-7).date(), **call)

    def test_what_was_recorded_in_error_never_held(self):
        person = someone()
        one = actions.record_overlay(
            service_user_id=person.pk, kind="recall", from_date=TODAY, reason="court", by=police(), at=AT
        )
        with pytest.raises(Invalid, match="what was wrong"):
            actions.withdraw_overlay(overlay_id=one.pk, words=" ", by=police(), at=AT)
        actions.withdraw_overlay(overlay_id=one.pk, words="His brother was meant.", by=police(), at=AT)
        assert ledger.spans(plain(LedgerEntry.objects.all())) == {}
        with pytest.raises(WrongState, match="in error"):
            actions.end_overlay(overlay_id=one.pk, until=TODAY, by=police(), at=later(1))

    @pytest.mark.parametrize(
        ("given", "says"),
        [
            ({"kind": "holiday"}, "Choose one of the list"),
            ({"from_date": TODAY + timedelta(days=1)}, "cannot be after today"),
            ({"until": TODAY}, "must end on a later day"),
            (
                {"from_date": TODAY - timedelta(days=5), "until": TODAY + timedelta(days=2)},
                "Record the end when it comes",
            ),
        ],
    )
    def test_days_that_cannot_be_are_refused(self, given, says):
        call = {"kind": "custody", "from_date": TODAY, "reason": "court", **given}
        with pytest.raises(Invalid, match=says):
            actions.record_overlay(service_user_id=someone().pk, by=police(), at=AT, **call)
        assert not Overlay.objects.exists()


class TestTransfers:
    def asked(self, row, **more):
        call = {"service_user_id": row.service_user_id, "to_borough": "camden", "reason": "moved_home", **more}
        return actions.ask_transfer(by=coordinator(), at=later(1), **call)

    def test_the_other_area_sees_the_person_and_takes_them_over_with_rating_and_review(self):
        row = adopted()
        transfer = self.asked(row)
        assert transfer.due == later(16).date()  # ten working days; 15 June 2026 is a holiday in Scotland
        assert visible_to(coordinator(NORTH), Nominal).filter(pk=row.pk).exists()
        actions.accept_transfer(transfer_id=transfer.pk, by=coordinator(NORTH), at=later(4))
        old, new = Nominal.objects.order_by("id")
        assert (old.state, old.borough) == ("transferred_out", "hackney")
        assert (new.state, new.borough, new.rating, new.review_on) == ("adopted", "camden", "red", later(28).date())
        assert new.follows_id == old.pk
        assert not visible_to(coordinator(), Nominal).exists()

    def test_until_it_is_answered_the_person_is_in_the_cohort_where_they_were(self):
        row = adopted()
        transfer = self.asked(row)
        row.refresh_from_db()
        assert row.state == "transfer_pending"
        with pytest.raises(NotAllowed, match="coordinator for Camden"):
            actions.accept_transfer(transfer_id=transfer.pk, by=coordinator(), at=later(2))
        with pytest.raises(Invalid, match="Say why"):
            actions.refuse_transfer(transfer_id=transfer.pk, words="", by=coordinator(NORTH), at=later(2))
        actions.refuse_transfer(transfer_id=transfer.pk, words="No address here.", by=coordinator(NORTH), at=later(2))
        row.refresh_from_db()
        assert (row.state, row.rating, row.borough) == ("adopted", "red", "hackney")
        with pytest.raises(NotFound):
            actions.accept_transfer(transfer_id=transfer.pk, by=coordinator(NORTH), at=later(3))

    def test_it_is_taken_back_by_the_side_that_asked_and_by_deselection(self):
        row = adopted()
        transfer = self.asked(row)
        actions.withdraw_transfer(transfer_id=transfer.pk, by=coordinator(), at=later(2))
        again = self.asked(row)
        actions.deselect(nominal_id=row.pk, reason="left_london", by=chair(), at=later(3))
        states = Transfer.objects.order_by("id").values_list("state", flat=True)
        assert list(states) == ["withdrawn", "withdrawn"]
        assert again.pk != transfer.pk

    @pytest.mark.parametrize(("to", "says"), [("hackney", "already"), ("atlantis", "Choose a borough"), ("", "Choose")])
    def test_it_goes_to_another_borough(self, to, says):
        with pytest.raises(Invalid, match=says):
            self.asked(adopted(), to_borough=to)
