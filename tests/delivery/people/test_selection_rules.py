"""Selection rules, criterion by criterion; what is not known is never taken for no. Pure: no database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughcare.delivery.people.rules import duplicates, merging, needs, telling
from throughcare.delivery.people.rules.duplicates import weigh
from throughcare.delivery.people.rules.living import can_be_worked_with, check_living
from throughcare.delivery.people.rules.needs import NeedFact
from throughcare.delivery.people.rules.selection import (
    Answer,
    Criterion,
    Facts,
    OffenceFact,
    Outcome,
    ScoreFact,
    age_on,
    judge,
    months_before,
)
from throughcare.delivery.people.rules.turns import next_turn
from throughcare.errors import WrongState

ON = date(2026, 6, 1)
OFFENCE = Criterion("o", "offence", "robbery or burglary", values=("robbery", "burglary"), within_months=24)
SCORE = Criterion("s", "score", "OGRS of 50", values=("ogrs3",), years=2, at_least=50)
RATED = Criterion("r", "rating", "red or amber", values=("red", "amber"))


def score(tenths: int | None, on: date = ON, *, computed: bool = False) -> ScoreFact:
    return ScoreFact("ogrs3", "OGRS3", on, None, tenths, computed)


def answer(criterion: Criterion, facts: Facts) -> Answer:
    return judge([criterion], facts).findings[0].answer


class TestCriteria:
    @pytest.mark.parametrize(
        ("on", "holds"), [(date(2024, 6, 1), True), (date(2024, 5, 31), False), (date(2026, 6, 2), False)]
    )
    def test_an_offence_counts_for_two_years_to_the_day(self, on: date, holds: bool) -> None:
        facts = Facts(ON, offences=(OffenceFact("burglary", on, False),))
        assert (answer(OFFENCE, facts) == Answer.HOLDS) is holds

    def test_no_offence_recorded_is_not_known_and_another_offence_is_no(self) -> None:
        assert answer(OFFENCE, Facts(ON)) == Answer.UNKNOWN
        assert answer(OFFENCE, Facts(ON, offences=(OffenceFact("drugs", ON, False),))) == Answer.FAILS

    @pytest.mark.parametrize(("tenths", "said"), [(500, Answer.HOLDS), (499, Answer.FAILS), (None, Answer.UNKNOWN)])
    def test_a_score_is_held_against_its_least(self, tenths: int | None, said: Answer) -> None:
        assert answer(SCORE, Facts(ON, scores=(score(tenths),))) == said

    def test_a_recorded_score_counts_before_a_later_computed_one(self) -> None:
        facts = Facts(ON, scores=(score(620, date(2025, 1, 1)), score(100, ON, computed=True)))
        finding = judge([SCORE], facts).findings[0]
        assert finding.answer == Answer.HOLDS
        assert finding.because == "OGRS3 62% over 2 years, 1 January 2025"
        only = judge([SCORE], Facts(ON, scores=(score(620, computed=True),))).findings[0]
        assert "computed here" in only.because

    def test_a_score_of_a_later_day_is_not_known_yet(self) -> None:
        assert answer(SCORE, Facts(ON, scores=(score(900, date(2026, 7, 1)),))) == Answer.UNKNOWN

    def test_a_rating_needs_the_cohort(self) -> None:
        assert answer(RATED, Facts(ON, in_cohort=True, rating="amber")) == Answer.HOLDS
        assert answer(RATED, Facts(ON, in_cohort=True)) == Answer.UNKNOWN
        assert answer(RATED, Facts(ON)) == Answer.FAILS

    def test_an_exclusion_holds_where_what_it_names_does_not(self) -> None:
        one = Criterion("c", "overlay", "not in custody", values=("custody",), exclusion=True)
        assert answer(one, Facts(ON, overlays=frozenset({"custody"}))) == Answer.FAILS
        assert answer(one, Facts(ON)) == Answer.HOLDS


class TestVerdicts:
    def test_of_those_that_share_either_one_is_enough(self) -> None:
        either = [Criterion(**{**_fields(one), "either": "persistence"}) for one in (OFFENCE, SCORE)]
        known = Facts(ON, offences=(OffenceFact("robbery", ON, True),))
        assert judge(either, known).outcome == Outcome.ELIGIBLE
        assert judge(either, Facts(ON)).outcome == Outcome.ASK

    def test_nobody_is_selected_by_no_rule_and_no_one_who_died(self) -> None:
        assert judge([], Facts(ON)).outcome == Outcome.NOT_ELIGIBLE
        dead = judge([RATED], Facts(ON, in_cohort=True, rating="red", died_on=ON))
        assert dead.outcome == Outcome.NOT_ELIGIBLE
        assert dead.findings[0].because == "died on 1 June 2026"

    @given(st.lists(st.sampled_from([OFFENCE, SCORE, RATED]), max_size=3), st.booleans(), st.booleans())
    def test_more_criteria_never_select_more(self, criteria: list[Criterion], has_score: bool, rated: bool) -> None:
        facts = Facts(ON, in_cohort=rated, rating="red" if rated else "", scores=(score(700),) if has_score else ())
        if len(criteria) > 1 and judge(criteria, facts).outcome == Outcome.ELIGIBLE:
            assert judge(criteria[:-1], facts).outcome == Outcome.ELIGIBLE

    def test_a_verdict_says_when_a_criterion_is_a_local_setting(self) -> None:
        assert judge([OFFENCE], Facts(ON)).certain
        assert not judge([Criterion(**{**_fields(OFFENCE), "certainty": "unverified"})], Facts(ON)).certain


def _fields(one: Criterion) -> dict[str, object]:
    return {name: getattr(one, name) for name in Criterion.__dataclass_fields__}


class TestDays:
    def test_months_clamp_at_the_end_of_the_month(self) -> None:
        assert months_before(date(2026, 3, 31), 1) == date(2026, 2, 28)
        assert months_before(date(2024, 2, 29), 12) == date(2023, 2, 28)
        assert months_before(date(2026, 1, 15), 24) == date(2024, 1, 15)

    def test_age_grows_on_the_birthday(self) -> None:
        assert [age_on(date(2000, 6, 2), day) for day in (ON, date(2026, 6, 2))] == [25, 26]
        assert age_on(date(2004, 2, 29), date(2022, 2, 28)) == 17

    def test_nothing_later_is_done_for_somebody_who_died(self) -> None:
        check_living(None, ON)
        check_living(ON, ON)
        with pytest.raises(WrongState, match="died on 1 June 2026"):
            check_living(ON, date(2026, 6, 2))
        assert not can_be_worked_with(date(2020, 1, 1), ON)

    def test_a_review_waits_while_somebody_is_in_custody(self) -> None:
        late = next_turn("adopted", review_on=date(2026, 5, 1), overlays=frozenset(), on=ON)
        assert late.is_late
        held = next_turn("adopted", review_on=date(2026, 5, 1), overlays=frozenset({"custody"}), on=ON)
        assert (held.is_late, held.by) == (False, None)


class TestDuplicates:
    def facts(self, given="Ash", family="Sample", born=date(1990, 5, 17), gender="male", **numbers) -> duplicates.Facts:
        held = {kind: frozenset([value]) for kind, value in numbers.items()}
        return duplicates.Facts(((given, family),), born, gender, "hackney", held)

    def test_a_number_in_common_is_always_looked_at(self) -> None:
        other = self.facts("Kwame", "Tullgate", date(1971, 1, 1), pnc="1")
        assert weigh(self.facts(pnc="1"), other).is_proposed

    @pytest.mark.parametrize(
        ("given", "family", "born", "proposed"),
        [
            ("Ash", "Sample", date(1990, 5, 17), True),
            ("Ashe", "Sampel", date(1990, 5, 17), True),
            ("Ash", "Sample", date(1990, 5, 18), True),
            ("Sample", "Ash", date(1990, 5, 17), True),
            ("Ash", "Sample", date(1971, 1, 1), False),
            ("Kwame", "Tullgate", date(1990, 5, 17), False),
        ],
    )
    def test_names_and_days_of_birth(self, given, family, born, proposed) -> None:
        assert weigh(self.facts(), self.facts(given, family, born)).is_proposed is proposed

    def test_day_and_month_turned_round_are_near(self) -> None:
        weighed = weigh(self.facts(born=date(1990, 5, 7)), self.facts(born=date(1990, 7, 5)))
        assert "born_nearly" in weighed.evidence

    def test_twins_are_not_proposed_unless_a_number_says_otherwise(self) -> None:
        one, twin = self.facts("Marcus", "Sample"), self.facts("Delroy", "Sample")
        assert "possible_twins" in weigh(one, twin).evidence
        assert not weigh(one, twin).is_proposed
        assert weigh(self.facts("Marcus", crn="1"), self.facts("Delroy", crn="1")).is_proposed

    @given(st.integers(0, 3), st.integers(0, 3))
    def test_weight_is_the_same_both_ways(self, first: int, second: int) -> None:
        known = [self.facts(), self.facts("Ashe"), self.facts(crn="1"), self.facts(born=None)]
        assert weigh(known[first], known[second]).weight == weigh(known[second], known[first]).weight

    @given(st.dictionaries(st.integers(1, 9), st.integers(1, 9), max_size=8))
    def test_every_merged_record_leads_to_one_that_stands(self, merged_into: dict[int, int]) -> None:
        try:
            found = merging.roots(merged_into)
        except ValueError:
            return
        assert set(found) == set(merged_into)
        assert not set(found.values()) & set(merged_into)


class TestNeeds:
    def fact(self, number: int, present: str, on: date, code: str = "drugs") -> NeedFact:
        return NeedFact(number, 1, code, present, "no", "no", on)

    def test_the_latest_by_day_then_by_number_stands(self) -> None:
        facts = [self.fact(3, "yes", date(2026, 1, 1)), self.fact(2, "no", ON), self.fact(4, "yes", ON)]
        assert needs.latest(facts, ON)[1, "drugs"].number == 4
        assert needs.latest(facts, date(2026, 2, 1))[1, "drugs"].number == 3

    def test_dual_diagnosis_is_both_together(self) -> None:
        domains = {"coping": "mental_health", "drugs": "substance_misuse", "finance": "other"}
        assert needs.has_dual_diagnosis(["coping", "drugs"], domains)
        assert not needs.has_dual_diagnosis(["coping", "finance"], domains)

    def test_what_is_not_there_is_linked_to_nothing(self) -> None:
        assert needs.check_links("yes", "yes", "yes")
        assert not needs.check_links("no", "yes", "no")
        assert not needs.check_links("not_known", "no", "yes")


class TestTelling:
    LEAST = 3
    HIDDEN = (
        lambda one: one.there,
        lambda one: one.absent,
        lambda one: one.unknown,
        lambda one: one.offending,
        lambda one: one.harm,
        lambda one: one.there - one.offending,
        lambda one: one.there - one.harm,
        lambda one: one.absent + one.unknown,
    )

    def test_no_small_number_can_be_worked_out_from_what_is_told(self) -> None:
        """Every cohort of up to twelve: the attacker knows the rule, the size and all that is told."""
        told_of: dict[tuple[int, telling.Told], list[telling.NeedCounts]] = {}
        for one in self.cohorts():
            told_of.setdefault((one.total, telling.told(one, self.LEAST)), []).append(one)
        for (total, shown), possible in told_of.items():
            if shown == telling.NOTHING or total < self.LEAST:
                continue
            for hidden in self.HIDDEN:
                known = {hidden(one) for one in possible}
                assert len(known) > 1 or min(known) >= self.LEAST, (total, shown, known)

    def cohorts(self) -> Iterator[telling.NeedCounts]:
        for total in range(13):
            for there in range(total + 1):
                for absent in range(total - there + 1):
                    for offending in range(there + 1):
                        for harm in range(there + 1):
                            yield telling.NeedCounts(there, absent, total - there - absent, offending, harm)

    def test_what_is_told_is_true(self) -> None:
        for one in self.cohorts():
            shown = telling.told(one, self.LEAST)
            for name in ("there", "unknown", "offending", "harm"):
                assert getattr(shown, name) in (None, getattr(one, name))
