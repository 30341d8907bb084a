"""YEAR: in each year funding meets planned spending, unless the paper states the movement that explains the gap."""

from __future__ import annotations

from functools import partial

from ..paper import Table
from .balance import YearBalance, year_balances
from .case import Case, Outcome
from .findings import Finding
from .money import table_scale
from .tables import blocks, cell, is_reserve, place, tokens, year_label

RULE = "YEAR"
_finding = partial(Finding, RULE)


def check(case: Case) -> Outcome:
    """Compare funding with planned spending in every year, then how the partner's share moves over the years."""
    table = case.paper.table
    if table is None:
        return
    balances = year_balances(case)
    nets_to_zero = len([b for b in balances if b.off]) > 1 and abs(sum(b.difference for b in balances)) < max(
        2 * table.precision_pence, 1
    )
    for balance in balances:
        yield _judge(table, balance, nets_to_zero)
    yield from _partner_share(case, table)


def _judge(table: Table, balance: YearBalance, nets_to_zero: bool) -> Finding | None:
    scale, rounded = table_scale(table), balance.verdict == "rounding"
    if balance.verdict == "none" or balance.explained or (rounded and table.says_rounded):
        return None
    figures = scale.figures(funded=balance.funded.pence, planned=balance.planned.pence, difference=balance.difference)
    above = balance.difference > 0
    says = (
        f"Funding in {balance.year} is {scale.spoken(balance.funded.pence)} and planned spending "
        f"{scale.spoken(balance.planned.pence)}: {scale.spoken(abs(balance.difference))} "
        f"too {'much' if above else 'little'}"
    )
    where = (balance.funded.where,)
    if rounded:
        says += "; rounding can cause that, but the paper does not say that it rounds."
        return _finding("note", where, figures, says, "Say beside the table that figures are rounded.", topic="year")
    says += "; the years net to zero, so the totals hide it." if nets_to_zero else "."
    suggestion = (
        "State and ask approval for the movement that carries the surplus to a later year, or correct the profile."
        if above
        else "State where the missing money comes from in this year, or correct the profile."
    )
    return _finding("error", where, figures, says, suggestion, topic="year")


def _partner_share(case: Case, table: Table) -> Outcome:
    """A partner who pays mostly at the start leaves the later risk with the other side: worth a word in the paper."""
    own = frozenset({"mopac"})
    for block in blocks(table, "funding"):
        if block.total is None or len(table.years) < 2:
            continue
        for row in block.rows:
            if is_reserve(row.label) or tokens(row.label) & own:
                continue
            shares = [_share(cell(row, i), cell(block.total, i)) for i in range(len(table.years))]
            overall = _share(row.total, block.total.total)
            known = [share for share in shares if share is not None]
            if len(known) < len(shares) or overall is None:
                continue
            if known[0] < 2 * overall or known[-1] > overall / 2 or _discussed(case):
                yield None
                continue
            labels = [year_label(year) for year in table.years]
            figures = {f"share_{year}": f"{s:.0f}" for year, s in zip(labels, known, strict=True)}
            yield _finding(
                "warning",
                (place(block, row, labels[0]), place(block, row, labels[-1])),
                {**figures, "overall": f"{overall:.1f}", "unit": "per cent of funding"},
                f"{row.label} pays {known[0]:.0f}% of the first year and {known[-1]:.0f}% of the last: the risk at the "
                "end lies with the other side, and the paper does not discuss it.",
                "Say why the partner's money comes first and who bears the cost if the last years overrun.",
                topic="share",
            )


def _share(part: int | None, whole: int | None) -> float | None:
    return 100 * part / whole if part is not None and whole else None


def _discussed(case: Case) -> bool:
    words = ("front-load", "front load", "profile of contribution", "share of the funding", "tail risk", "taper")
    return any(word in passage.lowered for passage in case.prose for word in words)
