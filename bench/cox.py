"""Cox regression (Efron) at 100,000 x 10 beside lifelines and statsmodels, with the coefficients compared.

.venv/bin/python bench/cox.py [-o bench/results/cox.md] [--rows 100000]
"""

from __future__ import annotations

import argparse
import os
import resource
import time
import warnings
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np  # noqa: E402
from matching import conditions  # noqa: E402


def data(rows: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Ten covariates, days to the event with ties (whole days) and censoring at a year."""
    draw = np.random.default_rng(4)
    X = draw.normal(size=(rows, 10))
    X[:, 5:] = X[:, 5:] > 0.3
    time_ = np.ceil(draw.exponential(400 * np.exp(-X @ np.linspace(-0.3, 0.3, 10))))
    return X, np.minimum(time_, 365), time_ <= 365


def measured(job) -> tuple[float, float, np.ndarray]:
    start, wall = time.process_time(), time.perf_counter()
    found = np.asarray(job())
    return time.process_time() - start, time.perf_counter() - wall, found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--output", type=Path)
    parser.add_argument("--rows", type=int, default=100_000)
    args = parser.parse_args()
    warnings.simplefilter("ignore")
    import pandas as pd
    import statsmodels.duration.api as smd
    from lifelines import CoxPHFitter

    from desistance.effects import cox

    X, ended, event = data(args.rows)
    frame = pd.DataFrame(X, columns=[f"x{j}" for j in range(10)]).assign(time=ended, event=event)
    small = slice(0, 2_000)
    cox(X[small], ended[small], event[small])
    jobs = {
        "desistance": lambda: cox(X, ended, event)["coefficient"].to_numpy(),
        "lifelines": lambda: CoxPHFitter().fit(frame, "time", "event").params_.to_numpy(),
        "statsmodels": lambda: smd.PHReg(ended, X, status=event, ties="efron").fit(disp=0).params,
    }
    lines = [f"# Cox at {args.rows:,} x 10, Efron ties", "", conditions(), ""]
    lines += [f"{int(event.sum()):,} events in whole days, censored at 365.", ""]
    lines += ["| | CPU s | wall s | times ours | greatest difference of a coefficient |", "|---|---|---|---|---|"]
    own = base = None
    for name, job in jobs.items():
        cpu, wall, found = measured(job)
        own, base = (found, cpu) if own is None else (own, base)
        lines.append(f"| {name} | {cpu:.3f} | {wall:.3f} | {cpu / base:.1f} | {np.abs(found - own).max():.1e} |")
    lines += ["", f"Peak of the process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB.", ""]
    page = "\n".join(lines)
    print(page)
    if args.output:
        args.output.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
