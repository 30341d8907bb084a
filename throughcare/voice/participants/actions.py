"""Every write about participants: people, training, and payments step by step."""

from __future__ import annotations

from datetime import date, datetime

from throughcare import clock, machines
from throughcare.errors import Invalid, WrongState
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import check_can_view, get_visible
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.organisations.models import Organisation
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action
from throughcare.foundation.record.once import Once
from throughcare.voice.participants import rules, states
from throughcare.voice.participants.models import Participant, Payment, Receipt, Training
from throughcare.voice.participants.queries import accounts_of

KEEP = Permission.KEEP_PARTICIPANTS
once = Once(Receipt)


@action
def add_participant(
    *, name: str, reach: str = "", is_peer_researcher: bool = False, key: str = "", by: Viewer, at: datetime
) -> Participant:
    """Writes down somebody who takes part. Sent twice with one key they are written down once, so that nobody is paid
    under two entries."""
    check_can(by, KEEP)
    if (before := once.before(key, "add_participant")) is not None:
        found: Participant = get_visible(by, Participant, pk=before)
        return found
    if not name.strip():
        raise Invalid({"name": "Write a name."})
    row = Participant(
        organisation=Organisation.objects.get(code=by.organisation_code),
        name=name.strip(),
        reach=reach.strip(),
        is_peer_researcher=is_peer_researcher,
        since=clock.today(at),
    )
    row.save()
    once.remember(key, "add_participant", row.pk)
    event("participant.added", subject=("participant", row.pk), by=by, at=at)
    return row


@action
def record_training(*, participant_id: int, course: str, day: date, by: Viewer, at: datetime) -> Training:
    """Writes down a course that a peer researcher finished."""
    check_can(by, KEEP)
    participant: Participant = get_visible(by, Participant, pk=participant_id)
    if day > clock.today(at):
        raise Invalid({"day": "This day is still to come. Write a course down once it is finished."})
    row = Training(participant=participant, course=course.strip(), day=day)
    row.save()
    event("participant.trained", subject=("participant", participant.pk), by=by, at=at)
    return row


@action
def name_account(*, participant_id: int, account_id: int, by: Viewer, at: datetime) -> Participant:
    """Says with which account a peer researcher signs in, so that their training counts for what they do there."""
    check_can(by, KEEP)
    participant: Participant = get_visible(by, Participant, pk=participant_id)
    if account_id not in accounts_of(participant, on=clock.today(at)):
        raise Invalid({"account": "Choose an account of a peer researcher of your organisation."})
    if Participant.objects.filter(account_id=account_id).exclude(pk=participant.pk).exists():
        raise Invalid({"account": "This account is somebody else's already."})
    participant.account_id, participant.is_peer_researcher = account_id, True
    participant.save()
    event("participant.account_named", subject=("participant", participant.pk), by=by, at=at)
    return participant


@action
def propose_payment(
    *, participant_id: int, kind: str, pence: int, occasion: str, day: date, by: Viewer, at: datetime
) -> Payment:
    """Proposes a payment for one occasion; the same twice, in any case, is refused by the database itself."""
    check_can(by, KEEP)
    participant: Participant = get_visible(by, Participant, pk=participant_id)
    rules.check_sum(pence)
    words = " ".join(occasion.split())
    row = Payment(
        participant=participant, kind=kind, pence=pence, occasion=words, day=day, since=at, proposed_by_id=by.person_id
    )
    row.save()
    event("payment.proposed", subject=("payment", row.pk), by=by, at=at, state=states.Payment.PROPOSED)
    return row


def _locked(payment_id: int, version: int, permission: Permission, by: Viewer) -> Payment:
    check_can(by, permission)
    row: Payment = Payment.objects.locked(payment_id, version=version)
    check_can_view(by, row)
    return row


def _move(row: Payment, step: str, *, by: Viewer, at: datetime, reason: str = "") -> Payment:
    try:
        end = machines.move(states.PAYMENT_TRANSITIONS, step, row.state)
    except machines.CannotMove as error:
        raise WrongState(
            f"This payment is {row.state}, so it cannot be {step} now.", remedy="Open it again to see whose turn it is."
        ) from error
    if states.PAYMENT_TRANSITIONS[step].needs_reason and not reason.strip():
        raise Invalid({"reason": "Say why."})
    row.state, row.since, row.version = end, at, row.version + 1
    row.reason = reason.strip()[:500] or row.reason
    row.save()
    event(f"payment.{step}", subject=("payment", row.pk), by=by, at=at, state=end)
    return row


@action
def offer(*, payment_id: int, version: int, advice: str, by: Viewer, at: datetime) -> Payment:
    """Offers a payment, once benefits advice was offered."""
    row = _locked(payment_id, version, KEEP, by)
    rules.check_advised(advice, known=Payment.Advice.values)
    row.advice = advice
    return _move(row, "offered", by=by, at=at)


@action
def accept(*, payment_id: int, version: int, by: Viewer, at: datetime) -> Payment:
    """The participant accepts."""
    return _move(_locked(payment_id, version, KEEP, by), "accepted", by=by, at=at)


@action
def decline(*, payment_id: int, version: int, by: Viewer, at: datetime) -> Payment:
    """The participant declines; no reason is asked."""
    return _move(_locked(payment_id, version, KEEP, by), "declined", by=by, at=at)


@action
def approve(*, payment_id: int, version: int, by: Viewer, at: datetime) -> Payment:
    """Somebody other than who proposed it approves it."""
    row = _locked(payment_id, version, Permission.APPROVE_PAYMENT, by)
    rules.check_can_approve(approver=by.person_id, proposer=row.proposed_by_id)
    row.approved_by_id = by.person_id
    return _move(row, "approved", by=by, at=at)


@action
def refuse(*, payment_id: int, version: int, reason: str, by: Viewer, at: datetime) -> Payment:
    """Refuses a payment, with the reason."""
    return _move(_locked(payment_id, version, Permission.APPROVE_PAYMENT, by), "refused", by=by, at=at, reason=reason)


@action
def pay(*, payment_id: int, version: int, by: Viewer, at: datetime) -> Payment:
    """It was paid. A second press finds it paid and does nothing more."""
    return _move(_locked(payment_id, version, KEEP, by), "paid", by=by, at=at)
