"""Days to answer, share adopted, quarters and reach: the arithmetic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughcare.errors import Invalid
from throughcare.foundation.reference.quarters import check_over, last_quarters, quarter_from, quarter_of
from throughcare.voice.proposals.rules.answering import Sent, measure
from throughcare.voice.proposals.rules.reach import GROUPS, NOT_TOLD, Reached, Said, reached, shown_or_none

DAY = date(2026, 6, 1)


def sent(days: int | None, answer: str = "adopted", due: int = 28) -> Sent:
    answered = DAY + timedelta(days=days) if days is not None else None
    return Sent("Body", DAY, DAY, DAY + timedelta(days=due), answered, answer if days is not None else "")


def test_days_and_shares_are_counted_from_what_happened() -> None:
    rows = [sent(4), sent(10, "declined"), sent(40, "adapted"), sent(None), sent(None, due=90)]
    found = measure(rows, today=DAY + timedelta(days=50))
    assert (found.sent, found.answered, found.adopted, found.adapted, found.declined) == (5, 3, 1, 1, 1)
    assert (found.waiting, found.overdue, found.in_time) == (2, 1, 2)
    assert (found.median_days, found.longest_days) == (10, 40)
    assert found.adopted_share.share == pytest.approx(1 / 3)
    assert found.adopted_share.low < 1 / 3 < found.adopted_share.high


def test_without_answers_nothing_is_claimed() -> None:
    found = measure([sent(None)], today=DAY)
    assert (found.median_days, found.adopted_share, found.overdue) == (None, None, 0)
    assert measure([], today=DAY).sent == 0


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_every_day_is_in_one_quarter(day: date) -> None:
    found = quarter_of(day)
    assert found.from_day <= day < found.until
    assert found.from_day.day == found.until.day == 1
    assert quarter_of(found.until).from_day == found.until
    assert quarter_from(found.code) == found
    earlier = last_quarters(day, 3)
    assert earlier[0].until == found.from_day
    assert all(one.from_day == other.until for one, other in zip(earlier, earlier[1:], strict=False))


def test_a_quarter_has_a_name_and_must_be_over() -> None:
    assert quarter_of(date(2026, 5, 3)).name == "April to June 2026"
    assert quarter_of(date(2026, 12, 3)).name == "October to December 2026"
    for code in ("2026-05", "nonsense", "2026-13", ""):
        with pytest.raises(Invalid):
            quarter_from(code)
    with pytest.raises(Invalid, match="not over"):
        check_over(quarter_of(DAY), today=DAY)


RACE = next(one for one in GROUPS if one.characteristic == "race")


def of(counts: dict[str, int], withheld: Sequence[tuple[str, int]] = ()) -> Reached:
    return reached(RACE, Said(Counter(counts), list(withheld)), threshold=10, fewest=5)


def test_a_group_is_told_with_its_share_and_interval() -> None:
    found = of({"white": 60, "black": 25, "asian": 15, NOT_TOLD: 20})
    assert (found.n, found.of, found.share) == (40, 100, 0.4)
    assert found.low < 0.4 < found.high


def test_a_small_group_is_withheld_and_does_not_follow_from_the_rest() -> None:
    found = of({"white": 60, "black": 4, NOT_TOLD: 30})
    assert (found.n, found.share) == (None, None)
    few = of({"white": 4, "black": 60})
    assert (few.of, few.share) == (None, None)
    assert of({}).n is None
    assert shown_or_none(9, threshold=10) is None
    assert shown_or_none(10, threshold=10) == 10


def test_what_the_page_of_a_survey_withholds_does_not_follow_from_the_report() -> None:
    counts = {"white": 60, "black": 25, "asian": 3, "mixed": 12, NOT_TOLD: 20}
    alone = of(counts, [("asian", 3), (NOT_TOLD, 20)])
    assert (alone.n, alone.of) == (None, None), "40 less 25 less 12 would be 3"
    assert of(counts, [("asian", 3), ("mixed", 12)]).n == 40
    few = {"white": 60, "black": 25, "asian": 3, "mixed": 1, NOT_TOLD: 20}
    assert of(few, [("asian", 3), ("mixed", 1)]).n is None
    two_surveys = [("asian", 3), ("asian", 4), ("white", 20), ("white", 9)]
    assert of({"white": 60, "black": 25, "asian": 7}, two_surveys).n == 32
