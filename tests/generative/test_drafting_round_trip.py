"""A paper that is opened in every step and saved unchanged stays the same to the letter, whatever it looks like.

The papers are those of the corpus, in every layout as the reader gives them back, odd ones of our own, and the
published text where the folder beside the project has it.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.forms import BooleanField, RadioSelect
from django.http import QueryDict
from django.utils.http import urlencode
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.checker_corpus import FAULTS, paper_of, sound
from tests.support.papers import LAYOUTS, block, faulty_paper, row, sound_paper
from throughcare.commissioning.decisions.forms.steps import STEPS
from throughcare.commissioning.decisions.rules import drafting, reading
from throughcare.commissioning.decisions.rules.paper import Block, Paper, Paragraph, Row, Section, Table
from throughcare.foundation.ui.fields import DateField3

PUBLISHED = Path("..") / "shared" / "inputs" / "pcd-1291.txt"
YEARS = ("2022/23", "2023/24", "2024/25")


def sent_for(form: Any) -> dict[str, str]:
    """What a browser sends for a form as it was shown: every line end of a text area as CRLF, no box without a tick."""
    sent: dict[str, str] = {}
    for name, field in form.fields.items():
        value = form[name].value()
        if isinstance(field, DateField3):
            parts = (value.day, value.month, value.year) if value else ("", "", "")
            sent |= {f"{name}-{part}": str(one) for part, one in zip(("day", "month", "year"), parts, strict=True)}
        elif isinstance(field, BooleanField):
            sent |= {name: "on"} if value else {}
        elif value is not None or not isinstance(field.widget, RadioSelect):
            sent[name] = str("" if value is None else value).replace("\r\n", "\n").replace("\n", "\r\n")
    return sent


def opened_and_saved(paper: Paper) -> tuple[Paper, list[str]]:
    """The paper after each step was opened and saved as it was shown, and the steps that need something first."""
    refused = []
    for code, step in STEPS.items():
        initial = step.form.start_of(paper)
        shown = step.form(initial=initial)
        form = step.form(QueryDict(urlencode(sent_for(shown))), initial=initial)
        if form.is_valid():
            paper = form.saved(paper)
        else:
            refused.append(code)
    return paper, refused


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
@pytest.mark.parametrize("make", [sound_paper, faulty_paper])
def test_a_paper_read_from_any_layout_comes_through(layout: str, make: Any) -> None:
    paper = reading.read_paper(LAYOUTS[layout](make()), name="paper")
    after, _ = opened_and_saved(paper)
    assert after == paper


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 100_000), st.sampled_from([None, *sorted(FAULTS)]))
def test_a_paper_of_the_corpus_comes_through(seed: int, fault: str | None) -> None:
    from random import Random

    plan = sound(seed)
    paper = paper_of(plan)
    if fault is not None:
        paper = FAULTS[fault](plan, Random(f"{seed} {fault}")) or paper
    after, refused = opened_and_saved(paper)
    assert after == paper
    assert set(refused) <= {"key-information", "data-protection", "access"}


@pytest.mark.skipif(not PUBLISHED.is_file(), reason="The published text is not beside the project.")
def test_the_published_paper_comes_through() -> None:
    paper = reading.read_paper(PUBLISHED.read_bytes(), name=PUBLISHED.name)
    assert paper.table is not None
    after, refused = opened_and_saved(paper)
    assert after == paper
    assert set(refused) <= {"key-information"}


def odd_table() -> Table:
    """A table with what our form never makes: blocks of other kinds and twice, own titles, totals that do not add."""
    wrong = Block("expenditure", "Costs", (Row("Help", (10_000_000, None, 30_000_000), 41_000_000),), None)
    again = replace(block("expenditure", "Costs of phase two", row("More", 1, 2, 3)), total=Row("All", (1, 2, 4), 7))
    other = Block("other", "Memorandum items", (Row("Staff", (100, 200, 300), None), Row("", (None,) * 3)), None)
    funds = block("funding", "Where it comes from", row("MOPAC", 7, 8, 9))
    return Table(YEARS, (other, funds, wrong, again), 100_000_000, 1_000_000, "3.1", says_rounded=True)


def odd_paper() -> Paper:
    paragraphs = (
        Paragraph("2.1", "One."),
        Paragraph("", "A bullet."),
        Paragraph("2.4", "Four."),
        Paragraph("2.9", "Nine."),
    )
    numbers = (1, 2, 5, 6)
    recommendations = tuple(
        replace(one, number=number) for one, number in zip(sound_paper().recommendations, numbers, strict=True)
    )
    return replace(
        sound_paper(),
        summary=(Paragraph("1", "Why."), Paragraph("2", "How much.")),
        sections=(
            Section(3, "Money", ()),
            Section(2, "Issues raised", paragraphs),
            Section(2, "Again", paragraphs[:1]),
        ),
        recommendations=recommendations,
        table=odd_table(),
        background=None,
    )


def test_an_odd_paper_comes_through() -> None:
    after, _ = opened_and_saved(odd_paper())
    assert after == odd_paper()


def edited(paper: Paper, code: str, **change: str) -> Paper:
    """The paper after some fields of one step were typed over and it was saved."""
    step = STEPS[code]
    initial = step.form.start_of(paper)
    shown = step.form(initial=initial)
    sent = sent_for(shown) | change
    form = step.form(QueryDict(urlencode(sent)), initial=initial)
    assert form.is_valid(), form.errors
    return form.saved(paper)


def test_editing_a_cell_keeps_every_other_block_its_title_and_its_stated_totals() -> None:
    paper = odd_paper()
    assert paper.table is not None
    other, funds, wrong, again = paper.table.blocks
    table = edited(paper, "table", **{"funding-0-1": "900,000"}).table
    assert table is not None
    assert (table.blocks[0], *table.blocks[2:]) == (other, wrong, again)
    assert table.blocks[1] == replace(
        block("funding", funds.title, row("MOPAC", 7, 900, 9)), total=table.blocks[1].total
    )
    assert table.blocks[1].total == Row("Total", (700_000, 90_000_000, 900_000), 91_600_000)
    assert (table.years, table.where, table.says_rounded) == (YEARS, "3.1", True)


def test_what_is_typed_is_exact_and_a_name_alone_leaves_the_stated_precision() -> None:
    for change, precision in (({"funding-0-1": "900,000.01"}, 1), ({"funding-0-1": "900,000"}, 100)):
        table = edited(odd_paper(), "table", **change).table
        assert table is not None
        assert (table.unit_pence, table.precision_pence) == (100, precision)
    named = edited(odd_paper(), "table", **{"funding-label-0": "MOPAC budget"}).table
    assert named is not None
    assert (named.unit_pence, named.precision_pence) == (100_000_000, 1_000_000)


def test_editing_a_paragraph_renumbers_none_and_leaves_a_section_of_the_same_number() -> None:
    text = "One, now longer.\n\nA bullet.\n\nPut in.\n\nFour.\n\nNine.\n\nTen."
    sections = edited(odd_paper(), "section-2", text=text).sections
    assert [(one.number, one.title) for one in sections] == [(3, "Money"), (2, "Issues raised"), (2, "Again")]
    assert [(one.number, one.text) for one in sections[1].paragraphs] == [
        ("2.1", "One, now longer."),
        ("", "A bullet."),
        ("", "Put in."),
        ("2.4", "Four."),
        ("2.9", "Nine."),
        ("2.10", "Ten."),
    ]
    one_between = drafting.paragraphs_after(
        (Paragraph("2.1", "One."), Paragraph("2.5", "Five.")), "One.\n\nX\n\nFive.", 2
    )
    assert [one.number for one in one_between] == ["2.1", "2.1a", "2.5"]


def test_editing_a_recommendation_keeps_the_numbers_and_precision_of_the_others() -> None:
    paper = odd_paper()
    found = edited(paper, "recommendations", text_1="Something else").recommendations
    assert [one.number for one in found] == [1, 2, 5, 6]
    assert (found[0], *found[2:]) == (paper.recommendations[0], *paper.recommendations[2:])


def test_saying_that_there_are_no_background_papers_is_not_silence() -> None:
    paper = replace(sound_paper(), background=None)
    assert edited(paper, "background").background is None
    assert edited(paper, "background", none="on").background == ()
