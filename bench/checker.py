"""Reading and checking a decision paper: the whole command, and papers a second in one process.

.venv/bin/python bench/checker.py [-o bench/results/checker.md] [--papers 300]

The paper is the published text of PCD 1291 where it is present, else one of our own with the same faults.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.checker_corpus import paper_of, sound  # noqa: E402
from tests.support.papers import LAYOUTS, faulty_paper  # noqa: E402
from throughcare.commissioning.decisions.rules.checking import check, from_reference  # noqa: E402
from throughcare.commissioning.decisions.rules.reading import read_paper  # noqa: E402
from throughcare.commissioning.decisions.rules.writing.text import to_text  # noqa: E402
from throughcare.foundation.reference import load  # noqa: E402

REAL = ROOT.parent / "shared" / "inputs" / "pcd-1291.txt"
COMMAND = Path(sys.executable).parent / "throughcare"
WARM, RUNS = 20, 7


@dataclass(frozen=True)
class Process:
    """What one run of the command took: seconds by the clock and of the processor, and its peak memory in MB."""

    wall: float
    cpu: float
    megabytes: float


def run(path: Path) -> Process:
    """``throughcare check`` of a file as a process of its own; it ends with 1 where it finds something."""
    began = time.perf_counter()
    child = subprocess.Popen([COMMAND, "check", path], stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    wall = time.perf_counter() - began
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in (0, 1):
        raise SystemExit(f"throughcare check ended with {child.returncode}.")
    return Process(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def processor_seconds(texts: Sequence[bytes]) -> list[float]:
    """Processor seconds of reading and checking each text, one after another in this process, warm."""
    reference = from_reference(load())

    def judge(text: bytes) -> None:
        check(read_paper(text), reference=reference)

    for text in (*texts, *texts)[:WARM]:
        judge(text)
    return [_timed(judge, text) for text in texts]


def _timed(judge: Callable[[bytes], None], text: bytes) -> float:
    began = time.process_time()
    judge(text)
    return time.process_time() - began


def row(name: str, texts: Sequence[bytes]) -> str:
    """One line of the table of papers a second."""
    times = sorted(processor_seconds(texts))
    size = statistics.mean(map(len, texts)) / 1000
    a_second = len(times) / sum(times)
    return (
        f"| {name} | {size:.1f} | {1000 * times[0]:.1f} | {1000 * statistics.median(times):.1f} "
        f"| {1000 * times[len(times) * 19 // 20]:.1f} | **{a_second:.0f}** |"
    )


def report(papers: int) -> str:
    """The results as Markdown."""
    there = REAL.exists()
    which = "the published text of PCD 1291" if there else "a paper of our own with the faults of PCD 1291"
    own = LAYOUTS["tabs, pounds"](faulty_paper())
    text = REAL.read_bytes() if there else own
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "paper.txt"
        path.write_bytes(text)
        run(path)
        runs = [run(path) for _ in range(RUNS)]
    load_average = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    varied = [to_text(paper_of(sound(seed))).encode() for seed in range(papers)]
    lines = [
        "# Reading and checking a decision paper",
        "",
        f"Measured {datetime.now(UTC):%Y-%m-%d} on {os.cpu_count()} processors, load {load_average}, "
        f"Python {platform.python_version()}. The paper is {which}, {len(text) / 1000:.1f} kB.",
        "",
        f"`throughcare check` as a whole process, median of {RUNS} runs (target: under 1 s and 200 MB):",
        "",
        "| wall s | slowest wall s | CPU s | peak MB |",
        "|---|---|---|---|",
        f"| {statistics.median(one.wall for one in runs):.2f} | {max(one.wall for one in runs):.2f} "
        f"| {statistics.median(one.cpu for one in runs):.2f} | {max(one.megabytes for one in runs):.0f} |",
        "",
        f"Reading and checking together in one process, {papers} papers, milliseconds of the processor a paper "
        "(target: 50 papers a second). Nothing is kept from one paper to the next; other work on the same cores "
        "shows in processor time too, so compare by the load above.",
        "",
        "| paper | kB | least | median | 95th percentile | papers a second |",
        "|---|---|---|---|---|---|",
        *([row("PCD 1291, again and again", [text] * papers)] if there else []),
        row("our own with its faults, again and again", [own] * papers),
        row("sound papers of our own, each another", varied),
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure, print, and write where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--output", type=Path)
    parser.add_argument("--papers", type=int, default=300)
    options = parser.parse_args()
    measured = report(options.papers)
    print(measured)
    if options.output:
        options.output.write_text(measured)


if __name__ == "__main__":
    main()
