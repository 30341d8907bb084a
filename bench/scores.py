"""Scores of whole tables beside the plain scalar reference, Arrow to Arrow, on one core, in one run.

    python bench/scores.py [--rows 2000000] [--reference-rows 20000] [--repeat 5] [--write]

Each instrument runs in a process of its own, bound to one core. The clock covers `desistance.scores.score` from an
Arrow table with dates, codes and answers to the Arrow table of scores, validation included; the reference gets rows as
dictionaries already made and gives dictionaries. Before that, the two are held equal on the reference's rows. Seconds
are CPU seconds, the median of the repeats. Memory is the highest resident set over what was there before the call.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
RUNS = (
    ("ogrs3", "static", 3_000_000),
    ("arp", "dynamic", 1_000_000),
    ("arp", "static", None),
    ("csrp", "dynamic", None),
)


def people(instrument: str, rows: int, *, dynamic: bool) -> Any:
    """Plausible people for one instrument, the same for the same number of rows."""
    import numpy as np
    import pyarrow as pa

    from desistance.scores.instruments import INSTRUMENTS
    from desistance.scores.items import ITEMS

    draw = np.random.default_rng(20260804)

    def texts(of: Any, many: int) -> Any:
        return pa.array(list(of)).take(pa.array(draw.integers(0, len(of), many)))

    found = _careers(draw, rows, texts)
    of = INSTRUMENTS[instrument]
    for name in of.columns:
        item = ITEMS[name]
        if name in found or (name in of.answers and not dynamic):
            continue
        if item.kind == "code":
            found[name] = texts(item.codes, rows)
        elif item.kind == "true or false":
            always = name == "has_ever_committed_sexual_offence"
            found[name] = pa.array((draw.random(rows) < 0.3) | always)
        elif item.kind == "list of codes":
            held = draw.integers(0, 3, rows)
            places = pa.array(np.concatenate([[0], held.cumsum()]).astype(np.int32))
            found[name] = pa.ListArray.from_arrays(places, texts(item.codes, int(held.sum())))
        elif name.startswith("total_"):
            found[name] = pa.array(draw.integers(1, 3, rows))
    return pa.table({name: each for name, each in found.items() if name in of.columns})


def _careers(draw: Any, rows: int, texts: Any) -> dict[str, Any]:
    """Dates, counts of sanctions and offence codes, which every instrument draws from."""
    import numpy as np
    import pyarrow as pa

    from desistance.scores import facts

    birth = draw.integers(-11_000, 10_500, rows).astype(np.int32)
    convicted = birth + draw.integers(20 * 366, 60 * 366, rows).astype(np.int32)
    start = convicted + draw.integers(0, 900, rows).astype(np.int32)
    days = {"date_of_birth": birth, "date_of_conviction": convicted, "follow_up_start": start}
    days["assessment_date"] = start + draw.integers(0, 1500, rows).astype(np.int32)
    days["date_of_most_recent_sexual_offence"] = birth + np.int32(17 * 366)
    weights = facts.ogrs3_weights()
    codes = [code for code in sorted(facts.categories()) if weights.get(code) is not None]
    sanctions = draw.integers(8, 40, rows)
    found: dict[str, Any] = {name: pa.array(each).cast(pa.date32()) for name, each in days.items()}
    found |= {"total_sanctions": pa.array(sanctions), "violent_sanctions": pa.array(sanctions // 3)}
    found |= {"age_at_first_sanction": pa.array(draw.integers(10, 19, rows))}
    return found | {"offence_code": texts(codes, rows)}


def measure(instrument: str, variant: str, rows: int, reference_rows: int, repeat: int) -> dict[str, Any]:
    """Time one instrument and the reference in this process, on one core."""
    os.sched_setaffinity(0, {sorted(os.sched_getaffinity(0))[-1]})
    import pyarrow as pa

    from desistance import scores
    from desistance.scores.reference import score_row

    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    table = people(instrument, rows, dynamic=variant == "dynamic")
    sample = table.slice(0, reference_rows).to_pylist()
    slow, wanted = _timed(lambda rows: [score_row(row, instrument, variant=variant) for row in rows], sample)
    equal = _equal(scores.score(table.slice(0, reference_rows), instrument, variant=variant).to_pylist(), wanted)
    del sample, wanted
    before = _peak(reset=True)
    runs, scored = [], None
    for _ in range(repeat):
        scored = None
        seconds, scored = _timed(lambda given: scores.score(given, instrument, variant=variant), table)
        runs.append(seconds)
    return {
        "instrument": instrument,
        "variant": variant,
        "rows": rows,
        "columns": table.num_columns,
        "rows_a_second": rows / statistics.median(runs),
        "runs": [round(each, 3) for each in runs],
        "reference_rows_a_second": reference_rows / slow,
        "equal_rows": equal,
        "scored": scored.column("problem").null_count,
        "input_mb": table.nbytes / 1e6,
        "output_mb": scored.nbytes / 1e6,
        "peak_over_input_mb": (_peak() - before) / 1e6,
    }


def _timed(call: Any, given: Any) -> tuple[float, Any]:
    began = time.process_time()
    result = call(given)
    return time.process_time() - began, result


def _equal(found: list[dict[str, Any]], wanted: list[dict[str, Any]]) -> int:
    for ours, theirs in zip(found, wanted, strict=True):
        for name, value in theirs.items():
            close = name.startswith("probability") and value is not None and abs(ours[name] - value) < 1e-12
            if ours[name] != value and not close:
                raise SystemExit(f"the two differ in {name}: {ours[name]} and {value}")
    return len(wanted)


def _peak(*, reset: bool = False) -> float:
    """The highest resident set so far in bytes; `reset` starts it anew (Linux) and gives the present one."""
    if reset and Path("/proc/self/clear_refs").exists():
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    status = Path("/proc/self/status")
    if not status.exists():
        return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
    lines = dict(line.split(":", 1) for line in status.read_text(encoding="ascii").splitlines() if ":" in line)
    return float(lines["VmHWM"].split()[0]) * 1024


def report(results: list[dict[str, Any]]) -> str:
    """The table and the conditions, in Markdown."""
    lines = [
        "| instrument | form | rows | columns | rows/s, one core | target | reference rows/s | ratio | input "
        "| peak over input | scores |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    targets = {(instrument, variant): target for instrument, variant, target in RUNS}
    for each in results:
        target = targets[each["instrument"], each["variant"]]
        met = "" if target is None else f"{target:,} {'met' if each['rows_a_second'] >= target else 'NOT MET'}"
        ratio = each["rows_a_second"] / each["reference_rows_a_second"]
        lines.append(
            f"| {each['instrument']} | {each['variant']} | {each['rows']:,} | {each['columns']} "
            f"| {each['rows_a_second']:,.0f} | {met} | {each['reference_rows_a_second']:,.0f} | {ratio:,.0f}x "
            f"| {each['input_mb']:,.0f} MB | {each['peak_over_input_mb']:,.0f} MB | {each['output_mb']:,.0f} MB |"
        )
    return "\n".join(lines) + "\n\n" + conditions(results)


def conditions(results: list[dict[str, Any]]) -> str:
    """What the figures were measured on."""
    import numpy
    import pyarrow

    first = results[0]
    runs = "; ".join(f"{each['instrument']} {each['variant']} {each['runs']}" for each in results)
    return (
        f"Conditions: {platform.system()} {platform.machine()}, {os.cpu_count()} cores, process bound to one; "
        f"Python {platform.python_version()}, NumPy {numpy.__version__}, pyarrow {pyarrow.__version__}. "
        f"{first['equal_rows']:,} rows of each run equal to the reference before the clock. "
        f"CPU seconds of each run: {runs}.\n"
    )


def main() -> None:
    """Run every instrument in its own process and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--reference-rows", type=int, default=20_000)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--write", action="store_true", help="also write bench/results/scores.md")
    parser.add_argument("--one", nargs=2, metavar=("INSTRUMENT", "VARIANT"), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        print(json.dumps(measure(*args.one, args.rows, args.reference_rows, args.repeat)))
        return
    sizes = ["--rows", str(args.rows), "--reference-rows", str(args.reference_rows), "--repeat", str(args.repeat)]
    results = []
    for instrument, variant, _ in RUNS:
        command = [sys.executable, __file__, *sizes, "--one", instrument, variant]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(done.stderr)
        results.append(json.loads(done.stdout))
    text = report(results)
    print(text)
    if args.write:
        (HERE / "results" / "scores.md").write_text(f"# Scores\n\n{text}", encoding="utf-8")


if __name__ == "__main__":
    main()
