"""Tiers against the published table row by row, and the rules that raise them."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desistance import InputError, scores
from desistance.scores.facts import rows
from desistance.scores.tiers import LETTERS


def looked_up(csrp: float, arp: float) -> str:
    """The slow twin: the last row of the table, from its lowest bounds up, whose two bounds are reached."""
    held = [(float(row["csrp_from_pct"]), float(row["arp_from_pct"]), row["tier"]) for row in rows("tier_table")]
    return max((one for one in held if csrp >= one[0] and arp >= one[1]), key=lambda one: one[:2])[2]


PERCENTS = st.sampled_from([0, 0.49, 0.5, 0.99, 1, 2.99, 3, 6.89, 6.9, 14, 15, 24, 25, 50, 74.99, 75, 89, 90, 100])


@settings(deadline=None)
@given(people=st.lists(st.tuples(PERCENTS, PERCENTS, st.sampled_from([*LETTERS, None])), min_size=1))
def test_tiers_equal_the_published_table(people: list[tuple[float, float, str | None]]) -> None:
    csrp, arp, asked = zip(*people, strict=True)
    told = scores.tier(
        {
            "csrp_percent_2y": [float(value) for value in csrp],
            "arp_percent_2y": [float(value) for value in arp],
            "at_least": pa.array(asked, pa.string()),
        }
    ).to_pylist()
    for row, (c, a, letter) in zip(told, people, strict=True):
        own = looked_up(c, a)
        assert row["from_scores"] == own
        assert row["tier"] == min(own, letter or "G")
        assert row["raised"] == (row["tier"] != own)
        assert row["problem"] is None


def test_every_row_of_the_table_is_its_own_tier() -> None:
    for row in rows("tier_table"):
        c, a = float(row["csrp_from_pct"]), float(row["arp_from_pct"])
        assert scores.tier({"csrp_percent_2y": [c], "arp_percent_2y": [a]})["tier"].to_pylist() == [row["tier"]]


def test_a_score_that_is_missing_or_cannot_be_has_no_tier() -> None:
    table = {
        "arp_percent_2y": pa.array([None, 101.0, 40.0], pa.float64()),
        "csrp_percent_2y": pa.array([1.0, -1.0, None], pa.float64()),
        "at_least": ["a", "A", "A"],
    }
    found = scores.tier(table)
    assert found["tier"].to_pylist() == [None] * 3
    assert found["problem"].to_pylist() == [
        "missing: arp_percent_2y",
        "arp_percent_2y: 101 is no percentage; csrp_percent_2y: -1 is no percentage",
        "missing: csrp_percent_2y",
    ]


def test_scores_go_straight_into_tiers() -> None:
    table = {"arp_percent_2y": [80], "csrp_percent_2y": [3.0], "name": ["kept out"]}
    assert scores.tier(table).column_names == ["tier", "from_scores", "raised", "version", "problem"]
    with pytest.raises(InputError, match="at_least"):
        scores.tier({**table, "at_least": ["H"]})
    with pytest.raises(InputError, match="csrp_percent_2y"):
        scores.tier({"arp_percent_2y": [80]})
