"""The machines of people: a stay in the cohort, a rating, a pair of records, a transfer, a challenge."""

from __future__ import annotations

from enum import StrEnum

from throughcare.machines import Machine, step


class Nominal(StrEnum):
    """Where a stay in the cohort stands."""

    IDENTIFIED = "identified"
    NOMINATED = "nominated"
    DEFERRED = "deferred"
    ADOPTED = "adopted"
    NOT_ADOPTED = "not_adopted"
    TRANSFER_PENDING = "transfer_pending"
    TRANSFERRED_OUT = "transferred_out"
    DESELECTED = "deselected"


class Rating(StrEnum):
    """How closely a person in the cohort is managed."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"


class Duplicate(StrEnum):
    """What was decided about two records that may be one person."""

    PROPOSED = "proposed"
    MERGED = "merged"
    KEPT_APART = "kept_apart"


class Transfer(StrEnum):
    """How an area's asking another to take a person over was answered."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Challenge(StrEnum):
    """How a challenge to a score or a rating was answered."""

    OPEN = "open"
    UPHELD = "upheld"
    PARTLY_UPHELD = "partly_upheld"
    NOT_UPHELD = "not_upheld"
    WITHDRAWN = "withdrawn"


IN_COHORT = frozenset({Nominal.ADOPTED, Nominal.TRANSFER_PENDING})
OPEN_STATES = IN_COHORT | {Nominal.IDENTIFIED, Nominal.NOMINATED, Nominal.DEFERRED}


NOMINAL_TRANSITIONS: Machine = {
    "nominated": step("identified", Nominal.NOMINATED, needs_reason=True),
    "renominated": step("deferred", Nominal.NOMINATED, needs_reason=True),
    "adopted": step("nominated deferred", Nominal.ADOPTED, needs_reason=True),
    "not_adopted": step("identified nominated deferred", Nominal.NOT_ADOPTED, needs_reason=True),
    "deferred": step("nominated deferred", Nominal.DEFERRED, needs_reason=True),
    "transfer_asked": step("adopted", Nominal.TRANSFER_PENDING, needs_reason=True),
    "transfer_accepted": step("transfer_pending", Nominal.TRANSFERRED_OUT),
    "transfer_refused": step("transfer_pending", Nominal.ADOPTED),
    "transfer_withdrawn": step("transfer_pending", Nominal.ADOPTED),
    "deselected": step("adopted transfer_pending", Nominal.DESELECTED, needs_reason=True),
    "readopted": step("deselected", Nominal.ADOPTED, needs_reason=True),
    "person_died": step("identified nominated deferred adopted transfer_pending", Nominal.DESELECTED),
}
NOMINAL_STARTS: dict[str, str] = {
    "identified": Nominal.IDENTIFIED,
    "put_forward": Nominal.NOMINATED,
    "transferred_in": Nominal.ADOPTED,
}
NOMINAL_OWNER: dict[str, str] = {
    Nominal.IDENTIFIED: "the coordinator or an agency, to nominate",
    Nominal.NOMINATED: "the panel, to decide",
    Nominal.DEFERRED: "the coordinator, to bring what the panel asked for",
    Nominal.ADOPTED: "the panel, to review",
    Nominal.NOT_ADOPTED: "nobody: the panel said no",
    Nominal.TRANSFER_PENDING: "the coordinator of the other borough",
    Nominal.TRANSFERRED_OUT: "nobody: another area has them",
    Nominal.DESELECTED: "nobody: taken off the cohort",
}

RATING_TRANSITIONS: Machine = {
    "rated_red": step("unrated amber green red", Rating.RED, needs_reason=True),
    "rated_amber": step("unrated red green amber", Rating.AMBER, needs_reason=True),
    "rated_green": step("unrated red amber green", Rating.GREEN, needs_reason=True),
}
RATING_OWNER: dict[str, str] = {
    "unrated": "the panel, to rate",
    Rating.RED: "the panel, to review",
    Rating.AMBER: "the panel, to review",
    Rating.GREEN: "the panel, to review",
}

DUPLICATE_TRANSITIONS: Machine = {
    "merged": step("proposed kept_apart", Duplicate.MERGED),
    "kept_apart": step("proposed", Duplicate.KEPT_APART, needs_reason=True),
    "undone": step("merged kept_apart", Duplicate.PROPOSED, needs_reason=True),
}
DUPLICATE_OWNER: dict[str, str] = {
    Duplicate.PROPOSED: "a coordinator, to merge or keep apart",
    Duplicate.MERGED: "nobody",
    Duplicate.KEPT_APART: "nobody",
}

TRANSFER_TRANSITIONS: Machine = {
    "accepted": step("asked", Transfer.ACCEPTED),
    "refused": step("asked", Transfer.REFUSED, needs_reason=True),
    "withdrawn": step("asked", Transfer.WITHDRAWN),
}
TRANSFER_OWNER: dict[str, str] = {
    Transfer.ASKED: "the coordinator of the other borough",
    Transfer.ACCEPTED: "nobody",
    Transfer.REFUSED: "nobody",
    Transfer.WITHDRAWN: "nobody",
}

CHALLENGE_TRANSITIONS: Machine = {
    "upheld": step("open", Challenge.UPHELD, needs_reason=True),
    "partly_upheld": step("open", Challenge.PARTLY_UPHELD, needs_reason=True),
    "not_upheld": step("open", Challenge.NOT_UPHELD, needs_reason=True),
    "withdrawn": step("open", Challenge.WITHDRAWN),
}
CHALLENGE_OWNER: dict[str, str] = {
    Challenge.OPEN: "a coordinator or panel chair who did not make it, to answer",
    Challenge.UPHELD: "nobody",
    Challenge.PARTLY_UPHELD: "nobody",
    Challenge.NOT_UPHELD: "nobody",
    Challenge.WITHDRAWN: "nobody",
}
