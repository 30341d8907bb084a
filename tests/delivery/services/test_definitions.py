"""Services as data: the three of the project are sound, a fourth is a file, and a fault is named with its line."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from throughcare.delivery.services.queries import definition, definitions
from throughcare.delivery.services.queries.loading import load_services
from throughcare.delivery.services.states import EVENTS, STATES, Event, State
from throughcare.foundation.reference import ReferenceError
from throughcare.foundation.reference.loader import PROJECT

TODAY = date(2026, 6, 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PROJECT / "reference", tmp_path / "reference"))


def change(folder: Path, old: str, new: str, *, file: str = "mental_health") -> None:
    path = folder / "services" / f"{file}.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_every_state_and_event_has_its_meaning() -> None:
    assert set(STATES) == set(State)
    assert set(EVENTS) == set(Event)


def test_three_services_run_on_one_vocabulary() -> None:
    assert [one.code for one in definitions(TODAY)] == ["mentoring", "mental_health", "neurodiversity"]
    used = {state for versions in load_services().values() for one in versions for state in one.states}
    assert used == set(map(str, State)), "a state that no service uses"
    events = {step.event for versions in load_services().values() for one in versions for step in one.transitions}
    assert events == set(map(str, Event)), "an event that no service uses"


def test_a_referral_is_judged_by_the_version_of_its_day() -> None:
    assert definition("mental_health", on=date(2025, 3, 31)).version == "2022"
    assert definition("mental_health", on=date(2025, 4, 1)).version == "2025"
    assert definition("mental_health", "2022").version == "2022"
    assert definition("mental_health").version == "2025"


def test_a_fourth_service_is_a_file_and_no_code(folder: Path) -> None:
    text = (folder / "services" / "mentoring.toml").read_text(encoding="utf-8")
    text = text.replace('code = "mentoring"', 'code = "family_work"').replace("Community mentoring", "Family work")
    (folder / "services" / "family_work.toml").write_text(text, encoding="utf-8")
    found = load_services(folder)["family_work"][0]
    assert (found.code, found.name) == ("family_work", "Family work")
    assert found.allows("goals_agreed", "allocated")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('event = "referral_accepted"', 'event = "referral_excepted"', "There is no event 'referral_excepted'"),
        (
            'to = "accepted", by = ["provider_lead"] },\n  { event = "placed',
            'to = "acepted", by = [] },\n  { event = "placed',
            "There is no state",
        ),
        ('by = ["referrer"] },', 'by = ["referee"] },', "There is no actor 'referee'"),
        ('by = ["referrer"] },', "by = [] },", "Nobody can bring"),
        ('reasons = ["declined"]', 'reasons = ["refused"]', "no list of reasons called 'refused'"),
        (', reasons = ["declined"]', "", "'referral_declined' needs a reason"),
        ('to = "plan_approved"', 'to = "plan_returned"', "No path leads from draft to 'plan_approved'"),
        ('from = ["closure_submitted"]', 'from = ["paused"]', "Nothing leads from"),
        ('from = ["plan_draft", "plan_returned"]', 'from = ["plan_draft", "plan_draft"]', "twice"),
        ('to = "where_it_began", by = ["worker"', 'to = "allocated", by = ["worker"', "never ends where it began"),
        ('starts = ["plan_submitted"]', 'starts = ["mentor_matched"]', "which this service does not use"),
        ('fact = "gp", test = "among"', 'fact = "gp", test = "at_least"', "cannot be asked of 'gp'"),
        ('fact = "presenting", test', 'fact = "presence", test', "There is no fact 'presence'"),
        ('likely = ["advice_only"]', 'likely = ["advice"]', "There is no fact 'advice'"),
        ('versions = ["2022"]', 'versions = ["2021"]', "There is no version '2021'"),
        ("from = 2025-04-01", "from = 2025-05-01", "ends on 2025-04-01"),
        ('id = "decide"', 'id = "acknowledge"', "'acknowledge' is there twice"),
        ('code = "mental_health"', 'code = "mental"', "is not the file's name"),
        ("max_sessions = 8", 'max_sessions = "eight"', "not a whole number"),
        ('measures = ["K01"', 'measures = ["K99"', "There is no measure 'K99'"),
        ("criterion = [", "criterions = [", "No part of a definition is called 'criterions'"),
    ],
)
def test_a_fault_stops_the_start_with_file_line_and_remedy(folder: Path, old: str, new: str, says: str) -> None:
    change(folder, old, new)
    with pytest.raises(ReferenceError) as error:
        load_services(folder)
    assert says in str(error.value)
    assert error.value.path.name == "mental_health.toml"
    assert error.value.remedy


def test_the_line_is_that_of_the_entry(folder: Path) -> None:
    change(folder, 'event = "plan_approved"', 'event = "plan_agreed"')
    lines = (folder / "services" / "mental_health.toml").read_text(encoding="utf-8").splitlines()
    with pytest.raises(ReferenceError) as error:
        load_services(folder)
    assert 'event = "plan_agreed"' in lines[(error.value.line or 0) - 1]


def test_the_check_of_the_project_speaks_of_a_fault(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.core.checks import run_checks

    change(folder, 'to = "plan_approved"', 'to = "plan_returned"')
    monkeypatch.setenv("THROUGHCARE_REFERENCE", str(folder))
    assert any("No path leads" in str(one.msg) for one in run_checks())
