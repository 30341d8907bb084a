"""Bad days as people meet them on a page: one code on two phones, a code from last year, a question retired under
somebody's hands, 50,000 characters. Clear words, nothing lost, nothing linked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.support.at_once import at_once
from tests.support.browser import valid_html
from tests.voice.feedback.people import AT, close, codes_for, lead, opened, trained_client
from tests.voice.feedback.phone import Phone
from throughcare.voice.feedback import actions
from throughcare.voice.feedback.models import Comment, Question, Waiting

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "Nu mai pot aștepta 🙂 لا أستطيع الانتظار. " * 1300


@pytest.fixture(autouse=True)
def _now(monkeypatch: Any, settings: Any) -> None:
    monkeypatch.setattr("throughcare.clock.now", lambda: AT)
    settings.DEMO = True


def at_the_end(code: str, words: str) -> Phone:
    """A phone on which everything is answered and nothing is sent yet."""
    phone = Phone().enter(code).press("next").press("next", text=words)
    assert phone.heading == "Ready to send?"
    return phone


def test_two_phones_that_send_one_code_at_the_same_moment_are_both_thanked_and_counted_once():
    codes = codes_for(opened(["change"]))
    for place, code in enumerate(codes[:4]):
        phone = at_the_end(code, f"words {place}")
        fields = {**phone.fields(), "go": "next"}
        answers = at_once(*[lambda fields=fields: Phone().client.post("/say/go", fields) for _ in range(2)])
        assert all("We have your answers" in answer.content.decode() for answer in answers), answers
        assert Waiting.objects.count() == place + 1


def test_two_phones_that_use_one_code_lose_no_word_and_the_older_page_says_why():
    version = opened(["treated", "change"])
    code = codes_for(version)[0]
    first = Phone().enter(code).press("next").press("next", answer="4")
    second = Phone().enter(code)
    old = first.press("next", text="Typed on the first phone")
    valid_html(old.page)
    assert "Type your code again" in old.text
    assert second.heading == "What should we change?", "what was given before is there on the second"
    assert second.press("next", text="Typed on the second").press("next").heading == "Thank you"
    assert Waiting.objects.count() == 1


def test_a_code_from_last_year_is_told_as_any_that_does_not_work(monkeypatch):
    version = opened(["change"])
    codes = codes_for(version)
    half = Phone().enter(codes[1]).press("next")
    close(version, delete_unread=True)
    monkeypatch.setattr("throughcare.clock.now", lambda: AT + timedelta(days=365))
    last_year = Phone().enter(codes[0])
    never = Phone().enter("BCDFGHJKM")
    assert last_year.page.status_code == never.page.status_code == 422
    assert "its survey may have ended" in last_year.text
    valid_html(last_year.page)
    assert half.press("next", text="Late").heading in ("This survey has ended", "Type your code again")


def test_a_question_taken_out_of_the_bank_is_still_asked_and_its_answers_are_still_there():
    version = opened(["treated", "change"])
    codes = codes_for(version)
    half = Phone().enter(codes[0]).press("next")
    for code in ("treated", "change"):
        row = Question.objects.get(code=code)
        actions.retire_question(question_id=row.pk, version=row.version, by=lead(), at=AT)
    assert half.press("next", answer="4").press("next", text="words 0").press("next").heading == "Thank you"
    for place, one in enumerate(codes[1:6], start=1):
        phone = Phone().enter(one).press("next").press("next", answer="4").press("next", text=f"words {place}")
        assert phone.press("next").heading == "Thank you"
    close(version)
    assert {one.text for one in Comment.objects.all()} == {f"words {place}" for place in range(6)}
    staff = trained_client("engagement_worker")
    page = staff.get(f"/voice/surveys/{version.pk}/results")
    valid_html(page)
    assert "How do your workers treat you?" in page.content.decode()
    assert "6 people answered" in page.content.decode()
    bank = staff.get("/voice/questions/").content.decode()
    assert "How do your workers treat you?" in bank, "it is retired, not gone"


def test_fifty_thousand_characters_come_back_whole_and_a_shorter_text_is_taken_whole():
    code = codes_for(opened(["change"]))[0]
    phone = Phone().enter(code).press("next").press("next", text=LONG)
    assert len(LONG) > 50_000
    assert phone.page.status_code == 422
    assert "That is too long" in phone.text
    assert phone.html.count("Nu mai pot aștepta 🙂") == 1300
    shorter = LONG[:4000].strip()
    assert phone.press("next", text=shorter).heading == "Ready to send?"
    assert shorter in phone.press("back").html


def test_fifty_thousand_characters_on_paper_stay_in_the_form_that_is_typed_in():
    code = codes_for(opened(["change"]), kind="paper")[0]
    peer = trained_client("peer_researcher")
    form = {"code": code, "language": "ro", "send": "1", "t-change": LONG}
    page = peer.post("/voice/paper", form)
    valid_html(page)
    assert page.status_code == 422
    assert page.content.decode().count("Nu mai pot aștepta 🙂") == 1300
    done = peer.post("/voice/paper", {**form, "t-change": "Scurt 🙂"})
    assert "The form is in" in done.content.decode()
    assert "used already" in peer.post("/voice/paper", {"code": code, "language": "ro"}).content.decode()
