"""Finding whom to refer, by a number that the referrer types, and what is open about them already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from throughcare import clock
from throughcare.delivery.people.models import Identifier, ServiceUser
from throughcare.delivery.people.queries.scope import about_any_of, about_visible
from throughcare.delivery.people.rules import identifiers
from throughcare.delivery.referrals.models import Referral
from throughcare.delivery.services.queries import definition, definitions
from throughcare.delivery.services.queries.offers import is_open
from throughcare.delivery.services.states import OPEN_STATES
from throughcare.errors import Invalid, NotFound
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.ui.words import day


@dataclass(frozen=True, slots=True)
class OpenElsewhere:
    """A referral of the same person to the same service that is open, made by whom, since when.

    ``id`` is null where the viewer may know that it is there and nothing more.
    """

    id: int | None
    service: str
    state: str
    by: str
    since: datetime

    @property
    def says(self) -> str:
        """The warning in a sentence."""
        return f"{self.service} already has a referral of this person: sent by {self.by} on {day(self.since)}."


def crn_of(text: str, at: datetime) -> str:
    """A CRN in its one written form. ``Invalid`` beside ``crn`` where the text is none."""
    try:
        return identifiers.read("crn", text, year_now=clock.today(at).year).value
    except Invalid as error:
        raise Invalid({"crn": error.says}) from error


def by_crn(viewer: Viewer, crn: str) -> ServiceUser | None:
    """The person with a CRN on any of their records, where the viewer may see them."""
    found = Identifier.objects.filter(about_visible(viewer), kind="crn", value=crn)
    row = found.select_related("service_user__merged_into").first()
    return row.service_user.standing if row else None


def person_named(viewer: Viewer, service_user_id: int) -> ServiceUser:
    """A person whom the viewer may see."""
    found: ServiceUser | None = visible_to(viewer, ServiceUser).filter(pk=service_user_id).first()
    if found is None:
        raise NotFound("There is nothing here, or nothing that you may see.", remedy="Find the person by their CRN.")
    return found


def open_elsewhere(viewer: Viewer, person: ServiceUser, service: str, *, but: int = 0) -> list[OpenElsewhere]:
    """Open referrals of a person to a service, for somebody who may see the person."""
    of_person = about_any_of([person.pk])
    rows = Referral.objects.filter(of_person, service=service, state__in=OPEN_STATES).exclude(pk=but)
    seen = set(visible_to(viewer, Referral).filter(of_person).values_list("pk", flat=True))
    return [
        OpenElsewhere(
            id=row.pk if row.pk in seen else None,
            service=definition(row.service, row.definition).name,
            state=row.state,
            by=row.referrer_organisation.name,
            since=row.submitted_at or row.started_at,
        )
        for row in rows.select_related("referrer_organisation").order_by("pk")
    ]


def services_to_choose(at: datetime) -> list[tuple[str, str, str]]:
    """The services that take referrals today: code, name, for whom."""
    today = clock.today(at)
    return [(one.code, one.name, one.service.for_whom) for one in definitions(today) if is_open(one, today)]
