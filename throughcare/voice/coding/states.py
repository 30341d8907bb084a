"""The machines of the coding room: a comment being read and coded, and a quote on its way to being shown."""

from __future__ import annotations

from enum import StrEnum

from throughcare.machines import Machine, step


class Reading(StrEnum):
    """Where the coding of a comment stands."""

    WAITING = "waiting"
    SECOND = "second"
    DISPUTED = "disputed"
    SETTLED = "settled"
    SET_ASIDE = "set_aside"
    WITHDRAWN = "withdrawn"


class Quote(StrEnum):
    """Where somebody's words on their way to being shown stand."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    TAKEN_DOWN = "taken_down"


# A comment that wants one coder can be coded by two who opened it at the same moment: both are kept, hence the steps
# from settled to settled and to disputed.
READING_TRANSITIONS: Machine = {
    "coded": step("waiting", Reading.SETTLED),
    "first_coded": step("waiting", Reading.SECOND),
    "agreed": step("second settled", Reading.SETTLED),
    "differed": step("second settled", Reading.DISPUTED),
    "adjudicated": step("disputed", Reading.SETTLED),
    "reopened": step("settled", Reading.WAITING, needs_reason=True),
    "set_aside": step("waiting second disputed", Reading.SET_ASIDE, needs_reason=True),
    "taken_up_again": step("set_aside", Reading.WAITING),
    "withdrawn": step("waiting second disputed settled set_aside", Reading.WITHDRAWN),
}

QUOTE_TRANSITIONS: Machine = {
    "approved": step("proposed", Quote.APPROVED),
    "refused": step("proposed", Quote.REFUSED, needs_reason=True),
    "taken_down": step("proposed approved", Quote.TAKEN_DOWN, needs_reason=True),
}

READING_OWNER: dict[str, str] = {
    Reading.WAITING: "a coder",
    Reading.SECOND: "a second coder, who does not see what the first chose",
    Reading.DISPUTED: "who keeps the codebook, to settle it",
    Reading.SETTLED: "nobody: its themes count",
    Reading.SET_ASIDE: "nobody, unless it is taken up again",
    Reading.WITHDRAWN: "nobody: who gave it took it back",
}

QUOTE_OWNER: dict[str, str] = {
    Quote.PROPOSED: "someone else who approves quotes",
    Quote.APPROVED: "nobody: it may be shown",
    Quote.REFUSED: "nobody: it is not shown",
    Quote.TAKEN_DOWN: "nobody: it is not shown any more",
}
