"""Protecting tables: known cases, refusals, dominance, earlier releases, and the command line."""

import csv

import pyarrow as pa
import pytest

from desistance import InputError
from desistance.cli import main
from desistance.disclosure import Dominance, Rules, protect

AREAS = {"area": ["A", "B", "C"], "n": [3, 20, 25]}


def shown(protected, name="table", column="n"):
    table = protected.tables[name]
    return dict(zip(table["area"].to_pylist(), table[column].to_pylist(), strict=True))


def test_one_other_count_is_withheld_and_the_total_stays():
    protected = protect(AREAS, count="n", by="area")
    assert shown(protected) == {"A": None, "B": None, "C": 25, None: 48}
    assert [row["reason"] for row in protected.reasons.to_pylist()] == ["below the threshold", "protects another count"]
    audit = protected.audit()
    assert (audit.safe, audit.least, audit.withheld) == (True, True, 2)
    assert audit.cells.to_pylist()[0] == {"table": "table", "area": "A", "low": 0, "high": 9, "recovered": False}


def test_rounding_that_blurs_enough_needs_no_other_count_withheld():
    assert shown(protect(AREAS, count="n", by="area", rounding=5)) == {"A": None, "B": 20, "C": 25, None: 50}
    wide = {"area": [f"a{i}" for i in range(8)], "n": [4, 21, 33, 42, 51, 27, 38, 64]}
    protected = protect(wide, count="n", by="area", rounding=5)
    assert protected.audit().withheld == 1
    assert shown(protected)["a1"] == 20


def test_nothing_small_withholds_nothing():
    protected = protect({"area": ["A", "B"], "n": [10, 11]}, count="n", by="area")
    assert shown(protected) == {"A": 10, "B": 11, None: 21}
    assert protected.audit().withheld == 0
    assert "0 counts withheld" in str(protected)


def test_zeros_are_hidden_or_shown():
    table = {"area": ["A", "B", "C"], "n": [0, 20, 25]}
    assert shown(protect(table, count="n", by="area"))["A"] is None
    assert shown(protect(table, count="n", by="area", zeros="show")) == {"A": 0, "B": 20, "C": 25, None: 45}


def test_combinations_without_a_row_are_nought_and_come_back():
    table = {"area": ["A", "A", "B"], "sex": ["f", "m", "f"], "n": [20, 30, 40]}
    protected = protect(table, count="n", by=["area", "sex"])
    assert protected.tables["table"].num_rows == 9
    missing = {(row["area"], row["sex"]): row["n"] for row in protected.tables["table"].to_pylist()}
    assert missing[("B", "m")] is None
    assert protected.audit().safe


def test_totals_may_be_given_and_must_add_up():
    table = {"area": ["A", "B", None], "n": [12, 20, 32]}
    assert shown(protect(table, count="n", by="area"))[None] == 32
    with pytest.raises(InputError, match="the total is 33 and its cells add up to 32") as refused:
        protect({**table, "n": [12, 20, 33]}, count="n", by="area")
    assert refused.value.rows == (2,)


def test_the_number_of_those_left_out_is_protected_by_a_link():
    all_ = {"area": ["A", "B", "C"], "n": [30, 40, 50]}
    served = {"area": ["A", "B", "C"], "n": [27, 20, 20]}
    tables = {"all": pa.table(all_), "served": pa.table(served)}
    apart = protect(tables, count="n", by="area")
    assert apart.audit().withheld == 0
    linked = protect(tables, count="n", by="area", links=[("all", "served")])
    assert None in (shown(linked, "all")["A"], shown(linked, "served")["A"])
    assert linked.audit().safe
    with pytest.raises(InputError, match="'served' has 30 and 'all' has 27"):
        protect({"all": pa.table(served), "served": pa.table(all_)}, count="n", by="area", links=[("all", "served")])


def test_tables_of_the_same_rows_are_protected_together():
    both = pa.table({"area": ["A", "A", "B", "B"], "sex": ["f", "m"] * 2, "n": [4, 30, 25, 31]})
    area = pa.table({"area": ["A", "B"], "n": [34, 56]})
    protected = protect({"both": both, "area": area}, count="n", by={"both": ["area", "sex"], "area": ["area"]})
    held = {(row["area"], row["sex"]): row["n"] for row in protected.tables["both"].to_pylist()}
    for name, count in shown(protected, "area").items():
        assert held[(name, None)] == count
    assert protected.tables[1].equals(protected.tables["area"])


def test_growth_since_an_earlier_release_is_protected():
    first = protect({"area": ["A", "B", "C"], "n": [20, 30, 40]}, count="n", by="area")
    grown = {"area": ["A", "B", "C"], "n": [22, 60, 70]}
    assert shown(protect(grown, count="n", by="area"))["A"] == 22
    for earlier in ([first], [{"table": first.tables["table"]}], first):
        second = protect(grown, count="n", by="area", earlier=earlier)
        assert shown(second)["A"] is None
        assert second.audit().safe


def test_a_table_that_fell_is_about_others_and_said_to_be():
    first = protect({"area": ["A", "B", "C"], "n": [20, 30, 40]}, count="n", by="area")
    second = protect({"area": ["A", "B", "C"], "n": [19, 31, 40]}, count="n", by="area", earlier=[first])
    assert second.audit().withheld == 0
    assert "fell" in second.notes[0]


def test_a_dimension_of_two_types_is_refused_since_its_tables_would_pass_for_strangers():
    numbers = {"age": [18, 18, 19, 19], "sex": ["m", "f", "m", "f"], "n": [20, 30, 40, 3]}
    texts = {"age": ["18", "19"], "n": [50, 43]}
    with pytest.raises(InputError, match="text in table 'B' and numbers in 'A'") as refused:
        protect({"A": numbers, "B": texts}, count="n", by={"A": ["age", "sex"], "B": ["age"]})
    assert refused.value.column == "age"
    first = protect({"age": [18, 19], "n": [20, 30]}, count="n", by="age")
    with pytest.raises(InputError, match="'table' that is already out"):
        protect({"age": ["18", "19", "20+"], "n": [22, 30, 15]}, count="n", by="age", earlier=first)
    halves = {"A": numbers, "B": {"age": [18.0, 19.0], "n": [50, 43]}}
    assert protect(halves, count="n", by={"A": ["age", "sex"], "B": ["age"]}).tables["B"]["n"].to_pylist()[2] == 93


def test_the_command_knows_a_group_again_when_another_value_makes_its_column_text(tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    for folder, rows in ((first, "1,20\n2,30\n"), (second, "1,22\n2,60\n3+,70\n")):
        folder.mkdir()
        (folder / "bands.csv").write_text("band,n\n" + rows, encoding="utf-8")
    given = ["--count", "n", "--by", "band"]
    assert main(["protect", str(first / "bands.csv"), *given, "-o", str(first / "out")]) == 0
    out = [*given, "--earlier", str(first / "out" / "bands.csv"), "-o", str(second / "out")]
    assert main(["protect", str(second / "bands.csv"), *out]) == 0
    rows = list(csv.reader((second / "out" / "bands.csv").read_text(encoding="utf-8").splitlines()))
    assert ["1", ""] in rows


def test_a_value_that_is_new_is_no_secret_of_the_earlier_table():
    earlier = {"table": {"area": ["A", "B", None], "n": [20, 30, 50]}}
    grown = protect({"area": ["A", "B", "C"], "n": [22, 60, 70]}, count="n", by="area", earlier=[earlier])
    assert shown(grown)["A"] is None
    assert grown.audit().safe


def test_a_table_that_is_out_by_a_lower_threshold_is_still_the_same_table():
    earlier = {"table": {"area": ["A", "B", None], "n": [6, 30, 36]}}
    again = protect({"area": ["A", "B"], "n": [6, 30]}, count="n", by="area", earlier=[earlier])
    assert not again.notes
    assert not again.audit().safe
    grown = protect({"area": ["A", "B"], "n": [16, 32]}, count="n", by="area", earlier=[earlier])
    assert shown(grown)["B"] is None


def test_the_same_table_again_withholds_the_same():
    first = protect(AREAS, count="n", by="area")
    again = protect(AREAS, count="n", by="area", earlier=[first])
    assert again.tables["table"].equals(first.tables["table"])


def test_what_is_already_out_cannot_be_taken_back_and_the_audit_says_so():
    first = protect({"area": ["A", "B"], "n": [6, 30]}, count="n", by="area", threshold=5)
    assert first.audit().withheld == 0
    again = protect({"area": ["A", "B"], "n": [6, 30]}, count="n", by="area", earlier=[first])
    assert not again.audit().safe
    assert "CAN BE WORKED OUT" in str(again)
    assert "already out" in again.reasons["reason"][0].as_py()


def test_a_dominated_count_is_withheld():
    table = {"area": ["A", "B", "C"], "n": [100, 100, 100], "first": [85, 20, 20], "second": [10, 15, 15]}
    protected = protect(table, count="n", by="area", dominance=Dominance("first", "second"))
    assert shown(protected)["A"] is None
    assert protected.reasons["reason"][0].as_py() == "one or two contributors hold most of it"
    low, high = (protected.audit().cells[name][0].as_py() for name in ("low", "high"))
    assert high is None or high - low >= 9
    with pytest.raises(InputError, match="cannot be"):
        protect({**table, "second": [90, 15, 15]}, count="n", by="area", dominance=Dominance("first", "second"))


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"threshold": 1}, "withholds nothing"),
        ({"threshold": 2, "zeros": "show"}, "withholds nothing"),
        ({"threshold": 0}, "no whole number above 0"),
        ({"threshold": 2.5}, "no whole number above 0"),
        ({"rounding": 20}, "cannot be used"),
        ({"zeros": "maybe"}, "not a choice"),
        ({"by": "borough"}, "column 'borough'.*is missing"),
        ({"by": []}, "no dimensions"),
        ({"count": "people"}, "missing column people"),
        ({"links": [("table", "other")]}, "no table is called 'other'"),
        ({"links": ["table"]}, "no link"),
        ({"tables": {"area": ["A", "A"], "n": [3, 4]}}, "more than once"),
        ({"tables": {"area": ["A"], "n": [-3]}}, "is below 0"),
        ({"tables": {"area": ["A"], "n": [3.5]}}, "is no whole number"),
        ({"tables": {"area": ["A"], "n": [1e308]}}, "is too large"),
        ({"tables": {"area": ["A"], "n": [2**40]}}, "is above 1000000000"),
        ({"tables": {"area": ["A", "B"], "n": [None, 3]}}, "is empty"),
        ({"tables": pa.table({"area": pa.array([], pa.string()), "n": pa.array([], pa.int64())})}, "no rows"),
    ],
)
def test_unusable_input_is_refused(options, says):
    given = {"tables": AREAS, "count": "n", "by": "area", **options}
    with pytest.raises(InputError, match=says):
        protect(given.pop("tables"), **given)


def test_more_cells_than_can_be_held_are_refused():
    table = {"a": list(range(300)), "b": list(range(300)), "n": [20] * 300}
    with pytest.raises(InputError, match="90,601 cells"):
        protect(table, count="n", by=["a", "b"])


@pytest.mark.parametrize("base", [None, 2, 3, 5, 10])
def test_a_shown_count_stands_for_just_the_counts_that_are_shown_as_it(base):
    rules = Rules(10, base)
    for count in range(10, 80):
        low, high = rules.behind(rules.shown(count))
        stands_for = [one for one in range(10, 120) if rules.shown(one) == rules.shown(count)]
        assert (low, high) == (min(stands_for), max(stands_for))


def test_large_tables_are_protected_without_a_proof():
    import numpy as np

    pick = np.random.default_rng(5)
    counts = pick.negative_binomial(1.5, 0.02, size=(60, 10))
    rows = [{"a": i, "b": j, "n": int(counts[i, j])} for i in range(60) for j in range(10)]
    audit = protect(rows, count="n", by=["a", "b"]).audit()
    assert audit.safe
    assert not audit.least


def test_the_command_writes_tables_and_reasons(tmp_path, capsys):
    place = tmp_path / "areas.csv"
    place.write_text("area,n\nA,3\nB,20\nC,25\n", encoding="utf-8")
    arguments = ["protect", str(place), "--count", "n", "--by", "area"]
    assert main([*arguments, "-o", str(tmp_path / "out"), "--reasons", str(tmp_path / "why.csv")]) == 0
    rows = list(csv.reader((tmp_path / "out" / "areas.csv").read_text(encoding="utf-8").splitlines()))
    assert rows == [["area", "n"], ["A", ""], ["B", ""], ["C", "25"], ["", "48"]]
    assert "none can be worked out" in capsys.readouterr().out
    again = [*arguments, "--earlier", str(tmp_path / "out" / "areas.csv"), "-o", str(tmp_path / "again")]
    assert main(again) == 0
    assert main([*arguments, "-o", str(tmp_path)]) == 2
    assert "would be overwritten" in capsys.readouterr().err
    assert main([*arguments, "--link", "areas:none", "-o", str(tmp_path / "x")]) == 2
    assert not (tmp_path / "x").exists()


def test_a_count_that_reasons_would_give_away_may_still_be_withheld_for_others():
    """Very small linked tables: someone who sees the reasons could not be kept out, someone who does not can."""
    by = ["area", "gender"]
    served = pa.table({"area": ["A", "A", "B"], "gender": ["f", "m", "f"], "n": [1, 2, 1]})
    referred = pa.table({"area": ["A", "A", "B"], "gender": ["f", "m", "f"], "n": [1, 3, 1]})
    options = {"count": "n", "by": by, "links": [("referred", "served")], "threshold": 3, "rounding": 2}
    assert protect({"referred": referred, "served": served}, **options).audit().safe
