"""Bring together the records of one person, within one table or across two, without a common key.

RECORDS and RIGHT are CSV or Parquet files: record_id, source, given_name, surname, aliases, date_of_birth, postcode,
gender, pnc, cro, crn, nomis, nhs_number (all but record_id may be empty; aliases are `;`-separated). FOLDER gets
pairs.csv, clusters.csv, quality.html with its charts and tables, and model.json where --save-model asks for it. They
hold record ids and no names. Exit code 1 where records hold values that could not be used; `problem` in clusters.csv
says which.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

    from desistance.linkage import Linked, Model
    from desistance.tables import TableContract

EXAMPLE = (
    "examples:\n  desistance link police.csv probation.csv -o linked\n"
    "  desistance link everyone.csv --overrides decisions.csv --previous last/clusters.csv -o linked"
)
DONE, PROBLEMS = 0, 1
MODEL = "model.json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `desistance link`."""
    parser.add_argument("records", metavar="RECORDS", help="CSV or Parquet, one row a record")
    parser.add_argument(
        "right", metavar="RIGHT", nargs="?", help="another table: only pairs across the two are compared"
    )
    parser.add_argument("-o", "--output", required=True, metavar="FOLDER", help="made where it does not exist")
    parser.add_argument("--model", default="person", metavar="NAME|FILE", help="person, or a saved model (.json)")
    parser.add_argument("--join", type=float, default=20.0, metavar="W", help="match weight from which pairs hold (20)")
    parser.add_argument(
        "--break-below", type=float, default=14.0, metavar="W", help="below it what was together comes apart (14)"
    )
    parser.add_argument("--overrides", metavar="FILE", help="left_id, right_id, action (include or exclude)")
    parser.add_argument("--previous", metavar="FILE", help="clusters.csv of an earlier run")
    parser.add_argument("--labels", metavar="FILE", help="left_id, right_id, same: measure precision and recall")
    parser.add_argument("--save-model", action="store_true", help="write model.json, with no rare name in it")
    parser.add_argument("--engine", default="duckdb", help="duckdb or spark")


def run(args: argparse.Namespace) -> int:
    """Link and write FOLDER; return 1 where a record has a problem."""
    from desistance.progress import step
    from desistance.tables import write
    from desistance.whole import whole

    with whole() as out:
        half = out.folder(args.output, owned=_old(args))
        result = _linked(args)
        with step("writing"):
            write(result.pairs, half / "pairs.csv")
            write(result.clusters, half / "clusters.csv")
            result.quality.write(half)
            if args.save_model:
                result.model.save(half / MODEL)
    sys.stdout.write(f"{result}\n")
    return PROBLEMS if result.problems.num_rows else DONE


def _old(args: argparse.Namespace) -> tuple[str, ...]:
    """What an earlier run left and this one does not write: its model, unless that is the one in use."""
    mine = Path(args.output) / MODEL
    return () if Path(args.model).resolve() == mine.resolve() else (MODEL,)


def _linked(args: argparse.Namespace) -> Linked:
    from desistance import linkage

    contract = linkage.records_contract(_compared(args.model))
    return linkage.link(
        _read(args.records, contract),
        _read(args.right, contract),
        model=args.model,
        join=args.join,
        break_below=args.break_below,
        overrides=_read(args.overrides, linkage.OVERRIDES),
        previous=_read(args.previous, linkage.PREVIOUS),
        labels=_read(args.labels, linkage.LABELS),
        engine=args.engine,
    )


def _read(path: str | None, contract: TableContract) -> pa.Table | None:
    from desistance.tables import read

    return None if path is None else read(path, contract, argument=Path(path).name)


def _compared(model: str) -> Model:
    from desistance.linkage.linking import known_model
    from desistance.linkage.trained import Trained

    found = known_model(model)
    return found.model if isinstance(found, Trained) else found
