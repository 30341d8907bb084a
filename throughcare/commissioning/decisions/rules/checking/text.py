"""TEXT: amounts in prose agree with the table and with each other."""

from __future__ import annotations

import re
from functools import partial

from ..paper import Table
from ..statements.phrases import Phrase
from .case import Case, Outcome
from .claims import (
    Claim,
    Target,
    expenditure_target,
    line_target,
    own_target,
    partner_target,
    reserves_target,
)
from .findings import Finding
from .money import Scale, prose_scale, stated_gap
from .tables import place, reserve_rows

RULE = "TEXT"
_finding = partial(Finding, RULE)
_NOT_COMPARED = ("threshold", "authority_limit", "award_limit", "reserve_draw")
_FROM_RESERVES = Phrase(r"\b(?:draw\w*|drawn|met|funded|release\w*)\b[^.]*\breserves?\b", "reserve")
_REST = Phrase(
    r"\b(?:remaining|remainder of the|rest of the|residual) (?:budget|funding|funds|money|envelope)",
    *("remaining", "remainder of the", "rest of the", "residual"),
)
_SENTENCE_END = re.compile(r"\s(?<=[.;]\s)")
_NAMES = {
    "total_cost": "the total cost",
    "own_funding": "MOPAC's own money",
    "partner_funding": "the partner's money",
    "carry_forward": "the carry-forward",
    "allocation": "the allocation",
    "envelope": "the envelope",
    "commitment": "the commitment",
}


def check(case: Case) -> Outcome:
    """Compare each understood amount with the table, and where the table is silent with the first of its kind."""
    first: dict[tuple[str, str, str], Claim] = {}
    for claim in case.claims:
        if claim.what in _NOT_COMPARED:
            continue
        compared = _with_table(case, claim)
        if compared is not None:
            yield from compared
            continue
        earlier = first.setdefault(claim.thing(), claim)
        if earlier is not claim:
            yield _with_other(earlier, claim)
    yield from _rest_without_figure(case)
    yield from _cap_and_promise(case)


def _with_table(case: Case, claim: Claim) -> Outcome | None:
    """A comparison with the table, or null where the table does not state this thing."""
    table = case.paper.table
    if table is None:
        return None
    if claim.what == "carry_forward":
        return _carried(case, table, claim)
    if claim.what == "commitment":
        targets = [expenditure_target(table), own_target(table), _own_with_reserves(table)]
        known = [target for target in targets if target is not None]
        return _any_of(table, claim, known) if known else None
    target = _target(table, claim)
    return _against(case, table, claim, target) if target is not None else None


def _target(table: Table, claim: Claim) -> Target | None:
    if claim.what.startswith("line:"):
        return line_target(table, claim.what.removeprefix("line:"), claim.year)
    if claim.what == "total_cost":
        return expenditure_target(table, claim.year)
    if claim.what == "own_funding":
        return own_target(table, claim.year)
    if claim.what == "partner_funding":
        return partner_target(table, claim.funder, claim.year)
    return own_target(table, claim.year, "current") if claim.what == "allocation" else None


def _own_with_reserves(table: Table) -> Target | None:
    own, reserves = own_target(table), reserves_target(table)
    return Target(own.pence + reserves.pence, own.where) if own is not None and reserves is not None else None


def _any_of(table: Table, claim: Claim, targets: list[Target]) -> Outcome:
    if any(stated_gap(claim.pence, claim.step, t.pence, table.precision_pence) != "real" for t in targets):
        yield None
    else:
        yield _differs(claim, targets[0], _scale(table, claim), "error")


def _against(case: Case, table: Table, claim: Claim, target: Target) -> Outcome:
    verdict = stated_gap(claim.pence, claim.step, target.pence, table.precision_pence)
    scale = _scale(table, claim)
    if verdict == "none" or (verdict == "rounding" and table.says_rounded):
        yield None
    elif verdict == "rounding":
        yield _differs(claim, target, scale, "note")
    elif claim.what == "own_funding" and not claim.year:
        yield _own_differs(case, table, claim, target)
    else:
        yield _differs(claim, target, scale, "error")


def _own_differs(case: Case, table: Table, claim: Claim, target: Target) -> Finding | None:
    """Own money that reconciles only with the reserve line: sound where the paper says that reserves are drawn."""
    scale, reserves = _scale(table, claim), reserves_target(table)
    if reserves is None:
        return _differs(claim, target, scale, "error")
    with_reserves = target.pence + reserves.pence
    if stated_gap(claim.pence, claim.step, with_reserves, table.precision_pence) == "real":
        return _differs(claim, target, scale, "error")
    if case.says(_FROM_RESERVES):
        return None
    return _finding(
        "error",
        (*claim.where, target.where, reserves.where),
        scale.figures(
            stated=claim.pence, table=target.pence, reserves=reserves.pence, difference=claim.pence - target.pence
        ),
        f"The text says {scale.spoken(claim.pence)} comes from "
        f"MOPAC, the table says {scale.spoken(target.pence)}; they "
        f"agree only if the {scale.spoken(reserves.pence)} from reserves is counted as MOPAC's, which is not said.",
        "Show the carried-forward money on MOPAC's line, or say in the text that the sum includes it.",
        topic="own",
    )


def _carried(case: Case, table: Table, claim: Claim) -> Outcome | None:
    """A carry-forward is what the reserve lines move in total or in one cell, alone or with the other movements."""
    cells = [
        amount for block in table.blocks for row in reserve_rows(block) for amount in (*row.cells, row.total) if amount
    ]
    if not cells:
        return None
    every = sum({c.pence for c in case.claims if c.what == "carry_forward"})
    lines = [(block, row) for block in table.blocks for row in reserve_rows(block)]
    sums = [abs(amount) for amount in cells]
    sums += [sum(c for c in row.cells if c and c > 0) for _, row in lines]
    sums += [-sum(c for c in row.cells if c and c < 0) for _, row in lines]
    step = table.precision_pence
    fits = any(stated_gap(p, claim.step, s, step) != "real" for p in (claim.pence, every) for s in sums if s)
    target = Target(max(sums), place(*lines[0], "Total"))
    return _one(None if fits else _differs(claim, target, _scale(table, claim), "error"))


def _one(outcome: Finding | None) -> Outcome:
    yield outcome


def _name(claim: Claim) -> str:
    if claim.what.startswith("line:"):
        name = claim.what.removeprefix("line:")
    elif claim.funder:
        name = f"the money of {claim.funder}"
    else:
        name = _NAMES.get(claim.what, claim.what)
    return f"{name} in {claim.year}" if claim.year else name


def _scale(table: Table, claim: Claim) -> Scale:
    return prose_scale(claim.step, table.precision_pence)


def _differs(claim: Claim, target: Target, scale: Scale, severity: str) -> Finding:
    says = f"The text gives {_name(claim)} as {scale.spoken(claim.pence)}, the table as {scale.spoken(target.pence)}"
    figures = scale.figures(stated=claim.pence, table=target.pence, difference=claim.pence - target.pence)
    where = (*claim.where, target.where)
    if severity == "note":
        says += "; rounding can cause that, but the paper does not say that it rounds."
        return _finding("note", where, figures, says, "Say that figures are rounded.", topic=claim.what)
    if claim.what == "allocation":
        says += ": what remains after this year's spending is not what was allocated"
    return _finding(
        "error", where, figures, f"{says}.", "Make the text and the table state one amount.", topic=claim.what
    )


def _with_other(earlier: Claim, claim: Claim) -> Finding | None:
    verdict = stated_gap(earlier.pence, earlier.step, claim.pence, claim.step)
    if verdict == "none":
        return None
    scale = prose_scale(earlier.step, claim.step)
    return _finding(
        "error" if verdict == "real" else "note",
        (*earlier.where, *claim.where),
        scale.figures(first=earlier.pence, second=claim.pence, difference=claim.pence - earlier.pence),
        f"The text gives {_name(claim)} as {scale.spoken(earlier.pence)} and as {scale.spoken(claim.pence)}.",
        "State one amount, or say what makes them different.",
        topic=claim.what,
    )


def _rest_without_figure(case: Case) -> Outcome:
    spoken_of = case.holding(_REST)
    places = tuple(
        dict.fromkeys(
            p.where for p in spoken_of if any(_REST.search(s) and "£" not in s for s in _SENTENCE_END.split(p.text))
        )
    )
    if not places:
        return
    envelope = next((c for c in case.claims if c.what == "envelope"), None)
    used = next((c for c in case.claims if c.what == "own_funding" and not c.year), None)
    figures, spoken, where = {}, "", places
    if envelope and used:
        scale = prose_scale(envelope.step, used.step)
        left = envelope.pence - used.pence
        figures = scale.figures(envelope=envelope.pence, used=used.pence, remaining=left)
        spoken, where = (
            f" The envelope less what this decision uses is {scale.spoken(left)}.",
            (*places, *envelope.where),
        )
    yield _finding(
        "warning",
        where,
        figures,
        f'The text speaks of the "remaining" money without a figure.{spoken}',
        "State the amount that remains, and in which years.",
        topic="remaining",
    )


def _cap_and_promise(case: Case) -> Outcome:
    """A partner's money stated both as a cap and as a promise, beside a total that needs all of it."""
    partner = [amount for amount in case.facts.amounts if amount.what == "partner_funding" and not amount.year]
    caps = [amount for amount in partner if amount.is_cap]
    firm = [
        a
        for a in partner
        if not a.is_cap
        and a.funder in {cap.funder for cap in caps}
        and re.search(r"\b(?:will contribute|will pay|has agreed)\b", a.words)
    ]
    total = next((a for a in case.facts.amounts if a.what == "total_cost" and not a.is_cap), None)
    if not caps:
        return
    if not firm or total is None:
        yield None
        return
    caps = [cap for cap in caps if cap.funder == firm[0].funder]
    scale = prose_scale(caps[0].precision_pence, firm[0].precision_pence, total.precision_pence)
    yield _finding(
        "warning",
        tuple(dict.fromkeys(a.where for a in (*caps, *firm, total))),
        scale.figures(up_to=caps[0].pence, promised=firm[0].pence, total_cost=total.pence),
        f"The partner's money is both up to {scale.spoken(caps[0].pence)} "
        f"and a promise of {scale.spoken(firm[0].pence)}, "
        "while the total cost is fixed: there is no plan if less arrives.",
        "Say what is reduced, or who pays, if the partner gives less.",
        topic="cap",
    )
