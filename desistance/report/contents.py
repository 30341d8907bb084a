"""The sections of a report, in the order in which they are read: findings, people, balance, trials, method, limits."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pyarrow as pa

from desistance.effects.estimate import blank
from desistance.report import figures
from desistance.report.analysis import Analysis
from desistance.report.blocks import Points, Section, Shown, Table, Text, count, decimals
from desistance.report.figures import Figure
from desistance.report.profile import Profile
from desistance.report.release import GROUPS, Released
from desistance.report.statements import limits, method
from desistance.report.study import Study
from desistance.report.trials import Blur, blur_of, trial_blocks
from desistance.report.trying import Trials
from desistance.report.wording import TITLES, finding, no_finding, number, probability, share

Blocks = tuple[Text | Points | Table | Figure, ...]


@dataclass(frozen=True)
class Made:
    """Everything that the parts of a report draw on."""

    study: Study
    profile: Profile
    analysis: Analysis
    released: Released
    trials: Trials | None

    @property
    def digits(self) -> int:
        """Decimals of a percentage: fewer where counts are rounded."""
        return 0 if self.study.disclosure.rounding else 1


def sections(made: Made) -> list[Section]:
    """The whole report."""
    found = [Section("What we found", _findings(made)), Section("Who was compared", _people(made))]
    if made.released.balance is not None:
        found.append(Section("How alike the groups are", _balance(made)))
    if made.trials is not None and made.released.shown.get("reoffended"):
        found.append(
            Section(
                "How far the finding can be trusted",
                trial_blocks(made.study, made.trials, _blur(made)),
            )
        )
    found.append(Section("What the study could show", _power(made)))
    found.append(Section("How it was done", (Points(method(made.study, made.profile, made.analysis)),)))
    found.append(
        Section("Limits", (Points(limits(made.study, made.profile, made.analysis, made.released, made.trials)),))
    )
    return found


def _blur(made: Made) -> Blur:
    """How the differences of the trials are shown, given how the one they try is."""
    pairs = zip(made.released.effects, made.analysis.effects, strict=True)
    shown, found = next((one.estimate, other.estimate) for one, other in pairs if one.outcome == "reoffended")
    return blur_of(made.study, made.released.people, shown, found)


def main_finding(made: Made) -> list[str]:
    """The sentences of the registered main outcome, or why there is no finding."""
    if not made.analysis.comparison.credible:
        return no_finding(made.study, made.analysis, made.profile)
    return _sentences(made, 0)


def _sentences(made: Made, place: int) -> list[str]:
    one = made.released.effects[place]
    return finding(
        made.study,
        one,
        made.profile,
        shown=made.released.shown[one.outcome],
        people=made.released.people,
        digits=made.digits,
    )


def _findings(made: Made) -> Blocks:
    told = main_finding(made)
    blocks: list[Text | Points | Table | Figure] = [Text(told[0], strong=True), *(Text(one) for one in told[1:])]
    for place, one in enumerate(made.released.effects[1:], 1):
        sentences = _sentences(made, place)
        blocks.append(Text(f"{TITLES[one.outcome]}: {sentences[0]}", strong=True))
        blocks += [Text(says) for says in sentences[1:]]
    if made.released.effects:
        blocks.append(_effects(made))
    if made.released.outcome is not None:
        blocks.append(_counts(made.released.outcome))
    if made.released.timing is not None and made.released.outcome is not None:
        blocks.append(_timing(made.released))
    return tuple(blocks)


UNITS = {
    "reoffended": "share of people; difference",
    "frequency": "reoffences for every 100 people; ratio of rates",
    "time_to_first": "days to the first reoffence, reoffenders only; difference",
}


def _effects(made: Made) -> Table:
    rows = []
    for one in made.released.effects:
        shown = made.released.shown[one.outcome] and not one.problem
        found = one.estimate
        held = {
            "treated": one.treated,
            "comparison": one.comparison,
            "estimate": found.estimate,
            "low": found.low,
            "high": found.high,
            "p": found.p,
            "p_holm": one.p_holm,
            "p_bh": one.p_bh,
            "probability_lower": found.probability_of_benefit("lower"),
        }
        values = {name: blank(round(value, 4)) if shown else None for name, value in held.items()}
        verdict = one.verdict if made.released.shown[one.outcome] else "withheld"
        how = found.method if shown else None
        rows.append({"outcome": one.outcome, "unit": UNITS[one.outcome], **values, "verdict": verdict, "method": how})
    four = decimals(2 if made.digits == 0 else 3)
    columns = (
        Shown("outcome", "Outcome", lambda name: TITLES[name]),
        Shown("unit", "Unit"),
        Shown("treated", "Took part", four),
        Shown("comparison", "Comparison", four),
        Shown("estimate", "Effect", four),
        Shown("low", "95% from", four),
        Shown("high", "95% to", four),
        Shown("p", "p", _p),
        Shown("probability_lower", "Chance that it is lower", share),
        Shown("p_holm", "p, Holm", _p),
        Shown("p_bh", "p, Benjamini-Hochberg", _p),
    )
    return Table("effects", "Effects on every registered outcome", pa.Table.from_pylist(rows), columns, "not given")


def _p(value: float) -> str:
    return probability(value).removeprefix("p ")


def _counts(outcome: pa.Table) -> Table:
    columns = (
        Shown("group", "Group"),
        Shown("reoffended", "Reoffended"),
        Shown("people", "People", count),
    )
    kept = [{**row, **{name: row[name] or "all" for name in ("group", "reoffended")}} for row in outcome.to_pylist()]
    return Table(
        "counts", "People by group and whether they reoffended", pa.Table.from_pylist(kept, outcome.schema), columns
    )


def _timing(released: Released) -> Figure:
    assert released.timing is not None
    rows = released.timing.to_pylist()
    months = sorted({row["months"] for row in rows if row["months"] is not None})
    shares: dict[str, list[float]] = {}
    for group in GROUPS:
        size = _size(released, group)
        found = {row["months"]: row["people"] for row in rows if row["group"] == group}
        sums = [sum(found[month] for month in months if month <= end) for end in months]
        shares[group] = [100 * one / size for one in sums]
    return figures.timing(months, shares)


def _size(released: Released, group: str) -> int:
    assert released.outcome is not None
    rows = released.outcome.to_pylist()
    return sum(row["people"] for row in rows if row["group"] == group and row["reoffended"] in ("yes", "no"))


def _people(made: Made) -> Blocks:
    columns = (Shown("group", "Group"), Shown("step", "Step"), Shown("people", "People", count))
    least = made.study.disclosure.threshold
    says = (
        f"Steps with fewer than {least} people are withheld, and no total is given from which they could be worked out."
    )
    return (Text(says), Table("flow", "From the people named to the people compared", made.released.flow, columns))


def _balance(made: Made) -> Blocks:
    assert made.released.balance is not None
    data = made.released.balance
    close, wide = made.profile.limit("smd_close"), made.profile.limit("smd_wide")
    two = decimals(2)
    columns = (
        Shown("covariate", "Covariate"),
        Shown("mean_treated", "Took part", two),
        Shown("mean_control", "Comparison", two),
        Shown("smd_before", "Standardised difference before", two),
        Shown("smd_after", "after", two),
    )
    rows = [row for row in data.to_pylist() if row["smd_after"] is not None and row["smd_before"] is not None]
    far = [row["covariate"] for row in rows if abs(row["smd_after"]) > wide]
    middle = [row["covariate"] for row in rows if close < abs(row["smd_after"]) <= wide]
    told = [f"Within {number(close, 2)}: {len(rows) - len(far) - len(middle)} of {len(rows)} covariates shown."]
    if middle:
        told.append(f"Between {number(close, 2)} and {number(wide, 2)}: {', '.join(middle)}.")
    if far:
        told.append(f"Beyond {number(wide, 2)}, so the groups differ there: {', '.join(far)}.")
    blocks: Blocks = (
        Text("The differences are in standard deviations of those who took part."),
        Points(tuple(told)),
        Table("balance", "Means of the matched groups, shares as 0 to 1, and standardised differences", data, columns),
    )
    if not rows:
        return blocks
    before, after = ([row[name] for row in rows] for name in ("smd_before", "smd_after"))
    return (*blocks, figures.balance([row["covariate"] for row in rows], before, after, wide))


def _power(made: Made) -> Blocks:
    told = []
    planned, seen = made.analysis.planned, made.analysis.detectable
    if planned is not None and not math.isnan(planned.estimate):
        design = made.study.design
        told.append(
            f"Registered beforehand: with {design.expected_treated:,} people and {design.expected_rate:.0%} "
            "reoffending without the service, a fall of "
            f"{number(100 * planned.estimate, 1)} percentage points could be seen."
        )
    if seen is not None and not math.isnan(seen.estimate) and made.released.shown.get("reoffended"):
        told.append(
            f"With the people who were matched, a fall of {number(100 * seen.estimate, made.digits)} percentage points "
            "or more could be seen (80% power); a smaller one would probably be inconclusive."
        )
    if made.study.design.smallest_worthwhile:
        told.append(
            "Registered as the least change that would matter: "
            f"{number(100 * made.study.design.smallest_worthwhile, 1)} percentage points."
        )
    return (Points(tuple(told) or ("No expected numbers were registered.",)),)
