"""Tables: anything in, one declaration, and refusals that name column, rows and remedy."""

import datetime as dt

import duckdb
import ibis
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desistance import InputError, cohorts, reoffending
from desistance.tables import Column, TableContract, as_arrow, read, same_type, write

PEOPLE = TableContract(
    "people",
    "People for these tests.",
    (
        Column("person_id", "id", "Who.", unique=True),
        Column("born", "date", "When.", nullable=True, minimum=dt.date(1900, 1, 1)),
        Column("band", "text", "Which.", codes=("LOW", "HIGH"), any_case=True),
        Column("number", "integer", "How many.", minimum=0, maximum=9),
        Column("share", "number", "How much.", required=False, nullable=True),
        Column("flag", "boolean", "Whether.", required=False),
        Column("list", "texts", "Several.", required=False, nullable=True),
        Column("code", "text", "A code.", required=False, pattern="[0-9]{5}", examples=("00801", "03400")),
    ),
)
DECLARED = [PEOPLE, reoffending.PEOPLE, reoffending.EVENTS, reoffending.OFFENCES, cohorts.SCORES, cohorts.OFFENCES]


def frame():
    return pd.DataFrame(
        {
            "person_id": ["01", "02"],
            "born": pd.to_datetime(["1990-01-01", None]),
            "band": ["low", "HIGH"],
            "number": [1.0, 2.0],
        },
        index=[7, 9],
    )


@pytest.mark.parametrize(
    "form",
    [
        lambda pandas: pandas,
        pl.from_pandas,
        lambda pandas: pl.from_pandas(pandas).lazy(),
        lambda pandas: duckdb.from_df(pandas),
        ibis.memtable,
        lambda pandas: pa.Table.from_pandas(pandas),
        lambda pandas: pa.Table.from_pandas(pandas, preserve_index=False).to_batches()[0],
        lambda pandas: pa.Table.from_pandas(pandas, preserve_index=False).to_reader(),
        lambda pandas: {name: pandas[name].to_numpy() for name in pandas},
        lambda pandas: pandas.to_dict("list"),
        lambda pandas: pandas.to_dict("records"),
        lambda pandas: pandas.astype({"band": "category"}),
    ],
)
def test_every_form_of_table_gives_the_same_rows(form):
    found = PEOPLE.check(form(frame())).select(["person_id", "born", "band", "number"])
    assert found.schema.types == [pa.string(), pa.date32(), pa.string(), pa.int64()]
    assert found.to_pylist() == [
        {"person_id": "01", "born": dt.date(1990, 1, 1), "band": "LOW", "number": 1},
        {"person_id": "02", "born": None, "band": "HIGH", "number": 2},
    ]


def test_arrow_is_passed_on_without_a_copy():
    table = pa.table({"person_id": pa.array(["a", "b"])})
    assert (
        as_arrow(table)["person_id"].chunk(0).buffers()[2].address == table["person_id"].chunk(0).buffers()[2].address
    )
    numbers = pl.DataFrame({"n": np.arange(1000)})
    first, second = as_arrow(numbers), as_arrow(numbers)
    assert first["n"].chunk(0).buffers()[1].address == second["n"].chunk(0).buffers()[1].address


@pytest.mark.parametrize(
    ("column", "values", "rows"),
    [
        ("person_id", ["01", "01"], (0, 1)),
        ("person_id", ["01", None], (1,)),
        ("person_id", [1.5, 2.5], (0, 1)),
        ("born", ["1990-01-01", "x"], (0, 1)),
        ("born", [dt.date(1899, 12, 31), None], (0,)),
        ("born", [dt.datetime(1990, 1, 1, 9), None], (0,)),
        ("band", ["LOW", "SEVERE"], (1,)),
        ("band", [1, 2], (0, 1)),
        ("number", [1.0, 1.5], (1,)),
        ("number", [1, 10], (1,)),
        ("number", [1.0, -1e300], (1,)),
        ("number", np.array([1, 2**64 - 1], np.uint64), (1,)),
        ("number", [-1, 1], (0,)),
        ("number", ["1", "2"], (0, 1)),
        ("share", [0.5, float("inf")], (1,)),
        ("flag", [0, 2], (0, 1)),
        ("code", ["00801", "801"], (1,)),
    ],
)
def test_a_broken_constraint_is_named_with_its_rows(column, values, rows):
    table = {**frame().to_dict("list"), column: values}
    with pytest.raises(InputError) as caught:
        PEOPLE.check(table, argument="who")
    error = caught.value
    assert (error.argument, error.column, error.rows) == ("who", column, rows)
    assert error.remedy
    assert str(error).startswith(f"who, column '{column}', row")


@pytest.mark.parametrize(
    "bad", [5, "people.csv", {"a": [1], "b": [1, 2]}, {"a": [1, "x"]}, pd.DataFrame({"a": [1, "x"]})]
)
def test_what_is_no_table_is_refused(bad):
    with pytest.raises(InputError):
        as_arrow(bad, argument="people")


def test_columns_that_are_missing_or_repeated_are_named():
    with pytest.raises(InputError, match="missing columns born, band, number"):
        PEOPLE.check({"person_id": ["1"]})
    twice = pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["a", "a"])
    with pytest.raises(InputError, match="more than once"):
        as_arrow(twice)
    with pytest.raises(InputError, match="no row would ever meet"):
        same_type("a", pa.table({"a": ["1"]}), pa.table({"a": [1]}), arguments=("left", "right"))


def test_a_long_list_of_rows_is_told_short():
    with pytest.raises(InputError) as caught:
        PEOPLE.check({**frame().iloc[[0] * 3000].to_dict("list"), "person_id": [None] * 3000})
    assert (caught.value.row_count, len(caught.value.rows)) == (3000, 1000)
    assert "rows 0, 1, 2, 3, 4 and 2995 more" in str(caught.value)


@pytest.mark.parametrize("contract", DECLARED, ids=lambda contract: contract.name)
@settings(max_examples=8, deadline=None)
@given(rows=st.integers(0, 60), seed=st.integers(0, 2**32 - 1))
def test_synthetic_rows_satisfy_their_declaration(contract, rows, seed):
    made = contract.synthetic(rows, seed=seed)
    assert contract.check(made).num_rows == rows
    assert made.equals(contract.synthetic(rows, seed=seed))


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_files_give_back_what_was_written(tmp_path, suffix):
    made = PEOPLE.check(PEOPLE.synthetic(50, seed=1))
    place = tmp_path / f"people.{suffix}"
    write(made, place)
    back = read(place, PEOPLE)
    if suffix == "csv":
        made = made.set_column(
            6, "list", pa.array([one or None for one in made["list"].to_pylist()], pa.list_(pa.string()))
        )
    assert back.equals(made)


def test_undeclared_columns_of_csv_keep_their_leading_zeros(tmp_path):
    place = tmp_path / "x.csv"
    place.write_text("code,n,day,flag,empty\n007,1,2024-02-29,true,\n012,2.5,2024-03-01,false,\n")
    assert read(place).to_pylist()[0] == {
        "code": "007",
        "n": 1.0,
        "day": dt.date(2024, 2, 29),
        "flag": True,
        "empty": None,
    }


@pytest.mark.parametrize("text", [b"", b"a,a\n1,2\n", b"a,b\n1\n", b"a,b\n\xff\xfe,1\n"])
def test_files_that_are_no_csv_are_refused(tmp_path, text):
    place = tmp_path / "x.csv"
    place.write_bytes(text)
    with pytest.raises(InputError) as caught:
        read(place)
    assert "x.csv" in str(caught.value)


def test_the_reference_page_tells_every_column():
    page = PEOPLE.reference()
    for column in PEOPLE.columns:
        assert f"| `{column.name}` |" in page
    assert "one of LOW, HIGH" in page
