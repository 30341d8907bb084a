"""Taking a posting back by its opposite, with what rested on it."""

from __future__ import annotations

from datetime import date, datetime

from throughcare.commissioning.funding.actions.ending import close_again
from throughcare.commissioning.funding.actions.lines import outstanding
from throughcare.commissioning.funding.actions.posting import Draft, check_own, lock_programme, post
from throughcare.commissioning.funding.models import Commitment, Transaction
from throughcare.commissioning.funding.rules.posting import AccountKey, Basis, Kind, LegPlan, Source, check_can_reverse
from throughcare.errors import Invalid, WrongState
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.ports.delegated import Reliance, hold, take_back
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action


@action
def reverse(*, transaction_id: int, day: date, reason: str, by: Viewer, at: datetime) -> Transaction:
    """Takes a transaction back by posting its opposite on a day; once. Sent again it returns the first reversal."""
    check_can(by, Permission.POST_MONEY)
    found: Transaction = get_visible(by, Transaction, pk=transaction_id)
    commitment = _made_by(found)
    if commitment is not None and commitment.delegation_id is not None:
        hold(commitment.delegation_id)
    programme = lock_programme(found.programme_id)
    check_own(by, programme.lead.code)
    earlier = Transaction.objects.filter(key=f"reversal:{found.pk}").first()
    if earlier is not None:
        return earlier
    if not reason.strip():
        raise Invalid({"reason": "Say why this is taken back."})
    check_can_reverse(source=found.source, posted=found.posted, reversed_already=False)
    draft = Draft(
        day=day,
        source=Source.REVERSAL,
        source_id=found.source_id,
        words=f"Reverses entry {found.pk}: {reason.strip()}",
        key=f"reversal:{found.pk}",
        legs=_opposites(found),
        document=found.document,
        decision_id=found.decision_id,
        decision_reference=found.decision_reference,
        reverses_id=found.pk,
    )
    posted = post(programme, draft, by=by, at=at)
    event("ledger.reversed", subject=("transaction", found.pk), by=by, at=at)
    if commitment is not None:
        _after_taking_back(found, commitment, by=by, at=at)
    close_again(programme, by=by, at=at)
    return posted


def _made_by(found: Transaction) -> Commitment | None:
    """The commitment that a transaction made, null where it made none."""
    if found.source != Source.COMMITMENT:
        return None
    made: Commitment | None = (
        Commitment.objects.select_related("authority__decision").filter(pk=found.source_id).first()
    )
    return made


def _after_taking_back(found: Transaction, commitment: Commitment, *, by: Viewer, at: datetime) -> None:
    """Refuses where the commitment no longer covers what was paid, and gives its sum back to its delegation."""
    if commitment.delegation_id is not None:
        what = f"Taken back: commitment {commitment.document}, {commitment.year}"
        decision_id = commitment.authority.decision.decision_id
        relied = Reliance(commitment.delegation_id, decision_id, commitment.pence, what, str(found.pk))
        take_back(relied, by=by, at=at)
    if outstanding(commitment) < 0:
        raise WrongState(
            "Part of this commitment is incurred or paid, so it cannot be taken back whole.",
            remedy="Reverse what was paid under it first.",
        )


def _opposites(found: Transaction) -> tuple[LegPlan, ...]:
    rows = found.legs.select_related("account__funder")
    return tuple(
        LegPlan(
            AccountKey(
                Kind(row.account.kind),
                row.account.year,
                row.account.funder.code if row.account.funder else "",
                row.account.service,
            ),
            Basis(row.basis),
            -row.pence,
        )
        for row in rows
    )
