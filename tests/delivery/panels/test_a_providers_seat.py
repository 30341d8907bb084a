"""A provider's member of a panel: a seat like any other, choices in place of words, and no way to what is clinical."""

from __future__ import annotations

from typing import Any

import pytest

from tests.delivery.panels.cast import (
    AT,
    EAST,
    chair,
    coordinator,
    held,
    meeting,
    nominated,
    police,
    probation,
    provider,
    someone,
)
from tests.support.casework import planned
from tests.support.world import organisation, viewer
from throughcare.delivery.appointments.actions import open_case
from throughcare.delivery.casework import models as casework
from throughcare.delivery.panels import actions, models
from throughcare.delivery.panels.queries import meetings
from throughcare.delivery.people import actions as people
from throughcare.errors import Invalid, NotAllowed
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.access.viewers import Viewer

pytestmark = pytest.mark.django_db


def member() -> Viewer:
    """Somebody whom the provider of a mental-health service sends to the panel."""
    return viewer("provider_panel_member", name="seat", at="mental_health_example", kind="provider", area=EAST)


def give_seat(row: models.Meeting, who: Viewer) -> models.Member:
    agency = organisation("mental_health_example", "provider")
    call: dict[str, Any] = {"panel_id": row.panel_id, "organisation_id": agency.pk, "person_id": who.person_id}
    return actions.add_member(**call, by=coordinator(), at=AT)


def test_it_is_given_by_the_coordinator_and_brings_choices_and_no_words() -> None:
    person = someone()
    nominated(person)
    row = meeting()
    by = member()
    given: dict[str, Any] = {"meeting_id": row.pk, "service_user_id": person.pk, "by": by, "at": AT}
    with pytest.raises(NotAllowed, match="does not sit on this panel"):
        actions.save_paper(engagement="engaged", risk_status="nothing_to_act_on", share=True, **given)
    give_seat(row, by)
    with pytest.raises(Invalid, match="Leave clinical content out"):
        actions.save_paper(words="He told me in a session", **given)
    actions.save_paper(engagement="engaged", risk_status="nothing_to_act_on", share=True, **given)
    paper = visible_to(police(), models.Paper).get()
    assert (paper.words, paper.engagement) == ("", "engaged")


def test_nobody_sits_for_a_provider_without_the_role() -> None:
    with pytest.raises(Invalid, match="holds a role in this agency"):
        give_seat(meeting(), provider())


def test_what_is_clinical_stays_closed_to_the_panel_and_to_its_seat() -> None:
    row = planned("submitted")
    for who in (member(), chair(), coordinator(), police()):
        for model in (casework.Assessment, casework.Plan, casework.PlanRevision):
            assert model.objects.exists()
            assert not visible_to(who, model).exists(), (who.name, model)
        with pytest.raises(NotAllowed):
            open_case(number=row.referral.reference, reason="The panel would like to know more.", by=who, at=AT)


def test_a_restricted_case_is_absent_for_it_and_it_decides_nothing() -> None:
    open_one, hidden = someone("Open", "Sample"), someone("Hidden", "Secret")
    for one in (open_one, hidden):
        nominated(one)
    people.restrict(service_user_id=hidden.pk, reason="A relative works in this office.", by=coordinator(), at=AT)
    row = meeting()
    by = member()
    give_seat(row, by)
    row = held(row)
    assert [card.name for card in meetings.meeting(by, row.pk).cards] == ["Open Sample"]
    with pytest.raises(NotAllowed):
        actions.decide(
            meeting_id=row.pk, service_user_id=open_one.pk, kind="adopt_red", reason="spare_place", by=by, at=AT
        )
    assert probation().areas & by.areas
