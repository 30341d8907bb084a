"""Two people at one case, a double tap, two who freeze: one of them is told, nothing is written twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.delivery.panels.cast import AT, THEN, chair, coordinator, deputy, held, meeting, nominated, someone
from tests.support.at_once import at_once
from throughcare.delivery.panels import actions
from throughcare.delivery.panels.models import PanelCase, PanelDecision
from throughcare.delivery.people.models import LedgerEntry, Nominal
from throughcare.errors import Conflict, DomainError, WrongState
from throughcare.foundation.record.models import Event

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_who_decide_the_same_case_at_once_decide_it_once():
    person = someone()
    nominated(person)
    row = held()
    actions.step_aside(meeting_id=row.pk, service_user_id=person.pk, by=chair(), at=THEN)
    version = PanelCase.objects.get(meeting=row).version
    call = {"meeting_id": row.pk, "service_user_id": person.pk, "version": version, "by": deputy(), "at": THEN}

    def decided(kind: str, reason: str) -> Callable[[], object]:
        return lambda: actions.decide(kind=kind, reason=reason, key=kind, **call).kind

    found = at_once(decided("adopt_red", "spare_place"), decided("not_adopt", "below_rule"))
    refused = [one for one in found if isinstance(one, DomainError)]
    assert len(refused) == 1
    assert isinstance(refused[0], Conflict | WrongState)
    made = PanelDecision.objects.get()
    state = {"adopt_red": "adopted", "not_adopt": "not_adopted"}[made.kind]
    assert Nominal.objects.get(service_user=person).state == state
    assert Event.objects.filter(kind="panel_case.decided").count() == 1


def test_a_double_tap_at_the_same_moment_decides_once():
    person = someone()
    nominated(person)
    row = held()
    call = {"meeting_id": row.pk, "service_user_id": person.pk, "version": 1, "key": "same", "by": chair(), "at": THEN}

    def work() -> object:
        return actions.decide(kind="adopt_amber", reason="spare_place", **call).pk

    found = at_once(work, work, work)
    assert len(set(found)) == 1
    assert PanelDecision.objects.count() == 1
    assert LedgerEntry.objects.filter(what="adopted").count() == 1


def test_two_who_freeze_an_agenda_at_once_freeze_it_once():
    nominated(someone())
    row = meeting()

    def work() -> object:
        return actions.freeze_agenda(meeting_id=row.pk, by=coordinator(), at=AT).state

    found = at_once(work, work)
    assert sorted(isinstance(one, DomainError) for one in found) == [False, True]
    assert PanelCase.objects.filter(meeting=row).count() == 1
    assert Event.objects.filter(kind="panel_case.listed").count() == 1
