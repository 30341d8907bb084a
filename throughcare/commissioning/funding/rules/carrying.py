"""Money carried between years through the reserve: whose it is, who must agree, and how much may move."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from throughcare.commissioning.funding.rules.authority import check_room
from throughcare.errors import Invalid, NotAllowed, WrongState
from throughcare.foundation.ui.words import pounds


@dataclass(frozen=True, slots=True)
class Approval:
    """What an approval rests on.

    ``allowed`` is the cap of a recommendation, ``used`` what is carried under it, ``of_year`` the year out of which it
    lets money be carried, empty where it names none; ``from_year`` is the year that the money leaves.
    """

    is_partner_money: bool
    partner_agreed: bool
    has_authority: bool
    what: str = ""
    allowed: int | None = None
    used: int = 0
    of_year: str = ""
    from_year: str = ""


def check_of_year(approval: Approval) -> None:
    """Raises ``NotAllowed`` where a recommendation is for money of another year."""
    if approval.of_year and approval.of_year != approval.from_year:
        raise NotAllowed(
            f"{approval.what} is for money of {approval.of_year}, so nothing of {approval.from_year} can be carried "
            "forward under it.",
            remedy="Choose a recommendation for that year, or take a decision that recommends it.",
        )


def check_request(*, pence: int, from_year: str, draws: Mapping[str, int]) -> None:
    """Raises ``Invalid`` unless money above nothing goes from a year to later ones, all of it."""
    if pence <= 0:
        raise Invalid({"pence": "The amount must be more than nothing."})
    if not draws or min(draws.values()) <= 0:
        raise Invalid({"to_year": "Say into which later year the money goes."})
    if min(draws) <= from_year:
        raise Invalid({"to_year": f"Money of {from_year} can only go to a later year."})
    if sum(draws.values()) != pence:
        raise Invalid(
            {"pence": f"{pounds(pence)} leaves {from_year} and {pounds(sum(draws.values()))} arrives. Make them equal."}
        )


def check_available(*, whose: str, year: str, has: int, pence: int) -> None:
    """Raises ``NotAllowed`` with the sum where a funder has less in a year than is to leave it."""
    if pence > has:
        raise NotAllowed(
            f"{whose} has {pounds(has)} in {year} and {pounds(pence)} was to be carried forward.",
            remedy="Carry forward no more than there is.",
        )


def check_approval(approval: Approval, pence: int) -> None:
    """Raises unless a movement has what its approval must rest on.

    A partner's money needs the partner's own agreement. The lead's own money needs a recommendation of a decision in
    effect with that much left.
    """
    if approval.is_partner_money:
        if not approval.partner_agreed:
            raise WrongState(
                "This is a partner's money, and the partner has not agreed to carry it forward.",
                remedy="It waits with the partner; their home page shows it.",
            )
        return
    if not approval.has_authority:
        raise NotAllowed(
            f"No recommendation of a decision in effect allows {pounds(pence)} of this year to be carried forward.",
            remedy="Take a decision that recommends it, then choose that recommendation here.",
        )
    check_of_year(approval)
    check_room(what=approval.what, pence=pence, allowed=approval.allowed, used=approval.used)


def check_draw(*, year: str, planned: int, drawn: int, pence: int) -> None:
    """Raises ``Invalid`` with the sum unless the year has that much left to draw."""
    if pence <= 0:
        raise Invalid({"pence": "The amount must be more than nothing."})
    if pence > planned - drawn:
        left = pounds(planned - drawn)
        raise Invalid(
            {"pence": f"{pounds(planned)} is planned for {year}, {pounds(drawn)} is drawn and {left} is left."}
        )


def check_never_overdrawn(balances: Mapping[str, int]) -> None:
    """Raises ``NotAllowed`` where a reserve falls below nothing in some year. ``balances`` are its legs by year."""
    held = 0
    for year in sorted(balances):
        held += balances[year]
        if held < 0:
            raise NotAllowed(
                f"The reserve would be overdrawn by {pounds(-held)} in {year}.",
                remedy="Draw no more than was put in by then.",
            )
