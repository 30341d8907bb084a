"""What is true of a person beside their state: custody, recall, MAPPA and the alerts that must be seen."""

from __future__ import annotations

from datetime import date, datetime

from throughcare import clock
from throughcare.delivery.people.actions.common import check_any, check_why, open_person, open_stay_of, standing_record
from throughcare.delivery.people.models import LedgerEntry, Nominal, Overlay, ServiceUser
from throughcare.delivery.people.queries import vocabulary
from throughcare.delivery.people.queries.scope import about_any_of
from throughcare.delivery.people.rules import cohort as rules
from throughcare.delivery.people.rules.cohort import Why
from throughcare.delivery.people.rules.ledger import OVERLAY_ENDED, OVERLAY_STARTED, OVERLAY_WITHDRAWN
from throughcare.delivery.people.rules.living import check_living
from throughcare.errors import Invalid, WrongState
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action

RECORDS = (Permission.RECORD_RISK, Permission.RUN_PANEL, Permission.CHAIR_PANEL, Permission.WORK_CASE)


def _person(service_user_id: int | None, nominal_id: int | None, *, by: Viewer) -> ServiceUser:
    """The person that is meant, by their own number or by a stay's."""
    if nominal_id is not None:
        seen: Nominal = get_visible(by, Nominal, pk=nominal_id)
        return standing_record(seen.service_user_id)
    if service_user_id is None:
        raise ValueError("Name a service user or a stay.")
    return open_person(service_user_id, by=by)


def _write(row: Overlay, what: str, on: date, why: Why, *, by: Viewer, at: datetime) -> None:
    stay = open_stay_of(row.service_user.standing)
    LedgerEntry(
        service_user=row.service_user,
        nominal=stay,
        overlay=row,
        what=what,
        on=on,
        at=at,
        by_id=by.person_id,
        agency=by.organisation_code,
        reason=why.code,
        words=why.words.strip(),
        kind="",
    ).save()
    name = what.removeprefix("overlay_")
    event(f"overlay.{name}", subject=("overlay", row.pk), by=by, at=at, reason_code=row.kind, state=name)


@action
def record_overlay(
    *,
    kind: str,
    from_date: date,
    service_user_id: int | None = None,
    nominal_id: int | None = None,
    until: date | None = None,
    level: str = "",
    reason: str = "other",
    words: str = "",
    by: Viewer,
    at: datetime,
) -> Overlay:
    """Records that something is true of a person from a day on; ``reason`` says who told. It may be dated back."""
    check_any(by, *RECORDS)
    person = _person(service_user_id, nominal_id, by=by)
    check_living(person.died_on, from_date)
    today = clock.today(at)
    rules.check_overlay(
        kind, [one.id for one in vocabulary.overlay_kinds(today)], from_date=from_date, until=until, today=today
    )
    why = Why(reason, words)
    check_why("overlay", why, today)
    _check_apart(person, kind, from_date, until)
    row = Overlay(service_user=person, kind=kind, from_date=from_date, level=level.strip())
    row.save()
    _write(row, OVERLAY_STARTED, from_date, why, by=by, at=at)
    if until is not None:
        _end(row, until, why, by=by, at=at)
    return row


def _check_apart(person: ServiceUser, kind: str, from_date: date, until: date | None) -> None:
    """Raises ``Invalid`` where the same thing is recorded already for some of the days."""
    for one in Overlay.objects.filter(about_any_of([person.pk]), kind=kind, withdrawn=False):
        starts_before_it_ends = one.until is None or from_date < one.until
        if starts_before_it_ends and (until is None or one.from_date < until):
            raise Invalid({"from_date": "This is recorded already for some of these days. End or correct that first."})


def _end(row: Overlay, until: date, why: Why, *, by: Viewer, at: datetime) -> None:
    row.until = until
    row.version += 1
    row.save()
    _write(row, OVERLAY_ENDED, until, why, by=by, at=at)


def _open(overlay_id: int, *, by: Viewer) -> Overlay:
    check_any(by, *RECORDS)
    seen: Overlay = get_visible(by, Overlay, pk=overlay_id)
    standing_record(seen.service_user_id)
    row: Overlay = Overlay.objects.locked(overlay_id)
    if row.withdrawn:
        raise WrongState("This was recorded in error and withdrawn.", remedy="Record it again if it is true.")
    return row


@action
def end_overlay(
    *, overlay_id: int, until: date, reason: str = "other", words: str = "", by: Viewer, at: datetime
) -> Overlay:
    """Records the first day on which something is no longer true, such as the day of release."""
    row = _open(overlay_id, by=by)
    if row.until is not None:
        raise WrongState("This has ended already.", remedy="Open the person's page to see since when.")
    today = clock.today(at)
    rules.check_overlay_end(until, from_date=row.from_date, today=today)
    why = Why(reason, words)
    check_why("overlay", why, today)
    _end(row, until, why, by=by, at=at)
    return row


@action
def withdraw_overlay(*, overlay_id: int, words: str, by: Viewer, at: datetime) -> Overlay:
    """Takes back something that was recorded in error: it never was true on any day."""
    row = _open(overlay_id, by=by)
    if not words.strip():
        raise Invalid({"words": "Say what was wrong."})
    row.withdrawn = True
    row.version += 1
    row.save()
    _write(row, OVERLAY_WITHDRAWN, clock.today(at), Why("other", words), by=by, at=at)
    return row
