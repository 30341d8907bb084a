"""The stored state of a survey and of an activity is the fold of its events, whatever is tried; history stays."""

from __future__ import annotations

import contextlib
import random

import pytest
from django.db import DatabaseError, connection, transaction

from tests.support.world import person, viewer
from tests.voice.feedback.people import AT, codes_for, drafted, lead, opened, stranger, worker
from throughcare.errors import DomainError, NotAllowed, NotFound
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.record.events import folded_state, history
from throughcare.voice.feedback import actions
from throughcare.voice.feedback.models import Activity, SurveyVersion

pytestmark = pytest.mark.django_db
STEPS = {
    "submit": lambda row, by: actions.submit(version_id=row.pk, version=row.version, by=by, at=AT),
    "return": lambda row, by: actions.give_back(version_id=row.pk, version=row.version, reason="Mend", by=by, at=AT),
    "approve": lambda row, by: actions.approve(version_id=row.pk, version=row.version, by=by, at=AT),
    "open": lambda row, by: actions.open_version(version_id=row.pk, version=row.version, by=by, at=AT),
    "close": lambda row, by: actions.close_version(
        version_id=row.pk, version=row.version, delete_unread=True, by=by, at=AT
    ),
    "withdraw": lambda row, by: actions.withdraw(version_id=row.pk, version=row.version, reason="No", by=by, at=AT),
}
HOLDS = {
    "invite": lambda row, by: actions.send_invitations(
        activity_id=row.pk, version=row.version, invited=9, by=by, at=AT
    ),
    "hold": lambda row, by: actions.hold(
        activity_id=row.pk, version=row.version, came=5, consented=4, consent_version="g-1", by=by, at=AT
    ),
    "say": lambda row, by: actions.add_statements(activity_id=row.pk, words="1: Good.", by=by, at=AT),
    "settle": lambda row, by: actions.settle_expenses(activity_id=row.pk, version=row.version, by=by, at=AT),
    "write": lambda row, by: actions.write_up(activity_id=row.pk, version=row.version, by=by, at=AT),
    "tell": lambda row, by: actions.tell_back(activity_id=row.pk, version=row.version, by=by, at=AT),
    "cancel": lambda row, by: actions.cancel_activity(
        activity_id=row.pk, version=row.version, reason="Ill", by=by, at=AT
    ),
}


@pytest.mark.parametrize("seed", range(6))
def test_a_survey_equals_the_fold_of_its_events(seed):
    draw, row, people = random.Random(seed), drafted(["told"]), [worker(), lead()]
    for _ in range(14):
        with contextlib.suppress(DomainError):
            STEPS[draw.choice(sorted(STEPS))](row, draw.choice(people))
        row = SurveyVersion.objects.get(pk=row.pk)
        assert folded_state(history(("survey_version", row.pk))) == row.state


@pytest.mark.parametrize("seed", range(4))
def test_an_activity_equals_the_fold_of_its_events(seed):
    draw = random.Random(seed)
    row = actions.plan_activity(kind="group", title="Group", day=AT.date(), by=worker(), at=AT)
    for _ in range(14):
        with contextlib.suppress(DomainError):
            HOLDS[draw.choice(sorted(HOLDS))](row, worker())
        row = Activity.objects.get(pk=row.pk)
        assert folded_state(history(("activity", row.pk))) == row.state


def test_what_an_open_survey_asks_is_refused_change_by_the_database_itself():
    row = opened(["told"])
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE feedback_surveyversion SET content = '{}' WHERE id = %s", [row.pk])


def test_nobody_approves_their_own_survey_and_strangers_see_none():
    row = drafted(["told"])
    row = actions.submit(version_id=row.pk, version=row.version, by=lead(), at=AT)
    with pytest.raises(NotAllowed, match="someone else approves"):
        actions.approve(version_id=row.pk, version=row.version, by=lead(), at=AT)
    with pytest.raises(NotFound):
        actions.approve(version_id=row.pk, version=row.version, by=stranger(), at=AT)
    row = actions.approve(version_id=row.pk, version=row.version, by=lead("second.lead"), at=AT)
    assert row.state == "approved"


def test_who_runs_surveys_here_and_works_there_changes_none_of_the_surveys_there():
    """A practitioner sees an open survey of practitioners wherever it is from; that is to answer it."""
    row = opened(["told"], audience="practitioners")
    two = {"name": "two.jobs", "at": "other_provider", "kind": "provider"}
    person("engagement_lead", **two)
    by = viewer("service_practitioner", **two)
    assert Permission.TAKE_PRACTITIONER_SURVEY in by.permissions
    call = {"version_id": row.pk, "by": by, "at": AT}
    for work in (
        lambda: actions.close_version(version=row.version, delete_unread=True, **call),
        lambda: actions.make_batch(kind="door", size=5, **call),
        lambda: actions.start_version(**call),
    ):
        with pytest.raises(NotAllowed, match="Another organisation runs this survey"):
            work()
    row.refresh_from_db()
    assert row.state == "open"


def test_too_few_are_deleted_unread_only_when_somebody_decides_so():
    from tests.voice.feedback.people import answer, close
    from throughcare.errors import WrongState
    from throughcare.foundation.record.models import Event
    from throughcare.voice.feedback.models import Comment

    row = opened(["told", "change"])
    for code in codes_for(row)[:3]:
        answer(code, {"change": "few"}, at=AT)
    with pytest.raises(WrongState, match="too few to hide in"):
        close(row)
    close(row, delete_unread=True)
    assert not Comment.objects.exists()
    assert Event.objects.filter(kind="survey_version.answers_deleted").count() == 1


def test_comments_are_told_apart_by_a_group_only_where_it_is_large_enough():
    from tests.voice.feedback.people import answer, close
    from throughcare.voice.feedback.models import Comment, Tally

    row = opened(["told", "change", "sex"], compare_by="sex")
    for place, code in enumerate(codes_for(row, 34)):
        sex = "female" if place < 11 else "male" if place < 32 else "_rather_not"
        answer(code, {"change": f"by {sex}", "told": ["yes"], "sex": [sex]}, at=AT)
    assert not Comment.objects.exists(), "they wait for the close"
    close(row)
    assert Comment.objects.count() == 34
    groups = set(Comment.objects.values_list("group", flat=True))
    assert groups == {"sex:male", ""}, (
        "two who would rather not say would be left alone, so the smaller group joins them"
    )
    assert all("male" in one.text for one in Comment.objects.filter(group="sex:male"))
    crossed = Tally.objects.filter(group="sex:male", question="told", option="yes")
    assert [one.number for one in crossed] == [21]
