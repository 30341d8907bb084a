"""What is about somebody stays with those whose work it is when the record it is about is merged into another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Model
from django.urls import reverse

from tests.delivery.concerns.cast import raised
from tests.delivery.panels import cast as panels
from tests.delivery.people.cast import NORTH, adopted, coordinator, later, police, practitioner, someone
from tests.support import appointments as booked
from tests.support import casework
from tests.support.referrals import cast, referral
from tests.support.referrals import fill as fill_in
from tests.support.world import client_for, viewer
from throughcare import clock
from throughcare.delivery.appointments import actions as appointments
from throughcare.delivery.appointments.models import (
    Appointment,
    AppointmentStatus,
    ClinicalNote,
    Reminder,
    ReminderConsent,
)
from throughcare.delivery.appointments.queries import sending
from throughcare.delivery.appointments.queries.facts import is_in_custody, surroundings
from throughcare.delivery.casework import actions as casework_actions
from throughcare.delivery.casework.models import (
    Assessment,
    JointParty,
    JointPlan,
    OnwardReferral,
    Plan,
    Questionnaire,
    RiskPrompt,
)
from throughcare.delivery.casework.queries.letters import letter_of
from throughcare.delivery.casework.queries.overview import overview
from throughcare.delivery.casework.queries.risk import open_prompts
from throughcare.delivery.concerns.models import Concern
from throughcare.delivery.panels import actions as panel_actions
from throughcare.delivery.panels.models import PanelCase
from throughcare.delivery.people import actions
from throughcare.delivery.people.models import DuplicatePair, Need, ServiceUser
from throughcare.delivery.people.queries.candidates import candidates
from throughcare.delivery.people.queries.scope import about_unrestricted
from throughcare.delivery.people.rules.selection import Outcome
from throughcare.delivery.referrals.actions import advance, send
from throughcare.delivery.referrals.actions.advancing import SYSTEM
from throughcare.delivery.referrals.actions.keeping import close_for_died
from throughcare.delivery.referrals.models import Referral, Step
from throughcare.delivery.referrals.queries.caseload import caseloads
from throughcare.delivery.referrals.queries.cases import case
from throughcare.delivery.referrals.queries.elsewhere import services_of
from throughcare.delivery.referrals.queries.known import known
from throughcare.delivery.referrals.queries.page import referral_page
from throughcare.delivery.referrals.queries.starting import by_crn, open_elsewhere
from throughcare.delivery.referrals.queries.waiting import waiting_lists
from throughcare.delivery.services.queries import definition
from throughcare.errors import Invalid
from throughcare.foundation.access.memory import remembering
from throughcare.foundation.access.scope import only_about, visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.ports.timeline import timeline_of

pytestmark = pytest.mark.django_db
NOW = booked.NOW
WORDS = "Seen together with their papers."
WHY = "A relative works in this office."
ABOUT = (Referral, Appointment, ClinicalNote, Plan, RiskPrompt, JointPlan, Reminder, Concern, PanelCase)
WITH_THEM = (Step, AppointmentStatus, ReminderConsent, Questionnaire, Assessment, JointParty)

Seen = dict[tuple[str, str], frozenset[Any]]


@dataclass
class Two:
    """Two records of one person, of which the second has every kind of row about it."""

    one: ServiceUser
    two: ServiceUser
    by: Viewer
    waiting: Referral
    working: Referral
    plan: Plan
    viewers: dict[str, Viewer] = field(default_factory=dict)

    @property
    def pair(self) -> DuplicatePair:
        return DuplicatePair.objects.get(first=self.one, second=self.two)

    def merge(self, keep: ServiceUser | None = None) -> ServiceUser:
        kept = keep or self.one
        return actions.merge_records(pair_id=self.pair.pk, keep=kept.pk, words=WORDS, by=self.by, at=later(9))

    def undo(self) -> None:
        actions.undo_decision(pair_id=self.pair.pk, words=WORDS, by=self.by, at=later(9))

    def seen(self, *models: type[Model]) -> Seen:
        """Every row of some models, of all kinds that are about somebody unless told otherwise, that each sees."""
        with remembering():
            return {
                (who, model.__name__): frozenset(visible_to(by, model).values_list("pk", flat=True))
                for who, by in self.viewers.items()
                for model in models or (*ABOUT, *WITH_THEM)
            }


def joint_partner() -> Viewer:
    return viewer("service_practitioner", name="substance.worker", at="substance_example", kind="provider")


def fill(person: ServiceUser) -> tuple[Referral, Referral, Plan]:
    """Every kind of row about somebody, made through the actions that people use."""
    people = cast()
    for state in ("draft", "submitted", "triage"):
        referral(state, person=person, service="neurodiversity")
    waiting = referral("waiting", person=person)
    working = casework.case(person=person)
    casework.filled_in(working, "phq9", 1, q9=2, at=later(1))
    assessed = casework.assessed(working, at=later(1))
    advance(referral_id=assessed.referral_id, event="intervention_agreed", by=people.worker, at=later(1))
    plan = casework_actions.start_plan(referral_id=working.pk, by=people.worker, at=later(1))
    casework_actions.open_joint_plan(
        referral_id=working.pk,
        others=[joint_partner().person_id or 0],
        review_on=later(40).date(),
        by=people.worker,
        at=later(1),
    )
    going = booked.case(person=person)
    appointments.agree_reminders(
        service_user_id=person.pk,
        channel="text",
        address="07700 900123",
        marked_safe=False,
        by=people.worker,
        at=NOW,
    )
    booked.booked(going)
    held = booked.booked(going, NOW + timedelta(hours=2))
    record = booked.record(note="Clinical")
    appointments.record_session(appointment_id=held.pk, record=record, by=people.worker, at=NOW + timedelta(hours=3))
    raised(by=people.worker, service_user_id=person.pk)
    raised("safeguarding", by=people.referrer, referral_id=working.pk)
    meeting = panels.meeting(panels.panel(NORTH))
    panel_actions.add_case(
        meeting_id=meeting.pk, service_user_id=person.pk, asked_for="Housing.", by=coordinator(NORTH), at=later(1)
    )
    return waiting, working, plan


@pytest.fixture
def both(monkeypatch: pytest.MonkeyPatch) -> Two:
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(hours=4))
    one = someone("Toni", "Twinson", borough="camden", numbers=[("crn", "X111111")])
    two = someone("Toni", "Twinson", borough="camden", numbers=[("crn", "X222222"), ("nhs", "943 476 5919")])
    waiting, working, plan = fill(two)
    people, other = cast(), cast("neurodiversity")
    viewers = {
        "referrer": people.referrer,
        "manager": people.manager,
        "administrator": people.administrator,
        "lead": people.lead,
        "worker": people.worker,
        "colleague": people.second_worker,
        "another service's lead": other.lead,
        "party to a joint plan": joint_partner(),
        "coordinator": coordinator(NORTH),
        "member": panels.health(NORTH),
        "coordinator elsewhere": coordinator(),
        "officer elsewhere": police(),
    }
    return Two(one, two, coordinator(NORTH), waiting, working, plan, viewers)


class TestSeen:
    @pytest.mark.parametrize("keep", ["one", "two"])
    def test_what_was_seen_before_a_merge_is_seen_after_it_and_after_it_is_undone(self, both: Two, keep: str) -> None:
        before = both.seen()
        for model in ABOUT:
            assert any(rows for (_, name), rows in before.items() if name == model.__name__), model
        both.merge(getattr(both, keep))
        assert changed(before, both.seen()) == {}
        both.undo()
        assert changed(before, both.seen()) == {}

    @pytest.mark.parametrize(("keep", "restricted"), [("one", "one"), ("one", "two"), ("two", "two")])
    def test_restricting_either_closes_all_to_those_not_named(self, both: Two, keep: str, restricted: str) -> None:
        actions.restrict(service_user_id=getattr(both, restricted).pk, reason=WHY, by=both.by, at=NOW)
        both.merge(getattr(both, keep))
        for (who, name), rows in both.seen(*ABOUT).items():
            assert who == "coordinator" or not rows, (who, name)

    def test_restricting_the_one_that_stands_closes_all_and_lifting_it_opens_all(self, both: Two) -> None:
        models = (Referral, Appointment, ClinicalNote, RiskPrompt, JointPlan)
        before = both.seen(*models)
        call = {"service_user_id": both.merge().pk, "by": both.by, "at": NOW}
        actions.restrict(reason=WHY, **call)
        assert not visible_to(both.viewers["worker"], Referral).exists()
        worker = both.viewers["worker"].person_id or 0
        actions.name_for_restricted(person_id=worker, reason="Works the case.", **call)
        after = both.seen(*models)
        for model in models:
            assert after["worker", model.__name__] == before["worker", model.__name__], model
            assert not after["lead", model.__name__], model
        actions.lift_restriction(words="She left the office.", **call)
        assert changed(before, both.seen(*models)) == {}

    def test_somebody_named_for_the_merged_record_reads_its_cases(self, both: Two) -> None:
        before = both.seen(Referral)
        actions.restrict(service_user_id=both.two.pk, reason=WHY, by=both.by, at=NOW)
        worker = both.viewers["worker"].person_id or 0
        call = {"service_user_id": both.two.pk, "by": both.by, "at": NOW}
        actions.name_for_restricted(person_id=worker, reason="Works the case.", **call)
        both.merge()
        after = both.seen(Referral)
        assert after["worker", "Referral"] == before["worker", "Referral"]
        assert not after["lead", "Referral"]


def changed(before: Seen, after: Seen) -> dict[tuple[str, str], tuple[Any, Any]]:
    """What somebody sees otherwise than before. How a person is reminded is read by all who now see that person."""
    more = ReminderConsent.__name__
    return {
        key: (rows, after[key])
        for key, rows in before.items()
        if rows != after[key] and not (key[1] == more and rows < after[key])
    }


class TestShown:
    def test_a_case_and_the_lists_name_the_record_that_stands_and_lead_to_it(self, both: Two) -> None:
        actions.change_service_user(
            service_user_id=both.one.pk,
            given_name="Antonia",
            family_name="Twinson",
            date_of_birth=both.one.date_of_birth,
            gender=both.one.gender,
            by=both.by,
            at=later(8),
        )
        kept = both.merge()
        worker, lead = both.viewers["worker"], both.viewers["lead"]
        found = case(worker, both.working.pk)
        assert (found.person_id, found.person_name) == (kept.pk, "Antonia Twinson")
        (load,) = [one for one in caseloads(worker, NOW) if one.worker_id == worker.person_id]
        names = {one.person_name for one in load.cases}
        names |= {row.person_name for one in waiting_lists(lead, NOW) for row in one.rows}
        names |= {one.person_name for one in open_prompts(worker)}
        assert names == {"Antonia Twinson"}

    @pytest.mark.parametrize("who", ["worker", "coordinator"])
    def test_the_persons_page_shows_services_and_what_happened(self, both: Two, who: str) -> None:
        by = both.viewers[who]
        before, told = services_of(by, both.two.pk, NOW), list(timeline_of(by, both.two.pk))
        kept = both.merge()
        for about in (None, kept.pk):
            if about is None:
                after, now = services_of(by, kept.pk, NOW), list(timeline_of(by, kept.pk))
            else:
                with only_about(by, ServiceUser, [about]):
                    after, now = services_of(by, kept.pk, NOW), list(timeline_of(by, kept.pk))
            assert after is not None
            assert before is not None
            assert after.lines == before.lines
            assert {str(one) for one in told} <= {str(one) for one in now}

    def test_pages_open(self, both: Two, settings: Any) -> None:
        settings.DEMO = True
        kept = both.merge()
        by = both.viewers["worker"]
        page = client_for("service_practitioner", name="mental_health.worker", at=by.organisation_code, kind="provider")
        for address in (f"/referrals/{both.working.pk}", f"/cases/{both.working.pk}", f"/people/{kept.pk}", "/"):
            assert page.get(address).status_code == 200, address
        link = f'href="/people/{kept.pk}/reminders"'
        assert link in page.get(reverse("case_appointments", args=[both.working.pk])).content.decode()
        assert page.get(f"/people/{both.two.pk}").headers["Location"] == f"/people/{kept.pk}"
        chair = client_for("iom_coordinator", name="coordinator.cn", at="hackney", kind="borough", area=NORTH)
        meeting = PanelCase.objects.get().meeting
        for freeze in (False, True):
            if freeze:
                panels.frozen(meeting)
            for name, args in (("panel_meeting", [meeting.pk]), ("panel_case", [meeting.pk, both.two.pk])):
                assert "Twinson" in chair.get(reverse(name, args=args)).content.decode(), name

    def test_the_overview_has_its_joint_plan(self, both: Two) -> None:
        kept = both.merge()
        by = both.viewers["worker"]
        with only_about(by, ServiceUser, [kept.pk]), only_about(by, Referral, [both.working.pk]):
            assert len(overview(by, both.working.pk, takes_work=True).joint) == 1


class TestKnown:
    def test_a_merged_number_finds_whom_to_refer(self, both: Two) -> None:
        by = both.viewers["referrer"]
        kept = both.merge()
        assert [by_crn(by, number) for number in ("X111111", "X222222")] == [kept, kept]

    def test_the_same_service_is_warned_of(self, both: Two) -> None:
        by = both.viewers["referrer"]
        before = open_elsewhere(by, both.two, "mental_health")
        kept = both.merge()
        assert open_elsewhere(by, kept, "mental_health") == before != []

    def test_what_is_on_the_merged_record_is_known(self, both: Two) -> None:
        adopted(both.two, at=later(1))
        by = {"service_user_id": both.two.pk, "by": practitioner(NORTH), "at": later(1)}
        on = later(1).date()
        actions.record_score(instrument="ogrs3", version="3.0", assessed_on=on, tenths_2y=700, **by)
        actions.record_offence(group="burglary", committed_on=on, is_index=True, **by)
        actions.record_needs(found=[actions.Found("coping", "yes")], source="practitioner", assessed_on=on, **by)
        found = definition("mental_health", on=on)
        before = known(both.two, found, NOW.date())
        assert before.facts["in_cohort"] is True
        assert "reoffending_percent" in before.facts
        assert known(both.merge(), found, NOW.date()) == before

    def test_alerts_and_other_services_are_on_a_case_of_either_record(self, both: Two) -> None:
        own = referral("allocated", person=both.one)
        stay = adopted(both.two, at=later(1))
        actions.record_overlay(
            nominal_id=stay.pk, kind="marac", from_date=later(1).date(), reason="police", by=police(NORTH), at=later(2)
        )
        actions.record_overlay(
            service_user_id=both.one.pk,
            kind="custody",
            from_date=later(1).date(),
            reason="police",
            by=police(NORTH),
            at=later(2),
        )
        by = both.viewers["worker"]
        both.merge()
        pages = [referral_page(by, case(by, one.pk), NOW) for one in (own, both.working)]
        assert pages[0].alerts == pages[1].alerts
        assert pages[0].alerts
        assert [len(one.involved) for one in pages] == [len(pages[0].involved)] * 2
        assert is_in_custody(Referral.objects.get(pk=both.working.pk), NOW)

    def test_the_persons_other_appointments_are_seen_when_booking(self, both: Two) -> None:
        own = booked.case(person=both.one)
        both.merge()
        around = surroundings(Referral.objects.get(pk=own.pk), [], booked.SOON, 60)
        assert around.person_busy

    def test_a_letter_has_the_number_of_either_record(self, both: Two) -> None:
        people = cast()
        own = casework.case(person=both.one)
        casework.assessed(own, at=later(1))
        row = casework_actions.start_onward(
            referral_id=own.pk, route="cmht", addressee="Example team", by=people.worker, at=later(2)
        )
        both.merge()
        letter = str(letter_of(OnwardReferral.objects.get(pk=row.pk), on=NOW.date()))
        assert "9434765919" in letter.replace(" ", "")

    def test_a_death_closes_what_is_open_about_the_merged_record(self, both: Two) -> None:
        kept = both.merge()
        actions.record_death(
            service_user_id=kept.pk, died_on=NOW.date(), words="Told by the coroner.", by=both.by, at=later(9)
        )
        assert close_for_died(by=SYSTEM, at=later(9)) > 0
        assert Referral.objects.get(pk=both.waiting.pk).closed_at is not None


class TestSelected:
    """Candidates are asked for as often as a cohort's day is: today and on a day that has passed."""

    @pytest.mark.parametrize(("recorded", "outcome"), [("score", Outcome.ELIGIBLE), ("offence", Outcome.ASK)])
    def test_what_makes_a_candidate_does_so_on_either_record(self, both: Two, recorded: str, outcome: Outcome) -> None:
        by = {"service_user_id": both.two.pk, "by": practitioner(NORTH), "at": later(1)}
        on = later(1).date()
        if recorded == "score":
            actions.record_score(instrument="ogrs3", version="3", assessed_on=on, tenths_2y=900, **by)
            actions.record_score(instrument="ovp", version="1", assessed_on=on, tenths_2y=900, **by)
        else:
            actions.record_offence(group="robbery", committed_on=on, **by)
        before = self.found(both.two)
        kept = both.merge()
        assert before == [[outcome], [outcome]]
        assert self.found(kept) == before
        assert self.found(both.two) == [[], []]

    def test_somebody_in_the_cohort_under_the_merged_record_is_none(self, both: Two) -> None:
        by = {"service_user_id": both.one.pk, "by": practitioner(NORTH), "at": later(1)}
        actions.record_offence(group="robbery", committed_on=later(1).date(), **by)
        adopted(both.two, at=later(1))
        assert self.found(both.one) == [[Outcome.ASK], [Outcome.ASK]]
        assert self.found(both.merge()) == [[], []]

    @staticmethod
    def found(person: ServiceUser) -> list[list[Outcome]]:
        """What the rule came to for somebody as a candidate, on a day that has passed and today."""
        pages = (candidates(police(NORTH), on=later(days).date(), today=later(20).date()) for days in (9, 20))
        return [[one.verdict.outcome for one in page.found if one.person.id == person.pk] for page in pages]

    def test_the_same_is_not_recorded_beside_them_on_both_records(self, both: Two) -> None:
        call = {"kind": "custody", "reason": "police", "by": police(NORTH)}
        actions.record_overlay(service_user_id=both.two.pk, from_date=later(3).date(), at=later(3), **call)
        kept = both.merge()
        with pytest.raises(Invalid, match="recorded already"):
            actions.record_overlay(service_user_id=kept.pk, from_date=later(5).date(), at=later(10), **call)


class TestWorkGoesOn:
    def test_a_concern_about_a_case_stays_with_its_record(self, both: Two) -> None:
        both.merge()
        found = raised(by=both.viewers["worker"], referral_id=both.working.pk)
        assert found.service_user_id == both.two.pk
        assert visible_to(both.viewers["lead"], Concern).filter(pk=found.pk).exists()

    def test_a_draft_is_sent_and_an_assessment_puts_needs_on_record(self, both: Two) -> None:
        people = cast()
        draft = referral("draft", person=both.two)
        booked_case = casework.case(person=both.two)
        kept = both.merge()
        fill_in(draft, people.referrer)
        assert send(referral_id=draft.pk, by=people.referrer, at=later(9)).state == "submitted"
        casework.assessed(booked_case, at=later(9))
        assert Need.objects.filter(service_user=kept).exists()

    def test_somebody_restricted_after_the_merge_is_in_no_count_that_leaves(self, both: Two) -> None:
        kept = both.merge()
        rows = Referral.objects.filter(about_unrestricted("service_user__"))
        assert rows.filter(service_user=both.two).exists()
        actions.restrict(service_user_id=kept.pk, reason=WHY, by=both.by, at=NOW)
        assert not rows.all().exists()


class TestReminded:
    def test_consent_is_the_persons_whichever_record_it_is_on(self, both: Two) -> None:
        worker = both.viewers["worker"]
        kept = both.merge()
        found = sending.reminding(worker, kept.pk)
        assert found.now is not None
        assert len(found.sent) == Reminder.objects.count() > 0
        going = booked.case(person=kept)
        row = booked.booked(going, booked.SOON + timedelta(days=1))
        assert row.reminders.exists()
        appointments.end_reminders(service_user_id=kept.pk, by=worker, at=later(9))
        assert not Reminder.objects.filter(state="queued").exists()
        assert sending.reminding(worker, kept.pk).now is None

    def test_none_goes_out_about_somebody_restricted(self, both: Two) -> None:
        kept = both.merge()
        actions.restrict(service_user_id=kept.pk, reason=WHY, by=both.by, at=NOW)
        post: list[Any] = []
        (due,) = appointments.due_reminders(booked.SOON - timedelta(hours=1))
        sender = Post(post.append)
        at = booked.SOON - timedelta(hours=1)
        assert appointments.send_reminder(reminder_id=due, sender=sender, by=None, at=at) != "sent"
        assert post == []


class Post:
    """A sender that keeps what it is given."""

    def __init__(self, keep: Callable[[Any], None]) -> None:
        self.send = keep
