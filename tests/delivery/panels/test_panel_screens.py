"""The screens of panels: what each shows, what each takes, and that nothing typed is lost."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document

from tests.delivery.panels.cast import (
    AT,
    MEETS_ON,
    THEN,
    adopted,
    chair,
    coordinator,
    decide,
    frozen,
    health,
    held,
    meeting,
    nominated,
    panel,
    police,
    probation,
    someone,
)
from tests.support.browser import valid_html
from tests.support.world import organisation
from throughcare.delivery.panels import actions
from throughcare.delivery.panels.models import KeptBack, Meeting, Panel, PanelAction, PanelCase, PanelDecision, Paper
from throughcare.foundation.record.models import Event

pytestmark = pytest.mark.django_db
HOSTILE = "'; DROP TABLE panels_panel; -- <script>alert(1)</script> \U0001f642 \u202eשלום ${7*7} {{7*7}}"


@pytest.fixture
def person():
    found = someone("Ash", "Sample")
    nominated(found)
    return found


def look(client, name, *args, status=200, **query):
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == status, answer.content.decode()[:2000]
    if answer["Content-Type"].startswith("text/html"):
        valid_html(answer)
    return answer.content.decode() if answer["Content-Type"].startswith("text/html") else answer


def day_parts(name, day):
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}


def title_of(page):
    return re.search(r"<title>(.*?)</title>", page, re.S).group(1)


def test_a_coordinator_starts_a_panel_and_sets_a_meeting(signed_in):
    chair(), police()
    at = signed_in(coordinator())
    assert "No panel yet" in look(at, "panels")
    form = look(at, "start_panel")
    assert "28 is a suggestion: a local setting, not confirmed" in form
    given = {"area": "ce", "name": "East", "chair": chair().person_id, "every_days": 28, "quorum": 3, "place": "Hall"}
    assert at.post(reverse("start_panel"), given).status_code == 302
    row = Panel.objects.get()
    page = look(at, "panel", row.pk)
    assert "28 days (local setting, not confirmed)" in page
    seat = f"{police().person_id}-{organisation('mps').pk}"
    assert f'value="{seat}"' in look(at, "add_member", row.pk)
    at.post(reverse("add_member", args=[row.pk]), {"seat": seat})
    assert "End this seat" in look(at, "panel", row.pk)
    assert "29 June 2026" in look(at, "schedule_meeting", row.pk)
    answer = at.post(reverse("schedule_meeting", args=[row.pk]), {**day_parts("on", MEETS_ON), "starts": "25:00"})
    assert answer.status_code == 422
    assert "Write the time like 10:00." in answer.content.decode()
    at.post(reverse("schedule_meeting", args=[row.pk]), {**day_parts("on", MEETS_ON), "starts": "10.30"})
    one = Meeting.objects.get()
    assert "10:30" in look(at, "panel_meeting", one.pk)
    assert "East" in look(at, "panels")


def test_settings_and_seats_are_changed_by_forms(signed_in):
    row = panel()
    at = signed_in(coordinator())
    assert "How this panel works" in look(at, "panel_settings", row.pk)
    given = {"name": "New name", "chair": chair().person_id, "every_days": 0, "quorum": 2, "place": ""}
    assert at.post(reverse("panel_settings", args=[row.pk]), given).status_code == 422
    assert at.post(reverse("panel_settings", args=[row.pk]), given | {"every_days": 14}).status_code == 302
    member = row.members.first()
    assert "End this seat today" in look(at, "end_member", member.pk)
    assert at.post(reverse("end_member", args=[member.pk])).status_code == 302
    member.refresh_from_db()
    assert member.until is not None


def test_the_agenda_says_why_and_in_which_order(signed_in, person):
    row = meeting()
    late = someone("Late", "Sample")
    adopted(late, at=AT - timedelta(days=40))
    page = look(signed_in(police()), "panel_meeting", row.pk)
    assert page.index("1. Late Sample") < page.index("2. Ash Sample")
    assert "Review was due 20 May 2026, 21 days overdue" in page
    assert "in order of need" in page
    assert "Your paper: not written" in page
    assert "Sample" not in title_of(page)
    assert Event.objects.filter(kind="panel_meeting.read", subject_id=str(row.pk)).exists()


def test_an_empty_agenda_says_what_brings_cases(signed_in):
    assert "Nothing is on the agenda" in look(signed_in(coordinator()), "panel_meeting", meeting().pk)


def test_every_step_of_a_meeting_has_its_page(signed_in, days, person):
    row = meeting()
    keeps, leads = signed_in(coordinator()), signed_in(chair())
    for name in ("reschedule_meeting", "name_chair", "cancel_meeting", "freeze_agenda"):
        look(keeps, name, row.pk)
    keeps.post(reverse("reschedule_meeting", args=[row.pk]), {**day_parts("on", MEETS_ON), "place": "Online"})
    keeps.post(reverse("name_chair", args=[row.pk]), {"chair": chair().person_id})
    keeps.post(reverse("freeze_agenda", args=[row.pk]))
    early = leads.post(reverse("open_meeting", args=[row.pk]), {f"kind_{organisation('mps').pk}": "present"})
    assert early.status_code == 422
    days.go_to(THEN)
    page = look(leads, "open_meeting", row.pk)
    agencies = re.findall(r'name="kind_(\d+)"', page)
    there = {f"kind_{number}": "present" for number in agencies}
    leads.post(reverse("open_meeting", args=[row.pk]), there)
    assert "Open now" in look(leads, "panel_meeting", row.pk)
    look(keeps, "meeting_attendance", row.pk)
    keeps.post(reverse("meeting_attendance", args=[row.pk]), there)
    look(leads, "finish_meeting", row.pk)
    leads.post(reverse("finish_meeting", args=[row.pk]))
    assert "Approve the minutes" in look(leads, "minutes", row.pk)
    look(leads, "approve_minutes", row.pk)
    leads.post(reverse("approve_minutes", args=[row.pk]))
    assert "Approved by" in look(leads, "minutes", row.pk)
    assert "Set its date first" in keeps.post(reverse("close_meeting", args=[row.pk])).content.decode()
    actions.schedule(panel_id=row.panel_id, on=MEETS_ON + timedelta(days=28), by=coordinator(), at=THEN)
    look(keeps, "close_meeting", row.pk)
    keeps.post(reverse("close_meeting", args=[row.pk]))
    row.refresh_from_db()
    assert row.state == "closed"


def test_two_taps_decide(signed_in, days, person):
    row = held()
    days.go_to(THEN)
    at = signed_in(chair())
    page = look(at, "panel_meeting", row.pk)
    first = reverse("decide_case", args=[row.pk, person.pk, "adopt_red"])
    assert f'href="{first}"' in page
    reasons = look(at, "decide_case", row.pk, person.pk, "adopt_red")
    assert 'name="reason" value="professional_judgement"' in reasons
    assert "Sample" not in title_of(reasons)
    hidden = dict(re.findall(r'type="hidden" name="(key|version)" value="([^"]*)"', reasons))
    assert set(hidden) == {"key", "version"}
    answer = at.post(first, {**hidden, "reason": "professional_judgement"})
    assert answer.status_code == 302
    assert PanelDecision.objects.get().review_on == MEETS_ON + timedelta(days=28)
    shown = look(at, "panel_meeting", row.pk)
    assert "Adopted, red; reason: professional judgement; review by 8 July 2026" in shown
    again = at.post(first, {**hidden, "reason": "professional_judgement"})
    assert again.status_code == 302
    assert PanelDecision.objects.count() == 1


def test_a_decision_that_is_refused_keeps_its_words(signed_in, days, person):
    row = held()
    days.go_to(THEN)
    at = signed_in(chair())
    address = reverse("decide_case", args=[row.pk, person.pk, "adopt_red"])
    given = {"key": "k", "version": 1, "reason": "spare_place", "words": HOSTILE, **day_parts("review_on", MEETS_ON)}
    answer = at.post(address, given)
    assert answer.status_code == 422
    valid_html(answer)
    text = answer.content.decode()
    assert "is not after the meeting" in text
    assert "DROP TABLE panels_panel; -- &lt;script&gt;" in text
    assert not PanelDecision.objects.exists()


def test_a_decision_out_of_turn_is_not_offered(signed_in, days, person):
    row = held()
    days.go_to(THEN)
    at = signed_in(chair())
    assert at.get(reverse("decide_case", args=[row.pk, person.pk, "rate_red"])).status_code == 404
    assert at.get(reverse("decide_case", args=[row.pk, person.pk, "nonsense"])).status_code == 404
    assert at.post(reverse("decide_case", args=[row.pk, person.pk, "nonsense"])).status_code == 422
    assert signed_in(police()).get(reverse("decide_case", args=[row.pk, person.pk, "adopt_red"])).status_code == 403


def test_a_case_is_found_by_a_form_and_put_on_the_agenda(signed_in, person):
    row = meeting()
    other = someone("Robin", "Zephyr")
    at = signed_in(police())
    look(at, "find_case", row.pk)
    found = at.post(reverse("find_case", args=[row.pk]), {"sought": "zeph"})
    valid_html(found)
    assert "Robin Zephyr" in found.content.decode()
    assert "on the agenda already" in at.post(reverse("find_case", args=[row.pk]), {"sought": "Ash"}).content.decode()
    assert "Nobody found" in at.post(reverse("find_case", args=[row.pk]), {"sought": HOSTILE[:99]}).content.decode()
    assert at.post(reverse("find_case", args=[row.pk]), {"sought": ""}).status_code == 422
    look(at, "add_case", row.pk, other.pk)
    assert at.post(reverse("add_case", args=[row.pk, other.pk]), {"asked_for": ""}).status_code == 422
    at.post(reverse("add_case", args=[row.pk, other.pk]), {"asked_for": HOSTILE})
    assert PanelCase.objects.get(service_user=other).asked_for == HOSTILE


class TestPapers:
    def test_words_are_saved_as_they_are_typed_and_shown_when_the_agency_says_so(self, signed_in, person):
        row = meeting()
        at = signed_in(police())
        page = look(at, "panel_paper", row.pk, person.pk)
        assert "data-autosave" in page
        address = reverse("save_panel_paper", args=[row.pk, person.pk])
        given = {"words": HOSTILE, "kept_back": "Source: a neighbour", "version": 0}
        saved = at.post(address, given).json()
        assert saved["saved"]
        assert saved["version"] == 1
        assert HOSTILE not in look(signed_in(probation()), "panel_case", row.pk, person.pk)
        post = {"words": "Seen twice.", "kept_back": "Source: a neighbour", "version": 1, "share": "1"}
        assert at.post(reverse("panel_paper", args=[row.pk, person.pk]), post).status_code == 302
        others = look(signed_in(probation()), "panel_case", row.pk, person.pk)
        assert "Seen twice." in others
        assert "neighbour" not in others
        assert "neighbour" in look(at, "panel_case", row.pk, person.pk)
        assert KeptBack.objects.get().words == "Source: a neighbour"

    def test_two_of_an_agency_do_not_write_over_each_other(self, signed_in, person):
        row = meeting()
        at = signed_in(police())
        address = reverse("save_panel_paper", args=[row.pk, person.pk])
        at.post(address, {"words": "First", "kept_back": "", "version": 0})
        second = at.post(address, {"words": "Second", "kept_back": "", "version": 0})
        assert second.status_code == 409
        assert second.json()["theirs"] == {"words": "First", "kept_back": ""}
        kept = at.post(reverse("panel_paper", args=[row.pk, person.pk]), {"words": "Mine", "version": 0, "share": "1"})
        assert kept.status_code == 422
        assert "Mine" in kept.content.decode()

    def test_a_text_beyond_the_limit_is_refused_with_a_sentence(self, signed_in, person):
        row = meeting()
        at = signed_in(police())
        address = reverse("save_panel_paper", args=[row.pk, person.pk])
        assert at.post(address, {"words": "x" * 50_000, "kept_back": "", "version": 0}).status_code == 200
        over = at.post(address, {"words": "x" * 50_001, "kept_back": "", "version": 1})
        assert over.status_code == 422
        assert "1 characters over the limit" in over.json()["errors"]["words"][0]

    def test_health_states_two_facts_and_no_words(self, signed_in, person):
        row = meeting()
        at = signed_in(health())
        page = look(at, "panel_paper", row.pk, person.pk)
        assert "textarea" not in page
        address = reverse("panel_paper", args=[row.pk, person.pk])
        assert at.post(address, {"version": 0, "share": "1", "engagement": "engaged"}).status_code == 422
        given = {"version": 0, "share": "1", "engagement": "engaged", "risk_status": "speak_to_us", "words": "Therapy"}
        assert at.post(address, given).status_code == 302
        paper = Paper.objects.get()
        assert (paper.words, paper.engagement, paper.risk_status) == ("", "engaged", "speak_to_us")
        assert "speak to us before contact" in look(signed_in(police()), "panel_case", row.pk, person.pk)

    def test_after_the_freeze_papers_stand(self, signed_in, person):
        row = meeting()
        frozen(row)
        at = signed_in(police())
        assert "the paper of" not in look(at, "panel_case", row.pk, person.pk)
        answer = at.post(reverse("save_panel_paper", args=[row.pk, person.pk]), {"words": "Late", "version": 0})
        assert answer.status_code == 409
        late = at.post(reverse("panel_paper", args=[row.pk, person.pk]), {"words": "Late", "version": 0, "share": "1"})
        assert "papers can no longer be changed" in late.content.decode()


def test_the_discussion_is_saved_as_it_is_typed_and_stands_in_the_minutes(signed_in, days, person):
    row = held()
    days.go_to(THEN)
    at = signed_in(coordinator())
    look(at, "panel_discussion", row.pk, person.pk)
    address = reverse("save_panel_discussion", args=[row.pk, person.pk])
    assert at.post(address, {"words": HOSTILE, "version": 1}).json()["version"] == 2
    assert at.post(address, {"words": "Other", "version": 1}).status_code == 409
    assert "&lt;script&gt;" in look(at, "minutes", row.pk)
    answer = look(at, "minutes_docx", row.pk)
    texts = [one.text for one in Document(BytesIO(answer.content)).paragraphs]
    assert HOSTILE in texts
    assert "Ash" not in answer["Content-Disposition"]
    assert texts[1].startswith("Draft.")


def test_actions_are_written_reported_and_listed(signed_in, days, person):
    row = held()
    days.go_to(THEN)
    keeps, owns = signed_in(coordinator()), signed_in(police())
    look(keeps, "promise", row.pk)
    look(keeps, "promise_for_case", row.pk, person.pk)
    given = {"key": "k1", "words": "Visit at home", "owner": organisation("mps").pk, **day_parts("due", MEETS_ON)}
    keeps.post(reverse("promise_for_case", args=[row.pk, person.pk]), given)
    assert keeps.post(reverse("promise", args=[row.pk]), given | {"key": "k2", "due-year": "26"}).status_code == 422
    action = PanelAction.objects.get()
    assert "Visit at home" in look(owns, "panel_actions")
    assert "No action is open" in look(signed_in(health()), "panel_actions")
    assert "Visit at home" in look(signed_in(health()), "panel_actions", whose="all", ended="1")
    page = look(owns, "panel_action", action.pk)
    assert "Report on it" in page
    assert "Report on it" not in look(signed_in(health()), "panel_action", action.pk)
    address = reverse("panel_action", args=[action.pk])
    no_day = owns.post(address, {"step": "carried_over", "words": "Away", "version": 1})
    assert no_day.status_code == 422
    assert "Give the new day." in no_day.content.decode()
    assert "Away" in no_day.content.decode()
    later = day_parts("due", MEETS_ON + timedelta(days=9))
    assert owns.post(address, {"step": "carried_over", "words": "Away", "version": 1, **later}).status_code == 302
    assert owns.post(address, {"step": "done", "words": "Seen", "version": 1}).status_code == 422
    assert owns.post(address, {"step": "done", "words": "Seen", "version": 2}).status_code == 302
    assert "Carried over" in look(owns, "panel_action", action.pk)
    action.refresh_from_db()
    assert action.state == "done"


def test_the_agenda_is_changed_by_those_who_run_it(signed_in, days, person):
    row = held()
    days.go_to(THEN)
    at = signed_in(chair())
    look(at, "step_aside", row.pk, person.pk)
    at.post(reverse("step_aside", args=[row.pk, person.pk]))
    assert "Another chair decides this case." in look(at, "panel_case", row.pk, person.pk)
    at.post(reverse("carry_over_case", args=[row.pk, person.pk]))
    assert "Carried over" in look(at, "panel_meeting", row.pk)
    other = meeting(row.panel, on=MEETS_ON + timedelta(days=5))
    frozen(other)
    look(at, "take_off_case", other.pk, person.pk)
    at.post(reverse("take_off_case", args=[other.pk, person.pk]), {"reason": "Moved"})
    assert "Nothing is on the agenda" in look(at, "panel_meeting", other.pk)


def test_an_expected_release_in_the_past_is_refused(signed_in, person):
    at = signed_in(probation())
    look(at, "expect_release", person.pk)
    address = reverse("expect_release", args=[person.pk])
    past = at.post(address, day_parts("on", AT.date() - timedelta(days=1)))
    assert "record the end of custody" in past.content.decode()
    assert at.post(address, day_parts("on", AT.date() + timedelta(days=9))).status_code == 302


def test_home_says_what_is_owed(signed_in, days, person):
    row = meeting()
    adopted(someone("Late"), at=AT - timedelta(days=40))
    home = signed_in(police()).get("/").content.decode()
    assert "2 of 2 cases to write" in home
    home = signed_in(coordinator()).get("/").content.decode()
    assert "Freeze the agenda: Panel of CE, 10 June 2026" in home
    assert "Review the rating of Late Sample" in home
    frozen(row)
    days.go_to(THEN)
    assert "Open the meeting" in signed_in(chair()).get("/").content.decode()


def test_a_persons_page_says_what_the_panel_decided(signed_in, days, person):
    from throughcare.delivery.panels.queries.elsewhere import part_of_person

    row = held()
    decide(row, person)
    part = part_of_person(police(), person.pk, THEN)
    assert part.lines[0].what.startswith("Adopted, red")
    assert part.lines[0].href == reverse("panel_case", args=[row.pk, person.pk])
