"""No entry rule counts scores of two generations of instruments: one band of each would say different things."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from desistance.scores.instruments import INSTRUMENTS
from throughcare.foundation.reference import load

ROOT = Path(__file__).resolve().parents[3]


def test_every_rule_names_instruments_of_one_generation() -> None:
    cohort = load(ROOT / "reference").cohort
    computed = {one.id: one.computed_as for one in cohort.instruments if one.computed_as}
    rules = sorted((one for one in cohort.selection if one.kind == "score"), key=lambda one: one.rule)
    assert rules
    for rule, found in groupby(rules, key=lambda one: one.rule):
        listed = list(found)
        for day in {one.from_ for one in listed}:
            held = [one for one in listed if one.from_ <= day and (one.until is None or day < one.until)]
            generations = {INSTRUMENTS[computed[name]].generation for one in held for name in one.values}
            assert len(generations) <= 1, (rule, day, generations)
