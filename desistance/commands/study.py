"""Write a commented study template, to be fixed and approved before anyone looks at outcomes.

It runs as it is on the files that `desistance synthesise -o data` writes beside it.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from desistance.errors import InputError

EXAMPLE = "example: desistance study new study.toml"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `desistance study`."""
    parser.add_argument("action", choices=("new",), help="new: write a template")
    parser.add_argument("path", nargs="?", default="study.toml", metavar="PATH", help="default study.toml")


def run(args: argparse.Namespace) -> int:
    """Write the template; an existing file is never overwritten."""
    from desistance.report import template

    place = Path(args.path)
    if not place.absolute().parent.is_dir():
        raise InputError("the folder does not exist", argument=str(place.parent), remedy="Create it first.")
    try:
        with place.open("x", encoding="utf-8") as file:
            file.write(template())
    except FileExistsError as error:
        raise InputError("is there already", argument=str(place), remedy="Choose another name.") from error
    sys.stdout.write(f"{place}: edit it, have it approved, then run `desistance evaluate {place} -o results`.\n")
    return 0
