"""How the trials of a finding are shown: figures coarse enough to give no count away."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from desistance.effects import Estimate
from desistance.report import figures
from desistance.report.blocks import Points, Shown, Table, Text, decimals
from desistance.report.figures import Figure, Line
from desistance.report.study import Study
from desistance.report.trying import REGISTERED, Trials
from desistance.report.wording import number, probability

NOT_MADE = "could not be made"
BEFORE = {"any": "any proven offence in the year before", "number": "proven offences in the year before"}


@dataclass(frozen=True)
class Blur:
    """How differences are shown where counts are rounded: in points to a multiple of `step`.

    The registered difference is then the one that was worked out from the rounded counts (`main`), and all others move
    by as much as it did (`moved`), so that none tells the exact one.
    """

    step: int = 0
    moved: float = 0.0
    main: Estimate | None = None

    def points(self, value: float | None) -> float:
        """Percentage points to one decimal, or to a multiple of the step where there is one."""
        if value is None:
            return math.nan
        if not self.step:
            return round(100 * value, 1) + 0.0
        return self.step * round(100 * (value + self.moved) / self.step) + 0.0

    def line(self, name: str, row: dict[str, Any]) -> Line:
        """One estimate as it is shown."""
        if self.main is not None and name == REGISTERED:
            row = {part: getattr(self.main, part) - self.moved for part in ("estimate", "low", "high")}
        return Line(name, *(self.points(row[one]) for one in ("estimate", "low", "high")))


def blur_of(study: Study, people: int, shown: Estimate, found: Estimate) -> Blur:
    """Differences are rounded to what one rounded count of `people` would move them; not at all where none is."""
    rounding = study.disclosure.rounding
    if not rounding:
        return Blur()
    return Blur(max(1, math.ceil(100 * rounding / people)), shown.estimate - found.estimate, shown)


def trial_blocks(study: Study, trials: Trials, blur: Blur) -> tuple[Text | Points | Table | Figure, ...]:
    """Every trial as tables, a chart and sentences; all are about whether people reoffended.

    Where counts are rounded, figures from which exact counts could be worked out are left out.
    """
    rounding = study.disclosure.rounding
    lines = _lines(trials.specifications, "specification", blur)
    caption = "Difference in percentage points under other specifications"
    blocks: list[Text | Points | Table | Figure] = [
        Text("The same question, answered in ways that were fixed with the study. A finding that moves much is weak."),
        _estimates("specifications", caption, "Specification", lines),
        figures.forest([one for one in lines if figures.finite(one.value, one.low, one.high)]),
    ]
    if trials.runs is not None:
        blocks += _three_runs(study, trials.runs, blur)
    blocks.append(Points(tuple(_sentences(study, trials, blur))))
    if trials.rosenbaum is not None and not rounding:
        blocks.append(_hidden_bias(trials.rosenbaum))
    return tuple(blocks if rounding else [*blocks, _placebo(trials.placebo)])


def _lines(table: pa.Table, name: str, blur: Blur) -> list[Line]:
    return [blur.line(row[name], row) for row in table.to_pylist()]


def _estimates(name: str, caption: str, heading: str, lines: list[Line]) -> Table:
    rows = [
        {"name": one.name, **{part: _known(getattr(one, part)) for part in ("value", "low", "high")}} for one in lines
    ]
    kinds = pa.schema([("name", pa.string()), *((part, pa.float64()) for part in ("value", "low", "high"))])
    one = decimals(1)
    columns = (
        Shown("name", heading),
        Shown("value", "Difference", one),
        Shown("low", "95% from", one),
        Shown("high", "95% to", one),
    )
    return Table(name, caption, pa.Table.from_pylist(rows, kinds), columns, NOT_MADE)


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value


def _three_runs(study: Study, runs: pa.Table, blur: Blur) -> list[Text | Points | Table | Figure]:
    """The three runs; one that rests on fewer people than the threshold is not shown."""
    hidden = dict.fromkeys(("estimate", "low", "high"))
    kept = [{**row, **({} if row["matched"] >= study.disclosure.threshold else hidden)} for row in runs.to_pylist()]
    lines = _lines(pa.Table.from_pylist(kept, runs.schema), "run", blur)
    says = (
        "People with an assessment of needs may differ from those without. The three runs show how much the assessed "
        "needs, and having been assessed at all, move the finding."
    )
    caption = "Difference in percentage points with and without needs"
    return [Text(says), _estimates("three-runs", caption, "Run", lines)]


def _sentences(study: Study, trials: Trials, blur: Blur) -> list[str]:
    ties, step = trials.ties, blur.step
    least, greatest = (number(blur.points(one), 0 if step else 1) for one in (ties.least, ties.greatest))
    placebo = "do not differ beyond chance." if trials.placebo_passed else "differ beyond chance: they are not alike."
    told = [
        f"Ties: over {ties.seeds} ways of choosing among equally near people the difference runs from {least} to "
        f"{greatest} percentage points.",
        "Placebo: offences of the groups in the year before the index event, which the service cannot have touched, "
        + placebo,
    ]
    if not step:
        told.append(
            "Shuffled treatment: when who took part is shuffled among the people compared, a difference as large as "
            f"the one found arises with probability {_p(trials.shuffled.p)} ({study.sensitivity.shuffles} draws)."
        )
    if trials.ratio is not None and trials.e_value is not None and not step:
        told.append(_e_value(trials))
    if trials.rosenbaum is None:
        told.append("Rosenbaum bounds: not given, since too few pairs differ one way or the other.")
    if trials.runs is None:
        told.append("Three runs with and without assessed needs: not made, since the study names no needs.")
    return told


def _e_value(trials: Trials) -> str:
    assert trials.ratio is not None
    assert trials.e_value is not None
    found = trials.e_value
    bound = found.high if trials.ratio.estimate < 1 else found.low
    ends = f" (for the nearer end of its interval {number(bound, 1)})" if not math.isnan(bound) else ""
    return (
        f"E-value: a hidden cause would have to be tied to taking part and to reoffending by a risk ratio of "
        f"{number(found.estimate, 1)} each to explain the best estimate away{ends}."
    )


def _hidden_bias(table: pa.Table) -> Table:
    rows = [{"gamma": row["gamma"], "p": round(row["p"], 3)} for row in table.to_pylist()]
    columns = (Shown("gamma", "Odds of taking part differ by up to", decimals(2)), Shown("p", "p at most", _p))
    caption = (
        "Rosenbaum bounds: how strong hidden bias would have to be before chance alone could explain the difference"
    )
    return Table("hidden-bias", caption, pa.Table.from_pylist(rows), columns)


def _p(value: Any) -> str:
    return probability(value).removeprefix("p ")


def _placebo(table: pa.Table) -> Table:
    rows = [
        {
            "outcome": BEFORE[row["outcome"]],
            **{
                name: None if row[name] is None else round(row[name], 3)
                for name in ("estimate", "low", "high", "p_holm")
            },
        }
        for row in table.to_pylist()
    ]
    two = decimals(2)
    columns = (
        Shown("outcome", "Outcome before the index event"),
        Shown("estimate", "Difference", two),
        Shown("low", "95% from", two),
        Shown("high", "95% to", two),
        Shown("p_holm", "p, Holm", _p),
    )
    return Table("placebo", "Differences where there can be none", pa.Table.from_pylist(rows), columns, "not given")
