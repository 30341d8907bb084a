"""Delegated authority: granted when a decision takes effect, used against its cap, revoked."""

from __future__ import annotations

from datetime import datetime

from throughcare import clock
from throughcare.commissioning.decisions import states
from throughcare.commissioning.decisions.actions.common import SUBJECT, locked
from throughcare.commissioning.decisions.models import Decision, Delegation, DelegationUse
from throughcare.commissioning.decisions.rules import delegation as rules
from throughcare.commissioning.decisions.rules.drafting import delegations_in
from throughcare.commissioning.decisions.rules.paper import Paper
from throughcare.commissioning.decisions.rules.periods import period_end
from throughcare.commissioning.decisions.rules.reading.recommendations import holder_of
from throughcare.errors import Invalid, NotFound
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.roles import ROLES
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.ports.delegated import Reliance
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action


def grant_delegations(row: Decision, paper: Paper, *, by: Viewer, at: datetime) -> None:
    """Grants what the recommendations delegate. Part of bringing a decision into effect.

    An amendment grants them with what was used under the decision that it amends.
    """
    found = delegations_in(paper)
    powers = [rules.Power(one.number, one.text) for one in found]
    before = list(Delegation.objects.filter(decision_id=row.amends_id)) if row.amends_id else []
    for one, power in zip(found, powers, strict=True):
        used = [each for each in before if rules.is_again(rules.Power(each.recommendation, each.power), power, powers)]
        Delegation(
            decision=row,
            recommendation=one.number,
            power=one.text,
            paragraph=one.power,
            holder=(one.holder or holder_of(one.text))[:120],
            cap_pence=one.amount_pence,
            from_date=paper.signed or clock.today(at),
            until=period_end(one.period),
            carried_pence=sum(each.used_pence + each.carried_pence for each in used),
        ).save()
        event("delegation.granted", subject=(SUBJECT, row.pk), by=by, at=at)


def end_delegations(row: Decision, *, by: Viewer, at: datetime) -> None:
    """Ends what a decision delegates, since it was amended or superseded; uses so far stand."""
    for one in Delegation.objects.filter(decision=row, revoked_at__isnull=True):
        one.revoked_at = at
        one.save()
        event("delegation.ended", subject=("delegation", one.pk), by=by, at=at)


def _check_in_effect(row: Decision) -> None:
    later = Decision.objects.filter(amends=row, effect__in=states.SIGNED_STATES - {states.Effect.SIGNED}).first()
    since = clock.today(row.since)
    rules.check_in_effect(row.reference, row.effect, since, by=later.reference if later else "")


def granted_of(row: Delegation) -> rules.Granted:
    """The facts of a delegation that the rules weigh."""
    return rules.Granted(
        row.holder,
        row.cap_pence,
        row.from_date,
        row.until,
        row.used_pence + row.carried_pence,
        row.revoked_at is not None,
    )


@action
def use_delegation(
    *, delegation_id: int, pence: int, purpose: str, form_key: str, by: Viewer, at: datetime
) -> DelegationUse:
    """Records one use against the cap. Refused with the sums shown when exhausted, expired or not yet begun."""
    check_can(by, Permission.USE_DELEGATION)
    row: Delegation = Delegation.objects.locked(delegation_id)
    decision = locked(row.decision_id, by=by)
    rules.check_holder(granted_of(row), offices_of(by))
    if twin := _twin(form_key):
        return twin
    if not purpose.strip():
        raise Invalid({"purpose": "Say what is done under the delegation, for example the contract awarded."})
    return _count(row, decision, pence, purpose, form_key, by=by, at=at)


def _twin(form_key: str) -> DelegationUse | None:
    found: DelegationUse | None = DelegationUse.objects.filter(form_key=form_key).first()
    return found


def offices_of(viewer: Viewer) -> list[str]:
    """What a decision may call somebody when it delegates to them: their roles, and their name."""
    return [*(ROLES[role].name for role in viewer.roles), *([viewer.name] if viewer.name else [])]


@action
def rely_on_delegation(*, reliance: Reliance, by: Viewer, at: datetime) -> None:
    """Records against the cap that a commitment rests on a delegation, which its holder exercised; once for its key."""
    check_can(by, Permission.POST_MONEY)
    row: Delegation = Delegation.objects.locked(reliance.delegation_id)
    decision = locked(row.decision_id, by=by)
    if row.decision_id != reliance.decision_id:
        raise Invalid({"delegation": "Choose a delegation of the decision whose recommendation allows the commitment."})
    key = f"relied:{reliance.key}"[:64]
    if _twin(key) is None:
        _count(row, decision, reliance.pence, reliance.purpose, key, by=by, at=at)


@action
def give_back_to_delegation(*, reliance: Reliance, by: Viewer, at: datetime) -> None:
    """Gives back to the cap what rested on a delegation and was taken back, whatever became of the delegation since."""
    check_can(by, Permission.POST_MONEY)
    row: Delegation = Delegation.objects.locked(reliance.delegation_id)
    locked(row.decision_id, by=by)
    key = f"returned:{reliance.key}"[:64]
    if _twin(key) is not None:
        return
    row.used_pence -= reliance.pence
    row.save()
    DelegationUse(
        delegation=row, pence=-reliance.pence, purpose=reliance.purpose[:300], by_id=by.person_id, at=at, form_key=key
    ).save()
    event("delegation.given_back", subject=("delegation", row.pk), by=by, at=at)


def _count(
    row: Delegation, decision: Decision, pence: int, purpose: str, form_key: str, *, by: Viewer, at: datetime
) -> DelegationUse:
    _check_in_effect(decision)
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
