"""Propensity, nearest neighbour and full balance at 1,000,000 x 20 beside scikit-learn; the bootstrap at 100,000.

MatchIt stands beside where Rscript finds it (4.6 or later: earlier ones are many times slower), and pysmatch and
causalml at a tenth of the rows where the interpreter given as --peers has them.

    .venv/bin/python bench/matching.py [-o bench/results/matching.md] [--rows N] [--repetitions N] [--peers PYTHON]

Each peer runs in a process of its own on the same data: ten normal and ten 0/1 covariates, 1% treated. CPU seconds
count from the loaded data; memory is the peak of the process beside the size of the data. One BLAS thread for all.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

COVARIATES = 20
IN_R = r"""
suppressMessages(library(MatchIt))
given <- commandArgs(TRUE)
rows <- as.integer(given[2]); columns <- as.integer(given[3])
file <- file(given[1], "rb")
d <- as.data.frame(matrix(readBin(file, "double", rows * columns), rows))
d$treated <- readBin(file, "integer", rows)
close(file)
model <- reformulate(head(names(d), columns), "treated")
memory <- function() as.numeric(gsub("[^0-9]", "", grep("VmHWM", readLines("/proc/self/status"), value = TRUE)))
cpu <- function() sum(proc.time()[1:2])
loaded <- memory(); wall <- proc.time()[3]; at <- cpu()
score <- fitted(glm(model, d, family = binomial)); at <- c(at, cpu())
found <- matchit(model, d, distance = score, caliper = 0.2); at <- c(at, cpu())
told <- summary(found, un = FALSE); at <- c(at, cpu())
cat(diff(at), proc.time()[3] - wall, memory(), loaded)
"""


def data(rows: int, seed: int = 1, share: float = 0.01) -> tuple[np.ndarray, np.ndarray]:
    """Covariates, column by column as Arrow and Parquet hold them, and who is treated."""
    draw = np.random.default_rng(seed)
    X = np.empty((rows, COVARIATES), order="F")
    for j in range(COVARIATES):
        X[:, j] = draw.normal(size=rows) if j < 10 else draw.random(rows) < 0.05 * (j - 8)
    linear = X @ np.concatenate((np.linspace(-0.3, 0.3, 10), np.linspace(-0.4, 0.4, 10)))
    low, high = -20.0, 20.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (low, middle) if np.mean(1 / (1 + np.exp(-linear - middle))) > share else (middle, high)
    return X, draw.random(rows) < 1 / (1 + np.exp(-linear - middle))


def ours(rows: int) -> dict[str, float]:
    """Propensity, 1:1 with caliper, and the whole balance table of the matched sample and of all rows."""
    from desistance import matching

    X, treated = data(rows)
    small, marks = data(2_000, share=0.2)
    matching.balance(small, marks, matching.nearest(matching.propensity(small, marks), marks).weights)
    loaded = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    marks_ = [time.process_time()]
    wall = time.perf_counter()
    score = matching.propensity(X, treated)
    marks_.append(time.process_time())
    match = matching.nearest(score, treated, caliper=0.2)
    marks_.append(time.process_time())
    matching.balance(X, treated, match.weights)
    marks_.append(time.process_time())
    wall = time.perf_counter() - wall
    matching.balances(X, treated, {"before": None, "after": match.weights})
    both = time.process_time() - marks_[-1]
    stages = np.diff(marks_)
    return report(stages, wall, X, loaded) | {
        "both_balances": both,
        "treated": float(treated.sum()),
        "matched": float(match.matched_treated),
    }


def report(stages: np.ndarray, wall: float, X: np.ndarray, loaded: int) -> dict[str, float]:
    """CPU seconds by stage, and memory in multiples of the data."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "score": stages[0],
        "match": stages[1],
        "balance": stages[2],
        "total": stages.sum(),
        "wall": wall,
        "peak_mb": peak / 1024,
        "loaded_mb": loaded / 1024,
        "data_mb": X.nbytes / 2**20,
    }


def peer(rows: int) -> dict[str, float]:
    """scikit-learn's unpenalised regression and neighbours (with replacement), and balance by NumPy as analysts do."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.neighbors import NearestNeighbors

    X, treated = data(rows)
    loaded = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    marks = [time.process_time()]
    wall = time.perf_counter()
    model = LogisticRegression(C=np.inf, solver="newton-cholesky", tol=1e-8).fit(X, treated)
    score = model.predict_proba(X)[:, 1]
    marks.append(time.process_time())
    control = np.flatnonzero(~treated)
    found = NearestNeighbors(n_neighbors=1).fit(score[control, None])
    distance, place = found.kneighbors(score[treated, None])
    chosen = control[place[distance <= 0.2 * score.std(ddof=1)]]
    marks.append(time.process_time())
    mine, others = X[treated], X[chosen]
    _ = (mine.mean(0) - others.mean(0)) / mine.std(0, ddof=1), mine.var(0, ddof=1) / others.var(0, ddof=1)
    marks.append(time.process_time())
    return report(np.diff(marks), time.perf_counter() - wall, X, loaded)


def pysmatch(rows: int) -> dict[str, float]:
    """pysmatch as it comes: a penalised fit on a part of the rows, 1:1 without replacement in 0.2 SD, no balance."""
    import matplotlib

    matplotlib.use("Agg")
    import pandas as pd
    from pysmatch.Matcher import Matcher

    X, treated = data(rows)
    frame = pd.DataFrame(X, columns=[f"x{j}" for j in range(COVARIATES)]).assign(treated=treated.astype(int))
    sides = frame[frame.treated == 1], frame[frame.treated == 0]
    loaded = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    marks, wall = [time.process_time()], time.perf_counter()
    with contextlib.redirect_stdout(io.StringIO()):
        matcher = Matcher(*sides, yvar="treated")
        matcher.fit_scores(balance=False)
        matcher.predict_scores()
        marks.append(time.process_time())
        matcher.match(threshold=0.2 * float(matcher.data["scores"].std()), exhaustive_matching=False)
    marks += [time.process_time()] * 2
    return report(np.diff(marks), time.perf_counter() - wall, X, loaded)


def causalml(rows: int) -> dict[str, float]:
    """causalml as it comes: a regularised fit with cross-validation, 1:1 without replacement in 0.2 SD, its balance."""
    import pandas as pd
    from causalml.match import NearestNeighborMatch, create_table_one
    from causalml.propensity import ElasticNetPropensityModel

    X, treated = data(rows)
    names = [f"x{j}" for j in range(COVARIATES)]
    frame = pd.DataFrame(X, columns=names).assign(treated=treated.astype(int))
    loaded = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    marks, wall = [time.process_time()], time.perf_counter()
    frame["score"] = ElasticNetPropensityModel().fit_predict(X, frame["treated"].to_numpy())
    marks.append(time.process_time())
    matcher = NearestNeighborMatch(caliper=0.2, replace=False, ratio=1, random_state=1, n_jobs=1)
    found = matcher.match(data=frame, treatment_col="treated", score_cols=["score"])
    marks.append(time.process_time())
    create_table_one(data=found, treatment_col="treated", features=names)
    marks.append(time.process_time())
    return report(np.diff(marks), time.perf_counter() - wall, X, loaded)


def matchit(rows: int) -> dict[str, float]:
    """MatchIt: glm's fit, 1:1 in a caliper of 0.2 SD, and its summary of balance with eCDFs."""
    X, treated = data(rows)
    with tempfile.TemporaryDirectory() as folder:
        script, held = Path(folder, "matching.R"), Path(folder, "data")
        script.write_text(IN_R, encoding="utf-8")
        with held.open("wb") as out:
            out.write(np.asfortranarray(X).tobytes(order="F"))
            out.write(treated.astype(np.int32).tobytes())
        given = ["Rscript", str(script), str(held), str(rows), str(COVARIATES)]
        done = subprocess.run(given, capture_output=True, text=True, check=True)
    score, match, balance, wall, peak, loaded = (float(figure) for figure in done.stdout.split())
    part = {"score": score, "match": match, "balance": balance, "total": score + match + balance, "wall": wall}
    held = {"peak_mb": peak / 1024, "loaded_mb": loaded / 1024, "data_mb": X.nbytes / 2**20}
    return part | held


def matchit_version() -> str:
    """The version of MatchIt that R finds here, where it is a fair peer; nothing where there is none."""
    if shutil.which("Rscript") is None:
        return ""
    asked = ["Rscript", "-e", "v <- packageVersion('MatchIt'); if (v >= '4.6') cat(as.character(v))"]
    return subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()


def has(interpreter: str, package: str) -> bool:
    """Whether an interpreter finds a package."""
    asked = [interpreter, "-c", f"import importlib.util as u, sys; sys.exit(u.find_spec({package!r}) is None)"]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


def bootstrapped(rows: int, repetitions: int) -> dict[str, float]:
    """Repetitions of the whole pipeline: resample, score, match and difference."""
    from desistance import effects, matching

    X, treated = data(rows)
    outcome = np.random.default_rng(2).random(rows) - 0.05 * treated

    def statistic(chosen: np.ndarray) -> float:
        own, marks = X[chosen], treated[chosen]
        match = matching.nearest(matching.propensity(own, marks), marks, caliper=0.2, seed=1)
        return effects.att(outcome[chosen], marks, match.weights).estimate

    start, wall = time.process_time(), time.perf_counter()
    workers = os.cpu_count() or 1
    found = effects.bootstrap(effects.Pipeline(statistic, rows), repetitions=repetitions, seed=1, workers=workers)
    return {
        "cpu_each": (time.process_time() - start) / (repetitions + 1),
        "wall_each": (time.perf_counter() - wall) / (repetitions + 1),
        "se": found.se,
    }


def apart(job: str, rows: int, repetitions: int, interpreter: str = sys.executable) -> dict[str, float]:
    """Run one job in its own process with one BLAS thread."""
    given = [interpreter, __file__, "--job", job, "--rows", str(rows), "--repetitions", str(repetitions)]
    place = str(Path(__file__).resolve().parent.parent)
    path = sys.path if interpreter == sys.executable else []
    threads = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join([place, *path])}
    done = subprocess.run(given, capture_output=True, text=True, check=True, env=os.environ | threads)
    return json.loads(done.stdout.splitlines()[-1])


def written(rows: int, repetitions: int, interpreter: str) -> str:
    """The results page; ``interpreter`` is the one that may have pysmatch and causalml."""
    small, version = rows // 10, matchit_version()
    full = {"desistance": apart("ours", rows, 0), "scikit-learn": apart("peer", rows, 0)}
    if version:
        full[f"MatchIt {version}"] = apart("matchit", rows, 0)
    tenth = {name: apart(name, small, 0, interpreter) for name in ("pysmatch", "causalml") if has(interpreter, name)}
    if tenth:
        tenth = {"desistance": apart("ours", small, 0)} | tenth
    boot, own = apart("bootstrap", small, repetitions), full["desistance"]
    return "\n".join(
        [
            f"# Matching at {rows:,} x {COVARIATES}",
            "",
            conditions(),
            "",
            f"{own['treated']:.0f} treated, {own['matched']:.0f} matched within 0.2 SD; data {own['data_mb']:.0f} MB, "
            "column by column. CPU seconds from the loaded data on.",
            "",
            *table(full),
            "",
            f"Our balance is the whole table of the matched sample (means, SMD, variance ratio, eCDFs). "
            f"Before and after together: {own['both_balances']:.3f} CPU s. scikit-learn matches with "
            "replacement and its balance has no eCDF columns: it does less.",
            "",
            "What stands between this and nothing: the score reads all rows once for each pass of its last stage; "
            "matching sorts the controls' scores with their rows; balance counts each column of numbers in cells for "
            "its eCDF and looks for equal values. All are bound by memory, so other work on the same "
            "cores shows in CPU seconds too: mind the load.",
            "",
            *_beside(tenth, small, version),
            _of_bootstrap(boot, small, repetitions),
            "",
        ]
    )


def _of_bootstrap(boot: dict[str, float], rows: int, repetitions: int) -> str:
    """What a thousand repetitions take, measured or extrapolated."""
    cpu, wall = 1_000 * boot["cpu_each"], 1_000 * boot["wall_each"]
    return (
        f"Bootstrap of the whole pipeline (resample, score, match, difference) at {rows:,} rows: "
        f"{boot['cpu_each']:.3f} CPU s and {boot['wall_each']:.3f} wall s each over {repetitions:,}, a worker a "
        f"core; 1,000 take {cpu:.0f} CPU s and {wall:.0f} s{'' if repetitions >= 1_000 else ' (extrapolated)'}. "
        f"Target under 180 s: {'met' if wall < 180 else 'NOT met'}."
    )


def table(parts: dict[str, dict[str, float]]) -> list[str]:
    """A table of what each took."""
    line = "| {} | {score:.3f} | {match:.3f} | {balance:.3f} | **{total:.3f}** | {wall:.2f} | {peak_mb:.0f} | {x:.2f} |"
    return [
        "| | score | match | balance | total CPU s | wall s | peak MB | growth over the loaded process, in data |",
        "|---|---|---|---|---|---|---|---|",
        *(line.format(name, **it, x=(it["peak_mb"] - it["loaded_mb"]) / it["data_mb"]) for name, it in parts.items()),
    ]


def _beside(tenth: dict[str, dict[str, float]], rows: int, version: str) -> list[str]:
    """What was measured at a tenth of the rows beside peers that need many times the work, and who was not there."""
    absent = [name for name in ("pysmatch", "causalml") if name not in tenth] + ([] if version else ["MatchIt"])
    told: list[str] = []
    if tenth:
        says = "Both fit with a penalty, pysmatch on a part of the rows; pysmatch gives no table of balance."
        told = [f"At {rows:,} rows:", "", *table(tenth), "", says, ""]
    return told + ([f"Not here, so nothing is said of them: {', '.join(absent)}.", ""] if absent else [])


def conditions() -> str:
    """What the figures were measured on."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    names = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    return (
        f"Measured {time.strftime('%Y-%m-%d')} on {os.cpu_count()} x {names[0] if names else platform.machine()}, "
        f"load {load}, Python {platform.python_version()}, NumPy {np.__version__}, one BLAS thread."
    )


JOBS = {"ours": ours, "peer": peer, "pysmatch": pysmatch, "causalml": causalml, "matchit": matchit}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--output", type=Path)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--repetitions", type=int, default=40)
    parser.add_argument("--peers", default=sys.executable)
    parser.add_argument("--job", choices=(*JOBS, "bootstrap"))
    args = parser.parse_args()
    if args.job:
        run = JOBS.get(args.job)
        print(json.dumps(run(args.rows) if run else bootstrapped(args.rows, args.repetitions)))
        return
    page = written(args.rows, args.repetitions, args.peers)
    print(page)
    if args.output:
        args.output.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
