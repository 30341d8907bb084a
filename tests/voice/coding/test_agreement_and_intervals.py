"""Kappa, Wilson's and Newcombe's intervals against other people's code, and what figures hold back."""

from __future__ import annotations

from collections import Counter
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from throughcare.voice.coding.rules.agreement import (
    agreement,
    agreement_by_theme,
    apart,
    kappa_of,
    same_choice,
    side_by_side,
    times_chosen,
)
from throughcare.voice.coding.rules.counting import OTHERS, Read, count, sizes_of
from throughcare.voice.coding.rules.intervals import newcombe, wilson, z_for

THEMES = ("a", "b", "c")
CHOICES = st.lists(st.tuples(st.sets(st.sampled_from(THEMES)), st.sets(st.sampled_from(THEMES))), max_size=60)


def counted(pairs):
    """How many comments have each two choices."""
    return Counter((frozenset(first), frozenset(second)) for first, second in pairs)


def by_definition(pairs, themes):
    """Kappa as a textbook says it: a slow twin."""
    one = [theme in first for first, _ in pairs for theme in themes]
    other = [theme in second for _, second in pairs for theme in themes]
    n = len(one)
    alike = sum(a == b for a, b in zip(one, other, strict=True)) / n
    chance = sum((one.count(value) / n) * (other.count(value) / n) for value in (True, False))
    return None if chance == 1 else (alike - chance) / (1 - chance)


@settings(max_examples=60, deadline=None)
@given(CHOICES)
def test_kappa_is_what_the_textbook_and_scikit_learn_say(pairs):
    from sklearn.metrics import cohen_kappa_score

    found = agreement(counted(pairs), THEMES)
    assert found.n == len(pairs)
    if not pairs:
        assert found.kappa is None
        return
    twin = by_definition(pairs, THEMES)
    if twin is None:
        assert found.kappa is None
        return
    assert found.kappa == pytest.approx(twin)
    one = [theme in first for first, _ in pairs for theme in THEMES]
    other = [theme in second for _, second in pairs for theme in THEMES]
    assert found.kappa == pytest.approx(cohen_kappa_score(one, other, labels=[True, False]))
    turned = counted((second, first) for first, second in pairs)
    assert agreement(turned, THEMES).kappa == pytest.approx(found.kappa)
    if found.low is not None:
        assert -1 <= found.low <= found.kappa + 1e-9
        assert found.kappa - 1e-9 <= found.high <= 1


@settings(max_examples=60, deadline=None)
@given(CHOICES)
def test_all_themes_in_one_pass_are_what_each_gives_alone(pairs):
    choices = counted(pairs)
    assert agreement_by_theme(choices, THEMES) == {theme: agreement(choices, [theme]) for theme in THEMES}
    assert same_choice(choices) == (sum(one == other for one, other in pairs) / len(pairs) if pairs else 0)
    assert times_chosen(choices) == Counter(theme for pair in pairs for side in pair for theme in side)


@given(st.frozensets(st.integers(1, 2**63 - 1), max_size=8), st.frozensets(st.integers(1, 2**63 - 1), max_size=8))
def test_two_choices_are_read_as_they_were_written_and_fit(first, second):
    text = side_by_side(first, second)
    assert apart(text) == (first, second)
    assert 0 < len(text) <= 320
    assert text == side_by_side(sorted(first, reverse=True), [*second, *second])


def test_kappa_of_one_theme_and_its_jackknife_is_near_the_known_standard_error():
    from statsmodels.stats.inter_rater import cohens_kappa

    pairs = [({"a"}, {"a"})] * 120 + [({"a"}, set())] * 25 + [(set(), {"a"})] * 35 + [(set(), set())] * 220
    found = agreement(counted(pairs), ["a"])
    known = cohens_kappa(np.array([[120, 25], [35, 220]]))
    assert found.kappa == pytest.approx(known.kappa)
    assert (found.high - found.low) / 2 == pytest.approx(1.96 * known.std_kappa, rel=0.05)
    assert found.words == "substantial"
    assert same_choice(counted(pairs)) == pytest.approx(340 / 400)


def test_nothing_to_agree_about_is_no_agreement():
    assert kappa_of(0, 0, 0, 9) is None
    assert kappa_of(9, 0, 0, 0) is None
    assert kappa_of(0, 0, 0, 0) is None
    assert agreement(counted([(set(), set())] * 30), ["a"]).words == "not defined"
    assert kappa_of(5, 0, 0, 5) == 1


@pytest.mark.parametrize(("yes", "n"), [(0, 10), (1, 10), (5, 10), (10, 10), (37, 411), (1, 20_000)])
def test_wilson_is_what_statsmodels_says(yes, n):
    from statsmodels.stats.proportion import proportion_confint

    low, high = proportion_confint(yes, n, method="wilson")
    found = wilson(yes, n)
    assert (found.low, found.high) == pytest.approx((max(low, 0), min(high, 1)), abs=1e-12)


@pytest.mark.parametrize("counts", [(5, 40, 10, 200), (0, 15, 3, 50), (20, 20, 10, 30)])
def test_newcombe_is_what_statsmodels_says(counts):
    from statsmodels.stats.proportion import confint_proportions_2indep

    found = newcombe(*counts)
    low, high = confint_proportions_2indep(*counts, method="newcomb", compare="diff")
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-6)


@given(st.integers(1, 500), st.data())
def test_an_interval_holds_its_share_and_stays_within_nought_and_one(n, data):
    yes = data.draw(st.integers(0, n))
    found = wilson(yes, n)
    assert 0 <= found.low <= found.share <= found.high <= 1
    assert z_for(1) < z_for(20)


def test_a_share_that_cannot_be_is_refused():
    for yes, n in ((1, 0), (-1, 5), (6, 5)):
        with pytest.raises(ValueError, match="no share"):
            wilson(yes, n)


def comments(*rows):
    """So many comments of a service, with or without theme a."""
    return [
        Read(frozenset({"a"} if number < with_a else ()), {"service": service})
        for service, n, with_a in rows
        for number in range(n)
    ]


def test_small_cells_are_withheld_and_cannot_be_worked_out():
    read = comments(("x", 60, 25), ("y", 60, 3), ("z", 60, 30))
    found = count(read, ["a"], ["service"], threshold=10)
    assert found.themes["a"].yes == 58
    (service,) = found.dimensions
    assert service.sizes == {"x": 60, "y": 60, "z": 60}
    shown = {group: cell.yes for (_, group), cell in service.cells.items()}
    assert "y" not in shown
    assert len(shown) <= 1


def test_groups_too_small_to_hide_in_are_counted_together():
    read = comments(("x", 60, 25), ("y", 6, 3), ("z", 7, 5))
    assert sizes_of(read, "service", least=10) == {"x": 60, OTHERS: 13}
    found = count(read, ["a"], ["service"], threshold=10)
    assert all(group in ("x", OTHERS) for one in found.dimensions for group in one.sizes)


def test_few_comments_tell_nothing():
    found = count(comments(("x", 9, 9)), ["a"], ["service"], threshold=10)
    assert (found.n, found.themes, found.dimensions) == (0, {"a": None}, ())


def test_a_clear_difference_is_told_and_one_within_chance_is_not():
    read = comments(("x", 200, 120), ("y", 200, 40), ("z", 200, 44))
    (service,) = count(read, ["a"], ["service"], threshold=10).dimensions
    told = {one.group: one for one in service.compared}
    assert told["x"].is_clear
    assert told["x"].low > 0.2
    assert told["x"].difference == pytest.approx(120 / 200 - 84 / 400)
    even = comments(("x", 50, 20), ("y", 50, 25))
    (service,) = count(even, ["a"], ["service"], threshold=10).dimensions
    assert not any(one.is_clear for one in service.compared)


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=2, max_size=4))
def test_whoever_sees_all_that_is_shown_cannot_work_out_a_small_cell(rows):
    """Tries every table that fits what is shown: a withheld count must be left with more than one value."""
    read = [one for place, (yes, no) in enumerate(rows) for one in comments((f"g{place}", yes + no, yes))]
    found = count(read, ["a"], ["service"], threshold=10)
    for one in found.dimensions:
        groups = [group for group in one.sizes]
        if any(one.sizes[group] is None for group in groups) or found.themes["a"] is None:
            continue
        hidden = [group for group in groups if ("a", group) not in one.cells]
        shown = sum(cell.yes for cell in one.cells.values())
        left = found.themes["a"].yes - shown
        fits = [
            values
            for values in product(*(range(one.sizes[group] + 1) for group in hidden[:-1]))
            if hidden and 0 <= left - sum(values) <= one.sizes[hidden[-1]]
        ]
        for place in range(len(hidden) - 1):
            assert len({values[place] for values in fits}) > 1
        assert len(hidden) != 1
