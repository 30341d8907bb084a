"""The one door out of a study: counts of outcomes leave only through `desistance.disclosure.protect`.

What follows from counts (rates, effects, charts, sentences) is shown only where the counts behind it are.
"""

from __future__ import annotations

import importlib
import re
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa

from desistance.disclosure.rules import Rules
from desistance.effects.estimate import from_normal
from desistance.errors import InputError
from desistance.matching.inputs import BoolArray
from desistance.report.analysis import Analysis, Effect, judged
from desistance.report.profile import Profile
from desistance.report.study import Study
from desistance.synthetic import months_later

GROUPS = ("took part", "comparison")
NO_INDEX, COMPARED = "no index event in the cohort", "compared"
LEFT_OUT = {"took part": "nobody alike to compare with", "comparison": "not chosen for the comparison"}
QUARTERS = 4
ROUNDED = "difference of rates from rounded counts, unpooled errors"


@dataclass(frozen=True)
class Released:
    """What may be shown. Null in a table means withheld; `shown` says which outcomes may be spoken of.

    `flow`: group, step, people. `outcome`: group, reoffended, people (a null dimension is a total). `timing`: group,
    months, people who reoffended first in the months up to that one; None where too few did in any. `balance`: one row
    a covariate, blank where it rests on too few. `effects`: as analysed, or from rounded counts.
    """

    people: int
    flow: pa.Table
    outcome: pa.Table | None
    timing: pa.Table | None
    balance: pa.Table | None
    effects: tuple[Effect, ...]
    shown: dict[str, bool]

    @property
    def withheld(self) -> bool:
        """Whether anything at all is."""
        tables = [one for one in (self.flow, self.outcome, self.balance) if one is not None]
        return any(one.column(one.num_columns - 1).null_count for one in tables) or not all(self.shown.values())


def refuse_unprotected() -> Any:
    """Return the module that protects counts. Raises InputError where there is none: nothing is then written."""
    try:
        return importlib.import_module("desistance.disclosure")
    except ImportError as error:
        raise InputError(
            "tables of counts cannot be released: this installation has no working desistance.disclosure",
            argument="disclosure",
            remedy="Install the whole library; no study runs without it.",
        ) from error


def released(study: Study, analysis: Analysis, profile: Profile) -> Released:
    """Everything of an analysis that may be shown, under the study's disclosure settings.

    Where counts are rounded, adjusted p-values and verdicts follow from what is shown: those of the exact counts would
    tell of them, and could contradict the interval beside them.
    """
    used = analysis.comparison.weights > 0
    treated, comparison = used & analysis.sample.treated, used & ~analysis.sample.treated
    flow = _flow(study, analysis, int(treated.sum()), int(comparison.sum()))
    people = int(treated.sum())
    if not analysis.effects:
        return Released(people, flow, None, None, None, (), {})
    outcome = _protected(_outcomes(analysis, treated, comparison), ("group", "reoffended"), study)
    open_door = not outcome["people"].null_count
    effects = analysis.effects
    if study.disclosure.rounding and open_door:
        effects = judged([_from_rounded(one, outcome) for one in effects], profile)
    return Released(
        people=_total(outcome, GROUPS[0]) if open_door else people,
        flow=flow,
        outcome=outcome if open_door else _all_withheld(outcome),
        timing=_timing(study, analysis, treated, comparison) if open_door else None,
        balance=_balance(study, analysis),
        effects=effects,
        shown={one.outcome: open_door for one in effects},
    )


def _protected(table: pa.Table, by: tuple[str, ...], study: Study) -> pa.Table:
    found = refuse_unprotected().protect(
        table,
        count="people",
        by=list(by),
        threshold=study.disclosure.threshold,
        rounding=study.disclosure.rounding or None,
    )
    one: pa.Table = found.tables[0]
    return one.select([*by, "people"])


def _all_withheld(table: pa.Table) -> pa.Table:
    """The table without any count: the number of people compared is shown elsewhere, and would give away one of two."""
    place = table.schema.get_field_index("people")
    return table.set_column(place, "people", pa.nulls(table.num_rows, pa.int64()))


def _flow(study: Study, analysis: Analysis, treated: int, comparison: int) -> pa.Table:
    """How those named became those compared. No total is given, so that a small step stays unknown.

    Those compared are shown as they are, rounded as the counts of outcomes are where the study rounds: rounded in any
    other way the same count would show twice, and differ.
    """
    sample, given = analysis.sample, study.disclosure
    rules = Rules(given.threshold, given.rounding or None)
    rows: list[dict[str, Any]] = []
    for group, side, used in zip(GROUPS, (sample.took_part, sample.pool), (treated, comparison), strict=True):
        last = side.with_index - used
        for step, count in zip(
            (NO_INDEX, LEFT_OUT[group], COMPARED), (side.named - side.with_index, last, used), strict=True
        ):
            kept = rules.shown(count) if count >= given.threshold else None
            rows.append({"group": group, "step": step, "people": kept})
    kinds = pa.schema([("group", pa.string()), ("step", pa.string()), ("people", pa.int64())])
    return pa.Table.from_pylist(rows, kinds)


def _outcomes(analysis: Analysis, treated: BoolArray, comparison: BoolArray) -> pa.Table:
    """Counts by group and whether people reoffended."""
    held = np.asarray(analysis.sample.table["reoffender"].to_numpy(), dtype=bool)
    rows = [
        {"group": group, "reoffended": told, "people": int((side & (held == value)).sum())}
        for group, side in zip(GROUPS, (treated, comparison), strict=True)
        for told, value in (("yes", True), ("no", False))
    ]
    return pa.Table.from_pylist(rows)


def _timing(study: Study, analysis: Analysis, treated: BoolArray, comparison: BoolArray) -> pa.Table | None:
    """Who reoffended first in which quarter of the follow-up; None where any of it is below the threshold.

    All of it or nothing: so it can give away nothing that the table of outcomes withholds. Nothing where counts are
    rounded: sums of rounded quarters could say more than the rounded total.
    """
    months = study.cohort.follow_up_months
    if months % QUARTERS or study.disclosure.rounding:
        return None
    table = analysis.sample.table
    index = table["index_date"].to_numpy().astype("datetime64[D]")
    first = analysis.sample.numbers("days_to_first")
    ends = [months * quarter // QUARTERS for quarter in range(1, QUARTERS + 1)]
    limits = [(months_later(index, end) - index).astype(np.float64) for end in ends]
    rows: list[dict[str, Any]] = []
    for group, side in zip(GROUPS, (treated, comparison), strict=True):
        since = np.zeros(len(index))
        for end, limit in zip(ends, limits, strict=True):
            inside = side & (first >= since) & (first < limit)
            rows.append({"group": group, "months": end, "people": int(inside.sum())})
            since = limit
    if any(row["people"] < study.disclosure.threshold for row in rows):
        return None
    found = _protected(pa.Table.from_pylist(rows), ("group", "months"), study)
    return None if found["people"].null_count else found


def _total(outcome: pa.Table, group: str) -> int:
    return sum(row["people"] for row in outcome.to_pylist() if row["group"] == group and row["reoffended"] is not None)


def _from_rounded(effect: Effect, outcome: pa.Table) -> Effect:
    """With rounding the difference is worked out from the rounded counts, so that it says no more than they do.

    Figures that do not follow from those counts are given to two significant figures.
    """
    found = effect.estimate
    if effect.outcome != "reoffended":
        low, high = _coarse(found.low), _coarse(found.high)
        found = replace(
            found, estimate=_coarse(found.estimate), low=low, high=high, se=_coarse(found.se), p=_coarse(found.p)
        )
        found = replace(found, method=re.sub(r", dispersion [^,]+", "", found.method))
        return replace(effect, treated=_coarse(effect.treated), comparison=_coarse(effect.comparison), estimate=found)
    counts = {(row["group"], row["reoffended"]): row["people"] for row in outcome.to_pylist()}
    sizes = [_total(outcome, group) for group in GROUPS]
    if not all(sizes):
        return effect
    rates = [counts[group, "yes"] / size for group, size in zip(GROUPS, sizes, strict=True)]
    error = sum(rate * (1 - rate) / size for rate, size in zip(rates, sizes, strict=True)) ** 0.5
    found = from_normal(rates[0] - rates[1], error, sum(sizes), ROUNDED)
    return replace(effect, treated=rates[0], comparison=rates[1], estimate=found)


def _coarse(value: float) -> float:
    return float(f"{value:.2g}")


def _balance(study: Study, analysis: Analysis) -> pa.Table | None:
    """Means after matching and standardised differences before and after, blank where a share rests on too few.

    Means before matching are not given: with them the number of people left out could be worked out. Where counts are
    rounded no means are given, since they would show the number they were divided by.
    """
    after = analysis.comparison.after
    if after is None:
        return None
    enough = _enough(study, analysis)
    rows = []
    for before, now in zip(analysis.comparison.before.to_pylist(), after.to_pylist(), strict=True):
        kept = enough[now["covariate"]]
        told = kept and not study.disclosure.rounding
        rows.append(
            {
                "covariate": now["covariate"],
                "mean_treated": round(now["mean_treated"], 3) if told else None,
                "mean_control": round(now["mean_control"], 3) if told else None,
                "smd_before": _hundredth(before["smd"]) if kept else None,
                "smd_after": _hundredth(now["smd"]) if kept else None,
            }
        )
    numbers = [(name, pa.float64()) for name in ("mean_treated", "mean_control", "smd_before", "smd_after")]
    return pa.Table.from_pylist(rows, pa.schema([("covariate", pa.string()), *numbers]))


def _hundredth(value: float | None) -> float | None:
    return None if value is None or not np.isfinite(value) else round(value, 2) + 0.0


def _enough(study: Study, analysis: Analysis) -> dict[str, bool]:
    """Whether every share behind a covariate, and what the others leave of it, reaches the threshold in both groups."""
    sample, least = analysis.sample, study.disclosure.threshold
    used = analysis.comparison.weights > 0
    found: dict[str, bool] = {}
    for name, column in zip(sample.names, sample.X.T, strict=True):
        binary = bool(np.isin(column, (0, 1)).all())
        sides = [column[used & side] for side in (sample.treated, ~sample.treated)]
        found[name] = not binary or all(least <= side.sum() <= len(side) - least for side in sides)
    for one in study.covariates:
        family = [j for j, name in enumerate(sample.names) if name.startswith(f"{one.name}: ")]
        rest = 1 - sample.X[:, family].sum(axis=1) if family else np.ones(len(used))
        if any(rest[used & side].sum() < least for side in (sample.treated, ~sample.treated)):
            found.update({sample.names[j]: False for j in family})
    return found
