"""The machine of a payment to somebody who took part."""

from __future__ import annotations

from enum import StrEnum

from throughcare.machines import Machine, step


class Payment(StrEnum):
    """Where a payment stands."""

    PROPOSED = "proposed"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    APPROVED = "approved"
    PAID = "paid"
    DECLINED = "declined"
    REFUSED = "refused"


PAYMENT_TRANSITIONS: Machine = {
    "offered": step("proposed", Payment.OFFERED),
    "accepted": step("offered", Payment.ACCEPTED),
    "declined": step("proposed offered accepted approved", Payment.DECLINED),
    "approved": step("accepted", Payment.APPROVED),
    "refused": step("accepted", Payment.REFUSED, needs_reason=True),
    "paid": step("approved", Payment.PAID),
}

PAYMENT_OWNER: dict[str, str] = {
    Payment.PROPOSED: "the engagement worker, to offer benefits advice and then the payment",
    Payment.OFFERED: "the participant, to accept or decline",
    Payment.ACCEPTED: "someone else who approves payments",
    Payment.APPROVED: "the engagement worker, to pay it",
    Payment.PAID: "nobody: it was paid",
    Payment.DECLINED: "nobody: it was declined",
    Payment.REFUSED: "nobody: it was refused",
}
