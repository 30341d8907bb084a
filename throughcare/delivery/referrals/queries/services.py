"""A service as its page shows it: for whom, by which rule, in which steps, how soon."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from throughcare import clock
from throughcare.delivery.referrals.queries.waits import Wait, wait_today
from throughcare.delivery.referrals.states import states_left
from throughcare.delivery.services.queries import definition, definitions, load_services
from throughcare.delivery.services.queries.offers import closed_sentence, is_open
from throughcare.delivery.services.rules.definition import Clock, ServiceDefinition
from throughcare.delivery.services.rules.drawing import Picture, draw
from throughcare.delivery.services.states import WHERE_IT_BEGAN
from throughcare.foundation.access.areas import area_name
from throughcare.foundation.organisations.models import Organisation
from throughcare.foundation.ports.stored import Step
from throughcare.foundation.reference import load
from throughcare.foundation.reference.local import Measure


@dataclass(frozen=True, slots=True)
class OfferShown:
    """Who provides the service where, since when, and how long people wait there."""

    provider: str
    area: str
    since: date
    wait: Wait | None


@dataclass(frozen=True, slots=True)
class ServicePage:
    """Everything that a service's page says."""

    found: ServiceDefinition
    is_open: bool
    closed: str
    rule: tuple[tuple[str, bool], ...]
    offers: tuple[OfferShown, ...]
    picture: Picture
    clocks: tuple[Clock, ...]
    measures: tuple[Measure, ...]
    versions: tuple[ServiceDefinition, ...]


def measures_of(found: ServiceDefinition, on: date) -> tuple[Measure, ...]:
    """What a service is measured by on a day, in the order of its definition."""
    known = {one.id: one for one in load().as_of(on).measures}
    return tuple(known[code] for code in found.dated.measures if code in known)


def services_today(at: datetime) -> list[tuple[ServiceDefinition, bool]]:
    """Every service in force today, and whether it takes referrals."""
    today = clock.today(at)
    return [(one, is_open(one, today)) for one in definitions(today)]


def service_page(code: str, at: datetime) -> ServicePage:
    """A service's page; ``NotFound`` where there is no such service."""
    today = clock.today(at)
    found = definition(code, on=today)
    groups: dict[str, list[tuple[str, bool]]] = {}
    for one in found.criteria:
        groups.setdefault(one.any_of or one.id, []).append((one.says, one.certainty == "verified"))
    rule = tuple((" or ".join(says for says, _ in group), all(sure for _, sure in group)) for group in groups.values())
    providers = {one.code: one for one in Organisation.objects.filter(code__in=[x.provider for x in found.offers])}
    offers = tuple(
        OfferShown(
            provider=providers[one.provider].name if one.provider in providers else "A provider not set up here yet",
            area=area_name(one.area),
            since=one.from_,
            wait=wait_today(code, providers[one.provider].pk, today) if one.provider in providers else None,
        )
        for one in found.offers
        if one.in_force(today)
    )
    opens = is_open(found, today)
    return ServicePage(
        found=found,
        is_open=opens,
        closed="" if opens else closed_sentence(found, "", today),
        rule=rule,
        offers=offers,
        picture=draw(found),
        clocks=found.clocks,
        measures=measures_of(found, today),
        versions=tuple(reversed(load_services()[code])),
    )


def every_step() -> frozenset[Step]:
    """Each event with the state before and after it that any version of any service allows, for verifying states."""
    found: set[Step] = set()
    for service in (one for versions in load_services().values() for one in versions):
        for step in service.transitions:
            came_from = states_left(service, step.event)
            ends = came_from if step.to == WHERE_IT_BEGAN else {step.to}
            found |= {(step.event, start, end) for start in step.from_ for end in ends}
    return frozenset(found)
