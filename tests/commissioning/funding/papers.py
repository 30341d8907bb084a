"""Decisions in effect for tests: PCD 1291 by its figures, as ``knowledge`` restates them, and others made up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from throughcare.foundation.ports.in_effect import Authorised, DecisionInEffect, TableLine

YEARS = ("2022/23", "2023/24", "2024/25")
MILLION = 100_000_000

PCD_1291 = {
    "expenditure": {"Mental Health service": (12, 70, 70), "Service User engagement": (5, 15, 15)},
    "funding": {
        "London Probation Grant": (15, 30, 10),
        "MOPAC budget": (2, 31, 31),
        "Transfer to from reserves": (0, 34, 34),
    },
    "current": {"MOPAC funding": (70, 31, 31)},
    "change": {"London Probation Grant": (15, 30, 10), "Transfer to from reserves": (-68, 34, 34)},
}
AUTHORISED = (
    Authorised(
        1, "approve", "accept funding from London Probation for the services", 55_000_000, True, "london_probation"
    ),
    Authorised(2, "approve", "start a procurement for two services", 187_000_000, False, "mopac and london_probation"),
    Authorised(3, "approve", "carry forward money of this year over the next two", 68_000_000, True, "mopac"),
    Authorised(4, "delegate", "award the contracts and sign later documents", None, False, ""),
)


def decision(
    blocks: Mapping[str, Mapping[str, Sequence[int]]] = PCD_1291,
    *,
    decision_id: int = 1291,
    reference: str = "PCD 1291",
    authorised: tuple[Authorised, ...] = AUTHORISED,
    years: Sequence[str] = YEARS,
    programme: str = "iom",
) -> DecisionInEffect:
    """A decision in effect; sums in units of £10,000 as papers print them."""
    lines = tuple(
        TableLine(block, label, year, sum_ * 1_000_000)
        for block, rows in blocks.items()
        for label, sums in rows.items()
        for year, sum_ in zip(years, sums, strict=True)
        if sum_
    )
    return DecisionInEffect(
        decision_id=decision_id,
        reference=reference,
        title=f"Services of {reference}",
        programme=programme,
        organisation_code="mopac",
        signed=date(2022, 10, 11),
        lines=lines,
        authorised=authorised,
    )


PCD_1514 = decision(
    {},
    decision_id=1514,
    reference="PCD 1514",
    authorised=(
        Authorised(
            1, "approve", "accept funding from London Probation in 2023/24", 30_000_000, True, "london_probation"
        ),
        Authorised(2, "approve", "commit MOPAC funding", 77_300_000, False, "mopac"),
    ),
)
