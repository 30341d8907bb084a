"""The screens of those who run Voice, full of the example: sound at both widths, within reach of a keyboard."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from example.feedback import load_feedback
from example.loading import ENVELOPE_PENCE, paper_1291
from example.participants import load_participants
from example.proposals import load_proposals
from tests.support import browser
from tests.support.desk import PATIENCE
from tests.support.world import organisation, person, viewer
from throughcare.commissioning.decisions import actions as decisions
from throughcare.commissioning.funding.actions import open_programme
from throughcare.voice.coding.models import Codebook, Figures, Quote, Reading
from throughcare.voice.feedback.models import Activity, CouncilProposal, SurveyVersion
from throughcare.voice.participants.models import Participant, Payment
from throughcare.voice.proposals.models import InsightReport, Proposal, Seat

pytestmark = pytest.mark.django_db(transaction=True)
HOME = {"at": "engagement_example", "kind": "provider"}


@pytest.fixture
def loaded(settings: Any, tmp_path: Any) -> None:
    """The example of Voice, at a provider of engagement and the policing body."""
    settings.DEMO = True
    settings.FEEDBACK_FOLDER = tmp_path / "feedback"
    now = timezone.now()
    viewers = {
        "engagement.lead": viewer("engagement_lead", name="engagement.lead", **HOME),
        "engagement.worker": viewer("engagement_worker", name="engagement.worker", **HOME),
        "peer.researcher": viewer("peer_researcher", name="peer.researcher", **HOME),
        "commissioner": viewer("commissioner", name="commissioner"),
    }
    signed_decision(viewers["commissioner"])
    load_feedback(viewers, now)
    load_participants(viewers, now)
    load_proposals(viewers, now=now)


def signed_decision(commissioner: Any) -> None:
    """PCD 1291, in effect and published, on which the example's seat in commissioning rests."""
    at = datetime(2022, 10, 12, 9, tzinfo=UTC)
    for code in ("secretary_of_state_for_justice", "london_probation"):
        organisation(code, "probation")
    open_programme(
        code="iom",
        name="Integrated Offender Management interventions",
        lead="mopac",
        envelope_pence=ENVELOPE_PENCE,
        from_year="2022/23",
        to_year="2024/25",
        by=viewer("finance_adviser"),
        at=at,
    )
    row = decisions.import_signed(paper=paper_1291(), by=commissioner, at=at)
    decisions.bring_into_effect(decision_id=row.pk, by=commissioner, at=at)
    decisions.publish(decision_id=row.pk, by=commissioner, at=at + timedelta(days=1))


ONE_LONG_WORD = """() => document.querySelectorAll(".tc-change :is(h3, p, .tc-prose), .tc-poster :is(h1, p, .tc-prose)")
  .forEach((one) => (one.textContent = "W".repeat(120)))"""


def desk(browse: Any, role: str, name: str) -> Any:
    home = {} if role == "commissioner" else HOME
    page = browse.page(person=person(role, name=name, **home))
    page.set_default_timeout(PATIENCE)
    return page


def are_sound(page: Any, addresses: list[str]) -> None:
    """Each address opens, breaks no rule at 320 and at 1280 px, and fits into both."""
    for address in addresses:
        answer = page.goto(address)
        assert answer.status == 200, f"{address} answered {answer.status}"
        for width in browser.WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            browser.axe(page)
        browser.no_horizontal_scroll(page)


def are_reached(page: Any, addresses: list[str]) -> None:
    """Every control of each address is reached and seen by the keyboard alone, at 320 px too."""
    for address in addresses:
        for width in browser.WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(address)
            browser.keyboard_reaches(page)


def test_the_coding_room_is_sound(loaded: None, browse: Any) -> None:
    book, quote, figures = Codebook.objects.get(), Quote.objects.get(), Figures.objects.get()
    waiting, settled, disputed = (
        Reading.objects.filter(state=state).earliest("pk") for state in ("waiting", "settled", "disputed")
    )
    room = f"/coding/codebook/{book.pk}"
    page = desk(browse, "engagement_lead", "engagement.lead")
    are_sound(
        page,
        [
            "/coding/",
            f"/coding/comment/{waiting.pk}",
            f"/coding/comment/{settled.pk}",
            f"/coding/comment/{settled.pk}/quote",
            "/coding/differences",
            f"/coding/comment/{disputed.pk}/settle",
            room,
            f"{room}/add",
            f"{room}/theme/waiting/split",
            f"{room}/version/2",
            f"{room}/agreement",
            f"{room}/suggestions",
            "/coding/quotes",
            f"/coding/quotes/{quote.pk}",
            "/coding/figures",
            f"/coding/figures/{figures.pk}?by=service",
            "/coding/figures/release",
        ],
    )
    are_reached(page, ["/coding/", f"/coding/comment/{waiting.pk}", room, f"/coding/figures/{figures.pk}"])


def test_a_coder_ticks_and_saves_by_keyboard_alone(loaded: None, browse: Any) -> None:
    waiting = Reading.objects.filter(state="waiting").earliest("pk")
    page = desk(browse, "engagement_worker", "engagement.worker")
    page.goto(f"/coding/comment/{waiting.pk}")
    page.locator("main [name=themes]").first.focus()
    page.keyboard.press("Space")
    with page.expect_navigation():
        page.keyboard.press("s")
    waiting.refresh_from_db()
    assert waiting.state in ("settled", "second")


def test_proposals_seats_reports_and_what_the_public_reads_are_sound(loaded: None, browse: Any) -> None:
    told, sent = (Proposal.objects.filter(state=state).earliest("pk") for state in ("told_back", "sent"))
    raised = Proposal.objects.filter(state="raised").earliest("pk")
    worker = desk(browse, "engagement_worker", "engagement.worker")
    report = f"/voices/reports/{InsightReport.objects.get().pk}"
    are_sound(
        worker,
        [
            "/voices/proposals/",
            "/voices/proposals/new",
            f"/voices/proposals/{told.pk}",
            f"/voices/proposals/{raised.pk}/change",
            f"/voices/proposals/{raised.pk}/step/support",
            "/voices/seats/",
            "/voices/seats/new",
            f"/voices/seats/{Seat.objects.get().pk}",
            "/voices/reports/",
            report,
        ],
    )
    are_reached(worker, ["/voices/proposals/", f"/voices/proposals/{told.pk}", "/voices/proposals/new", report])
    commissioner = desk(browse, "commissioner", "commissioner")
    are_sound(commissioner, [f"/voices/proposals/{sent.pk}", f"/voices/proposals/{sent.pk}/step/answer"])
    are_reached(commissioner, [f"/voices/proposals/{sent.pk}/step/answer"])
    anyone = browse.page()
    are_sound(anyone, ["/changes/", f"/changes/{told.pk}/poster", "/changes/answers"])
    for address in ("/changes/", f"/changes/{told.pk}/poster"):
        anyone.goto(address)
        anyone.evaluate(ONE_LONG_WORD)
        browser.no_horizontal_scroll(anyone)
    are_reached(anyone, ["/changes/", "/changes/answers"])


def test_participants_and_their_payments_are_sound(loaded: None, browse: Any) -> None:
    lead = desk(browse, "engagement_lead", "engagement.lead")
    waits = Payment.objects.get(state="accepted")
    first = Participant.objects.earliest("pk")
    pages = ["/voice/participants/", f"/voice/participants/{first.pk}", f"/voice/participants/{waits.participant_id}"]
    forms = ["/voice/participants/add", f"{pages[1]}/pay", f"{pages[1]}/training", f"/voice/payments/{waits.pk}/refuse"]
    forms.append(f"{pages[1]}/account")
    are_sound(lead, pages + forms)
    are_reached(lead, [*pages[:2], f"{pages[1]}/pay"])


def test_what_is_typed_about_a_participant_is_there_again(loaded: None, browse: Any) -> None:
    page = desk(browse, "engagement_worker", "engagement.worker")
    page.goto("/voice/participants/add")
    page.fill("main [name=name]", "Half A Name")
    browser.until(page, "Object.keys(localStorage).some((name) => name.startsWith('tc-draft:'))")
    assert "Half" not in page.evaluate("JSON.stringify(localStorage)"), "what is kept is sealed"
    page.goto("/voice/participants/")
    page.goto("/voice/participants/add")
    page.wait_for_selector("text=has been put back")
    assert page.input_value("main [name=name]") == "Half A Name"
    browser.leave_by(page, "main button:has-text('Save')")
    browser.until(page, "!Object.keys(localStorage).some((name) => name.startsWith('tc-draft:'))")


def test_what_is_typed_of_a_group_is_there_again(loaded: None, browse: Any) -> None:
    page = desk(browse, "engagement_worker", "engagement.worker")
    address = f"/voice/activities/{Activity.objects.get(kind='council').pk}/write/statements"
    page.goto(address)
    page.fill("main [name=words]", "2: The wait is too long")
    browser.until(page, "Object.keys(localStorage).some((name) => name.startsWith('tc-draft:'))")
    page.goto(address)
    page.wait_for_selector("text=has been put back")
    assert page.input_value("main [name=words]") == "2: The wait is too long"


def test_surveys_and_activities_are_sound(loaded: None, browse: Any) -> None:
    survey = SurveyVersion.objects.filter(survey__audience="people", survey__mode="anonymous").earliest("pk")
    council = Activity.objects.get(kind="council")
    votes = CouncilProposal.objects.get()
    page = desk(browse, "engagement_worker", "engagement.worker")
    here, activity = f"/voice/surveys/{survey.pk}", f"/voice/activities/{council.pk}"
    are_sound(
        page,
        [
            "/voice/surveys/",
            "/voice/surveys/start",
            here,
            f"{here}/results",
            f"{here}/codes",
            f"{here}/step/close",
            "/voice/questions/",
            "/voice/questions/add",
            "/voice/paper",
            "/voice/text-message",
            "/voice/take-back",
            "/voice/activities/",
            "/voice/activities/plan",
            activity,
            f"{activity}/write/statements",
            f"/voice/council/{votes.pk}/votes",
        ],
    )
    are_reached(page, ["/voice/surveys/", here, activity, "/voice/activities/plan"])


def test_a_broken_screen_would_be_found(loaded: None, browse: Any) -> None:
    """The negative control: one of our own screens with a label taken away and a line that is too wide."""
    page = desk(browse, "engagement_worker", "engagement.worker")
    page.goto("/voices/proposals/new")
    page.evaluate("document.querySelector('label[for=id_title]').remove()")
    assert "label" in browser.axe_violations(page)
    page.evaluate("""() => {
        const wide = document.createElement("p");
        wide.textContent = "x".repeat(900);
        document.querySelector("main").append(wide);
    }""")
    with pytest.raises(AssertionError, match="px wide"):
        browser.no_horizontal_scroll(page)
