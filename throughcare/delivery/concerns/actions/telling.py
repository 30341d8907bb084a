"""Telling people that nobody acted on a concern in time: by message, which says neither what nor about whom."""

from __future__ import annotations

from datetime import datetime

from throughcare import clock
from throughcare.delivery.concerns.models import Concern
from throughcare.delivery.concerns.queries.handlers import can_act
from throughcare.delivery.concerns.rules.clocks import is_escalated
from throughcare.delivery.concerns.states import OPEN
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.organisations.models import Person
from throughcare.foundation.ports.messages import Message, Sender, check_goes_somewhere, send_each, sender
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action

SUBJECT = "Nobody has acted in time"
TO_ACT = "Something in Throughcare waits past its time and is yours to act on. Open your home page now."
TO_RING = "Nobody has acted on something that you raised in Throughcare. Ring the service now: do not wait."


def escalated_untold(at: datetime) -> list[int]:
    """Open concerns on which nobody acted in time and of which nobody has been told."""
    rows = Concern.objects.filter(
        state__in=OPEN, acted_at__isnull=True, escalates_at__lte=at, escalation_told_at__isnull=True
    )
    return list(rows.values_list("pk", flat=True))


@action
def tell_escalated(*, concern_id: int, sender: Sender, by: Viewer | None, at: datetime) -> int:
    """E-mails everyone who can act on a concern now or, where nobody can, whoever raised it. Gives how many.

    One that went to nobody is tried again.
    """
    row: Concern = Concern.objects.locked(concern_id)
    waits = row.state in OPEN and row.acted_at is None and is_escalated(row.escalates_at, None, now=at)
    if row.escalation_told_at is not None or not waits:
        return 0
    told, words = [one.person_id for one in can_act(row, on=clock.today(at))], TO_ACT
    if not told:
        told, words = [row.raised_by_id], TO_RING
    people = Person.objects.filter(pk__in=told, is_active=True).order_by("pk")
    reference = f"concern-{row.pk}-{row.version}"
    sent = send_each(sender, (Message("email", one.email, words, SUBJECT, reference) for one in people))
    if sent:
        row.escalation_told_at, row.version = at, row.version + 1
        row.save()
        event("concern.escalation_told", subject=("concern", row.pk), by=by, at=at)
    return sent


def tell_regularly(at: datetime) -> str:
    """What the server does every few minutes. Nothing is printed into a console that nobody reads."""
    check_goes_somewhere()
    out = sender()
    sent = [tell_escalated(concern_id=one, sender=out, by=None, at=at) for one in escalated_untold(at)]
    return f"Concerns told of: {sum(one > 0 for one in sent)}. Messages sent: {sum(sent)}."
