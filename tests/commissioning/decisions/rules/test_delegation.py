"""Delegated authority: never beyond cap or period, and the sums are in the refusal."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughcare.commissioning.decisions.rules.delegation import Granted, check_use, pounds, state_of
from throughcare.commissioning.decisions.rules.periods import period_end
from throughcare.errors import Invalid, NotAllowed

GRANTED = Granted("chief_executive", 100_000, date(2023, 2, 1), date(2025, 4, 1))
INSIDE = date(2024, 1, 1)


@given(st.integers(1, 200_000), st.lists(st.integers(1, 60_000), max_size=20))
def test_uses_never_pass_the_cap(cap, uses):
    granted = replace(GRANTED, cap_pence=cap)
    for pence in uses:
        try:
            check_use(granted, pence, INSIDE)
        except NotAllowed:
            assert granted.used_pence + pence > cap or granted.used_pence >= cap
            continue
        granted = replace(granted, used_pence=granted.used_pence + pence)
    assert granted.used_pence <= cap


def test_a_refusal_shows_the_sums():
    with pytest.raises(NotAllowed, match="£600 is more than is left: the cap is £1,000, used £500, left £500"):
        check_use(replace(GRANTED, used_pence=50_000), 60_000, INSIDE)


@pytest.mark.parametrize(
    ("granted", "day", "says"),
    [
        (GRANTED, date(2025, 4, 1), "ended on 1 April 2025"),
        (GRANTED, date(2023, 1, 31), "starts on 1 February 2023"),
        (replace(GRANTED, revoked=True), INSIDE, "revoked"),
    ],
)
def test_outside_its_period_or_revoked_it_is_refused(granted, day, says):
    with pytest.raises(NotAllowed, match=says):
        check_use(granted, 1, day)


def test_the_edges_of_the_period():
    check_use(GRANTED, 1, date(2023, 2, 1))
    check_use(GRANTED, 1, date(2025, 3, 31))
    with pytest.raises(Invalid):
        check_use(GRANTED, 0, INSIDE)


@pytest.mark.parametrize(
    ("changes", "day", "state"),
    [
        ({}, INSIDE, "granted"),
        ({"used_pence": 1}, INSIDE, "in_use"),
        ({"used_pence": 100_000}, INSIDE, "exhausted"),
        ({}, date(2025, 4, 1), "expired"),
        ({"cap_pence": None, "used_pence": 10**12}, INSIDE, "in_use"),
        ({"revoked": True}, INSIDE, "revoked"),
    ],
)
def test_states(changes, day, state):
    assert state_of(replace(GRANTED, **changes), day) == state


@pytest.mark.parametrize(
    ("words", "end"),
    [
        ("2023/24 and 2024/25", date(2025, 4, 1)),
        ("until 31 March 2025", date(2025, 4, 1)),
        ("March 2024 to December 2025", date(2026, 1, 1)),
        ("2023-02-01 to 2025-03-31", date(2025, 4, 1)),
        ("2022-2025", None),
        ("from 2023/24", None),
        ("2023/24 onwards", None),
        ("for three years from 1 April 2023", date(2026, 4, 1)),
        ("for three years from 2023/24", date(2026, 4, 1)),
        ("from October 2023 for 18 months", date(2025, 4, 1)),
        ("three years from 2023/24 onwards", date(2026, 4, 1)),
        ("for one year from 1 April 2023 until 31 March 2025", date(2025, 4, 1)),
        ("from 1 April 2023", None),
        ("starting in October 2023", None),
        ("from 1 April 2023 until 31 March 2025", date(2025, 4, 1)),
        ("from April 2023 to March 2025", date(2025, 4, 1)),
        ("2023/24, and 2024/25 onwards", None),
        ("", None),
        ("31 February 2024", None),
    ],
)
def test_the_end_of_a_period_in_words(words, end):
    assert period_end(words) == end


def test_pounds():
    assert [pounds(one) for one in (0, 12_345, -100, 132_000_000)] == ["£0", "£123.45", "-£1", "£1,320,000"]
