"""Counts of what changed and where health services refused: by two routes alike, and protected where they leave."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests.support.browser import valid_html
from tests.support.casework import AT, case
from tests.support.referrals import SENT, cast, service_user
from tests.support.world import client_for, viewer
from throughcare import clock
from throughcare.delivery.appointments.models import Appointment
from throughcare.delivery.casework import models
from throughcare.delivery.casework.queries import gaps, instruments, outcomes
from throughcare.delivery.casework.rules.change import change_between
from throughcare.delivery.casework.rules.scoring import score
from throughcare.delivery.people.models import RestrictedAccess, ServiceUser
from throughcare.delivery.referrals.models import Referral
from throughcare.errors import NotAllowed
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=60)
REASONS = ("below_threshold", "no_capacity", "substance_use")


@action
def ended(*, pairs: list[tuple[int, int | None]], by: Any, at: Any) -> None:
    """Ended cases with two contacts, and PHQ-9 with one answer throughout at first and at last; null: not asked."""
    first = case()
    people = cast()
    for place, (before, after) in enumerate(pairs):
        person = service_user(given_name=f"P{place}", family_name="Counted")
        fields = {one.name: getattr(first, one.name) for one in Referral._meta.fields if one.name not in ("id",)}
        row = Referral(
            **{
                **fields,
                "reference": f"MH-CNT-{place:03d}",
                "service_user": person,
                "state": "closed",
                "outcome": "completed",
                "closed_at": AT,
            }
        )
        row.save()
        for number in range(2):
            Appointment(
                referral=row,
                purpose="session",
                worker_id=people.worker.person_id,
                state="attended_on_time",
                since=at,
                starts_at=SENT + timedelta(days=number),
                minutes=50,
                manner="phone",
                made_by_id=people.worker.person_id,
                made_at=SENT,
            ).save()
        for occasion, value, days in (("first", before, 0), ("last", after, 20)):
            if value is not None:
                _answered(row, occasion, value, (SENT + timedelta(days=days)).date(), people.worker.person_id)
        _referred_on(row, place, people.worker.person_id)
    event("case.counted", subject=("case", first.pk), by=by, at=at)


def _answered(row: Any, occasion: str, value: int, on: Any, worker: int) -> None:
    one = models.Questionnaire(
        referral=row,
        instrument="phq9",
        definition="1",
        occasion=occasion,
        mode="read_out",
        state="finished",
        asked_on=on,
        started_by_id=worker,
        started_at=SENT,
        ended_at=SENT,
    )
    one.save()
    answers = [models.Answer(questionnaire=one, number=n, value=value, by_id=worker, at=SENT) for n in range(1, 10)]
    models.Answer.objects.bulk_create(answers)


def _referred_on(row: Any, place: int, worker: int) -> None:
    models.OnwardReferral(
        referral=row,
        route="cmht",
        addressee="Example CMHT",
        state="declined" if place % 3 else "attended",
        reason=REASONS[place % 2] if place % 3 else "",
        consent="agreed",
        since=AT,
        opened_at=SENT,
        sent_on=SENT.date(),
        written_by_id=worker,
    ).save()


PAIRS: list[tuple[int, int | None]] = [(2, 0)] * 14 + [(1, 1)] * 13 + [(0, 2)] * 3 + [(2, None)] * 12


def commissioner() -> Any:
    return viewer("contract_manager", at="mopac", kind="policing_body")


def total_line(who: Any) -> outcomes.OutcomeLine:
    (table,) = [one for one in outcomes.outcomes(who, LATER).tables if one.definition.code == "phq9"]
    return table.lines[-1]


def test_a_lead_gets_exact_counts_and_a_second_route_gives_the_same() -> None:
    ended(pairs=PAIRS, by=None, at=AT)
    line = total_line(cast().lead)
    slow = slowly()
    assert (line.eligible, line.paired, line.completeness) == (42, 30, 71)
    assert (
        (line.improved, line.no_change, line.deteriorated)
        == (14, 13, 3)
        == (
            slow["improved"],
            slow["no_reliable_change"],
            slow["deteriorated"],
        )
    )
    assert (line.cases, line.recovered, line.reliably_recovered) == (14, 14, 14)


def slowly() -> Counter[str]:
    """One case after the other, from the answers and the definition."""
    found: Counter[str] = Counter()
    definition = instruments.definition("phq9", "1")
    for row in Referral.objects.filter(outcome="completed"):
        scores = []
        for one in models.Questionnaire.objects.filter(referral=row).order_by("asked_on"):
            scores.append(score(definition, dict(one.answers.values_list("number", "value"))))
        change = change_between(definition, scores[0], scores[-1]) if len(scores) > 1 else None
        if change is not None:
            found[str(change.reliable)] += 1
    return found


def test_who_sees_counts_only_gets_them_protected_rounded_and_without_restricted_people() -> None:
    ended(pairs=PAIRS, by=None, at=AT)
    line = total_line(commissioner())
    assert line.deteriorated is None
    shown = [line.eligible, line.unpaired, line.improved, line.no_change, line.cases]
    assert all(one is None or (one >= 10 and one % 5 == 0) for one in shown)
    assert line.eligible == 40
    _restrict()
    assert outcomes.outcomes(commissioner(), LATER).tables == ()


def test_a_lead_counts_nobody_whose_record_is_closed_to_them() -> None:
    ended(pairs=PAIRS, by=None, at=AT)
    lead = cast().lead
    refused = next(one.referral for one in models.OnwardReferral.objects.filter(state="declined").order_by("pk"))
    _restrict(refused.service_user_id)
    assert total_line(lead).eligible == 41
    assert gaps.gaps(lead, LATER).tables[1].rows[-1].counts[-1] == 27
    _restrict()
    assert outcomes.outcomes(lead, LATER).tables == ()
    assert not any(any(row.counts) for table in gaps.gaps(lead, LATER).tables for row in table.rows)
    _named(who=lead.person_id, about=refused.service_user_id, by=None, at=AT)
    assert total_line(lead).eligible == 1


@action
def _restricted(*, numbers: list[int], by: Any, at: Any) -> None:
    ServiceUser.objects.filter(pk__in=numbers).update(is_restricted=True)
    event("service_user.restricted", subject=("service_user", 0), by=by, at=at)


def _restrict(*numbers: int) -> None:
    """Restricts some people, or everybody where none is named."""
    everybody = ServiceUser.objects.values_list("pk", flat=True)
    _restricted(numbers=list(numbers or everybody), by=None, at=AT)


@action
def _named(*, who: int, about: int, by: Any, at: Any) -> None:
    RestrictedAccess(service_user_id=about, person_id=who, reason="Leads it.", from_at=at, named_by_id=who).save()
    event("restricted_access.named", subject=("service_user", about), by=by, at=at)


def test_this_month_is_not_told_to_who_sees_counts_only() -> None:
    ended(pairs=PAIRS, by=None, at=AT)
    assert outcomes.outcomes(commissioner(), AT).tables == ()


def test_refusals_are_counted_by_reason_service_and_area_and_small_ones_withheld() -> None:
    ended(pairs=PAIRS, by=None, at=AT)
    exact = gaps.gaps(cast().lead, LATER)
    by_service = exact.tables[1]
    assert {row.label: row.counts[-1] for row in by_service.rows} == {
        "Below their threshold": 14,
        "No capacity": 14,
        "All": 28,
    }
    for table in gaps.gaps(commissioner(), LATER).tables:
        for row in table.rows:
            assert all(one is None or (one >= 10 and one % 5 == 0) for one in row.counts)


def test_nobody_else_sees_counts() -> None:
    for them in (cast().worker, cast().referrer, cast().administrator):
        with pytest.raises(NotAllowed):
            outcomes.outcomes(them, LATER)
        with pytest.raises(NotAllowed):
            gaps.gaps(them, LATER)


def test_pages_and_files_name_nobody_and_say_that_change_is_not_impact(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DEMO = True
    ended(pairs=PAIRS, by=None, at=AT)
    monkeypatch.setattr(clock, "now", lambda: LATER)
    client = client_for("contract_manager")
    for name in ("outcomes", "gaps", "outcomes_csv", "gaps_csv"):
        answer = client.get(reverse(name))
        assert answer.status_code == 200
        text = answer.content.decode()
        assert "Counted" not in text
        if not name.endswith("csv"):
            valid_html(answer)
    assert "not impact" in client.get(reverse("outcomes")).content.decode()
    assert "not impact" in client.get(reverse("outcomes_csv")).content.decode()
