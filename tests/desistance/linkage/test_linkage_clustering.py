"""Clusters: thresholds apart, twins, identifiers, what people decided; and the slow twin on generated evidence."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desistance.linkage import oracle
from desistance.linkage.clustering import Evidence, cluster

KINDS = ("pnc", "cro", "crn")


def evidence(records, scored=(), **more):
    pairs = np.array([pair[:2] for pair in scored], dtype=np.int64).reshape(-1, 2)
    given_pairs = {
        name: np.array(more.pop(name, ()), dtype=np.int64).reshape(-1, 2) for name in ("twins", "includes", "excludes")
    }
    identifiers = {kind: np.array(codes, dtype=np.int64) for kind, codes in more.pop("identifiers", {}).items()}
    former = np.array(more.pop("former", [-1] * records), dtype=np.int64)
    weight = np.array([pair[2] for pair in scored], dtype=np.float64)
    return Evidence(
        records,
        pairs[:, 0],
        pairs[:, 1],
        weight,
        former=former,
        identifiers=identifiers,
        single=more.pop("single", ("pnc", "cro")),
        **given_pairs,
        **more,
    )


def clusters(*given_evidence, **more):
    return cluster(evidence(*given_evidence, **more)).tolist()


def test_pairs_at_the_join_threshold_hold_and_below_it_do_not():
    assert clusters(4, [(0, 1, 20.0), (1, 2, 19.999), (2, 3, 25.0)]) == [0, 0, 2, 2]


def test_between_the_thresholds_records_stay_as_they_were():
    scored = [(0, 1, 15.0), (2, 3, 15.0), (4, 5, 13.9)]
    assert clusters(6, scored, former=[7, 7, 8, 9, 5, 5]) == [0, 0, 2, 3, 4, 5]
    assert clusters(6, scored, former=[-1] * 6) == [0, 1, 2, 3, 4, 5]


def test_the_state_does_not_flap_while_the_weight_wanders_between_the_thresholds():
    former, told = [-1, -1], []
    for weight in (15, 21, 19, 14, 13.9, 15, 19.9, 20):
        found = clusters(2, [(0, 1, float(weight))], former=former)
        former = [found[0], found[1]]
        told.append(found[0] == found[1])
    assert told == [False, True, True, True, False, False, False, True]


def test_twins_are_not_joined_even_through_a_record_that_fits_both():
    scored = [(0, 1, 30.0), (1, 2, 25.0), (0, 2, 22.0)]
    assert clusters(3, scored, twins=[(0, 2)]) == [0, 0, 2]


def test_twins_who_share_an_identifier_are_one_person_with_two_names():
    scored = [(0, 1, 30.0)]
    assert clusters(2, scored, twins=[(0, 1)], identifiers={"pnc": [5, 5]}) == [0, 0]
    through = {"pnc": [5, -1, 5], "cro": [-1, 9, 9]}
    assert clusters(3, [(0, 1, 30.0), (0, 2, 31.0), (1, 2, 32.0)], twins=[(0, 1)], identifiers=through) == [0, 0, 0]


def test_two_different_identifiers_break_the_weaker_pair():
    scored = [(0, 1, 30.0), (1, 2, 25.0)]
    assert clusters(3, scored, identifiers={"pnc": [1, -1, 2]}) == [0, 0, 2]
    assert clusters(3, scored, identifiers={"crn": [1, -1, 2]}) == [0, 0, 0]


def test_a_shared_identifier_outweighs_a_different_one():
    assert clusters(2, [(0, 1, 30.0)], identifiers={"pnc": [1, 2], "cro": [4, 4]}) == [0, 0]


def test_what_people_decided_wins_over_weight_twins_and_identifiers():
    assert clusters(2, [], includes=[(0, 1)]) == [0, 0]
    assert clusters(2, [(0, 1, 40.0)], excludes=[(0, 1)]) == [0, 1]
    assert clusters(2, [(0, 1, -9.0)], includes=[(0, 1)], twins=[(0, 1)], identifiers={"pnc": [1, 2]}) == [0, 0]
    chain = [(0, 1, 40.0), (1, 2, 30.0)]
    assert clusters(3, chain, excludes=[(0, 2)]) == [0, 0, 2]
    assert clusters(3, chain, excludes=[(0, 2)], includes=[(1, 2)]) == [0, 1, 1]


def test_what_was_put_together_by_hand_counts_as_one_identifier():
    scored = [(0, 2, 30.0)]
    held = {"pnc": [1, 2, 2]}
    assert clusters(3, scored, includes=[(0, 1)], identifiers=held) == [0, 0, 0]
    assert clusters(3, scored, identifiers=held) == [0, 1, 2]


@st.composite
def worlds(draw):
    """Records with ties of weight, identifiers that clash, twins and consistent decisions of people."""
    records = draw(st.integers(2, 8))
    pair = st.tuples(st.integers(0, records - 1), st.integers(0, records - 1)).filter(lambda p: p[0] < p[1])
    scored = draw(st.dictionaries(pair, st.sampled_from([12.0, 14.0, 16.0, 19.5, 20.0, 22.0, 30.0]), max_size=14))
    codes = st.lists(st.sampled_from([-1, -1, 0, 1]), min_size=records, max_size=records)
    includes = draw(st.lists(pair, max_size=2, unique=True))
    joined = oracle._connected(list(range(records)), lambda a, b: (a, b) in includes or (b, a) in includes)
    excludes = [p for p in draw(st.lists(pair, max_size=3, unique=True)) if not oracle._together(joined, *p)]
    return {
        "records": records,
        "scored": [(*p, weight) for p, weight in sorted(scored.items())],
        "former": draw(st.lists(st.sampled_from([-1, 0, 1]), min_size=records, max_size=records)),
        "identifiers": {kind: draw(codes) for kind in KINDS},
        "single": ("pnc", "cro"),
        "twins": draw(st.lists(pair, max_size=3, unique=True)),
        "includes": includes,
        "excludes": excludes,
        "join": 20.0,
        "break_below": 14.0,
    }


@settings(max_examples=250, deadline=None)
@given(worlds())
def test_the_fast_clusters_are_those_of_the_slow_twin(world):
    told = {name: value for name, value in world.items() if name not in ("records", "scored")}
    assert clusters(world["records"], world["scored"], **told) == oracle.cluster(**world)


@settings(max_examples=100, deadline=None)
@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_the_pairs_makes_no_difference(world, shuffler):
    told = {name: value for name, value in world.items() if name not in ("records", "scored")}
    shuffled = list(world["scored"])
    shuffler.shuffle(shuffled)
    assert clusters(world["records"], shuffled, **told) == clusters(world["records"], world["scored"], **told)


@pytest.mark.parametrize("records", [0, 1])
def test_nothing_to_join(records):
    assert clusters(records) == list(range(records))
