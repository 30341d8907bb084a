"""What a decision accepts from partners: contributions opened with it, and lowered or raised by its amendments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from throughcare import machines
from throughcare.commissioning.funding import states
from throughcare.commissioning.funding.actions.contributions import MACHINE, move, opened, stay
from throughcare.commissioning.funding.actions.lines import versions_of
from throughcare.commissioning.funding.models import Contribution, Programme, ProgrammeDecision, Receipt
from throughcare.foundation.access.viewers import Viewer


def accepted_by(programme: Programme, decision: ProgrammeDecision) -> Any:
    """The contributions to the lead that the versions of a decision opened with their funding lines, and that stand.

    A pledge that was recorded by hand and then accepted under the decision opened no line.
    """
    by_hand = Receipt.objects.filter(name="pledge").values("subject_id")
    rows = Contribution.objects.filter(
        programme=programme,
        recipient=programme.lead_id,
        decision_id__in=[one.decision_id for one in versions_of(decision)],
        carried_from__isnull=True,
    )
    standing = rows.exclude(state=states.Contribution.WITHDRAWN).exclude(pk__in=by_hand)
    return standing.select_related("payer").order_by("pk")


def accept_for_decision(
    programme: Programme,
    decision: ProgrammeDecision,
    sums: Mapping[tuple[str, str], int],
    *,
    accepted: bool,
    by: Viewer,
    at: datetime,
) -> None:
    """Contributions that a decision accepts, less those that an earlier version of it opened."""
    standing: dict[tuple[str, str], list[Contribution]] = defaultdict(list)
    for row in accepted_by(programme, decision):
        standing[row.payer.code, row.year].append(row)
    for key in sorted({*sums, *standing}):
        further = sums.get(key, 0) - sum(row.pence for row in standing[key])
        if further < 0:
            further = _lower(standing[key], -further, decision, by=by, at=at)
        if further > 0:
            row = _opened_by_decision(programme, decision, key, further, by=by, at=at)
            if accepted:
                move(row, "accepted", by=by, at=at)


def _opened_by_decision(
    programme: Programme, decision: ProgrammeDecision, key: tuple[str, str], pence: int, *, by: Viewer, at: datetime
) -> Contribution:
    funder, year = key
    return opened(
        programme,
        funder,
        programme.lead.code,
        year,
        pence,
        by=by,
        at=at,
        decision_id=decision.decision_id,
        decision_reference=decision.reference,
    )


def _lower(rows: Sequence[Contribution], excess: int, decision: ProgrammeDecision, *, by: Viewer, at: datetime) -> int:
    """Withdraws what a later version of a decision no longer accepts, the newest first; pence to be opened again.

    What is invoiced or received already stands: it is given back or agreed by people, and says so.
    """
    superseded = decision.ended_on is not None and decision.replaced_by_id is None
    how = "was superseded and accepts nothing more" if superseded else "as amended accepts less"
    says = f"{decision.reference} {how}."
    for row in sorted(rows, key=lambda one: one.pk, reverse=True):
        if excess <= 0:
            break
        if machines.can_move(MACHINE, "withdrawn", row.state):
            move(row, "withdrawn", by=by, at=at, reason=says)
            excess -= row.pence
        else:
            row.reason = f"{says} Give back what is over, or agree it anew."
            stay(row, "exceeds_decision", by=by, at=at)
    return max(-excess, 0)
