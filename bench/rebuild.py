"""Every state rebuilt from the record: all events at once beside one event after another, on the filled PostgreSQL.

    .venv/bin/python bench/rebuild.py [--people 100000] [--folder F] [--write]

Uses the database of ``bench/delivery.py``. Each way runs in a process of its own, which reads the events that set a
state in order, folds them, judges every step by its machine, and says how long that took and its peak of memory. Then
every stored state is compared with the record, as ``verify-record`` does.
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
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
WANTED = 100_000
WAYS = {
    "plain": "one event after another",
    "fast": "all events at once",
    "verify": "rebuilt and compared with the tables",
}


def measure(way: str) -> dict[str, float]:
    """One way in this process: events, subjects, problems, seconds, processor seconds, peak memory in megabytes."""
    from throughcare.foundation.ports.stored import stored_states
    from throughcare.foundation.record import rebuilding

    machines = {one.subject: one for one in stored_states()}
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began, working = time.perf_counter(), time.process_time()
    if way == "verify":
        checked = rebuilding.verify_states()
        events, subjects, problems = checked.events, checked.subjects, len(checked.problems)
    else:
        fold = rebuilding.rebuild if way == "fast" else rebuilding.rebuild_plainly
        found = fold(rebuilding.events_with_states(), machines)
        events, subjects, problems = found.events, len(found.states), len(found.impossible)
    spent, busy = time.perf_counter() - began, time.process_time() - working
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    made = {"events": events, "subjects": subjects, "problems": problems, "seconds": spent, "busy": busy}
    return made | {"memory": peak / 1024, "before": before / 1024}


def in_its_own(way: str, folder: Path) -> dict[str, float]:
    """The same in a process of its own."""
    command = [sys.executable, __file__, "--folder", str(folder), "--way", way]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def report(found: dict[str, dict[str, float]]) -> str:
    """What was measured, as Markdown."""
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True).stdout
    plain = found["plain"]
    lines = [
        f"Measured {datetime.now(UTC):%Y-%m-%d} by `bench/rebuild.py`, commit {commit.strip()}, "
        f"{os.cpu_count()} cores, Python {platform.python_version()}, PostgreSQL; load {os.getloadavg()[0]:.1f}.",
        "",
        f"| way | events | subjects | seconds | processor | events a second (wanted {WANTED:,}) | ratio | memory |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for way, one in found.items():
        rate = one["events"] / one["seconds"]
        lines.append(
            f"| {WAYS[way]} | {one['events']:,.0f} | {one['subjects']:,.0f} | {one['seconds']:.1f} | {one['busy']:.1f} "
            f"| {rate:,.0f}: {'met' if rate >= WANTED else 'NOT met'} | {plain['seconds'] / one['seconds']:.2f} | "
            f"{one['memory']:.0f} MB ({one['before']:.0f} MB before) |"
        )
    lines += ["", f"Steps that no machine has, and stored states that differ: {found['verify']['problems']:.0f}."]
    return "\n".join(lines)


def main() -> None:
    """Measures each way and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "throughcare-bench")
    parser.add_argument("--write", action="store_true", help="write bench/results/rebuild.md")
    parser.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    from bench.filling import london, setting

    if options.way:
        setting(options.folder)
        print(json.dumps(measure(options.way)))
        return
    with london(options.folder, options.people):
        text = report({way: in_its_own(way, options.folder) for way in WAYS})
    print(text)
    if options.write:
        (ROOT / "bench" / "results" / "rebuild.md").write_text(f"# Every state from the record\n\n{text}\n")


if __name__ == "__main__":
    main()
