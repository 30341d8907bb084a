"""The journey of a person, told in a browser: from nomination through panel, referral and care to closure.

Each step is taken by the person whose turn it is, in a browser of their own.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.support.browser import axe
from tests.support.desk import Desk, Story
from tests.support.world import organisation, person
from throughcare import clock
from throughcare.foundation.organisations.models import Person

pytestmark = pytest.mark.browser
BODIES = {
    "mopac": "policing_body",
    "hackney": "borough",
    "mps": "police",
    "london_probation": "probation",
    "mental_health_example": "provider",
    "neurodiversity_example": "provider",
    "mentoring_example": "provider",
}
AT = {
    "iom_coordinator": "hackney",
    "panel_chair": "mps",
    "probation_practitioner": "london_probation",
    "contract_manager": "mopac",
}
SECRET = "what only the clinic knows"
PHQ9_ITEMS = 9


def who(role: str, provider: str) -> Person:
    """Who holds a role in a story about a provider."""
    code = AT.get(role, provider)
    area = "" if BODIES[code] == "provider" else "hackney"
    return person(role, name=f"{role}.{code}", at=code, kind=BODIES[code], area=area)


@pytest.fixture
def story(browse, django_db_reset_sequences, settings, monkeypatch) -> Callable[..., Story]:
    """Begins a story at a provider."""
    settings.DEMO = True
    browse.watch.allow("40[34]")
    for code, kind in BODIES.items():
        organisation(code, kind)

    def begin(provider: str = "mental_health_example") -> Story:
        made = Story(browse, lambda role: who(role, provider))
        monkeypatch.setattr(clock, "now", lambda: made.now)
        return made

    return begin


def is_nominated_and_adopted(story: Story) -> None:
    practitioner, coordinator, chair = (
        story[role] for role in ("probation_practitioner", "iom_coordinator", "panel_chair")
    )
    adds_sam(practitioner)
    practitioner.follows("Nominate for the cohort")
    practitioner.fills(reason="professional_judgement", kind="flex", words="Burglary twice this year.")
    practitioner.presses("Nominate")
    coordinator.opens("/panels/start")
    coordinator.fills(area="hackney", name="Hackney panel", chair=options(coordinator, "chair")[0])
    coordinator.presses("Start it").follows("Hackney panel")
    panel = coordinator.page.url
    coordinator.follows("Give a seat")
    for seat in options(coordinator, "seat"):
        coordinator.opens(f"{panel}/seats").fills(seat=seat).presses("Give it")
    coordinator.follows("Set a meeting").fills(on=story.day()).presses("Set it")
    coordinator.opens("/panels/meetings/1").sees("Sam Sample").follows("Freeze the agenda").presses("Freeze the agenda")
    chair.opens("/panels/meetings/1/open")
    for present in chair.page.locator("[value=present]").all():
        present.check()
    chair.presses("Open the meeting")
    chair.follows("Adopt as red").presses("Professional judgement")
    chair.follows("Finish the meeting").presses("Finish the meeting")
    chair.follows("Minutes").sees("Sam Sample", "red")
    coordinator.opens("/cohort").sees("Sam Sample", "Red")


def options(desk: Desk, name: str) -> list[str]:
    found = desk.page.locator(f"[name={name}] option").evaluate_all("all => all.map(one => one.value)")
    return [one for one in found if one]


def adds_sam(practitioner: Desk) -> None:
    practitioner.opens("/people/add").fills(
        given_name="Sam",
        family_name="Sample",
        date_of_birth=(5, 6, 1991),
        gender="male",
        borough="hackney",
        crn="X123456",
    )
    practitioner.presses("Add the person")


def is_referred(practitioner: Desk, service: str, **answers: object) -> None:
    practitioner.opens("/referrals/new").fills(crn="x123456", service=service).presses("Start the referral")
    practitioner.fills(crisis="no").presses("Continue")
    practitioner.fills(**answers["eligibility"]).presses("Continue")
    practitioner.fills(**answers["need"], linked_to_offending="yes", linked_to_harm="no")
    practitioner.fills(reason="Sleeps badly; everything is too much since release.").presses("Continue")
    practitioner.fills(place="community").presses("Continue").presses("Send").sees("Sent", "since 1 June 2026")


def is_accepted(story: Story, **choices: str) -> None:
    lead = story["service_lead"]
    worker = str(story.who("service_practitioner").pk)
    lead.opens("/referrals/1")
    for words in ("Acknowledge", "Accept"):
        if lead.page.locator(f"main a:has-text('{words}')").count():
            lead.follows(words)
            if words == "Accept":
                present = {
                    name: value for name, value in choices.items() if lead.page.locator(f"[name={name}]").count()
                }
                lead.fills(**present, worker=worker)
            lead.presses(words)


def is_assessed(story: Story) -> None:
    worker, practitioner = story["service_practitioner"], story["probation_practitioner"]
    worker.opens("/referrals/1/appointments/book")
    worker.fills(purpose="assessment", on=story.day(2), at="10:00", manner="phone").presses("Book it")
    story.comes(3)
    worker.opens("/today").follows("Record")
    worker.fills(code="attended_on_time", activities="formulation", note=SECRET, following="none")
    worker.presses("Save the record")
    worker.opens("/cases/1/measures/ask").fills(instruments="phq9", occasion="first", mode="read_out").presses("Go on")
    worker.fills(**{f"item_{item}": "1" if item == PHQ9_ITEMS else "2" for item in range(1, PHQ9_ITEMS + 1)})
    worker.presses("Finish")
    worker.opens("/today").sees("Risk answer on PHQ-9").follows("Work it through")
    worker.fills(
        asked="Plans, means and a time.",
        said="Thoughts last week, no plan.",
        safety_plan="Ring the sister, then 116 123.",
        told="lead",
        out_of_hours="The crisis line, on a card.",
        outcome="safety_plan",
    ).presses("Worked through")
    worker.opens("/cases/1").presses("Write an assessment").follows("Add a need")
    worker.fills(code="coping", linked_to_offending="yes", linked_to_serious_harm="no").presses("Add")
    words = dict.fromkeys(("background", "presenting", "strengths", "risk", "recommendation"), "As discussed.")
    worker.fills(**words, formulation=SECRET, shared_summary="Sessions on coping would help.", share_agreed="agreed")
    worker.presses("Complete the assessment")
    practitioner.opens("/cases/1/shared").sees("Sessions on coping would help.").sees_no(SECRET)
    practitioner.is_refused("/assessments/1").is_refused("/referrals/1/notes")


def has_a_plan(story: Story) -> None:
    worker, practitioner = story["service_practitioner"], story["probation_practitioner"]
    worker.opens("/referrals/1").follows("Start a plan").presses("Start a plan")
    worker.opens("/cases/1").presses("Start the plan")
    worker.opens("/plans/1/outcome/1").fills(words="Sleep through the night", need="coping").presses("Save")
    worker.fills(
        their_words="I want to sleep and keep calm.",
        contacts="6",
        agreed="in_person",
        agreed_on=story.day(),
        strengths="A sister who helps.",
        how="one_to_one",
        how_often="weekly",
        barriers="Shift work.",
        warning_signs="Not answering.",
        approach=SECRET,
    ).presses("Submit for approval")
    worker.is_refused("/plans/1/approve")
    practitioner.opens("/").follows("Plan to approve or return").sees("I want to sleep").sees_no(SECRET)
    practitioner.follows("Approve").presses("Approve")


def has_sessions_and_a_pause(story: Story) -> None:
    worker, practitioner = story["service_practitioner"], story["probation_practitioner"]
    worker.opens("/referrals/1/appointments/book")
    worker.fills(purpose="session", on=story.day(1), at="14:00", manner="phone").presses("Book it")
    story.comes(2)
    worker.opens("/today").follows("Record")
    worker.fills(
        code="attended_on_time", activities="coping", note=SECRET, told="Came and took part.", following="none"
    )
    worker.presses("Save the record")
    practitioner.opens("/referrals/1").sees("Sessions under way", "1 of 8 used").sees_no(SECRET)
    practitioner.opens("/people/1/beside")
    practitioner.fills(kind="custody", from_date=story.day(), reason="prison").presses("Record it")
    worker.opens("/referrals/1/do/case_paused").fills(reason="custody", review_on=story.day(14)).presses("Pause")
    worker.sees("Paused")
    story.comes(10)
    worker.opens("/referrals/1/do/case_resumed").presses("Resume").sees("Sessions under way")


def is_referred_on_and_closed(story: Story) -> None:
    worker, practitioner = story["service_practitioner"], story["probation_practitioner"]
    worker.opens("/cases/1/onward").fills(route="cmht", addressee="City team").presses("Write the letter")
    worker.fills(asks="Longer therapy, please.", shares="presenting", consent="agreed", sent_how="email")
    worker.presses("It is sent")
    for step in ("acknowledged", "accepted", "first_attended"):
        worker.opens(f"/onward/1/step/{step}")
        worker.presses(worker.page.inner_text("main h1"))
    worker.opens("/onward/1").sees("Attended since")
    worker.opens("/cases/1/finish")
    worker.fills(work="agreed_enough", work_words="Sam feels steady.", reason="goals_met_early").presses("End the work")
    worker.opens("/closure/1/write").fills(
        work="agreed_enough",
        work_words="Agreed together.",
        progress="Sleeps again.",
        further_work="The health team.",
        their_words="Better than before.",
        clinical_note=SECRET,
        result_1="achieved",
        result_words_1="Sleeps through.",
    ).presses("Send the report")
    practitioner.opens("/closure/1").sees("Sleeps again.").sees_no(SECRET).presses("Accept it and close the case")
    practitioner.opens("/referrals/1").sees("Ended")


def test_a_person_is_nominated_adopted_helped_and_let_go(story):
    told = story()
    is_nominated_and_adopted(told)
    is_referred(
        told["probation_practitioner"],
        "mental_health",
        eligibility={"q_presenting": "depression_anxiety", "q_uses_iom_service": "yes", "q_gp": "registered"},
        need={"needs": "coping", "substance_use": "yes"},
    )
    is_accepted(told, tier="intervention")
    is_assessed(told)
    has_a_plan(told)
    has_sessions_and_a_pause(told)
    is_referred_on_and_closed(told)
    from throughcare.delivery.referrals.models import Referral
    from throughcare.foundation.record.events import folded_state, history

    row = Referral.objects.get()
    assert row.state == "closed"
    assert folded_state(history(("referral", row.pk))) == "closed"
    told["contract_manager"].opens("/delivery/counts").sees_no("Sam", SECRET).is_refused("/referrals/1")
    axe(told["contract_manager"].opens("/delivery/counts").page)


def is_taken_on(story: Story, service: str, need: str, **eligibility: str) -> Desk:
    """Nominated, adopted, referred, accepted by the lead and given to the worker, whose desk this is."""
    practitioner = story["probation_practitioner"]
    is_nominated_and_adopted(story)
    is_referred(practitioner, service, eligibility=eligibility, need={"needs": need})
    is_accepted(story)
    return story["service_practitioner"]


def is_met(story: Story, worker: Desk, purpose: str) -> None:
    worker.opens("/referrals/1/appointments/book")
    worker.fills(purpose=purpose, on=story.day(1), at="14:00", manner="phone").presses("Book it")
    story.comes(2)
    worker.opens("/today").follows("Record").fills(code="attended_on_time", following="none")
    if worker.page.locator("main [name=activities]").count():
        worker.page.locator("main [name=activities]").first.check()
    worker.presses("Save the record")


def is_paused_and_resumed(story: Story, worker: Desk) -> None:
    worker.opens("/referrals/1/do/case_paused").fills(reason="custody", review_on=story.day(14)).presses("Pause")
    worker.sees("Paused")
    story.comes(5)
    worker.opens("/referrals/1/do/case_resumed").presses("Resume")


def is_closed_by(worker: Desk) -> None:
    worker.opens("/cases/1/finish")
    worker.fills(work="agreed_enough", work_words="Steady now.", reason="work_completed").presses("End the work")
    worker.opens("/closure/1/write").fills(
        work="agreed_enough",
        work_words="Agreed together.",
        progress="Goes out again.",
        further_work="None.",
        their_words="It helped.",
        clinical_note=SECRET,
    ).presses("Send the report")
    worker.opens("/referrals/1").sees("Closed", "Completed")


def test_the_same_engine_carries_mentoring(story):
    told = story("mentoring_example")
    worker = is_taken_on(told, "mentoring", "isolation", q_wants_mentor="yes", q_uses_iom_service="yes")
    worker.opens("/cases/1").presses("Goals")
    fills_everything(worker).presses("Agree the goals")
    worker.opens("/cases/1").presses("Match")
    fills_everything(worker).presses("Match")
    is_met(told, worker, "session")
    worker.opens("/referrals/1").sees("Meeting regularly")
    is_paused_and_resumed(told, worker)
    worker.sees("Meeting regularly")
    is_closed_by(worker)
    told["probation_practitioner"].opens("/referrals/1").sees("Closed").sees_no(SECRET)


def test_the_same_engine_carries_neurodiversity_support(story):
    told = story("neurodiversity_example")
    answers = {"q_signs": "attention", "q_uses_iom_service": "yes", "q_agrees": "yes"}
    worker = is_taken_on(told, "neurodiversity", "attention", **answers)
    for step in ("Screening explained", "The person agreed"):
        worker.opens("/referrals/1").sees(step).follows(step).presses(step)
    is_met(told, worker, "assessment")
    for form, button in (
        ("Screening", "Record the screening"),
        ("Profile", "Agree the profile"),
        ("Adjustments to share", "Share"),
    ):
        worker.opens("/cases/1").presses(form)
        fills_everything(worker).presses(button)
    worker.opens("/referrals/1").follows("Start coaching").presses("Start coaching")
    is_met(told, worker, "session")
    is_paused_and_resumed(told, worker)
    is_closed_by(worker)
    told["probation_practitioner"].opens("/referrals/1").sees("Closed").sees_no(SECRET)


def fills_everything(desk: Desk) -> Desk:
    """Answers every question of a form that a service describes: yes where it can, else its first choice."""
    desk.page.evaluate(ANSWER_ALL)
    return desk


ANSWER_ALL = """() => {
  const main = document.querySelector("main"), done = new Set();
  for (const one of main.querySelectorAll("input, select, textarea")) {
    if (one.type === "hidden" || done.has(one.name)) continue;
    done.add(one.name);
    const choices = [...main.querySelectorAll(`[name="${one.name}"]`)];
    if (one.type === "radio") (choices.find((choice) => choice.value === "yes") ?? one).click();
    else if (one.type === "checkbox") one.click();
    else one.value = "As agreed with them.";
  }
}"""
