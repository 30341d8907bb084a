"""RESERVE: transfers net, keep their sign and total across blocks, and every movement needed is approved."""

from __future__ import annotations

from functools import partial

from ..paper import Block, Row, StatedMovement, Table
from ..statements.phrases import Phrase
from .balance import YearBalance, year_balances
from .case import Case, Outcome
from .findings import Finding
from .money import Scale, gap, table_scale
from .tables import blocks, cell, place, reserve_rows, row_total, year_label

RULE = "RESERVE"
_finding = partial(Finding, RULE)
_MOVES = Phrase(
    r"reserve|carr(?:y|ied|ying)[ -]?(?:forward|over)|roll(?:ed|ing)?[ -]?forward", "reserve", "carr", "roll"
)


def check(case: Case) -> Outcome:
    """Follow the reserve lines: across blocks, over the years, and into what the recommendations approve."""
    table = case.paper.table
    if table is None:
        return
    yield from _across_blocks(table)
    for block in table.blocks:
        if block.kind in ("funding", "change"):
            for row in reserve_rows(block):
                yield from _over_years(case, table, block, row)
    yield from _approved(case, table)
    yield from _needed(case, table, year_balances(case))


def _across_blocks(table: Table) -> Outcome:
    """The total of the reserve line in the funding block is that of the change block on top of the current one."""
    step, scale = table.precision_pence, table_scale(table)
    funding, change = _only(table, "funding"), _only(table, "change")
    if funding is None or change is None:
        return
    current = _only(table, "current")
    shown, moved = row_total(funding[1]), row_total(change[1])
    before = (row_total(current[1]) or 0) if current is not None else 0
    if shown is None or moved is None:
        return
    difference = shown - before - moved
    if gap(difference, addends=2 + len(table.years), step=step) != "real":
        yield None
        return
    yield _finding(
        "error",
        (place(*funding, "Total"), place(*change, "Total")),
        scale.figures(funded=shown, change=before + moved, difference=difference),
        f"Reserves come to {scale.spoken(shown)} where funding is shown and to {scale.spoken(before + moved)} where "
        "changes are shown: the table does not say whether this is new money or a movement between years.",
        "Show money put into the reserve as minus and money drawn as plus in both blocks, so that the totals agree.",
        topic="totals",
    )


def _only(table: Table, kind: str) -> tuple[Block, Row] | None:
    found = [(block, row) for block in blocks(table, kind) for row in reserve_rows(block)]
    return found[0] if len(found) == 1 else None


def _over_years(case: Case, table: Table, block: Block, row: Row) -> Outcome:
    """A line that both gives and takes comes to nothing over the years, unless a draw or a balance left is stated."""
    cells = [cell(row, index) for index in range(len(table.years))]
    known = [amount for amount in cells if amount is not None]
    if len(known) < len(cells) or not (min(known, default=0) < 0 < max(known, default=0)):
        return
    net = sum(known)
    if gap(net, addends=len(known), step=table.precision_pence) == "real" and not _states_remainder(case, table, net):
        yield _unbalanced(table, block, row, known)
        return
    yield None
    yield _overdrawn(case, table, block, row, known)


def _unbalanced(table: Table, block: Block, row: Row, known: list[int]) -> Finding:
    scale, net = table_scale(table), sum(known)
    given, taken = -sum(a for a in known if a < 0), sum(a for a in known if a > 0)
    return _finding(
        "error",
        (place(block, row, "Total"),),
        scale.figures(put_in=given, drawn=taken, difference=net),
        f"{scale.spoken(given)} goes into reserves and {scale.spoken(taken)} comes out: that does not net to zero.",
        "Make what is drawn equal what is put in, or state the draw on reserves or the balance that stays there.",
        topic="net",
    )


def _overdrawn(case: Case, table: Table, block: Block, row: Row, known: list[int]) -> Finding | None:
    balance = 0
    for index, amount in enumerate(known):
        balance -= amount
        if gap(balance, addends=index + 1, step=table.precision_pence) == "real" and balance < 0:
            if _states_remainder(case, table, -balance):
                return None
            scale, year = table_scale(table), year_label(table.years[index])
            return _finding(
                "warning",
                (place(block, row, year),),
                scale.figures(overdrawn=-balance),
                f"By {year} {scale.spoken(-balance)} more has been drawn from reserves than was put in.",
                "State the reserve that lends the money until it is put back.",
                topic="overdrawn",
            )
    return None


def _states_remainder(case: Case, table: Table, net: int) -> bool:
    """Whether the prose draws on reserves (net above zero) or leaves money in them (below) by this amount."""
    slack = len(table.years) * table.precision_pence
    for movement in case.facts.movements:
        one_sided = not movement.from_year if net > 0 else not movement.to_years
        enough = movement.is_cap and movement.pence >= abs(net)
        if one_sided and (enough or abs(movement.pence - abs(net)) <= slack + movement.precision_pence):
            return True
    return False


def _approved(case: Case, table: Table) -> Outcome:
    """What the table moves through reserves is in a recommendation, or at least stated in the prose."""
    moved, where = _moved(table)
    if not moved:
        return
    if case.says(_MOVES):
        yield None
        return
    scale = table_scale(table)
    yield _finding(
        "warning",
        (where,),
        scale.figures(moved=moved),
        f"The table moves {scale.spoken(moved)} through reserves; no recommendation or paragraph says so.",
        "Add a recommendation that approves the movement, with its years and its cap.",
        topic="unstated",
    )


def _moved(table: Table) -> tuple[int, str]:
    for kind in ("change", "funding"):
        for block in blocks(table, kind):
            for row in reserve_rows(block):
                known = [amount for amount in row.cells if amount is not None]
                drawn = sum(amount for amount in known if amount > 0)
                given = -sum(amount for amount in known if amount < 0)
                if drawn or given:
                    return max(drawn, given), place(block, row, "Total")
    return 0, ""


def _needed(case: Case, table: Table, balances: tuple[YearBalance, ...]) -> Outcome:
    """A year's surplus that another year lacks needs a movement; the recommendations must approve it."""
    off = [balance for balance in balances if balance.off]
    surplus, lacking = [b for b in off if b.difference > 0], [b for b in off if b.difference < 0]
    if not surplus or not lacking:
        if balances:
            yield None
        return
    needed = min(sum(b.difference for b in surplus), -sum(b.difference for b in lacking))
    approved = [m for m in case.facts.movements if m.where.startswith("rec ")]
    scale = table_scale(table)
    from_, to = ", ".join(b.year for b in surplus), ", ".join(b.year for b in lacking)
    places = (*dict.fromkeys(m.where for m in case.facts.movements), *(b.funded.where for b in (*surplus, *lacking)))
    yield _finding(
        "warning",
        places,
        scale.figures(unapproved=needed, approved_for_other_years=sum(m.pence for m in approved)),
        f"The profile needs a further {scale.spoken(needed)} moved from {from_} to {to}. {_permits(approved, scale)}",
        "Ask approval for this movement too, and say whose money it is: a partner's may be returnable at year end.",
        topic="unapproved",
    )


def _permits(approved: list[StatedMovement], scale: Scale) -> str:
    if not approved:
        return "No recommendation approves a movement between years."
    said = "; ".join(
        f"{m.where} permits {'up to ' if m.is_cap else ''}{scale.spoken(m.pence)}"
        + (f" from {m.from_year}" if m.from_year else " from reserves")
        for m in approved
    )
    return f"{said[0].upper()}{said[1:]} only."
