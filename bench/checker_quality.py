"""How much the checker of decision papers finds, and how often it is wrong: ``python -m bench.checker_quality``.

For each seed a sound paper is made, and from it one paper for each rule class with one fault of that class. Recall is
the share of faulty papers in which a finding of that class appears that the sound one does not have. A false alarm is
any error (or warning) on a sound paper. ``--through-reader`` writes each paper as text and reads it back first.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from bench.checker_corpus import DISAGREEMENTS, FAULTS, paper_of, papers_of, sound, sound_pair
from bench.checker_corpus.pairs import Pair
from throughcare.commissioning.decisions.rules.checking import Finding, check, from_reference, xdec
from throughcare.commissioning.decisions.rules.paper import Paper
from throughcare.foundation.reference import load

Layout = Callable[[Paper], Paper]


@dataclass
class Quality:
    """What was measured."""

    sound: int = 0
    false: Counter[tuple[str, str]] = field(default_factory=Counter)
    alarmed: Counter[str] = field(default_factory=Counter)
    made: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    missed: list[tuple[str, int]] = field(default_factory=list)
    seconds: float = 0.0

    def recall(self, rule: str) -> float:
        """Share of the faults of a class that were found."""
        return self.found[rule] / self.made[rule] if self.made[rule] else float("nan")


def measure(seeds: range, layout: Layout | None = None) -> Quality:
    """Check the sound and faulty papers of some seeds."""
    reference, quality = from_reference(load()), Quality()
    read = layout or (lambda paper: paper)

    def checked(paper: Paper) -> tuple[Finding, ...]:
        began = time.process_time()
        found = check(read(paper), reference=reference).findings
        quality.seconds += time.process_time() - began
        return found

    for seed in seeds:
        plan = sound(seed)
        before = [f for f in checked(paper_of(plan)) if f.severity != "note"]
        quality.sound += 1
        quality.false.update((f.rule, f.severity) for f in before)
        quality.alarmed.update({f.severity for f in before})
        known = {f.key for f in before}
        for rule, fault in FAULTS.items():
            paper = fault(plan, Random(f"{seed} {rule}"))
            if paper is None:
                continue
            quality.made[rule] += 1
            fresh = [f for f in checked(paper) if f.rule == rule and f.severity != "note" and f.key not in known]
            quality.found[rule] += bool(fresh)
            quality.missed += [] if fresh else [(rule, seed)]
    return quality


def measure_pairs(seeds: range, layout: Layout | None = None) -> Quality:
    """Check pairs of decisions of one programme (XDEC), sound and with one disagreement each, by its name."""
    quality, read = Quality(), layout or (lambda paper: paper)

    def between(pair: Pair) -> list[Finding]:
        found = xdec.check([read(paper) for paper in papers_of(pair)])
        return [f for f in found if f.severity != "note"]

    for seed in seeds:
        pair = sound_pair(seed)
        before = between(pair)
        quality.sound += 1
        quality.false.update((f.rule, f.severity) for f in before)
        quality.alarmed.update({f.severity for f in before})
        known = {f.key for f in before}
        for name, disagree in DISAGREEMENTS.items():
            fresh = [f for f in between(disagree(pair, Random(f"{seed} {name}"))) if f.key not in known]
            quality.made[name] += 1
            quality.found[name] += bool(fresh)
            quality.missed += [] if fresh else [(name, seed)]
    return quality


def through_text(paper: Paper) -> Paper:
    """A paper written as plain text and read back."""
    from throughcare.commissioning.decisions.rules.reading import read_paper
    from throughcare.commissioning.decisions.rules.writing.text import to_text

    return read_paper(to_text(paper).encode())


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--papers", type=int, default=200)
    parser.add_argument("--through-reader", action="store_true")
    options = parser.parse_args()
    quality = measure(range(options.papers), through_text if options.through_reader else None)
    print(
        f"{quality.sound} sound papers: {quality.alarmed['error']} "
        f"with an error, {quality.alarmed['warning']} with a warning"
    )
    for (rule, severity), count in sorted(quality.false.items()):
        print(f"  {rule} {severity}: {count}")
    print(f"{'class':<9}{'faulty':>7}{'found':>7}{'recall':>8}")
    for rule in FAULTS:
        print(f"{rule:<9}{quality.made[rule]:>7}{quality.found[rule]:>7}{quality.recall(rule):>8.1%}")
    pairs = measure_pairs(range(options.papers), through_text if options.through_reader else None)
    print(
        f"{pairs.sound} sound pairs: {pairs.alarmed['error']} with an error, {pairs.alarmed['warning']} with a warning"
    )
    for name in DISAGREEMENTS:
        print(f"XDEC {name:<24}{pairs.made[name]:>7}{pairs.found[name]:>7}{pairs.recall(name):>8.1%}")
    print("missed between papers:", pairs.missed[:30])
    checked = quality.sound + sum(quality.made.values())
    print(f"{checked} papers, {checked / quality.seconds:.0f} a second of processor time")
    print("missed:", quality.missed[:30])


if __name__ == "__main__":
    main()
