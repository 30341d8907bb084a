"""Prose that nobody writes is judged in bounded time, and what was not weighed is said."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from tests.support.papers import faulty_paper
from throughcare.commissioning.decisions.rules.checking import Report, check, from_reference
from throughcare.commissioning.decisions.rules.paper import Paper, Paragraph, Section
from throughcare.commissioning.decisions.rules.statements import extract
from throughcare.commissioning.decisions.rules.statements.sentences import MOST_FIGURES
from throughcare.foundation.reference import load

REFERENCE = from_reference(load())
LONG = 950_000
MOST_SECONDS = 8
"""Several times what it takes on a quiet machine, a tenth of what time that grows with the square would take."""


def _with(text: str) -> Paper:
    paper = faulty_paper()
    return replace(paper, sections=(*paper.sections, Section(10, "", (Paragraph("10.1", text),))))


def _judged(paper: Paper) -> Report:
    return check(paper, reference=REFERENCE)


@pytest.mark.parametrize(
    "words",
    [
        "£1",
        "£1,000 and ",
        "from May 2022 to June 2023 ",
        "paragraph 4.8, ",
        "approval budget carry transfer £1m award joint controllers are ",
        "delegated authority to award contracts ",
    ],
)
def test_a_million_characters_of_one_thing_take_bounded_time(words: str):
    paper = _with((words * (LONG // len(words) + 1))[:LONG])
    started = time.process_time()
    _judged(paper)
    assert time.process_time() - started < MOST_SECONDS


def test_figures_beyond_any_paper_are_said_not_to_be_weighed():
    report = _judged(_with("£1 and " * (MOST_FIGURES + 1)))
    assert len(report.unread) == 1
    assert "nothing was taken from para 10.1 onwards" in report.unread[0]


def test_what_stands_before_them_is_weighed_all_the_same():
    paper = _with("£1 and " * (MOST_FIGURES + 1))
    before = [a for a in extract(paper).amounts if a.where != "para 10.1"]
    assert before == list(extract(faulty_paper()).amounts)


def test_a_paper_of_usual_length_is_weighed_whole():
    assert _judged(_with("£1 and " * 20)).unread == ()
