"""Whatever is answered: two routes of scoring agree, a missing answer is never nought, and change has one direction."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from throughcare.delivery.casework.rules.change import Reliable, change_between
from throughcare.delivery.casework.rules.instruments import Definition, definition_of
from throughcare.delivery.casework.rules.scoring import risk_answers, score, totals_of
from throughcare.foundation.reference import load

FOUND = load()
ALL = [definition_of(row, FOUND.instrument_items, FOUND.instrument_bands) for row in FOUND.instruments]
RAW = {row.id: row for row in FOUND.instruments}
ITEMS = {(one.instrument, one.number): one for one in FOUND.instrument_items}


@st.composite
def filled(draw: Any, definitions: Any = tuple(ALL)) -> tuple[Definition, dict[int, int | None]]:
    """An instrument and answers to it, some left out, some passed over."""
    definition = draw(st.sampled_from(definitions))
    choice = {one.number: st.sampled_from((*one.values, None)) for one in definition.items}
    kept = draw(st.sets(st.sampled_from(sorted(choice)), min_size=len(choice) - 2))
    return definition, {number: draw(choice[number]) for number in sorted(kept)}


def slowly(code: str, answers: dict[int, int | None]) -> Fraction | None:
    """The plainest scoring, from the reference rows alone, written by somebody who does not know the other two."""
    row = RAW[code]
    if row.scoring == "profile" or row.needs_conversion:
        return None
    points = []
    for number in range(1, row.items + 1):
        value = answers.get(number)
        if value is None:
            continue
        if row.scoring == "count":
            level = ITEMS[code, number].counts_from
            points.append(1 if level is not None and value >= level else 0)
        elif number in row.reverse_items:
            points.append(row.item_max - value + row.item_min)
        else:
            points.append(value)
    short = row.items - len(points)
    if short == 0:
        return Fraction(sum(points))
    over_risk = any(answers.get(number) is None for number in row.risk_items)
    if row.missing_rule == "mean_substitution" and short <= row.max_missing and not over_risk:
        return Fraction(sum(points), len(points)) * row.items
    return None


@given(filled())
def test_three_routes_of_scoring_agree(case: tuple[Definition, dict[int, int | None]]) -> None:
    definition, answers = case
    found = score(definition, answers)
    assert found.total == slowly(definition.code, answers)
    rows = [(1, number, value) for number, value in answers.items() if value is not None]
    assert totals_of(definition, rows).get(1) == found.total


@given(filled())
def test_a_total_stays_in_its_range_and_in_one_band(case: tuple[Definition, dict[int, int | None]]) -> None:
    definition, answers = case
    found = score(definition, answers, sex="female")
    if found.total is None:
        assert found.why
        assert (found.band, found.is_case) == ("", None)
        return
    assert definition.row.total_min <= found.total <= definition.row.total_max
    if definition.bands:
        assert found.band


@given(filled())
def test_leaving_an_answer_out_never_gives_the_total_that_nought_would(
    case: tuple[Definition, dict[int, int | None]],
) -> None:
    definition, answers = case
    if definition.row.missing_rule == "complete_only" and any(
        answers.get(one.number) is None for one in definition.items
    ):
        assert score(definition, answers).total is None


@given(filled(), st.data())
def test_a_risk_answer_is_seen_in_every_part_of_a_questionnaire(
    case: tuple[Definition, dict[int, int | None]], data: Any
) -> None:
    definition, answers = case
    whole = risk_answers(definition, answers)
    part = data.draw(st.sets(st.sampled_from(sorted(answers)))) if answers else set()
    seen = risk_answers(definition, {number: answers[number] for number in part})
    assert set(seen) == {number for number in whole if number in part}


@given(st.sampled_from([one for one in ALL if one.has_total and not one.row.needs_conversion]), st.data())
def test_change_has_one_direction(definition: Definition, data: Any) -> None:
    pick = st.fixed_dictionaries({one.number: st.sampled_from(one.values) for one in definition.items})
    first, last = (score(definition, data.draw(pick)) for _ in range(2))
    there, back = change_between(definition, first, last), change_between(definition, last, first)
    assert there is not None
    assert back is not None
    assert there.better_by == -back.better_by
    mirror = {Reliable.IMPROVED: Reliable.DETERIORATED, Reliable.DETERIORATED: Reliable.IMPROVED}
    assert there.reliable == (mirror.get(back.reliable, back.reliable) if back.reliable else None)
    if there.reliable is Reliable.IMPROVED:
        assert there.better_by >= (definition.row.reliable_change or 0)
