"""Proven reoffending beside Polars and pandas, in one run: the same files in, the same answer out.

    python bench/reoffending.py [--people 500000] [--offences-each 10] [--tenfold] [--repeat 3] [--write]
    python bench/reoffending.py --data FOLDER --make    # make the files ahead, so that a measure can run alone

Each engine runs in a process of its own. The clock starts when its libraries are imported and stops when it holds one
row a person (index, windows, reoffences, days to first, band) and the figures by band; CPU is user and system time of
that stretch over all threads, memory the highest resident set of the process, imports included. Ours also checks
every row of the input, which the peers do not.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
START, END = date(2022, 4, 1), date(2022, 6, 30)
TARGETS = (
    ("at least twice as fast as Polars", 2.0, "polars"),
    ("at least ten times as fast as pandas", 10.0, "pandas"),
)


def make(folder: Path, people: int, offences: int, chunks: int) -> None:
    """Write the tables as Parquet, piece by piece so that ten times the rows need no more memory."""
    import pyarrow as pa
    import pyarrow.compute as pc
    from pyarrow import parquet

    from desistance.synthetic import population

    writers: dict[str, parquet.ParquetWriter] = {}
    for chunk in range(chunks):
        made = population(people // chunks, seed=chunk, cohort_start=START, cohort_end=END)
        rows = offences // chunks
        if made.offences.num_rows < rows:
            raise SystemExit(f"only {made.offences.num_rows:,} offences were made of {rows:,}")
        for name, table in (
            ("people", made.people),
            ("events", made.events),
            ("offences", made.offences.slice(0, rows)),
        ):
            ids = pc.binary_join_element_wise(pa.scalar(f"{chunk:02d}"), table["person_id"], "")
            table = table.set_column(0, "person_id", ids)
            if name not in writers:
                writers[name] = parquet.ParquetWriter(folder / f"{name}.parquet", table.schema)
            writers[name].write_table(table)
    for writer in writers.values():
        writer.close()


def ours(folder: Path) -> dict[str, object]:
    from desistance.reoffending import measure

    result = measure(
        *(folder / f"{name}.parquet" for name in ("people", "events", "offences")), cohort_start=START, cohort_end=END
    )
    return answer(result.people, result.bands)


def _counted_with_polars(offences, index):
    """Reoffences of each person of the cohort, and the day of the first."""
    import polars as pl

    return (
        offences.filter(
            pl.col("excluded").is_null(),
            pl.col("offence_date").is_between(START, date(2023, 6, 30), closed="none"),
            pl.col("proven_date") < date(2023, 12, 30),
        )
        .select("person_id", "offence_date", "proven_date")
        .join(index, on="person_id")
        .filter(
            pl.col("offence_date") > pl.col("index_date"),
            pl.col("offence_date") < pl.col("follow_up_end"),
            pl.col("proven_date") < pl.col("waiting_end"),
        )
        .group_by("person_id")
        .agg(reoffences=pl.len(), first=pl.col("offence_date").min())
    )


def _polars_band():
    import polars as pl

    previous = pl.col("previous_offences")
    return (
        pl.when(previous >= 11).then(pl.lit("11+"))
        .when(previous >= 7).then(pl.lit("7-10"))
        .when(previous >= 3).then(pl.lit("3-6"))
        .when(previous >= 1).then(pl.lit("1-2"))
        .otherwise(pl.lit("0"))
    )  # fmt: skip


def with_polars(folder: Path) -> dict[str, object]:
    import polars as pl

    people = pl.scan_parquet(folder / "people.parquet")
    events = pl.scan_parquet(folder / "events.parquet")
    offences = pl.scan_parquet(folder / "offences.parquet")
    order = pl.col("type").replace_strict(
        {"custody_release": 0, "court_non_custodial": 1, "caution": 2}, return_dtype=pl.Int8
    )
    index = (
        events.filter(pl.col("date").is_between(START, END))
        .group_by("person_id")
        .agg(index_date=pl.col("date").min(), index_type=pl.col("type").sort_by("date", order).first())
        .with_columns(
            follow_up_end=pl.col("index_date").dt.offset_by("12mo"),
            waiting_end=pl.col("index_date").dt.offset_by("18mo"),
        )
    )
    counted = _counted_with_polars(offences, index)
    each = (
        index.join(people.select("person_id", "previous_offences"), on="person_id", how="left")
        .join(counted, on="person_id", how="left")
        .with_columns(
            reoffences=pl.col("reoffences").fill_null(0),
            days_to_first=(pl.col("first") - pl.col("index_date")).dt.total_days(),
            previous_band=_polars_band(),
        )
        .with_columns(reoffender=pl.col("reoffences") > 0)
        .drop("first", "previous_offences")
        .sort("person_id")
        .collect(engine=os.environ.get("BENCH_POLARS", "streaming"))
    )
    bands = each.group_by("previous_band").agg(
        offenders=pl.len(), reoffenders=pl.col("reoffender").sum(), reoffences=pl.col("reoffences").sum()
    )
    return answer(each.to_arrow(), bands.to_arrow())


def _index_with_pandas(events, start, end):
    """The earliest event of each person in the cohort, with the ends of its windows."""
    import pandas as pd

    events = events[(events["date"] >= start) & (events["date"] <= end)]
    events = events.assign(order=events["type"].map({"custody_release": 0, "court_non_custodial": 1, "caution": 2}))
    index = events.sort_values(["date", "order"]).drop_duplicates("person_id")[["person_id", "date", "type"]]
    index.columns = ["person_id", "index_date", "index_type"]
    index["follow_up_end"] = index["index_date"] + pd.DateOffset(months=12)
    index["waiting_end"] = index["index_date"] + pd.DateOffset(months=18)
    return index


def _counted_with_pandas(offences, index, start):
    """Reoffences of each person of the cohort, and the day of the first."""
    import pandas as pd

    cut = (
        offences["excluded"].isna()
        & (offences["offence_date"] > start)
        & (offences["offence_date"] < pd.Timestamp("2023-06-30"))
    )
    able = offences[cut & (offences["proven_date"] < pd.Timestamp("2023-12-30"))]
    met = able.merge(index, on="person_id")
    met = met[
        (met["offence_date"] > met["index_date"])
        & (met["offence_date"] < met["follow_up_end"])
        & (met["proven_date"] < met["waiting_end"])
    ]
    return met.groupby("person_id")["offence_date"].agg(reoffences="size", first="min").reset_index()


def with_pandas(folder: Path) -> dict[str, object]:
    import numpy as np
    import pandas as pd
    import pyarrow as pa

    days = {"people": [], "events": ["date"], "offences": ["offence_date", "proven_date"]}
    columns = {
        "people": ["person_id", "previous_offences"],
        "offences": ["person_id", "offence_date", "proven_date", "excluded"],
    }
    people, events, offences = (
        pd.read_parquet(folder / f"{name}.parquet", columns=columns.get(name), dtype_backend="pyarrow").astype(
            {column: "datetime64[s]" for column in days[name]}
        )
        for name in ("people", "events", "offences")
    )
    start, end = pd.Timestamp(START), pd.Timestamp(END)
    index = _index_with_pandas(events, start, end)
    counted = _counted_with_pandas(offences, index, start)
    each = index.merge(people, on="person_id", how="left").merge(counted, on="person_id", how="left")
    each["reoffences"] = each["reoffences"].fillna(0).astype("int64")
    each["days_to_first"] = (each["first"] - each["index_date"]).dt.days
    previous = each["previous_offences"].to_numpy(dtype="int64")
    each["previous_band"] = np.select(
        [previous >= 11, previous >= 7, previous >= 3, previous >= 1], ["11+", "7-10", "3-6", "1-2"], "0"
    )
    each["reoffender"] = each["reoffences"] > 0
    each = each.sort_values("person_id")
    bands = each.groupby("previous_band").agg(
        offenders=("person_id", "size"), reoffenders=("reoffender", "sum"), reoffences=("reoffences", "sum")
    )
    return answer(
        pa.Table.from_pandas(each, preserve_index=False),
        pa.Table.from_pandas(bands.reset_index(), preserve_index=False),
    )


def answer(people, bands) -> dict[str, object]:
    """What all engines must agree on."""
    import pyarrow.compute as pc

    told = {
        row["previous_band"]: [row["offenders"], row["reoffenders"], row["reoffences"]] for row in bands.to_pylist()
    }
    return {
        "rows": people.num_rows,
        "days": int(pc.sum(people["days_to_first"]).as_py()),
        "bands": dict(sorted(told.items())),
    }


ENGINES = {"ours": ours, "polars": with_polars, "pandas": with_pandas}
IMPORTS = {
    "ours": ("desistance.reoffending", "desistance.reoffending.expression", "duckdb", "ibis.backends.duckdb", "pandas"),
    "polars": ("polars", "pyarrow"),
    "pandas": ("pandas", "pyarrow.parquet"),
}


def worker(engine: str, folder: Path) -> None:
    import importlib

    for name in IMPORTS[engine]:
        importlib.import_module(name)
    wall, cpu = time.perf_counter(), cpu_seconds()
    found = ENGINES[engine](folder)
    wall, cpu = time.perf_counter() - wall, cpu_seconds() - cpu
    peak = peak_mb()
    print(json.dumps({"engine": engine, "wall": wall, "cpu": cpu, "peak_mb": peak, "answer": found}))


def peak_mb() -> float:
    """The highest resident set of this process alone: ru_maxrss would start from that of the process that forked it."""
    for told in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if told.startswith("VmHWM:"):
            return int(told.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def run(engine: str, folder: Path, repeat: int) -> dict:
    """The best of `repeat` runs by CPU, each in a fresh process; memory is the highest of them."""
    runs = []
    for _ in range(repeat):
        told = subprocess.run(
            [sys.executable, __file__, "--worker", engine, "--folder", str(folder)],
            capture_output=True,
            text=True,
            check=False,
        )
        if told.returncode:
            raise SystemExit(told.stderr)
        runs.append(json.loads(told.stdout.splitlines()[-1]))
    best = min(runs, key=lambda one: one["cpu"])
    return {**best, "wall": min(one["wall"] for one in runs), "peak_mb": max(one["peak_mb"] for one in runs)}


def line(name: str, one: dict, base: dict) -> str:
    return (
        f"| {name} | {one['wall']:.2f} | {one['cpu']:.2f} | {one['peak_mb']:.0f} | "
        f"{one['wall'] / base['wall']:.1f} | {one['cpu'] / base['cpu']:.1f} |"
    )


def report(args: argparse.Namespace) -> list[str]:
    lines = [
        "# Proven reoffending: speed and memory",
        "",
        f"{args.people:,} people, {args.people * args.offences_each:,} offences, three Parquet files. {conditions()} "
        f"Best of {args.repeat} by CPU and by wall (pandas once), highest memory. Made by `bench/reoffending.py`.",
        "",
        "| engine | wall s | CPU s | peak MB | wall, times ours | CPU, times ours |",
        "|---|---|---|---|---|---|",
    ]
    with made(args, 1) as folder:
        found = {engine: run(engine, folder, 1 if engine == "pandas" else args.repeat) for engine in ENGINES}
    answers = {json.dumps(one["answer"], sort_keys=True) for one in found.values()}
    if len(answers) > 1:
        raise SystemExit(f"the engines disagree: {answers}")
    lines += [line(name, one, found["ours"]) for name, one in found.items()]
    lines += ["", "All three gave the same answer.", ""]
    for words, factor, peer in TARGETS:
        wall, cpu = (found[peer][key] / found["ours"][key] for key in ("wall", "cpu"))
        lines.append(
            f"- {words}: {cpu:.1f} times by CPU, {wall:.1f} by wall: {'met' if min(cpu, wall) >= factor else 'NOT met'}"
        )
    lines.append(
        f"- under 1 GB: {found['ours']['peak_mb']:.0f} MB: {'met' if found['ours']['peak_mb'] < 1000 else 'NOT met'}"
    )
    return lines + (tenfold(args, found["ours"]) if args.tenfold else [])


def tenfold(args: argparse.Namespace, base: dict) -> list[str]:
    with made(args, 10) as folder:
        one = run("ours", folder, 1)
    wall, cpu = (one[key] / base[key] for key in ("wall", "cpu"))
    return [
        f"- ten times the rows: {one['wall']:.1f} s wall ({wall:.1f} times), {one['cpu']:.1f} CPU s "
        f"({cpu:.1f} times), {one['peak_mb']:.0f} MB; at most twelve times the time and under 2 GB: "
        f"{'met' if max(wall, cpu) <= 12 and one['peak_mb'] < 2000 else 'NOT met'}"
    ]


@contextmanager
def made(args: argparse.Namespace, times: int) -> Iterator[Path]:
    """A folder with the files of so many times the rows: made ahead where `--data` names one, else for this run."""
    people = args.people * times
    with tempfile.TemporaryDirectory() as passing:
        folder = (args.data or Path(passing)) / f"{people}"
        if not folder.exists():
            folder.mkdir(parents=True)
            make(folder, people, people * args.offences_each, times)
        yield folder


def conditions() -> str:
    from importlib.metadata import version

    libraries = ", ".join(
        f"{name} {version(name)}" for name in ("duckdb", "ibis-framework", "polars", "pandas", "pyarrow")
    )
    load = os.getloadavg()[0]
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    return f"{machine}, {libraries}; load at the start {load:.1f}."


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=500_000)
    parser.add_argument("--offences-each", type=int, default=10)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--tenfold", action="store_true", help="also ten times the rows, ours alone")
    parser.add_argument("--write", action="store_true", help="write bench/results/reoffending.md")
    parser.add_argument("--data", type=Path, help="where the files are, or are to be kept")
    parser.add_argument("--make", action="store_true", help="make the files and measure nothing")
    parser.add_argument("--worker", choices=tuple(ENGINES), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.worker:
        worker(args.worker, args.folder)
        return 0
    if args.make:
        for times in (1, 10) if args.tenfold else (1,):
            with made(args, times):
                pass
        return 0
    text = "\n".join(report(args)) + "\n"
    print(text)
    if args.write:
        (HERE / "results" / "reoffending.md").write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
