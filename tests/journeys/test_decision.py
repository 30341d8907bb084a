"""The journey of a decision, told in a browser: from a blank page to the public register, and a paper from the past."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.support.browser import leave_by
from tests.support.layouts import LAYOUTS
from tests.support.papers import faulty_paper
from tests.support.world import PASSWORD, organisation, person
from throughcare import clock
from throughcare.commissioning.decisions.forms.steps import STEPS
from throughcare.commissioning.decisions.rules import reading
from throughcare.foundation.ui.words import pounds

pytestmark = pytest.mark.browser
DAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
DRAFT = reading.read_paper(Path("example/papers/sound-draft.toml").read_bytes(), name="sound-draft.toml")
WANTED = replace(DRAFT, objective="Reducing reoffending by people in Integrated Offender Management")
ADVISERS = {
    "finance_adviser": "Financial advice",
    "legal_adviser": "Legal advice",
    "commercial_adviser": "Commercial advice",
    "equality_adviser": "Equality advice",
    "public_health_adviser": "Public health advice",
    "data_protection_officer": "Data protection advice",
}
IN_FORCE, STALE = "£663,540", "£615,278"


@pytest.fixture(autouse=True)
def _a_day_in_november(transactional_db, monkeypatch, settings):
    monkeypatch.setattr(clock, "now", lambda: DAY)
    settings.DEMO = True
    organisation("mopac")
    organisation("secretary_of_state_for_justice", "other")


@dataclass
class Desk:
    """Somebody at a browser of their own."""

    page: object

    def open(self, path):
        self.page.goto(path)
        return self

    def follow(self, words):
        leave_by(self.page, f"main a:has-text('{words}')")
        return self

    def press(self, words):
        leave_by(self.page, f"main button:has-text('{words}')")
        return self

    def sees(self, *texts):
        for text in texts:
            self.page.wait_for_selector(f"body:has-text('{text}')")
        return self

    def sees_no(self, text):
        assert text not in self.page.inner_text("main")
        return self

    def writes(self, label, text):
        self.page.get_by_label(label, exact=True).fill(text)
        return self

    def ticks(self, label):
        self.page.get_by_label(label).check()
        return self

    def is_told_by_the_checker(self, text):
        self.page.wait_for_selector(f"[data-findings-list]:has-text('{text}')")
        return self


class Author(Desk):
    """Whoever drafts: writes the steps of a paper one after another, and goes on after each."""

    def writes_step(self, code):
        self.page.wait_for_selector(f"h1:has-text('{STEPS[code].title}')")
        values = STEPS[code].form.initial_of(WANTED)
        self._make_room_for(code, values)
        for name, value in values.items():
            if value is not None:
                self.types(name, value)
        return self

    def _make_room_for(self, code, values):
        if code == "recommendations":
            self.types("verb_0", values["verb_0"]).types("text_0", values["text_0"])
            self.types("verb_1", values["verb_1"]).types("text_1", values["text_1"])
            self.press("Save and stay here")
            self.page.wait_for_selector("[name=text_3]")

    def types(self, name, value):
        box = self.page.locator(f"[name='{name}']")
        kind = box.first.get_attribute("type") or box.first.evaluate("one => one.tagName")
        if kind == "radio":
            self.page.check(f"[name='{name}'][value='{value}']")
        elif kind == "checkbox":
            box.set_checked(value)
        elif kind == "SELECT":
            box.select_option(str(value))
        else:
            is_money = isinstance(value, int) and not isinstance(value, bool)
            box.fill(pounds(value) if is_money else str(value))
        return self

    def has_it_saved(self):
        self.page.wait_for_selector("[data-saving-state][data-state=saved]")
        return self

    def goes_on(self):
        return self.press("Save and continue")


@pytest.fixture
def desk_of(browse):
    """A desk for anybody with a role, signed in."""

    def sit(role, kind=Desk, **who):
        return kind(browse.page("/", person=person(role, **who)))

    return sit


@pytest.fixture
def author(browse):
    """The commissioner, who signs in by the form."""
    person("commissioner")
    page = browse.page("/")
    leave_by(page, "main a:has-text('Sign in')")
    page.fill("#id_login", "commissioner@example.test")
    page.fill("#id_password", PASSWORD)
    leave_by(page, "main button:has-text('Sign in') >> nth=0")
    page.wait_for_selector("h1:has-text('What is owed')")
    return Author(page)


def mend_an_error_while_drafting(author):
    """The second year of the funding is typed a little too high; the checker says so beside the table."""
    author.types("funding-1-1", 210_000_00).has_it_saved()
    author.is_told_by_the_checker("Funding in 2028-29 is £330,000 and planned spending £320,000: £10,000 too much")
    author.types("funding-1-1", 200_000_00).is_told_by_the_checker("Nothing to mend in this step")


def leave_an_error_for_later(author):
    """The legal comments quote the threshold of years ago."""
    text = STEPS["section-4"].form.initial_of(WANTED)["text"]
    author.types("text", text.replace(IN_FORCE, STALE)).is_told_by_the_checker(f"{STALE} was not in force")


def write_the_paper(author):
    author.open("/papers").follow("Start a paper").press("Start now")
    for code in STEPS:
        author.writes_step(code)
        if code == "table":
            mend_an_error_while_drafting(author)
        if code == "section-4":
            leave_an_error_for_later(author)
        author.goes_on()
    author.sees("Saved.", WANTED.title, "1 open")
    return author.page.url


def gives_advice(adviser, kind):
    adviser.sees("By me, this week").follow(kind).follow(f"Give {kind.lower()}")
    adviser.writes("Your advice", f"{kind}: considered, with nothing to add.").press("Record")
    adviser.sees("Recorded with your name")


def accept_the_error(officer, paper):
    officer.open(paper).follow("Accept with a reason")
    officer.writes("Why is this accepted?", "The strategy quotes the threshold in force; the award rests on that.")
    officer.press("Accept this finding").sees("Accepted, with your name and reason", "0 open")


def sign(maker, paper):
    maker.open(paper).follow("Sign the decision")
    maker.writes("Personal or prejudicial interests", "None")
    maker.ticks("I have considered my interests").press("Sign the decision")


def test_from_a_blank_page_to_the_public_register(author, desk_of, browse):
    paper = write_the_paper(author)
    author.follow("Ask for advice").press("Ask for advice").sees("Advice is asked")

    for role, kind in ADVISERS.items():
        gives_advice(desk_of(role), kind)
    author.open(paper).follow("Send to the oversight board").press("Send to the oversight board")

    board = desk_of("board_member").open(paper)
    board.follow("Support the paper").press("Support the paper").sees("Supported.")
    chief = desk_of("chief_executive").open(paper)
    chief.follow("Approve and send to be signed").press("Approve and send to be signed").sees("Approved.")

    maker = desk_of("decision_maker")
    browse.watch.allow(r"(^| status of )(403|422)\b")
    sign(maker, paper)
    maker.sees("1 error is open, so the paper cannot be signed.")
    accept_the_error(chief, paper)
    sign(maker, paper)
    maker.sees("Signed. From here the paper cannot be changed.", "23 November 2026")

    author.open(paper).follow("Bring into effect").press("Bring into effect").sees("In effect.", "Delegated authority")
    author.follow("Publish").press("Publish").sees("Published.")

    public = Desk(browse.page("/decisions"))
    public.writes("Words (optional)", "mentoring custody").press("Search").sees("1 decision")
    public.follow(WANTED.title).sees("Signed", "23 November 2026", WANTED.summary[0].text[:60]).sees_no("Accept with")
    address = public.page.get_attribute("main a:has-text('data (JSON)')", "href")
    data = public.page.request.get(address).json()
    assert data["paper"]["reference"] == WANTED.reference
    assert data["signed_on"] == "2026-11-23"
    assert data["paper"]["interests"] == "None"


def import_as_signed(author, layout):
    author.open("/papers").follow("Import a paper")
    file = {"name": "paper.txt", "mimeType": "text/plain", "buffer": LAYOUTS[layout](faulty_paper())}
    author.page.set_input_files("[type=file]", file)
    author.press("Read it").sees("Its findings are on record")


def test_a_paper_from_the_past_shows_its_findings_where_they_belong(desk_of):
    author = desk_of("commissioner", Author)
    import_as_signed(author, "tabs, windows line ends")
    page = author.page

    stale = page.locator(".tc-place:has(#para-4-6) .tc-note--error", has_text="was not in force")
    assert "£181,302" in stale.inner_text()
    assert "in force £213,477" in stale.locator(".tc-note__figures").inner_text()
    beside, words = stale.bounding_box(), page.locator("#para-4-6").bounding_box()
    assert beside["x"] > words["x"] + words["width"]
    assert abs(beside["y"] - words["y"]) < 60

    cell = page.locator("[aria-label='Funded by'] tr:has-text('Total') td.tc-money__flagged", has_text="£950,000")
    assert "YEAR" in cell.inner_text()
    cell.locator("a").click()
    assert "Funding in 2023-24" in page.locator(".tc-note:target").inner_text()

    author.sees("ask the Chief Executive or another commissioner who has not worked on it")
    officer = desk_of("chief_executive").open(page.url.partition("#")[0])
    stale = officer.page.locator(".tc-place:has(#para-4-6) .tc-note--error", has_text="was not in force")
    stale.locator("a:has-text('Accept with a reason')").click()
    officer.writes("Why is this accepted?", "The paper was signed; the award used the threshold in force.")
    officer.press("Accept this finding").sees("Accepted, with your name and reason")
    accepted = officer.page.locator(".tc-place:has(#para-4-6) .tc-note--accepted").inner_text()
    assert "Accepted by Chief.Executive, 23 November 2026: The paper was signed" in accepted
