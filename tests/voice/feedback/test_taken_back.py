"""Named answers are taken back by code, number or address, whenever their giver asks, and leave nothing behind."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps

from tests.support.world import client_for, viewer
from tests.voice.feedback.people import (
    AT,
    HOME,
    close,
    codes_for,
    opened,
    run_after_commit,
    stranger,
    trained_client,
    worker,
)
from tests.voice.feedback.test_small_activities import held
from throughcare.errors import Invalid, NotAllowed, NotFound
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action
from throughcare.voice.feedback import actions
from throughcare.voice.feedback.actions import answering
from throughcare.voice.feedback.actions.named import Contact
from throughcare.voice.feedback.models import Activity, Comment, NamedAnswer

pytestmark = pytest.mark.django_db
NUMBER = "07700 900123"


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO = True


def texted(words: str = "The group is too early", number: str = NUMBER) -> NamedAnswer:
    given = {"version_id": opened(mode="named").pk, "number": number, "words": words}
    return actions.enter_text_message(**given, by=worker(), at=AT)


def answered_with_a_code(reach: str) -> None:
    code = codes_for(opened(mode="named"))[0]
    sitting = answering.begin(typed=code, language="en", way="phone", at=AT)
    sitting = answering.keep(sitting, question="change", answer="More groups")
    contact = Contact("Sam Sample", reach, agreed=True)
    run_after_commit(lambda: answering.send(sitting.ticket, contact=contact, at=AT))


def test_stop_works_after_the_survey_has_closed():
    row = texted()
    close(row.survey_version)
    client = trained_client("engagement_worker")
    message = {"survey": "", "number": NUMBER, "language": "en", "key": "k1"}
    page = client.post("/voice/text-message", {**message, "words": "STOP"}, follow=True)
    assert "Their number, their answers and their comments are gone." in page.content.decode()
    row.refresh_from_db()
    assert (row.answers, row.reach) == ({}, "")
    refused = client.post("/voice/text-message", {**message, "words": "More groups", "key": "k2"})
    assert "Choose the survey that the message answers" in refused.content.decode()


def test_no_hash_of_a_number_is_kept_to_be_tried_for():
    assert texted().taken_back_by == ""


@pytest.mark.parametrize("reach", ["07700 900123", "+44 7700 900 123"])
def test_a_number_finds_also_what_its_holder_gave_with_a_card_that_is_lost(reach):
    answered_with_a_code(reach)
    texted()
    texted(number="07700 900124")
    assert actions.take_back(typed=NUMBER, by=worker(), at=AT) == 2
    assert [one.reach for one in NamedAnswer.objects.filter(withdrawn_on__isnull=True)] == ["+447700900124"]


def test_an_e_mail_address_finds_them_too():
    answered_with_a_code("Sam@example.test")
    with pytest.raises(NotFound):
        actions.take_back(typed="other@example.test", by=worker(), at=AT)
    assert actions.take_back(typed="sam@example.test ", by=worker(), at=AT) == 1
    with pytest.raises(Invalid):
        actions.take_back(typed="ask Sam", by=worker(), at=AT)


def test_only_who_runs_engagement_takes_back_by_number_and_only_for_their_own_organisation():
    texted()
    with pytest.raises(NotFound):
        actions.take_back(typed=NUMBER, by=stranger(), at=AT)
    with pytest.raises(NotAllowed):
        actions.take_back(typed=NUMBER, by=viewer("peer_researcher", name="peer.researcher", **HOME), at=AT)
    assert NamedAnswer.objects.get().withdrawn_on is None
    page = client_for("engagement_worker", name="engagement.worker", **HOME).post(
        "/voice/take-back", {"number": NUMBER}
    )
    assert page.status_code == 302
    assert NamedAnswer.objects.get().reach == ""


@action
def migrated(*, what: str, by: object, at: object) -> None:
    """What a database that is older goes through."""
    getattr(import_module("throughcare.voice.feedback.migrations.0007_what_was_taken_back"), what)(apps, None)
    event("database.migrated", subject=("migration", what), by=by, at=at)


@action
def as_before(*, by: object, at: object) -> None:
    """Comments as they were kept before few were told from many."""
    for one in Comment.objects.select_related("activity"):
        one.area, one.day = one.activity.area, one.activity.day
        one.save()
    event("comments.older", subject=("comment", "all"), by=by, at=at)


@pytest.mark.parametrize("came", [1, 4, 5])
def test_what_few_said_before_is_told_with_less_too(came):
    held("interview" if came == 1 else "group", came)
    kept = set(Comment.objects.values_list("area", "day"))
    as_before(by=worker(), at=AT)
    day = Activity.objects.get().day
    assert set(Comment.objects.values_list("area", "day")) == {("camden", day)}
    migrated(what="tell_less", by=worker(), at=AT)
    assert set(Comment.objects.values_list("area", "day")) == kept
