"""Variations of a contract are weighed singly and together, as shares of its original value."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support.papers import sound_paper
from throughcare.commissioning.decisions.rules.checking import CheckReference, check
from throughcare.commissioning.decisions.rules.paper import Paragraph


def found(*sentences: str) -> list[dict[str, str]]:
    paper = replace(sound_paper(), summary=tuple(Paragraph("summary", one) for one in sentences))
    report = check(paper, reference=CheckReference(), as_at=None)
    return [one.figures for one in report.findings if one.topic == "variations together"]


def test_two_variations_within_the_limit_and_together_beyond_it_are_told_with_their_sum():
    (figures,) = found(
        "The contract was varied before by 47% of its original value.",
        "This decision approves an increase of 35 per cent of the original value.",
    )
    assert figures == {
        "variation_1": "35",
        "variation_2": "47",
        "together": "82",
        "unit": "% of the original value",
    }


@pytest.mark.parametrize(
    "sentences",
    [
        ("It was varied by 47% of its original value.",),
        ("It was varied by 10% of its original value.", "The extension is 35% of the original value."),
        (
            "It was varied by 47% of its original value.",
            "The increase of 35% of the original value brings all variations to 82% of it.",
        ),
        ("Reoffending increased by 47%.", "Attendance increased by 35% on the original cohort."),
        ("It was varied by 60% of its original value.", "The increase is 35% of the original value."),
    ],
)
def test_what_is_within_the_limit_or_told_together_is_no_finding(sentences):
    assert found(*sentences) == []
