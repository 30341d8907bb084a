"""Select a cohort by dated rules: who is eligible, from when until when, and the reasons that hold and fail.

RULE is a TOML file (docs/reference/cohort-rules.md). OUT gets a row a span: person_id, eligible, from, until (the first
day no longer; empty for the one that is open), reasons and problem (rows of the person that could not be used). Exit
code 1 where there are such rows.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

EXAMPLE = "example: desistance cohorts people.csv offences.csv scores.csv rule.toml spans.csv --as-at 2026-04-01"
DONE, PROBLEMS = 0, 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `desistance cohorts`."""
    parser.add_argument("people", metavar="PEOPLE", help="person_id, date_of_birth and the columns that the rule names")
    parser.add_argument("offences", metavar="OFFENCES", help="person_id, offence_date, proven_date, offence_code")
    parser.add_argument("scores", metavar="SCORES", help="person_id, instrument, date, band and perhaps version")
    parser.add_argument("rule", metavar="RULE", help="the rule as TOML")
    parser.add_argument("spans", metavar="OUT", help="CSV or Parquet, one row a span")
    parser.add_argument("--as-at", required=True, metavar="D", help="what was known on this day, YYYY-MM-DD")
    parser.add_argument("--engine", default="duckdb", help="duckdb or spark")


def run(args: argparse.Namespace) -> int:
    """Select and write OUT; return 1 where rows could not be used."""
    import pyarrow.compute as pc

    from desistance import cohorts
    from desistance.progress import step
    from desistance.tables import read, write
    from desistance.whole import whole

    contracts = {"people": cohorts.PEOPLE, "offences": cohorts.OFFENCES, "scores": cohorts.SCORES}
    with whole() as out:
        half = out.file(args.spans)
        with step("reading"):
            people, offences, scores = (
                read(getattr(args, name), one, argument=Path(getattr(args, name)).name)
                for name, one in contracts.items()
            )
        spans = cohorts.select(people, offences, scores, args.rule, as_at=args.as_at, engine=args.engine)
        with step("writing"):
            write(spans, half)
    now = [row for row in spans.select(["person_id", "eligible", "until"]).to_pylist() if row["until"] is None]
    eligible = sum(bool(row["eligible"]) for row in now)
    sys.stdout.write(f"{eligible:,} of {people.num_rows:,} people are eligible on {args.as_at}.\n")
    doubtful = pc.unique(spans.filter(pc.is_valid(spans["problem"]))["person_id"])
    if len(doubtful):
        word = "person" if len(doubtful) == 1 else "people"
        sys.stdout.write(f"Rows of {len(doubtful):,} {word} could not be used or look wrong: see problem in OUT.\n")
    return PROBLEMS if len(doubtful) else DONE
