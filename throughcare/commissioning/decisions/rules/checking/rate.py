"""RATE: first-year money fits the stated start at the full-year rate."""

from __future__ import annotations

from datetime import date
from functools import partial

from ..paper import Block, Row, StatedPeriod, Table
from ..statements.phrases import Phrase
from .case import Case, Outcome
from .date import month, months_between, working_periods
from .findings import Finding
from .money import MILLION, Scale, prose_scale, table_scale
from .tables import blocks, cell, place, rows, year_label, year_span

RULE = "RATE"
_finding = partial(Finding, RULE)
_REASON = Phrase(
    r"\b(?:mobilisation|set-?up|one-off|front-load\w*|ramp\w*"
    r"|phased|taper\w*|initial) (?:costs?|period|spend|in|up|year)?",
    *("mobilisation", "set-up", "setup", "one-off", "front-load", "ramp", "phased", "taper", "initial"),
)
_SLACK = 0.15


def check(case: Case) -> Outcome:
    """Compare each line's first year with its full-year rate, and a partner's year with the months served in it."""
    table = case.paper.table
    starts = _starts(case)
    if table is not None and starts:
        for block in blocks(table, "expenditure"):
            for row in rows(block):
                yield from _line(case, table, block, row, starts)
    yield from _partner_year(case)


def _starts(case: Case) -> dict[date, StatedPeriod]:
    found: dict[date, StatedPeriod] = {}
    for period in working_periods(case):
        if period.from_ is not None:
            found.setdefault(period.from_, period)
    return dict(sorted(found.items()))


def _line(case: Case, table: Table, block: Block, row: Row, starts: dict[date, StatedPeriod]) -> Outcome:
    index = next((i for i in range(len(table.years)) if cell(row, i)), None)
    if index is None or index + 1 >= len(table.years):
        return
    span, after = year_span(table.years[index]), year_span(table.years[index + 1])
    first, rate = cell(row, index), cell(row, index + 1)
    inside = {d: p for d, p in starts.items() if span and span[0] <= d < span[1]}
    whole = bool(after) and all(p.until is None or (after and p.until >= after[1]) for p in inside.values())
    if not first or not rate or not inside or not span or not whole:
        return
    expected = {day: rate * months_between(day, span[1]) / 12 for day in inside}
    fits = {day: _fits(first, amount, rate, table.precision_pence) for day, amount in expected.items()}
    if all(fits.values()) or case.says(_REASON):
        yield None
        return
    yield _misfit(table, block, row, index, (first, rate), inside, expected, fits)


def _fits(first: int, expected: float, rate: int, step: int) -> bool:
    rounding = step / 2 * (1 + expected / rate)
    return abs(first - expected) <= rounding + _SLACK * expected


def _misfit(
    table: Table,
    block: Block,
    row: Row,
    index: int,
    money: tuple[int, int],
    inside: dict[date, StatedPeriod],
    expected: dict[date, float],
    fits: dict[date, bool],
) -> Finding:
    base = table_scale(table)
    scale = Scale(base.unit_pence, base.decimals + 1) if base.unit_pence == MILLION else base
    first, rate = money
    figures = {"stated": scale.show(first), "full_year": scale.show(rate)}
    figures |= {f"expected_from_{day:%B_%Y}".lower(): scale.show(amount) for day, amount in expected.items()}
    good, bad = [month(d) for d in fits if fits[d]], [month(d) for d in fits if not fits[d]]
    says = f"{row.label}: {base.spoken(first)} in {year_label(table.years[index])} at {base.spoken(rate)} a year fits "
    says += (
        f"a start in {', '.join(good)}, not in {', '.join(bad)}." if good else f"no stated start ({', '.join(bad)})."
    )
    where = (place(block, row, year_label(table.years[index])), *dict.fromkeys(p.where for p in inside.values()))
    return _finding(
        "warning",
        where,
        {**figures, "unit": scale.name},
        says,
        "Correct the start or the first-year money, or give the reason for the difference.",
        topic="rate",
    )


def _partner_year(case: Case) -> Outcome:
    """A partner's money for one year against the share of the service that falls into that year."""
    periods = [p for p in working_periods(case) if p.until is not None]
    total = sum(c.pence for c in case.claims if c.what in ("own_funding", "partner_funding") and _counts(case, c.what))
    if case.paper.table is not None or not periods or not total:
        return
    for claim in case.claims:
        span = year_span(claim.year) if claim.what == "partner_funding" and claim.year else None
        period = periods[0]
        if span is None or period.from_ is None or period.until is None or period.from_ < span[0]:
            continue
        served = max(0, months_between(max(period.from_, span[0]), min(period.until, span[1])))
        expected = total * served / max(1, months_between(period.from_, period.until))
        if claim.pence <= expected * (1 + _SLACK) + claim.step:
            yield None
            continue
        scale = prose_scale(claim.step, MILLION // 1000)
        yield _finding(
            "warning",
            (*claim.where, period.where),
            {**scale.figures(given=claim.pence, expected=expected), "months": str(served)},
            f"{scale.spoken(claim.pence)} is for {claim.year}, but "
            f"only {served} month(s) of the service lie in that year: "
            f"at an even rate {scale.spoken(expected)}.",
            "Say how the rest is carried into later years, and whose approval that needs.",
            topic="partner year",
        )


def _counts(case: Case, what: str) -> bool:
    return len([c for c in case.claims if c.what == what]) == 1
