"""Printed forms and cards say what the screens say, and what is written down by hand keeps its language."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.test import Client

from tests.support.browser import valid_html
from tests.voice.feedback.people import AT, close, codes_for, opened, trained_client, worker
from throughcare.voice.feedback import actions
from throughcare.voice.feedback.models import Activity, Comment, NamedAnswer, Tally
from throughcare.voice.feedback.queries import local

pytestmark = pytest.mark.django_db
LANGUAGES = [one.language for one in local.languages()]


@pytest.fixture(autouse=True)
def _now(monkeypatch: Any, settings: Any) -> None:
    settings.DEMO = True
    monkeypatch.setattr("throughcare.clock.now", lambda: AT)


def signed_in(role: str) -> Client:
    client: Client = trained_client(role)
    return client


def words_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def printed(row: Any, kind: str, language: str, *, in_prison: bool = False) -> Any:
    given = {"kind": kind, "size": 2, "area": "", "place": "", "language": language}
    more = {"in_prison": "on"} if in_prison else {}
    return signed_in("engagement_worker").post(f"/voice/surveys/{row.pk}/codes", {**given, **more})


@pytest.mark.parametrize("in_prison", [False, True])
@pytest.mark.parametrize("mode", ["anonymous", "named"])
@pytest.mark.parametrize("audience", ["people", "practitioners"])
def test_a_printed_form_promises_what_holds_for_whoever_gets_it(audience, mode, in_prison):
    row = opened(["told", "change"], audience=audience, mode=mode)
    own = {"people": "before.licence", "practitioners": "before.job"}[audience]
    promises = {
        "named": {"named.reads", "named.why", "named.act", "named.back", own},
        "anonymous": {"before.who_reads", "before.nameless", "before.act", "before.no_taking_back", own},
    }
    every = set().union(*promises.values(), {"before.licence", "before.job"})
    for language in LANGUAGES:
        say = local.say_in(language)
        page = printed(row, "paper", language, in_prison=in_prison)
        words = words_of(page)
        assert {one for one in every if say(one) in words} == promises[mode], (language, audience)
        assert say("paper.entered") in words
        assert (say("paper.prison") in words, say("help.prison") in words) == (in_prison, in_prison)
        assert (say("paper.hand_in") in words) != in_prison
        assert (say("before.few", fewest=5) in words) == (mode == "anonymous")
        assert (say("named.agree") in words) == (mode == "named")
        assert say("before.no_names") in words
    valid_html(page)


def test_a_card_of_a_named_survey_says_where_to_take_answers_back():
    page = printed(opened(["told"], mode="named"), "cards", "en")
    assert "Take your answers back: testserver/say/take-back" in words_of(page)
    assert "take-back" not in printed(opened(["told"]), "cards", "en").content.decode()


def test_a_paper_form_is_counted_in_the_language_that_it_was_written_in():
    row = opened(["told"])
    client = signed_in("peer_researcher")
    for place, code in enumerate(codes_for(row, 10, kind="paper")):
        language = ("ro", "ar")[place % 2]
        page = client.post("/voice/paper", {"code": code, "language": language})
        valid_html(page)
        assert f'name="language" value="{language}"' in page.content.decode()
        given = {"code": code, "language": language, "send": "1", "q-told": "yes"}
        assert "The form is in" in words_of(client.post("/voice/paper", given))
    close(row)
    found = dict(Tally.objects.filter(question="_language").values_list("option", "number"))
    assert found == {"ro": 5, "ar": 5}


def test_no_language_is_taken_for_granted():
    code = codes_for(opened(["told"]), kind="paper")[0]
    page = signed_in("peer_researcher").post("/voice/paper", {"code": code})
    assert page.status_code == 422
    assert "Language that it was written in" in words_of(page)
    assert "checked" not in page.content.decode()


def test_a_text_message_keeps_its_language():
    row = opened(["told"], mode="named")
    given = {"survey": row.pk, "number": "07700 900123", "words": "Nu vreau să mor", "language": "ro", "key": "k1"}
    page = signed_in("engagement_worker").post("/voice/text-message", given)
    assert page.status_code == 302
    assert (NamedAnswer.objects.get().language, Comment.objects.get().language) == ("ro", "ro")


def test_what_was_said_at_an_activity_keeps_its_language_and_its_service():
    client = signed_in("engagement_worker")
    day = {"day-day": 3, "day-month": 6, "day-year": 2026}
    plan = {"kind": "group", "title": "June", "audience": "people", "service": "mental_health", "key": "k1", **day}
    assert client.post("/voice/activities/plan", plan).status_code == 302
    row = Activity.objects.get()
    assert row.service == "mental_health"
    actions.send_invitations(activity_id=row.pk, version=1, invited=5, by=worker(), at=AT)
    actions.hold(
        activity_id=row.pk, version=2, came=3, consented=3, consent_version="group-2026-01", by=worker(), at=AT
    )
    given = {"words": "1: Așteptăm prea mult.", "language": "ro", "key": "k2"}
    assert client.post(f"/voice/activities/{row.pk}/write/statements", given).status_code == 302
    said = Comment.objects.get()
    assert (said.language, said.service) == ("ro", "mental_health")
