"""A lead, a partner, a stranger, people who act for them, and a programme between the first two."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client

from tests.commissioning.funding.people import ADMIN, AT, FINANCE


@dataclass
class World:
    """What the tests start from."""

    mopac: Any
    probation: Any
    elsewhere: Any
    at: datetime = AT


@pytest.fixture
def world(db: None) -> World:
    """Three organisations."""
    from throughcare.foundation.organisations.actions import add_organisation

    def made(code: str, name: str, kind: str) -> Any:
        return add_organisation(code=code, name=name, kind=kind, legal_entity=name, by=ADMIN, at=AT)

    return World(
        made("mopac", "Mayor's Office for Policing and Crime", "policing_body"),
        made("london_probation", "London Probation", "probation"),
        made("elsewhere", "Elsewhere Policing Body", "policing_body"),
    )


@pytest.fixture
def programme(world: World) -> Any:
    """A programme of three years with an envelope of £2.1m."""
    from throughcare.commissioning.funding.actions.programmes import open_programme

    return open_programme(
        code="iom",
        name="Integrated offender management",
        lead="mopac",
        envelope_pence=210_000_000,
        from_year="2022/23",
        to_year="2024/25",
        by=FINANCE,
        at=AT,
    )


@pytest.fixture
def sign_in(world: Any, settings: Any) -> Callable[[str, str], Client]:
    """Signs in a person with a role in an organisation, without a second factor as in the demo."""
    from throughcare.foundation.organisations import actions as organisations
    from throughcare.foundation.organisations.models import Organisation

    settings.DEMO = True

    def made(role: str, code: str) -> Client:
        person = organisations.add_person(
            email=f"{role}.{code}@example.test", name=f"Sample {role}", password=None, by=ADMIN, at=AT
        )
        organisation = Organisation.objects.get(code=code)
        organisations.grant_role(
            person_id=person.pk,
            organisation_id=organisation.pk,
            role=role,
            from_date=date(2020, 1, 1),
            by=ADMIN,
            at=AT,
        )
        client = Client()
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return made
