"""How often 95% intervals hold the truth, over many seeds: with a planted effect and with none.

    python bench/coverage.py [--seeds 200] [--people 2000] [--write]

Each seed is a population of its own, put through the registered study of the template as `desistance evaluate` would:
cohort, propensity, matching, effect on whether people reoffended. The truth is the planted risk difference.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
PLANTED = (0.0, -0.1)


def one(folder: Path, seed: int, people: int, planted: float) -> tuple[float, Any]:
    """The truth and the estimate of one seed."""
    from desistance import report, synthetic
    from desistance.report.analysis import analyse
    from desistance.report.sample import sample
    from desistance.tables import write

    made = synthetic.population(people, seed=seed, treated=0.2, confounding=0.3, risk_difference=planted)
    (folder / "data").mkdir(exist_ok=True)
    for name in ("people", "events", "offences"):
        write(getattr(made, name), folder / "data" / f"{name}.csv")
    (folder / "study.toml").write_text(report.template(), encoding="utf-8")
    study = report.load_study(folder / "study.toml")
    profile = report.load_profile(study.study.profile, study.study.registered)
    return made.truth.risk_difference, analyse(study, sample(study), profile).effects[0]


def measured(seeds: int, people: int, planted: float) -> dict[str, float]:
    """Coverage, how often something was called, bias and the mean width over the seeds."""
    held = called = 0
    errors, widths = [], []
    with tempfile.TemporaryDirectory() as place:
        for seed in range(seeds):
            truth, found = one(Path(place), 5_000 + seed, people, planted)
            estimate = found.estimate
            held += estimate.low <= truth <= estimate.high
            called += found.verdict != "inconclusive"
            errors.append(estimate.estimate - truth)
            widths.append(estimate.high - estimate.low)
    return {
        "coverage": held / seeds,
        "called": called / seeds,
        "bias": sum(errors) / seeds,
        "width": sum(widths) / seeds,
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--people", type=int, default=2_000)
    parser.add_argument("--write", action="store_true", help="write bench/results/coverage.md")
    args = parser.parse_args()
    started = time.process_time()
    rows = []
    for planted in PLANTED:
        found = measured(args.seeds, args.people, planted)
        noise = 1.96 * (found["coverage"] * (1 - found["coverage"]) / args.seeds) ** 0.5
        rows.append(
            f"| {planted:+.2f} | {found['coverage']:.1%} (± {noise:.1%}) | {found['called']:.1%} | "
            f"{found['bias']:+.4f} | {found['width']:.3f} |"
        )
    text = "\n".join(
        [
            "# Coverage of intervals",
            "",
            f"Measured {time.strftime('%Y-%m-%d')} by `bench/coverage.py` over {args.seeds} seeds of {args.people:,} "
            f"people for each row, a fifth of them treated, confounded; {os.cpu_count()} cores, "
            f"{time.process_time() - started:.0f} CPU s.",
            "",
            "| planted risk difference | 95% intervals that hold it | called an effect | mean error | mean width |",
            "|---|---|---|---|---|",
            *rows,
            "",
            "The first row's third column is the false alarms; the second's is the power.",
            "",
        ]
    )
    print(text)
    if args.write:
        (HERE / "results" / "coverage.md").write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
