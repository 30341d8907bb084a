"""The screens of decisions in a real browser: sound in every state, by keyboard, at any width, without JavaScript."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.support import browser
from tests.support.papers import faulty_paper, sound_paper
from tests.support.world import organisation, person, viewer
from throughcare.commissioning.decisions import actions
from throughcare.commissioning.decisions.actions.common import paper_of
from throughcare.commissioning.decisions.forms.steps import STEPS
from throughcare.commissioning.decisions.models import Decision, Delegation
from throughcare.commissioning.decisions.rules import workflow

AT = datetime(2023, 6, 14, 9, 30, tzinfo=UTC)
ANSWERS = "40[149]|422|ERR_"
ADVISERS = {
    "finance": "finance_adviser",
    "legal": "legal_adviser",
    "commercial": "commercial_adviser",
    "equality": "equality_adviser",
    "public_health": "public_health_adviser",
    "data_protection": "data_protection_officer",
}


@pytest.fixture(autouse=True)
def _world(transactional_db, settings):
    settings.DEMO = True
    organisation("mopac")
    organisation("secretary_of_state_for_justice", "other")


def drafted(paper=None):
    unsigned = replace(paper or faulty_paper(), signed=None, chief_executive_signed=None)
    return actions.start_paper(paper=unsigned, by=viewer(), at=AT)


def with_a_paragraph_unnumbered(paper):
    first, *others = paper.sections
    passages = tuple(replace(one, number="") if "Since April" in one.text else one for one in first.paragraphs)
    return replace(paper, sections=(replace(first, paragraphs=passages), *others))


def imported():
    row = actions.import_signed(paper=faulty_paper(), by=viewer(), at=AT)
    actions.publish(decision_id=row.pk, by=viewer(), at=AT)
    return row


def with_advisers(reference="PCD 9001"):
    row = drafted(sound_paper(reference=reference))
    actions.ask_advice(decision_id=row.pk, version=row.version, by=viewer(), at=AT)
    return row


def to_be_signed():
    row = with_advisers("PCD 9003")
    for kind in workflow.ADVICE_KINDS:
        by = viewer(ADVISERS[kind])
        actions.give_advice(decision_id=row.pk, kind=kind, words="Nothing to add.", by=by, at=AT)
    actions.complete_advice(decision_id=row.pk, board_not_needed="Below its limit.", by=viewer(), at=AT)
    row.refresh_from_db()
    chief = viewer("chief_executive")
    actions.approve_as_chief_executive(decision_id=row.pk, version=row.version, by=chief, at=AT)
    return row


def look(page, path, *, narrow=True):
    """Opens a page and tries it: valid HTML, axe, and no wider than the window at 320 and 1280 px."""
    answer = page.goto(path)
    browser.valid_html(answer.text())
    browser.axe(page)
    if narrow:
        browser.no_horizontal_scroll(page)
    return answer


def press(page, words):
    """Presses a button and waits for the page that it leads to."""
    browser.leave_by(page, f"main button:has-text('{words}')")


def first_accept_link(page):
    return page.locator("a:has-text('Accept with a reason')").first.get_attribute("href")


class TestPagesAreSound:
    def test_of_the_public(self, browse):
        row = imported()
        page = browse.page()
        for path in ("/", "/decisions", "/decisions?words=nothing+like+this", f"/decisions/{row.slug}"):
            look(page, path)
        assert page.inner_text("h1") == row.title
        assert page.locator(".tc-note").count() == 0

    def test_of_a_paper_with_findings_and_comments(self, browse):
        row = drafted()
        actions.comment(decision_id=row.pk, place="para 2.1", words="How many people? \u05e9", by=viewer(), at=AT)
        page = browse.page(person=person())
        look(page, f"/papers/{row.pk}")
        officer = browse.page(person=person("chief_executive"))
        officer.goto(f"/papers/{row.pk}")
        look(officer, first_accept_link(officer))
        for path in ("/papers", f"/papers/{row.pk}/do/ask_advice", f"/papers/{row.pk}/comment?place=summary"):
            look(page, path)

    @pytest.mark.parametrize("step", ["key-information", "recommendations", "table", "access"])
    def test_of_each_kind_of_step(self, browse, step):
        row = drafted()
        page = browse.page(person=person())
        look(page, f"/papers/{row.pk}/edit/{step}")

    def test_of_a_step_in_error(self, browse):
        browse.watch.allow(ANSWERS)
        row = drafted()
        page = browse.page(f"/papers/{row.pk}/edit/recommendations", javascript=False, person=person())
        page.fill("[name=amount_0]", "1.2.3 pounds")
        press(page, "Save and stay here")
        assert page.title().startswith("Error:")
        assert page.input_value("[name=amount_0]") == "1.2.3 pounds"
        browser.no_horizontal_scroll(page)
        browser.valid_html(browser.html(page))

    def test_of_advice_and_signature(self, browse):
        asked, ready = with_advisers(), to_be_signed()
        look(browse.page(person=person("finance_adviser")), f"/papers/{asked.pk}/advice/finance")
        page = browse.page(person=person("decision_maker"))
        look(page, f"/papers/{ready.pk}/do/sign")
        look(page, f"/papers/{ready.pk}", narrow=False)
        assert "Waiting for the decision maker" in page.inner_text(".tc-turn >> nth=0")

    def test_of_versions_with_a_comparison_and_part_2(self, browse):
        row = drafted()
        actions.keep_version(decision_id=row.pk, by=viewer(), at=AT)
        changed = replace(paper_of(row), title="Quite another title")
        actions.save_paper(decision_id=row.pk, paper=changed, version=row.version, by=viewer(), at=AT)
        page = browse.page(person=person())
        look(page, f"/papers/{row.pk}/versions?from=1")
        assert page.locator("del").count()
        assert "Quite another title" in " ".join(page.locator("ins").all_inner_texts())
        look(page, f"/papers/{row.pk}/part-2")
        look(browse.page(person=person("finance_adviser")), f"/papers/{row.pk}/part-2")

    def test_of_home_and_people(self, browse):
        drafted()
        with_advisers()
        page = browse.page(person=person())
        look(page, "/")
        page = browse.page(person=person("administrator"))
        for path in ("/staff", f"/staff/{person().pk}"):
            look(page, path)

    @pytest.mark.long
    @pytest.mark.parametrize("step", list(STEPS))
    @pytest.mark.parametrize("width", browser.WIDTHS)
    def test_of_every_step_at_every_width(self, browse, step, width):
        row = drafted()
        page = browse.page(f"/papers/{row.pk}/edit/{step}", person=person(), width=width)
        browser.sound_page(page)

    @pytest.mark.long
    def test_of_every_move(self, browse):
        rows = {
            "commissioner": [drafted(sound_paper(reference="PCD 9004")), with_advisers(), imported()],
            "decision_maker": [to_be_signed()],
        }
        for role, papers in rows.items():
            page = browse.page(person=person(role))
            for row in papers:
                look(page, f"/papers/{row.pk}")
                moves = page.locator("[aria-labelledby=next] a").evaluate_all("all => all.map((one) => one.pathname)")
                assert moves
                for path in moves:
                    look(page, path)

    @pytest.mark.long
    def test_of_a_delegation_and_of_emergency_access(self, browse):
        row = to_be_signed()
        row.refresh_from_db()
        maker = viewer("decision_maker")
        actions.sign(decision_id=row.pk, version=row.version, interests="None", by=maker, at=AT)
        actions.bring_into_effect(decision_id=row.pk, by=viewer(), at=AT)
        given = Delegation.objects.get(decision_id=row.pk)
        page = browse.page(person=person("chief_executive"))
        look(page, f"/papers/{row.pk}")
        look(page, f"/delegations/{given.pk}/use")
        page = browse.page(f"/papers/{row.pk}/part-2", person=person("finance_adviser"))
        page.fill("#id_reason", "The court asks today.")
        press(page, "Open for an hour")
        page = browse.page(person=person("data_protection_officer"))
        look(page, "/break-glass")
        look(page, page.locator("a:has-text('Review')").first.get_attribute("href"))


class TestThePaper:
    def test_every_finding_stands_once_and_every_pointer_leads_to_it(self, browse):
        page = browse.page(f"/papers/{drafted(with_a_paragraph_unnumbered(faulty_paper())).pk}", person=person())
        broken = page.evaluate(
            "[...document.querySelectorAll('main a[href^=\"#\"]')].map((one) => one.getAttribute('href').slice(1))"
            ".filter((id) => !document.getElementById(id))"
        )
        assert broken == []
        listed = page.locator(".tc-finding-line").count()
        assert listed == page.locator(".tc-note[id]").count() > 20
        beside_the_heading = page.locator(".tc-place:has(#section-1) .tc-note").all_inner_texts()
        assert any("Since April" in text for text in beside_the_heading)

    def test_a_doubtful_figure_is_marked_and_opens_what_is_said_of_it(self, browse):
        page = browse.page(f"/papers/{drafted().pk}", person=person())
        cell = page.locator("[aria-label='Funded by'] td.tc-money__flagged", has_text="\u00a3950,000")
        cell.locator("a").click()
        note = page.locator(".tc-note:target")
        assert "Funding in 2023-24" in note.inner_text()
        figures = note.locator(".tc-figure").all_inner_texts()
        assert figures == ["funded \u00a30.95m,", "planned \u00a30.85m,", "difference \u00a30.10m"]
        heights = note.locator(".tc-figure").evaluate_all("all => all.map((one) => one.getClientRects().length)")
        assert heights == [1, 1, 1]

    def test_a_folded_finding_opens_where_a_pointer_leads_to_it(self, browse):
        page = browse.page(f"/papers/{drafted().pk}", person=person())
        folded = page.locator(".tc-place .tc-fold .tc-note").first
        assert not folded.is_visible()
        page.goto(f"{page.url}#{folded.get_attribute('id')}")
        folded.wait_for(state="visible")

    def test_the_keyboard_reaches_every_control_of_a_paper(self, browse):
        page = browse.page(f"/papers/{drafted().pk}", person=person())
        browser.keyboard_reaches(page)

    def test_the_keyboard_reaches_every_control_of_a_step(self, browse):
        page = browse.page(f"/papers/{drafted().pk}/edit/table", person=person())
        browser.keyboard_reaches(page)

    def test_a_print_has_every_finding_and_no_buttons(self, browse):
        page = browse.page(f"/papers/{drafted().pk}", person=person())
        page.emulate_media(media="print")
        page.set_viewport_size({"width": 720, "height": 1000})
        assert page.locator(".tc-fold .tc-note").first.is_visible()
        assert not page.locator("main .govuk-button").first.is_visible()
        assert not page.locator(".tc-place__comment").first.is_visible()
        assert not page.locator(".tc-note__accept").first.is_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 720


class TestWithoutJavaScript:
    def test_a_step_is_drafted_and_its_finding_seen(self, browse):
        row = drafted(sound_paper())
        page = browse.page(f"/papers/{row.pk}/edit/table", javascript=False, person=person())
        browser.nothing_swallowed(page)
        page.fill("[name='funding-1-1']", "210,000")
        press(page, "Save and stay here")
        assert "\u00a310,000 too much" in page.inner_text("aside")
        page.fill("[name='funding-1-1']", "200,000")
        press(page, "Save and go to the paper")
        assert page.url.endswith(f"/papers/{row.pk}")
        assert Decision.objects.get(pk=row.pk).version == row.version + 2

    def test_a_conflict_shows_both_texts_and_the_next_press_decides(self, browse):
        browse.watch.allow(ANSWERS)
        row = drafted(sound_paper())
        mine = browse.page(f"/papers/{row.pk}/edit/summary", javascript=False, person=person())
        theirs = browse.page(f"/papers/{row.pk}/edit/summary", javascript=False, person=person(name="other"))
        theirs.fill("#id_summary", "The words of the other.")
        press(theirs, "Save and go to the paper")
        mine.fill("#id_summary", "My own words.")
        press(mine, "Save and go to the paper")
        assert "Somebody else saved this step" in mine.inner_text("main")
        assert "The words of the other." in mine.inner_text(".tc-conflict")
        assert mine.input_value("#id_summary") == "My own words."
        browser.valid_html(browser.html(mine))
        browser.no_horizontal_scroll(mine)
        press(mine, "Save and go to the paper")
        assert "My own words." in mine.inner_text("main")

    def test_more_rows_come_by_saving(self, browse):
        row = drafted(replace(sound_paper(), recommendations=()))
        page = browse.page(f"/papers/{row.pk}/edit/recommendations", javascript=False, person=person())
        for number in (0, 1):
            page.select_option(f"[name=verb_{number}]", "approve")
            page.fill(f"[name=text_{number}]", f"Approve thing {number}.")
        assert page.locator("[name=text_2]").count() == 0
        press(page, "Save and stay here")
        assert page.locator("[name=text_3]").count() == 1
