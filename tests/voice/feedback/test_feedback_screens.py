"""The screens of those who build, hand out, type in and read: each shows its state and keeps what was typed."""

from __future__ import annotations

import csv
import html
import re
from typing import Any

import pytest
from django.test import Client

from tests.support.browser import valid_html
from tests.support.world import client_for
from tests.voice.feedback.people import (
    AT,
    HOME,
    answer,
    answer_all,
    close,
    codes_for,
    drafted,
    fill_bank,
    lead,
    opened,
    trained_client,
    worker,
)
from throughcare.foundation.ui.fields import new_key
from throughcare.voice.feedback import actions
from throughcare.voice.feedback.actions import answering
from throughcare.voice.feedback.actions.named import Contact
from throughcare.voice.feedback.models import (
    AgendaItem,
    Comment,
    Disclosure,
    NamedAnswer,
    PaperEntry,
    SurveyVersion,
    Tally,
    Waiting,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(monkeypatch: Any, settings: Any) -> None:
    settings.DEMO = True
    monkeypatch.setattr("throughcare.clock.now", lambda: AT)


def signed_in(role: str, name: str = "") -> Client:
    client: Client = client_for(role, name=name, **HOME) if name else trained_client(role)
    return client


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def post(client: Client, address: str, **given: Any) -> Any:
    """Sends a form as a browser does, with a key of its own where it gives none."""
    return client.post(address, {"key": new_key(), **given}, follow=True)


def test_a_survey_is_built_approved_by_another_and_opened_in_the_browser():
    fill_bank()
    builder, approver = signed_in("engagement_worker"), signed_in("engagement_lead")
    page = post(builder, "/voice/surveys/start", title="Spring", audience="people", mode="anonymous")
    row = SurveyVersion.objects.get()
    assert page.request["PATH_INFO"] == f"/voice/surveys/{row.pk}/draft"
    valid_html(page)
    page = post(builder, f"/voice/surveys/{row.pk}/draft", version=1, questions=["told", "change"], languages=["en"])
    assert "Did someone tell you what your plan is?" in text_of(page)
    builder.post(f"/voice/surveys/{row.pk}/up/change")
    row.refresh_from_db()
    assert row.questions == ["change", "told"]
    page = post(builder, f"/voice/surveys/{row.pk}/step/submit", version=row.version)
    assert "Waiting for approval" in text_of(page)
    row.refresh_from_db()
    assert post(builder, f"/voice/surveys/{row.pk}/step/approve", version=row.version).status_code in (403, 404, 422)
    post(approver, f"/voice/surveys/{row.pk}/step/approve", version=row.version)
    row.refresh_from_db()
    page = post(builder, f"/voice/surveys/{row.pk}/step/open", version=row.version)
    valid_html(page)
    row.refresh_from_db()
    assert row.state == "open"


def test_a_question_too_hard_cannot_be_submitted_and_its_words_are_named():
    fill_bank()
    actions.add_question(
        code="hard", kind="text", text="Evaluate your rehabilitative intervention.", by=worker(), at=AT
    )
    row = drafted(["hard"])
    client = signed_in("engagement_worker")
    assert "“rehabilitative” is a hard word" in text_of(client.get(f"/voice/surveys/{row.pk}"))
    page = post(client, f"/voice/surveys/{row.pk}/step/submit", version=row.version)
    assert page.status_code == 422
    assert "“intervention” is a hard word" in text_of(page)


def test_words_of_another_language_are_unchecked_until_a_named_person_confirms_them():
    fill_bank()
    client = signed_in("engagement_worker")
    from throughcare.voice.feedback.models import Question

    ident = Question.objects.get(code="told").pk
    post(client, f"/voice/questions/{ident}/in/ro", text="V-a spus cineva care este planul?", version=1)
    page = client.get(f"/voice/questions/{ident}")
    assert "Nobody who reads Romanian has confirmed that they say what the English says" in text_of(page)
    valid_html(page)
    page = post(client, f"/voice/questions/{ident}/confirm/ro", version=2)
    assert "Confirmed by Engagement.Worker" in text_of(page)


def test_cards_are_printed_once_with_codes_that_work_and_no_number_of_order():
    row = opened(["told", "change"])
    client = signed_in("engagement_worker")
    page = client.post(f"/voice/surveys/{row.pk}/codes", {"kind": "cards", "size": 3, "language": "ro", "area": ""})
    valid_html(page)
    codes = re.findall(r'card__code"><bdi>([^<]+)<', page.content.decode())
    assert len(set(codes)) == 3
    assert page.content.decode().count("<svg") == 3
    answer(codes[0], {"told": ["yes"]})
    assert codes[1] not in client.get(f"/voice/surveys/{row.pk}").content.decode()


def test_a_peer_researcher_types_in_a_paper_form():
    row = opened()
    code = codes_for(row, kind="paper")[0]
    client = signed_in("peer_researcher")
    page = client.post("/voice/paper", {"code": code, "language": "en"})
    valid_html(page)
    assert "How do your workers treat you?" in text_of(page)
    given = {
        "code": code,
        "language": "en",
        "send": "1",
        "q-treated": "2",
        "t-late": "often",
        "t-change": "Fewer moves",
    }
    page = client.post("/voice/paper", given)
    assert page.status_code == 422
    assert "Write a number, like 3." in text_of(page)
    assert "Fewer moves" in page.content.decode()
    page = client.post("/voice/paper", {**given, "t-late": "4"})
    assert "The form is in" in text_of(page)
    assert Waiting.objects.count() == 1
    assert "This code was used already" in text_of(client.post("/voice/paper", {"code": code, "language": "en"}))


def test_a_form_that_is_typed_in_twice_must_agree_and_needs_two_people():
    row = opened(["told", "change"], double_entry=True)
    code = codes_for(row, kind="paper")[0]
    first, second = signed_in("peer_researcher"), signed_in("engagement_worker")
    given = {"code": code, "language": "en", "send": "1", "q-told": "yes", "t-change": "Shorter waits"}
    assert "Typed in once" in text_of(first.post("/voice/paper", given))
    assert PaperEntry.objects.count() == 1
    assert "Somebody else types it in" in text_of(first.post("/voice/paper", given))
    page = second.post("/voice/paper", {**given, "q-told": "no"})
    valid_html(page)
    assert "This differs from the first typing" in text_of(page)
    assert '<a href="#q-told-1">1. Did someone tell you what your plan is?</a>' in page.content.decode()
    assert "The form is in" in text_of(second.post("/voice/paper", given))
    assert (Waiting.objects.count(), PaperEntry.objects.count()) == (1, 0)


def test_a_name_and_a_number_that_are_typed_in_twice_must_agree_too():
    row = opened(["told"], double_entry=True, mode="named")
    code = codes_for(row, kind="paper")[0]
    first, second = signed_in("peer_researcher"), signed_in("engagement_worker")
    given = {"code": code, "language": "en", "send": "1", "q-told": "yes", "name": "Sam Sample", "agreed": "on"}
    assert "Type the name and how to reach them" in text_of(first.post("/voice/paper", given))
    assert PaperEntry.objects.count() == 0
    assert "Typed in once" in text_of(first.post("/voice/paper", {**given, "reach": "07700 900123"}))
    page = second.post("/voice/paper", {**given, "reach": "07700 900132"})
    valid_html(page)
    assert "This differs from the first typing" in text_of(page)
    assert '<a href="#name">Name, and how to reach them</a>' in page.content.decode()
    assert 'value="07700 900132"' in page.content.decode()
    assert "The form is in" in text_of(second.post("/voice/paper", {**given, "reach": " 07700  900123"}))
    assert NamedAnswer.objects.get().came_by == "paper"


def test_a_survey_is_not_closed_over_paper_forms_that_were_typed_in_only_once_without_saying_so():
    from throughcare.foundation.record.models import Event

    row = opened(["told"], double_entry=True)
    codes = codes_for(row, 20, kind="paper")
    for code in codes[:10]:
        answer(code, {"told": ["yes"]}, way="paper")
    typist, client = signed_in("peer_researcher"), signed_in("engagement_worker")
    assert "waiting for a second typing 0 paper forms" in text_of(client.get(f"/voice/surveys/{row.pk}"))
    assert "Close without" not in text_of(client.get(f"/voice/surveys/{row.pk}/step/close"))
    for code in codes[10:13]:
        typist.post("/voice/paper", {"code": code, "language": "en", "send": "1", "q-told": "no"})
    assert "waiting for a second typing 3 paper forms" in text_of(client.get(f"/voice/surveys/{row.pk}"))
    step = f"/voice/surveys/{row.pk}/step/close"
    valid_html(client.get(step))
    assert "Close without 3 paper forms typed in only once" in text_of(client.get(step))
    row.refresh_from_db()
    page = text_of(post(client, step, version=row.version))
    assert "3 paper forms were typed in only once. Closing now deletes what was typed" in page
    assert PaperEntry.objects.count() == 3
    assert "Closed." in text_of(post(client, step, version=row.version, without_paper="on"))
    assert PaperEntry.objects.count() == 0
    left = Event.objects.get(kind="survey_version.paper_left_out")
    assert (left.reason_code, left.at.hour, left.at.minute) == ("3", left.at.hour, 0)


def test_results_hide_small_counts_and_what_would_give_them_away():
    row = opened(["told", "helps"])
    for place, code in enumerate(codes_for(row, 20)):
        answer(code, {"told": ["no"] if place < 2 else ["yes"], "helps": ["home"]})
    close(row)
    client = signed_in("engagement_worker")
    page = client.get(f"/voice/surveys/{row.pk}/results")
    valid_html(page)
    words = text_of(page)
    assert "20 people answered" in words
    assert re.search(r"No too few to show", words)
    assert "too few to show" in words.partition("No too few")[0].rpartition("Yes")[2] or "Yes too few to show" in words
    sheet = client.get(f"/voice/surveys/{row.pk}/results.csv").content.decode()
    assert '"A home","20"' in sheet


def test_results_by_group_cannot_be_undone_by_taking_them_from_everybodys():
    row = opened(["told", "helps", "sex"])
    given = [("female", "yes")] * 12 + [("female", "no")] + [("male", "yes")] * 16 + [("male", "no")] * 6
    for (sex, told), code in zip(given, codes_for(row, 40), strict=False):
        answer(code, {"told": [told], "helps": ["home"] if told == "no" else ["job"], "sex": [sex]})
    close(row)
    client = signed_in("engagement_worker")
    sheet = list(csv.DictReader(client.get(f"/voice/surveys/{row.pk}/results.csv").content.decode().splitlines()))
    told = {(one["question"][:4], one["group"], one["answer"]): one["people"] for one in sheet}
    for question, few, many in (("Did ", "No", "Yes"), ("What", "A home", "A job")):
        for said in (few, many):
            assert told[question, "Woman", said] == ""
            assert "" in (told[question, "everybody", said], told[question, "Man", said]), (said, sheet)
    assert {told["Are ", "everybody", one] for one in ("Woman", "Man")} == {"13", "22"}
    words = text_of(client.get(f"/voice/surveys/{row.pk}/results"))
    page = [" ".join(words.split("Did someone tell you what your plan is?")[place].split()[:40]) for place in (1, 2, 3)]
    shown = [(re.search(r"No (\d+|too)", one)[1], re.search(r"Yes (\d+|too)", one)[1]) for one in page]
    everybody, women, men = shown
    assert women == ("too", "too")
    assert all("too" in one for one in zip(everybody, men, strict=True)), shown


def test_areas_with_the_same_number_of_answers_both_count():
    row = opened(["told"])
    for area in ("camden", "hackney"):
        for code in codes_for(row, 12, area=area)[:6]:
            answer(code, {"told": ["yes"]})
    close(row)
    assert "12 people answered" in text_of(signed_in("engagement_worker").get(f"/voice/surveys/{row.pk}/results"))


def test_counts_are_told_once_a_survey_closes_so_that_two_looks_tell_nothing_of_the_few_between():
    row = opened(["told", "change"])
    client = signed_in("engagement_worker")
    here, codes = f"/voice/surveys/{row.pk}/results", codes_for(row, 20)
    answer_all(codes[:10], [{"told": ["yes"]}] * 10)
    page = client.get(here)
    valid_html(page)
    assert "5 people answered so far" in text_of(page)
    assert "counted once the survey closes" in text_of(page)
    assert "Did someone tell you" not in text_of(page)
    assert client.get(f"{here}.csv").content.decode().strip() == '"question","group","answer","people"'
    close(row)
    assert re.search(r"Did someone tell you what your plan is\? .*Yes 10", text_of(client.get(here)))


def test_answers_with_a_name_are_counted_as_protected_as_others():
    row = opened(["told", "change", "sex"], mode="named")
    code_of = iter(codes_for(row, 30))
    for place in range(26):
        sitting = answering.begin(typed=next(code_of), language="en", way="phone", at=AT)
        told, sex = "no" if place < 2 else "yes", "female" if place < 12 else "male"
        for question, value in (("told", [told]), ("sex", [sex])):
            sitting = answering.keep(sitting, question=question, answer=value)
        answering.send(sitting.ticket, contact=Contact("Sample", f"sample{place}@example.test", agreed=True), at=AT)
    actions.enter_text_message(version_id=row.pk, number="07700 900123", words="Hello", by=worker(), at=AT)
    client = signed_in("engagement_worker")
    here = f"/voice/surveys/{row.pk}/results"
    assert "26 people answered so far" in text_of(client.get(here))
    assert "Answers written 26" in text_of(client.get(f"/voice/surveys/{row.pk}"))
    close(row)
    sheet = list(csv.DictReader(client.get(f"{here}.csv").content.decode().splitlines()))
    told = {(one["question"][:4], one["group"], one["answer"]): one["people"] for one in sheet}
    assert (told["Are ", "everybody", "Woman"], told["Are ", "everybody", "Man"]) == ("12", "14")
    assert (told["Did ", "everybody", "No"], told["Did ", "Woman", "No"]) == ("", "")
    assert told["Did ", "Man", "Yes"] in ("", "14")
    assert "" in (told["Did ", "everybody", "Yes"], told["Did ", "Man", "Yes"])
    actions.take_back(typed="sample25@example.test", by=worker(), at=AT)
    assert "26 people answered" in text_of(client.get(here)), "else what one said would follow from two looks"


def test_of_few_answers_with_a_name_nothing_is_counted_that_they_could_not_take_back():
    row = opened(["told"], mode="named")
    for place, code in enumerate(codes_for(row)[:4]):
        sitting = answering.begin(typed=code, language="en", way="phone", at=AT)
        sitting = answering.keep(sitting, question="told", answer=["yes"])
        answering.send(sitting.ticket, contact=Contact("Sample", f"sample{place}@example.test", agreed=True), at=AT)
    close(row)
    assert not Tally.objects.exists()


def test_a_practitioner_takes_a_code_and_nothing_says_who():
    from throughcare.foundation.record.models import Event

    row = opened(["told", "change"], audience="practitioners")
    codes_for(row, 12, kind="door")
    client = client_for("probation_practitioner", at="probation_body", kind="probation")
    before = Event.objects.count()
    assert f"/voice/door/{row.pk}" in client.get("/").content.decode()
    page = client.post(f"/voice/door/{row.pk}")
    code = re.search(r"Your code is <strong>([^<]+)</strong>", page.content.decode())
    assert code
    assert Event.objects.count() == before
    answer(code[1], {"told": ["yes"]})


def test_an_agenda_is_neither_cut_nor_saved_over_what_another_changed_meanwhile():
    client = signed_in("engagement_worker")
    day = {"day-day": 3, "day-month": 6, "day-year": 2026}
    page = post(client, "/voice/activities/plan", kind="council", title="June council", audience="people", **day)
    here = f"{page.request['PATH_INFO']}/write/agenda"
    long = post(client, here, items=f"Waiting times\n{'x' * 301}", seen="")
    assert long.status_code == 422
    assert "Line 2 has more than 300 letters" in text_of(long)
    assert "x" * 301 in long.content.decode()
    post(client, here, items="Waiting times\nInduction", seen="")
    assert 'name="seen" value="Waiting times\nInduction"' in client.get(here).content.decode()
    late = post(client, here, items="Only mine", seen="")
    assert late.status_code == 422
    assert "Somebody else changed the agenda" in text_of(late)
    assert "Only mine" in late.content.decode()
    post(client, here, items="Induction", seen="Waiting times\r\nInduction")
    assert list(AgendaItem.objects.values_list("words", flat=True)) == ["Induction"]


def test_an_activity_goes_from_plan_to_telling_back_and_its_words_to_the_coding_room():
    client = signed_in("engagement_worker")
    day = {"day-day": 3, "day-month": 6, "day-year": 2026}
    plan = {"kind": "council", "title": "June council", "audience": "people", **day}
    page = post(client, "/voice/activities/plan", **plan)
    here = page.request["PATH_INFO"]
    valid_html(page)
    post(client, f"{here}/write/agenda", items="Waiting times\nInduction")
    post(client, f"{here}/step/invite", version=1, invited=12)
    post(client, f"{here}/step/hold", version=2, came=8, consented=6, consent_version="group-2026-01")
    page = post(client, f"{here}/write/statements", words="1: Waits are too long.\n7: Not allowed", language="en")
    assert page.status_code == 422
    assert "speakers are numbered 1 to 6" in text_of(page)
    post(client, f"{here}/write/statements", words="1: Waits are too long.\n2: My worker listens.", language="en")
    assert sorted(Comment.objects.values_list("text", flat=True)) == ["My worker listens.", "Waits are too long."]
    page = post(client, f"{here}/write/proposal", words="See people within a week.")
    votes = re.search(r"/voice/council/\d+/votes", page.content.decode())
    assert votes
    assert "8 people came" in text_of(post(client, votes[0], version=1, votes_for=9, votes_against=0, abstained=0))
    assert "Carried" in text_of(post(client, votes[0], version=1, votes_for=5, votes_against=2, abstained=1))
    post(client, f"{here}/step/write-up", version=3)
    page = post(client, f"{here}/step/tell-back", version=4)
    assert "People were told" in text_of(page)
    valid_html(page)


def test_a_call_for_help_waits_for_trained_people_and_its_reading_is_recorded():
    from throughcare.foundation.record.models import Event

    row = opened(["told", "change"], mode="named")
    actions.enter_text_message(version_id=row.pk, number="07700 900123", words="I want to die", by=worker(), at=AT)
    client = signed_in("engagement_lead")
    page = client.get("/voice/calls/")
    address = re.search(r"/voice/calls/\d+", page.content.decode())
    assert address
    assert "+447700900123" in text_of(client.get(address[0]))
    assert Event.objects.filter(kind="disclosure.read").exists()
    assert signed_in("engagement_worker").get(address[0]).status_code == 403
    page = post(client, address[0], version=1, words="Called and stayed on the line.")
    assert "Answered" in text_of(page)
    page = post(signed_in("engagement_worker"), "/voice/take-back", number="+44 7700 900123")
    assert "are gone" in text_of(page)
    assert Comment.objects.get().text == ""


def test_a_call_for_help_shows_words_and_no_numbers_that_were_typed():
    row = opened(["late", "change"], mode="named")
    sitting = answering.begin(typed=codes_for(row)[0], language="en", way="phone", at=AT)
    for question, value in (("late", "7"), ("change", "I want to die")):
        sitting = answering.keep(sitting, question=question, answer=value)
    answering.send(sitting.ticket, contact=Contact("Sample", "07700 900123", agreed=True), at=AT)
    page = signed_in("engagement_lead").get(f"/voice/calls/{Disclosure.objects.get().pk}")
    assert re.findall(r"<blockquote[^>]*>(.*?)</blockquote>", page.content.decode()) == ["I want to die"]


def test_another_provider_sees_nothing():
    row = opened(["told"])
    other = client_for("engagement_lead", name="stranger", at="other_provider", kind="provider")
    assert other.get(f"/voice/surveys/{row.pk}").status_code == 404
    assert "No survey yet" in text_of(other.get("/voice/surveys/"))


def test_a_retired_question_keeps_its_answers():
    row = opened(["told"])
    for code in codes_for(row, 12)[:5]:
        answer(code, {"told": ["yes"]})
    from throughcare.voice.feedback.models import Question

    question = Question.objects.get(code="told")
    actions.retire_question(question_id=question.pk, version=question.version, by=lead(), at=AT)
    close(row)
    page = text_of(signed_in("engagement_worker").get(f"/voice/surveys/{row.pk}/results"))
    assert "Did someone tell you what your plan is?" in page
    assert "5 people answered" in page
