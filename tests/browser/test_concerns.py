"""The screens of concerns in a real browser: sound in every state, from raising to closing, without JavaScript too."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.delivery.concerns.cast import AT, PROVIDER, counter, handler, lead, raised, raiser, someone, team
from tests.delivery.concerns.test_concern_steps import acknowledged, acted, closed, told
from tests.support import browser
from tests.support.world import organisation
from throughcare import clock
from throughcare.delivery.concerns.models import Concern
from throughcare.foundation.organisations.models import Person

LONG = "A very long sentence about what happened, with-an-unbreakable-" + "word" * 30


@pytest.fixture(autouse=True)
def now(transactional_db, settings, monkeypatch):
    """The clock stands; a test moves it on."""
    settings.DEMO = True
    moment = [AT]
    monkeypatch.setattr(clock, "now", lambda: moment[0])
    return moment


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


def test_raising_is_sound(at, browse):
    browse.watch.allow("422")
    team()
    page = at(raiser(), "concerns")
    sound(page)
    visit(page, "raise_concern_about", "nothing", 0)
    for kind in ("complaint", "safeguarding"):
        visit(page, "raise_concern", "nothing", 0, kind)
    browser.leave_by(page, "main button:has-text('Raise it')")
    page.wait_for_selector(".govuk-error-summary")
    sound(page)


def test_handling_is_sound(at, now):
    row = raised("safeguarding", words=LONG, service_user_id=someone().pk, seriousness="immediate")
    page = at(lead(), "concern", row.pk)
    sound(page)
    visit(page, "concerns")
    for name in ("acknowledge_concern", "record_concern_step", "record_concern_telling", "close_concern"):
        visit(page, name, row.pk)
    visit(page, "pass_on_concern", row.pk)
    now[0] = AT + timedelta(days=1)
    sound(at(handler(), "concern", row.pk))


def test_what_is_closed_and_the_counts_are_sound(at):
    row = acted(acknowledged(raised(words=LONG)))
    told(row, "complainant")
    closed(row, words=LONG)
    page = at(handler(), "concern", row.pk)
    sound(page)
    visit(page, "reopen_concern", row.pk)
    sound(at(counter(), "concern_counts"))


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_from_a_person_s_page_to_the_outcome(at, javascript):
    team()
    person = someone()
    page = at(raiser(), "service_user", person.pk, width=320, javascript=javascript)
    browser.leave_by(page, "text=Raise a concern")
    page.check("text=Incident")
    browser.leave_by(page, "main button:has-text('Continue')")
    page.check("text=Violence or threat")
    page.check("text=High: serious harm")
    page.get_by_label("What happened?").fill("He was threatened at the bus stop.")
    page.get_by_label("Which organisation should handle it?").select_option(str(organisation(PROVIDER).pk))
    browser.leave_by(page, "main button:has-text('Raise it')")
    page.wait_for_selector("text=Raised. Those who handle it have been given it.")
    row = Concern.objects.get()
    hers = at(lead(), "concern", row.pk, javascript=javascript)
    browser.leave_by(hers, "main a:has-text('Acknowledge it')")
    browser.leave_by(hers, "main button:has-text('Acknowledge')")
    browser.leave_by(hers, "main a:has-text('Record what was done')")
    hers.check("text=Spoke to the person")
    hers.get_by_label("In words").fill("Rang him, he is safe.")
    browser.leave_by(hers, "main button:has-text('Record')")
    for _ in range(2):
        browser.leave_by(hers, "main a:has-text('Record who was told')")
        hers.locator("main input[type=radio]").first.check()
        for part, text in (("day", "1"), ("month", "6"), ("year", "2026")):
            hers.fill(f"[name=on-{part}]", text)
        browser.leave_by(hers, "main button:has-text('Record')")
        hers.wait_for_selector("text=Recorded.")
    browser.leave_by(hers, "main a:has-text('Close it')")
    hers.check("text=Upheld >> nth=0")
    hers.get_by_label("What was found").fill("It happened as told.")
    hers.get_by_label("What was learnt, and what changes").fill("Meet at the office.")
    browser.leave_by(hers, "main button:has-text('Close')")
    hers.wait_for_selector("text=Outcome: upheld")
    assert Concern.objects.get().state == "closed"


def test_what_was_typed_and_not_sent_comes_back(at):
    team()
    page = at(raiser(), "raise_concern", "nothing", 0, "complaint")
    kept = "() => Object.keys(localStorage).filter((name) => name.startsWith('tc-draft:')).length"
    page.get_by_label("What happened?").fill("Nobody rang back for a week.")
    browser.until(page, f"({kept})() === 1")
    page.goto("/concerns/")
    page.goto(reverse("raise_concern", args=["nothing", 0, "complaint"]))
    page.wait_for_selector("text=has been put back")
    assert page.get_by_label("What happened?").input_value() == "Nobody rang back for a week."
