"""Measure the proven reoffending of a cohort, by the Ministry of Justice's definition.

PEOPLE, EVENTS and OFFENCES are CSV or Parquet files. Writes people.csv, groups.csv, bands.csv, problems.csv, where
severity is a category severities.csv, and summary.json into FOLDER. Exit code 1 where rows are doubtful or the cohort
is not over.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desistance.errors import InputError

if TYPE_CHECKING:
    from desistance.reoffending import Reoffending
    from desistance.tables import TableContract

EXAMPLE = (
    "example:\n  desistance reoffending people.csv events.csv offences.csv --from 2023-04-01 --to 2023-06-30 "
    "--as-at 2025-02-01 --by area -o results"
)

TABLES, SUMMARY = ("people", "groups", "bands", "problems", "severities"), "summary.json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("people", metavar="PEOPLE", help="person_id, previous_offences and any columns for --by")
    parser.add_argument("events", metavar="EVENTS", help="person_id, type, date")
    parser.add_argument("offences", metavar="OFFENCES", help="person_id, offence_date, proven_date, excluded")
    parser.add_argument("--from", dest="start", required=True, metavar="D", help="first day of the cohort, YYYY-MM-DD")
    parser.add_argument("--to", dest="end", required=True, metavar="D", help="last day of the cohort, included")
    parser.add_argument("--as-at", metavar="D", help="mark the cohort immature where it is not over by this day")
    parser.add_argument("--follow-up-months", type=int, default=12, metavar="N")
    parser.add_argument("--waiting-months", type=int, default=6, metavar="N")
    parser.add_argument("--kind", default="all", help="all or violent")
    parser.add_argument(
        "--by", action="append", default=[], metavar="COLUMN", help="group by this column; may be repeated"
    )
    parser.add_argument("--engine", default="duckdb", help="duckdb or spark")
    parser.add_argument("-o", "--output", required=True, metavar="FOLDER", help="made where it does not exist")


def run(args: argparse.Namespace) -> int:
    from desistance.progress import step
    from desistance.whole import whole

    with whole() as out:
        half = out.folder(args.output, owned=(*(f"{name}.csv" for name in TABLES), SUMMARY))
        result = _measured(args)
        with step("writing"):
            _write(result, half)
    sys.stdout.write(f"{result}\n")
    return 1 if result.problems.num_rows or result.overall.mature is False else 0


def _measured(args: argparse.Namespace) -> Reoffending:
    from desistance import reoffending

    contracts = {"people": reoffending.PEOPLE, "events": reoffending.EVENTS, "offences": reoffending.OFFENCES}
    return reoffending.measure(
        *(_source(getattr(args, name), contract) for name, contract in contracts.items()),
        cohort_start=args.start,
        cohort_end=args.end,
        as_at=args.as_at,
        follow_up_months=args.follow_up_months,
        waiting_months=args.waiting_months,
        kind=args.kind,
        by=tuple(args.by),
        engine=args.engine,
    )


def _source(path: str, contract: TableContract) -> Any:
    """A Parquet file is read in place; a CSV file is read by the declaration of its columns."""
    from desistance.tables import read

    if not Path(path).is_file():
        raise InputError("no such file", argument=path, remedy="Check the name and the folder.")
    return Path(path) if Path(path).suffix.lower() in {".parquet", ".pq"} else read(path, contract)


def _write(result: Reoffending, folder: Path) -> None:
    from desistance.tables import write

    tables = {name: getattr(result, name) for name in TABLES}
    for name, table in tables.items():
        if table is not None:
            write(table, folder / f"{name}.csv")
    share = result.share()
    summary = {
        "label": result.label,
        "overall": asdict(result.overall),
        "reliable": result.overall.reliable,
        "final_from": result.final_from.isoformat(),
        "as_at": result.as_at and result.as_at.isoformat(),
        "persistent": {
            **asdict(share),
            "share_of_reoffenders": share.share_of_reoffenders,
            "share_of_reoffences": share.share_of_reoffences,
        },
    }
    (folder / SUMMARY).write_text(json.dumps(summary, indent=2) + "\n", encoding="utf-8")
