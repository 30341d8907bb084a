"""What was used of a recommendation counts against the one that it became, through all versions of its decision."""

from __future__ import annotations

import pytest

from throughcare.foundation.ports.known_again import Recommended, counts_against

AWARD, SIGN, PLAN = "Award contracts up to £1m", "Sign leases up to £2m", "Approve the plan"


def version(*texts: str) -> list[Recommended]:
    return [Recommended(number, text) for number, text in enumerate(texts, 1)]


@pytest.mark.parametrize(
    ("versions", "against"),
    [
        ([(AWARD, SIGN), (AWARD, SIGN)], [1]),
        ([(AWARD, SIGN), (SIGN, AWARD)], [2]),
        ([(AWARD, SIGN), (PLAN, "Award contracts up to £3m")], [2]),
        ([(AWARD, SIGN), ("Procure and grant contracts", SIGN)], [1]),
        ([(AWARD, SIGN), ("Procure and grant contracts", SIGN), (SIGN, "Procure and grant contracts")], [2]),
        ([(AWARD, SIGN), (SIGN,)], [1]),
        ([(AWARD, SIGN), (SIGN,), (SIGN, AWARD)], [2]),
        ([(AWARD, SIGN), (), (SIGN, AWARD)], [2]),
        ([(AWARD, SIGN), (PLAN, SIGN), (PLAN, SIGN, AWARD)], [1, 3]),
        ([(AWARD, SIGN, PLAN), (SIGN, PLAN)], [1, 2]),
        ([(AWARD,)], [1]),
        ([(AWARD,), ()], []),
        (
            [("Approve up to £1 in 2023/24", "Approve up to £2 in 2024/25"), ("Approve up to £2 in 2024/25", PLAN)],
            [1, 2],
        ),
        (
            [
                ("Approve up to £1 in 2023/24", "Approve up to £2 in 2024/25"),
                ("Approve up to £3 in 2023/24", "Approve up to £2 in 2024/25"),
            ],
            [1],
        ),
        (
            [
                ("Approve up to £1 in 2023/24", "Approve up to £2 in 2024/25"),
                ("Approve up to £2 in 2024/25", "Approve up to £3 in 2023/24"),
            ],
            [2],
        ),
        (
            [
                ("Approve up to £1 in 2023/24", "Approve up to £2 in 2024/25"),
                (PLAN, "Approve up to £1 in 2023/24", "Approve up to £2 in 2024/25"),
            ],
            [2],
        ),
    ],
)
def test_the_first_of_the_first_version(versions: list[tuple[str, ...]], against: list[int]) -> None:
    told = [version(*texts) for texts in versions]
    assert [one.number for one in counts_against(told[0][0], told)] == against
