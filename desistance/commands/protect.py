"""Withhold small counts, and as few others as keep them from being worked out, before tables leave.

Each IN is a long CSV or Parquet table of counts (an empty dimension is a total); OUT is a folder that gets the same
tables, every total, empty for withheld. The reasons are printed with --reasons: they are for the record, not for
release. The exit code is 1 when something withheld can be worked out whatever this release does.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from desistance.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa

    from desistance.disclosure import Protected

EXAMPLE = (
    "example:\n  desistance protect all.csv served.csv --count n --by area,gender --threshold 10 --rounding 5 "
    "--link all:served --earlier out/2024q1/all.csv -o out/2024q2"
)
DONE, PROBLEMS = 0, 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `desistance protect`."""
    parser.add_argument("tables", metavar="IN", nargs="+", help="tables of one release; a table's name is its file's")
    parser.add_argument("--count", required=True, metavar="COLUMN", help="the column of counts")
    parser.add_argument(
        "--by", required=True, action="append", metavar="[TABLE:]A,B", help="dimensions, for all or for one table"
    )
    parser.add_argument("--threshold", type=int, default=10, help="counts below it are withheld (default 10)")
    parser.add_argument("--rounding", type=int, metavar="BASE", help="round what is shown to multiples of this")
    parser.add_argument("--zeros", choices=("hide", "show"), default="hide")
    parser.add_argument(
        "--link", action="append", default=[], metavar="PLUS:MINUS", help="MINUS holds some of the rows of PLUS"
    )
    parser.add_argument("--earlier", action="append", default=[], metavar="FILE", help="a table that is already out")
    parser.add_argument("--reasons", metavar="FILE", help="write why each count was withheld")
    parser.add_argument("-o", "--output", required=True, metavar="FOLDER", help="made where it does not exist")


def run(args: argparse.Namespace) -> int:
    """Protect every IN and write it into the folder; return 1 where something can be worked out."""
    from desistance.tables import write
    from desistance.whole import whole

    _refuse_overwriting(args.tables, Path(args.output))
    with whole() as out:
        half = out.folder(args.output)
        why = out.file(args.reasons) if args.reasons else None
        protected, names = _protected(args)
        for name, path in zip(names, args.tables, strict=True):
            write(protected.tables[name], half / Path(path).name)
        if why:
            write(protected.reasons, why)
        audit = protected.audit()
    sys.stdout.write(f"{protected}\n")
    return DONE if audit.safe else PROBLEMS


def _protected(args: argparse.Namespace) -> tuple[Protected, list[str]]:
    from desistance.disclosure import protect

    names = [Path(one).stem for one in args.tables]
    if len(set(names)) < len(names):
        raise InputError("two tables have one name", argument="IN", remedy="Rename one of the files.")
    known = [*names, *(Path(one).stem for one in args.earlier)]
    by = _dimensions(args.by, known)
    earlier = [{Path(one).stem: _read(one, by)} for one in args.earlier]
    protected = protect(
        {name: _read(one, by) for name, one in zip(names, args.tables, strict=True)},
        count=args.count,
        by=by,
        threshold=args.threshold,
        rounding=args.rounding,
        zeros=args.zeros,
        links=[tuple(link.split(":")) for link in args.link],
        earlier=earlier,
    )
    return protected, names


def _read(path: str, by: dict[str, list[str]]) -> pa.Table:
    """A table; the dimensions of a CSV file are text, for what looks like numbers in one may not in the next."""
    from desistance.tables import Column, TableContract, read

    named = by.get(Path(path).stem, []) if Path(path).suffix.lower() == ".csv" else []
    columns = tuple(Column(one, "id", "a dimension", required=False, nullable=True) for one in named)
    return read(path, TableContract("counts", "counts to release", columns), argument=Path(path).name)


def _dimensions(given: list[str], known: list[str]) -> dict[str, list[str]]:
    shared = [one.split(",") for one in given if ":" not in one]
    if len(shared) > 1:
        raise InputError("is given twice", argument="--by", remedy="Put TABLE: before the dimensions of one table.")
    held = {name: shared[0] for name in known} if shared else {}
    for one in given:
        if ":" in one:
            name, dimensions = one.split(":", 1)
            held[name] = dimensions.split(",")
    return {name: [part.strip() for part in dimensions] for name, dimensions in held.items()}


def _refuse_overwriting(tables: list[str], folder: Path) -> None:
    for one in tables:
        if Path(one).resolve() == (folder / Path(one).name).resolve():
            raise InputError("would be overwritten", argument=one, remedy="Choose another folder with -o.")
