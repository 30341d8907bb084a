"""Moving a referral: the one place where its state is written."""

from __future__ import annotations

from datetime import date, datetime

from throughcare import clock
from throughcare.delivery.referrals import states
from throughcare.delivery.referrals.models import Consultation, Referral, Step
from throughcare.delivery.referrals.queries.standing import standing_of
from throughcare.delivery.referrals.rules import steps as rules
from throughcare.delivery.referrals.rules.advising import check_advised
from throughcare.delivery.referrals.rules.steps import Asked, Before, Standing
from throughcare.delivery.services.queries import definition
from throughcare.delivery.services.rules.definition import ServiceDefinition
from throughcare.errors import Conflict
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.record.events import event as record
from throughcare.foundation.record.guard import action

SYSTEM = Viewer(name="Throughcare", permissions=frozenset({Permission.TRIAGE_REFERRAL}))


def open_referral(referral_id: int, *, by: Viewer, version: int | None = None) -> Referral:
    """The referral, locked, for somebody who may see it. The system sees all."""
    if by != SYSTEM:
        get_visible(by, Referral, pk=referral_id)
    row: Referral = Referral.objects.locked(referral_id, version=version)
    return row


def standing_in(row: Referral, by: Viewer, at: datetime) -> Standing:
    """What somebody is to a referral; the system is nobody else."""
    return Standing(system=True) if by == SYSTEM else standing_of(by, row, on=clock.today(at))


def before(row: Referral) -> Before:
    """What the guard of a step has to know of the past."""
    authors = {step.event: step.by_id for step in row.steps.order_by("number")}
    closed = clock.today(row.closed_at) if row.closed_at else None
    return Before(row.state, authors, row.outcome, closed)


def take(row: Referral, asked: Asked, *, by: Viewer, at: datetime, standing: Standing | None = None) -> Referral:
    """Checks a step, takes it, and records it. The row must be locked. ``standing`` where an agreement gives it."""
    found = definition(row.service, row.definition)
    past = before(row)
    rules.check_can_step(found, asked, past, standing or standing_in(row, by, at), by.person_id)
    rules.check_review_on(asked.review_on, clock.today(at))
    if asked.event == states.Event.CASE_REOPENED:
        rules.check_can_reopen(found, past, clock.today(at))
    _write(row, found, asked, by=by, at=at)
    return row


def _write(row: Referral, found: ServiceDefinition, asked: Asked, *, by: Viewer, at: datetime) -> None:
    start = row.state
    place = states.move(found, asked.event, _place(row))
    row.state, row.state_before_pause, row.state_before_transfer = (
        place.state,
        place.before_pause,
        place.before_transfer,
    )
    row.since = at
    row.review_on = asked.review_on if place.state == states.State.PAUSED else None
    row.closed_at = at if states.is_over(place.state) else None
    _note_end(row, found, asked, start)
    row.version += 1
    row.steps_taken += 1
    row.save()
    Step(
        referral=row,
        number=row.steps_taken,
        event=asked.event,
        from_state=start,
        to_state=place.state,
        reason=asked.reason,
        words=asked.words.strip(),
        alternative=asked.alternative.strip(),
        review_on=asked.review_on,
        by_id=by.person_id,
        agency=by.organisation_code,
        at=at,
    ).save()
    record(
        f"referral.{asked.event}",
        subject=("referral", row.pk),
        by=by,
        at=at,
        reason_code=asked.reason,
        state=place.state,
    )


def _place(row: Referral) -> states.Place:
    return states.Place(row.state, row.state_before_pause, row.state_before_transfer)


def _note_end(row: Referral, found: ServiceDefinition, asked: Asked, start: str) -> None:
    """Keeps why and how it ended; a way back from an end forgets both."""
    if states.is_over(start) and not states.is_over(row.state):
        row.end_reason = row.outcome = ""
        return
    reasons = {one.code: one for one in found.reasons_for(asked.event, start)}
    reason = reasons.get(asked.reason)
    if reason is not None and reason.outcome:
        row.end_reason, row.outcome = reason.code, reason.outcome


@action
def advance(
    *,
    referral_id: int,
    event: str,
    by: Viewer,
    at: datetime,
    reason: str = "",
    words: str = "",
    review_on: date | None = None,
    version: int | None = None,
) -> Referral:
    """Moves a referral by an event that its service uses from the present state.

    Raises ``WrongState`` with whose turn it is, ``NotAllowed`` with who can, ``Invalid`` for a reason, words or a date
    that is missing, ``Conflict`` where the referral is no longer at ``version``. Events that need more than that have
    an action of their own (``rules.steps.WITH_MORE``).
    """
    if event in rules.WITH_MORE:
        raise ValueError(f"{event} needs more than a reason: call {rules.WITH_MORE[states.Event(event)]}.")
    row = open_referral(referral_id, by=by)
    asked = Asked(event, reason, words, review_on)
    if version is not None and row.version != version:
        if taken_already(row, asked, by, version):
            return row
        raise Conflict(
            "Somebody else did something with this referral while you had it open, so nothing of yours was done.",
            remedy="Open it again to see what happened.",
        )
    if event == states.Event.CONSULTATION_COMPLETED:
        check_advised(row.consultations.filter(state=Consultation.State.GIVEN).exists())
    return take(row, asked, by=by, at=at)


def taken_already(row: Referral, asked: Asked, by: Viewer, version: int) -> bool:
    """Whether the same person took this very step from the version on which they saw it, as a double click does."""
    last = row.steps.order_by("number").last()
    same = last is not None and (last.event, last.by_id, last.reason) == (asked.event, by.person_id, asked.reason)
    return bool(same) and row.version == version + 1


@action
def pause(
    *, referral_id: int, reason: str, review_on: date | None, by: Viewer, at: datetime, words: str = ""
) -> Referral:
    """Puts a case on hold, with a day on which that is looked at again."""
    row = open_referral(referral_id, by=by)
    return take(row, Asked(states.Event.CASE_PAUSED, reason, words, review_on), by=by, at=at)
