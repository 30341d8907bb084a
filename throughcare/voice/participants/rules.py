"""What holds of payments to those who take part."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from throughcare.errors import Invalid, NotAllowed, WrongState

MOST_PENCE = 50_000


def check_sum(pence: int) -> None:
    """Raises ``Invalid`` for nothing, and for more than one occasion can bring."""
    if not 0 < pence <= MOST_PENCE:
        raise Invalid({"pence": f"Give a sum above nothing and up to £{MOST_PENCE // 100}."})


def check_advised(advice: str, *, known: Iterable[str]) -> None:
    """Raises ``Invalid`` unless benefits advice was offered first: a payment can affect benefits."""
    if advice not in known:
        raise Invalid({"advice": "Offer benefits advice first, and say what became of it."})


def check_can_approve(*, approver: int | None, proposer: int) -> None:
    """Raises ``NotAllowed`` where somebody would approve what they proposed."""
    if approver == proposer:
        raise NotAllowed("You proposed this payment, so someone else approves it.", remedy="It waits with them.")


@dataclass(frozen=True, slots=True)
class Needed:
    """A course that a kind of work needs, by its code, and for how many months it holds."""

    code: str
    name: str
    months: int


def holds_until(day: date, months: int) -> date:
    """The first day on which a course no longer holds; of a month that is shorter, its last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def missing(done: Mapping[str, date], needed: Iterable[Needed], on: date) -> list[str]:
    """The names of courses that were never finished, or too long ago. ``done`` are the latest days by course."""
    return [
        one.name
        for one in needed
        if one.code not in done or done[one.code] > on or holds_until(done[one.code], one.months) <= on
    ]


def check_trained(done: Mapping[str, date] | None, needed: Iterable[Needed], on: date) -> None:
    """Raises ``WrongState`` where a course is missing, or nobody on record has the account (``done`` null)."""
    if done is None:
        raise WrongState(
            "Your training is not on record, so you cannot do this yet.",
            remedy="Ask your engagement worker: under Participants they say which account is yours.",
        )
    lacking = missing(done, needed, on)
    if lacking:
        raise WrongState(
            f"You need training first: {', '.join(lacking)}.",
            remedy="Ask your engagement worker for a place. When you finish, they write down the day.",
        )
