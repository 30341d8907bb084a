"""Delegated authority: granted when a decision takes effect, used against its cap, revoked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from throughcare import clock
from throughcare.commissioning.decisions.actions.common import SUBJECT, locked
from throughcare.commissioning.decisions.actions.receipts import once
from throughcare.commissioning.decisions.models import Decision, Delegation, DelegationUse
from throughcare.commissioning.decisions.queries.amending import later_version
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
from throughcare.foundation.ports.known_again import Recommended, counts_against
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action


def grant_delegations(row: Decision, paper: Paper, *, by: Viewer, at: datetime) -> None:
    """Grants what the recommendations delegate. Part of bringing a decision into effect.

    An amendment grants them with what was used under the decisions that it and they amend.
    """
    found = delegations_in(paper)
    powers = [Recommended(one.number, one.text) for one in found]
    used = _used_before(row, powers)
    for one, power in zip(found, powers, strict=True):
        Delegation(
            decision=row,
            recommendation=one.number,
            power=one.text,
            paragraph=one.power,
            holder=(one.holder or holder_of(one.text))[:120],
            cap_pence=one.amount_pence,
            from_date=paper.signed or clock.today(at),
            until=period_end(one.period),
            carried_pence=used[power],
        ).save()
        event("delegation.granted", subject=(SUBJECT, row.pk), by=by, at=at)


def _power(row: Delegation) -> Recommended:
    return Recommended(row.recommendation, row.power)


def _used_before(row: Decision, powers: Sequence[Recommended]) -> dict[Recommended, int]:
    """What was used under the earlier versions of a decision of each power that it delegates, in pence."""
    used, versions = dict.fromkeys(powers, 0), [list(powers)]
    before = row.amends
    while before is not None:
        granted = list(Delegation.objects.filter(decision=before))
        versions.insert(0, [_power(one) for one in granted])
        for one in granted:
            for power in counts_against(_power(one), versions):
                used[power] += one.used_pence
        before = before.amends
    return used


def end_delegations(row: Decision, *, by: Viewer, at: datetime) -> None:
    """Ends what a decision delegates, since it was amended or superseded; uses so far stand."""
    for one in Delegation.objects.filter(decision=row, revoked_at__isnull=True):
        one.revoked_at = at
        one.save()
        event("delegation.ended", subject=("delegation", one.pk), by=by, at=at)


def _check_in_effect(row: Decision) -> None:
    later = later_version(row)
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


def _held(delegation_id: int, *, by: Viewer) -> tuple[Delegation, Decision]:
    """A delegation and its decision, both locked: the decision first, as where it is amended or superseded."""
    decision_id = Delegation.objects.filter(pk=delegation_id).values_list("decision_id", flat=True).first()
    if decision_id is None:
        raise NotFound("There is no such delegation.", remedy="Open it from the decision that granted it.")
    decision = locked(decision_id, by=by)
    row: Delegation = Delegation.objects.locked(delegation_id)
    return row, decision


def hold_delegation(*, delegation_id: int) -> None:
    """Locks the decision that granted a delegation and its later versions until the end of the transaction.

    Whoever relies on a delegation, or gives back what relied on it, does this before it locks anything of its own.
    """
    found = Decision.objects.filter(delegations=delegation_id).first()
    while found is not None:
        Decision.objects.locked(found.pk)
        found = later_version(found)


@action
def use_delegation(
    *, delegation_id: int, pence: int, purpose: str, key: str, by: Viewer, at: datetime
) -> DelegationUse:
    """Records one use against the cap. Refused with the sums shown when exhausted, expired or not yet begun.

    Sent again it does no more; ``Conflict`` where it says something else then.
    """
    check_can(by, Permission.USE_DELEGATION)
    row, decision = _held(delegation_id, by=by)
    rules.check_holder(granted_of(row), offices_of(by))
    facts = (delegation_id, pence, purpose.strip())
    if earlier := once.before(key, "use_delegation", *facts):
        return DelegationUse.objects.get(pk=earlier)
    if not purpose.strip():
        raise Invalid({"purpose": "Say what is done under the delegation, for example the contract awarded."})
    use = _count(row, decision, pence, purpose, by=by, at=at)
    once.remember(key, "use_delegation", use.pk, *facts)
    return use


def offices_of(viewer: Viewer) -> list[str]:
    """What a decision may call somebody when it delegates to them: their roles, and their name."""
    return [*(ROLES[role].name for role in viewer.roles), *([viewer.name] if viewer.name else [])]


@action
def rely_on_delegation(*, reliance: Reliance, by: Viewer, at: datetime) -> None:
    """Records against the cap that a commitment rests on a delegation, which its holder exercised; once for its key."""
    check_can(by, Permission.POST_MONEY)
    row, decision = _held(reliance.delegation_id, by=by)
    if row.decision_id != reliance.decision_id:
        raise Invalid({"delegation": "Choose a delegation of the decision whose recommendation allows the commitment."})
    key = f"relied:{reliance.key}"
    if once.before(key, "rely_on_delegation", reliance) is None:
        use = _count(row, decision, reliance.pence, reliance.purpose, by=by, at=at)
        once.remember(key, "rely_on_delegation", use.pk, reliance)


@action
def give_back_to_delegation(*, reliance: Reliance, by: Viewer, at: datetime) -> None:
    """Gives back to the cap what rested on a delegation and was taken back, whatever became of the delegation since."""
    check_can(by, Permission.POST_MONEY)
    row, decision = _held(reliance.delegation_id, by=by)
    key = f"returned:{reliance.key}"
    if once.before(key, "give_back_to_delegation", reliance) is not None:
        return
    row.used_pence -= reliance.pence
    row.save()
    use = DelegationUse(
        delegation=row, pence=-reliance.pence, purpose=reliance.purpose[:300], by_id=by.person_id, at=at
    )
    use.save()
    once.remember(key, "give_back_to_delegation", use.pk, reliance)
    event("delegation.given_back", subject=("delegation", row.pk), by=by, at=at)
    later = later_version(decision)
    while later is not None:
        _carry_anew(later, by=by, at=at)
        later = later_version(later)


def _carry_anew(version: Decision, *, by: Viewer, at: datetime) -> None:
    """Frees the delegations of a later version of what was given back under an earlier one."""
    rows = {_power(one): one for one in Delegation.objects.filter(decision=version)}
    for power, pence in _used_before(version, list(rows)).items():
        if pence != rows[power].carried_pence:
            rows[power].carried_pence = pence
            rows[power].save()
            event("delegation.given_back", subject=("delegation", rows[power].pk), by=by, at=at)


def _count(row: Delegation, decision: Decision, pence: int, purpose: str, *, by: Viewer, at: datetime) -> DelegationUse:
    _check_in_effect(decision)
    rules.check_use(granted_of(row), pence, clock.today(at))
    row.used_pence += pence
    row.save()
    use = DelegationUse(delegation=row, pence=pence, purpose=purpose.strip()[:300], by_id=by.person_id, at=at)
    use.save()
    event("delegation.used", subject=("delegation", row.pk), by=by, at=at)
    return use


@action
def revoke_delegation(*, delegation_id: int, by: Viewer, at: datetime) -> None:
    """The giver takes a delegation back; uses so far stand."""
    check_can(by, Permission.SIGN_DECISION)
    row, _ = _held(delegation_id, by=by)
    if row.revoked_at is not None:
        raise NotFound("This delegation was revoked already.")
    row.revoked_at = at
    row.save()
    event("delegation.revoked", subject=("delegation", row.pk), by=by, at=at)
