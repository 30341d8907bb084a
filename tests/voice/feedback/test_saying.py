"""Participants' pages: one question a page, everything can be skipped, nothing is lost, nothing identifies."""

from __future__ import annotations

from datetime import timedelta
from unittest import mock

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError

from tests.support.browser import valid_html
from tests.voice.feedback.people import AT, close, codes_for, opened
from tests.voice.feedback.phone import Phone
from throughcare.voice.feedback import actions
from throughcare.voice.feedback.actions import answering
from throughcare.voice.feedback.models import Comment, Draft, Waiting

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr("throughcare.clock.now", lambda: AT)


@pytest.fixture
def version(db):
    return opened()


@pytest.fixture
def code(version):
    return codes_for(version)[0]


def test_somebody_answers_from_card_to_thanks(code):
    phone = Phone().enter(code)
    assert phone.heading == "Before you start"
    for promise in (
        "No one can tell which answers are yours",
        "does not change your licence",
        "can not take them back",
    ):
        assert promise in phone.text
    phone.press("next")
    assert phone.heading == "How do your workers treat you?"
    assert "Question 1 of 7" in phone.text
    assert "6 left after this one" in phone.text
    phone.press("next", answer="4")
    phone.press("skip")
    phone.press("rather_not")
    phone.press("next", text="٣")
    phone.press("next", text="More time with <b>my</b> worker 🙂")
    phone.press("skip")
    phone.press("next", answer="female")
    assert phone.heading == "Ready to send?"
    assert "You gave an answer to 4 of 7 questions" in phone.text
    phone.press("next")
    assert phone.heading == "Thank you"
    assert Waiting.objects.count() == 1
    assert not Draft.objects.exists()


def test_no_page_sets_a_cookie_or_makes_a_session(code):
    phone = Phone()
    for step in (lambda: phone.enter(code), *[lambda: phone.press("skip")] * 8, lambda: phone.press("next")):
        step()
        assert not phone.page.cookies
    assert not phone.client.cookies
    assert not Session.objects.exists()


def test_no_address_holds_a_code_and_every_page_is_valid(code):
    phone = Phone()
    valid_html(phone.page)
    phone.enter(code)
    pages = [phone.page]
    for button in ("next", "skip", "help"):
        pages.append(phone.press(button).page)
    phone.press("here")
    pages.append(phone.press("next").page)
    for page in pages:
        valid_html(page)
        assert code not in page.content.decode()
        assert page.request["PATH_INFO"] in ("/say/", "/say/go")
        assert not page.request["QUERY_STRING"]


def test_a_wrong_code_says_what_to_do_and_stays_in_its_field(version, code):
    wrong = code[:-1] + ("B" if code[-1] != "B" else "C")
    phone = Phone().enter(wrong)
    assert phone.page.status_code == 422
    assert "One letter or number is not right" in phone.text
    assert wrong in phone.html
    assert "Type the code on your card" in Phone().enter("  ").text


def test_the_same_code_twice_and_a_code_of_a_survey_that_ended_are_clear(version):
    codes = codes_for(version)
    for one in codes[:5]:
        phone = Phone().enter(one).press("next").press("next", answer="3")
        while phone.heading != "Ready to send?":
            phone.press("skip")
        phone.press("next")
    assert "Each code works one time" in Phone().enter(codes[0]).text
    half = Phone().enter(codes[6]).press("next")
    close(version)
    assert "its survey may have ended" in Phone().enter(codes[7]).text
    assert half.press("next", answer="2").heading == "This survey has ended"


def test_the_last_day_passes_while_somebody_answers(monkeypatch):
    half = Phone().enter(codes_for(opened(closes_on=AT.date()))[0]).press("next")
    monkeypatch.setattr("throughcare.clock.now", lambda: AT + timedelta(days=1))
    assert half.press("next", answer="2").heading == "This survey has ended"


def test_sending_twice_thanks_twice(code):
    phone = Phone().enter(code).press("next").press("next", answer="3")
    while phone.heading != "Ready to send?":
        phone.press("skip")
    fields = phone.fields()
    phone.press("next")
    again = phone.client.post("/say/go", {**fields, "go": "next"})
    assert "We have your answers" in again.content.decode()
    assert Waiting.objects.count() == 1


def test_what_is_too_long_comes_back_whole(code):
    phone = Phone().enter(code).press("next")
    for _ in range(4):
        phone.press("skip")
    words = "مرحبا 🙂 <script>alert(1)</script> '; DROP TABLE--\n" * 1100
    phone.press("next", text=words)
    assert phone.page.status_code == 422
    assert "That is too long" in phone.text
    assert "It is all still here" in phone.text
    typed = Phone.fields(phone)
    assert typed["at"] == "change"
    assert "<script>alert" not in phone.html
    assert phone.html.count("DROP TABLE") == 1100


def test_back_and_again_changes_the_answer_and_loses_no_later_one(code):
    phone = Phone().enter(code).press("next").press("next", answer="1")
    second = phone.fields()
    phone.press("next", answer="yes")
    earlier = phone.client.post("/say/go", {**second, "go": "back"})
    assert 'value="1" id="answer-1" checked' in earlier.content.decode()
    phone.page = earlier
    phone.press("next", answer="5")
    assert 'value="yes" id="answer-1" checked' in phone.html


def test_closing_the_phone_loses_nothing_and_shows_nothing(code):
    Phone().enter(code).press("next").press("next", answer="1").press("next", answer="no")
    again = Phone().enter(code)
    assert again.heading == "What helps you most?"
    again.press("back")
    assert again.heading == "Did someone tell you what your plan is?"
    assert "You gave an answer here before" in again.text
    assert "checked" not in again.html
    again.press("skip").press("skip")
    draft = answering.begin(typed=code, language="en", way="phone", at=AT)
    assert draft.answers == {"treated": ["1"], "told": ["no"], "helps": ["_skipped"]}


def test_stopping_keeps_what_was_typed(code):
    phone = Phone().enter(code).press("next").press("stop", answer="2")
    assert phone.heading == "You stopped"
    assert "04/06/2026" in phone.text
    assert answering.begin(typed=code, language="en", way="phone", at=AT).answers == {"treated": ["2"]}


def test_words_of_harm_show_where_to_get_help_and_tell_nobody(code):
    phone = Phone().enter(code).press("next")
    for _ in range(4):
        phone.press("skip")
    phone.press("next", text="Some days I want to die.")
    assert phone.heading == "Are you safe?"
    assert "116 123" in phone.text
    assert "We do not know who you are" in phone.text
    phone.press("on")
    assert phone.heading == "What is good?"
    assert "I need help now" in phone.text
    phone.press("help")
    assert phone.heading == "Get help now"
    assert phone.press("here").heading == "What is good?"


@pytest.mark.parametrize("way", ["phone", "tablet"])
def test_words_of_harm_show_where_to_get_help_to_somebody_who_stops(code, way):
    phone = Phone(way=way).enter(code).press("next")
    for _ in range(4):
        phone.press("skip")
    phone.press("stop", text="Some days I want to die.")
    assert phone.page.status_code == 200
    assert phone.heading == "Are you safe?"
    assert "116 123" in phone.text
    valid_html(phone.page)
    assert ("data-clears-after" in phone.html) == (way == "tablet")
    assert answering.begin(typed=code, language="en", way="phone", at=AT).answers["change"].startswith("Some days")


def test_words_of_harm_show_where_to_get_help_to_somebody_who_goes_back(code):
    phone = Phone().enter(code).press("next")
    for _ in range(4):
        phone.press("skip")
    phone.press("back", text="Some days I want to die.")
    assert phone.heading == "Are you safe?"
    assert "116 123" in phone.text
    assert phone.press("before").heading == "How many times was your worker late?"
    assert phone.press("skip").press("stop", text="Nothing to say").heading == "You stopped"


def test_a_full_disk_is_told_kindly_and_what_was_typed_is_still_there(code):
    phone = Phone().enter(code).press("next")
    for _ in range(4):
        phone.press("skip")
    with mock.patch.object(answering, "_save_draft", side_effect=OperationalError("disk is full")):
        phone.press("next", text="Keep these words")
    assert phone.page.status_code == 503
    assert "We could not save that just now" in phone.text
    assert "Keep these words" in phone.html
    assert phone.press("next", text="Keep these words").heading == "What is good?"


def test_a_full_disk_at_the_end_leaves_code_and_draft_as_they_were(code):
    phone = Phone().enter(code).press("next").press("next", answer="1")
    while phone.heading != "Ready to send?":
        phone.press("skip")
    with mock.patch.object(Waiting, "save", side_effect=OperationalError("disk is full")):
        phone.press("next")
    assert phone.page.status_code == 503
    assert Draft.objects.count() == 1
    assert phone.press("next").heading == "Thank you"


def test_a_group_too_small_to_hide_in_is_not_asked_who_they_are(version):
    small = codes_for(version, 4, area="barnet")[0]
    phone = Phone().enter(small).press("next")
    assert "Question 1 of 6" in phone.text
    large = codes_for(version, 12, area="brent")[0]
    assert "Question 1 of 7" in Phone().enter(large).press("next").text


def test_a_shared_tablet_shows_nothing_of_before_and_clears(version):
    code = codes_for(version)[1]
    tablet = Phone(way="tablet").enter(code).press("next")
    assert tablet.page["Cache-Control"] == "no-store"
    assert "clears on its own after 3 minutes" in tablet.text
    assert 'http-equiv="refresh" content="180' in tablet.html
    first = tablet.fields()
    tablet.press("next", answer="1").press("back")
    assert "checked" not in tablet.html
    tablet.client.post("/say/clear", {"ticket": tablet.fields()["ticket"]})
    old = tablet.client.post("/say/go", {**first, "go": "here"})
    assert "Type your code again" in old.content.decode()
    stopped = Phone(way="tablet").enter(code).press("stop")
    assert stopped.page.status_code == 302
    assert stopped.page["Location"].startswith("/say/?way=tablet")


def test_the_way_and_the_language_are_counted_and_nothing_else_of_how(version):
    from throughcare.voice.feedback.models import Tally

    for place, one in enumerate(codes_for(version)[:6]):
        phone = Phone(language="ro" if place % 2 else "en", way="tablet" if place < 3 else "phone").enter(one)
        phone.press("next").press("next", answer="3")
        while "checked" not in phone.html and phone.fields().get("at") != "_check":
            phone.press("skip")
        phone.press("next")
    close(version)
    found = {(row.question, row.option): row.number for row in Tally.objects.filter(question__startswith="_")}
    assert found == {("_language", "en"): 3, ("_language", "ro"): 3, ("_way", "phone"): 3, ("_way", "tablet"): 3}


def test_arabic_runs_from_right_to_left(code):
    phone = Phone(language="ar").enter(code)
    assert '<html lang="ar" dir="rtl"' in phone.html
    assert phone.heading == "قبل أن تبدأ"
    valid_html(phone.press("next").page)


def test_a_named_survey_asks_agreement_and_can_be_taken_back():
    version = opened(mode="named")
    code = codes_for(version)[0]
    phone = Phone().enter(code)
    assert "They can see that it is you" in phone.text
    assert "No one can tell" not in phone.text
    phone.press("next").press("next", answer="3")
    for _ in range(3):
        phone.press("skip")
    phone.press("next", text="My worker hit me. He hits me.")
    assert "a trained person on our team will get in touch" in phone.text
    phone.press("on")
    while phone.heading != "Ready to send?":
        phone.press("skip")
    phone.press("next")
    assert phone.heading == "How can we reach you?"
    assert "Write a name" in phone.press("next", name="", reach="").text
    assert "Tick the box" in phone.press("next", name="Sam Sample", reach="07700 900123").text
    phone.press("next", name="Sam Sample", reach="07700 900123", agreed="on")
    assert phone.heading == "Thank you"
    assert "Keep your card" in phone.text
    from throughcare.voice.feedback.models import Disclosure, NamedAnswer

    row = NamedAnswer.objects.get()
    assert (row.name, row.reach, row.consent_version) == ("Sam Sample", "07700 900123", "named-2026-01")
    assert Comment.objects.get().source == "named_survey"
    assert Disclosure.objects.get().kind == "abuse"
    told = []
    actions.on_taken_back(lambda keys, at: told.extend(keys))
    answer = phone.client.post("/say/take-back", {"code": code, "lang": "en"})
    assert "are gone" in answer.content.decode()
    row.refresh_from_db()
    assert (row.name, row.reach, row.answers, row.taken_back_by) == ("", "", {}, "")
    comment = Comment.objects.get()
    assert (comment.text, comment.withdrawn_on) == ("", AT.date())
    assert told == [comment.pk]
    again = phone.client.post("/say/take-back", {"code": code, "lang": "en"})
    assert "We found no answers with a name" in again.content.decode()
    assert not Waiting.objects.exists()


@pytest.mark.parametrize("button", ["help", "back"])
@pytest.mark.parametrize("way", ["phone", "tablet"])
def test_a_name_that_was_typed_is_still_there_after_going_elsewhere(button, way):
    code = codes_for(opened(mode="named"))[0]
    phone = Phone(way=way).enter(code).press("next").press("next", answer="3")
    while phone.heading != "Ready to send?":
        phone.press("skip")
    phone.press("next").press(button, name="Sam Sample", reach="07700 900123", agreed="on")
    assert phone.heading == {"help": "Get help now", "back": "Ready to send?"}[button]
    assert "Sam Sample" not in phone.html
    phone.press({"help": "here", "back": "next"}[button])
    assert phone.heading == "How can we reach you?"
    assert 'value="Sam Sample"' in phone.html
    assert 'value="07700 900123"' in phone.html
    assert 'id="agreed" checked' in phone.html
    phone.press("back", name="Sam Other", reach="x").press("back")
    assert "Sam Other" not in phone.html
    Phone(way=way).enter(code)
    assert answering.begin(typed=code, language="en", way=way, at=AT).ticket.contact is None


def test_the_shared_tablet_clears_a_code_that_was_refused(code):
    wrong = code[:-1] + ("B" if code[-1] != "B" else "C")
    assert "data-clears-after" not in Phone(way="tablet").html
    tablet = Phone(way="tablet").enter(wrong)
    assert wrong in tablet.html
    assert 'data-clears-after="180"' in tablet.html
    assert 'http-equiv="refresh" content="180;url=/say/?way=tablet' in tablet.html
    assert "data-clears-after" not in Phone().enter(wrong).html


def test_taking_back_is_found_from_the_start_the_thanks_and_nowhere_that_it_cannot_be_done():
    assert 'href="/say/take-back?lang=ro&amp;way=phone"' in Phone(language="ro").html
    found = {}
    for mode in ("named", "anonymous"):
        phone = Phone().enter(codes_for(opened(mode=mode))[0]).press("next").press("next", answer="3")
        while phone.heading != "Ready to send?":
            phone.press("skip")
        phone.press("next")
        if mode == "named":
            phone.press("next", name="Sam Sample", reach="07700 900123", agreed="on")
        assert phone.heading == "Thank you"
        valid_html(phone.page)
        found[mode] = "/say/take-back" in phone.html
    assert found == {"named": True, "anonymous": False}


def test_somebody_who_does_not_agree_sends_nothing():
    code = codes_for(opened(mode="named"))[0]
    phone = Phone().enter(code).press("next").press("next", answer="3")
    while phone.heading != "Ready to send?":
        phone.press("skip")
    assert phone.press("next").press("stop").heading == "You stopped"
    assert not Draft.objects.exists()
