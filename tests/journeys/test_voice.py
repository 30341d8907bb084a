"""The journey of what people say, told in a browser: from a phone and a sheet of paper to what changed because of it.

Each step is taken by the person whose turn it is, in a browser of their own. People who answer have no account at all.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.support.browser import axe, leave_by, no_horizontal_scroll
from tests.support.desk import PATIENCE, Desk, Story
from tests.support.world import organisation, person
from throughcare import clock
from throughcare.foundation.organisations.models import Person

pytestmark = pytest.mark.browser
BODIES = {"mopac": "policing_body", "engagement_example": "provider"}
ROLES = ("engagement_lead", "engagement_worker", "peer_researcher", "commissioner")
PHONE = 360
QUESTIONS = ["treated", "change"]
IN_ROMANIAN = "Aștept prea mult. Nimeni nu îmi spune cât durează."
ON_PAPER = "They listen to me, but I wait for weeks. Ring me on 07700 900123."
MASKED = "They listen to me, but I wait for weeks."
SAID = "It takes too long to get to see my worker. Some of us wait six weeks."
ASKED = "Tell us on the day how long we have to wait."
ANSWERED = "Yes. We will tell you on the day."
CHANGED = "You now get a text on the day. It says how long you have to wait."


def who(role: str) -> Person:
    """Who holds a role in the story."""
    code = "mopac" if role == "commissioner" else "engagement_example"
    return person(role, name=f"{role}.{code}", at=code, kind=BODIES[code])


@pytest.fixture
def story(
    browse: Any, django_db_reset_sequences: None, settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> Callable[[], Story]:
    """Begins a story, at the engagement provider and at the policing body that commissions it."""
    settings.DEMO = True
    settings.FEEDBACK_FOLDER = tmp_path / "feedback"
    browse.watch.allow("40[349]|422")
    for code, kind in BODIES.items():
        organisation(code, kind)

    def begin() -> Story:
        made = Story(browse, who)
        monkeypatch.setattr(clock, "now", lambda: made.now)
        for role in ROLES:
            assert made[role], "everybody holds their role before anybody asks who does"
        return made

    return begin


def a_survey_opens(told: Story) -> str:
    """The address of a survey in English and Romanian that one wrote and another approved."""
    worker, lead = told["engagement_worker"], told["engagement_lead"]
    worker.opens("/voice/questions/shipped").presses("Add them")
    worker.opens("/voice/surveys/").follows("Start a survey")
    worker.fills(title="Summer", audience="people", mode="anonymous").presses("Start")
    worker.fills(questions=QUESTIONS, languages="ro").presses("Save").presses("Move up: How do")
    survey = str(worker.page.url)
    worker.follows("Submit for approval").presses("Submit for approval")
    lead.opens(survey).follows("Approve").presses("Approve")
    worker.opens(survey).follows("Open the survey").presses("Open the survey").sees("Make codes")
    return survey


def makes_codes(told: Story, survey: str, kind: str, size: int) -> list[str]:
    """Codes as they stand on cards or on paper forms, which are shown once."""
    worker = told["engagement_worker"]
    worker.opens(survey).follows("Make codes").fills(kind=kind, size=str(size)).presses("Make them")
    place = ".card__code" if kind == "cards" else ".form__code bdi"
    found = [str(one) for one in worker.page.locator(place).all_inner_texts()]
    assert len(set(found)) == size
    return found


def answers_in_romanian(told: Story, code: str) -> None:
    """On a phone without JavaScript: no account, no cookie, one question a page."""
    page = told.browse.page("/say/", width=PHONE, javascript=False)
    page.set_default_timeout(PATIENCE)

    def goes_on() -> None:
        leave_by(page, "button[name=go][value=next]")
        assert page.get_attribute("html", "lang") == "ro"
        no_horizontal_scroll(page)

    leave_by(page, "a[lang=ro]")
    page.fill("#code", code.lower())
    leave_by(page, "text=Mai departe")
    assert page.inner_text("h1") == "Înainte de a începe"
    goes_on()
    page.check("#answer-2")
    goes_on()
    page.fill("#text", IN_ROMANIAN)
    goes_on()
    assert page.inner_text("h1") == "Gata de trimis?"
    goes_on()
    assert page.inner_text("h1") == "Vă mulțumim"
    assert page.context.cookies() == []
    page.go_back()
    leave_by(page, "button[name=go][value=next]")
    assert page.inner_text("h1") == "Vă mulțumim", "sent again, it counts once"


def trains_the_peer_researcher(told: Story) -> None:
    """Who wants to type in paper forms is trained first, on record."""
    told["peer_researcher"].opens("/voice/paper").sees("Your training is not on record")
    worker = told["engagement_worker"]
    worker.opens("/voice/participants/add").fills(name="Peer Sample", is_peer_researcher="on").presses("Save")
    worker.follows("Peer Sample").follows("Say which account").fills(account=str(who("peer_researcher").pk))
    worker.presses("Save")
    for course in ("safe", "paper_forms"):
        worker.follows("Write down training").fills(course=course, day=told.day()).presses("Save")


def is_typed_in_from_paper(told: Story, code: str) -> None:
    peer = told["peer_researcher"]
    peer.opens("/voice/paper").fills(code=code, language="en").presses("Open the form")
    peer.fills(**{"q-treated": "4", "t-change": ON_PAPER}).presses("Enter the form").sees("The form is in")
    peer.opens("/voice/paper").fills(code=code, language="en").presses("Open the form").sees(
        "This code was used already"
    )


def others_answer(told: Story, codes: list[str]) -> None:
    """Others whom the story does not follow, each with a card of their own."""
    from throughcare.voice.feedback.actions import answering

    for number, code in enumerate(codes):
        at = told.now + timedelta(minutes=7 * number)
        sitting = answering.begin(typed=code, language="en", way="phone", at=at)
        sitting = answering.keep(sitting, question="treated", answer=[str(1 + number % 5)])
        answering.send(sitting.ticket, at=at)


def reading_of(words: str) -> str:
    """Where coders read the comment with these words."""
    from throughcare.voice.coding.models import Reading

    return f"/coding/comment/{Reading.objects.get(masked__contains=words).pk}"


def is_made_sense_of(told: Story) -> None:
    """Two coders agree on one comment and differ on another, which a third person settles."""
    worker, peer, lead = told["engagement_worker"], told["peer_researcher"], told["engagement_lead"]
    lead.opens("/coding/").follows("Open a codebook").fills(name="People on IOM", audience="people")
    lead.presses("Open it")
    for name, meaning in (("Waiting", "How long people wait to be seen."), ("Staff", "How workers treat people.")):
        lead.opens("/coding/codebook/1/add").fills(name=name, definition=meaning).presses("Add it")
    lead.opens("/coding/codebook/1/second").fills(every="1").presses("Save")
    lead.opens("/coding/").presses("Scrub and take in 2 new comments").sees("2 comments scrubbed")
    theirs, shared = reading_of(MASKED), reading_of("prea mult")
    for coder, theme in ((worker, "staff"), (peer, "waiting")):
        coder.opens(theirs).sees(MASKED, "without seeing each other's choice").sees_no("07700")
        coder.fills(themes=theme).presses("Save and go on")
        coder.opens(shared).fills(themes="waiting").presses("Save and go on")
    lead.opens(shared).sees("Settled: Waiting.")
    lead.opens("/").follows("Settle differences").sees("Coder 1", "Coder 2", MASKED)
    lead.follows("Settle it").fills(themes=["staff", "waiting"]).presses("Settle it")
    lead.opens(theirs).sees("Settled: Staff, Waiting.")
    lead.opens("/coding/codebook/1/agreement").sees("Coded by two", "2", "50%")


def is_proposed_and_sent(told: Story) -> str:
    """The address of a proposal that is with the commissioner."""
    worker = told["engagement_worker"]
    worker.opens("/voices/proposals/").follows("Make a proposal").fills(
        title="Tell us how long we wait",
        source="feedback",
        insight="Both comments of the summer survey were about waiting.",
        asked="Say on the day of referral how long the wait is.",
    )
    worker.page.select_option("main [name=theme]", label="Waiting")
    worker.presses("Save the proposal").follows("Tell us how long we wait")
    proposal = str(worker.page.url)
    worker.follows("Say who backs it").fills(reason="All three facilitators back it.").presses("Say who backs it")
    worker.follows("Send it to whoever decides").fills(
        to="mopac|commissioner", said_plainly="Facilitate engagement.", asked_plainly=ASKED
    )
    worker.presses("Send it to whoever decides").sees("is a hard word")
    worker.fills(said_plainly=SAID).presses("Send it to whoever decides").sees("The public can read it")
    return proposal


def is_answered_and_done(told: Story, proposal: str) -> None:
    commissioner, lead = told["commissioner"], told["engagement_lead"]
    told.comes(9)
    commissioner.opens("/").follows("Tell us how long we wait").follows("Answer it")
    commissioner.sees("Both comments of the summer survey").fills(
        answer="adopted", words="Referral letters will say it from July.", change_due=told.day(30)
    )
    commissioner.presses("Answer it").sees("Answered.")
    in_plain_words = "Put the answer in plain words on the public page"
    lead.opens(proposal).follows(in_plain_words).fills(answer_plainly=ANSWERED).presses(in_plain_words)
    told.comes(14)
    commissioner.opens(proposal).follows("Record the change").fills(
        what="The letter says it now.", evidence_kind="document", evidence="The new letter itself.", made_on=told.day()
    )
    commissioner.presses("Record the change")
    lead.opens(proposal).follows("Tell people what changed").fills(change_plainly=CHANGED)
    lead.presses("Tell people what changed").sees("Told back")


def anyone_reads_it(told: Story) -> None:
    """You said, we did: without an account, on a phone, and as a poster on one sheet."""
    page = told.browse.page("/changes/", width=PHONE)
    anyone = Desk(page).sees(SAID, ASKED, CHANGED, "We have seen the new form or rule.", "9 days later")
    anyone.sees_no("07700", IN_ROMANIAN)
    axe(page)
    no_horizontal_scroll(page)
    anyone.follows("See how fast we get answers").sees("Half were answered within", "9 days", "100%")
    anyone.opens("/changes/").follows("Print as a poster")
    assert sheets(page) == 1
    assert "/accounts/login/" in anyone.opens("/voices/proposals/1").page.url, "the rest is for those who sign in"


def the_quarter_is_reported(told: Story) -> None:
    lead, commissioner = told["engagement_lead"], told["commissioner"]
    told.comes(14)
    lead.opens("/voices/reports/").presses("Write the report for April to June 2026")
    report = str(lead.page.url)
    lead.sees(
        "Whom we reached", "Minority ethnic groups", "1 survey, fewer than 10 answers", "Tell us how long we wait"
    )
    commissioner.is_refused(report)
    lead.opens(report).follows("Issue it").presses("Issue it")
    commissioner.opens(report).sees("Issued", "hash of its content")
    assert sheets(commissioner.page) >= 1
    commissioner.page.emulate_media(media="print")
    assert not commissioner.page.is_visible(".tc-navigation"), "nobody reads the menu on paper"
    assert commissioner.page.is_visible("text=What was answered")


def sheets(page: Any) -> int:
    """How many sheets of A4 a page fills when it is printed."""
    printed: bytes = page.pdf(format="A4")
    assert printed.startswith(b"%PDF")
    return printed.count(b"/Type /Page\n") or printed.count(b"/Type /Page ")


def test_what_people_say_is_heard_answered_and_told_back(story):
    told = story()
    survey = a_survey_opens(told)
    cards, forms = makes_codes(told, survey, "cards", 7), makes_codes(told, survey, "paper", 2)
    answers_in_romanian(told, cards[0])
    trains_the_peer_researcher(told)
    is_typed_in_from_paper(told, forms[0])
    others_answer(told, cards[1:])
    told.comes(3)
    told["engagement_worker"].opens(survey).follows("Close the survey").presses("Close the survey")
    told["engagement_worker"].sees("Closed").follows("Results").sees("8 people answered")
    is_made_sense_of(told)
    proposal = is_proposed_and_sent(told)
    is_answered_and_done(told, proposal)
    anyone_reads_it(told)
    the_quarter_is_reported(told)
