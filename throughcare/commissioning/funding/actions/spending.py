"""Committing, incurring and paying, each refused with the sum where a line, a power or a balance is missing."""

from __future__ import annotations

from datetime import date, datetime

from throughcare.commissioning.funding.actions.lines import (
    accrued,
    check_in_force,
    line_facts,
    outstanding,
    service_of,
    used_under,
)
from throughcare.commissioning.funding.actions.posting import Draft, check_own, lock_programme, post
from throughcare.commissioning.funding.actions.receipts import once
from throughcare.commissioning.funding.models import Authority, Commitment, Programme, Transaction
from throughcare.commissioning.funding.rules import spending as rules
from throughcare.commissioning.funding.rules.authority import Purpose, check_period, check_room
from throughcare.commissioning.funding.rules.posting import LegPlan, Source
from throughcare.commissioning.funding.rules.programmes import check_year
from throughcare.errors import Invalid, NotAllowed
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.ports.delegated import Reliance, hold, rely_on
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action


@action
def commit(
    *,
    programme_id: int,
    service: str,
    year: str,
    pence: int,
    authority_id: int,
    document: str,
    words: str,
    recipient: str = "",
    delegation_id: int | None = None,
    day: date,
    key: str,
    by: Viewer,
    at: datetime,
) -> Commitment:
    """Commits a sum on a line of a year under a recommendation of a decision in effect. Sent again it does no more."""
    check_can(by, Permission.POST_MONEY)
    programme = _held(programme_id, delegation_id, by)
    facts = (programme_id, service, year, pence, authority_id, document, words, recipient, delegation_id, day)
    if earlier := once.before(key, "commit", *facts):
        return Commitment.objects.get(pk=earlier)
    check_own(by, programme.lead.code)
    authority, on_line = spending_authority(programme, authority_id), service_of(programme, service)
    _check_room(line := line_facts(programme, on_line, check_year(year), day), authority, pence, document)
    row = Commitment(
        programme=programme,
        service=on_line,
        year=line.year,
        pence=pence,
        authority=authority,
        delegation_id=delegation_id,
        document=document.strip()[:120],
        recipient=recipient.strip()[:200],
        words=words.strip()[:300],
        at=at,
    )
    _write(row, day, rules.commitment_legs(line, pence), key, by=by, at=at)
    once.remember(key, "commit", row.pk, *facts)
    return row


def _held(programme_id: int, delegation_id: int | None, by: Viewer) -> Programme:
    seen = get_visible(by, Programme, pk=programme_id)
    if delegation_id is not None:
        hold(delegation_id)
    return lock_programme(seen.pk)


def _check_room(line: rules.LineFacts, authority: Authority, pence: int, document: str) -> None:
    rules.check_sum(pence)
    if not document.strip():
        raise Invalid({"document": "Name the contract, order or grant letter that commits the sum."})
    rules.check_line(line, pence)
    what = f"Recommendation {authority.number} of {authority.decision.reference}"
    check_period(what=what, years=(authority.from_year, authority.to_year), year=line.year)
    check_room(what=what, pence=pence, allowed=authority.pence, used=used_under(authority))


def _write(row: Commitment, day: date, legs: tuple[LegPlan, ...], key: str, *, by: Viewer, at: datetime) -> None:
    if row.delegation_id is not None:
        for_what = f"Commitment {row.document}, {row.year}"
        decision_id = row.authority.decision.decision_id
        rely_on(Reliance(row.delegation_id, decision_id, row.pence, for_what, key), by=by, at=at)
    row.save()
    _post(row, Source.COMMITMENT, day, row.words, legs, key, by=by, at=at)
    event("commitment.made", subject=("commitment", row.pk), by=by, at=at)


def spending_authority(programme: Programme, authority_id: int) -> Authority:
    """The recommendation under which money is spent; refused where it is not one of this programme, or not in force."""
    found: Authority | None = (
        Authority.objects.select_related("decision__replaced_by")
        .filter(pk=authority_id, decision__programme=programme, purpose=Purpose.SPEND)
        .first()
    )
    if found is not None:
        check_in_force(found.decision)
    else:
        raise NotAllowed(
            "No recommendation of a decision in effect allows this to be spent.",
            remedy="Choose a recommendation that does, or take a decision first.",
        )
    return found


def _post(
    row: Commitment,
    source: Source,
    day: date,
    words: str,
    legs: tuple[LegPlan, ...],
    key: str,
    *,
    by: Viewer,
    at: datetime,
) -> Transaction:
    if not key:
        raise Invalid("This form lacks its key. Open the page again and send it from there.")
    draft = Draft(
        day=day,
        source=source,
        source_id=row.pk,
        words=words.strip() or row.words or row.document,
        key=f"{source}:{key}",
        legs=legs,
        document=row.document,
        decision_id=row.authority.decision.decision_id,
        decision_reference=row.authority.decision.reference,
    )
    return post(row.programme, draft, by=by, at=at)


def _opened(commitment_id: int, by: Viewer) -> Commitment:
    check_can(by, Permission.POST_MONEY)
    seen: Commitment = get_visible(by, Commitment, pk=commitment_id)
    programme = lock_programme(seen.programme_id)
    check_own(by, programme.lead.code)
    row: Commitment = Commitment.objects.select_related("authority__decision", "service", "programme__lead").get(
        pk=commitment_id
    )
    return row


@action
def accrue(
    *, commitment_id: int, pence: int, day: date, words: str = "", key: str, by: Viewer, at: datetime
) -> Transaction:
    """Counts cost when the service is received, before it is paid."""
    row = _opened(commitment_id, by)
    facts = (commitment_id, pence, day, words)
    earlier = once.before(key, "accrue", *facts)
    if earlier is not None:
        return Transaction.objects.get(pk=earlier)
    rules.check_sum(pence)
    rules.check_left(what=f"The commitment {row.document}", left=outstanding(row), pence=pence)
    line = line_facts(row.programme, row.service, row.year, day)
    posted = _post(row, Source.ACCRUAL, day, words, rules.accrual_legs(line, pence), key, by=by, at=at)
    once.remember(key, "accrue", posted.pk, *facts)
    return posted


@action
def pay(
    *,
    commitment_id: int,
    pence: int,
    day: date,
    words: str = "",
    key: str,
    by: Viewer,
    at: datetime,
) -> Transaction:
    """Pays what a commitment owes: what was incurred before first, then the rest of what was signed for."""
    row = _opened(commitment_id, by)
    facts = (commitment_id, pence, day, words)
    earlier = once.before(key, "pay", *facts)
    if earlier is not None:
        return Transaction.objects.get(pk=earlier)
    rules.check_sum(pence)
    incurred = accrued(row)
    rules.check_left(what=f"The commitment {row.document}", left=outstanding(row) + incurred, pence=pence)
    line = line_facts(row.programme, row.service, row.year, day)
    legs = rules.payment_legs(line, pence, accrued=incurred)
    posted = _post(row, Source.PAYMENT, day, words, legs, key, by=by, at=at)
    once.remember(key, "pay", posted.pk, *facts)
    return posted
