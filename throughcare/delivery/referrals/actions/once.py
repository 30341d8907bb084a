"""Doing a thing once, however often its form is sent."""

from __future__ import annotations

from throughcare.delivery.referrals.models import Receipt
from throughcare.errors import Conflict


def done_before(key: str, name: str) -> int | None:
    """What an earlier sending of the same form brought about; null where this is the first."""
    found = Receipt.objects.filter(key=key).first() if key else None
    if found is None:
        return None
    if found.name != name:
        raise Conflict("This form was already sent for something else.", remedy="Open the page again.")
    return int(found.subject_id)


def remember(key: str, name: str, subject_id: int) -> None:
    """Keeps what a form brought about. Two at the same moment: the second breaks on the key and writes nothing."""
    if key:
        Receipt(key=key, name=name, subject_id=subject_id).save()
