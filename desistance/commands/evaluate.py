"""Run a pre-registered study and write its report.

FOLDER gets report.html (one page that stands alone), tables/*.csv, figures/*.svg and manifest.json with the hashes of
the inputs, versions and seeds; report.pdf where it is asked for and this machine can. The same study run twice gives
the same bytes. Exit code 1 where no finding can be given or something must be known before it is read, 2 where the
study or its inputs cannot be used.
"""

from __future__ import annotations

import argparse
import sys

EXAMPLE = "example:\n  desistance study new study.toml\n  desistance evaluate study.toml -o results"
DONE, PROBLEMS = 0, 1
NO_FINDING = ("not credible", "withheld")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `desistance evaluate`."""
    parser.add_argument("study", metavar="STUDY.toml", help="the study; `desistance study new` writes a template")
    parser.add_argument("-o", "--output", required=True, metavar="FOLDER", help="new, empty, or an earlier report")
    parser.add_argument("--pdf", action="store_true", help="also write report.pdf")


def run(args: argparse.Namespace) -> int:
    """Run the study; return 1 where there is no finding or a problem stands beside it."""
    from desistance.report import evaluate

    found = evaluate(args.study, args.output, pdf=args.pdf)
    sys.stdout.write(f"{found}\n")
    return PROBLEMS if found.problems or found.verdict in NO_FINDING else DONE
