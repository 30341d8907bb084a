"""Greedy matching against its slow twins, and the promises that hold for any input."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desistance import InputError
from desistance.matching import nearest
from desistance.matching.partial import partial_sort
from desistance.matching.reference import matchit_pairs, nearest_pairs
from desistance.matching.tiebreak import TieBreak

ROWS = st.lists(st.tuples(st.integers(0, 12), st.booleans(), st.integers(0, 1)), min_size=2, max_size=40).filter(
    lambda rows: len({treated for _, treated, _ in rows}) == 2
)


def unpack(rows, *, tied):
    score = np.array([value / 16 for value, _, _ in rows])
    if not tied:
        score = score + np.array([((i * 7919) % 104729) * 1e-7 for i in range(len(rows))])
    return score, np.array([mark for _, mark, _ in rows]), np.array([stratum for _, _, stratum in rows])


def triples(match):
    return [tuple(row.values()) for row in match.pairs.to_pylist()]


@settings(max_examples=150, deadline=None)
@given(
    rows=ROWS,
    tied=st.booleans(),
    ratio=st.integers(1, 3),
    width=st.sampled_from([None, 0.05, 0.125, 0.3]),
    replace=st.booleans(),
    order=st.sampled_from(["largest", "smallest", "data", "random"]),
    exact=st.booleans(),
    seed=st.integers(0, 3),
)
def test_equals_the_slow_twin(rows, tied, ratio, width, replace, order, exact, seed):
    score, treated, strata = unpack(rows, tied=tied)
    match = nearest(
        score,
        treated,
        ratio=ratio,
        caliper=width,
        caliper_in="score",
        replace=replace,
        order=order,
        seed=seed,
        exact=strata if exact else None,
    )
    every = np.arange(len(score))
    ties = TieBreak(score, None, seed)
    preference = list(zip(ties.content(every).tolist(), ties.place(every).tolist(), strict=True))
    queue = {
        "data": list,
        "random": lambda own: sorted(own, key=lambda i: preference[i]),
        "largest": lambda own: sorted(own, key=lambda i: (-score[i], preference[i])),
        "smallest": lambda own: sorted(own, key=lambda i: (score[i], preference[i])),
    }[order](np.flatnonzero(treated).tolist())
    expected = nearest_pairs(
        score.tolist(),
        treated.tolist(),
        ratio=ratio,
        width=math.inf if width is None else width,
        replace=replace,
        strata=strata.tolist() if exact else None,
        queue=queue,
        preference=preference,
    )
    assert triples(match) == expected


@settings(max_examples=150, deadline=None)
@given(
    rows=ROWS,
    tied=st.booleans(),
    ratio=st.integers(1, 5),
    replace=st.booleans(),
    width=st.sampled_from([None, 0.0626, 0.2]),
    exact=st.booleans(),
)
def test_ties_as_matchit(rows, tied, ratio, replace, width, exact):
    score, treated, strata = unpack(rows, tied=tied)
    options = {"ratio": ratio, "replace": replace}
    own = {"exact": strata} if exact else {}
    match = nearest(score, treated, caliper=width, caliper_in="score", ties="matchit", **options, **own)
    options |= {"width": math.inf if width is None else width, "strata": strata.tolist() if exact else None}
    assert triples(match) == matchit_pairs(score.tolist(), treated.tolist(), **options)


FOUND_BY_MATCHIT = json.loads((Path(__file__).parent / "matchit_pairs.json").read_text())


@pytest.mark.parametrize("case", FOUND_BY_MATCHIT, ids=range(len(FOUND_BY_MATCHIT)))
def test_pairs_that_matchit_itself_found(case):
    """MatchIt 4.7.2 on R 4.2.2: small data whose scores (in 1024ths) tie heavily, within the values of a stratum."""
    width = case["caliper"] and case["caliper"] / 1024
    options = {key: case[key] for key in ("ratio", "replace", "order")}
    options |= {"exact": case["stratum"], "caliper": width, "caliper_in": "score", "ties": "matchit"}
    match = nearest(np.array(case["score"]) / 1024, case["treated"], **options)
    assert [list(row) for row in triples(match)] == case["pairs"]


FOUND_BY_GNU = """
1233330:5:60134
223003100:8:74386102
03102012202:6:309562
100231000332130:13:8e721605c3b94
30301031333:6:135470
211111332:4:1342
213332300131103:9:7d8bc1950
300302223331233:6:142b67
212103:4:4130
222020:3:351
120100231:8:42503816
1030132011123:4:1374
1031212333:5:15304
31100321120:8:4a317289
032211113132:7:0497563
133201222023:11:9450378a612
20313023000:7:81a5930
20203311013200:5:31cd8
023221311033:11:90785341a26
0133023131122:3:041
0012200310:3:510
030312012122:9:0267948a5
1202013330:7:9420513
10110332:3:410
"""


@pytest.mark.parametrize("case", FOUND_BY_GNU.split())
def test_of_equals_the_sort_keeps_those_that_the_gnu_library_keeps(case):
    """Each case is keys, how many, and the positions that std::partial_sort of the GNU C++ library 12 put first."""
    keys, count, positions = case.split(":")
    assert partial_sort([int(key) for key in keys], int(count)) == [int(one, 16) for one in positions]


@settings(max_examples=60, deadline=None)
@given(rows=ROWS, ratio=st.integers(1, 3), replace=st.booleans(), shuffle=st.randoms(use_true_random=False))
def test_with_a_key_the_order_of_rows_does_not_matter(rows, ratio, replace, shuffle):
    score, treated, _ = unpack(rows, tied=True)
    names = np.array([f"row-{i:02}" for i in range(len(rows))])
    there = list(range(len(rows)))
    shuffle.shuffle(there)
    options = {"ratio": ratio, "replace": replace, "caliper": 0.3, "caliper_in": "score"}
    first = nearest(score, treated, key=names, **options)
    second = nearest(score[there], treated[there], key=names[there], **options)
    named = {(names[i], names[j], k) for i, j, k in triples(first)}
    assert named == {(names[there[i]], names[there[j]], k) for i, j, k in triples(second)}
    assert second.weights == pytest.approx(first.weights[there])


@settings(max_examples=60, deadline=None)
@given(rows=ROWS, ratio=st.integers(1, 3), width=st.sampled_from([0.05, 0.2]))
def test_no_pair_outside_the_caliper_and_no_control_twice(rows, ratio, width):
    score, treated, _ = unpack(rows, tied=False)
    match = nearest(score, treated, ratio=ratio, caliper=width, caliper_in="score")
    t, c = match.pairs["treated"].to_numpy(), match.pairs["control"].to_numpy()
    assert np.all(np.abs(score[t] - score[c]) <= width)
    assert len(set(c)) == len(c)
    assert treated[t].all()
    assert not treated[c].any()
    assert set(match.unmatched) == set(np.flatnonzero(treated)) - set(t)
    assert match.weights[~treated].sum() == pytest.approx(match.matched_controls)
    assert match.clusters[c].tolist() == match.clusters[t].tolist()
    assert ((match.clusters == -1) == (match.weights == 0)).all()


def test_seeds_move_only_ties():
    score, treated = np.array([0.5, 0.4, 0.4, 0.4, 0.4]), np.array([1, 0, 0, 0, 0])
    chosen = {int(nearest(score, treated, seed=seed).pairs["control"][0].as_py()) for seed in range(40)}
    assert chosen == {1, 2, 3, 4}
    untied = np.array([0.5, 0.41, 0.42, 0.43, 0.44])
    assert {nearest(untied, treated, seed=seed).pairs["control"][0].as_py() for seed in range(10)} == {4}


def test_a_wider_caliper_never_matches_fewer_one_by_one(lalonde):
    from desistance.matching import propensity

    score = propensity(lalonde.X, lalonde.treated)
    matched = [nearest(score, lalonde.treated, caliper=width).matched_treated for width in (0.01, 0.05, 0.2, 1, 5)]
    assert matched == sorted(matched)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"score": [0.1, np.nan, 0.2]}, "rows? 1"),
        ({"score": ["a", "b", "c"]}, "not one column of numbers"),
        ({"score": [0.1, None, 0.2]}, "missing"),
        ({"treated": [0, 0, 0]}, "no rows marked 1"),
        ({"treated": [1, 1, 1]}, "no rows marked 0"),
        ({"treated": [1, 2, 0]}, "not 0 or 1"),
        ({"treated": [1, 0]}, "2 rows where 3"),
        ({"ratio": 0}, "ratio"),
        ({"caliper": -1}, "caliper"),
        ({"caliper_in": "miles"}, "sd or score"),
        ({"order": "best"}, "largest"),
        ({"ties": "coin"}, "matchit"),
        ({"seed": -1}, "seed"),
        ({"exact": ["a", None, "b"]}, "missing"),
        ({"exact": ["a"]}, "1 rows where 3"),
    ],
)
def test_unusable_input_is_refused(change, says):
    given_ = {"score": [0.1, 0.2, 0.3], "treated": [1, 0, 0], **change}
    with pytest.raises(InputError, match=says):
        nearest(given_.pop("score"), given_.pop("treated"), **given_)


def test_of_equally_near_controls_matchit_takes_the_one_fewer_steps_away():
    """Two controls below and one above two treated rows: the second treated row has one step up and three down."""
    score, treated = np.array([0.25, 0.25, 0.5, 0.5, 0.75]), np.array([0, 0, 1, 1, 0])
    match = nearest(score, treated, ties="matchit")
    assert triples(match) == [(2, 1, 1), (3, 4, 1)] == matchit_pairs(score.tolist(), treated.tolist())


@pytest.mark.parametrize("with_key", [True, False])
def test_the_last_digits_of_a_score_choose_nobody(with_key):
    draw = np.random.default_rng(8)
    X = np.column_stack([draw.integers(0, 3, 900), draw.integers(0, 4, 900)]).astype(float)
    score = 1 / (1 + np.exp(2 - 0.3 * X[:, 0] - 0.2 * X[:, 1]))
    treated = draw.random(900) < score
    key = np.arange(900) if with_key else None
    first = nearest(score, treated, caliper=0.2, key=key)
    other_machine = nearest(score * (1 + 3e-15), treated, caliper=0.2, key=key)
    assert triples(first) == triples(other_machine)
