"""The structured form: exact both ways, and errors that name the key."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.papers import faulty_paper, sound_paper
from throughcare.commissioning.decisions.rules import reading, writing
from throughcare.commissioning.decisions.rules.paper import (
    Access,
    Ask,
    Block,
    Declaration,
    Facts,
    LegalPower,
    Paper,
    Paragraph,
    Party,
    Recommendation,
    Row,
    Section,
    StatedAmount,
    StatedPeriod,
    Statement,
    Table,
)

FACTS = b"""
[decision]
reference = "PCD 9005"
title = "A decision in facts"
signed = 2023-06-14
interests_declared = ""
follows = "PCD 9004"
[money]
stated_precision_pence = 1_000_000
[[party]]
id = "partner"
name = "Example Partner"
roles = ["funder"]
para = ["1.4", "5.1"]
[[recommendation]]
verb = "approve"
object = "accept funding"
amount_pence = 30_000_000
amount_is_cap = true
funder = "partner"
[summary_asks]
accept_pence = 30_000_000
procurement_strategy_approval = true
[[date_stated]]
what = "spending period"
from = "2024-03"
to = "2025/26"
para = "summary"
[table]
para = "3.2"
years = ["2023/24", "2024/25"]
[[table.block]]
title = "Funded by"
rows = [ { label = "Partner", pence = [10_000_000, ""], total_pence = 10_000_000 } ]
total = { pence = [10_000_000, 0], total_pence = 10_000_000 }
[[amount_in_text]]
what = "total cost of the services"
pence = 30_000_000
para = "3.1"
[[relied_on]]
what = "needs analysis"
para = "1.5"
[[declaration]]
id = "dpia"
ticked = true
says = "a DPIA is not required"
[supporting_papers]
listed = []
[curiosity]
a = 1
"""


def _strategy_of_papers() -> st.SearchStrategy[Paper]:
    text = st.text(st.characters(blacklist_categories=("Cs",)), max_size=12)
    for kind in (Row, Paragraph, Party, Recommendation, Access, Declaration, LegalPower, StatedAmount, StatedPeriod):
        st.register_type_strategy(kind, st.builds(kind))
    for kind in (Ask, Statement, Section, Block, Table, Facts):
        st.register_type_strategy(kind, st.builds(kind))
    st.register_type_strategy(str, text)
    return st.builds(Paper)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_paper_survives_toml_and_plain_values(data) -> None:
    paper = data.draw(_strategy_of_papers())
    assert reading.from_dict(writing.to_dict(paper)) == paper
    assert reading.from_toml(writing.to_toml(paper)) == paper


@pytest.mark.parametrize("paper", [sound_paper(), faulty_paper()], ids=["sound", "faulty"])
def test_the_toml_form_is_told_by_its_content(paper) -> None:
    assert reading.read_paper(writing.to_toml(paper).encode()) == paper


def test_the_example_of_the_reference_is_read() -> None:
    reference = Path(__file__).parents[5] / "docs" / "reference" / "decision-paper-toml.md"
    example = reference.read_text(encoding="utf-8").split("```toml\n")[1].split("```")[0]
    paper = reading.from_toml(example)
    assert paper.table is not None
    assert paper.table.blocks[0].rows[0].cells == (12_000_000,)
    assert reading.from_toml(writing.to_toml(paper)) == paper


def test_a_file_of_facts() -> None:
    paper = reading.read_paper(FACTS)
    assert (paper.reference, paper.signed, paper.interests, paper.background) == ("PCD 9005", date(2023, 6, 14), "", ())
    assert paper.recommendations[0].funder == "Example Partner"
    assert paper.table is not None
    assert paper.table.blocks[0].kind == "funding"
    assert paper.table.blocks[0].rows[0].cells == (10_000_000, None)
    assert paper.table.unit_pence == 100_000_000
    facts = paper.facts
    assert facts is not None
    assert facts.periods[0].from_ == date(2024, 3, 1)
    assert facts.periods[0].until == date(2026, 4, 1)
    assert [each.kind for each in facts.asks] == ["accept", "procurement_strategy"]
    assert [(each.kind, each.what) for each in facts.statements] == [
        ("relied_on", "needs analysis"),
        ("follows", "PCD 9004"),
    ]
    assert facts.parties == (Party("Example Partner", ("funder",), "1.4, 5.1"),)
    assert facts.amounts[0].what == "total_cost"
    assert paper.unread == ("curiosity: not a part of the form",)


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ("[paper]\nreference = 3", "reference must be text"),
        ("[paper]\nreferenze = 'x'", "referenze is not a key"),
        ("[paper]\nsigned = 'x'", "signed must be a day"),
        ("[paper]\n[[paper.recommendations]]\nverb = 'note'", "recommendations[1].number is missing"),
        (
            "[paper]\n[paper.table]\nyears = ['2022/23']\nblocks = [{kind='x',title='',rows=[{label='',cells=[1.5]}]}]",
            "cells[1]",
        ),
        ("[paper]\n[other]\na=1", "other stands outside"),
        ("[decision]\nsigned = 'soon'", "decision.signed must be a day"),
        ("[decision]\n[[amount_in_text]]\nwhat='x'", "amount_in_text[1].pence is missing"),
        ("[decision]\n[[amount_in_text]]\npence='x'", "amount_in_text[1].pence must be a whole number"),
        ("[decision]\n[[date_stated]]\nfrom='soon'", "date_stated[1].from must be"),
        ("[decision]\n[[date_stated]]\nfrom='2023-13'", "not a possible date"),
        ("[decision]\n[summary_asks]\nacept_pence=1", "summary_asks.acept_pence is not a key"),
        (
            "[decision]\n[table]\nyears=['2022/23']\nblock=[{title='F',rows=[{label='a',pence=[1,2]}]}]",
            "2 figures for 1 years",
        ),
    ],
)
def test_a_wrong_key_is_named(toml, words) -> None:
    with pytest.raises(reading.Unreadable) as refused:
        reading.read_paper(toml.encode())
    assert words in str(refused.value)
