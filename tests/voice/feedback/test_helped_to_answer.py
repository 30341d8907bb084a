"""Somebody answers with a peer researcher beside them, on a device that the next person uses too."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session

from tests.voice.feedback.people import AT, close, codes_for, opened, run_after_commit, trained_client
from tests.voice.feedback.phone import Phone
from throughcare.foundation.record.models import Event
from throughcare.voice.feedback.models import Comment, Tally

pytestmark = pytest.mark.django_db
WORDS = "More time with my worker"


@pytest.fixture(autouse=True)
def _now(monkeypatch, settings):
    monkeypatch.setattr("throughcare.clock.now", lambda: AT)
    settings.DEMO = True


def helped_with(code, client):
    """From the link on the list of surveys to thanks; each page that was seen."""
    assert "/voice/help-to-answer" in client.get("/voice/surveys/").content.decode()
    assert client.get("/voice/help-to-answer")["Location"] == "/say/?way=helped"
    phone = Phone(way="helped", client=client).enter(code)
    pages = [phone.page]
    pages.append(phone.press("next").page)
    pages.append(phone.press("next", answer="4").page)
    pages.append(phone.press("next", text=WORDS).page)
    assert phone.heading == "Ready to send?"
    pages.append(phone.press("next").page)
    assert phone.heading == "Thank you"
    return phone, pages


def test_what_is_said_with_help_is_stored_counted_as_helped_and_leads_to_nobody():
    version = opened(["treated", "change"])
    codes = codes_for(version)
    client = trained_client("peer_researcher")
    sessions, events = dict(Session.objects.values_list("pk", "session_data")), Event.objects.count()
    for code in codes[:5]:
        run_after_commit(lambda code=code: helped_with(code, client))
    close(version)
    counts = {(one.question, one.option): one.number for one in Tally.objects.all()}
    assert counts[("_way", "helped")] == 5
    assert counts[("treated", "4")] == 5
    assert [one.text for one in Comment.objects.all()] == [WORDS] * 5
    assert dict(Session.objects.values_list("pk", "session_data")) == sessions
    peer = client.session["_auth_user_id"]
    told = Event.objects.order_by("pk")[events:]
    assert {one.kind for one in told} == {"survey_version.closed", "survey_version.answers_written"}
    assert peer not in {str(one.actor) for one in told}


def test_the_device_of_whoever_helps_shows_the_next_person_nothing():
    version = opened(["treated", "change"])
    client = trained_client("peer_researcher")
    phone, pages = helped_with(codes_for(version)[0], client)
    assert {page["Cache-Control"] for page in pages} == {"no-store"}
    assert 'href="/say/?way=helped&amp;lang=en&amp;cleared=1"' in phone.html
    assert "data-clears-after" in pages[1].content.decode()
    other = Phone(way="helped", client=client).enter(codes_for(version)[1]).press("next").press("next", answer="2")
    assert "checked" not in other.press("back").html
    stopped = other.press("stop", answer="2").page
    assert stopped["Location"] == "/say/?way=helped&lang=en&cleared=1"
