"""What sentences assert: amounts by their meaning, periods, movements and asks; and what is left without a meaning."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.support.papers import block, row
from throughcare.commissioning.decisions.rules.paper import Facts, Paper, Paragraph, Section, Table
from throughcare.commissioning.decisions.rules.statements import extract

MILLION = 100_000_000
TABLE = Table(
    ("2022/23", "2023/24"),
    (block("expenditure", "Planned", row("Housing link service", 1, 2), row("Debt advice", 1, 1)),),
)


def facts(text: str, number: str = "3.1") -> Facts:
    section = Section(int(number[0]), "", (Paragraph(number, text),))
    return extract(Paper(reference="PCD 1", signed=date(2022, 10, 11), table=TABLE, sections=(section,)))


@pytest.mark.parametrize(
    ("text", "pence", "step", "what", "funder"),
    [
        ("The total cost is £1.87m.", 187_000_000, 1_000_000, "total_cost", ""),
        (
            "The Ministry of Justice will contribute £550,000.",
            55_000_000,
            100,
            "partner_funding",
            "Ministry of Justice",
        ),
        (
            "Costs include a grant of £0.5 million from Camden Council.",
            50_000_000,
            10_000_000,
            "partner_funding",
            "Camden Council",
        ),
        ("£300k is met from the MOPAC budget.", 30_000_000, 100_000, "own_funding", ""),
        ("The medium term financial plan includes funding totalling £2.1m.", 210_000_000, 10_000_000, "envelope", ""),
        ("We use £1.32m of this funding.", 132_000_000, 1_000_000, "own_funding", ""),
        ("It is proposed to carry forward £0.68m from 2022/23 to 2023/24.", 68_000_000, 1_000_000, "carry_forward", ""),
        ("£0.20m is drawn from reserves in 2023/24.", 20_000_000, 1_000_000, "reserve_draw", ""),
        ("The housing link service costs £600,000.", 60_000_000, 100, "line:Housing link service", ""),
        ("Public contracts valued at £181,302 or above follow the Regulations.", 18_130_200, 100, "threshold", ""),
        ("The Scheme keeps business cases of £500,000 or above.", 50_000_000, 100, "authority_limit", ""),
    ],
)
def test_an_amount_has_the_meaning_that_its_words_give(text: str, pence: int, step: int, what: str, funder: str):
    (found,) = facts(text).amounts
    assert (found.pence, found.precision_pence, found.what, found.funder) == (pence, step, what, funder)


@pytest.mark.parametrize(
    "text",
    [
        "Reoffending costs society £18.1bn.",
        "Each place costs £400 per week.",
        "The service was previously £1.2m.",
        "PCD 900 approved a total cost of £1.2m.",
        "A saving of £200,000 is expected.",
    ],
)
def test_an_amount_that_is_not_understood_has_no_meaning(text: str):
    assert {amount.what for amount in facts(text).amounts} <= {""}


def test_a_carry_forward_of_this_year_names_the_allocation_too():
    found = facts("We carry forward the £0.68m MOPAC budget allocated to this work for this year (2022/23).").amounts
    assert [(a.what, a.year) for a in found] == [("carry_forward", ""), ("allocation", "2022-23")]


def test_a_movement_knows_its_years_and_whether_it_is_even():
    (found,) = facts("Carry forward up to £0.68m from 2022/23, spread equally across 2023/24 and 2024/25.").movements
    assert (found.from_year, found.to_years) == ("2022-23", ("2023-24", "2024-25"))
    assert found.even
    assert found.is_cap


@pytest.mark.parametrize(
    ("text", "what", "from_", "until", "months"),
    [
        ("The service runs from February 2023 to March 2025.", "service", date(2023, 2, 1), date(2025, 4, 1), None),
        ("Spend falls between 1 January 2023 and 31 March 2025.", "spending", date(2023, 1, 1), date(2025, 4, 1), None),
        ("It costs more over the three years 2022/23 to 2024/25.", "funding", date(2022, 4, 1), date(2025, 4, 1), 36),
        ("Contracts of 24 months from April 2023 to March 2025.", "service", date(2023, 4, 1), date(2025, 4, 1), 24),
        ("Phase two will be commissioned during 2023.", "phase_two", date(2023, 1, 1), date(2024, 1, 1), None),
        ("Mobilisation is from May 2023 to June 2023.", "", date(2023, 5, 1), date(2023, 7, 1), None),
    ],
)
def test_a_period_is_of_what_the_nearest_word_says(text: str, what: str, from_: date, until: date, months: int | None):
    (found,) = facts(text).periods
    assert (found.what, found.from_, found.until, found.months) == (what, from_, until, months)


def test_what_is_sought_is_told_from_what_was_approved_before():
    sought = facts(
        "This decision seeks approval for the procurement strategy and delegated authority for contract award."
    )
    assert {ask.kind for ask in sought.asks} == {"procurement_strategy", "award_delegation"}
    assert facts("The procurement strategy for which approval was sought was previously approved.").asks == ()


def test_given_facts_are_used_as_they_are():
    given = Facts()
    paper = Paper(summary=(Paragraph("summary", "The total cost is £1m."),))
    assert extract(replace(paper, facts=given)) is given
    assert extract(paper).amounts[0].pence == MILLION
