"""Each verb that the form of a decision offers gives the power that it says, and none gives more."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.commissioning.funding.papers import PCD_1291, decision
from tests.commissioning.funding.people import AT, COMMISSIONER, FINANCE
from tests.commissioning.funding.test_spending import commit
from throughcare.commissioning.decisions.rules.reading.recommendations import recommendation
from throughcare.commissioning.funding import actions, models
from throughcare.commissioning.funding.queries import movements
from throughcare.commissioning.funding.rules.authority import Purpose, carried_year, purpose_of, years_of
from throughcare.errors import NotAllowed
from throughcare.foundation.ports.in_effect import Authorised

FORM = tomllib.loads(Path("reference/decision_form.toml").read_text(encoding="utf-8"))
SAYS = {
    "approve": ("Approve expenditure of up to £1.87m on two services", Purpose.SPEND),
    "agree": ("Agree to award the contract for the service at £0.4m", Purpose.SPEND),
    "note": ("Note that up to £1.87m will be committed to two services", Purpose.OTHER),
    "delegate": ("Delegate to the Chief Executive the award of contracts up to £1.87m", Purpose.DELEGATE),
    "accept": ("Accept up to £0.55m of funding from London Probation for the contracts", Purpose.ACCEPT),
    "commence": ("Commence the procurement of two services at £1.87m, with funding accepted", Purpose.SPEND),
    "carry_forward": ("Carry forward up to £0.68m of 2022/23 to pay for contracts", Purpose.CARRY_FORWARD),
}


@pytest.mark.parametrize("verb", [one["id"] for one in FORM["verb"]])
def test_every_verb_of_the_form_gives_what_it_says(verb: str) -> None:
    text, purpose = SAYS[verb]
    assert purpose_of(verb, text) == purpose
    assert recommendation(1, text).verb == verb


@pytest.mark.parametrize(
    ("verb", "text", "purpose"),
    [
        ("approve", "Approve to accept funding from London Probation", Purpose.ACCEPT),
        ("approve", "Approve to carry forward £0.68m for the contracts", Purpose.CARRY_FORWARD),
        ("approve", "Approve the commencement of the service at £1m", Purpose.SPEND),
        ("approve", "Approve the minutes", Purpose.OTHER),
        ("accept", "The offer of £0.3m made by the Ministry of Justice", Purpose.ACCEPT),
        ("accept", "Accept the carry-forward of £0.68m", Purpose.CARRY_FORWARD),
        ("commence", "Commence both services at £1.87m", Purpose.SPEND),
        ("carry_forward", "Carry-forward up to £0.68m", Purpose.CARRY_FORWARD),
        ("", "Award the contract", Purpose.SPEND),
    ],
)
def test_the_words_decide_where_the_verb_leaves_it_open(verb: str, text: str, purpose: Purpose) -> None:
    assert purpose_of(verb, text) == purpose


def read(number: int, text: str) -> Authorised:
    one = recommendation(number, text)
    return Authorised(number, one.verb, one.text, one.amount_pence, one.amount_is_cap, one.funder)


@pytest.mark.django_db
def test_commence_allows_commitments_and_carry_forward_the_movement(programme: Any) -> None:
    told = decision(
        PCD_1291,
        authorised=(
            read(1, "Accept up to £0.55m of funding from London Probation;"),
            read(2, "Commence the procurement of two services at a value of £1.87m;"),
            read(3, "Carry forward up to £0.68m of MOPAC funding from 2022/23;"),
            read(4, "Note that the services start in 2023."),
        ),
    )
    actions.open_lines(decision=told, by=COMMISSIONER, at=AT)
    assert [one.state for one in movements.carry_forwards(FINANCE, "iom")] == ["approved"]
    commit(programme, 10_000_000)
    noted = models.Authority.objects.get(number=4).pk
    with pytest.raises(NotAllowed, match="No recommendation of a decision in effect"):
        commit(programme, 100, authority_id=noted, key="n")


@pytest.mark.parametrize(
    ("period", "years"),
    [
        ("2022/23", ("2022/23", "2022/23")),
        ("2022-2023", ("2022/23", "2022/23")),
        ("2023/24 to 2025/26", ("2023/24", "2025/26")),
        ("October 2023 to March 2026", ("2023/24", "2025/26")),
        ("1 April 2024 until 31 March 2025", ("2024/25", "2024/25")),
        ("until 31 March 2027", ("", "2026/27")),
        ("by March 2024", ("", "2023/24")),
        ("October 2023", ("", "")),
        ("from 2023/24", ("2023/24", "")),
        ("2023/24 onwards", ("2023/24", "")),
        ("2023/24 and onwards", ("2023/24", "")),
        ("for three years from 2023/24", ("2023/24", "2025/26")),
        ("from 2023/24 for 2 years", ("2023/24", "2024/25")),
        ("for a period of three years starting in October 2023", ("2023/24", "2026/27")),
        ("for one year from 15 April 2023", ("2023/24", "2024/25")),
        ("for 18 months from 31 October 2023", ("2023/24", "2025/26")),
        ("three years, 2023/24 onwards", ("2023/24", "2025/26")),
        ("from 2023/24, after three years of trial", ("2023/24", "")),
        ("starting in the financial year 2023/24", ("2023/24", "")),
        ("since 1 October 2023", ("2023/24", "")),
        ("from 2023/24 to 2025/26", ("2023/24", "2025/26")),
        ("From October 2023 until March 2026", ("2023/24", "2025/26")),
        ("2023/24, and from 2024/25 onwards", ("2023/24", "")),
        ("2022/25", ("", "")),
        ("three years", ("", "")),
        ("", ("", "")),
    ],
)
def test_the_years_of_a_period(period: str, years: tuple[str, str]) -> None:
    assert years_of(period) == years


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("period", "says"),
    [
        ("2022/23", "Recommendation 2 of PCD 1291 is for 2022/23, so nothing for 2023/24 can be committed under it"),
        ("April 2024 to March 2025", "Recommendation 2 of PCD 1291 is for 2024/25, so nothing for 2023/24"),
        ("until March 2023", "Recommendation 2 of PCD 1291 is for years up to 2022/23, so nothing for 2023/24"),
        ("from 2024/25", "Recommendation 2 of PCD 1291 is for 2024/25 and later years, so nothing for 2023/24"),
        ("2023/24 to 2024/25", ""),
        ("for three years from 2022/23", ""),
        ("for one year from 2022/23", "Recommendation 2 of PCD 1291 is for 2022/23, so nothing for 2023/24"),
        ("", ""),
    ],
)
def test_a_recommendation_for_a_period_allows_nothing_outside_it(programme: Any, period: str, says: str) -> None:
    told = replace(decision().authorised[1], period=period)
    actions.open_lines(decision=decision(authorised=(told,)), by=COMMISSIONER, at=AT)
    if not says:
        commit(programme, 100)
        return
    with pytest.raises(NotAllowed, match=says):
        commit(programme, 100)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("Approve £1m for three years from 2023/24", "for three years from 2023/24"),
        ("Approve £1m for homes from 2023/24 for three years", "from 2023/24 for three years"),
        ("Approve £1m for homes from 2023/24", "from 2023/24"),
        ("Approve £1m for homes 2023/24 onwards", "2023/24 onwards"),
        ("Approve £1m for a service starting in October 2023", "starting in October 2023"),
        ("Approve £1m for a service from 1 April 2023 to 31 March 2025", "1 April 2023 to 31 March 2025"),
        ("Approve £1m from 2023/24 to 2024/25", "2023/24 to 2024/25"),
        ("Approve £1m from the 2023/24 budget", "2023/24"),
        ("Approve £1m from 2023/24 underspend", "2023/24"),
        ("Approve £1m from 2023/24 MOPAC budget", "2023/24"),
        ("Approve £1m from 2023/24 contingency", "2023/24"),
        ("Approve £1m for homes from 2023/24 funded by the Ministry of Justice", "from 2023/24"),
        ("Carry forward £1m from 2023/24", "2023/24"),
        ("Approve £1m in 2023/24", "2023/24"),
    ],
)
def test_the_words_with_which_a_period_opens_are_read_with_it(text: str, period: str) -> None:
    assert recommendation(1, text).period == period


@pytest.mark.parametrize(
    ("text", "year"),
    [
        (
            "carry forward up to £0.68m allocated for this finance year, to be spread across 2023/24 and 2024/25",
            "2022/23",
        ),
        ("carry forward the £0.68m budget for this year (2021/22) to 2023/24", "2021/22"),
        ("carry forward the underspend of £0.1m from 2023/24 to 2024/25", "2023/24"),
        ("carry forward the money unspent in the financial year 2023-24", "2023/24"),
        ("carry forward up to £0.68m into 2023/24", ""),
        ("transfer £60,000 from reserves", ""),
        ("carry forward up to £0.68m of 2023/25", ""),
    ],
)
def test_a_carry_forward_is_for_money_of_the_year_that_the_recommendation_names(text: str, year: str) -> None:
    assert carried_year(text, date(2022, 10, 11)) == year
