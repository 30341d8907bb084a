"""A referral while it is being written."""

from __future__ import annotations

import secrets
from datetime import datetime

from throughcare import clock
from throughcare.delivery.people.models import ServiceUser
from throughcare.delivery.referrals.actions.advancing import open_referral, take
from throughcare.delivery.referrals.models import Referral
from throughcare.delivery.referrals.rules.steps import Asked
from throughcare.delivery.referrals.states import Event, State
from throughcare.delivery.services.queries import definition, provider_for
from throughcare.errors import Invalid
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.organisations.models import Organisation
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action

LETTERS = "BCDFGHJKLMNPQRSTVWXZ"


def new_reference(service: str) -> str:
    """A reference that says the service and nothing else: ``MH-K4T-7QD``."""
    head = "".join(word[0] for word in service.split("_"))[:2].upper().ljust(2, "X")
    tail = "".join(secrets.choice(LETTERS + "23456789") for _ in range(6))
    return f"{head}-{tail[:3]}-{tail[3:]}"


@action
def start_draft(*, service: str, service_user_id: int, by: Viewer, at: datetime) -> Referral:
    """Begins a referral of a person to a service, judged by the definition in force today.

    Raises ``Invalid`` where the service takes no referrals from the person's borough today, or the person has died.
    """
    check_can(by, Permission.REFER)
    person: ServiceUser = get_visible(by, ServiceUser, pk=service_user_id)
    today = clock.today(at)
    if person.died_on is not None:
        raise Invalid("This person has died, so no referral can be made.", remedy="Check that it is the right record.")
    found = definition(service, on=today)
    provider = Organisation.objects.filter(code=provider_for(service, person.borough, today)).first()
    home = Organisation.objects.filter(code=by.organisation_code).first()
    if provider is None or home is None:
        raise Invalid(f"The provider of {found.name} is not set up here.", remedy="Tell an administrator.")
    row = Referral(
        reference=new_reference(service),
        service=service,
        definition=found.version,
        service_user=person,
        provider=provider,
        referrer_id=by.person_id,
        referrer_organisation=home,
        borough=person.borough,
        since=at,
        started_at=at,
    )
    row.save()
    event("referral.started", subject=("referral", row.pk), by=by, at=at, state=State.DRAFT)
    return row


@action
def abandon(*, referral_id: int, by: Viewer, at: datetime) -> Referral:
    """Gives up a draft."""
    row = open_referral(referral_id, by=by)
    return take(row, Asked(Event.DRAFT_ABANDONED), by=by, at=at)
