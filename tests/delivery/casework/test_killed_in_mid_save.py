"""A process killed before anything is kept leaves what was before; done again, all is kept at once and there once."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from django.apps import apps

from tests.support import killed
from tests.support.casework import AT, in_delivery, planned
from tests.support.processes import child, last_words
from tests.support.referrals import cast, fill, referral
from throughcare.delivery.casework import actions
from throughcare.delivery.casework.models import ClosureReport, Plan
from throughcare.delivery.referrals.models import Referral
from throughcare.delivery.services.queries import definition
from throughcare.foundation.record.events import folded_state, history
from throughcare.foundation.record.models import Event

pytestmark = pytest.mark.django_db(transaction=True)


def draft() -> tuple[int, Referral]:
    row = referral("draft")
    fill(row, cast().referrer)
    return row.pk, row


def submitted_plan() -> tuple[int, Referral]:
    plan = planned("submitted")
    return plan.pk, plan.referral


def open_report() -> tuple[int, Referral]:
    row = in_delivery(held=6)
    reason = definition(row.service, row.definition).reasons_for("sessions_completed", "in_delivery")[0].code
    actions.finish_work(referral_id=row.pk, work="done", work_words="", reason=reason, by=cast().worker, at=AT)
    made = actions.start_report(referral_id=row.pk, by=cast().worker, at=AT)
    return made.pk, row


def submitted_report() -> tuple[int, Referral]:
    number, row = open_report()
    killed.submit_report(number)()
    return number, row


CASES = {
    "send": (draft, "submitted"),
    "approve_plan": (submitted_plan, "plan_approved"),
    "submit_report": (open_report, "closure_submitted"),
    "accept_report": (submitted_report, "closed"),
}


def standing() -> dict[str, Any]:
    """How many rows each table of ours holds, and how every referral, plan and report stands."""
    ours = [one for one in apps.get_models() if one.__module__.startswith("throughcare.")]
    held: dict[str, Any] = {one._meta.label: one._default_manager.count() for one in ours}
    for model in (Referral, Plan, ClosureReport):
        held[f"{model.__name__} states"] = list(model._default_manager.order_by("pk").values_list("pk", "state"))
    return held


@pytest.mark.parametrize("act", CASES)
def test_nothing_is_lost_and_nothing_is_there_twice(act: str, tmp_path: Path) -> None:
    prepare, then = CASES[act]
    number, row = prepare()
    before = standing()
    with child(killed.CHILD, act, number, folder=tmp_path) as running:
        assert last_words(running) == "written\n"
    assert standing() == before
    again, kept = killed.ACTS[act](number), Mock()
    with killed.keeping(kept):
        again()
    assert kept.call_count == 1, "Something was kept before all was."
    row.refresh_from_db()
    assert row.state == folded_state(history(("referral", row.pk))) == then
    last = row.steps.order_by("number").last()
    assert last is not None
    assert Event.objects.filter(kind=f"referral.{last.event}", subject_id=str(row.pk)).count() == 1
    assert row.steps.count() == row.steps_taken
