"""Scoring by the definitions: each known trap of the field is a test."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from throughcare.delivery.casework.rules.change import Reliable, change_between, joint_change
from throughcare.delivery.casework.rules.instruments import Definition, definition_of
from throughcare.delivery.casework.rules.scoring import Score, risk_answers, score, totals_of
from throughcare.errors import Invalid
from throughcare.foundation.reference import load

FOUND = load()
ALL = {row.id: definition_of(row, FOUND.instrument_items, FOUND.instrument_bands) for row in FOUND.instruments}


def answers(definition: Definition, value: int, **changed: int | None) -> dict[int, int | None]:
    """One value everywhere, but for what is changed as ``q3=1``."""
    given: dict[int, int | None] = {one.number: value for one in definition.items}
    return given | {int(name[1:]): answer for name, answer in changed.items()}


def total(code: str, value: int, **changed: int | None) -> Any:
    return score(ALL[code], answers(ALL[code], value, **changed)).total


def summing(code: str, wanted: int) -> Score:
    """A score of exactly this total, by raising items one after the other."""
    definition, given, left = ALL[code], {}, wanted - ALL[code].row.total_min
    for one in definition.items:
        best = max((v for v in one.values if one.points(v) - one.points(_least(one)) <= left), key=one.points)
        given[one.number] = best
        left -= one.points(best) - one.points(_least(one))
    assert left == 0
    return score(definition, given)


def _least(item: Any) -> int:
    return min(item.values, key=item.points)


def test_there_are_the_twelve_instruments_and_each_definition_fits() -> None:
    assert set(ALL) == {
        *("phq9", "gad7", "core10", "audit", "audit_c", "dudit", "dast10", "pcl5", "swemwbs", "aq10", "asrs"),
        "eq5d5l",
    }


@pytest.mark.parametrize(
    ("lowest", "name"),
    [(0, "healthy"), (6, "low"), (11, "mild"), (15, "moderate"), (20, "moderate to severe"), (25, "severe")],
)
def test_trap_1_core_10_has_the_bands_of_its_manual_and_not_those_of_a_public_page(lowest: int, name: str) -> None:
    assert summing("core10", lowest).band == name
    if lowest:
        assert summing("core10", lowest - 1).band != name


def test_trap_2_the_reversed_items_of_core_10_are_2_and_3_and_raw_answers_are_what_is_scored() -> None:
    assert total("core10", 0) == 8
    assert total("core10", 0, q2=4, q3=4) == 0
    assert total("core10", 0, q4=4) == 12
    assert [one.number for one in ALL["core10"].items if one.reverse] == [2, 3]


@pytest.mark.parametrize(("code", "item"), [("core10", 6), ("phq9", 9)])
def test_trap_3_any_answer_but_nought_to_a_risk_question_is_a_risk_answer_whatever_the_total(
    code: str, item: int
) -> None:
    definition = ALL[code]
    for value in definition.item(item).values:
        found = risk_answers(definition, {item: value})
        assert found == ((item,) if value else ())
    assert score(definition, {**answers(definition, 0), item: 1}).is_case is False
    assert risk_answers(definition, {}) == ()


def test_trap_4_a_missing_answer_is_never_nought() -> None:
    one_left_out = score(ALL["phq9"], answers(ALL["phq9"], 3, q4=None))
    assert one_left_out.total is None
    assert one_left_out.missing == (4,)
    assert one_left_out.band == ""
    assert one_left_out.is_case is None
    assert "question 4" in one_left_out.why
    assert score(ALL["phq9"], {}).total is None
    absent = {number: value for number, value in answers(ALL["phq9"], 3).items() if number != 4}
    assert score(ALL["phq9"], absent).total is None


def test_trap_4_only_core_10_may_be_prorated_and_only_over_one_answer() -> None:
    core = ALL["core10"]
    prorated = score(core, answers(core, 1, q10=None))
    assert prorated.is_prorated
    assert prorated.total == Fraction(13 * 10, 9)
    assert prorated.shown == "14.4"
    assert prorated.band == "mild"
    assert score(core, answers(core, 1, q9=None, q10=None)).total is None
    allowed = {one.code for one in ALL.values() if one.row.missing_rule == "mean_substitution"}
    assert allowed == {"core10"}


def test_a_risk_question_is_never_prorated_over() -> None:
    assert score(ALL["core10"], answers(ALL["core10"], 1, q6=None)).total is None


def test_a_prorated_total_has_not_reached_what_it_has_not_reached() -> None:
    core = ALL["core10"]
    nearly = score(core, {1: 0, 2: 4, 3: 4, 4: 0, 5: 0, 6: 0, 7: 2, 8: 4, 9: 3, 10: None})
    assert nearly.total == Fraction(90, 9)
    above = score(core, {1: 1, 2: 4, 3: 4, 4: 0, 5: 0, 6: 0, 7: 2, 8: 4, 9: 2, 10: None})
    assert above.total == 10
    assert above.is_case is False
    between = score(core, {1: 1, 2: 4, 3: 4, 4: 0, 5: 0, 6: 0, 7: 2, 8: 4, 9: 2, 10: 3})
    assert between.total == 12
    assert ALL["core10"].band(Fraction(107, 10)) == "low"


def test_trap_5_a_measure_without_a_total_makes_no_pair() -> None:
    phq = ALL["phq9"]
    assert change_between(phq, summing("phq9", 18), score(phq, {1: 0})) is None
    assert change_between(phq, score(phq, {1: 0}), summing("phq9", 6)) is None


def test_trap_8_recovery_is_not_reliable_improvement_and_deterioration_is_its_own_figure() -> None:
    phq = ALL["phq9"]
    crossed = change_between(phq, summing("phq9", 11), summing("phq9", 9))
    assert crossed is not None
    assert (crossed.recovered, crossed.reliable, crossed.reliably_recovered) == (True, Reliable.NO_CHANGE, False)
    improved = change_between(phq, summing("phq9", 24), summing("phq9", 18))
    assert improved is not None
    assert (improved.recovered, improved.reliable) == (False, Reliable.IMPROVED)
    worse = change_between(phq, summing("phq9", 4), summing("phq9", 10))
    assert worse is not None
    assert (worse.recovered, worse.reliable) == (None, Reliable.DETERIORATED)


@pytest.mark.parametrize(("code", "amount", "cut"), [("phq9", 6, 10), ("gad7", 4, 8), ("core10", 6, 11)])
def test_the_amount_of_a_reliable_change_and_the_cut_are_those_of_the_sources(code: str, amount: int, cut: int) -> None:
    definition = ALL[code]
    first = summing(code, cut + amount)
    for step, expected in ((amount, Reliable.IMPROVED), (amount - 1, Reliable.NO_CHANGE)):
        found = change_between(definition, first, summing(code, cut + amount - step))
        assert found is not None
        assert found.reliable is expected
    assert summing(code, cut).is_case is True
    assert summing(code, cut - 1).is_case is False


def test_where_higher_is_better_a_rise_is_the_improvement() -> None:
    wellbeing = ALL["swemwbs"]
    table = {raw: Fraction(raw) for raw in range(7, 36)}
    low = score(wellbeing, answers(wellbeing, 2), conversion=table)
    high = score(wellbeing, answers(wellbeing, 4), conversion=table)
    up, down = change_between(wellbeing, low, high), change_between(wellbeing, high, low)
    assert up is not None
    assert down is not None
    assert (up.reliable, up.better_by) == (Reliable.IMPROVED, 14)
    assert down.reliable is Reliable.DETERIORATED


def test_swemwbs_has_no_total_until_the_licensed_table_converts_its_sum() -> None:
    found = score(ALL["swemwbs"], answers(ALL["swemwbs"], 3))
    assert (found.total, found.raw) == (None, 21)
    assert "licensed table" in found.why
    table = {raw: Fraction(str(raw + 0.5)) for raw in range(7, 36)}
    converted = score(ALL["swemwbs"], answers(ALL["swemwbs"], 3), conversion=table)
    assert (converted.total, converted.shown) == (Fraction(43, 2), "21.5")


def test_dudit_says_both_where_the_sex_is_not_known() -> None:
    dudit = ALL["dudit"]
    given = answers(dudit, 0, q1=3)
    assert score(dudit, given, sex="female").is_case is True
    assert score(dudit, given, sex="male").is_case is False
    unknown = score(dudit, given)
    assert unknown.is_case is None
    assert dict(unknown.by_sex) == {"male": False, "female": True}
    assert unknown.band == ""


@pytest.mark.parametrize(("code", "number"), [("audit", 9), ("audit", 10), ("dudit", 10), ("dudit", 11)])
def test_the_last_questions_of_audit_and_dudit_take_0_2_and_4_only(code: str, number: int) -> None:
    assert ALL[code].item(number).values == (0, 2, 4)
    with pytest.raises(Invalid, match="takes 0, 2, 4"):
        score(ALL[code], {number: 3})


def test_aq_10_counts_agreeing_and_disagreeing_where_each_counts_and_its_cut_is_6_not_above_6() -> None:
    assert total("aq10", 1) == 4
    assert total("aq10", 0) == 6
    assert score(ALL["aq10"], answers(ALL["aq10"], 0)).is_case is True
    assert score(ALL["aq10"], answers(ALL["aq10"], 0, q2=1)).is_case is False


def test_asrs_counts_questions_in_their_own_shaded_part() -> None:
    assert total("asrs", 2) == 3
    assert total("asrs", 3) == 6
    assert score(ALL["asrs"], answers(ALL["asrs"], 2, q4=3)).is_case is True


def test_eq_5d_is_a_profile_and_no_total() -> None:
    found = score(ALL["eq5d5l"], {1: 1, 2: 2, 3: 1, 4: 5, 5: 3})
    assert (found.profile, found.total) == ("12153", None)


def test_two_measures_taken_together() -> None:
    def change(code: str, first: int, last: int) -> Any:
        return change_between(ALL[code], summing(code, first), summing(code, last))

    both = joint_change(change("phq9", 18, 8), change("gad7", 12, 7))
    assert (both.reliable, both.recovered, both.reliably_recovered) == (Reliable.IMPROVED, True, True)
    apart = joint_change(change("phq9", 18, 8), change("gad7", 7, 12))
    assert apart.reliable is Reliable.NO_CHANGE
    assert apart.recovered is False
    never = joint_change(change("phq9", 5, 4), change("gad7", 5, 4))
    assert (never.recovered, never.reliably_recovered) == (None, None)


def test_a_second_route_gives_the_same_totals() -> None:
    rows = [(1, number, 1) for number in range(1, 11)] + [(2, number, 1) for number in range(1, 10)]
    rows += [(3, number, 1) for number in range(1, 11) if number != 6]
    core = ALL["core10"]
    assert totals_of(core, rows) == {1: Fraction(14), 2: Fraction(130, 9)}
    assert totals_of(ALL["eq5d5l"], [(1, 1, 1)]) == {}


@pytest.mark.parametrize("value", [-1, 4, 99])
def test_an_answer_that_is_not_offered_is_refused(value: int) -> None:
    with pytest.raises(Invalid):
        score(ALL["phq9"], {1: value})
    with pytest.raises(Invalid):
        score(ALL["phq9"], {10: 1})
