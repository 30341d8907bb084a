"""A process behaviour (XmR) chart: is a change more than the usual ups and downs?

IN has one row a period. OUT gets the points with limits and signals. The exit code is 1 when a point is special cause
for the worse (or, without --improvement, special cause at all) or the target will not be met without change.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from pathlib import Path

from desistance.errors import InputError

EXAMPLE = (
    "example: desistance spc months.csv points.csv --value referrals --date month --improvement up --plot chart.svg"
)
DONE, PROBLEMS = 0, 1
FIRST, LAST = dt.date(1900, 1, 1), dt.date(2199, 12, 31)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `desistance spc`."""
    parser.add_argument("table", metavar="IN", help="CSV or Parquet, one row a period")
    parser.add_argument("points", metavar="OUT", help="CSV or Parquet, one row a period in order of date")
    parser.add_argument("--value", required=True, metavar="COLUMN")
    parser.add_argument("--date", metavar="COLUMN", help="order by these dates")
    parser.add_argument("--improvement", choices=("up", "down"), help="which way is better")
    parser.add_argument("--target", type=float)
    parser.add_argument(
        "--rebase", action="append", default=[], metavar="D|N", help="start limits anew at a date or position"
    )
    parser.add_argument("--fixed", type=int, metavar="N", help="limits from the first N points of each group")
    parser.add_argument(
        "--no-screen", action="store_true", help="keep great moving ranges, as the NHS spreadsheet does"
    )
    parser.add_argument("--plot", metavar="FILE", help="write the chart as SVG")


def run(args: argparse.Namespace) -> int:
    """Draw up the chart and write its points."""
    from desistance.monitoring import xmr, xmr_chart
    from desistance.tables import Column, TableContract, read, write
    from desistance.whole import whole

    columns = [Column(args.value, "number", "what is charted")]
    columns += [Column(args.date, "date", "when", unique=True, minimum=FIRST, maximum=LAST)] if args.date else []
    table = read(args.table, TableContract("series", "a series", tuple(columns)), argument=Path(args.table).name)
    if not table.num_rows:
        raise InputError("has no rows", argument=Path(args.table).name, remedy="Give two periods or more.")
    chart = xmr(
        table[args.value],
        dates=table[args.date] if args.date else None,
        improvement=args.improvement,
        target=args.target,
        rebase=[int(one) if one.isdecimal() else one for one in args.rebase],
        fixed=args.fixed,
        screen=not args.no_screen,
    )
    with whole() as out:
        write(chart.points, out.file(args.points))
        if args.plot:
            xmr_chart(chart, out.file(args.plot), title=args.value)
    sys.stdout.write(f"{chart}\n")
    found = set(chart.points["meaning"].to_pylist()) & {"concern", "high", "low"}
    return PROBLEMS if found or chart.assurance == "fail" else DONE
