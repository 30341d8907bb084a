"""Who provides a service where, and what to say where nobody does."""

from __future__ import annotations

from datetime import date

from throughcare.delivery.services.queries.loading import definition
from throughcare.delivery.services.rules.definition import Offer, ServiceDefinition
from throughcare.errors import Invalid
from throughcare.foundation.access.areas import area_name, boroughs_of
from throughcare.foundation.ui.words import day


def offers_in(found: ServiceDefinition, borough: str, on: date) -> tuple[Offer, ...]:
    """The offers of a service that cover a borough on a day, the narrowest area first."""
    covering = [one for one in found.offers if one.in_force(on) and borough in boroughs_of(one.area)]
    return tuple(sorted(covering, key=lambda one: (len(boroughs_of(one.area)), one.provider)))


def is_open(found: ServiceDefinition, on: date) -> bool:
    """Whether anybody provides the service anywhere on a day."""
    return any(one.in_force(on) for one in found.offers)


def provider_for(code: str, borough: str, on: date) -> str:
    """The code of the provider that takes referrals of a borough. ``Invalid`` with a sentence where none does."""
    found = definition(code, on=on)
    offers = offers_in(found, borough, on)
    if offers:
        return offers[0].provider
    raise Invalid(closed_sentence(found, borough, on), remedy="Choose another service, or ask the commissioner.")


def closed_sentence(found: ServiceDefinition, borough: str, on: date) -> str:
    """Why no referral can be made: never opened, closed since a day, or open elsewhere only."""
    if is_open(found, on):
        return f"{found.name} takes no referrals from {area_name(borough)}."
    ended = [one.until for one in found.offers if one.until is not None and one.until <= on]
    if ended:
        return f"{found.name} has taken no new referrals since {day(max(ended))}."
    opens = [one.from_ for one in found.offers if one.from_ > on]
    if opens:
        return f"{found.name} takes referrals from {day(min(opens))} on."
    return f"{found.name} has no provider, so it takes no referrals."
