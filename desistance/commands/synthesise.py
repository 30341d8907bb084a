"""Write a synthetic population: people, events and offences with no real person in them.

The same arguments give the same files. truth.json says what was planted and the arithmetic of the published shares.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desistance.synthetic import Population

EXAMPLE = "example:\n  desistance synthesise --people 5000 --seed 7 --treated 0.2 --risk-difference -0.05 -o synthetic"

TABLES, FORMATS = ("people", "events", "offences"), ("csv", "parquet")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--people", type=int, default=1000, metavar="N")
    parser.add_argument("--seed", type=int, default=0, metavar="N")
    parser.add_argument("--from", dest="start", default="2022-04-01", metavar="D", help="first day of the cohort")
    parser.add_argument("--to", dest="end", default="2022-06-30", metavar="D", help="last day of the cohort, included")
    parser.add_argument("--treated", type=float, default=0.0, metavar="SHARE", help="share of people with the service")
    parser.add_argument(
        "--risk-difference", type=float, default=0.0, metavar="D", help="planted effect, -0.05 is five points fewer"
    )
    parser.add_argument(
        "--confounding", type=float, default=0.0, metavar="C", help="above 0: the persistent are treated more often"
    )
    parser.add_argument("--format", default="csv", choices=FORMATS)
    parser.add_argument("-o", "--output", required=True, metavar="FOLDER", help="made where it does not exist")


def run(args: argparse.Namespace) -> int:
    from desistance.progress import step
    from desistance.synthetic import PCD_1291
    from desistance.tables import write
    from desistance.whole import whole

    with whole() as out:
        half = out.folder(args.output, owned=[f"{name}.{form}" for name in TABLES for form in FORMATS])
        with step("making people up"):
            made = _made(args)
        for name in TABLES:
            with step(f"writing {name}"):
                write(getattr(made, name), half / f"{name}.{args.format}")
        truth = {**asdict(made.truth), "shares": asdict(PCD_1291), "working": PCD_1291.working().splitlines()}
        (half / "truth.json").write_text(json.dumps(truth, indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(f"{made}\n")
    return 0


def _made(args: argparse.Namespace) -> Population:
    from desistance.synthetic import population

    return population(
        args.people,
        seed=args.seed,
        cohort_start=args.start,
        cohort_end=args.end,
        treated=args.treated,
        risk_difference=args.risk_difference,
        confounding=args.confounding,
    )
