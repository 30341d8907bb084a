"""The attacker recovers nothing, and as little is withheld as will do."""

from itertools import combinations, product

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from table_attacker import attack

from desistance.disclosure import Dominance, protect

COUNTS = st.one_of(st.integers(0, 4), st.integers(0, 12), st.integers(0, 60))


@st.composite
def cubes(draw, most=3):
    """A complete table of one to three dimensions."""
    sizes = draw(st.lists(st.integers(1, 4), min_size=1, max_size=most).filter(lambda s: np.prod(s) <= 18))
    by = [f"d{i}" for i in range(len(sizes))]
    keys = list(product(*(range(size) for size in sizes)))
    counts = draw(st.lists(COUNTS, min_size=len(keys), max_size=len(keys)))
    columns = {name: pa.array([f"{name}.{key[i]}" for key in keys]) for i, name in enumerate(by)}
    return pa.table({**columns, "n": pa.array(counts, pa.int64())}), by


rules = st.fixed_dictionaries(
    {"threshold": st.sampled_from([3, 5, 10]), "zeros": st.sampled_from(["hide", "show"])}
).flatmap(
    lambda held: st.sampled_from([None, 2, 3, min(5, held["threshold"])]).map(lambda base: {**held, "rounding": base})
)


def check(cube, held):
    table, by = cube
    protected = protect(table, count="n", by=by, **held)
    assert not attack(protected, **held).recovered()
    audit = protected.audit()
    assert audit.safe
    small = [n for n in table["n"].to_pylist() if n < held["threshold"] and (n or held["zeros"] == "hide")]
    assert audit.withheld >= len(small)
    shown = protected.tables["table"]
    given_ = {tuple(row[name] for name in by): row["n"] for row in table.to_pylist()}
    for row in shown.to_pylist():
        key = tuple(row[name] for name in by)
        if None not in key and row["n"] is not None:
            assert abs(row["n"] - given_[key]) <= (held["rounding"] or 0) / 2
            assert given_[key] >= held["threshold"] or (given_[key] == 0 and held["zeros"] == "show")
    assert shown.num_rows == np.prod([len(set(table[name].to_pylist())) + 1 for name in by])


@settings(max_examples=12, deadline=None)
@given(cubes(), rules)
def test_nothing_is_recovered(cube, held):
    check(cube, held)


@pytest.mark.long
@pytest.mark.timeout(1800)
@settings(max_examples=1000, deadline=None)
@given(cubes(), rules)
def test_nothing_is_recovered_from_a_thousand_tables(cube, held):
    check(cube, held)


def check_reasons(cube, held):
    table, by = cube
    protected = protect(table, count="n", by=by, **held)
    found = attack(protected, reasons=True, **held).recovered()
    lowered = {key for key in found if not protected_against_reasons(protected, key, by)}
    assert set(found) == lowered


def protected_against_reasons(protected, key, by):
    """Whether the library says that it keeps this count even from someone who sees the reasons."""
    place = protected._release.places[key[0]][key[1:]]
    return protected._choice.named[protected._system.index[place]] > 0


@settings(max_examples=8, deadline=None)
@given(cubes(), rules)
def test_nothing_is_recovered_by_someone_who_sees_the_reasons(cube, held):
    check_reasons(cube, held)


@pytest.mark.long
@pytest.mark.timeout(1800)
@settings(max_examples=500, deadline=None)
@given(cubes(), rules)
def test_nothing_is_recovered_by_someone_who_sees_the_reasons_at_length(cube, held):
    check_reasons(cube, held)


def least(table, by, held):
    """The fewest counts that leave nothing to the attacker who sees reasons: every set is tried."""
    first = protect(table, count="n", by=by, threshold=held["threshold"], zeros=held["zeros"])
    keys = list(first._release.places["table"])
    truth = first._release.cubes[0].counts
    small = [key for key in keys if truth[key] < held["threshold"] and (truth[key] or held["zeros"] == "hide")]
    others = [key for key in keys if key not in small and truth[key]]
    for size in range(len(others) + 1):
        for extra in combinations(others, size):
            if safe(keys, truth, small, extra, by, held):
                return len(small) + size
    return None


def safe(keys, truth, small, extra, by, held):
    from table_attacker import Attacker

    rows = [dict(zip(by, key, strict=True)) for key in keys]
    told = [{**row, "table": "table", "reason": "below"} for row, key in zip(rows, keys, strict=True) if key in small]
    told += [{**row, "table": "table", "reason": "other"} for row, key in zip(rows, keys, strict=True) if key in extra]
    hidden = {*small, *extra}
    shown = [{**row, "n": None if key in hidden else truth[key]} for row, key in zip(rows, keys, strict=True)]
    schema = pa.schema([*((name, pa.string()) for name in by), ("n", pa.int64())])
    attacker = Attacker(held["threshold"], held["zeros"], held["rounding"])
    attacker.see("table", pa.Table.from_pylist(shown, schema=schema), "n", by, told)
    return not attacker.recovered()


@st.composite
def dominated(draw):
    """A table whose counts come from contributors, some of whom hold most of a cell."""
    table, by = draw(cubes(most=2))
    pick = np.random.default_rng(draw(st.integers(0, 10_000)))
    counts = np.array(table["n"].to_pylist()) * 3
    first = (counts * pick.choice([0.3, 0.6, 0.85, 0.97], size=len(counts))).astype(int)
    first = np.where(counts > 0, np.maximum(first, 1), 0)
    second = np.minimum(first, ((counts - first) * pick.choice([0.1, 0.5, 1.0], size=len(counts))).astype(int))
    columns = {name: table[name] for name in by}
    return pa.table({**columns, "n": counts, "first": first, "second": second}), by


DOMINANCE = Dominance("first", "second")


def check_dominance(cube, held):
    table, by = cube
    protected = protect(table, count="n", by=by, dominance=DOMINANCE, **held)
    assert protected.audit().safe
    attacker = attack(protected, **held)
    assert not attacker.recovered()
    shown = {tuple(row[name] for name in by): row["n"] for row in protected.tables["table"].to_pylist()}
    for row in table.to_pylist():
        largest, second, count = row["first"], row["second"], row["n"]
        if not count or not (largest + second > 0.9 * count or count - largest - second < 0.1 * largest):
            continue
        key = tuple(row[name] for name in by)
        assert shown[key] is None, row
        low, high = attacker.works_out(("table", *key))
        assert low <= count <= high
        assert high - low >= 0.1 * largest, (row, low, high)


@settings(max_examples=10, deadline=None)
@given(dominated(), rules)
def test_nobody_works_out_what_the_largest_contributor_holds(cube, held):
    check_dominance(cube, held)


@pytest.mark.long
@pytest.mark.timeout(1800)
@settings(max_examples=300, deadline=None)
@given(dominated(), rules)
def test_nobody_works_out_what_the_largest_contributor_holds_at_length(cube, held):
    check_dominance(cube, held)


@settings(max_examples=12, deadline=None)
@given(cubes(most=2), st.sampled_from(["hide", "show"]))
def test_no_smaller_choice_would_do(cube, zeros):
    table, by = cube
    assume(table.num_rows <= 6)
    held = {"threshold": 5, "zeros": zeros, "rounding": None}
    protected = protect(table, count="n", by=by, **held)
    assume(not (protected._choice.unnamed > 0).any())
    assert protected.audit().least
    assert protected.audit().withheld == least(table, by, held)


@st.composite
def people(draw):
    """People with an area, a gender and whether they are in a service."""
    size = draw(st.integers(5, 120))
    pick = np.random.default_rng(draw(st.integers(0, 10_000)))
    weights = pick.dirichlet([0.5] * 3)
    return [
        {"area": f"a{pick.choice(3, p=weights)}", "gender": "fm"[pick.integers(2)], "served": pick.random() < 0.7}
        for _ in range(size)
    ]


def tallied(rows, by):
    held = {}
    for row in rows:
        key = tuple(row[name] for name in by)
        held[key] = held.get(key, 0) + 1
    return [{**dict(zip(by, key, strict=True)), "n": n} for key, n in sorted(held.items())] or None


def check_linked(rows, held):
    part = [row for row in rows if row["served"]]
    assume(part)
    tables = {"all": tallied(rows, ["area", "gender"]), "served": tallied(part, ["area", "gender"])}
    links = [("all", "served")]
    protected = protect(tables, count="n", by=["area", "gender"], links=links, **held)
    attacker = attack(protected, links=links, **held)
    assert not attacker.recovered()
    exposed_rest(attacker, rows, part, held)


def exposed_rest(attacker, rows, part, held):
    """Nor is the number of those not served, where it is small."""
    width = min(held["rounding"] or 1, held["threshold"] - 1 - (held["zeros"] == "show"))
    for key in attacker.names:
        if key[0] == "rest":
            wanted = dict(zip(["area", "gender"], key[3:], strict=True))
            fits = [row for row in rows if all(v in (None, row[k]) for k, v in wanted.items())]
            rest = sum(1 for row in fits if not row["served"])
            low, high = attacker.works_out(key)
            assert low <= rest <= high
            if rest < held["threshold"] and (rest or held["zeros"] == "hide"):
                assert high - low >= width, (key, rest)


@settings(max_examples=6, deadline=None)
@given(people(), rules)
def test_the_difference_of_linked_tables_is_kept_too(rows, held):
    check_linked(rows, held)


@pytest.mark.long
@pytest.mark.timeout(1800)
@settings(max_examples=300, deadline=None)
@given(people(), rules)
def test_the_difference_of_linked_tables_is_kept_too_at_length(rows, held):
    check_linked(rows, held)


@settings(max_examples=6, deadline=None)
@given(people(), rules)
def test_two_tables_of_the_same_rows_do_not_give_each_other_away(rows, held):
    tables = {"area": tallied(rows, ["area"]), "both": tallied(rows, ["area", "gender"])}
    protected = protect(tables, count="n", by={"area": ["area"], "both": ["area", "gender"]}, **held)
    attacker = attack(protected, **held)
    for key, place in list(attacker.names.items()):
        if key[0] == "area":
            attacker.equal.append({place: 1.0, attacker.names[("both", key[1], None)]: -1.0})
    assert not attacker.recovered()


@settings(max_examples=6, deadline=None)
@given(people(), people(), rules)
def test_a_later_quarter_does_not_give_the_earlier_away(before, since, held):
    by = ["area", "gender"]
    first = protect(tallied(before, by), count="n", by=by, **held)
    second = protect(tallied(before + since, by), count="n", by=by, earlier=[first], **held)
    attacker = attack(second, earlier=[("before", first.tables["table"], by)], **held)
    attacker.link("table", "before", by)
    if second._choice.exposed.any():
        assert not second.audit().safe
    else:
        assert not attacker.recovered()


def test_the_attacker_recovers_what_is_badly_protected():
    """A control: with only the small count withheld, it falls."""
    from table_attacker import Attacker

    attacker = Attacker(10)
    bad = pa.table({"area": ["A", "B", None], "n": pa.array([None, 20, 23], pa.int64())})
    attacker.see("table", bad, "n", ["area"])
    assert attacker.recovered() == {("table", "A"): (3, 3)}
    assert attacker.recovered(whole=False) == {("table", "A"): (3, 3)}


def boroughs(seed, rows=32, columns=6):
    pick = np.random.default_rng(seed)
    counts = pick.negative_binomial(1.2, 0.03, size=(rows, columns))
    return [
        {"borough": f"b{i:02d}", "group": f"g{j}", "n": int(counts[i, j])} for i in range(rows) for j in range(columns)
    ]


def check_boroughs(seed):
    protected = protect(boroughs(seed), count="n", by=["borough", "group"])
    audit = protected.audit()
    assert audit.safe
    assert not attack(protected, threshold=10, reasons=True).recovered(whole=False)
    return audit.least


def test_boroughs_by_group_are_protected_with_proven_least_withholding():
    assert check_boroughs(1)


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_many_tables_of_boroughs():
    proven = sum(check_boroughs(seed) for seed in range(2, 102))
    assert proven >= 95
