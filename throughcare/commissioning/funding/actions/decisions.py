"""What money does when a decision takes effect: budget lines, contributions, carry-forwards, and what it allows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from throughcare import clock
from throughcare.commissioning.funding.actions.accepting import accept_for_decision
from throughcare.commissioning.funding.actions.carrying import carry_for_decision
from throughcare.commissioning.funding.actions.ending import close_lines, opened_by
from throughcare.commissioning.funding.actions.posting import Draft, lock_programme, open_day, post
from throughcare.commissioning.funding.actions.programmes import create_programme, ensure_funder, ensure_service
from throughcare.commissioning.funding.models import (
    Authority,
    FunderName,
    Programme,
    ProgrammeDecision,
)
from throughcare.commissioning.funding.rules import funders as funder_rules
from throughcare.commissioning.funding.rules import opening as rules
from throughcare.commissioning.funding.rules.authority import Purpose, carried_year, purpose_of, year_in, years_of
from throughcare.commissioning.funding.rules.posting import Source
from throughcare.errors import Invalid
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.organisations.models import Organisation
from throughcare.foundation.ports.in_effect import Authorised, DecisionEnded, DecisionInEffect
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action
from throughcare.foundation.reference.loader import load
from throughcare.foundation.reference.years import FinancialYear


def on_decision_in_effect(decision: DecisionInEffect, *, by: Viewer, at: datetime) -> None:
    """The handler that the port calls, in the transaction in which the decision takes effect."""
    open_lines(decision=decision, by=by, at=at)


def on_decision_ended(ended: DecisionEnded, *, by: Viewer, at: datetime) -> None:
    """The handler that the port calls, in the transaction in which the decision is superseded."""
    end_powers(ended=ended, by=by, at=at)


@action
def end_powers(*, ended: DecisionEnded, by: Viewer, at: datetime) -> None:
    """From now on nothing is committed, accepted or moved under a superseded decision, and its unused lines close.

    What was committed or received under it stands, and is all that it still takes of the envelope; money of partners
    that is not invoiced yet is withdrawn.
    """
    row = ProgrammeDecision.objects.filter(decision_id=ended.decision_id, ended_on__isnull=True).first()
    if row is None:
        return
    programme = lock_programme(row.programme_id)
    row.ended_on = ended.on
    accept_for_decision(programme, row, {}, accepted=False, by=by, at=at)
    row.envelope_pence = close_lines(programme, row, by=by, at=at)
    row.save()
    event("programme.decision_ended", subject=("programme", row.programme_id), by=by, at=at)


@action
def open_lines(*, decision: DecisionInEffect, by: Viewer, at: datetime) -> ProgrammeDecision | None:
    """Opens a decision's budget lines and remembers what it allows; again for the same decision does nothing more.

    It asks no permission of its own: the power is the decision's, and whoever brings it into effect was asked there.
    A later version of a decision (an amendment, or the same reference) posts only what it changes, and a later version
    without a table leaves the money as it stands. Null where the decision is about no money.
    """
    standing: ProgrammeDecision | None = ProgrammeDecision.objects.filter(decision_id=decision.decision_id).first()
    if standing is not None:
        return standing
    earlier = _earlier(decision)
    if earlier is None and not decision.lines and not any(one.pence for one in decision.authorised):
        return None
    known = _known_names(decision)
    lines = tuple(rules.Line(one.block, one.label, one.year, one.pence) for one in decision.lines)
    opening = rules.opening_of(lines, known)
    programme = _programme_for(decision, opening, earlier, by=by, at=at)
    row = _remember(programme, decision, opening, earlier, known, by=by, at=at)
    if earlier is not None:
        earlier.replaced_by, earlier.ended_on = row, clock.today(at)
        earlier.save()
        if _leaves_the_lines(decision, earlier):
            return row
    for funder in sorted({funder for funder, _ in opening.funding}):
        ensure_funder(programme, funder, by=by, at=at)
    _post_plan(programme, row, opening, earlier, by=by, at=at)
    _contributions(programme, row, opening, known, by=by, at=at)
    carry_for_decision(programme, row, opening, _whose_reserve(programme, row, known), by=by, at=at)
    event("programme.lines_opened", subject=("programme", programme.pk), by=by, at=at)
    return row


def _earlier(decision: DecisionInEffect) -> ProgrammeDecision | None:
    """The latest version of what a decision amends, else the standing decision with the same reference."""
    if decision.amends is None:
        found: ProgrammeDecision | None = ProgrammeDecision.objects.filter(
            programme__code=_programme_code(decision), reference=decision.reference, replaced_by__isnull=True
        ).first()
        return found
    found = ProgrammeDecision.objects.filter(decision_id=decision.amends).first()
    while found is not None and found.replaced_by is not None:
        found = found.replaced_by
    return found


def _programme_code(decision: DecisionInEffect) -> str:
    return funder_rules.service_code(decision.programme or decision.reference)


def _known_names(decision: DecisionInEffect) -> dict[str, str]:
    """Plain names of funders to codes: organisations, what reference calls them, and names recorded here, which win."""
    organisations = list(Organisation.objects.values_list("code", "name"))
    codes = {code for code, _ in organisations}
    called = [
        (name, row.id) for row in load().as_of(decision.signed).organisations if row.id in codes for name in row.names
    ]
    recorded = FunderName.objects.on(decision.signed).filter(programme__isnull=True)
    own = FunderName.objects.on(decision.signed).filter(programme__code=decision.programme)
    named = [
        (row.name, row.organisation.code) for rows in (recorded, own) for row in rows.select_related("organisation")
    ]
    return funder_rules.known_names(organisations, [*called, *named])


def _programme_for(
    decision: DecisionInEffect, opening: rules.Opening, earlier: ProgrammeDecision | None, *, by: Viewer, at: datetime
) -> Programme:
    """The programme that the decision bears on; an amendment stays in the programme of what it amends."""
    code = earlier.programme.code if earlier else _programme_code(decision)
    lead = Organisation.objects.filter(code=decision.organisation_code).first()
    if lead is None:
        raise Invalid(f"The decision belongs to {decision.organisation_code!r}, which is no organisation known here.")
    signed_in = FinancialYear.of(decision.signed).label
    years = opening.years or (signed_in,)
    found = Programme.objects.filter(code=code).first()
    if found is None:
        made = create_programme(code, decision.title, lead, None, (years[0], years[-1]), by=by, at=at)
        return lock_programme(made.pk)
    found = lock_programme(found.pk)
    if found.lead_id != lead.pk:
        raise Invalid(f"The programme {found.name} is led by {found.lead.name}, and this decision is {lead.name}'s.")
    years = opening.years or (found.from_year, found.to_year)
    first, last = min(found.from_year, years[0]), max(found.to_year, years[-1])
    if (first, last) != (found.from_year, found.to_year):
        found.from_year, found.to_year = first, last
        found.version += 1
        found.save()
        event("programme.years_widened", subject=("programme", found.pk), by=by, at=at)
    return found


def _remember(
    programme: Programme,
    decision: DecisionInEffect,
    opening: rules.Opening,
    earlier: ProgrammeDecision | None,
    known: Mapping[str, str],
    *,
    by: Viewer,
    at: datetime,
) -> ProgrammeDecision:
    purposes = [purpose_of(one.verb, one.text) for one in decision.authorised]
    lead = programme.lead.code
    has_lines = bool(decision.lines) or (earlier is not None and (decision.has_table or earlier.has_lines))
    if earlier is not None and _leaves_the_lines(decision, earlier):
        use = earlier.envelope_pence
    elif has_lines:
        use = rules.envelope_use(opening, lead)
    else:
        spends = [one for purpose, one in zip(purposes, decision.authorised, strict=True) if purpose == Purpose.SPEND]
        use = sum(one.pence or 0 for one in spends if _is_leads(one.funder, lead, known))
    row = ProgrammeDecision(
        programme=programme,
        decision_id=decision.decision_id,
        reference=decision.reference[:40],
        title=decision.title[:300],
        signed=decision.signed,
        envelope_pence=use,
        has_lines=has_lines,
    )
    row.save()
    for purpose, one in zip(purposes, decision.authorised, strict=True):
        _allow(row, purpose, one)
    event("programme.decision_remembered", subject=("programme", programme.pk), by=by, at=at)
    return row


def _leaves_the_lines(decision: DecisionInEffect, earlier: ProgrammeDecision) -> bool:
    """Whether a later version says nothing about lines that an earlier one opened: it has no table at all."""
    return earlier.has_lines and not (decision.lines or decision.has_table)


def _allow(row: ProgrammeDecision, purpose: Purpose, one: Authorised) -> None:
    from_year, to_year = years_of(one.period)
    if purpose == Purpose.CARRY_FORWARD:
        from_year = to_year = carried_year(one.text, row.signed)
    Authority(
        decision=row,
        number=one.number,
        purpose=purpose,
        text=one.text,
        pence=one.pence,
        is_cap=one.is_cap,
        funder=one.funder[:200],
        from_year=from_year,
        to_year=to_year,
    ).save()


def _is_leads(funder: str, lead: str, known: Mapping[str, str]) -> bool:
    return not funder or funder_rules.funder_in(funder, known) in ("", lead)


def _post_plan(
    programme: Programme,
    row: ProgrammeDecision,
    opening: rules.Opening,
    earlier: ProgrammeDecision | None,
    *,
    by: Viewer,
    at: datetime,
) -> None:
    spending = {}
    for (label, year), pence in opening.spending.items():
        service = ensure_service(programme, label, by=by, at=at)
        spending[service.code, year] = spending.get((service.code, year), 0) + pence
    legs = rules.plan_legs(spending, opening.funding)
    if earlier is not None:
        legs = rules.difference(legs, opened_by(programme, row))
    if not legs:
        return
    draft = Draft(
        day=open_day(programme, row.signed, at),
        source=Source.DECISION,
        source_id=row.pk,
        words=f"{row.reference}: {'what the later version changes' if earlier else 'budget lines'}",
        key=f"decision:{row.decision_id}",
        legs=legs,
        document=row.reference,
        decision_id=row.decision_id,
        decision_reference=row.reference,
    )
    post(programme, draft, by=by, at=at)


def _contributions(
    programme: Programme,
    row: ProgrammeDecision,
    opening: rules.Opening,
    known: Mapping[str, str],
    *,
    by: Viewer,
    at: datetime,
) -> None:
    """Money of partners that the decision accepts: by funder and year of its table, else by what it recommends."""
    lead = programme.lead.code
    sums = {key: pence for key, pence in opening.funding.items() if key[0] != lead and pence > 0}
    accepting = list(row.authorities.filter(purpose=Purpose.ACCEPT))
    if not row.has_lines:
        for one in accepting:
            funder = funder_rules.funder_in(f"{one.funder} {one.text}", known, besides=lead)
            year = year_in(one.text)
            if funder and year and one.pence:
                ensure_funder(programme, funder, by=by, at=at)
                sums[funder, year] = one.pence
    allowed = sum(one.pence or 0 for one in accepting)
    accept_for_decision(programme, row, sums, accepted=sum(sums.values()) <= allowed, by=by, at=at)


def _whose_reserve(programme: Programme, row: ProgrammeDecision, known: Mapping[str, str]) -> str:
    """Whose money a carry-forward of the decision is: the funder that its recommendation names, else the lead."""
    for one in row.authorities.filter(purpose=Purpose.CARRY_FORWARD):
        named = funder_rules.funder_in(one.funder, known)
        if named:
            return named
    return programme.lead.code
