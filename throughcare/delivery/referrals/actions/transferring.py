"""Moving a case to another provider or service: offered by one side, accepted by the other, undone by either."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from throughcare import clock
from throughcare.delivery.referrals.actions.advancing import open_referral, take
from throughcare.delivery.referrals.actions.drafting import new_reference
from throughcare.delivery.referrals.models import Referral, ReferralForm, Transfer
from throughcare.delivery.referrals.rules import handling as rules
from throughcare.delivery.referrals.rules.steps import Asked, Standing
from throughcare.delivery.referrals.states import Event, State, is_open
from throughcare.delivery.services.queries import definition
from throughcare.delivery.services.queries.offers import offers_in
from throughcare.errors import Invalid, NotAllowed, WrongState
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.organisations.models import Organisation
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action

COPIED = [
    one.attname
    for one in ReferralForm._meta.concrete_fields
    if one.name not in ("id", "referral", "version", "touched")
]
BEFORE_WORK = (State.ACCEPTED, State.WAITING, State.ALLOCATED)
BOTH_AGREED = Standing(lead=True)


def _set_state(row: Transfer, state: str, *, by: Viewer, at: datetime, reason: str = "") -> None:
    row.state, row.since = state, at
    row.version += 1
    row.save()
    event(f"case_transfer.{state}", subject=("case_transfer", row.pk), by=by, at=at, reason_code=reason, state=state)


@action
def offer_transfer(
    *, referral_id: int, to_provider: str, to_service: str, reason: str, words: str, by: Viewer, at: datetime
) -> Transfer:
    """Offers a case to another provider or service. It stays where it is until they agree."""
    check_can(by, Permission.ALLOCATE_CASE)
    row = open_referral(referral_id, by=by)
    if row.provider.code not in by.organisation_codes or not is_open(row.state):
        raise WrongState("Only an open case of your own service can be offered.", remedy="Open it to see where it is.")
    found = definition(to_service, on=clock.today(at))
    takers = {one.provider for one in offers_in(found, row.borough, clock.today(at))}
    target = Organisation.objects.filter(code=to_provider).first()
    if target is None or to_provider not in takers:
        raise Invalid({"to": "This provider does not take cases of this service from the person's borough today."})
    if (to_provider, to_service) == (row.provider.code, row.service):
        raise Invalid({"to": "The case is there already."})
    if reason not in {one.code for one in found.reasons_of("transferred")}:
        raise Invalid({"reason": "Choose a reason."})
    if not words.strip():
        raise Invalid({"words": "Say what the other side has to know to decide."})
    offer = Transfer(
        referral=row,
        to_provider=target,
        to_service=to_service,
        since=at,
        reason=reason,
        words=words.strip(),
        offered_by_id=by.person_id,
        offered_at=at,
    )
    offer.save()
    event(
        "case_transfer.offered", subject=("case_transfer", offer.pk), by=by, at=at, reason_code=reason, state="offered"
    )
    return offer


def _offer(transfer_id: int, *, by: Viewer) -> tuple[Transfer, Referral]:
    """An offer that is still open and its referral, locked in that order everywhere: referral first."""
    seen: Transfer = get_visible(by, Transfer, pk=transfer_id)
    row: Referral = Referral.objects.locked(seen.referral_id)
    offer: Transfer = Transfer.objects.locked(transfer_id)
    if offer.state != Transfer.State.OFFERED:
        raise WrongState("This offer was answered already.", remedy="Open the case to see what became of it.")
    return offer, row


@action
def answer_transfer(
    *, transfer_id: int, accept: bool, reason: str = "", words: str = "", by: Viewer, at: datetime
) -> Transfer:
    """The receiving side agrees, and a linked referral begins there with its history; or refuses with a reason."""
    check_can(by, Permission.ALLOCATE_CASE)
    offer, row = _offer(transfer_id, by=by)
    if offer.to_provider.code not in by.organisation_codes:
        raise NotAllowed("Only the side to which it is offered answers.", remedy="You can take the offer back.")
    offer.answered_by_id, offer.answered_at, offer.answer_words = by.person_id, at, words.strip()
    if not accept:
        found = definition(row.service, row.definition)
        if reason not in {one.code for one in found.reasons_of("transfer_refused")}:
            raise Invalid({"reason": "Choose a reason."})
        offer.answer_reason = reason
        _set_state(offer, Transfer.State.REFUSED, by=by, at=at, reason=reason)
        return offer
    take(row, Asked(Event.CASE_TRANSFERRED, offer.reason, offer.words), by=by, at=at, standing=BOTH_AGREED)
    offer.new_referral = _taken_over(row, offer, by=by, at=at)
    _set_state(offer, Transfer.State.ACCEPTED, by=by, at=at)
    return offer


def _taken_over(row: Referral, offer: Transfer, *, by: Viewer, at: datetime) -> Referral:
    found = definition(offer.to_service, on=clock.today(at))
    new = Referral(
        reference=new_reference(offer.to_service),
        service=offer.to_service,
        definition=found.version,
        service_user_id=row.service_user_id,
        provider=offer.to_provider,
        referrer_id=row.referrer_id,
        referrer_organisation_id=row.referrer_organisation_id,
        borough=row.borough,
        since=at,
        started_at=at,
        submitted_at=row.submitted_at,
        moved_from=row,
    )
    new.save()
    content: dict[str, Any] = {name: getattr(row.form, name) for name in COPIED}
    ReferralForm(referral=new, **content).save()
    event("referral.started", subject=("referral", new.pk), by=by, at=at, state=State.DRAFT)
    return take(new, Asked(Event.TRANSFER_RECEIVED), by=by, at=at)


@action
def take_back_transfer(*, transfer_id: int, by: Viewer, at: datetime) -> Transfer:
    """The offering side changes its mind before there is an answer."""
    check_can(by, Permission.ALLOCATE_CASE)
    offer, row = _offer(transfer_id, by=by)
    if row.provider.code not in by.organisation_codes:
        raise NotAllowed("Only the side that offered it takes it back.", remedy="You can refuse it.")
    _set_state(offer, Transfer.State.TAKEN_BACK, by=by, at=at)
    return offer


@action
def undo_transfer(*, transfer_id: int, reason: str, by: Viewer, at: datetime) -> Transfer:
    """Puts a case back where it was, as it was, while nothing has begun at the other side. Either side may."""
    check_can(by, Permission.ALLOCATE_CASE)
    seen: Transfer = get_visible(by, Transfer, pk=transfer_id)
    row: Referral = Referral.objects.locked(seen.referral_id)
    offer: Transfer = Transfer.objects.locked(transfer_id)
    if offer.state != Transfer.State.ACCEPTED or offer.answered_at is None or offer.new_referral_id is None:
        raise WrongState("This case was not transferred, so nothing is to be undone.", remedy="Open the case.")
    new: Referral = Referral.objects.locked(offer.new_referral_id)
    found = definition(row.service, row.definition)
    begun = new.state not in BEFORE_WORK
    rules.check_can_undo(found, clock.today(offer.answered_at), clock.today(at), has_begun=begun)
    take(new, Asked(Event.REFERRAL_WITHDRAWN, "duplicate_or_error"), by=by, at=at, standing=BOTH_AGREED)
    take(row, Asked(Event.TRANSFER_UNDONE, reason), by=by, at=at, standing=BOTH_AGREED)
    _set_state(offer, Transfer.State.UNDONE, by=by, at=at, reason=reason)
    return offer
