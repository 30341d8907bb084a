"""The screens of money answer their questions, keep what was typed and act once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from tests.commissioning.funding.papers import PCD_1514, decision
from tests.commissioning.funding.people import ADMIN, AT, COMMISSIONER
from throughcare.commissioning.funding import actions
from throughcare.foundation.organisations import actions as organisations
from throughcare.foundation.organisations.models import Organisation

pytestmark = pytest.mark.django_db
SignIn = Callable[[str, str], Client]


@pytest.fixture
def sign_in(world: Any, settings: Any) -> SignIn:
    """Signs in a person with a role in an organisation, without a second factor as in the demo."""
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


@pytest.fixture
def opened(programme: Any) -> Any:
    """The programme with PCD 1291 and PCD 1514 in effect."""
    actions.open_lines(decision=decision(), by=COMMISSIONER, at=AT)
    actions.open_lines(decision=PCD_1514, by=COMMISSIONER, at=AT)
    return programme


def text_of(answer: Any) -> str:
    """The words of a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def key_in(answer: Any) -> str:
    """The key of the form on a page."""
    found = re.search(r'name="key" value="([^"]+)"', answer.content.decode())
    assert found
    return found.group(1)


def test_the_programme_shows_years_that_do_not_balance_and_offers_the_movement(opened: Any, sign_in: SignIn) -> None:
    client = sign_in("commissioner", "mopac")
    page = text_of(client.get("/money/programme/iom"))
    for words in ("£2,100,000", "£2,093,000", "£7,000", "Does not balance: +£100,000", "Does not balance: −£100,000"):
        assert words in page
    assert "Moving £100,000 from 2023/24 to 2024/25 would mend it" in page
    assert "London Probation gives £300,000 in 2023/24 in more than one decision" in page
