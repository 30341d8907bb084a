"""Suggesting themes on public comments, on a part held back, beside always naming the commonest themes.

``python bench/themes.py [--data FILE] [--seeds N]`` reads labelled comments (two NHS trusts, coded by people; the
file stays where it is and is not shipped), trains on two thirds and measures on the rest, over several splits, with
all themes and with the 22 commonest (to stand beside the published figures). It then times training on 5,000
comments, drawn with replacement where there are fewer. It prints one Markdown section.
"""

from __future__ import annotations

import argparse
import csv
import platform
import random
import statistics
import sys
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from throughcare.voice.coding.rules.suggesting import Example, measure, train  # noqa: E402

DATA = ROOT.parent / "shared" / "data" / "feedback" / "comments.csv"
SHOWN = ("hit", "first", "micro_f1", "macro_f1", "common_hit", "common_first", "common_f1")


def read(path: Path) -> list[Example]:
    """The comments that have words and themes."""
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    found = [
        Example(row["comment"], frozenset(part.strip() for part in row["themes"].split(";") if part.strip()))
        for row in rows
    ]
    return [one for one in found if one.themes and one.masked.strip()]


def commonest(examples: list[Example], most: int) -> list[Example]:
    """Only the commonest themes, and the comments that have one of them."""
    counted = Counter(theme for one in examples for theme in one.themes)
    kept = {theme for theme, _ in counted.most_common(most)}
    return [Example(one.masked, one.themes & kept) for one in examples if one.themes & kept]


def report(title: str, examples: list[Example], seeds: int) -> None:
    found = [measure(examples, seed=seed) for seed in range(seeds)]
    mean = {name: statistics.mean(getattr(one, name) for one in found) for name in SHOWN}
    themes = len({theme for one in examples for theme in one.themes})
    what = f"{title} ({themes} themes, {len(examples):,} comments, {found[0].n:,} held back)"
    shares = [f"{100 * mean[name]:.1f}%" for name in ("hit", "common_hit", "first", "common_first")]
    scores = [f"{mean[name]:.3f}" for name in ("micro_f1", "common_f1", "macro_f1")]
    print("| " + " | ".join([what, *shares, *scores]) + " |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default=str(DATA))
    parser.add_argument("--seeds", type=int, default=5)
    given = parser.parse_args()
    if not Path(given.data).is_file():
        print(f"There is no {given.data}: labelled comments are not shipped. Name a file with --data.")
        return
    examples = read(Path(given.data))
    heads = (
        "comments", "one of three is right", "naming the commonest three", "the first is right", "the commonest",
        "micro F1", "micro F1 of the commonest", "macro F1",
    )  # fmt: skip
    print("| " + " | ".join(heads) + " |\n" + "|---" * len(heads) + "|")
    report("all", examples, given.seeds)
    report("the 22 commonest themes", commonest(examples, 22), given.seeds)
    rng = random.Random(5)
    many = [rng.choice(examples) for _ in range(5000)]
    times, busy = [], []
    for _ in range(3):
        began, working = time.perf_counter(), time.process_time()
        model = train(many)
        times.append(time.perf_counter() - began)
        busy.append(time.process_time() - working)
    asked = [one.masked for one in examples[:500]]
    began = time.perf_counter()
    for text in asked:
        model.suggest(text)
    each = (time.perf_counter() - began) / len(asked)
    print(
        f"\nTraining on 5,000 comments: {min(times):.1f} to {max(times):.1f} s over three runs. Suggesting with words: "
    )
    print(f"{1000 * each:.1f} ms a comment. Python {platform.python_version()}.")


if __name__ == "__main__":
    main()
