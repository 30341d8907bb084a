"""The screens of panels in a real browser: sound in every state, two taps to a decision, nothing typed is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.delivery.panels.cast import (
    AT,
    MEETS_ON,
    THEN,
    adopted,
    chair,
    coming,
    coordinator,
    decide,
    frozen,
    health,
    meeting,
    nominated,
    panel,
    police,
    someone,
)
from tests.support import browser
from tests.support.world import organisation
from throughcare import clock
from throughcare.delivery.panels import actions
from throughcare.delivery.panels.models import PanelAction, PanelCase, PanelDecision, Paper
from throughcare.foundation.organisations.models import Person

LONG = "A very long sentence about a visit, with-an-unbreakable-" + "word" * 30


class Story:
    """A panel with a meeting and three people, told on to where a test needs it."""

    def __init__(self, days):
        self.days = days
        self.panel = panel()
        self.late, self.new, self.other = someone("Late"), someone("New"), someone("Other")
        adopted(self.late, at=AT - timedelta(days=40))
        nominated(self.new)
        adopted(self.other, rating="green")
        self.meeting = meeting(self.panel)
        given = {"meeting_id": self.meeting.pk, "at": AT}
        actions.add_case(service_user_id=self.other.pk, asked_for=LONG, by=police(), **given)

    def write_papers(self):
        given = {"meeting_id": self.meeting.pk, "service_user_id": self.new.pk, "at": AT, "share": True}
        actions.save_paper(words=LONG, kept_back="A source", by=police(), **given)
        actions.save_paper(engagement="partly", risk_status="speak_to_us", by=health(), **given)

    def open(self):
        self.write_papers()
        frozen(self.meeting)
        self.days[0] = THEN
        actions.open_meeting(meeting_id=self.meeting.pk, coming=coming(), by=chair(), at=THEN)

    def decide(self):
        self.open()
        decide(self.meeting, self.new, words=LONG)
        about = {"meeting_id": self.meeting.pk, "service_user_id": self.new.pk, "at": THEN}
        actions.save_discussion(words=LONG, by=coordinator(), **about)
        owner = organisation("mps").pk
        self.action = actions.promise(owner_id=owner, words=LONG, due=MEETS_ON, by=coordinator(), **about)
        general = {"meeting_id": self.meeting.pk, "owner_id": owner, "at": THEN, "by": chair()}
        actions.promise(words="Book a larger room", due=MEETS_ON, **general)

    def finish(self):
        self.decide()
        actions.finish_meeting(meeting_id=self.meeting.pk, by=chair(), at=THEN)


@pytest.fixture
def story(transactional_db, settings, monkeypatch):
    settings.DEMO = True
    days = [AT]
    monkeypatch.setattr(clock, "now", lambda: days[0])
    return Story(days)


@pytest.fixture
def at(browse):
    """A page for somebody, at the address of a name."""

    def go(viewer, name, *args, **options):
        person = Person.objects.get(pk=viewer.person_id)
        return browse.page(reverse(name, args=args), person=person, **options)

    return go


def sound(page):
    browser.valid_html(browser.html(page))
    browser.sound_page(page)


def visit(page, name, *args):
    page.goto(reverse(name, args=args))
    sound(page)


def test_before_the_meeting_every_page_is_sound(story, at):
    page = at(coordinator(), "panels")
    sound(page)
    visit(page, "start_panel")
    for name in ("panel", "panel_settings", "add_member", "schedule_meeting"):
        visit(page, name, story.panel.pk)
    for name in ("panel_meeting", "freeze_agenda", "reschedule_meeting", "name_chair", "cancel_meeting", "find_case"):
        visit(page, name, story.meeting.pk)
    visit(page, "panel_case", story.meeting.pk, story.new.pk)
    visit(page, "add_case", story.meeting.pk, story.new.pk)
    visit(page, "expect_release", story.new.pk)
    visit(page, "panel_actions")


def test_papers_are_sound_for_words_and_for_codes(story, at):
    for who in (police, health):
        sound(at(who(), "panel_paper", story.meeting.pk, story.new.pk))


def test_during_the_meeting_every_page_is_sound(story, at):
    story.decide()
    page = at(chair(), "panel_meeting", story.meeting.pk)
    sound(page)
    for name in ("meeting_attendance", "finish_meeting", "promise", "minutes"):
        visit(page, name, story.meeting.pk)
    for person in (story.new, story.late):
        visit(page, "panel_case", story.meeting.pk, person.pk)
    for name in ("panel_discussion", "promise_for_case", "step_aside", "take_off_case"):
        visit(page, name, story.meeting.pk, story.late.pk)
    visit(page, "decide_case", story.meeting.pk, story.late.pk, "rate_amber")
    visit(page, "decide_case", story.meeting.pk, story.late.pk, "noted")
    page.goto("/")
    sound(page)


def test_after_the_meeting_every_page_is_sound(story, at):
    story.finish()
    page = at(chair(), "approve_minutes", story.meeting.pk)
    sound(page)
    browser.leave_by(page, "main button:has-text('Approve')")
    page.wait_for_selector("text=Approved by")
    sound(page)
    owner = at(police(), "panel_action", story.action.pk)
    sound(owner)
    owner.check("text=It is done")
    owner.get_by_label("In words").fill(LONG)
    browser.leave_by(owner, "main button:has-text('Save')")
    owner.wait_for_selector("text=Saved.")
    sound(owner)
    visit(owner, "panel_actions")


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_decision_and_reason_are_two_taps_on_a_phone(story, at, javascript):
    story.open()
    page = at(chair(), "panel_meeting", story.meeting.pk, width=320, javascript=javascript)
    taps = 0
    for words in ("Adopt as amber", "A free place"):
        browser.leave_by(page, f"main >> text={words} >> nth=0")
        taps += 1
    page.wait_for_selector("text=Recorded: adopted, amber.")
    assert taps == 2
    made = PanelDecision.objects.get()
    assert (made.kind, made.reason_code, made.review_on) == (
        "adopt_amber",
        "spare_place",
        MEETS_ON + timedelta(days=56),
    )
    assert page.url.endswith(f"#case-{story.new.pk}")


def test_a_paper_is_saved_as_it_is_typed(story, at):
    page = at(police(), "panel_paper", story.meeting.pk, story.new.pk)
    page.get_by_label("What the panel should know").fill("Seen on Tuesday.")
    page.wait_for_selector("[data-saving-state]:has-text('Saved at')")
    assert Paper.objects.get().words == "Seen on Tuesday."
    assert Paper.objects.get().shared_at is None
    browser.leave_by(page, "text=Show to the panel")
    page.wait_for_selector("text=The panel can read your paper.")
    assert Paper.objects.get().shared_at is not None


def test_words_that_were_not_sent_come_back_and_are_forgotten_once_done(story, at):
    story.open()
    page = at(coordinator(), "promise_for_case", story.meeting.pk, story.new.pk)
    kept = "() => Object.keys(localStorage).filter((name) => name.startsWith('tc-draft:')).length"
    page.get_by_label("What will be done").fill("Write to the landlord.")
    browser.until(page, f"({kept})() === 1")
    page.goto("/panels/")
    page.goto(reverse("promise_for_case", args=[story.meeting.pk, story.new.pk]))
    page.wait_for_selector("text=has been put back")
    assert page.get_by_label("What will be done").input_value() == "Write to the landlord."
    sound(page)
    page.get_by_label("By which agency").select_option(label="Mps")
    browser.leave_by(page, "main button:has-text('Save')")
    page.wait_for_selector("text=Saved.")
    browser.until(page, f"({kept})() === 0")
    assert PanelAction.objects.get().words == "Write to the landlord."
    page.goto(reverse("promise_for_case", args=[story.meeting.pk, story.new.pk]))
    assert page.get_by_label("What will be done").input_value() == ""


def test_a_whole_meeting_without_javascript(story, at):
    story.write_papers()
    lead = at(coordinator(), "panel_meeting", story.meeting.pk, javascript=False)
    browser.leave_by(lead, "main a:has-text('Freeze the agenda')")
    browser.leave_by(lead, "main button:has-text('Freeze the agenda')")
    story.days[0] = THEN
    page = at(chair(), "panel_meeting", story.meeting.pk, javascript=False)
    browser.leave_by(page, "main a:has-text('Open the meeting')")
    browser.leave_by(page, "main button:has-text('Open the meeting')")
    browser.leave_by(page, "main a:has-text('Late Sample')")
    browser.leave_by(page, "main a:has-text('Green')")
    browser.leave_by(page, "text=Sustained progress")
    page.wait_for_selector("text=Recorded: rated green.")
    browser.leave_by(page, "main a:has-text('Finish the meeting')")
    browser.leave_by(page, "main button:has-text('Finish the meeting')")
    page.wait_for_selector("text=The minutes wait for the chair")
    assert dict(PanelCase.objects.values_list("service_user__given_name", "state")) == {
        "Late": "decided",
        "New": "carried_over",
        "Other": "carried_over",
    }
