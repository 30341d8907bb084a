"""Codes, shuffling, small groups and words of harm, without a database."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughcare import machines
from throughcare.voice.feedback import states
from throughcare.voice.feedback.queries import local
from throughcare.voice.feedback.rules.answers import Asked, Unusable, band_of, read_answer, read_times
from throughcare.voice.feedback.rules.codes import ALPHABET, WrongCode, new_code, read_code, shown
from throughcare.voice.feedback.rules.disclosure import HarmWords, kinds_of_harm
from throughcare.voice.feedback.rules.protecting import can_be_told_apart, protected, several_together, together
from throughcare.voice.feedback.rules.shuffling import (
    PADDED,
    Pooling,
    closing_groups,
    how_many_to_write,
    padded,
    unpadded,
)
from throughcare.voice.feedback.rules.small_groups import asks_who, crossed_tallies, groups_to_tell_apart

POOLING = Pooling()
HARM = tuple(HarmWords(row.kind, row.language, row.words) for row in local.reference().disclosure_rules)


@given(st.randoms(use_true_random=False))
def test_a_code_is_read_as_it_is_printed_in_any_case(draw):
    code = new_code(draw.choice)
    assert read_code(shown(code)) == code
    assert read_code(f" {shown(code).lower().replace(' ', '-')} ") == code


@given(st.randoms(use_true_random=False), st.integers(0, 8), st.sampled_from(ALPHABET))
def test_one_wrong_sign_is_always_seen(draw, place, sign):
    code = new_code(draw.choice)
    if code[place] != sign:
        with pytest.raises(WrongCode, match="wrong_letter"):
            read_code(code[:place] + sign + code[place + 1 :])


@given(st.randoms(use_true_random=False), st.integers(0, 6))
def test_two_signs_that_changed_places_are_always_seen(draw, place):
    code = new_code(draw.choice)
    changed = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    if changed != code:
        with pytest.raises(WrongCode):
            read_code(changed)


@pytest.mark.parametrize("typed", ["", "   ", "🙂🙂🙂", "'; DROP TABLE", "A" * 50_000, "\x00", "مرحبا"])
def test_anything_else_is_refused_with_a_sentence(typed):
    with pytest.raises(WrongCode, match=r"code\.(missing|wrong_letter)"):
        read_code(typed)


@given(st.lists(st.integers(1, 30), max_size=60))
def test_whatever_comes_never_few_are_written_and_enough_stay_behind(arrivals):
    waiting = 0
    for number in arrivals:
        waiting += number
        writes = how_many_to_write(waiting, POOLING)
        assert writes == 0 or writes >= POOLING.fewest
        waiting -= writes
        assert writes == 0 or waiting == POOLING.hold_back


@given(st.dictionaries(st.sampled_from(["", "camden", "brent", "barnet", "ealing"]), st.integers(0, 12)))
def test_at_the_close_everybody_is_written_in_a_group_large_enough_or_nobody(waiting):
    groups = closing_groups(waiting, POOLING)
    total = sum(waiting.values())
    if groups is None:
        assert 0 < total < POOLING.fewest
        return
    areas = [area for found in groups.values() for area in found]
    assert sorted(areas) == sorted(area for area, count in waiting.items() if count)
    for found in groups.values():
        assert sum(waiting[area] for area in found) >= POOLING.fewest
    assert all(name in ("", found[0]) for name, found in groups.items())


def test_pools_too_small_are_refused():
    for numbers in ((1, 0, 0), (6, 5, 5), (10, 4, 5), (4, 2, 3)):
        with pytest.raises(ValueError, match="would show who wrote what"):
            Pooling(*numbers)


@given(st.binary(max_size=9000))
def test_padding_is_undone_and_leaves_three_sizes(content):
    assert unpadded(padded(content)) == content
    assert len(padded(content)) in PADDED


def test_small_groups_are_not_asked_and_not_told_apart():
    assert not asks_who(size=9, area_codes=40, small_group=10)
    assert not asks_who(size=40, area_codes=9, small_group=10)
    assert asks_who(size=10, area_codes=10, small_group=10)
    assert groups_to_tell_apart(["a"] * 12 + ["b"] * 11 + ["c"] * 10, 10) == {"a", "b", "c"}
    assert groups_to_tell_apart(["a"] * 30 + ["b"] * 12 + ["c"] * 2, 10) == {"a"}, "b would give c away by subtraction"
    assert groups_to_tell_apart(["a"] * 3, 10) == frozenset()


@given(st.lists(st.sampled_from(["a", "b", "c", "d", ""]), max_size=80))
def test_no_rest_is_ever_small(values):
    large = groups_to_tell_apart(values, 10)
    rest = [value for value in values if value not in large]
    assert not rest or len(rest) >= 10 or not large
    assert all(values.count(value) >= 10 for value in large)


def test_groups_are_crossed_only_with_questions_that_do_not_ask_who_people_are():
    asked = (
        Asked("sex", "choice", ("female", "male"), "sex"),
        Asked("told", "yes_no", ("yes", "no")),
    )
    given_ = [{"sex": ["female"], "told": ["yes"]}] * 12 + [{"sex": ["male"], "told": ["no"]}] * 15
    cells = crossed_tallies(asked, given_, 10)
    assert {(one.question, one.option, one.group, one.number) for one in cells} == {
        ("told", "yes", "sex:female", 12),
        ("told", "no", "sex:male", 15),
    }


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("I want to die.", "self_harm"),
        ("i WANT   to-die", "self_harm"),
        ("I don’t want to live", "self_harm"),
        ("he hits me when he drinks", "abuse"),
        ("I will stab him", "harm_to_others"),
        ("Vreau să mor", "self_harm"),
        ("أُريد أن أموت", "self_harm"),
        ("she hit my kids, the child is not safe", "child"),
    ],
)
def test_words_of_harm_are_found_in_each_language(text, kind):
    assert kind in kinds_of_harm(text, HARM)


@pytest.mark.parametrize(
    "text", ["The diet was good.", "We killed time.", "My worker is a diamond", "", "😀", "suited me"]
)
def test_other_words_are_not(text):
    assert kinds_of_harm(text, HARM) == ()


@pytest.mark.parametrize(("typed", "number"), [("3", 3), ("٣", 3), (" 12 ", 12), ("0", 0)])
def test_numbers_of_times_in_any_digits(typed, number):
    assert read_times(typed) == number


@pytest.mark.parametrize("typed", ["", "often", "-1", "3.5", "10000", "1e3", "🙂"])
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(Unusable):
        read_times(typed)


def test_a_rare_number_is_counted_in_a_band():
    assert [band_of(one) for one in (0, 1, 2, 3, 5, 6, 10, 11, 400)] == [
        "0", "1", "2", "3 to 5", "3 to 5", "6 to 10", "6 to 10", "11 or more", "11 or more",
    ]  # fmt: skip


def test_an_answer_that_the_question_does_not_have_is_refused():
    asked = Asked("told", "yes_no", ("yes", "no"))
    assert read_answer(asked, ["yes"], "", longest=10) == ["yes"]
    for picked in ([], ["maybe"], ["yes", "no"]):
        with pytest.raises(Unusable):
            read_answer(asked, picked, "", longest=10)


def test_a_small_count_and_what_would_give_it_away_are_withheld():
    found = protected({"a": 3, "b": 20, "c": 14, "d": 7}, 5)
    assert found["a"] is None
    assert sum(value is None for value in found.values()) >= 2
    assert protected({"a": 8, "b": 0}, 5) == {"a": 8, "b": 0}


def free(everybody: dict[str, int | None], groups: list[dict[str, int | None]], small: int) -> bool:
    """Whether what everybody answered less the groups that are shown leaves one small number to read off."""
    for one in everybody:
        told = [group[one] for group in groups]
        if everybody[one] is not None and sum(value is None for value in told) == 1:
            known = everybody[one] - sum(value for value in told if value is not None)
            if 0 < known < small:
                return True
    return False


def test_what_everybody_answered_less_what_a_group_answered_gives_no_small_count():
    women, men = {"yes": 12, "no": 1}, {"yes": 16, "no": 6}
    found = together({"yes": 28, "no": 7}, {("sex", "female"): women, ("sex", "male"): men}, 5)
    shown = [dict(one.counts) for one in found.groups.values()]
    assert shown[0] == {"yes": None, "no": None}
    assert not free(dict(found.everybody.counts), shown, 5)


def test_those_of_no_group_are_protected_though_they_are_shown_nowhere():
    found = together({"yes": 28, "no": 7}, {("sex", "male"): {"yes": 16, "no": 6}}, 5)
    men = found.groups["sex", "male"].counts
    assert found.everybody.counts["no"] is None or men["no"] is None
    assert found.everybody.counts["yes"] is None or men["yes"] is None


def test_an_answer_of_several_is_protected_on_the_side_of_those_who_did_not_give_it_too():
    groups = {("sex", "female"): {"home": 1, "job": 13}, ("sex", "male"): {"home": 6, "job": 22}}
    sizes = {("sex", "female"): 13, ("sex", "male"): 22}
    found = several_together({"home": 7, "job": 35}, groups, sizes, 35, 5)
    homes = [found.everybody.counts["home"], *(one.counts["home"] for one in found.groups.values())]
    assert homes[1] is None
    assert None in (homes[0], homes[2])
    assert [one.counts["job"] for one in found.groups.values()] == [13, 22]
    assert several_together({"home": 19}, {}, {}, 20, 5).everybody.counts == {"home": None}


def test_a_group_whose_size_may_not_be_seen_is_not_told_apart():
    assert can_be_told_apart(kind="choice", own=12, size=12, fewest=5)
    assert not can_be_told_apart(kind="choice", own=None, size=12, fewest=5)
    assert can_be_told_apart(kind="several", own=17, size=12, fewest=5)
    assert not can_be_told_apart(kind="several", own=13, size=12, fewest=5)


MACHINES = [
    (states.SURVEY_TRANSITIONS, states.SURVEY_OWNER, "draft"),
    (states.ACTIVITY_TRANSITIONS, states.ACTIVITY_OWNER, "planned"),
    (states.DISCLOSURE_TRANSITIONS, states.DISCLOSURE_OWNER, "waiting"),
]


@given(st.sampled_from(MACHINES), st.randoms(use_true_random=False))
def test_every_walk_through_a_machine_stays_in_states_with_an_owner(machine, draw: random.Random):
    table, owners, state = machine
    seen = []
    for _ in range(12):
        step = draw.choice(sorted(table))
        try:
            state = machines.move(table, step, state)
            seen.append(step)
        except machines.CannotMove:
            assert step not in machines.events_from(table, state)
        assert state in owners
    if "opened" in seen:
        assert seen.index("approved") < seen.index("opened")
