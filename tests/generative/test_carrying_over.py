"""Carrying an amendment over: three versions of a paper made one, with nothing lost, doubled or brought back unsaid."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import count
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from throughcare.commissioning.decisions.rules import drafting
from throughcare.commissioning.decisions.rules.paper import Paper, Paragraph, Section
from throughcare.commissioning.decisions.rules.rebasing import CarriedOver, carry_over

Edited = tuple[tuple[str, ...], frozenset[str], frozenset[str]]
UNTOUCHED: Any = [("keep", 0)]
FEW = settings(max_examples=60)
THREE = ["Accept MoJ", "Spend 100", "Delegate"]


def said_in(paper: Paper) -> tuple[list[str], list[str]]:
    """The words of the recommendations, and those of the paragraphs of section 2."""
    return (
        [one.text for one in paper.recommendations],
        [one.text for section in paper.sections for one in section.paragraphs],
    )


def as_recommendations(texts: Any) -> Paper:
    return drafting.with_recommendations(Paper(), [{"verb": "approve", "text": text} for text in texts])


def as_paragraphs(texts: Any) -> Paper:
    return drafting.with_section(Paper(), 2, "\n\n".join(texts))


def as_paragraphs_numbered_otherwise(texts: Any) -> Paper:
    numbered = tuple(Paragraph(f"2.{2 * place}", text) for place, text in enumerate(texts, start=1))
    return Paper(sections=(Section(2, "Issues", numbered),) if numbered else ())


KINDS = [as_recommendations, as_paragraphs, as_paragraphs_numbered_otherwise]
edits = st.lists(st.tuples(st.sampled_from(["keep", "drop", "change", "add"]), st.integers(0, 5)), max_size=6)


def edited(base: tuple[str, ...], made: list[tuple[str, int]], name: str) -> Edited:
    """A version after some edits, each of one place; with the words of the base that it changed or dropped."""
    texts, numbers = [(one, one) for one in base], count()
    for kind, at in made:
        place = at % (len(texts) + 1)
        if kind == "add":
            texts.insert(place, ("", f"{name} puts in clause {next(numbers)}"))
        elif place < len(texts) and kind == "drop":
            del texts[place]
        elif place < len(texts) and kind == "change":
            was, now = texts[place]
            texts[place] = (was, f"{now} as {name} has it {next(numbers)}")
    left = {was for was, _ in texts}
    return (
        tuple(now for _, now in texts),
        frozenset(was for was, now in texts if was and was != now),
        frozenset(one for one in base if one not in left),
    )


@st.composite
def versions(draw: st.DrawFn) -> tuple[tuple[str, ...], Edited, Edited]:
    size = draw(st.integers(0, 5))
    base = tuple(f"{word} matter {word}" for word in ("alpha", "bravo", "charlie", "delta", "echo")[:size])
    return base, edited(base, draw(edits), "theirs"), edited(base, draw(edits), "mine")


def merged(make: Any, base: Any, onto: Any, mine: Any) -> tuple[list[str], CarriedOver]:
    found = carry_over(make(base), make(onto), make(mine))
    recommendations, paragraphs = said_in(found.paper)
    return recommendations or paragraphs, found


@pytest.mark.parametrize("make", KINDS)
@FEW
@given(versions())
def test_what_neither_side_touched_is_neither_lost_nor_doubled(make: Any, drawn: Any) -> None:
    base, (onto, *theirs), (mine, *own) = drawn
    texts, _ = merged(make, base, onto, mine)
    times = Counter(texts)
    touched = frozenset().union(*theirs, *own)
    assert {one: times[one] for one in base if one not in touched} == {one: 1 for one in base if one not in touched}
    assert max(times.values(), default=1) == 1


@pytest.mark.parametrize("make", KINDS)
@FEW
@given(versions())
def test_what_one_side_removed_comes_back_only_where_the_other_changed_it_and_is_named(make: Any, drawn: Any) -> None:
    base, (onto, changed, dropped), (mine, own_changed, own_dropped) = drawn
    texts, found = merged(make, base, onto, mine)
    assert not (dropped | own_dropped) & set(texts)
    if not (dropped & own_changed or changed & own_dropped or changed & own_changed):
        assert found.both_changed == () or _beside(base, onto, mine)
    for was in dropped & own_changed:
        assert found.both_changed, was
    for was in own_dropped & changed:
        assert found.both_changed, was


def _beside(base: Any, onto: Any, mine: Any) -> bool:
    """Whether words were put in where others were taken out, which may be read as a change of those."""
    return any(len(side) - len(set(side) & set(base)) for side in (onto, mine))


@pytest.mark.parametrize("make", KINDS)
@FEW
@given(versions())
def test_what_one_side_put_in_or_changed_is_there_or_named(make: Any, drawn: Any) -> None:
    base, (onto, *_), (mine, *_) = drawn
    texts, found = merged(make, base, onto, mine)
    assert not set(mine) - set(base) - set(texts), "the draft's own words stay"
    if set(onto) - set(base) - set(texts):
        assert found.both_changed


@pytest.mark.parametrize("make", KINDS)
@FEW
@given(versions())
@example((tuple(THREE), (tuple(THREE[1:]), frozenset(), frozenset(THREE[:1])), ((), frozenset(), frozenset(THREE))))
def test_a_side_that_changed_nothing_gives_the_other(make: Any, drawn: Any) -> None:
    base, (onto, *_), (mine, *_) = drawn
    before, later, own = make(base), make(onto), make(mine)
    assert carry_over(before, later, before) == CarriedOver(later, ())
    assert carry_over(before, before, own) == CarriedOver(own, ())
    assert carry_over(before, own, own) == CarriedOver(own, ())


@pytest.mark.parametrize("make", KINDS[:2])
@FEW
@given(versions())
def test_they_are_numbered_in_order(make: Any, drawn: Any) -> None:
    base, (onto, *_), (mine, *_) = drawn
    texts, found = merged(make, base, onto, mine)
    made = make(texts)
    assert [one.number for one in found.paper.recommendations] == [one.number for one in made.recommendations]
    assert [one.paragraphs for one in found.paper.sections] == [one.paragraphs for one in made.sections]


@pytest.mark.parametrize(
    ("base", "onto", "mine", "result", "named"),
    [
        (THREE, THREE[1:], [THREE[0], THREE[2]], [THREE[2]], ()),
        (THREE, [THREE[0], THREE[2]], [*THREE[:2], "Delegate more"], [THREE[0], "Delegate more"], ()),
        (["A", "B"], ["N", "A", "B"], ["A", "B2"], ["N", "A", "B2"], ()),
        (["A", "B"], ["A", "B2"], ["N", "A", "B"], ["N", "A", "B2"], ()),
        (["A", "B", "C"], ["B", "C", "A"], ["A", "B", "C", "D"], ["B", "C", "D", "A"], ()),
        (["A", "B", "C"], ["B", "C", "A"], ["B", "C"], ["B", "C"], ()),
        (["A", "B"], ["A", "N", "B"], ["A", "N", "B"], ["A", "N", "B"], ()),
    ],
)
@pytest.mark.parametrize("make", KINDS[:2])
def test_places_are_known_again_by_their_words(
    make: Any, base: Any, onto: Any, mine: Any, result: Any, named: Any
) -> None:
    texts, found = merged(make, base, onto, mine)
    assert (texts, found.both_changed) == (result, named)


def test_what_both_sides_did_to_one_place_is_named_with_what_became_of_it() -> None:
    left_out = [THREE[0], THREE[2]]
    changed = [THREE[0], "Spend 100 and no more", THREE[2]]
    back = carry_over(*map(as_recommendations, (THREE, left_out, changed)))
    assert (said_in(back.paper)[0], back.both_changed) == (changed, ("rec 2 (left out of the later version)",))
    gone = carry_over(*map(as_recommendations, (THREE, changed, left_out)))
    assert (said_in(gone.paper)[0], gone.both_changed) == (
        left_out,
        ("rec 2 of the later version (left out of the draft)",),
    )
    moved = carry_over(*map(as_paragraphs, (["A", "B", "C"], ["B", "C", "A"], ["C", "A", "B"])))
    assert (said_in(moved.paper)[1], moved.both_changed) == (["C", "A", "B"], ("order of the paragraphs of section 2",))


def test_numbers_that_a_paper_gave_stay_and_none_stands_twice() -> None:
    base = as_paragraphs_numbered_otherwise(["A", "B"])
    onto, mine = (drafting.with_section(base, 2, f"A\n\nB\n\n{word}") for word in ("Theirs", "Mine"))
    (section,) = carry_over(base, onto, mine).paper.sections
    assert [(one.number, one.text) for one in section.paragraphs] == [
        ("2.2", "A"),
        ("2.4", "B"),
        ("2.5", "Theirs"),
        ("2.6", "Mine"),
    ]
    kept = [replace(one, number=2 * one.number) for one in as_recommendations(THREE[:2]).recommendations]
    uneven = replace(Paper(), recommendations=tuple(kept))
    rows = [{"verb": "approve", "text": one} for one in THREE[:2]]
    onto, mine = (
        drafting.with_recommendations(uneven, [*rows, {"verb": "approve", "text": word}]) for word in ("Theirs", "Mine")
    )
    found = carry_over(uneven, onto, mine).paper.recommendations
    assert [(one.number, one.text) for one in found] == [(2, THREE[0]), (4, THREE[1]), (5, "Theirs"), (6, "Mine")]


def test_a_section_that_both_put_in_has_the_paragraphs_of_both_and_sections_stay_in_order() -> None:
    base = drafting.with_section(drafting.with_section(Paper(), 1, "Why."), 5, "How.")
    onto, mine = drafting.with_section(base, 4, "Theirs"), drafting.with_section(base, 4, "Mine")
    found = carry_over(base, onto, drafting.with_section(mine, 3, "Cost."))
    assert [one.number for one in found.paper.sections] == [1, 3, 4, 5]
    assert [one.text for one in found.paper.sections[2].paragraphs] == ["Theirs", "Mine"]
    assert found.both_changed == ()
    apart = carry_over(base, onto, drafting.with_section(base, 3, "Mine"))
    assert [one.number for one in apart.paper.sections] == [1, 3, 4, 5]


@FEW
@given(versions(), st.tuples(*[st.sets(st.integers(1, 20), min_size=12, max_size=12)] * 3))
def test_no_number_stands_twice_however_each_version_numbers_its_recommendations(drawn: Any, given_: Any) -> None:
    base, (onto, *_), (mine, *_) = drawn
    papers = [
        Paper(
            recommendations=tuple(
                replace(one, number=number)
                for one, number in zip(as_recommendations(texts).recommendations, sorted(numbers), strict=False)
            )
        )
        for texts, numbers in zip((base, onto, mine), given_, strict=True)
    ]
    numbers = [one.number for one in carry_over(*papers).paper.recommendations]
    assert len(numbers) == len(set(numbers))
