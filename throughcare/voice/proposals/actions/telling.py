"""Writing to those who asked to hear. What is kept is how many; the words name nobody and nothing."""

from __future__ import annotations

import logging
from datetime import date

from django.db import transaction

from throughcare.foundation.ports.messages import Message, NotSent, sender
from throughcare.voice.feedback.queries.local import say_in
from throughcare.voice.proposals.models import Proposal, Telling
from throughcare.voice.proposals.queries.hearers import Hearer, hearers

logger = logging.getLogger("throughcare.voice")


def tell(row: Proposal, of_what: str, *, on: date) -> None:
    """Keeps how many are written to, and writes once all is saved. Inside an action."""
    if Telling.objects.filter(proposal=row, of_what=of_what).exists():
        return
    found = hearers(row, on=on)
    Telling(proposal=row, of_what=of_what, people=len(found), on=on).save()
    reference = f"proposal-{row.pk}-{of_what}"
    waiting = [_message(one, of_what, reference) for one in found]
    transaction.on_commit(lambda: _send(waiting))


def _message(to: Hearer, of_what: str, reference: str) -> Message:
    """In the language in which they answered, so that it reads as the survey did."""
    say = say_in(to.language)
    subject = say("told.subject") if to.channel == "email" else ""
    return Message(to.channel, to.address, say(f"told.{of_what}"), subject, reference)


def _send(waiting: list[Message]) -> None:
    """Sends each; one that does not go out is counted in the log, without its address, and stops no other."""
    failed = 0
    for message in waiting:
        try:
            sender().send(message)
        except NotSent:
            failed += 1
    if failed:
        logger.warning("%d messages about a proposal did not go out.", failed)
