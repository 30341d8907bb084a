"""Synthetic London: the same on every machine, in all boroughs, in the shares that the decision gives, and messy."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from example.london import ENDINGS, IN_THE_DEMO, SyntheticPerson, population
from throughcare.delivery.people.rules.identifiers import read
from throughcare.foundation.access.areas import unit_of
from throughcare.foundation.reference import load

TODAY = date(2026, 6, 1)
MANY = 4000


@pytest.fixture(scope="module")
def london() -> list[SyntheticPerson]:
    return population(MANY, today=TODAY)


def has(one: SyntheticPerson, *codes: str) -> bool:
    return any(need.code in codes and need.present == "yes" for need in one.needs)


def share(found: list[bool]) -> float:
    return sum(found) / len(found)


def test_it_is_the_same_every_time_and_grows_without_changing() -> None:
    assert population(50, today=TODAY) == population(50, today=TODAY) == population(300, today=TODAY)[:50]


def test_the_demo_has_somebody_in_every_borough_and_command_unit() -> None:
    found = load()
    boroughs = Counter(one.borough for one in population(IN_THE_DEMO, today=TODAY))
    assert set(boroughs) == {one.id for one in found.boroughs}
    assert len(boroughs) == 32
    assert {one.unit for one in found.boroughs if one.id in boroughs} == {one.id for one in found.command_units}
    assert len(found.command_units) == 12


def test_every_command_unit_of_the_demo_has_people_for_its_panel() -> None:
    put_forward = [one for one in population(IN_THE_DEMO, today=TODAY) if one.steps and not one.is_restricted]
    units = Counter(unit_of(one.borough) for one in put_forward)
    assert len(units) == 12
    assert min(units.values()) >= 2


def test_a_larger_london_is_spread_evenly(london: list[SyntheticPerson]) -> None:
    beyond = [one.borough for one in london[IN_THE_DEMO:]]
    shares = {borough: many / len(beyond) for borough, many in Counter(beyond).items()}
    assert len(shares) == 32
    assert all(abs(one - 1 / 32) < 0.006 for one in shares.values()), shares


def test_needs_come_in_the_shares_of_the_decision(london: list[SyntheticPerson]) -> None:
    people = [one for one in london if one.needs]
    coping, mental = [has(one, "coping") for one in people], [has(one, "coping", "psychological") for one in people]
    assert share([has(one, "psychological") for one in people]) > 0.5, "a majority, para 1.5"
    assert 0.70 < share(coping) < 0.76, "almost three quarters, para 1.5"
    both = [has(one, "drugs", "alcohol") for one, is_mental in zip(people, mental, strict=True) if is_mental]
    assert share(both) > 0.8, "the vast majority of these, para 1.5"


def test_violent_index_offences_rise_as_the_decision_says(london: list[SyntheticPerson]) -> None:
    index = [offence for one in london for offence in one.offences if offence.is_index]
    early = [one.is_violent for one in index if one.committed_on.year <= 2015]
    late = [one.is_violent for one in index if one.committed_on.year >= 2020]
    assert share(late) > share(early) + 0.08, "para 1.2"


def test_the_mess_of_real_life_is_there(london: list[SyntheticPerson]) -> None:
    own = [one for one in london if one.same_as is None]
    assert 0.02 < share([one.same_as is not None for one in london]) < 0.08
    assert 0.10 < share([not one.scores for one in own]) < 0.20
    assert 0.01 < share([one.is_restricted for one in own]) < 0.03
    assert any(one.died for one in own)
    assert any(step.what == "custody" for one in own for step in one.steps)
    assert any(need.present == "yes" and need.offending == "not_known" for one in own for need in one.needs)


def test_nobody_could_be_taken_for_somebody(london: list[SyntheticPerson]) -> None:
    """Made-up family names, sound numbers of ranges for tests."""
    for one in london[:500]:
        assert one.family_name.rpartition("-")[2] in ENDINGS
        for kind, value in one.numbers:
            assert read(kind, value, year_now=TODAY.year).kind == kind
            assert kind != "nhs" or value.startswith("999")
