"""Steps of a contribution, each with its legs and its event."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from throughcare import machines
from throughcare.commissioning.funding import states
from throughcare.commissioning.funding.actions.lines import check_in_force
from throughcare.commissioning.funding.actions.posting import Draft, check_own, lock_programme, post
from throughcare.commissioning.funding.actions.programmes import ensure_funder, organisation
from throughcare.commissioning.funding.actions.receipts import once
from throughcare.commissioning.funding.models import Contribution, Programme, ProgrammeDecision
from throughcare.commissioning.funding.rules import contributing as rules
from throughcare.commissioning.funding.rules.contributing import Parties, Sums
from throughcare.commissioning.funding.rules.posting import LegPlan, Source
from throughcare.commissioning.funding.rules.programmes import check_year
from throughcare.errors import Invalid, WrongState
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action
from throughcare.foundation.reference.years import FinancialYear

MACHINE = states.CONTRIBUTION_TRANSITIONS


def parties_of(row: Contribution) -> Parties:
    """Who pays, who receives and who keeps the books."""
    return Parties(row.payer.code, row.recipient.code, row.programme.lead.code, row.year)


def sums_of(row: Contribution) -> Sums:
    """The contribution's sums for its rules."""
    return Sums(
        row.pence, row.received_pence, row.recognised_pence, row.deferred_pence, row.returned_pence, row.carried_pence
    )


def opened(
    programme: Programme, payer: str, recipient: str, year: str, pence: int, *, by: Viewer, at: datetime, **more: object
) -> Contribution:
    """A contribution that is pledged, due at the end of its year unless ``more`` says when."""
    row = Contribution(
        programme=programme,
        payer=organisation(payer, field="payer"),
        recipient=organisation(recipient, field="recipient"),
        year=year,
        pence=pence,
        since=at,
        due=more.pop("due", None) or FinancialYear.parse(year).until.replace(month=3, day=31),
        **more,
    )
    row.save()
    event("contribution.pledged", subject=("contribution", row.pk), by=by, at=at, state=states.Contribution.PLEDGED)
    return row


def move(row: Contribution, step: str, *, by: Viewer, at: datetime, reason: str = "") -> None:
    """One step of a contribution: checked, written, recorded."""
    transition = MACHINE.get(step)
    try:
        end = machines.move(MACHINE, step, row.state)
    except machines.CannotMove as error:
        raise WrongState(
            f"This contribution is {row.state.replace('_', ' ')}, so it cannot be {step.replace('_', ' ')} now.",
            remedy="Open it again to see whose turn it is.",
        ) from error
    if transition is not None and transition.needs_reason and not reason.strip():
        raise Invalid({"reason": "Say why."})
    row.state = end
    row.since = at
    row.reason = reason.strip() or row.reason
    row.version += 1
    row.save()
    event(f"contribution.{step}", subject=("contribution", row.pk), by=by, at=at, state=end)


def stay(row: Contribution, step: str, *, by: Viewer, at: datetime) -> None:
    """Saves sums that changed while the state stays as it is."""
    row.version += 1
    row.save()
    event(f"contribution.{step}", subject=("contribution", row.pk), by=by, at=at)


def _open(contribution_id: int, permission: Permission, *, by: Viewer) -> Contribution:
    """The contribution under its programme's lock, for someone who may."""
    check_can(by, permission)
    seen: Contribution = get_visible(by, Contribution, pk=contribution_id)
    lock_programme(seen.programme_id)
    row: Contribution = Contribution.objects.locked(contribution_id)
    return row


def _post(row: Contribution, day: date, words: str, legs: Sequence[LegPlan], *, by: Viewer, at: datetime) -> None:
    if not legs:
        return
    draft = Draft(
        day=day,
        source=Source.CONTRIBUTION,
        source_id=row.pk,
        words=f"{words}: {row.payer.name} to {row.recipient.name}, {row.year}",
        key=f"contribution:{row.pk}:{row.version}",
        legs=tuple(legs),
        document=row.agreement[:120],
        decision_id=row.decision_id,
        decision_reference=row.decision_reference,
    )
    post(row.programme, draft, by=by, at=at)


def _once(
    contribution_id: int, name: str, key: str, facts: tuple[object, ...], row: Contribution, work: Callable[[], None]
) -> Contribution:
    """Does the work unless this very form did it before."""
    if once.before(key, name, contribution_id, *facts) is None:
        work()
        once.remember(key, name, row.pk, contribution_id, *facts)
    return row


@action
def pledge(
    *,
    programme_id: int,
    payer: str,
    recipient: str,
    year: str,
    pence: int,
    conditions: str = "",
    due: date | None = None,
    key: str = "",
    by: Viewer,
    at: datetime,
) -> Contribution:
    """Records a sum that one partner promises another for a year. Nothing is posted: a promise is no money."""
    check_can(by, Permission.POST_MONEY)
    get_visible(by, Programme, pk=programme_id)
    programme = lock_programme(programme_id)
    facts = (programme_id, payer, recipient, year, pence, conditions, due)
    earlier = once.before(key, "pledge", *facts)
    if earlier is not None:
        return Contribution.objects.get(pk=earlier)
    check_own(by, programme.lead.code)
    year = check_year(year)
    rules.check_parties(Parties(payer, recipient, programme.lead.code, year))
    if pence <= 0:
        raise Invalid({"pence": "The amount must be more than nothing."})
    partner = recipient if payer == programme.lead.code else payer
    ensure_funder(programme, partner, by=by, at=at)
    row = opened(programme, payer, recipient, year, pence, by=by, at=at, conditions=conditions.strip(), due=due)
    once.remember(key, "pledge", row.pk, *facts)
    return row


@action
def accept(*, contribution_id: int, decision_reference: str, key: str = "", by: Viewer, at: datetime) -> Contribution:
    """Accepts a pledge under a decision in effect that accepts money."""
    row = _open(contribution_id, Permission.POST_MONEY, by=by)

    def work() -> None:
        check_own(by, row.programme.lead.code)
        decision = ProgrammeDecision.objects.filter(
            programme=row.programme, reference=decision_reference, replaced_by__isnull=True
        ).first()
        if decision is None:
            raise Invalid({"decision_reference": "Choose a decision in effect on this programme."})
        check_in_force(decision)
        row.decision_id, row.decision_reference = decision.decision_id, decision.reference
        move(row, "accepted", by=by, at=at)

    return _once(contribution_id, "accept", key, (decision_reference,), row, work)


@action
def agree(*, contribution_id: int, agreement: str, key: str = "", by: Viewer, at: datetime) -> Contribution:
    """The partner signs: the paying partner, or the receiving one where the lead pays."""
    row = _open(contribution_id, Permission.AGREE_CONTRIBUTION, by=by)

    def work() -> None:
        rules.check_acts_for(by.organisation_codes, parties_of(row).partner, what="partner")
        if not agreement.strip():
            raise Invalid({"agreement": "Name the letter or memorandum that was signed."})
        row.agreement = agreement.strip()[:200]
        move(row, "agreed", by=by, at=at)

    return _once(contribution_id, "agree", key, (agreement,), row, work)


@action
def invoice(*, contribution_id: int, day: date, key: str = "", by: Viewer, at: datetime) -> Contribution:
    """Asks for the money (or is asked for it): a debt stands in the books from that day."""
    row = _open(contribution_id, Permission.POST_MONEY, by=by)

    def work() -> None:
        check_own(by, row.programme.lead.code)
        move(row, "invoiced", by=by, at=at)
        _post(row, day, "Invoiced", rules.invoiced(parties_of(row), row.pence), by=by, at=at)

    return _once(contribution_id, "invoice", key, (day,), row, work)


@action
def receive(*, contribution_id: int, pence: int, day: date, key: str = "", by: Viewer, at: datetime) -> Contribution:
    """Money came, as much as was promised or less. Received is not yet income."""
    row = _open(contribution_id, Permission.POST_MONEY, by=by)

    def work() -> None:
        check_own(by, row.programme.lead.code)
        rules.check_receipt(sums_of(row), pence)
        row.received_pence = pence
        move(row, "received", by=by, at=at)
        _post(row, day, "Received", rules.received(parties_of(row), row.pence, pence), by=by, at=at)

    return _once(contribution_id, "receive", key, (pence, day), row, work)


@action
def recognise(*, contribution_id: int, pence: int, day: date, key: str = "", by: Viewer, at: datetime) -> Contribution:
    """Counts money as income of its year, all that is held or part of it; recognised once nothing is held any more."""
    row = _open(contribution_id, Permission.POST_MONEY, by=by)

    def work() -> None:
        check_own(by, row.programme.lead.code)
        states_ok = machines.can_move(MACHINE, "recognised", row.state)
        available = row.held_pence + row.deferred_pence
        if states_ok:
            rules.check_take(pence, available, what="is held")
        from_held = min(pence, row.held_pence)
        row.recognised_pence += from_held + (pence - from_held)
        row.deferred_pence -= pence - from_held
        if states_ok and pence < available:
            stay(row, "part_recognised", by=by, at=at)
        else:
            move(row, "recognised", by=by, at=at)
        _post(row, day, "Recognised", rules.recognised(parties_of(row), pence), by=by, at=at)

    return _once(contribution_id, "recognise", key, (pence, day), row, work)


@action
def defer(
    *, contribution_id: int, pence: int, reason: str, day: date, key: str = "", by: Viewer, at: datetime
) -> Contribution:
    """Holds money for a later year: what is held first, then what was counted as income and should not have been."""
    row = _open(contribution_id, Permission.POST_MONEY, by=by)

    def work() -> None:
        check_own(by, row.programme.lead.code)
        rules.check_take(pence, row.held_pence + row.recognised_pence, what="can be held for a later year")
        back = max(0, pence - row.held_pence)
        row.recognised_pence -= back
        row.deferred_pence += pence
        move(row, "deferred", by=by, at=at, reason=reason)
        _post(row, day, "Deferred", rules.unrecognised(parties_of(row), back), by=by, at=at)

    return _once(contribution_id, "defer", key, (pence, reason, day), row, work)


@action
def carry_forward(
    *, contribution_id: int, to_year: str, day: date, key: str = "", by: Viewer, at: datetime
) -> Contribution:
    """The paying partner agrees that what is held is used in a later year, where it lives on as received money."""
    row = _open(contribution_id, Permission.AGREE_CONTRIBUTION, by=by)

    def work() -> None:
        rules.check_acts_for(by.organisation_codes, row.payer.code, what="partner that paid")
        year = check_year(to_year, field="to_year")
        if year <= row.year:
            raise Invalid({"to_year": f"Choose a year after {row.year}."})
        pence = row.deferred_pence
        row.deferred_pence, row.carried_pence = 0, row.carried_pence + pence
        _move_after_carrying(row, by=by, at=at)
        _post(row, day, f"Carried forward to {year}", rules.carried(parties_of(row), year, pence), by=by, at=at)
        _live_on(row, year, pence, by=by, at=at)

    return _once(contribution_id, "carry_forward", key, (to_year, day), row, work)


def _move_after_carrying(row: Contribution, *, by: Viewer, at: datetime) -> None:
    """Carried forward once nothing of its own year is left; until then what is held or was income stays open."""
    if row.held_pence:
        move(row, "part_carried", by=by, at=at)
    elif row.recognised_pence:
        move(row, "rest_carried", by=by, at=at)
    else:
        move(row, "carried_forward", by=by, at=at)


def _live_on(row: Contribution, year: str, pence: int, *, by: Viewer, at: datetime) -> None:
    made = Contribution(
        programme=row.programme,
        payer=row.payer,
        recipient=row.recipient,
        year=year,
        pence=pence,
        received_pence=pence,
        state=states.Contribution.RECEIVED,
        since=at,
        agreement=row.agreement,
        conditions=row.conditions,
        decision_id=row.decision_id,
        decision_reference=row.decision_reference,
        carried_from=row,
    )
    made.save()
    event("contribution.carried_in", subject=("contribution", made.pk), by=by, at=at, state=made.state)


@action
def give_back(
    *, contribution_id: int, pence: int, reason: str, day: date, key: str = "", by: Viewer, at: datetime
) -> Contribution:
    """Pays money back: what is held first, then what is deferred, then what was counted as income."""
    row = _open(contribution_id, Permission.POST_MONEY, by=by)

    def work() -> None:
        check_own(by, row.programme.lead.code)
        rules.check_take(pence, row.received_pence - row.returned_pence - row.carried_pence, what="can be given back")
        from_held = min(pence, row.held_pence)
        from_deferred = min(pence - from_held, row.deferred_pence)
        back = pence - from_held - from_deferred
        row.deferred_pence -= from_deferred
        row.recognised_pence -= back
        row.returned_pence += pence
        _move_after_returning(row, reason, by=by, at=at)
        legs = (*rules.unrecognised(parties_of(row), back), *rules.returned(parties_of(row), pence))
        _post(row, day, "Returned", rules.merged(legs), by=by, at=at)

    return _once(contribution_id, "give_back", key, (pence, reason, day), row, work)


def _move_after_returning(row: Contribution, reason: str, *, by: Viewer, at: datetime) -> None:
    """Returned once nothing is left of it; until then it stays where what is left can still be dealt with."""
    if row.held_pence or row.deferred_pence or (row.recognised_pence and row.state == states.Contribution.RECOGNISED):
        if not machines.can_move(MACHINE, "returned", row.state) or not reason.strip():
            move(row, "returned", by=by, at=at, reason=reason)
        row.reason = reason.strip()
        stay(row, "part_returned", by=by, at=at)
    else:
        move(row, "rest_returned" if row.recognised_pence else "returned", by=by, at=at, reason=reason)


@action
def withdraw(*, contribution_id: int, reason: str, key: str = "", by: Viewer, at: datetime) -> Contribution:
    """It never comes. The funding line stays as decided, and the year shows what it lacks against what was received."""
    row = _open(contribution_id, Permission.POST_MONEY, by=by)

    def work() -> None:
        check_own(by, row.programme.lead.code)
        move(row, "withdrawn", by=by, at=at, reason=reason)

    return _once(contribution_id, "withdraw", key, (reason,), row, work)
