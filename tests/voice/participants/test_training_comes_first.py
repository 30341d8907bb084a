"""A peer researcher helps nobody answer, and types in no paper form, before their training is on record and holds."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.browser import valid_html
from tests.support.world import client_for, viewer
from tests.voice.feedback.people import AT, COURSES, HOME, codes_for, lead, opened, trained, worker
from throughcare.errors import Invalid, WrongState
from throughcare.foundation.ports import trained as port
from throughcare.foundation.record.events import history
from throughcare.voice.feedback.actions import paper
from throughcare.voice.participants import actions, rules
from throughcare.voice.participants.models import Participant, Training

REFUSED = WrongState.status
PLACES = ("/voice/help-to-answer", "/voice/paper")
NEEDED = {"/voice/help-to-answer": {"safe", "listening"}, "/voice/paper": {"safe", "paper_forms"}}
NAMES = dict(zip(COURSES, ("Keeping people safe", "Listening without leading", "Typing in paper forms"), strict=True))


@pytest.fixture(autouse=True)
def _now(monkeypatch, settings):
    monkeypatch.setattr("throughcare.clock.now", lambda: AT)
    settings.DEMO = True


def peer():
    return viewer("peer_researcher", name="peer.researcher", **HOME)


def client(role="peer_researcher"):
    return client_for(role, name=role.replace("_", "."), **HOME)


@pytest.mark.django_db
@pytest.mark.parametrize("place", PLACES)
def test_without_training_somebody_is_told_what_is_missing_and_what_to_do(place):
    answer = client().get(place)
    assert answer.status_code == REFUSED
    assert "Your training is not on record" in answer.content.decode()
    assert "say which account is yours" in answer.content.decode()
    trained(peer(), courses=())
    answer = client().get(place)
    assert answer.status_code == REFUSED
    for course in NEEDED[place]:
        assert NAMES[course] in answer.content.decode()
    assert "they write down the day" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("lacking", COURSES)
def test_each_kind_of_work_needs_its_own_courses_and_no_other(place, lacking):
    trained(peer(), courses=[one for one in COURSES if one != lacking])
    assert client().get(place).status_code == (REFUSED if lacking in NEEDED[place] else 302 if "help" in place else 200)


@pytest.mark.django_db
def test_a_course_that_was_too_long_ago_no_longer_holds(monkeypatch):
    trained(peer())
    form = codes_for(opened(["told"]))[0]
    last = rules.holds_until(AT.date(), 24) - timedelta(days=1)
    for day, may in ((last, True), (last + timedelta(days=1), False)):
        then = AT + (day - AT.date())
        monkeypatch.setattr("throughcare.clock.now", lambda then=then: then)
        assert (client().get("/voice/paper").status_code == 200) == may
        if not may:
            with pytest.raises(WrongState, match="You need training first"):
                paper.form_of(typed=form, language="en", by=peer(), at=then)


@pytest.mark.django_db
def test_staff_who_run_engagement_are_trained_elsewhere():
    assert client("engagement_worker").get("/voice/paper").status_code == 200
    assert client("engagement_worker").get("/voice/help-to-answer").status_code == 302


@pytest.mark.django_db
def test_it_is_written_down_on_screen_and_dated_in_the_record():
    peer()
    row = actions.add_participant(name="Sam Sample", is_peer_researcher=True, by=worker(), at=AT)
    here, staff = f"/voice/participants/{row.pk}", client("engagement_worker")
    page = staff.get(here)
    valid_html(page)
    assert "They cannot do everything yet" in page.content.decode()
    valid_html(staff.get(f"{here}/account"))
    staff.post(f"{here}/account", {"account": str(peer().person_id)})
    day = {"day-day": 1, "day-month": 6, "day-year": 2026}
    refused = staff.post(f"{here}/training", {"course": "_other", **day})
    assert "Write which course it was" in refused.content.decode()
    for course in COURSES:
        staff.post(f"{here}/training", {"course": course, **day})
    staff.post(f"{here}/training", {"course": "_other", "other": "First aid", **day})
    page = staff.get(here).content.decode()
    assert "They cannot do everything yet" not in page
    assert "Keeping people safe, 1 June 2026; holds until 1 June 2028" in page
    assert "First aid, 1 June 2026</li>" in page
    assert client().get("/voice/paper").status_code == 200
    kinds = [one.kind for one in history(("participant", row.pk))]
    assert kinds.count("participant.trained") == 4
    assert "participant.account_named" in kinds


@pytest.mark.django_db
def test_an_account_is_one_person_s_and_a_peer_researcher_s():
    trained(peer())
    other = actions.add_participant(name="Other", by=worker(), at=AT)
    with pytest.raises(Invalid, match="somebody else's already"):
        actions.name_account(participant_id=other.pk, account_id=peer().person_id, by=worker(), at=AT)
    for who in (lead(), viewer("peer_researcher", name="elsewhere", at="other_provider", kind="provider")):
        with pytest.raises(Invalid, match="Choose an account"):
            actions.name_account(participant_id=other.pk, account_id=who.person_id, by=worker(), at=AT)
    assert Participant.objects.exclude(account=None).count() == 1


@pytest.mark.django_db
def test_nobody_may_where_nobody_keeps_trainings(monkeypatch):
    monkeypatch.setattr(port, "_checks", [])
    with pytest.raises(WrongState, match="Nobody can say who was trained"):
        port.check_trained(worker(), port.PAPER, AT)


@given(day=st.dates(date(2000, 1, 1), date(2090, 1, 1)), months=st.integers(1, 60))
def test_a_course_holds_for_its_months_to_the_day(day, months):
    until = rules.holds_until(day, months)
    assert (until.year * 12 + until.month) - (day.year * 12 + day.month) == months
    assert until.day == day.day or (until.day < day.day and (until + timedelta(days=1)).day == 1)
    course = [rules.Needed("one", "One", months)]
    assert rules.missing({"one": day}, course, until - timedelta(days=1)) == []
    assert rules.missing({"one": day}, course, until) == ["One"]
    assert rules.missing({"one": day}, course, day - timedelta(days=1)) == ["One"], (
        "what is still to come counts for nothing"
    )


@pytest.mark.django_db
def test_training_that_is_still_to_come_is_refused():
    row = actions.add_participant(name="Sam Sample", by=worker(), at=AT)
    tomorrow = AT.date() + timedelta(days=1)
    with pytest.raises(Invalid, match="still to come"):
        actions.record_training(participant_id=row.pk, course="safe", day=tomorrow, by=worker(), at=AT)
    assert not Training.objects.exists()
