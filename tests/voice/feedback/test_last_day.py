"""What happens once the last day of a survey is past, and what stands first for those who are trained to act."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.support.world import client_for, viewer
from tests.voice.feedback.people import AT, codes_for, lead, opened, worker
from throughcare import clock
from throughcare.errors import WrongState
from throughcare.foundation.access.viewers import Viewer
from throughcare.voice.feedback import actions
from throughcare.voice.feedback.queries.owed import owed
from throughcare.voice.feedback.queries.surveys import for_practitioners

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=1)


def lines(by: Viewer, at: Any) -> list[str]:
    return [one.what for one in owed(by, at) if one.by_me]


def test_somebody_is_asked_to_close_it():
    opened(["told"], closes_on=AT.date())
    assert lines(worker(), AT) == []
    assert lines(worker(), LATER) == ["Close the survey: How is it going?"]
    assert lines(viewer("engagement_lead", name="stranger", at="other_provider", kind="provider"), LATER) == []


def test_no_code_is_made_or_offered_that_would_not_work(monkeypatch: Any, settings: Any):
    settings.DEMO = True
    monkeypatch.setattr(clock, "now", lambda: LATER)
    row = opened(["told"], audience="practitioners", closes_on=AT.date())
    codes_for(row, 12, kind="door")
    by = viewer("probation_practitioner", at="probation_body", kind="probation")
    assert for_practitioners(by, on=AT.date()) == [row]
    assert for_practitioners(by, on=LATER.date()) == []
    client = client_for("probation_practitioner", at="probation_body", kind="probation")
    assert client.get(f"/voice/door/{row.pk}").status_code == 404
    assert client.post(f"/voice/door/{row.pk}").status_code == 404
    with pytest.raises(WrongState, match="last day of this survey is past"):
        actions.make_batch(version_id=row.pk, kind="cards", size=10, by=worker(), at=LATER)


def test_a_call_for_help_stands_before_all_else():
    row = opened(["told"], mode="named")
    given = {"number": "07700 900123", "words": "I want to die", "by": worker(), "at": AT}
    actions.enter_text_message(version_id=row.pk, **given)
    assert [one.what for one in owed(lead(), AT) if one.first] == ["Answer a call for help"]
