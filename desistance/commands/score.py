"""Score every row of a table with one instrument and write the scores in the same order.

The columns that an instrument reads are listed in docs/reference/scores.md and by --inputs. A row that cannot be scored
has its reason in the column `problem` and no score.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import pyarrow as pa

from desistance import scores
from desistance.errors import InputError
from desistance.scores.instruments import INSTRUMENTS
from desistance.scores.items import ITEMS
from desistance.tables import Column, Kind, TableContract, read_in_parts, written_in_parts
from desistance.whole import whole

EXAMPLE = "example: desistance score ogrs3 people.csv scores.csv"
DONE, PROBLEMS = 0, 1
KINDS: dict[str, Kind] = {
    "code": "text",
    "offence code": "text",
    "whole number": "integer",
    "number": "number",
    "date": "date",
    "true or false": "boolean",
    "list of codes": "texts",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `desistance score`."""
    parser.add_argument("instrument", metavar="INSTRUMENT", help=", ".join(INSTRUMENTS))
    parser.add_argument("table", metavar="IN", nargs="?", help="CSV or Parquet, one row a person")
    parser.add_argument("scores", metavar="OUT", nargs="?", help="CSV or Parquet, one row a row of IN")
    parser.add_argument("--inputs", action="store_true", help="list the columns that INSTRUMENT reads, and do no more")
    parser.add_argument(
        "--variant",
        default="auto",
        choices=("auto", "static", "dynamic"),
        help="auto (the default) is dynamic where every answer is there and static elsewhere",
    )


def run(args: argparse.Namespace) -> int:
    """Score IN and write OUT; return 1 where some row has a problem."""
    if args.inputs:
        return _list(args.instrument)
    if args.scores is None:
        raise InputError("IN and OUT are both needed", argument="score", remedy="Or list the columns with --inputs.")
    rows = problems = 0
    with whole() as out, written_in_parts(out.file(args.scores)) as into:
        for part in read_in_parts(args.table, _contract(args.instrument), argument=Path(args.table).name):
            found = _scored(part, args, rows)
            into.write(found)
            rows += found.num_rows
            problems += found.num_rows - found.column("problem").null_count
    sys.stdout.write(f"{rows} rows: {rows - problems} scored, {problems} with a problem.\n")
    return PROBLEMS if problems else DONE


def _scored(part: pa.Table, args: argparse.Namespace, start: int) -> pa.Table:
    try:
        return scores.score(part, args.instrument, variant=args.variant)
    except InputError as error:
        raise (error.moved(start) if start else error) from None


def _list(instrument: str) -> int:
    for one in scores.inputs(instrument):
        needed = "needed" if one.required else "may be left out"
        sys.stdout.write(f"{one.column} ({one.type}, {needed}): {one.meaning}\n")
    return DONE


def _contract(instrument: str) -> TableContract:
    """The columns that an instrument reads, by the types that a CSV file is read in; a Parquet file has its own."""
    declared = scores.inputs(instrument)
    names = [(name, one) for one in declared for name in (one.column, ITEMS[one.column].alias) if name]
    columns = [Column(name, KINDS[one.type], one.meaning, required=False, nullable=True) for name, one in names]
    person = Column(scores.CARRIED, "id", "The person; comes along.", required=False, nullable=True)
    return TableContract(instrument, f"inputs of {instrument}", (person, *columns))
