"""What effect could a study of this size detect? Print it before promising impact.

Two-sided test of two proportions with pooled variance. The detectable effect is the least fall from the baseline that
would be found with the power asked for.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from dataclasses import asdict

EXAMPLE = "example: desistance power --treated 142 --control 10000 --baseline 0.56"
DONE, PROBLEMS = 0, 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `desistance power`."""
    parser.add_argument("--treated", type=int, required=True, metavar="N", help="people in the service after matching")
    parser.add_argument("--control", type=int, required=True, metavar="N", help="people in the comparison")
    parser.add_argument("--baseline", type=float, required=True, help="share that reoffends without it, 0 to 1")
    parser.add_argument("--power", type=float, default=0.8, help="default 0.8")
    parser.add_argument("--alpha", type=float, default=0.05, help="default 0.05")
    parser.add_argument("--format", choices=("text", "json"), default="text")


def run(args: argparse.Namespace) -> int:
    """Print the detectable effect; return 1 where not even a fall to nothing would be detected."""
    from desistance.effects import minimum_detectable

    found = minimum_detectable(args.treated, args.control, args.baseline, power=args.power, alpha=args.alpha)
    none = math.isnan(found.estimate)
    if args.format == "json":
        held = {
            name: None if isinstance(value, float) and math.isnan(value) else value
            for name, value in asdict(found).items()
            if name != "null"
        }
        sys.stdout.write(json.dumps(held) + "\n")
    elif none:
        sys.stdout.write(
            f"No fall from {args.baseline:.1%} would be detected with {args.treated} and {args.control}.\n"
        )
    else:
        sys.stdout.write(
            f"{args.treated} and {args.control} people would detect a fall from {args.baseline:.1%} to "
            f"{found.detectable_rate:.1%} ({100 * found.estimate:.1f} percentage points) or more; a smaller effect "
            f"would probably be inconclusive ({found.method}).\n"
        )
    return PROBLEMS if none else DONE
