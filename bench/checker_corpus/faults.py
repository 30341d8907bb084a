"""One fault of each rule class, put into a sound plan or into its paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from random import Random

from throughcare.commissioning.decisions.rules.paper import Block, Paper, Row

from .plan import THRESHOLDS, Plan
from .wording import RESERVE, paper_of


def _size(plan: Plan) -> int:
    """A change in steps that no rounding can cause."""
    return max(25, sum(plan.planned()) // 12)


def _with_block(paper: Paper, kind: str, change: Callable[[Block], Block]) -> Paper:
    table = paper.table
    assert table is not None
    blocks = tuple(change(b) if b.kind == kind else b for b in table.blocks)
    return replace(paper, table=replace(table, blocks=blocks))


def _shift(row: Row, moves: dict[int, int]) -> Row:
    cells = tuple((c or 0) + moves.get(at, 0) for at, c in enumerate(row.cells))
    return replace(row, cells=cells, total=(row.total or 0) + sum(moves.values()))


def _move_line(paper: Paper, kind: str, line: str, moves: dict[int, int]) -> Paper:
    """Change a line and its block's total together, so that every sum still holds."""

    def change(block: Block) -> Block:
        rows = tuple(_shift(r, moves) if r.label == line else r for r in block.rows)
        return replace(block, rows=rows, total=_shift(block.total, moves) if block.total else None)

    return _with_block(paper, kind, change)


def foot(plan: Plan, rng: Random) -> Paper | None:
    """A total that is not the sum of its figures."""
    kind = rng.choice(("expenditure", "funding"))
    at, size = rng.randrange(plan.years), _size(plan) * plan.step * rng.choice((1, -1))
    return _with_block(
        paper_of(plan),
        kind,
        lambda b: replace(b, total=replace(b.total, cells=_shift(b.total, {at: size}).cells)) if b.total else b,
    )


def year(plan: Plan, rng: Random) -> Paper | None:
    """Own money in the wrong year, or a surplus whose use is not stated."""
    if plan.gap:
        return paper_of(plan.saying(**{"silent gap": True}))
    if plan.years < 2:
        return None
    a, b = rng.sample(range(plan.years), 2)
    size = _size(plan) * plan.step
    bare = paper_of(replace(plan, bridged=False))
    return _move_line(bare, "funding", "MOPAC budget", {a: size, b: -size})


def bridge(plan: Plan, rng: Random) -> Paper | None:
    """A current budget that the change does not lead from."""
    if not plan.bridged:
        return None
    at = rng.randrange(plan.years)
    return _move_line(paper_of(plan), "current", "MOPAC budget", {at: _size(plan) * plan.step})


def reserve(plan: Plan, rng: Random) -> Paper | None:
    """A movement that does not net, or that one block shows and the other does not."""
    if not plan.carried or not plan.bridged:
        return None
    size = max(3 * plan.years, plan.carried) * plan.step
    kind = rng.choice(("funding", "change"))
    return _move_line(paper_of(plan), kind, RESERVE, {plan.years - 1: size})


def text(plan: Plan, rng: Random) -> Paper | None:
    """One amount of the prose that is not the table's."""
    choices = ["total", "own", "rec total", "rec own", f"line {rng.choice(list(plan.spend))}"]
    choices += ["partner", "rec partner"] if plan.partner else []
    choices += ["carried"] if plan.carried else []
    what = rng.choice(choices)
    actual = {"total": sum(plan.planned()), "rec total": sum(plan.planned()), "carried": plan.carried}
    base = actual.get(what, sum(plan.own))
    if "partner" in what:
        base = sum(next(iter(plan.partner.values())))
    if what.startswith("line "):
        base = sum(plan.spend[what.removeprefix("line ")])
    return paper_of(plan.saying(**{what: base + _size(plan)}))


def dates(plan: Plan, rng: Random) -> Paper | None:
    """A start that one place states otherwise."""
    where = rng.choice(("summary", "body"))
    later = date(plan.start.year + (plan.start.month > 11), plan.start.month % 12 + 1, 1)
    return paper_of(plan.saying(**{f"start {where}": later}))


def rate(plan: Plan, rng: Random) -> Paper | None:
    """First-year money of another start, with all sums and funding kept in line."""
    if plan.years < 2:
        return None
    name = rng.choice(list(plan.spend))
    cells = plan.spend[name]
    more = cells[1] * 3 // 12 + 1
    spend = {**plan.spend, name: (cells[0] + more, *cells[1:])}
    own = (plan.own[0] + more, *plan.own[1:])
    return paper_of(replace(plan, spend=spend, own=own))


def law(plan: Plan, rng: Random) -> Paper | None:
    """A threshold of another period, or a law that was not yet or no longer there."""
    if rng.random() < 0.4:
        new = plan.signed >= date(2025, 2, 24)
        return paper_of(
            plan.saying(regime="the Public Contracts Regulations 2015" if new else "the Procurement Act 2023")
        )
    stale = [amount for _, amount in THRESHOLDS if amount != plan.threshold]
    return paper_of(plan.saying(threshold=rng.choice(stale)))


def regime(plan: Plan, rng: Random) -> Paper | None:
    """No word on VAT, or none on the light touch regime where a service is on that side."""
    return paper_of(plan.saying(**{"no vat": True}))


def auth(plan: Plan, rng: Random) -> Paper | None:
    """A delegation without limit, one that is too small, or one paragraph for two powers."""
    kind = rng.choice(("open award", "award cap", "grant paragraph"))
    if kind == "open award":
        return paper_of(plan.saying(**{kind: True}))
    if kind == "grant paragraph":
        return paper_of(plan.saying(**{kind: "4.8"}))
    return paper_of(plan.saying(**{kind: max(1, sum(plan.planned()) - _size(plan))}))


def ask(plan: Plan, rng: Random) -> Paper | None:
    """Something sought and not recommended, or recommended and not sought."""
    return paper_of(plan.saying(**{rng.choice(("asks strategy", "extra strategy")): True}))


def decl(plan: Plan, rng: Random) -> Paper | None:
    """A declaration that the body denies."""
    return paper_of(plan.saying(**{rng.choice(("legal not required", "dpia not required", "no equality")): True}))


def doc(plan: Plan, rng: Random) -> Paper | None:
    """A document relied on and not listed."""
    return paper_of(plan.saying(unlisted=True))


def party(plan: Plan, rng: Random) -> Paper | None:
    """A partner that is no legal entity."""
    if not plan.partner:
        return None
    first, *rest = plan.partner
    name = rng.choice(("London Probation", "Metropolitan Police Service", "HM Prison and Probation Service"))
    return paper_of(replace(plan, partner={name: plan.partner[first], **{n: plan.partner[n] for n in rest}}))


def dpia(plan: Plan, rng: Random) -> Paper | None:
    """A needed assessment that nobody plans, or that is declared away."""
    return paper_of(plan.saying(**{rng.choice(("no dpia", "dpia not required")): True}))


FAULTS: dict[str, Callable[[Plan, Random], Paper | None]] = {
    "FOOT": foot, "YEAR": year, "BRIDGE": bridge, "RESERVE": reserve, "TEXT": text, "DATE": dates, "RATE": rate,
    "LAW": law, "REGIME": regime, "AUTH": auth, "ASK": ask, "DECL": decl, "DOC": doc, "PARTY": party, "DPIA": dpia,
}  # fmt: skip
