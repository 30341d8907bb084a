"""What a paper brings about when it takes effect, in the plain values that later floors read."""

from __future__ import annotations

from datetime import date

from throughcare.commissioning.decisions.rules.paper import Paper
from throughcare.foundation.ports.in_effect import Authorised, DecisionInEffect, TableLine


def in_effect(
    decision_id: int, organisation_code: str, paper: Paper, *, on: date, amends: int | None = None
) -> DecisionInEffect:
    """The table line by line and what each recommendation allows; ``on`` stands in for an unknown signature.

    ``amends`` is the number of the decision that the paper amends.
    """
    lines = []
    if paper.table:
        for block in paper.table.blocks:
            for row in block.rows:
                for year, cell in zip(paper.table.years, row.cells, strict=False):
                    if cell:
                        lines.append(TableLine(block.kind, row.label, year, cell))
    authorised = tuple(
        Authorised(one.number, one.verb, one.text, one.amount_pence, one.amount_is_cap, one.funder, one.period)
        for one in paper.recommendations
    )
    return DecisionInEffect(
        decision_id=decision_id,
        reference=paper.reference,
        title=paper.title,
        programme=paper.programme,
        organisation_code=organisation_code,
        signed=paper.signed or on,
        lines=tuple(lines),
        authorised=authorised,
        amends=amends,
        has_table=paper.table is not None,
    )
