"""The checker over papers of our own making: no error on a sound one, one fault of each class found."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.checker_corpus import DISAGREEMENTS, FAULTS, paper_of, sound
from bench.checker_quality import measure, measure_pairs, through_text
from throughcare.commissioning.decisions.rules.checking import check, from_reference
from throughcare.foundation.reference import load

REFERENCE = from_reference(load())
LEAST_RECALL = 0.95


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 100_000))
def test_a_sound_paper_has_no_error(seed: int):
    report = check(paper_of(sound(seed)), reference=REFERENCE)
    assert [f.as_dict() for f in report.findings if f.severity == "error"] == []


@pytest.mark.parametrize("rule", FAULTS)
def test_a_fault_of_a_class_is_found_by_that_class(rule: str):
    made = found = 0
    for seed in range(24):
        plan = sound(seed)
        paper = FAULTS[rule](plan, Random(f"{seed} {rule}"))
        if paper is None:
            continue
        known = {f.key for f in check(paper_of(plan), reference=REFERENCE).findings}
        findings = check(paper, reference=REFERENCE).findings
        made += 1
        found += any(f.rule == rule and f.severity != "note" and f.key not in known for f in findings)
    assert made
    assert found >= LEAST_RECALL * made, f"{rule}: {found} of {made}"


def test_papers_written_and_read_back_are_judged_as_well():
    quality = measure(range(4), through_text)
    assert quality.alarmed["error"] == 0
    assert sum(quality.found.values()) >= LEAST_RECALL * sum(quality.made.values()), quality.missed


def test_two_decisions_that_disagree_are_told_and_two_that_agree_are_not():
    for quality in (measure_pairs(range(40)), measure_pairs(range(6), through_text)):
        assert not quality.alarmed, quality.false
        assert min(quality.recall(name) for name in DISAGREEMENTS) >= LEAST_RECALL, quality.missed


@pytest.mark.long
def test_recall_and_false_alarms_over_many_papers():
    quality = measure(range(400))
    assert quality.alarmed["error"] == 0, quality.false
    assert {rule: quality.recall(rule) for rule in FAULTS if quality.recall(rule) < LEAST_RECALL} == {}
