"""Find a comparison group: score the rows of a table, match treated rows to others and say how alike they are.

OUT has every row of IN with `propensity`, `weight` (0 for rows left out) and `cluster` (-1 for none). The exit code
is 1 when the comparison is not credible; the reasons are printed.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from desistance.errors import InputError
from desistance.progress import step
from desistance.tables import Column, TableContract, read, write
from desistance.whole import whole

EXAMPLE = (
    "example: desistance match people.csv matched.csv --treated on_programme "
    "--covariates age,previous_offences --exact gender --key person_id --balance balance.csv"
)
DONE, PROBLEMS = 0, 1
WRITTEN = ("matched", "pairs", "balance", "plot")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `desistance match`."""
    parser.add_argument("table", metavar="IN", help="CSV or Parquet, one row a person")
    parser.add_argument("matched", metavar="OUT", help="CSV or Parquet, one row a row of IN")
    parser.add_argument("--treated", required=True, metavar="COLUMN", help="true or 1 for who is treated")
    parser.add_argument("--covariates", required=True, metavar="A,B,...", help="columns of numbers to match on")
    parser.add_argument("--score", metavar="COLUMN", help="a column to match on in place of a fitted propensity score")
    parser.add_argument("--exact", metavar="A,B,...", help="columns whose values must be equal within a pair")
    parser.add_argument("--key", metavar="A,B,...", help="columns that identify a row, so that row order cannot matter")
    parser.add_argument("--ratio", type=int, default=1, help="controls for each treated row (default 1)")
    parser.add_argument("--caliper", type=float, default=0.2, help="widest gap; 0 for none (default 0.2)")
    parser.add_argument("--caliper-in", choices=("sd", "score"), default="sd")
    parser.add_argument("--replace", action="store_true", help="a control may serve several treated rows")
    parser.add_argument("--order", choices=("largest", "smallest", "data", "random"), default="largest")
    parser.add_argument("--ties", choices=("stable", "matchit"), default="stable")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--pairs", metavar="FILE", help="write the pairs (row numbers of IN from 0)")
    parser.add_argument("--balance", metavar="FILE", help="write balance before and after")
    parser.add_argument("--plot", metavar="FILE", help="write the love plot as SVG")


def run(args: argparse.Namespace) -> int:
    """Match IN and write OUT; return 1 where the comparison is not credible."""
    with whole() as out:
        places = {name: out.file(getattr(args, name)) for name in WRITTEN if getattr(args, name)}
        match, credible = _matched(args, places)
    sys.stdout.write(f"{match}\n{credible}\n")
    return DONE if credible.credible else PROBLEMS


def _matched(args: argparse.Namespace, places: dict[str, Path]) -> tuple[Any, Any]:
    from desistance import matching

    names = _names(args.covariates)
    with step("reading"):
        table = _table(args, names)
    X, treated = table.select(names), table[args.treated]
    with step("scoring"):
        score = np.asarray(table[args.score]) if args.score else matching.propensity(X, treated)
    with step("matching"):
        match = _nearest(args, table, score, X)
    credible = matching.overlap(score, treated, match.weights)
    with step("balance and writing"):
        _write(args, places, table, score, match, X)
    return match, credible


def _nearest(args: argparse.Namespace, table: pa.Table, score: Any, X: pa.Table) -> Any:
    from desistance import matching

    match = matching.nearest(
        score,
        table[args.treated],
        ratio=args.ratio,
        caliper=args.caliper or None,
        caliper_in=args.caliper_in,
        replace=args.replace,
        order=args.order,
        ties=args.ties,
        seed=args.seed,
        exact=_chosen(table, args.exact),
        key=_chosen(table, args.key) if args.key else X,
    )
    if not match.pairs.num_rows:
        raise InputError("no pair could be made", argument="--caliper", remedy="Widen the caliper or the pool.")
    return match


def _names(given: str) -> list[str]:
    return [name.strip() for name in given.split(",") if name.strip()]


def _table(args: argparse.Namespace, names: list[str]) -> pa.Table:
    numbers = [*names, *([args.score] if args.score else [])]
    columns = tuple(
        Column(name, "number", "matched on", required=True, nullable=False) for name in dict.fromkeys(numbers)
    )
    table = read(args.table, TableContract("match", "rows to match", columns), argument=Path(args.table).name)
    for name in [args.treated, *_names(args.exact or ""), *_names(args.key or "")]:
        if name not in table.column_names:
            raise InputError(
                "is missing",
                argument=Path(args.table).name,
                column=name,
                remedy=f"The columns are {', '.join(table.column_names)}.",
            )
    return table


def _chosen(table: pa.Table, given: str | None) -> pa.Table | None:
    return table.select(_names(given)) if given else None


def _write(
    args: argparse.Namespace, places: dict[str, Path], table: pa.Table, score: Any, match: Any, X: pa.Table
) -> None:
    from desistance import matching

    added = {"propensity": pa.array(score), "weight": pa.array(match.weights), "cluster": pa.array(match.clusters)}
    for name, values in added.items():
        if name in table.column_names:
            raise InputError("is in IN already", argument=args.table, column=name, remedy="Rename that column.")
        table = table.append_column(name, values)
    tables = matching.balances(X, table[args.treated], {"before": None, "after": match.weights})
    write(table, places["matched"])
    if args.pairs:
        write(match.pairs, places["pairs"])
    if args.balance:
        stages = [one.add_column(0, "when", pa.array([when] * one.num_rows)) for when, one in tables.items()]
        write(pa.concat_tables(stages), places["balance"])
    if args.plot:
        matching.love_plot(tables["before"], tables["after"], places["plot"])
