"""What a decision carries forward: approved under its own recommendation, else asked for."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from throughcare.commissioning.funding import states
from throughcare.commissioning.funding.actions.lines import versions_of
from throughcare.commissioning.funding.actions.posting import open_day
from throughcare.commissioning.funding.actions.programmes import ensure_funder
from throughcare.commissioning.funding.actions.reserves import move, post_movement, used_under, written
from throughcare.commissioning.funding.models import Authority, CarryForward, Programme, ProgrammeDecision
from throughcare.commissioning.funding.rules.authority import Purpose
from throughcare.commissioning.funding.rules.opening import Carried, Opening, carried_in, carry_legs
from throughcare.commissioning.funding.rules.posting import Basis
from throughcare.foundation.access.viewers import Viewer


def carry_for_decision(
    programme: Programme, decision: ProgrammeDecision, opening: Opening, funder: str, *, by: Viewer, at: datetime
) -> None:
    """Carry-forwards that a decision's table shows: approved where a recommendation has that much left, else asked for.

    Of a later version of a decision only what it adds is carried.
    """
    change: dict[str, int] = {}
    for carried in opening.carried:
        change[carried.from_year] = change.get(carried.from_year, 0) - (0 if carried.from_before else carried.pence)
        for year, pence in carried.draws:
            change[year] = change.get(year, 0) + pence
    versions = [one.reference for one in versions_of(decision)]
    for row in CarryForward.objects.filter(programme=programme, decision_reference__in=versions):
        if row.state == states.CarryForward.REFUSED:
            continue
        if row.from_year >= programme.from_year:
            change[row.from_year] = change.get(row.from_year, 0) + row.pence
        for draw in row.draws.all():
            change[draw.year] = change.get(draw.year, 0) - draw.planned_pence
    for carried in carried_in({year: pence for year, pence in change.items() if pence}):
        ensure_funder(programme, funder, by=by, at=at)
        _carry_one(programme, decision, carried, funder, by=by, at=at)


def _carry_one(
    programme: Programme, decision: ProgrammeDecision, carried: Carried, funder: str, *, by: Viewer, at: datetime
) -> None:
    authority = _allowing(decision, carried)
    row = written(
        programme,
        funder,
        carried.from_year,
        dict(carried.draws),
        by=by,
        at=at,
        pence=carried.pence,
        decision_reference=decision.reference,
    )
    move(row, "requested", by=by, at=at)
    if authority is None:
        return
    row.authority, row.cap_pence = authority, authority.pence
    row.approved_by = by.person_id
    move(row, "approved", by=by, at=at)
    day = open_day(programme, decision.signed, at)
    post_movement(row, day, "Carried forward", carry_legs(carried, funder, Basis.BUDGET), by=by, at=at)


def _allowing(decision: ProgrammeDecision, carried: Carried) -> Authority | None:
    """The recommendation of a decision for money of the year that is left, with that much room; null where none has."""
    allowing = decision.authorities.filter(Q(from_year="") | Q(from_year=carried.from_year))
    for one in allowing.filter(purpose=Purpose.CARRY_FORWARD, pence__gte=carried.pence).order_by(
        "-from_year", "number"
    ):
        if (one.pence or 0) - used_under(one) >= carried.pence:
            return one
    return None
