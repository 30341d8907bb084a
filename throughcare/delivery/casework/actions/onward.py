"""Referrals on to health services: sent with consent, chased, and followed to the first appointment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from throughcare import clock
from throughcare.delivery.casework.actions.common import (
    kept,
    lock_case,
    lock_part,
    move,
    opened,
    service_of,
    written_on,
)
from throughcare.delivery.casework.models import OnwardChase, OnwardReferral
from throughcare.delivery.casework.queries import settings
from throughcare.delivery.casework.queries.letters import letter_of
from throughcare.delivery.casework.rules import onward as rules
from throughcare.delivery.casework.states import ONWARD_AWAITING_ANSWER
from throughcare.delivery.casework.states import Onward as State
from throughcare.delivery.referrals.actions import advance
from throughcare.delivery.referrals.models import Referral
from throughcare.errors import Invalid, WrongState
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.record.guard import action

MACHINE = "onward_referral"


@action
def start_onward(
    *, referral_id: int, route: str, addressee: str, is_step_up: bool = False, by: Viewer, at: datetime
) -> OnwardReferral:
    """Begins a referral on."""
    case = lock_case(referral_id, by=by, takes="referral on")
    routes = {one.id for one in settings.onward_routes(clock.today(at))}
    found = {}
    if route not in routes:
        found["route"] = "Choose where the person is referred to."
    if not addressee.strip():
        found["addressee"] = "Name the team or service it goes to."
    if found:
        raise Invalid(found)
    row = OnwardReferral(
        referral=case,
        route=route,
        addressee=addressee.strip(),
        is_step_up=is_step_up,
        since=at,
        opened_at=at,
        written_by_id=by.person_id,
    )
    opened(row, MACHINE, by=by, at=at, code=route)
    return row


def _write(row: OnwardReferral, given: Mapping[str, Any]) -> None:
    shares: Sequence[str] = given.get("shares") or ()
    rules.check_shares(shares)
    row.asks = given.get("asks") or ""
    row.consent = given.get("consent") or ""
    row.shares = ",".join(shares)
    for name in ("addressee", "sent_on", "sent_how", "chase_on"):
        if given.get(name):
            setattr(row, name, given[name])


@action
def save_onward(
    *, onward_id: int, given: Mapping[str, Any], version: int | None = None, by: Viewer, at: datetime
) -> OnwardReferral:
    """Keeps a letter as it is written."""
    row: OnwardReferral = lock_part(OnwardReferral, onward_id, by=by, version=version)
    _check_draft(row)
    _write(row, given)
    written_on(row, MACHINE, by=by, at=at)
    return row


def _check_draft(row: OnwardReferral) -> None:
    if row.state != State.DRAFT:
        raise WrongState("This was sent, so its letter stays as it was.", remedy="Take it back and write another.")


@action
def send_onward(
    *, onward_id: int, given: Mapping[str, Any], version: int | None = None, by: Viewer, at: datetime
) -> OnwardReferral:
    """Sends it: the letter is kept as it went, with the sections the person agreed to and no others."""
    case = lock_case(_case_of(onward_id), by=by)
    row: OnwardReferral = lock_part(OnwardReferral, onward_id, by=by, version=version)
    _check_draft(row)
    _write(row, given)
    today = clock.today(at)
    rules.check_can_send(
        consent=row.consent,
        asks=row.asks,
        shares=[one for one in row.shares.split(",") if one],
        sent_on=row.sent_on,
        chase_on=row.chase_on,
        today=today,
    )
    row.letter = letter_of(row, on=row.sent_on or today).text
    move(row, MACHINE, "sent", by=by, at=at)
    if row.is_step_up and service_of(case).allows("stepped_up_to_nhs", case.state):
        advance(referral_id=case.pk, event="stepped_up_to_nhs", by=by, at=at)
    return row


def _case_of(onward_id: int) -> int:
    return OnwardReferral.objects.filter(pk=onward_id).values_list("referral_id", flat=True).first() or 0


def _step(
    onward_id: int,
    step: str,
    *,
    by: Viewer,
    at: datetime,
    reason: str = "",
    words: str = "",
    appointment_on: date | None = None,
    chase_on: date | None = None,
) -> tuple[Referral, OnwardReferral]:
    case = lock_case(_case_of(onward_id), by=by)
    row: OnwardReferral = lock_part(OnwardReferral, onward_id, by=by)
    row.reason = reason or row.reason
    row.words = words.strip() or row.words
    row.appointment_on = appointment_on or row.appointment_on
    row.chase_on = chase_on or row.chase_on
    move(row, MACHINE, step, by=by, at=at, reason=words, code=reason)
    return case, row


def _later(at: datetime) -> date:
    today = clock.today(at)
    return today + timedelta(days=settings.limit("onward_chase_days", today))


@action
def onward_acknowledged(*, onward_id: int, words: str = "", by: Viewer, at: datetime) -> OnwardReferral:
    """The health service said that it came."""
    return _step(onward_id, "acknowledged", by=by, at=at, words=words, chase_on=_later(at))[1]


@action
def onward_accepted(
    *, onward_id: int, words: str = "", appointment_on: date | None = None, by: Viewer, at: datetime
) -> OnwardReferral:
    """The health service took the person on. That is not yet a first appointment."""
    _check_ahead(appointment_on)
    return _step(onward_id, "accepted", by=by, at=at, words=words, appointment_on=appointment_on, chase_on=_later(at))[
        1
    ]


def _check_ahead(appointment_on: date | None) -> None:
    if appointment_on is not None and not date(2000, 1, 1) <= appointment_on <= date(2100, 1, 1):
        raise Invalid({"appointment_on": "Give the day of the appointment."})


@action
def onward_declined(*, onward_id: int, reason: str, words: str = "", by: Viewer, at: datetime) -> OnwardReferral:
    """The health service refused. Its reason is counted in the report of gaps."""
    rules.check_declined(reason, [one.id for one in settings.onward_reasons(clock.today(at))])
    case, row = _step(onward_id, "declined", by=by, at=at, reason=reason, words=words)
    _return_case(case, row, by=by, at=at)
    return row


def _return_case(case: Referral, row: OnwardReferral, *, by: Viewer, at: datetime) -> None:
    """A case that waited for the NHS comes back to the worker when it refuses."""
    service = service_of(case)
    if row.is_step_up and service.allows("nhs_refused", case.state):
        reasons = service.reasons_for("nhs_refused", case.state)
        advance(referral_id=case.pk, event="nhs_refused", by=by, at=at, reason=reasons[0].code if reasons else "")


@action
def onward_on_waiting_list(
    *, onward_id: int, words: str = "", appointment_on: date | None = None, by: Viewer, at: datetime
) -> OnwardReferral:
    """They are on the list, with a date where one is known."""
    _check_ahead(appointment_on)
    return _step(
        onward_id,
        "placed_on_waiting_list",
        by=by,
        at=at,
        words=words,
        appointment_on=appointment_on,
        chase_on=appointment_on or _later(at),
    )[1]


@action
def onward_first_attended(*, onward_id: int, attended_on: date, by: Viewer, at: datetime) -> OnwardReferral:
    """The person was seen: the referral on has done what it was for."""
    if attended_on > clock.today(at):
        raise Invalid({"attended_on": "The day must not be in the future."})
    return _step(onward_id, "first_attended", by=by, at=at, appointment_on=attended_on)[1]


@action
def onward_first_missed(*, onward_id: int, words: str, by: Viewer, at: datetime) -> OnwardReferral:
    """The person was not seen at the first appointment."""
    if not words.strip():
        raise Invalid({"words": "Write what happened, and what is done to help with another appointment."})
    return _step(onward_id, "first_missed", by=by, at=at, words=words, chase_on=_later(at))[1]


@action
def onward_rebooked(*, onward_id: int, appointment_on: date, by: Viewer, at: datetime) -> OnwardReferral:
    """There is another appointment."""
    _check_ahead(appointment_on)
    return _step(onward_id, "rebooked", by=by, at=at, appointment_on=appointment_on, chase_on=appointment_on)[1]


@action
def onward_left_unknown(*, onward_id: int, words: str, by: Viewer, at: datetime) -> OnwardReferral:
    """Whether the person was seen will not be learned."""
    if not words.strip():
        raise Invalid({"words": "Write what was tried to find out."})
    return _step(onward_id, "left_unknown", by=by, at=at, words=words)[1]


@action
def withdraw_onward(*, onward_id: int, words: str, by: Viewer, at: datetime) -> OnwardReferral:
    """Takes it back."""
    case, row = _step(onward_id, "withdrawn", by=by, at=at, words=words)
    _return_case(case, row, by=by, at=at)
    return row


@action
def chase_onward(
    *, onward_id: int, words: str, chase_on: date | None = None, by: Viewer, at: datetime
) -> OnwardReferral:
    """Somebody asked; when they ask again is set anew."""
    row: OnwardReferral = lock_part(OnwardReferral, onward_id, by=by)
    rules.check_chase(words, chase_on, clock.today(at))
    row.chase_on = chase_on
    OnwardChase(onward_referral=row, words=words.strip(), by_id=by.person_id, at=at).save()
    kept(row, MACHINE, "chased", by=by, at=at)
    return row


@action
def lapse_onward(*, by: Viewer, at: datetime) -> int:
    """Ends referrals on that were never answered, long after they should have been chased. How many there were."""
    today = clock.today(at)
    days = settings.limit("onward_lapse_days", today)
    waiting = OnwardReferral.objects.select_for_update().filter(
        state__in=ONWARD_AWAITING_ANSWER, chase_on__lte=today - timedelta(days=days)
    )
    rows = list(waiting.order_by("id"))
    for row in rows:
        move(row, MACHINE, "lapsed", by=None, at=at)
    return len(rows)


@action
def hand_to_nhs(*, onward_id: int, by: Viewer, at: datetime) -> Referral:
    """Ends a case whose care the NHS has taken over. Only where they accepted it."""
    case = lock_case(_case_of(onward_id), by=by)
    row: OnwardReferral = lock_part(OnwardReferral, onward_id, by=by)
    if row.state not in (State.ACCEPTED, State.WAITING, State.ATTENDED):
        raise WrongState(
            "The health service has not taken the person on, so the case cannot be closed as taken over.",
            remedy="Record that they accepted it first. Sent is not accepted.",
        )
    reasons = service_of(case).reasons_for("nhs_took_over", case.state)
    return advance(referral_id=case.pk, event="nhs_took_over", by=by, at=at, reason=reasons[0].code if reasons else "")
