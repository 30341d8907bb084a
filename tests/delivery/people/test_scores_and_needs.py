"""Scores recorded and computed, challenges answered by another, needs as three facts, and the protected summary."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.delivery.people.cast import (
    AT,
    TODAY,
    adopted,
    chair,
    coordinator,
    later,
    police,
    practitioner,
    provider,
    someone,
)
from tests.support.world import viewer
from throughcare.delivery.people import actions
from throughcare.delivery.people.models import Challenge, LedgerEntry, Need, RiskScore
from throughcare.delivery.people.queries import explaining, facts
from throughcare.delivery.people.queries.page import page
from throughcare.delivery.people.queries.summary import summary
from throughcare.errors import Invalid, NotAllowed, NotFound, WrongState
from throughcare.foundation.record.models import Event

pytestmark = pytest.mark.django_db
ANSWERS = {
    "date_of_conviction": date(2026, 3, 1),
    "follow_up_start": date(2026, 6, 1),
    "age_at_first_sanction": 15,
    "total_sanctions": 12,
    "offence_code": "02800",
}


def recorded(person, **more):
    call = {"instrument": "ogrs3", "version": "3.0", "assessed_on": TODAY, "tenths_2y": 620, **more}
    return actions.record_score(service_user_id=person.pk, by=practitioner(), at=AT, **call)


class TestScores:
    def test_a_computed_score_stands_beside_a_recorded_one_and_counts_after_it(self):
        person = someone(gender="male")
        first = recorded(person)
        computed = actions.compute_score(
            service_user_id=person.pk, instrument="ogrs3", answers=ANSWERS, by=police(), at=later(5)
        )
        assert (computed.source, computed.tenths_1y, computed.tenths_2y) == ("computed", 320, 490)
        assert computed.version.startswith("gen3")
        shown = {one.id: one for one in page(coordinator(), person.pk, on=later(5).date(), at=later(5)).scores}
        assert shown[first.pk].is_current
        assert shown[computed.pk].is_computed
        assert not shown[computed.pk].is_current
        actions.withdraw_score(score_id=first.pk, words="Of his brother.", by=practitioner(), at=later(6))
        shown = {one.id: one for one in page(coordinator(), person.pk, on=later(6).date(), at=later(6)).scores}
        assert (shown[first.pk].is_withdrawn, shown[computed.pk].is_current) == (True, True)

    @pytest.mark.parametrize(
        ("given", "says"),
        [
            ({"tenths_2y": None}, "percentage or a band"),
            ({"tenths_2y": 1001}, "between 0 and 100"),
            ({"tenths_1y": 700}, "cannot be below"),
            ({"instrument": "rsr", "tenths_1y": 10, "tenths_2y": None}, "no such percentage"),
            ({"instrument": "tarot"}, "instrument of the list"),
            ({"band": "TREMENDOUS"}, "one of the bands"),
            ({"version": " "}, "version as the score states"),
            ({"version": "x" * 41}, "at most 40"),
            ({"assessed_on": TODAY + timedelta(days=1)}, "after today"),
            ({"assessed_on": date(1980, 1, 1)}, "before the date of birth"),
        ],
    )
    def test_what_no_score_can_be_is_refused(self, given, says):
        with pytest.raises(Invalid, match=says):
            recorded(someone(), **given)
        assert not RiskScore.objects.exists()

    def test_answers_that_cannot_be_are_told_and_nothing_is_kept(self):
        person = someone(gender="male")
        call = {"service_user_id": person.pk, "instrument": "ogrs3", "by": police(), "at": AT}
        with pytest.raises(Invalid, match="age at first sanction"):
            actions.compute_score(answers={**ANSWERS, "age_at_first_sanction": 45}, **call)
        with pytest.raises(Invalid, match="male or female"):
            actions.compute_score(answers=ANSWERS, **{**call, "service_user_id": someone("Bo").pk})
        with pytest.raises(WrongState, match="cannot be computed here"):
            actions.compute_score(answers=ANSWERS, **{**call, "instrument": "rosh"})
        assert not RiskScore.objects.exists()

    def test_only_those_who_record_risk(self):
        person = someone()
        with pytest.raises(NotAllowed):
            actions.record_score(
                service_user_id=person.pk,
                instrument="ogrs3",
                version="3",
                assessed_on=TODAY,
                band="HIGH",
                by=chair(),
                at=AT,
            )


class TestChallenges:
    def challenged(self, **more):
        score = recorded(someone())
        call = {"score_id": score.pk, "made_by": "person", "made_on": TODAY, "words": "It was quashed.", **more}
        return actions.make_challenge(by=practitioner(), at=AT, **call)

    def test_somebody_else_answers_with_a_reason_by_a_day(self):
        row = self.challenged()
        assert row.due == date(2026, 6, 30)  # twenty working days; 15 June 2026 is a holiday in Scotland
        with pytest.raises(NotAllowed):
            actions.answer_challenge(challenge_id=row.pk, outcome="upheld", words="Yes.", by=practitioner(), at=AT)
        with pytest.raises(Invalid, match="Say why"):
            actions.answer_challenge(challenge_id=row.pk, outcome="upheld", words=" ", by=coordinator(), at=AT)
        with pytest.raises(Invalid, match="Choose upheld"):
            actions.answer_challenge(challenge_id=row.pk, outcome="maybe", words="Yes.", by=coordinator(), at=AT)
        done = actions.answer_challenge(
            challenge_id=row.pk, outcome="partly_upheld", words="One of two.", by=coordinator(), at=later(3)
        )
        assert (done.state, done.answered_by_id) == ("partly_upheld", coordinator().person_id)
        with pytest.raises(WrongState, match="has been answered"):
            actions.answer_challenge(challenge_id=row.pk, outcome="upheld", words="Yes.", by=chair(), at=later(4))

    def test_nobody_answers_for_what_they_made(self):
        row = adopted()
        entry = LedgerEntry.objects.exclude(rating="").get(nominal=row)
        made = actions.make_challenge(
            entry_id=entry.pk, made_by="representative", made_on=TODAY, words="Too high.", by=practitioner(), at=AT
        )
        with pytest.raises(NotAllowed, match="somebody else answers"):
            actions.answer_challenge(challenge_id=made.pk, outcome="upheld", words="Yes.", by=chair(), at=AT)
        actions.answer_challenge(challenge_id=made.pk, outcome="not_upheld", words="As it is.", by=coordinator(), at=AT)

    def test_one_at_a_time_about_one_thing_in_words(self):
        row = self.challenged()
        with pytest.raises(WrongState, match="waiting for an answer"):
            actions.make_challenge(
                score_id=row.score_id, made_by="person", made_on=TODAY, words="Again.", by=practitioner(), at=AT
            )
        actions.withdraw_challenge(challenge_id=row.pk, by=practitioner(), at=AT)
        assert Challenge.objects.get().state == "withdrawn"
        for given, says in (({"words": ""}, "in their words"), ({"made_by": "dog"}, "who challenges")):
            with pytest.raises(Invalid, match=says):
                self.challenged(**given)
        with pytest.raises(Invalid, match="which score or which rating"):
            actions.make_challenge(made_by="person", made_on=TODAY, words="x", by=practitioner(), at=AT)
        nominated_line = LedgerEntry.objects.filter(nominal=adopted(someone("Bo")), rating="").first()
        with pytest.raises(NotFound, match="no such rating"):
            actions.make_challenge(
                entry_id=nominated_line.pk, made_by="person", made_on=TODAY, words="x", by=practitioner(), at=AT
            )

    def test_it_can_be_explained_in_plain_words_with_what_followed(self):
        person = someone()
        score = recorded(person, assessed_on=TODAY)
        row = adopted(person, at=later(1))
        told = explaining.of_score(practitioner(), score.pk, on=later(2).date())
        assert "Over two years it is 62%." in told.sentences
        assert told.led_to[0] == "2 June 2026: nominated, because: meets the selection rule"
        entry = LedgerEntry.objects.exclude(rating="").get(nominal=row)
        rated = explaining.of_rating(practitioner(), entry.pk, on=later(2).date())
        assert rated.sentences[0].startswith("From 2 June 2026 you were rated red.")
        with pytest.raises(NotFound):
            explaining.of_rating(practitioner(), LedgerEntry.objects.filter(rating="").first().pk, on=TODAY)


class TestNeeds:
    def record(self, person, *found, **more):
        call = {"source": "practitioner", "assessed_on": TODAY, "by": practitioner(), "at": AT, **more}
        return actions.record_needs(service_user_id=person.pk, found=found, **call)

    def test_three_separate_facts_and_dual_diagnosis(self):
        person = someone()
        self.record(person, actions.Found("coping", "yes", "yes", "no"), actions.Found("drugs", "no"))
        assert not page(coordinator(), person.pk, on=TODAY, at=AT).has_dual_diagnosis
        self.record(person, actions.Found("drugs", "yes", "no", "yes"), actions.Found("nd_memory", "yes"), at=later(1))
        shown = page(coordinator(), person.pk, on=later(1).date(), at=later(1))
        assert shown.has_dual_diagnosis
        assert shown.neurodiversity == ("Memory",)
        coping = next(one for one in shown.needs if one.code == "coping")
        assert (coping.present, coping.linked_to_offending, coping.linked_to_serious_harm) == ("yes", "yes", "no")

    def test_nothing_is_written_over(self):
        person = someone()
        self.record(person, actions.Found("drugs", "yes"))
        self.record(person, actions.Found("drugs", "no"))
        assert Need.objects.count() == 2

    @pytest.mark.parametrize(
        ("found", "more", "says"),
        [
            (actions.Found("magic", "yes"), {}, "need of the list"),
            (actions.Found("drugs", "maybe"), {}, "yes, no or not known"),
            (actions.Found("drugs", "no", "yes"), {}, "cannot be linked"),
            (actions.Found("drugs", "yes"), {"source": "rumour"}, "how this is known"),
            (actions.Found("drugs", "yes"), {"assessed_on": TODAY + timedelta(days=1)}, "after today"),
            (actions.Found("drugs", "yes"), {"words": "x" * 10_001}, "Shorten"),
        ],
    )
    def test_what_cannot_stand_together_is_refused_whole(self, found, more, says):
        with pytest.raises(Invalid, match=says):
            self.record(someone(), actions.Found("coping", "yes"), found, **more)
        assert not Need.objects.exists()

    def test_a_provider_without_the_case_records_nothing(self):
        with pytest.raises(NotFound):
            self.record(someone(), actions.Found("drugs", "yes"), by=provider())

    def test_circumstances_are_kept_with_what_matters(self):
        person = someone()
        words = "My mum. <b>Not</b> a number; DROP TABLE x; \u05e9\u05dc\u05d5\u05dd 😀"
        call = {"what_matters": words, "gp_registered": "yes", "language": "Somali", "interpreter": "yes"}
        actions.record_circumstances(service_user_id=person.pk, by=practitioner(), at=AT, **call)
        assert page(coordinator(), person.pk, on=TODAY, at=AT).circumstances.what_matters == words
        assert facts.facts_on(coordinator(), person.pk, TODAY).gp_registered == "yes"
        with pytest.raises(Invalid, match="yes, no or not known"):
            actions.record_circumstances(service_user_id=person.pk, gp_registered="?", by=practitioner(), at=AT)


class TestEligibility:
    def test_it_is_judged_by_what_was_true_on_the_day(self):
        person = someone()
        actions.record_offence(
            service_user_id=person.pk, group="burglary", committed_on=date(2025, 1, 1), by=police(), at=AT
        )
        recorded(person, instrument="ovp", assessed_on=date(2026, 3, 1), tenths_2y=450)
        judged = {
            on: facts.eligibility(coordinator(), person.pk, facts.COHORT_ENTRY, on).outcome
            for on in (date(2024, 12, 31), date(2026, 2, 1), TODAY, date(2027, 1, 2))
        }
        assert list(judged.values()) == ["ask", "ask", "eligible", "ask"]
        assert not facts.eligibility(coordinator(), person.pk, facts.COHORT_ENTRY, TODAY).certain

    def test_an_offence_recorded_in_error_counts_for_nothing(self):
        person = someone()
        row = actions.record_offence(service_user_id=person.pk, group="robbery", committed_on=TODAY, by=police(), at=AT)
        assert row.is_violent
        actions.withdraw_offence(offence_id=row.pk, by=police(), at=AT)
        assert facts.facts_on(coordinator(), person.pk, TODAY).offences == ()
        for given, says in (
            ({"group": "jaywalking"}, "group of the list"),
            ({"proven_on": date(2020, 1, 1)}, "on or after"),
            ({"committed_on": TODAY + timedelta(days=1)}, "after today"),
        ):
            with pytest.raises(Invalid, match=says):
                actions.record_offence(
                    **{
                        "service_user_id": person.pk,
                        "group": "robbery",
                        "committed_on": TODAY,
                        "by": police(),
                        "at": AT,
                        **given,
                    }
                )


class TestSummary:
    def cohort_of(self, size, *, with_coping=0, linked=0):
        """So many people, of whom some have difficulties coping, and of those some linked to offending."""
        letters = "abcdefghijklmnopqrstuvwxyz"
        for place in range(size):
            person = someone(f"Ash{letters[place % 26]}", f"Sample{letters[place // 26]}x", numbers=[])
            adopted(person)
            present, link = ("yes" if place < with_coping else "no"), ("yes" if place < linked else "no")
            call = {"source": "practitioner", "assessed_on": TODAY, "by": practitioner(), "at": AT}
            actions.record_needs(
                service_user_id=person.pk, found=[actions.Found("coping", present, link, "no")], **call
            )

    def test_small_cohorts_tell_nothing(self):
        self.cohort_of(3)
        found = summary(coordinator(), today=TODAY)
        assert (found.total, found.mental_health) == (None, None)
        assert {one.present for one in found.needs} == {None}

    def test_figures_are_told_where_nobody_can_be_worked_out(self):
        self.cohort_of(31, with_coping=21, linked=11)
        found = summary(coordinator(), today=TODAY)
        told = {one.code: one for one in found.needs}
        assert (found.total, told["coping"].present, told["coping"].offending) == (31, 21, 11)
        assert (told["coping"].harm, told["drugs"].present, told["drugs"].unknown) == (None, None, None)

    def test_a_contract_manager_gets_london_without_restricted_people_and_sees_nobody(self):
        self.cohort_of(12)
        manager = viewer("contract_manager")
        found = summary(manager, today=date(2026, 7, 15))
        assert (found.on, found.total, found.is_all_of_london) == (date(2026, 6, 30), 12, True)
        one = adopted(someone("Quill", numbers=[]))
        actions.restrict(service_user_id=one.service_user_id, reason="A relative.", by=coordinator(), at=AT)
        assert summary(manager, today=date(2026, 7, 15)).total == 12
        with pytest.raises(NotAllowed):
            summary(provider(), today=TODAY)


def test_events_carry_codes_and_no_words():
    person = someone("Quill", "Secret-Sample")
    adopted(person, words="He said it to nobody else.")
    recorded(person)
    for one in Event.objects.exclude(subject_type__in=("person", "organisation")):
        text = f"{one.kind} {one.reason_code} {one.state} {one.subject_id}"
        assert "Secret" not in text
        assert " said " not in text
