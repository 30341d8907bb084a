"""A referral while it is written: saved as it grows, judged before it is sent, purged when nobody comes back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.management import call_command

from tests.support.referrals import SENT, cast, fill, referral, service_user
from throughcare import clock
from throughcare.delivery.referrals import actions
from throughcare.delivery.referrals.models import Referral, ReferralForm, Step
from throughcare.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.record.models import Event

pytestmark = pytest.mark.django_db
LATER = SENT + timedelta(hours=1)
HOSTILE = "'; DROP TABLE referrals_referral; -- <script>alert(1)</script> \u202eטקסט 🙂 SELECT * FROM x WHERE 1=1; "


def save(row: Referral, **given: object) -> ReferralForm:
    return actions.save_draft(referral_id=row.pk, given=given, by=cast().referrer, at=LATER)


def test_a_draft_is_seen_by_its_referrer_and_manager_alone() -> None:
    people, row = cast(), referral("draft")
    assert visible_to(people.referrer, Referral).filter(pk=row.pk).exists()
    assert visible_to(people.manager, Referral).filter(pk=row.pk).exists()
    for viewer in (people.administrator, people.lead, people.worker):
        assert not visible_to(viewer, Referral).filter(pk=row.pk).exists()


def test_hostile_prose_comes_back_as_it_was_typed_and_too_much_is_refused_with_a_sentence() -> None:
    row = referral("draft")
    prose = (HOSTILE * 200)[:20_000]
    assert save(row, reason=prose).reason == prose
    with pytest.raises(Invalid, match="30,000 characters over the limit of 20,000"):
        save(row, reason="x" * 50_000)
    assert ReferralForm.objects.get(referral=row).reason == prose


def test_a_crisis_stops_the_referral_and_leaves_an_event_without_words() -> None:
    people, row = cast(), referral("draft")
    fill(row, people.referrer)
    actions.answer_crisis(referral_id=row.pk, is_crisis=True, by=people.referrer, at=LATER)
    event = Event.objects.get(kind="referral.stopped_for_crisis")
    assert (event.subject_id, event.reason_code, event.state) == (str(row.pk), "", "")
    with pytest.raises(Invalid) as error:
        actions.send(referral_id=row.pk, by=people.referrer, at=LATER)
    assert "crisis" in error.value.fields


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"needs": []}, "needs"),
        ({"linked_to_harm": ""}, "linked_to_harm"),
        ({"reason": "  "}, "reason"),
        ({"place": ""}, "place"),
        ({"place": "custody"}, "release_on"),
        ({"place": "custody", "release_on": date(2026, 5, 31)}, "release_on"),
        ({"place": "custody", "release_on": date(2026, 7, 1), "release_unknown": "Parole"}, "release_unknown"),
        ({"answers": {"presenting": []}}, "presenting"),
        ({"answers": {"presenting": ["none"]}}, "despite"),
        ({"answers": {"uses_iom_service": "no"}}, ""),
    ],
)
def test_what_is_missing_is_said_beside_its_field(change: dict[str, object], field: str) -> None:
    people, row = cast(), referral("draft")
    fill(row, people.referrer)
    save(row, **change)
    if not field:
        assert actions.send(referral_id=row.pk, by=people.referrer, at=LATER).state == "submitted"
        return
    with pytest.raises(Invalid) as error:
        actions.send(referral_id=row.pk, by=people.referrer, at=LATER)
    assert set(error.value.fields) == {field}
    assert Referral.objects.get(pk=row.pk).state == "draft"


def test_what_the_rule_said_is_kept_with_the_referral() -> None:
    people, row = cast(), referral("draft")
    fill(row, people.referrer, answers={"presenting": ["none"]}, despite="The psychologist in prison asked for it.")
    actions.send(referral_id=row.pk, by=people.referrer, at=LATER)
    told = ReferralForm.objects.get(referral=row).told
    assert told["judgement"] == "not_suitable"
    assert told["rule"] == "2025"
    assert ["At least one sign of a mental-health need", "not_suitable"] in [line[:2] for line in told["lines"]]


def test_a_double_click_begins_and_sends_once() -> None:
    people, person = cast(), service_user()
    call = {"service": "mental_health", "service_user_id": person.pk, "key": "k1", "by": people.referrer, "at": SENT}
    first, second = actions.start_draft(**call), actions.start_draft(**call)
    assert first.pk == second.pk
    fill(first, people.referrer)
    for _ in range(2):
        row = actions.send(referral_id=first.pk, by=people.referrer, at=LATER)
    assert (row.state, Step.objects.count()) == ("submitted", 1)
    with pytest.raises(WrongState, match="was sent"):
        save(row, reason="Something else")


def test_two_on_one_draft_are_told_of_each_other() -> None:
    people, row = cast(), referral("draft")
    seen = ReferralForm.objects.get(referral=row).version
    save(row, reason="First.")
    call = {"referral_id": row.pk, "version": seen, "by": people.manager, "at": LATER}
    with pytest.raises(Conflict):
        actions.save_draft(given={"reason": "Second."}, **call)
    form = actions.save_draft(given={"contact": "Mornings."}, **call)
    assert (form.reason, form.contact) == ("First.", "Mornings.")


def test_somebody_who_died_is_not_referred_and_a_closed_service_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    people = cast()
    dead = service_user(died_on=date(2026, 5, 1))
    with pytest.raises(Invalid, match="has died"):
        actions.start_draft(service="mentoring", service_user_id=dead.pk, by=people.referrer, at=SENT)
    early = SENT.replace(year=2024, month=1)
    with pytest.raises(NotFound):
        actions.start_draft(service="mentoring", service_user_id=service_user().pk, by=people.referrer, at=early)


def test_only_who_refers_refers() -> None:
    people = cast()
    with pytest.raises(NotAllowed):
        actions.start_draft(service="mentoring", service_user_id=service_user().pk, by=people.lead, at=SENT)


def test_drafts_are_purged_on_schedule_and_nothing_of_them_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    stale, sent = referral("draft"), referral("submitted")
    fresh = referral("draft")
    actions.save_draft(
        referral_id=fresh.pk, given={"reason": "Still here."}, by=cast().referrer, at=SENT + timedelta(days=20)
    )
    monkeypatch.setattr(clock, "now", lambda: SENT + timedelta(days=31))
    call_command("keep_referrals")
    assert set(Referral.objects.values_list("pk", flat=True)) == {sent.pk, fresh.pk}
    assert not ReferralForm.objects.filter(referral_id=stale.pk).exists()
    assert Event.objects.get(kind="referral.draft_purged").subject_id == str(stale.pk)
    with pytest.raises(NotAllowed):
        actions.purge_drafts(by=cast().lead, at=SENT)


def test_a_draft_that_is_given_up_leaves_nothing_of_the_person() -> None:
    people, row = cast(), referral("draft")
    fill(row, people.referrer)
    row = actions.abandon(referral_id=row.pk, by=people.referrer, at=LATER)
    assert (row.state, row.service_user_id) == ("withdrawn", None)
    assert not ReferralForm.objects.filter(referral=row).exists()
