"""Delegated authority: what a recommendation grants, and whether a use of it is within cap and period."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from throughcare.errors import Invalid, NotAllowed

UNNAMED = "Chief Executive"


@dataclass(frozen=True, slots=True)
class Granted:
    """A delegation: holder, cap in pence, period ``[from_, until)`` and what is used.

    ``holder`` is empty where none was named, ``cap_pence`` null where none was stated.
    """

    holder: str
    cap_pence: int | None
    from_: date
    until: date | None
    used_pence: int = 0
    revoked: bool = False

    @property
    def left_pence(self) -> int | None:
        """What may still be used; null where there is no cap."""
        return None if self.cap_pence is None else self.cap_pence - self.used_pence


def check_in_effect(reference: str, effect: str, since: date, *, by: str) -> None:
    """Raises ``NotAllowed`` unless the decision that delegates is in effect. ``by`` is what amended it."""
    if effect == "in_effect":
        return
    how = f"{effect} by {by}" if by and effect == "amended" else effect
    raise NotAllowed(
        f"{reference} was {how} on {since.day} {since:%B %Y}, so its delegations have ended.",
        remedy="Use the delegation of the decision that applies now. Uses so far stand.",
    )


def state_of(granted: Granted, on: date) -> str:
    """``granted``, ``in_use``, ``exhausted``, ``expired`` or ``revoked`` on a day."""
    if granted.revoked:
        return "revoked"
    if granted.until is not None and on >= granted.until:
        return "expired"
    if granted.cap_pence is not None and granted.used_pence >= granted.cap_pence:
        return "exhausted"
    return "in_use" if granted.used_pence else "granted"


def pounds(pence: int) -> str:
    """An amount in words for a message: £1,320,000.00 without empty pence."""
    whole, rest = divmod(abs(pence), 100)
    sign = "-" if pence < 0 else ""
    return f"{sign}£{whole:,}" + (f".{rest:02d}" if rest else "")


def _office(words: str) -> str:
    """An office in words that compare: "the Chief Executive Officer" and "Chief executive" are one."""
    plain = " ".join(words.lower().replace("_", " ").split())
    plain = plain.removeprefix("the ").removesuffix(" officer")
    return "chief executive" if plain == "ceo" else plain


def check_holder(granted: Granted, offices: Iterable[str]) -> None:
    """Only its holder acts on a delegation; one that names nobody is for the Chief Executive.

    ``offices`` are the roles that somebody holds and their own name, since a decision may name either.
    """
    holder = granted.holder or UNNAMED
    if _office(holder) not in {_office(one) for one in offices}:
        raise NotAllowed(
            f"This authority is delegated to the {holder}, so you cannot act on it.",
            remedy="Its holder acts on it, or an amendment of the decision names another holder.",
        )


def check_use(granted: Granted, pence: int, on: date) -> None:
    """A use is positive, inside the period and within what is left of the cap; the sums are in the message."""
    if pence <= 0:
        raise Invalid({"amount": "Give the value of what is done under the delegation."})
    state = state_of(granted, on)
    if state == "revoked":
        raise NotAllowed("This delegation was revoked.", remedy="A new decision can grant another.")
    if state == "expired":
        until = granted.until
        raise NotAllowed(
            f"This delegation ended on {until.day} {until:%B %Y}." if until else "This delegation has ended.",
            remedy="A new decision can extend it.",
        )
    if on < granted.from_:
        raise NotAllowed(f"This delegation starts on {granted.from_.day} {granted.from_:%B %Y}.")
    left = granted.left_pence
    if left is not None and pence > left:
        cap = granted.cap_pence or 0
        raise NotAllowed(
            f"{pounds(pence)} is more than is left: the cap is {pounds(cap)}, used {pounds(granted.used_pence)}, "
            f"left {pounds(max(left, 0))}.",
            remedy="Use less, or take the matter back to the decision maker.",
        )
