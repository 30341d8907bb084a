"""Referrals for tests, brought to a state through the same actions that people use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.support.world import viewer
from throughcare.foundation.access.viewers import Viewer

SENT = datetime(2026, 6, 1, 9, 30, tzinfo=UTC)
PROVIDER = {
    "mental_health": "mental_health_example",
    "neurodiversity": "neurodiversity_example",
    "mentoring": "mentoring_example",
}


@dataclass(frozen=True)
class Cast:
    """Who acts in a referral: its referrer and the provider's people."""

    referrer: Viewer
    manager: Viewer
    administrator: Viewer
    lead: Viewer
    worker: Viewer
    second_worker: Viewer


def cast(service: str = "mental_health") -> Cast:
    """The people of a referral to a service, made on first use."""
    at = {"at": PROVIDER[service], "kind": "provider"}
    probation = {"at": "london_probation", "kind": "probation", "area": "london"}
    return Cast(
        referrer=viewer("probation_practitioner", name="referrer", **probation),
        manager=viewer("probation_manager", name="manager", **probation),
        administrator=viewer("service_administrator", name=f"{service}.admin", **at),
        lead=viewer("service_lead", name=f"{service}.lead", **at),
        worker=viewer("service_practitioner", name=f"{service}.worker", **at),
        second_worker=viewer("service_practitioner", name=f"{service}.second", **at),
    )


def advised(row: Any, by: Viewer, *, at: datetime) -> Any:
    """Advice about a case, logged by its worker."""
    from throughcare.delivery.referrals import actions
    from throughcare.delivery.referrals.rules.advising import Advice

    home = row.referrer_organisation.code
    call = {"asker_id": row.referrer_id, "asker_organisation": home, "referral_id": row.pk, "by": by, "at": at}
    advice = Advice(("approach",), 20, "Meet weekly.", "advice")
    return actions.log_consultation(service=row.service, advice=advice, **call)


def service_user(**values: Any) -> Any:
    """A person on record in Camden, made past the actions of another app."""
    from throughcare.delivery.people.models import ServiceUser
    from throughcare.foundation.record.events import event
    from throughcare.foundation.record.guard import action

    @action
    def add(*, by: Viewer | None, at: datetime) -> Any:
        given = {"given_name": "Sam", "family_name": "Sample", "borough": "camden", "added_at": at} | values
        row = ServiceUser(**given)
        row.save()
        event("service_user.added", subject=("service_user", row.pk), by=by, at=at)
        return row

    return add(by=None, at=SENT)


ANSWERS: dict[str, dict[str, Any]] = {
    "mental_health": {"presenting": ["depression_anxiety"], "uses_iom_service": "yes", "gp": "registered"},
    "neurodiversity": {"signs": ["attention"], "uses_iom_service": "yes", "agrees": "yes"},
    "mentoring": {"wants_mentor": "yes", "uses_iom_service": "yes"},
}
NEED = {"mental_health": "coping", "neurodiversity": "attention", "mentoring": "isolation"}


def fill(row: Any, by: Viewer, **changes: Any) -> None:
    """Writes what a referral needs to be sent."""
    from throughcare.delivery.referrals import actions

    given = {
        "needs": [NEED[row.service]],
        "linked_to_offending": "yes",
        "linked_to_harm": "no",
        "reason": "Sleeps badly and says that everything is too much since release.",
        "place": "community",
        "answers": ANSWERS[row.service],
    }
    actions.answer_crisis(referral_id=row.pk, is_crisis=False, by=by, at=SENT)
    actions.save_draft(referral_id=row.pk, given=given | changes, by=by, at=SENT)


def referral(state: str = "submitted", *, service: str = "mental_health", person: Any = None) -> Any:
    """A referral brought to ``draft``, ``submitted``, ``triage``, ``accepted``, ``waiting`` or ``allocated``."""
    from throughcare.delivery.referrals import actions

    people = cast(service)
    who = person or service_user()
    row = actions.start_draft(service=service, service_user_id=who.pk, by=people.referrer, at=SENT)
    if state == "draft":
        return row
    fill(row, people.referrer)
    row = actions.send(referral_id=row.pk, by=people.referrer, at=SENT)
    for place, (event, by) in enumerate(
        (
            ("referral_acknowledged", people.administrator),
            ("referral_accepted", people.lead),
            ("placed_on_waiting_list", people.lead),
        )
    ):
        if row.state == state:
            return row
        row = actions.advance(referral_id=row.pk, event=event, by=by, at=SENT + timedelta(hours=place + 1))
    if row.state != state:
        row = actions.allocate(
            referral_id=row.pk, worker_id=people.worker.person_id, by=people.lead, at=SENT + timedelta(days=1)
        )
    return row
