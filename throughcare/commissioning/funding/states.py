"""The machines of money: a contribution between partners, a carry-forward through the reserve, and a virement."""

from __future__ import annotations

from enum import StrEnum

from throughcare.machines import Machine, step


class Contribution(StrEnum):
    """Where a sum promised by one partner to another stands."""

    PLEDGED = "pledged"
    ACCEPTED = "accepted"
    AGREED = "agreed"
    INVOICED = "invoiced"
    RECEIVED = "received"
    RECOGNISED = "recognised"
    DEFERRED = "deferred"
    CARRIED_FORWARD = "carried_forward"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class CarryForward(StrEnum):
    """Where a movement of money between years through the earmarked reserve stands."""

    FORECAST = "forecast"
    REQUESTED = "requested"
    APPROVED = "approved"
    IN_RESERVE = "in_reserve"
    PART_DRAWN = "part_drawn"
    EXHAUSTED = "exhausted"
    LAPSED = "lapsed"
    REFUSED = "refused"


class Virement(StrEnum):
    """Where a movement between two lines of one year stands."""

    PROPOSED = "proposed"
    POSTED = "posted"
    REFUSED = "refused"


CONTRIBUTION_TRANSITIONS: Machine = {
    "accepted": step("pledged", Contribution.ACCEPTED),
    "agreed": step("accepted", Contribution.AGREED),
    "invoiced": step("agreed", Contribution.INVOICED),
    "received": step("invoiced", Contribution.RECEIVED),
    "recognised": step("received deferred", Contribution.RECOGNISED),
    "deferred": step("received recognised", Contribution.DEFERRED, needs_reason=True),
    "carried_forward": step("deferred", Contribution.CARRIED_FORWARD),
    "part_carried": step("deferred", Contribution.RECEIVED),
    "rest_carried": step("deferred", Contribution.RECOGNISED),
    "returned": step("received recognised deferred", Contribution.RETURNED, needs_reason=True),
    "rest_returned": step("received deferred", Contribution.RECOGNISED, needs_reason=True),
    "withdrawn": step("pledged accepted agreed", Contribution.WITHDRAWN, needs_reason=True),
}

CARRY_FORWARD_TRANSITIONS: Machine = {
    "requested": step("forecast", CarryForward.REQUESTED),
    "approved": step("requested", CarryForward.APPROVED),
    "refused": step("requested", CarryForward.REFUSED, needs_reason=True),
    "transferred": step("approved", CarryForward.IN_RESERVE),
    "drawn": step("in_reserve part_drawn", CarryForward.PART_DRAWN),
    "exhausted": step("in_reserve part_drawn", CarryForward.EXHAUSTED),
    "lapsed": step("approved in_reserve part_drawn", CarryForward.LAPSED, needs_reason=True),
}

VIREMENT_TRANSITIONS: Machine = {
    "posted": step("proposed", Virement.POSTED),
    "refused": step("proposed", Virement.REFUSED, needs_reason=True),
}

CONTRIBUTION_OWNER: dict[str, str] = {
    Contribution.PLEDGED: "the decision maker, to accept it in a decision",
    Contribution.ACCEPTED: "the paying partner, to sign the agreement",
    Contribution.AGREED: "finance, to invoice",
    Contribution.INVOICED: "the paying partner, to pay",
    Contribution.RECEIVED: "finance, to recognise what the conditions allow",
    Contribution.RECOGNISED: "nobody, unless some must be held or returned",
    Contribution.DEFERRED: "both partners, to carry forward or return",
    Contribution.CARRIED_FORWARD: "nobody: it lives on in the later year",
    Contribution.RETURNED: "nobody: it was paid back",
    Contribution.WITHDRAWN: "nobody: it never came",
}

CARRY_FORWARD_OWNER: dict[str, str] = {
    CarryForward.FORECAST: "the commissioner, to ask for it",
    CarryForward.REQUESTED: "the approver, and the partner whose money it is",
    CarryForward.APPROVED: "finance, to move it to the reserve",
    CarryForward.IN_RESERVE: "finance, to draw it in its year",
    CarryForward.PART_DRAWN: "finance, to draw the rest in its year",
    CarryForward.EXHAUSTED: "nobody: all of it was drawn",
    CarryForward.LAPSED: "nobody: the rest was given up",
    CarryForward.REFUSED: "nobody: it was refused",
}

VIREMENT_OWNER: dict[str, str] = {
    Virement.PROPOSED: "the approver",
    Virement.POSTED: "nobody",
    Virement.REFUSED: "nobody",
}
