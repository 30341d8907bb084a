"""Cases with appointments for tests, made through the same actions that people use."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from tests.support import referrals
from tests.support.referrals import SENT, Cast
from throughcare.delivery.appointments import actions
from throughcare.delivery.appointments.actions import Record, Terms
from throughcare.delivery.appointments.rules.attendance import Outcome
from throughcare.delivery.appointments.rules.places import Place
from throughcare.delivery.referrals.actions import advance
from throughcare.delivery.referrals.models import Referral
from throughcare.delivery.services.queries import definition
from throughcare.foundation.organisations.models import Organisation
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action
from throughcare.foundation.ui.words import LONDON

PROVIDER = referrals.PROVIDER["mental_health"]

NOW = datetime(2026, 6, 8, 10, 0, tzinfo=LONDON)
SOON = datetime(2026, 6, 10, 14, 0, tzinfo=LONDON)
OFFICE = Place("office", office="CN01")
STEPS = (
    ("appointment_booked", "worker", {}),
    ("assessment_completed", "worker", {}),
    ("intervention_agreed", "worker", {}),
    ("plan_submitted", "worker", {}),
    ("plan_approved", "lead", {}),
    ("first_session_held", "worker", {}),
)


def people(service: str = "mental_health") -> Cast:
    """Who acts in a case."""
    return referrals.cast(service)


def case(state: str = "plan_approved", *, person: Any = None) -> Any:
    """A mental-health case that stands in a state, put there past the actions of another app, which has its own tests.

    ``walked`` brings one there step by step.
    """
    cast = people()
    who = person or referrals.service_user()
    organisations = {one.code: one for one in Organisation.objects.filter(code__in=[PROVIDER, "london_probation"])}

    @action
    def put(*, by: Any, at: datetime) -> Any:
        row = Referral(
            reference=f"MH-{who.pk:03d}-{Referral.objects.count():03d}",
            service="mental_health",
            definition=definition("mental_health", on=SENT.date()).version,
            service_user=who,
            provider=organisations[PROVIDER],
            referrer_id=cast.referrer.person_id,
            referrer_organisation=organisations["london_probation"],
            worker_id=cast.worker.person_id,
            state=state,
            since=NOW - timedelta(days=4),
            started_at=SENT,
            submitted_at=SENT,
            borough="camden",
        )
        row.save()
        event("referral.put_here", subject=("referral", row.pk), by=by, at=at, state=state)
        return row

    return put(by=None, at=NOW - timedelta(days=4))


def walked(state: str) -> Any:
    """A mental-health case brought to a state through the steps that people take."""
    row = referrals.referral("allocated")
    cast = people()
    for name, who, more in STEPS:
        if row.state == state:
            return row
        row = advance(referral_id=row.pk, event=name, by=getattr(cast, who), at=NOW - timedelta(days=4), **more)
    return row


def terms(starts: datetime = SOON, **changes: Any) -> Terms:
    """An hour at the office, unless told otherwise."""
    given: dict[str, Any] = {"starts": starts, "minutes": 60, "place": OFFICE, "purpose": "session"} | changes
    return Terms(**given)


def booked(row: Any, starts: datetime = SOON, *, by: Any = None, at: datetime = NOW, **changes: Any) -> Any:
    """A session booked in a case."""
    despite = changes.pop("despite", ())
    return actions.book(
        referral_id=row.pk, terms=terms(starts, **changes), despite=despite, by=by or people().worker, at=at
    )


def attended(appointment: Any, *, at: datetime | None = None, by: Any = None, code: str = "attended_on_time") -> Any:
    """An appointment recorded as attended an hour after its start."""
    when = at or appointment.starts_at + timedelta(hours=1)
    return actions.record_session(appointment_id=appointment.pk, record=record(code), by=by or people().worker, at=when)


def record(code: str = "attended_on_time", **more: Any) -> Record:
    """A record with an outcome and what else a test needs."""
    outcome = {name: more.pop(name) for name in ("minutes_late", "reason", "why") if name in more}
    return Record(Outcome(code, **outcome), **more)


def dies(row: Any, on: Any) -> None:
    """The person of a case dies on a day, past the actions of another app."""

    @action
    def note(*, by: Any, at: datetime) -> None:
        person = row.service_user
        person.died_on = on
        person.save()
        event("service_user.died", subject=("service_user", person.pk), by=by, at=at)

    note(by=None, at=NOW)
