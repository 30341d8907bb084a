"""Carrying money between years: asking, agreeing, approving, moving it to the reserve and drawing it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db.models import F, Q, Sum

from throughcare import machines
from throughcare.commissioning.funding import states
from throughcare.commissioning.funding.actions.ending import close_again
from throughcare.commissioning.funding.actions.lines import (
    check_in_force,
    funding_of,
    mending_offer,
    reserve_by_year,
    same_recommendation,
)
from throughcare.commissioning.funding.actions.posting import Draft, check_own, lock_programme, post
from throughcare.commissioning.funding.actions.programmes import organisation
from throughcare.commissioning.funding.actions.receipts import once
from throughcare.commissioning.funding.models import (
    Authority,
    CarryForward,
    CarryForwardDraw,
    Leg,
    Programme,
    ProgrammeFunder,
)
from throughcare.commissioning.funding.rules import carrying as rules
from throughcare.commissioning.funding.rules.authority import Purpose
from throughcare.commissioning.funding.rules.opening import Carried, carry_legs
from throughcare.commissioning.funding.rules.posting import AccountKey, Basis, Kind, LegPlan, Source, pair
from throughcare.commissioning.funding.rules.programmes import check_year
from throughcare.commissioning.funding.rules.spending import check_second_person
from throughcare.errors import Conflict, Invalid, NotAllowed, WrongState
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action

MACHINE = states.CARRY_FORWARD_TRANSITIONS
APPROVED = (
    states.CarryForward.APPROVED,
    states.CarryForward.IN_RESERVE,
    states.CarryForward.PART_DRAWN,
    states.CarryForward.EXHAUSTED,
)


def check_can_request(by: Viewer) -> None:
    """Whoever holds the programme asks: the commissioner or finance."""
    if not by.can(Permission.DRAFT_DECISION):
        check_can(by, Permission.POST_MONEY)


def move(row: CarryForward, step: str, *, by: Viewer, at: datetime, reason: str = "") -> None:
    """One step of a carry-forward: checked, written, recorded."""
    try:
        end = machines.move(MACHINE, step, row.state)
    except machines.CannotMove as error:
        raise WrongState(
            f"This carry-forward is {row.state.replace('_', ' ')}, so it cannot be {step.replace('_', ' ')} now.",
            remedy="Open it again to see whose turn it is.",
        ) from error
    if MACHINE[step].needs_reason and not reason.strip():
        raise Invalid({"reason": "Say why."})
    row.state = end
    row.since = at
    row.reason = reason.strip() or row.reason
    row.version += 1
    row.save()
    event(f"carry_forward.{step}", subject=("carry_forward", row.pk), by=by, at=at, state=end)


def _open(carry_forward_id: int, *, by: Viewer) -> CarryForward:
    seen: CarryForward = get_visible(by, CarryForward, pk=carry_forward_id)
    lock_programme(seen.programme_id)
    row: CarryForward = CarryForward.objects.locked(carry_forward_id)
    return row


def written(
    programme: Programme,
    funder: str,
    from_year: str,
    draws: Mapping[str, int],
    *,
    by: Viewer,
    at: datetime,
    **more: object,
) -> CarryForward:
    """A carry-forward with its planned draws, forecast."""
    row = CarryForward(
        programme=programme,
        funder=organisation(funder, field="funder"),
        from_year=from_year,
        pence=more.pop("pence", None) or sum(draws.values()),
        since=at,
        requested_by=by.person_id,
        **more,
    )
    row.save()
    CarryForwardDraw.objects.bulk_create(
        [CarryForwardDraw(carry_forward=row, year=year, planned_pence=pence) for year, pence in sorted(draws.items())]
    )
    event("carry_forward.forecast", subject=("carry_forward", row.pk), by=by, at=at, state=states.CarryForward.FORECAST)
    return row


def _carried(row: CarryForward) -> Carried:
    draws = tuple(row.draws.values_list("year", "planned_pence"))
    return Carried(row.from_year, row.pence, draws, from_before=row.from_year < row.programme.from_year)


def post_movement(
    row: CarryForward, day: date, words: str, legs: tuple[LegPlan, ...], *, by: Viewer, at: datetime
) -> None:
    """Posts the legs of a carry-forward, if it has any."""
    if not legs:
        return
    draft = Draft(
        day=day,
        source=Source.CARRY_FORWARD,
        source_id=row.pk,
        words=f"{words}: money of {row.funder.name}, {row.from_year}",
        key=f"carry_forward:{row.pk}:{row.version}",
        legs=legs,
        decision_reference=row.decision_reference,
    )
    post(row.programme, draft, by=by, at=at)


def used_under(authority: Authority, *, besides: int = 0) -> int:
    """What is carried forward under a recommendation, in pence, and with it what lapsed in the reserve."""
    rows = CarryForward.objects.filter(same_recommendation(authority)).exclude(pk=besides)
    lapsed = rows.filter(state=states.CarryForward.LAPSED).values_list("pk", flat=True)
    moved = Leg.objects.filter(
        transaction__source=Source.CARRY_FORWARD,
        transaction__source_id__in=list(lapsed),
        account__kind=Kind.RESERVE,
        basis=Basis.ACCRUAL,
        pence__gt=0,
    )
    standing = rows.filter(Q(state__in=APPROVED) | Q(pk__in=moved.values("transaction__source_id")))
    return int(standing.aggregate(found=Sum("pence"))["found"] or 0)


@action
def request_carry_forward(
    *,
    programme_id: int,
    funder: str,
    from_year: str,
    draws: Mapping[str, int],
    reason: str = "",
    key: str = "",
    by: Viewer,
    at: datetime,
) -> CarryForward:
    """Asks for money of a funder to be carried from a year to later ones; ``draws`` are pence by year."""
    check_can_request(by)
    get_visible(by, Programme, pk=programme_id)
    programme = lock_programme(programme_id)
    facts = (programme_id, funder, from_year, sorted(draws.items()), reason)
    earlier = once.before(key, "request_carry_forward", *facts)
    if earlier is not None:
        return CarryForward.objects.get(pk=earlier)
    check_own(by, programme.lead.code)
    from_year = check_year(from_year, field="from_year")
    draws = {check_year(year, field="to_year"): pence for year, pence in draws.items()}
    pence = sum(draws.values())
    rules.check_request(pence=pence, from_year=from_year, draws=draws)
    owner = organisation(funder, field="funder")
    if not ProgrammeFunder.objects.filter(programme=programme, organisation=owner).exists():
        raise Invalid({"funder": "Choose one of the programme's funders."})
    has = funding_of(programme, owner.pk, from_year)
    rules.check_available(whose=owner.name, year=from_year, has=has, pence=pence)
    row = written(programme, funder, from_year, draws, by=by, at=at)
    move(row, "requested", by=by, at=at, reason=reason)
    once.remember(key, "request_carry_forward", row.pk, *facts)
    return row


@action
def request_mending(
    *, programme_code: str, from_year: str, to_year: str, pence: int, key: str, by: Viewer, at: datetime
) -> list[CarryForward]:
    """Asks for a movement that would mend a year: one carry-forward for each owner of the surplus, by the split rules.

    ``Conflict`` where the years have changed since the movement was offered.
    """
    check_can_request(by)
    seen: Programme = get_visible(by, Programme, code=programme_code)
    programme = lock_programme(seen.pk)
    if once.before(f"{key}:0", "request_mending", from_year, to_year, pence) is not None:
        return []
    offered = mending_offer(programme, from_year, to_year)
    if offered is None or offered.movement.pence != pence:
        raise Conflict(
            "The years have changed since this movement was offered.",
            remedy="Open the programme again: it shows how its years stand now and what would mend them.",
        )
    made = [
        request_carry_forward(
            programme_id=programme.pk,
            funder=funder,
            from_year=from_year,
            draws={to_year: share},
            reason=f"So that {from_year} and {to_year} have the funding that their plan needs.",
            key=f"{key}:{funder}",
            by=by,
            at=at,
        )
        for funder, share in offered.owners
    ]
    once.remember(f"{key}:0", "request_mending", made[0].pk, from_year, to_year, pence)
    return made


@action
def agree_carry_forward(*, carry_forward_id: int, by: Viewer, at: datetime) -> CarryForward:
    """The partner whose money it is agrees. Agreed again it stays as it is."""
    check_can(by, Permission.AGREE_CONTRIBUTION)
    row = _open(carry_forward_id, by=by)
    if row.funder.code not in by.organisation_codes:
        raise NotAllowed("Only the partner whose money it is can agree.", remedy="It waits with them.")
    if row.partner_agreed_at is not None:
        return row
    if row.state != states.CarryForward.REQUESTED:
        raise WrongState(f"This carry-forward is {row.state.replace('_', ' ')}, so there is nothing to agree.")
    row.partner_agreed_by, row.partner_agreed_at = by.person_id, at
    row.version += 1
    row.save()
    event("carry_forward.partner_agreed", subject=("carry_forward", row.pk), by=by, at=at)
    return row


@action
def approve_carry_forward(
    *, carry_forward_id: int, authority_id: int | None, day: date, by: Viewer, at: datetime
) -> CarryForward:
    """Approves a movement and posts it to the plan, under a recommendation or on the partner's own agreement."""
    check_can(by, Permission.APPROVE_MONEY)
    row = _open(carry_forward_id, by=by)
    if row.state in APPROVED:
        return row
    programme = row.programme
    check_own(by, programme.lead.code)
    check_second_person(asked_by=row.requested_by, by=by.person_id)
    authority = _authority(programme, authority_id)
    rules.check_approval(_approval(row, authority), row.pence)
    if authority is not None:
        row.authority, row.cap_pence = authority, authority.pence
    row.approved_by = by.person_id
    move(row, "approved", by=by, at=at)
    if not _carried(row).from_before:
        has = funding_of(programme, row.funder_id, row.from_year)
        rules.check_available(whose=row.funder.name, year=row.from_year, has=has, pence=row.pence)
    post_movement(row, day, "Carried forward", carry_legs(_carried(row), row.funder.code, Basis.BUDGET), by=by, at=at)
    rules.check_never_overdrawn(reserve_by_year(programme, row.funder_id))
    return row


def _authority(programme: Programme, authority_id: int | None) -> Authority | None:
    if authority_id is None:
        return None
    found: Authority | None = Authority.objects.filter(
        pk=authority_id,
        decision__programme=programme,
        purpose=Purpose.CARRY_FORWARD,
    ).first()
    if found is None:
        raise Invalid({"authority": "Choose a recommendation that allows money to be carried forward."})
    check_in_force(found.decision)
    return found


def _approval(row: CarryForward, authority: Authority | None) -> rules.Approval:
    return rules.Approval(
        is_partner_money=row.funder_id != row.programme.lead_id,
        partner_agreed=row.partner_agreed_at is not None,
        has_authority=authority is not None,
        what=f"Recommendation {authority.number} of {authority.decision.reference}" if authority else "",
        allowed=authority.pence if authority else None,
        used=used_under(authority, besides=row.pk) if authority else 0,
        of_year=authority.from_year if authority else "",
        from_year=row.from_year,
    )


@action
def refuse_carry_forward(*, carry_forward_id: int, reason: str, by: Viewer, at: datetime) -> CarryForward:
    """Refuses a movement: the approver, or the partner whose money it is."""
    if not by.can(Permission.AGREE_CONTRIBUTION):
        check_can(by, Permission.APPROVE_MONEY)
    row = _open(carry_forward_id, by=by)
    if row.programme.lead.code not in by.organisation_codes and row.funder.code not in by.organisation_codes:
        raise NotAllowed("Only the lead or the partner whose money it is can refuse.")
    move(row, "refused", by=by, at=at, reason=reason)
    return row


@action
def transfer_to_reserve(*, carry_forward_id: int, day: date, by: Viewer, at: datetime) -> CarryForward:
    """Moves the money to the reserve at the end of its year, as posted in the accounts. Done again it stays."""
    check_can(by, Permission.POST_MONEY)
    row = _open(carry_forward_id, by=by)
    check_own(by, row.programme.lead.code)
    if row.state in (states.CarryForward.IN_RESERVE, states.CarryForward.PART_DRAWN, states.CarryForward.EXHAUSTED):
        return row
    move(row, "transferred", by=by, at=at)
    legs = carry_legs(_carried(row), row.funder.code, Basis.ACCRUAL, draws=False)
    post_movement(row, day, "To the reserve", legs, by=by, at=at)
    return row


@action
def draw(
    *, carry_forward_id: int, year: str, pence: int, day: date, key: str = "", by: Viewer, at: datetime
) -> CarryForward:
    """Draws money from the reserve into a year that plans it; the last penny exhausts it."""
    check_can(by, Permission.POST_MONEY)
    row = _open(carry_forward_id, by=by)
    facts = (carry_forward_id, year, pence, day)
    if once.before(key, "draw", *facts) is not None:
        return row
    check_own(by, row.programme.lead.code)
    planned = row.draws.filter(year=year).first()
    if planned is None:
        raise Invalid({"year": "Nothing is planned to be drawn in that year."})
    rules.check_draw(year=year, planned=planned.planned_pence, drawn=planned.drawn_pence, pence=pence)
    planned.drawn_pence += pence
    planned.save()
    left = row.draws.filter(drawn_pence__lt=F("planned_pence")).exists()
    move(row, "drawn" if left else "exhausted", by=by, at=at)
    one = Carried(row.from_year, pence, ((year, pence),))
    post_movement(
        row, day, "From the reserve", carry_legs(one, row.funder.code, Basis.ACCRUAL, out=False), by=by, at=at
    )
    once.remember(key, "draw", row.pk, *facts)
    return row


@action
def lapse(*, carry_forward_id: int, reason: str, day: date, by: Viewer, at: datetime) -> CarryForward:
    """Gives up what was not drawn: it leaves the reserve in the last year that could have drawn it, and so the plan.

    What was approved and not yet moved stays in its own year.
    """
    check_can(by, Permission.POST_MONEY)
    row = _open(carry_forward_id, by=by)
    check_own(by, row.programme.lead.code)
    moved = row.state != states.CarryForward.APPROVED
    move(row, "lapsed", by=by, at=at, reason=reason)
    legs = _given_up(row) if moved else _never_moved(row)
    post_movement(row, day, "Lapsed", legs, by=by, at=at)
    close_again(row.programme, by=by, at=at)
    return row


def _never_moved(row: CarryForward) -> tuple[LegPlan, ...]:
    """What takes a movement back that was approved and never made: its money is its year's again."""
    return tuple(leg.opposite() for leg in carry_legs(_carried(row), row.funder.code, Basis.BUDGET))


def _given_up(row: CarryForward) -> tuple[LegPlan, ...]:
    legs: list[LegPlan] = []
    for one in row.draws.filter(drawn_pence__lt=F("planned_pence")):
        left = one.planned_pence - one.drawn_pence
        reserve = AccountKey(Kind.RESERVE, one.year, funder=row.funder.code)
        given_up = AccountKey(Kind.OPENING, one.year, funder=row.funder.code)
        legs += pair(reserve, AccountKey(Kind.CONTROL, one.year), Basis.BUDGET, left)
        legs += pair(given_up, reserve, Basis.BUDGET, left)
        legs += pair(given_up, reserve, Basis.ACCRUAL, left)
    return tuple(legs)
