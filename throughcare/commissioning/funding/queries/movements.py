"""Contributions, carry-forwards, virements and commitments, each with its state and whose turn it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from django.urls import reverse

from throughcare import machines
from throughcare.commissioning.funding import states
from throughcare.commissioning.funding.actions.lines import accrued, outstanding
from throughcare.commissioning.funding.models import CarryForward, Commitment, Contribution, Virement
from throughcare.commissioning.funding.queries.entries import opens
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible, visible_to
from throughcare.foundation.access.viewers import Viewer


@dataclass(frozen=True, slots=True)
class Step:
    """A step that the machine allows now: its code, its words, and whether this viewer may take it."""

    code: str
    label: str
    mine: bool


@dataclass(frozen=True, slots=True)
class ContributionRow:
    """A contribution with its sums in pence and the steps that are open."""

    id: int
    programme: str
    programme_name: str
    payer: str
    recipient: str
    year: str
    pence: int
    received: int
    recognised: int
    deferred: int
    returned: int
    carried: int
    held: int
    state: str
    turn: str
    since: datetime
    due: date | None
    agreement: str
    conditions: str
    reason: str
    decision: str
    version: int
    steps: tuple[Step, ...]
    hrefs: dict[str, str]
    promise_address: str


@dataclass(frozen=True, slots=True)
class CarryForwardRow:
    """A carry-forward: whose money, from where to where, by what approval."""

    id: int
    programme: str
    programme_name: str
    funder: str
    is_partner_money: bool
    partner_agreed: bool
    from_year: str
    pence: int
    cap: int | None
    draws: tuple[tuple[str, int, int], ...]
    state: str
    turn: str
    since: datetime
    reason: str
    approval: str
    decision: str
    version: int
    steps: tuple[Step, ...]
    cap_address: str
    is_planned: bool

    @property
    def of(self) -> str:
        """How an address names what was posted for it."""
        return f"carry_forward:{self.id}"

    @property
    def opens(self) -> Callable[..., str]:
        """What gives the address of the entries behind a figure."""
        return opens(self.programme)


@dataclass(frozen=True, slots=True)
class VirementRow:
    """A virement between two lines."""

    id: int
    programme: str
    programme_name: str
    year: str
    from_service: str
    to_service: str
    pence: int
    reason: str
    answer: str
    state: str
    turn: str
    since: datetime
    steps: tuple[Step, ...]
    to_code: str

    @property
    def of(self) -> str:
        """How an address names what was posted for it."""
        return f"virement:{self.id}"

    @property
    def opens(self) -> Callable[..., str]:
        """What gives the address of the entries behind a figure."""
        return opens(self.programme)


@dataclass(frozen=True, slots=True)
class CommitmentRow:
    """A commitment and what is left of it, in pence."""

    id: int
    programme: str
    programme_name: str
    service: str
    year: str
    document: str
    recipient: str
    words: str
    authority: str
    delegation: str
    pence: int
    outstanding: int
    unpaid: int
    can_pay: bool

    @property
    def of(self) -> str:
        """How an address names what was posted for it."""
        return f"commitment:{self.id}"

    @property
    def opens(self) -> Callable[..., str]:
        """What gives the address of the entries behind a figure."""
        return opens(self.programme)


CONTRIBUTION_STEPS = {
    "accepted": ("accept", "Accept under a decision"),
    "agreed": ("agree", "Sign the agreement"),
    "invoiced": ("invoice", "Invoice"),
    "received": ("receive", "Record the money received"),
    "recognised": ("recognise", "Recognise as income"),
    "deferred": ("defer", "Hold for a later year"),
    "carried_forward": ("carry_forward", "Agree to carry it forward"),
    "returned": ("give_back", "Give back"),
    "withdrawn": ("withdraw", "Withdraw"),
}
INWARD = {"received": "received", "recognised": "recognised", "deferred": "deferred", "returned": "returned"}
OUTWARD = {"received": "handed_over", "recognised": "counted", "deferred": "prepaid", "returned": "handed_back"}
NOT_PLANNED = (states.CarryForward.FORECAST, states.CarryForward.REQUESTED, states.CarryForward.REFUSED)
PARTNERS = {"agreed", "carried_forward"}
CARRY_STEPS = {
    "approved": ("approve", "Approve"),
    "refused": ("refuse", "Refuse"),
    "transferred": ("transfer", "Move to the reserve"),
    "drawn": ("draw", "Draw from the reserve"),
    "lapsed": ("lapse", "Let the rest lapse"),
}


def _contribution_steps(viewer: Viewer, row: Contribution) -> tuple[Step, ...]:
    lead = row.programme.lead.code
    partner = row.payer.code if row.recipient.code == lead else row.recipient.code
    found = []
    for event in machines.events_from(states.CONTRIBUTION_TRANSITIONS, row.state):
        if event not in CONTRIBUTION_STEPS:
            continue
        code, label = CONTRIBUTION_STEPS[event]
        if event in PARTNERS:
            who = row.payer.code if event == "carried_forward" else partner
            mine = viewer.can(Permission.AGREE_CONTRIBUTION) and who in viewer.organisation_codes
        else:
            mine = viewer.can(Permission.POST_MONEY) and lead in viewer.organisation_codes
        found.append(Step(code, label, mine))
    return tuple(found)


def contribution_row(viewer: Viewer, row: Contribution) -> ContributionRow:
    """A contribution as a viewer sees it."""
    return ContributionRow(
        id=row.pk,
        programme=row.programme.code,
        programme_name=row.programme.name,
        payer=row.payer.name,
        recipient=row.recipient.name,
        year=row.year,
        pence=row.pence,
        received=row.received_pence,
        recognised=row.recognised_pence,
        deferred=row.deferred_pence,
        returned=row.returned_pence,
        carried=row.carried_pence,
        held=row.held_pence,
        state=row.state,
        turn=states.CONTRIBUTION_OWNER[row.state],
        since=row.since,
        due=row.due,
        agreement=row.agreement,
        conditions=row.conditions,
        reason=row.reason,
        decision=row.decision_reference,
        version=row.version,
        steps=_contribution_steps(viewer, row),
        hrefs=_contribution_hrefs(row),
        promise_address=_promise_address(row),
    )


def _contribution_hrefs(row: Contribution) -> dict[str, str]:
    """Where each sum of a contribution opens its entries, by the sum's name."""
    names = INWARD if row.recipient_id == row.programme.lead_id else OUTWARD
    to = partial(opens(row.programme.code), of=f"contribution:{row.pk}")
    found = {name: to(figure, year=row.year) for name, figure in names.items()}
    found |= {"held": found["deferred"], "carried": to(names["deferred"], after=row.year)}
    if row.carried_from_id is not None:
        found["received"] = to("carried_in", year=row.year)
    return found


def _promise_address(row: Contribution) -> str:
    """What a promise rests on: the decision that accepts it, or the contribution that it was carried from."""
    if row.carried_from_id is not None:
        return reverse("contribution", args=[row.carried_from_id])
    if row.decision_id is None:
        return ""
    return f"{reverse('envelope_use', args=[row.programme.code])}#decision-{row.decision_id}"


def _contribution_rows(viewer: Viewer) -> Any:
    return visible_to(viewer, Contribution).select_related("programme__lead", "payer", "recipient")


def contributions(viewer: Viewer, code: str) -> list[ContributionRow]:
    """The contributions of a programme by year."""
    return [contribution_row(viewer, row) for row in _contribution_rows(viewer).filter(programme__code=code)]


def given_by(viewer: Viewer, code: str, payer: str, year: str = "") -> list[ContributionRow]:
    """What one organisation gives to a programme, in one year where one is named; what was withdrawn left out."""
    rows = _contribution_rows(viewer).filter(programme__code=code, payer__code=payer)
    rows = rows.exclude(state=states.Contribution.WITHDRAWN)
    return [contribution_row(viewer, row) for row in (rows.filter(year=year) if year else rows)]


def contribution(viewer: Viewer, contribution_id: int) -> ContributionRow:
    """One contribution; ``NotFound`` where there is none that the viewer may see."""
    found: Contribution = get_visible(viewer, Contribution, pk=contribution_id)
    return contribution_row(viewer, found)


def _carry_steps(viewer: Viewer, row: CarryForward) -> tuple[Step, ...]:
    leads = row.programme.lead.code in viewer.organisation_codes
    owns = row.funder.code in viewer.organisation_codes and viewer.can(Permission.AGREE_CONTRIBUTION)
    partners = row.funder_id != row.programme.lead_id
    found = []
    if row.state == states.CarryForward.REQUESTED and partners and row.partner_agreed_at is None:
        found.append(Step("agree", "Agree", owns))
    for event in machines.events_from(states.CARRY_FORWARD_TRANSITIONS, row.state):
        if event not in CARRY_STEPS:
            continue
        code, label = CARRY_STEPS[event]
        mine = leads and viewer.can(Permission.POST_MONEY)
        if code in ("approve", "refuse"):
            mine = leads and viewer.can(Permission.APPROVE_MONEY)
        found.append(Step(code, label, mine or (code == "refuse" and partners and owns)))
    return tuple(found)


def carry_forward_row(viewer: Viewer, row: CarryForward) -> CarryForwardRow:
    """A carry-forward as a viewer sees it."""
    approval = cap = ""
    if row.authority is not None:
        cap = f"{reverse('envelope_use', args=[row.programme.code])}#decision-{row.authority.decision.decision_id}"
        approval = f"{row.authority.decision.reference}, recommendation {row.authority.number}"
    elif row.partner_agreed_at is not None:
        approval = f"Agreement of {row.funder.name}"
    return CarryForwardRow(
        id=row.pk,
        programme=row.programme.code,
        programme_name=row.programme.name,
        funder=row.funder.name,
        is_partner_money=row.funder_id != row.programme.lead_id,
        partner_agreed=row.partner_agreed_at is not None,
        from_year=row.from_year,
        pence=row.pence,
        cap=row.cap_pence,
        draws=tuple((one.year, one.planned_pence, one.drawn_pence) for one in row.draws.all()),
        state=row.state,
        turn=states.CARRY_FORWARD_OWNER[row.state],
        since=row.since,
        reason=row.reason,
        approval=approval,
        decision=row.decision_reference,
        version=row.version,
        steps=_carry_steps(viewer, row),
        cap_address=cap,
        is_planned=row.state not in NOT_PLANNED,
    )


def carry_forwards(viewer: Viewer, code: str) -> list[CarryForwardRow]:
    """The carry-forwards of a programme by year."""
    rows = visible_to(viewer, CarryForward).select_related("programme__lead", "funder", "authority__decision")
    return [carry_forward_row(viewer, row) for row in rows.filter(programme__code=code).prefetch_related("draws")]


def carry_forward(viewer: Viewer, carry_forward_id: int) -> CarryForwardRow:
    """One carry-forward; ``NotFound`` where there is none that the viewer may see."""
    return carry_forward_row(viewer, get_visible(viewer, CarryForward, pk=carry_forward_id))


def virement_row(viewer: Viewer, row: Virement) -> VirementRow:
    """A virement as a viewer sees it."""
    mine = viewer.can(Permission.APPROVE_MONEY) and row.programme.lead.code in viewer.organisation_codes
    words = {"posted": ("approve", "Approve"), "refused": ("refuse", "Refuse")}
    open_events = machines.events_from(states.VIREMENT_TRANSITIONS, row.state)
    return VirementRow(
        row.pk,
        row.programme.code,
        row.programme.name,
        row.year,
        row.from_service.label,
        row.to_service.label,
        row.pence,
        row.reason,
        row.answer,
        row.state,
        states.VIREMENT_OWNER[row.state],
        row.since,
        tuple(Step(*words[event], mine and row.requested_by != viewer.person_id) for event in open_events),
        row.to_service.code,
    )


def virements(viewer: Viewer, code: str) -> list[VirementRow]:
    """The virements of a programme, the latest first."""
    rows = visible_to(viewer, Virement).select_related("programme__lead", "from_service", "to_service")
    return [virement_row(viewer, row) for row in rows.filter(programme__code=code)]


def virement(viewer: Viewer, virement_id: int) -> VirementRow:
    """One virement; ``NotFound`` where there is none that the viewer may see."""
    return virement_row(viewer, get_visible(viewer, Virement, pk=virement_id))


def _commitment(viewer: Viewer, row: Commitment) -> CommitmentRow:
    return CommitmentRow(
        row.pk,
        row.programme.code,
        row.programme.name,
        row.service.label,
        row.year,
        row.document,
        row.recipient,
        row.words,
        f"{row.authority.decision.reference}, recommendation {row.authority.number}",
        "" if row.delegation_id is None else "A delegation of the same decision",
        row.pence,
        outstanding(row),
        accrued(row),
        viewer.can(Permission.POST_MONEY) and row.programme.lead.code in viewer.organisation_codes,
    )


def commitments(viewer: Viewer, code: str) -> list[CommitmentRow]:
    """The commitments of a programme by year."""
    rows = visible_to(viewer, Commitment).select_related("programme__lead", "service", "authority__decision")
    return [_commitment(viewer, row) for row in rows.filter(programme__code=code)]


def commitment(viewer: Viewer, commitment_id: int) -> CommitmentRow:
    """One commitment; ``NotFound`` where there is none that the viewer may see."""
    return _commitment(viewer, get_visible(viewer, Commitment, pk=commitment_id))
