"""Doing a thing once, however often its form is sent.

Each app that takes such forms has its own table of receipts (``class Receipt(FormReceipt)``), kept as long as what they
brought about, and one ``Once(Receipt)`` in its actions.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.db import models

from throughcare.errors import Conflict
from throughcare.foundation.record.guard import GuardedModel

RECEIPT_FIELDS = {
    "key": "operational",
    "name": "operational",
    "subject_id": "operational",
    "fingerprint": "operational",
}


class FormReceipt(GuardedModel):
    """That a form was acted on: its key, what it did and to what. Two at the same moment: the second breaks on the key.

    ``fingerprint`` tells the same form sent twice from other content under one key; empty in older rows.
    """

    key = models.CharField(max_length=120)
    name = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    fingerprint = models.CharField(max_length=64)

    class Meta:
        abstract = True


def receipt_once(name: str) -> models.UniqueConstraint:
    """The constraint of a table of receipts, under a name of its own."""
    return models.UniqueConstraint(
        fields=["key"],
        name=name,
        violation_error_message="This form was acted on already. Open the page again to see what it did.",
    )


def fingerprint(*facts: object) -> str:
    """A digest that tells the same facts sent twice from others."""
    return hashlib.sha256("\x1f".join(str(fact) for fact in facts).encode()).hexdigest()


@dataclass(frozen=True)
class Once:
    """The receipts of one app."""

    receipts: type[FormReceipt]

    def before(self, key: str, name: str, *facts: object) -> int | None:
        """What an earlier sending of the same form brought about; null where this is the first.

        Ask after locking the row that both sendings would change, so that the second waits for the first.
        Raises ``Conflict`` where the form now says something else.
        """
        found = self.receipts.objects.filter(key=key).first() if key else None
        if found is None:
            return None
        if found.name != name or (found.fingerprint and found.fingerprint != fingerprint(*facts)):
            raise Conflict(
                "This form was already sent with other content, and that was done.",
                remedy="Open the page again to see what it did, then send what is left with a new form.",
            )
        return int(found.subject_id)

    def remember(self, key: str, name: str, subject_id: int, *facts: object) -> None:
        """Keeps what a form brought about."""
        if key:
            self.receipts(key=key, name=name, subject_id=subject_id, fingerprint=fingerprint(*facts)).save()
