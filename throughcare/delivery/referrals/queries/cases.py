"""The header of a case: what every page about a referral shows at its top."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from throughcare import clock
from throughcare.delivery.referrals.models import Referral
from throughcare.delivery.referrals.queries.standing import standing_of
from throughcare.delivery.referrals.rules.steps import Standing, turn_words
from throughcare.delivery.services.queries import definition
from throughcare.delivery.services.rules.definition import ServiceDefinition
from throughcare.delivery.services.states import STATES, Stage, State, is_open, is_over
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible
from throughcare.foundation.access.viewers import Viewer


@dataclass(frozen=True, slots=True)
class Case:
    """A referral as its pages show it: who, which service, where it stands, whose turn it is, and who is looking.

    ``standing`` is what the viewer is to it. ``sees_clinical`` is true for clinical staff of the provider on this case.
    """

    id: int
    reference: str
    definition: ServiceDefinition
    person_id: int
    person_name: str
    died_on: date | None
    provider_code: str
    provider_name: str
    referrer_id: int
    referrer_name: str
    referrer_organisation: str
    worker_id: int | None
    worker_name: str
    state: str
    before_pause: str
    state_name: str
    state_means: str
    turn: str
    since: datetime
    review_on: date | None
    submitted_at: datetime | None
    closed_at: datetime | None
    outcome: str
    end_reason: str
    tier: str
    borough: str
    version: int
    standing: Standing
    sees_clinical: bool
    through_glass: bool = False

    @property
    def service(self) -> str:
        """The service's code."""
        return self.definition.code

    @property
    def service_name(self) -> str:
        """The service's name."""
        return self.definition.name

    @property
    def stage(self) -> Stage:
        """At which stage it stands; a paused one, where it was paused."""
        return STATES[State(self.before_pause if self.state == State.PAUSED else self.state)].stage

    @property
    def is_open(self) -> bool:
        """Whether it is with the service."""
        return is_open(self.state)

    @property
    def takes_work(self) -> bool:
        """Whether the viewer may add to it: it is open, and they do not read it in an emergency."""
        return self.is_open and not self.through_glass

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return is_over(self.state)


def case(viewer: Viewer, referral_id: int) -> Case:
    """One case for somebody who may see it; ``NotFound`` otherwise."""
    rows = ("service_user__merged_into", "provider", "referrer", "referrer_organisation", "worker")
    found: Referral = get_visible(viewer, Referral, pk=referral_id)
    row = Referral.objects.select_related(*rows).get(pk=found.pk)
    return case_of(viewer, row)


def case_of(viewer: Viewer, row: Referral) -> Case:
    """A case from its row, already known to be visible, with its related rows."""
    service = definition(row.service, row.definition)
    standing = standing_of(viewer, row, on=clock.today())
    person = row.about
    return Case(
        id=row.pk,
        reference=row.reference,
        definition=service,
        person_id=person.pk if person else 0,
        person_name=person.name if person else "Not on record yet",
        died_on=person.died_on if person else None,
        provider_code=row.provider.code,
        provider_name=row.provider.name,
        referrer_id=row.referrer_id,
        referrer_name=row.referrer.name,
        referrer_organisation=row.referrer_organisation.name,
        worker_id=row.worker_id,
        worker_name=row.worker.name if row.worker else "",
        state=row.state,
        before_pause=row.state_before_pause,
        state_name=service.state_name(row.state),
        state_means=service.state_means(row.state),
        turn=turn_words(service, row.state),
        since=row.since,
        review_on=row.review_on,
        submitted_at=row.submitted_at,
        closed_at=row.closed_at,
        outcome=row.outcome,
        end_reason=row.end_reason,
        tier=row.tier,
        borough=row.borough,
        version=row.version,
        standing=standing,
        sees_clinical=viewer.can(Permission.VIEW_CLINICAL) and (standing.worker or standing.lead or standing.receiver),
    )
