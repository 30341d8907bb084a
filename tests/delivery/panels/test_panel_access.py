"""Who sees what of a panel. A restricted person is absent: from list, count, page, minutes and file."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document

from tests.delivery.panels.cast import (
    AT,
    MEETS_ON,
    NORTH,
    THEN,
    adopted,
    chair,
    coordinator,
    decide,
    frozen,
    health,
    held,
    meeting,
    nominated,
    police,
    probation,
    provider,
    someone,
)
from tests.support.world import organisation
from throughcare.delivery.panels import actions, models
from throughcare.delivery.panels.queries import meetings, promises
from throughcare.delivery.panels.queries.elsewhere import changes, part_of_person, timeline_of_person
from throughcare.delivery.panels.queries.minutes import minutes
from throughcare.delivery.panels.queries.owed import owed
from throughcare.delivery.panels.queries.promises import Sought
from throughcare.delivery.people.models import RestrictedAccess
from throughcare.errors import NotFound
from throughcare.foundation.access.scope import check_can_view, visible_to
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action
from throughcare.foundation.record.models import Event

pytestmark = pytest.mark.django_db


@action
def restrict(*, person, to, by, at):
    """Closes a record to all but those named."""
    person.is_restricted = True
    person.save()
    for viewer in to:
        named = {"person_id": viewer.person_id, "named_by_id": by.person_id, "reason": "Works on it"}
        RestrictedAccess(service_user=person, from_at=at, **named).save()
    event("service_user.restricted", subject=("service_user", person.pk), by=by, at=at)


@pytest.fixture
def secret():
    """Somebody restricted, nominated, whom the chair and probation may see and nobody else."""
    found = someone("Hidden", "Secret")
    nominated(found)
    restrict(person=found, to=[chair(), probation()], by=coordinator(), at=AT)
    return found


@pytest.fixture
def through(secret):
    """A meeting that decided about the restricted person and about another, with actions and minutes."""
    other = someone("Open", "Sample")
    nominated(other)
    row = held()
    for person in (secret, other):
        decide(row, person)
        actions.promise(
            meeting_id=row.pk,
            owner_id=organisation("mps").pk,
            words=f"Visit {person.given_name}",
            due=MEETS_ON,
            service_user_id=person.pk,
            by=chair(),
            at=THEN,
        )
    actions.finish_meeting(meeting_id=row.pk, by=coordinator(), at=THEN)
    actions.approve_minutes(meeting_id=row.pk, by=chair(), at=THEN)
    return row


class TestARestrictedPerson:
    def test_is_on_the_agenda_of_those_who_may_see_them_and_in_nobody_elses_count(self, secret):
        row = meeting()
        for by, number in ((chair(), 1), (probation(), 1), (coordinator(), 0), (police(), 0), (health(), 0)):
            assert len(meetings.meeting(by, row.pk).cards) == number
        frozen(row)
        assert models.PanelCase.objects.filter(meeting=row, service_user=secret).exists()
        assert len(meetings.meeting(chair(), row.pk).cards) == 1
        assert len(meetings.meeting(coordinator(), row.pk).cards) == 0

    def test_is_in_no_page_list_count_minutes_or_file_of_the_others(self, signed_in, days, through, secret):
        days.go_to(THEN + timedelta(days=1))
        for by in (coordinator(), police(), health()):
            client = signed_in(by)
            addresses = [
                "/",
                reverse("panels"),
                reverse("panel", args=[through.panel_id]),
                reverse("panel_meeting", args=[through.pk]),
                reverse("minutes", args=[through.pk]),
                reverse("panel_actions") + "?whose=all&ended=1",
            ]
            for address in addresses:
                text = client.get(address).content.decode()
                assert "Secret" not in text
                assert "Hidden" not in text, address
            case = reverse("panel_case", args=[through.pk, secret.pk])
            assert client.get(case).status_code == 404
            document = Document(BytesIO(client.get(reverse("minutes_docx", args=[through.pk])).content))
            assert "Hidden" not in "\n".join(one.text for one in document.paragraphs)
            found = client.post(reverse("find_case", args=[through.pk]), {"sought": "Secret"})
            assert "Hidden" not in found.content.decode()
        assert "Hidden Secret" in signed_in(probation()).get(reverse("minutes", args=[through.pk])).content.decode()

    def test_counts_are_what_they_would_be_without_them(self, through):
        late = THEN + timedelta(days=3)
        (row,) = meetings.panels(police(), on=late.date())
        assert (row.open_actions, row.late_actions) == (1, 1)
        (seen,) = meetings.panels(probation(), on=late.date())
        assert (seen.open_actions, seen.late_actions) == (2, 2)
        mine = [one for one in owed(police(), late) if one.what.startswith("Panel action")]
        assert [one.what for one in mine] == ["Panel action: Visit Open"]

    def test_is_in_nothing_that_panels_tell_elsewhere(self, through, secret):
        assert part_of_person(police(), secret.pk, THEN) is None
        assert list(timeline_of_person(police(), secret.pk)) == []
        assert all("Hidden" not in one.about for one in changes(police(), AT))
        assert any("Hidden" in one.about for one in changes(probation(), AT))

    def test_cannot_be_put_on_the_agenda_or_written_about(self, secret):
        row = meeting()
        given = {"meeting_id": row.pk, "service_user_id": secret.pk, "by": police(), "at": AT}
        with pytest.raises(NotFound):
            actions.add_case(asked_for="A visit", **given)
        with pytest.raises(NotFound):
            actions.save_paper(words="We know them", **given)
        with pytest.raises(NotFound):
            actions.expect_release(service_user_id=secret.pk, on=MEETS_ON, by=police(), at=AT)


ALL = (
    models.Panel,
    models.Member,
    models.Meeting,
    models.Attendance,
    models.PanelCase,
    models.Paper,
    models.KeptBack,
    models.PanelDecision,
    models.PanelAction,
    models.Minutes,
    models.MinutesLine,
)


@pytest.mark.parametrize("by", [coordinator, chair, police, probation, health, provider], ids=lambda one: one.__name__)
def test_lists_and_pages_agree_for_everyone(by, through):
    viewer = by()
    for model in ALL:
        seen = set(visible_to(viewer, model).values_list("pk", flat=True))
        for row in model.objects.all():
            try:
                check_can_view(viewer, row)
                may = True
            except NotFound:
                may = False
            assert may == (row.pk in seen), model


def test_another_area_and_a_provider_see_nothing(through):
    for viewer in (coordinator(NORTH), chair(NORTH), provider()):
        for model in ALL:
            assert not visible_to(viewer, model).exists(), model
        assert promises.actions(viewer, Sought(mine=False, ended=True), on=MEETS_ON) == []
        with pytest.raises(NotFound):
            minutes(viewer, through.pk)


def test_a_member_for_one_borough_sees_of_the_unit_that_boroughs_cases(through):
    nominated(someone("Tower", "Sample", borough="tower_hamlets"))
    row = meeting(through.panel, on=MEETS_ON + timedelta(days=28))
    assert [card.name for card in meetings.meeting(police("hackney"), row.pk).cards] == ["Open Sample"]
    assert [card.name for card in meetings.meeting(police("tower_hamlets"), row.pk).cards] == ["Tower Sample"]


def test_what_an_agency_keeps_back_and_what_it_has_not_shown_is_its_own():
    person = someone()
    nominated(person)
    row = meeting()
    given = {"meeting_id": row.pk, "service_user_id": person.pk, "at": AT}
    actions.save_paper(words="Seen twice", kept_back="A source", by=police(), **given)
    for other in (coordinator(), chair(), probation(), health()):
        assert not visible_to(other, models.Paper).exists()
    actions.save_paper(words="Seen twice", kept_back="A source", share=True, by=police(), **given)
    for other in (coordinator(), chair(), probation(), health()):
        assert visible_to(other, models.Paper).count() == 1
        assert not visible_to(other, models.KeptBack).exists()
    assert visible_to(police(), models.KeptBack).count() == 1


def test_events_carry_codes_and_no_words(through):
    subjects = ("panel", "panel_meeting", "panel_case", "panel_action", "panel_paper")
    for one in Event.objects.filter(subject_type__in=subjects):
        text = f"{one.kind} {one.subject_id} {one.reason_code} {one.state}"
        assert "Visit" not in text
        assert "Hidden" not in text


def test_a_look_at_a_case_is_recorded_for_the_person():
    person = adopted(someone(), at=AT - timedelta(days=40)).service_user
    row = held()
    from throughcare.delivery.panels.queries.cases import case

    case(police(), row.pk, person.pk, at=THEN, on=MEETS_ON)
    read = Event.objects.filter(kind="service_user.read", subject_id=str(person.pk), reason_code="panel")
    assert [one.actor for one in read] == [police().person_id]
