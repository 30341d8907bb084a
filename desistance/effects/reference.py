"""Slow and obvious twins of the survival kernels, in plain Python: loops over risk sets, as the definitions read."""

from __future__ import annotations

import math
from collections.abc import Sequence


def kaplan_meier_at(
    time: Sequence[float], event: Sequence[bool], moment: float, entry: Sequence[float] | None = None
) -> float:
    """Survival at a moment: one factor for each event time up to it."""
    survival = 1.0
    for t in sorted({t for t, happened in zip(time, event, strict=True) if happened and t <= moment}):
        at_risk = sum(1 for i, end in enumerate(time) if end >= t and (entry is None or entry[i] < t))
        deaths = sum(1 for end, happened in zip(time, event, strict=True) if happened and end == t)
        survival *= 1 - deaths / at_risk
    return survival


def incidence_at(time: Sequence[float], cause: Sequence[int], kind: int, moment: float) -> float:
    """Cumulative incidence of one cause: the chance of getting to each time free of any, times its hazard there."""
    survival, total = 1.0, 0.0
    for t in sorted({t for t, c in zip(time, cause, strict=True) if c and t <= moment}):
        at_risk = sum(1 for end in time if end >= t)
        total += survival * sum(1 for end, c in zip(time, cause, strict=True) if c == kind and end == t) / at_risk
        survival *= 1 - sum(1 for end, c in zip(time, cause, strict=True) if c and end == t) / at_risk
    return total


def partial_likelihood(
    X: Sequence[Sequence[float]],
    time: Sequence[float],
    event: Sequence[bool],
    beta: Sequence[float],
    *,
    entry: Sequence[float] | None = None,
    strata: Sequence[int] | None = None,
    efron: bool = True,
) -> float:
    """Cox's log partial likelihood, stratum by stratum and event time by event time."""
    linear = [sum(b * x for b, x in zip(beta, row, strict=True)) for row in X]
    kinds = [0] * len(time) if strata is None else list(strata)
    total = 0.0
    for kind, t in sorted({(kinds[i], time[i]) for i in range(len(time)) if event[i]}):
        same = [i for i in range(len(time)) if kinds[i] == kind]
        risk = sum(math.exp(linear[i]) for i in same if time[i] >= t and (entry is None or entry[i] < t))
        deaths = [i for i in same if event[i] and time[i] == t]
        tied = sum(math.exp(linear[i]) for i in deaths)
        for place, i in enumerate(deaths):
            share = place / len(deaths) if efron else 0.0
            total += linear[i] - math.log(risk - share * tied)
    return total


def subdistribution_likelihood(
    X: Sequence[Sequence[float]], time: Sequence[float], cause: Sequence[int], beta: Sequence[float], of: int = 1
) -> float:
    """Fine and Gray's log partial likelihood, event time by event time, with every weight looked up anew."""
    linear = [sum(b * x for b, x in zip(beta, row, strict=True)) for row in X]
    free = {t: uncensored_before(time, cause, t) for t in set(time)}
    total = 0.0
    for i, t in enumerate(time):
        if cause[i] != of:
            continue
        risk = 0.0
        for j, end in enumerate(time):
            if end >= t:
                risk += math.exp(linear[j])
            elif cause[j] not in (0, of):
                risk += math.exp(linear[j]) * free[t] / free[end]
        total += linear[i] - math.log(risk)
    return total


def uncensored_before(time: Sequence[float], cause: Sequence[int], moment: float) -> float:
    """The chance of not being censored before a moment: one factor for each earlier time at which someone was."""
    free = 1.0
    for t in sorted({t for t, c in zip(time, cause, strict=True) if c == 0 and t < moment}):
        at_risk = sum(1 for end in time if end >= t)
        free *= 1 - sum(1 for end, c in zip(time, cause, strict=True) if c == 0 and end == t) / at_risk
    return free
