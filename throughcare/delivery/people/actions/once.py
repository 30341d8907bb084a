"""Doing a thing once, however often its form is sent."""

from __future__ import annotations

import hashlib

from throughcare.delivery.people.models import Receipt
from throughcare.errors import Conflict


def _fingerprint(*facts: object) -> str:
    return hashlib.sha256("\x1f".join(str(fact) for fact in facts).encode()).hexdigest()


def done_before(key: str, name: str, *facts: object) -> int | None:
    """What an earlier sending of the same form brought about; ``Conflict`` where the form now says something else.

    Ask after locking the row that both sendings would change, so that the second waits for the first.
    """
    if not key:
        return None
    found = Receipt.objects.filter(key=key).first()
    if found is None:
        return None
    if (found.name, found.fingerprint) != (name, _fingerprint(*facts)):
        raise Conflict(
            "This form was already sent with other content, and that was done.",
            remedy="Open the page again to see what it did, then send what is left with a new form.",
        )
    return int(found.subject_id)


def remember(key: str, name: str, subject_id: int, *facts: object) -> None:
    """Keeps what a form brought about."""
    if key:
        Receipt(key=key, name=name, subject_id=subject_id, fingerprint=_fingerprint(*facts)).save()
