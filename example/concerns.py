"""Concerns of the example: a complaint that was upheld, an incident under way, and a safeguarding concern of today."""

from __future__ import annotations

from datetime import datetime, timedelta

from throughcare import clock
from throughcare.delivery.concerns import actions
from throughcare.delivery.concerns.actions.raising import Raised
from throughcare.delivery.people.models import ServiceUser
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.organisations.models import Organisation

PROVIDER = "mental_health_example"


def load_concerns(viewers: dict[str, Viewer], now: datetime) -> None:
    """Three concerns with the mental-health provider, made through the actions that people use."""
    number = Organisation.objects.get(code=PROVIDER).pk
    person = ServiceUser.objects.filter(given_name="Alder", family_name="Sample").first()
    about = person.pk if person else None
    by, lead = viewers["practitioner"], viewers["service.lead"]
    then = now - timedelta(days=12)
    late = Raised("complaint", "waiting", "medium", "He waited six weeks and nobody rang.", voice="person")
    row = actions.raise_concern(raised=late, organisation_id=number, service_user_id=about, by=by, at=then)
    given = {"concern_id": row.pk, "by": lead}
    soon = then + timedelta(hours=3)
    actions.acknowledge(owner_id=lead.person_id or 0, words="Rang the practitioner.", at=soon, **given)
    actions.record_step(kind="looked_into", words="The letter went to an old address.", at=soon, **given)
    actions.record_telling(whom="complainant", on=clock.today(soon), at=soon, **given)
    learnt = "Ring before writing, and ask for the address each time."
    found = "He was not told how long it would take."
    actions.close_concern(outcome="upheld", words=found, learning=learnt, at=soon + timedelta(days=4), **given)
    threat = Raised("incident", "violence", "high", "Threatened in the waiting room.", done_now=("made_safe",))
    actions.raise_concern(
        raised=threat, organisation_id=number, service_user_id=about, by=by, at=now - timedelta(days=1)
    )
    child = Raised(
        "safeguarding", "child", "medium", "Says his sister's children are alone at night.", done_now=("told_lead",)
    )
    actions.raise_concern(raised=child, organisation_id=number, service_user_id=about, by=by, at=now)
