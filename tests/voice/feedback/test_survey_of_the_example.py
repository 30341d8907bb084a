"""The survey of the demo asks of health too, and shows what was answered only where it points at nobody."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from example.feedback import load_feedback
from tests.support.world import client_for, viewer
from tests.voice.feedback.people import HOME, lead, worker
from throughcare.foundation.organisations.models import Organisation
from throughcare.foundation.reference.quarters import last_quarters
from throughcare.voice.feedback.models import SurveyVersion
from throughcare.voice.feedback.queries.results import results
from throughcare.voice.proposals.queries.reporting import content_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 3, 10, 30, tzinfo=UTC)


@pytest.mark.parametrize("question", ["mental_health", "neurodiversity", "race", "sex"])
def test_who_people_are_is_shown_protected(question, settings):
    settings.DEMO = True
    peer = viewer("peer_researcher", name="peer.researcher", **HOME)
    load_feedback({"engagement.lead": lead(), "engagement.worker": worker(), "peer.researcher": peer}, NOW)
    row = SurveyVersion.objects.get(survey__title="Who we hear from")
    found = {one.code: one for one in results(lead(), row.pk, on=NOW.date()).questions}[question]
    shown = [one.number for one in found.counts]
    assert any(shown), "something is there to be seen"
    assert all(number is None or number == 0 or number >= 5 for number in shown)
    assert shown.count(None) != 1, "one alone could be worked out from the total"
    page = client_for("engagement_lead", name="engagement.lead", **HOME).get(f"/voice/surveys/{row.pk}/results")
    assert found.text in page.content.decode()
    still_open = SurveyVersion.objects.get(survey__title="How IOM works for you")
    moving = results(lead(), still_open.pk, on=NOW.date())
    assert (moving.answered, moving.questions, moving.by_group) == (19, (), ())


def test_the_report_of_the_last_quarter_tells_whom_it_reached():
    peer = viewer("peer_researcher", name="peer.researcher", **HOME)
    load_feedback({"engagement.lead": lead(), "engagement.worker": worker(), "peer.researcher": peer}, NOW)
    organisation = Organisation.objects.get(code=HOME["at"])
    found = content_of(organisation, last_quarters(NOW.date(), 1)[0], NOW)["reach"]
    assert [one["name"] for one in found][:4] == [
        "Minority ethnic groups",
        "Persistent female offenders",
        "Mental health",
        "Neurodiversity",
    ]
    assert all(one["of"] == 60 and 10 <= one["n"] <= 50 for one in found[:4])
