"""Delegated authority: granted when a decision takes effect, used against its cap, revoked."""

from __future__ import annotations

from datetime import datetime

from throughcare import clock
from throughcare.commissioning.decisions.actions.common import SUBJECT, locked
from throughcare.commissioning.decisions.models import Decision, Delegation, DelegationUse
from throughcare.commissioning.decisions.rules import delegation as rules
from throughcare.commissioning.decisions.rules.drafting import delegations_in
from throughcare.commissioning.decisions.rules.paper import Paper
from throughcare.commissioning.decisions.rules.periods import period_end
from throughcare.errors import Invalid, NotFound
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action


def grant_delegations(row: Decision, paper: Paper, *, by: Viewer, at: datetime) -> None:
    """Grants what the recommendations delegate. Part of bringing a decision into effect."""
    for one in delegations_in(paper):
        Delegation(
            decision=row,
            recommendation=one.number,
            power=one.text,
            paragraph=one.power,
            cap_pence=one.amount_pence,
            from_date=paper.signed or clock.today(at),
            until=period_end(one.period),
        ).save()
        event("delegation.granted", subject=(SUBJECT, row.pk), by=by, at=at)


def granted_of(row: Delegation) -> rules.Granted:
    """The facts of a delegation that the rules weigh."""
    return rules.Granted(
        row.holder, row.cap_pence, row.from_date, row.until, row.used_pence, row.revoked_at is not None
    )


@action
def use_delegation(
    *, delegation_id: int, pence: int, purpose: str, form_key: str, by: Viewer, at: datetime
) -> DelegationUse:
    """Records one use against the cap. Refused with the sums shown when exhausted, expired or not yet begun."""
    check_can(by, Permission.USE_DELEGATION)
    row: Delegation = Delegation.objects.locked(delegation_id)
    locked(row.decision_id, by=by)
    twin = DelegationUse.objects.filter(form_key=form_key).first()
    if twin is not None:
        return twin  # type: ignore[no-any-return]
    if not purpose.strip():
        raise Invalid({"purpose": "Say what is done under the delegation, for example the contract awarded."})
    rules.check_use(granted_of(row), pence, clock.today(at))
    row.used_pence += pence
    row.save()
    use = DelegationUse(
        delegation=row, pence=pence, purpose=purpose.strip()[:300], by_id=by.person_id, at=at, form_key=form_key
    )
    use.save()
    event("delegation.used", subject=("delegation", row.pk), by=by, at=at)
    return use


@action
def revoke_delegation(*, delegation_id: int, by: Viewer, at: datetime) -> None:
    """The giver takes a delegation back; uses so far stand."""
    check_can(by, Permission.SIGN_DECISION)
    row: Delegation = Delegation.objects.locked(delegation_id)
    locked(row.decision_id, by=by)
    if row.revoked_at is not None:
        raise NotFound("This delegation was revoked already.")
    row.revoked_at = at
    row.save()
    event("delegation.revoked", subject=("delegation", row.pk), by=by, at=at)
