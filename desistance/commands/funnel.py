"""A funnel plot: areas or providers against limits that allow for their size, and no league table.

IN has one row an area. OUT gets the points with their limits. The exit code is 1 when a point is outside the 99.8%
limits.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

EXAMPLE = (
    "example: desistance funnel boroughs.csv points.csv --events reoffenders --denominator offenders --name borough "
    "--plot funnel.svg"
)
DONE, PROBLEMS = 0, 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `desistance funnel`."""
    parser.add_argument("table", metavar="IN", help="CSV or Parquet, one row an area or provider")
    parser.add_argument("points", metavar="OUT", help="CSV or Parquet, in the order of IN")
    parser.add_argument("--events", required=True, metavar="COLUMN")
    parser.add_argument("--denominator", required=True, metavar="COLUMN", help="people, exposure or expected events")
    parser.add_argument("--name", metavar="COLUMN", help="what to call each row")
    parser.add_argument("--kind", choices=("proportion", "rate", "ratio"), default="proportion")
    parser.add_argument("--limits", choices=("exact", "arcsine", "normal"), default="exact")
    parser.add_argument("--over-dispersion", action="store_true", help="widen limits by what areas differ anyway")
    parser.add_argument("--target", type=float, help="in place of the pooled value (1 for ratios)")
    parser.add_argument("--plot", metavar="FILE", help="write the plot as SVG")


def run(args: argparse.Namespace) -> int:
    """Draw up the funnel and write its points."""
    from desistance.monitoring import funnel, funnel_plot
    from desistance.tables import Column, TableContract, read, write
    from desistance.whole import whole

    columns = [Column(args.events, "integer", "events"), Column(args.denominator, "number", "of how many")]
    columns += [Column(args.name, "id", "what it is called")] if args.name else []
    table = read(args.table, TableContract("areas", "areas", tuple(columns)), argument=Path(args.table).name)
    plot = funnel(
        table[args.events],
        table[args.denominator],
        kind=args.kind,
        limits=args.limits,
        over_dispersion=args.over_dispersion,
        target=args.target,
        names=table[args.name] if args.name else None,
    )
    with whole() as out:
        write(plot.points, out.file(args.points))
        if args.plot:
            funnel_plot(plot, out.file(args.plot))
    sys.stdout.write(f"{plot}\n")
    return PROBLEMS if plot.points["flag"].null_count < plot.points.num_rows else DONE
