"""Tables of every accepted kind come in without a copy where their owner allows it."""

import duckdb
import ibis
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from desistance.tables import Column, TableContract, as_arrow

ROWS = 1_000_000
BYTES = 8 * ROWS
NUMBERS = pa.table({"n": pa.array(np.arange(ROWS, dtype=np.float64)), "m": pa.array(np.arange(ROWS))})
CONTRACT = TableContract("t", "t", (Column("n", "number", "n"), Column("m", "integer", "m")))


def addresses(table):
    return [table[name].chunk(0).buffers()[1].address for name in ("n", "m")]


@pytest.mark.parametrize(
    "form",
    [
        lambda: NUMBERS,
        lambda: NUMBERS.to_batches()[0],
        lambda: NUMBERS.to_reader(),
        lambda: NUMBERS.to_pandas(types_mapper=pd.ArrowDtype),
        lambda: pl.from_arrow(NUMBERS),
        lambda: pl.from_arrow(NUMBERS).lazy(),
        lambda: {"n": NUMBERS["n"], "m": NUMBERS["m"]},
        lambda: {"n": NUMBERS["n"].to_numpy(), "m": NUMBERS["m"].to_numpy()},
        lambda: pd.DataFrame({"n": NUMBERS["n"].to_numpy(), "m": NUMBERS["m"].to_numpy()}, copy=False),
    ],
    ids=["table", "batch", "reader", "pandas on Arrow", "polars", "polars lazy", "columns", "numpy", "pandas"],
)
def test_columns_stay_where_they_are_and_the_declaration_moves_none(form):
    held = form()
    assert addresses(as_arrow(held)) == addresses(NUMBERS)
    assert addresses(CONTRACT.check(NUMBERS)) == addresses(NUMBERS)


@pytest.mark.parametrize(
    "form",
    [lambda: duckdb.connect().from_arrow(NUMBERS), lambda: ibis.memtable(NUMBERS)],
    ids=["duckdb", "ibis"],
)
def test_what_an_engine_works_out_is_held_once(form):
    """DuckDB and Ibis work a table out when it is asked for; what they hand over is not copied again by us."""
    held = form()
    before = pa.total_allocated_bytes()
    found = as_arrow(held)
    assert pa.total_allocated_bytes() - before <= 1.1 * 2 * BYTES
    assert found.num_rows == ROWS
