"""DATE: periods and dates agree and are possible."""

from __future__ import annotations

import re
from datetime import date
from functools import partial

from ..paper import StatedPeriod, Table
from ..statements.phrases import Phrase
from .case import Case, Outcome
from .findings import Finding
from .tables import blocks, cell, year_label, year_span

RULE = "DATE"
_finding = partial(Finding, RULE)
_PAST = re.compile(r"\b(?:has run|ran|since|was|were|previous\w*|existing|earlier|currently)\b", re.I)
_LOOSE_MONTH = Phrase(
    r"\b(?:[Ss]ince|[Ff]rom|[Ii]n|[Bb]y|[Uu]ntil|[Dd]uring) (January"
    r"|February|March|April|May|June|July|August|September"
    r"|October|November|December)\b(?! *\d)(?!\s*(?:,|to|and|-|–|until|next|this|of)\s)",
    *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
    *("october", "november", "december"),
    flags=re.NOFLAG,
)
_RETROSPECTIVE = re.compile(r"\bretrospective|\bextend|\bextension|\bcontinu", re.I)


def check(case: Case) -> Outcome:
    """Compare the stated periods with each other, with their stated lengths, the signature and the table's years."""
    periods = case.facts.periods
    for period in periods:
        yield from _possible(period)
        yield from _length(period)
    yield from _agree(case)
    yield from _signature(case)
    yield from _covered(case)
    yield from _deferral(case)
    yield from _loose_months(case)


def months_between(from_: date, until: date) -> int:
    """Whole months from one first day to another."""
    return (until.year - from_.year) * 12 + until.month - from_.month - (1 if until.day < from_.day else 0)


def working_periods(case: Case) -> tuple[StatedPeriod, ...]:
    """The stated periods of the service and of its spending, for which a start is known."""
    return tuple(p for p in case.facts.periods if p.what in ("service", "spending") and p.from_ is not None)


def month(day: date) -> str:
    """A month in words."""
    return f"{day:%B %Y}"


def _possible(period: StatedPeriod) -> Outcome:
    if period.from_ is None or period.until is None:
        return
    if period.from_ < period.until:
        yield None
        return
    yield _finding(
        "error",
        (period.where,),
        {"months": str(months_between(period.from_, period.until)), "unit": "months"},
        f"A period is said to run from {month(period.from_)} and ends before it begins.",
        "Correct the dates.",
        topic="impossible",
    )


def _length(period: StatedPeriod) -> Outcome:
    if period.months is None or period.from_ is None or period.until is None or period.from_ >= period.until:
        return
    actual = months_between(period.from_, period.until)
    slack = 5 if period.months % 12 == 0 and period.what != "funding" else 0
    if abs(actual - period.months) <= slack:
        yield None
        return
    yield _finding(
        "error",
        (period.where,),
        {
            "stated": str(period.months),
            "dates": str(actual),
            "difference": str(period.months - actual),
            "unit": "months",
        },
        f"The period is called {period.months} months long, but its dates are {actual} months apart.",
        "Correct the length or the dates.",
        topic="length",
    )


def _agree(case: Case) -> Outcome:
    """Starts and ends of the service and of its spending agree wherever they are stated."""
    seen: dict[str, StatedPeriod] = {}
    for period in working_periods(case):
        key = _about(case, period)
        first = seen.setdefault(key, period)
        if first is period:
            continue
        same_start = first.from_ == period.from_
        same_end = first.until is None or period.until is None or first.until == period.until
        yield None if same_start and same_end else _differ(first, period)


def _about(case: Case, period: StatedPeriod) -> str:
    """The one service that the sentence names, empty where it names all or none."""
    if case.paper.table is None:
        return ""
    words = period.words.lower()
    labels = [row.label for block in blocks(case.paper.table, "expenditure") for row in block.rows]
    if len(labels) < 2:
        return ""
    stems = {
        label: [w for w in re.findall(r"[a-z]+", label.lower()) if w not in ("service", "services")] for label in labels
    }
    named = [label for label, telling in stems.items() if telling and all(word in words for word in telling)]
    return named[0] if len(named) == 1 else ""


def _differ(first: StatedPeriod, second: StatedPeriod) -> Finding:
    figures: dict[str, str] = {}
    if first.from_ and first.until and second.from_ and second.until:
        one, other = months_between(first.from_, first.until), months_between(second.from_, second.until)
        figures = {"first": str(one), "second": str(other), "difference": str(one - other), "unit": "months"}
    return _finding(
        "error",
        (first.where, second.where),
        figures,
        f"The period is given as {_span(first)} in {first.where} and as {_span(second)} in {second.where}.",
        "State one period throughout, or say why spending and service begin or end apart.",
        topic=f"{first.from_}/{first.until}/{second.from_}/{second.until}",
    )


def _span(period: StatedPeriod) -> str:
    start = month(period.from_) if period.from_ else "an open start"
    return f"{start} to {month(date.fromordinal(period.until.toordinal() - 1))}" if period.until else f"from {start}"


def _signature(case: Case) -> Outcome:
    """A service whose procurement this paper starts cannot begin before signature, and needs time after it."""
    signed = case.paper.signed
    procures = any(ask.kind == "procure" for ask in case.facts.asks) or any(
        re.search(r"\b(?:procurement|tender|commission)", r.text, re.I) for r in case.paper.recommendations
    )
    if signed is None or not procures or any(_RETROSPECTIVE.search(r.text) for r in case.paper.recommendations):
        return
    starts = {p.from_: p for p in reversed(working_periods(case)) if p.from_ and not _PAST.search(p.words)}
    yield from _before_signature(signed, starts)
    yield from _lead_time(case, signed, {day: period for day, period in starts.items() if day >= signed})


def _before_signature(signed: date, starts: dict[date, StatedPeriod]) -> Outcome:
    for start, period in sorted(starts.items()):
        days = (start - signed).days
        if days >= 0:
            yield None
        else:
            yield _finding(
                "error",
                (period.where,),
                {"days": str(days), "unit": "days"},
                f"The start in {month(start)} lies {-days} days before the signature on {signed.isoformat()}, although "
                "the service is still to be procured.",
                "Correct the start, or say that approval is retrospective and why.",
                topic="before signature",
            )


def _lead_time(case: Case, signed: date, starts: dict[date, StatedPeriod]) -> Outcome:
    least = case.reference.lead_days
    days = {day: (day - signed).days for day in sorted(starts)}
    if not days or min(days.values()) >= least:
        yield from (None for _ in days)
        return
    told = ", ".join(f"{count} days to {month(day)}" for day, count in days.items())
    figures = {f"days_to_{day:%B_%Y}".lower(): str(count) for day, count in days.items()}
    yield _finding(
        "warning",
        tuple(dict.fromkeys(starts[day].where for day in days)),
        {**figures, "least": str(least), "unit": "days"},
        f"From signature it is {told}, for tender, standstill, award "
        f"and mobilisation; the local setting, not confirmed, "
        f"is {least} days.",
        "Show a timetable that fits, or move the start.",
        topic="lead time",
    )


def _covered(case: Case) -> Outcome:
    """The stated period lies within the years for which the table has money."""
    table = case.paper.table
    spans = [year_span(year) for year in table.years] if table is not None else []
    known = [span for span in spans if span is not None]
    if table is None or not known or len(known) < len(spans):
        return
    first, last = known[0][0], known[-1][1]
    for period in working_periods(case):
        if period.from_ is None or period.until is None or period.what == "evaluation":
            continue
        outside = period.from_ < first or period.until > last
        yield _outside(table, period) if outside else _money_beyond(table, period)


def _outside(table: Table, period: StatedPeriod) -> Finding:
    return _finding(
        "error",
        (period.where,),
        {},
        f"The period {_span(period)} runs beyond the years of the table, {year_label(table.years[0])} to "
        f"{year_label(table.years[-1])}.",
        "Add the years that have no money, or correct the period.",
        topic="outside",
    )


def _money_beyond(table: Table, period: StatedPeriod) -> Finding | None:
    for index, year in enumerate(table.years):
        span = year_span(year)
        spent = [cell(b.total, index) for b in blocks(table, "expenditure") if b.total is not None]
        if span and period.until and span[0] >= period.until and any(spent):
            return _finding(
                "warning",
                (period.where,),
                {},
                f"The table plans spending in {year_label(year)}, after the period {_span(period)} has ended.",
                "Say what the later money is for, or correct the period.",
                topic="money after the end",
            )
    return None


def _deferral(case: Case) -> Outcome:
    access, signed = case.paper.access, case.paper.signed
    if not access.deferred or access.until is None or signed is None:
        return
    if access.until > signed:
        yield None
        return
    yield _finding(
        "error",
        ("access",),
        {"days": str((access.until - signed).days), "unit": "days"},
        f"Publication is deferred until {access.until.isoformat()}, which is not after the signature.",
        "Correct the date or remove the deferral.",
        topic="deferral",
    )


def _loose_months(case: Case) -> Outcome:
    for passage in case.body():
        match = _LOOSE_MONTH.find(passage)
        if match:
            yield _finding(
                "warning",
                (passage.where,),
                {},
                f'"{match.group(0)}" does not say of which year.',
                "Add the year: the paper will be read later.",
                topic="no year",
            )
