"""What money owes to whom: steps of contributions, carry-forwards and virements, and years that are not whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from django.urls import reverse

from throughcare.commissioning.funding import states
from throughcare.commissioning.funding.models import CarryForward, Contribution, Virement
from throughcare.commissioning.funding.queries import movements, programmes
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.ports.owed import Owed
from throughcare.foundation.reference.years import FinancialYear
from throughcare.foundation.ui.words import pounds

QUIET = {
    states.Contribution.RECOGNISED,
    states.Contribution.CARRIED_FORWARD,
    states.Contribution.RETURNED,
    states.Contribution.WITHDRAWN,
}
NEXT = {"pledged": "accept", "accepted": "agree", "agreed": "invoice", "received": "recognise"}


def owed(viewer: Viewer, at: datetime) -> Iterator[Owed]:
    """Everything about money that waits for somebody, as far as the viewer may see it."""
    if not viewer.can(Permission.VIEW_MONEY):
        return
    yield from _contributions(viewer)
    yield from _carry_forwards(viewer)
    yield from _virements(viewer)
    yield from _years(viewer)


def _contributions(viewer: Viewer) -> Iterator[Owed]:
    rows = visible_to(viewer, Contribution).exclude(state__in=QUIET)
    for found in rows.select_related("programme__lead", "payer", "recipient"):
        row = movements.contribution_row(viewer, found)
        expected = NEXT.get(row.state)
        steps = [step for step in row.steps if step.mine and (expected is None or step.code == expected)]
        waits_for_money = row.state == states.Contribution.INVOICED
        whose, act = waits(row.turn, {"the paying partner": row.payer})
        under = f" under {row.decision}" if row.decision else ""
        yield Owed(
            what=f"{row.payer} to {row.recipient}, {row.year}{under}: {steps[0].label.lower() if steps else act}",
            href=reverse("contribution", args=[row.id]),
            fact=pounds(row.pence),
            due=row.due,
            since=row.since,
            by_me=bool(steps) and not waits_for_money,
            whose=whose,
        )


def waits(turn: str, names: Mapping[str, str]) -> tuple[str, str]:
    """With whom something waits, by name where ``names`` has them, and for what: ``finance, to invoice``."""
    whose, _, act = turn.partition(", to ")
    return names.get(whose, whose), act or turn


def _last_day(year: str) -> date:
    return FinancialYear.parse(year).until.replace(month=3, day=31)


def _carry_forwards(viewer: Viewer) -> Iterator[Owed]:
    moving = (states.CarryForward.REQUESTED, states.CarryForward.APPROVED, "in_reserve", "part_drawn")
    rows = visible_to(viewer, CarryForward).filter(state__in=moving)
    for found in rows.select_related("programme__lead", "funder", "authority__decision").prefetch_related("draws"):
        row = movements.carry_forward_row(viewer, found)
        steps = [step for step in row.steps if step.mine and step.code not in ("refuse", "lapse")]
        waiting = row.is_partner_money and not row.partner_agreed and row.state == states.CarryForward.REQUESTED
        mine = [step for step in steps if step.code == "agree"] if waiting else steps
        open_years = [year for year, planned, drawn in row.draws if drawn < planned]
        in_reserve = row.state in (states.CarryForward.IN_RESERVE, states.CarryForward.PART_DRAWN)
        whose, act = waits(row.turn, {})
        step = mine[0].label.lower() if mine else act
        yield Owed(
            what=f"Carry forward {row.funder}'s money of {row.from_year}: {step}",
            href=reverse("carry_forward", args=[row.id]),
            fact=pounds(row.pence),
            due=_last_day(open_years[0] if in_reserve and open_years else row.from_year),
            since=row.since,
            by_me=bool(mine),
            whose=row.funder if waiting else whose,
        )


def _virements(viewer: Viewer) -> Iterator[Owed]:
    rows = visible_to(viewer, Virement).filter(state=states.Virement.PROPOSED)
    for found in rows.select_related("programme__lead", "from_service", "to_service"):
        row = movements.virement_row(viewer, found)
        yield Owed(
            what=f"Virement in {row.year}: {row.from_service} to {row.to_service}",
            href=reverse("virement", args=[row.id]),
            fact=pounds(row.pence),
            since=row.since,
            by_me=any(step.mine for step in row.steps),
            whose=waits(row.turn, {})[0],
        )


def _years(viewer: Viewer) -> Iterator[Owed]:
    can = viewer.can(Permission.DRAFT_DECISION) or viewer.can(Permission.POST_MONEY)
    for row in programmes.programmes(viewer):
        for year in row.unbalanced:
            word = "more" if year.difference > 0 else "less"
            yield Owed(
                what=f"{row.name}: {year.year} has {word} funding than planned spending",
                href=reverse("programme", args=[row.code]),
                fact=pounds(abs(year.difference)),
                due=_last_day(year.year),
                by_me=can,
                whose=row.lead,
            )
