"""Measure speed and memory beside peers, on this machine.

The scripts are in the folder `bench` of the project, each with what it measures at its head; results are printed, and
those that were kept are in bench/results. Without NAME it lists them. Measure on a quiet machine.
"""

from __future__ import annotations

import argparse
import ast
import subprocess
import sys
from pathlib import Path

from desistance.errors import InputError

EXAMPLE = "examples:\n  desistance bench\n  desistance bench scores\n  desistance bench reoffending -- --people 50000"
OURS = ("cox", "linkage", "matching", "reoffending", "scores")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `desistance bench`."""
    parser.add_argument("name", nargs="?", metavar="NAME", help=", ".join(OURS))
    parser.add_argument("more", nargs="*", metavar="...", help="arguments of the script, after --")
    parser.add_argument("--folder", metavar="FOLDER", help="where the scripts are (the project's own unless given)")


def run(args: argparse.Namespace) -> int:
    """List the scripts, or run one and return its exit code."""
    folder = Path(args.folder) if args.folder else Path(__file__).resolve().parents[2] / "bench"
    there = [name for name in OURS if (folder / f"{name}.py").is_file()]
    if not there:
        remedy = "Run it in a copy of the project, or name its folder with --folder."
        raise InputError("the benches are not in this installation", argument=str(folder), remedy=remedy)
    if args.name is None:
        for name in there:
            told = ast.get_docstring(ast.parse((folder / f"{name}.py").read_text(encoding="utf-8"))) or ""
            sys.stdout.write(f"{name}: {' '.join(told.splitlines()[:1])}\n")
        return 0
    if args.name not in there:
        raise InputError(f"no bench is called {args.name!r}", argument="NAME", remedy=f"Choose {', '.join(there)}.")
    place = str(folder / f"{args.name}.py")
    return subprocess.run([sys.executable, place, *args.more], check=False).returncode  # noqa: S603 - our own scripts
