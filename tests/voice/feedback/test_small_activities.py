"""What was said in an interview, or where few came, is told without its area and with its month alone."""

from __future__ import annotations

from datetime import date

import pytest

from tests.support.world import client_for
from tests.voice.feedback.people import AT, HOME, lead, worker
from throughcare.voice.coding import actions as coding
from throughcare.voice.coding.models import Reading
from throughcare.voice.feedback import actions
from throughcare.voice.feedback.models import Comment
from throughcare.voice.feedback.rules.activities import told_of

pytestmark = pytest.mark.django_db


def held(kind: str, came: int) -> None:
    """Somebody was heard in Camden on the first of June; two things that they said are written down."""
    call = {"by": worker(), "at": AT}
    row = actions.plan_activity(kind=kind, title="Heard", day=date(2026, 5, 28), area="camden", **call)
    row = actions.send_invitations(activity_id=row.pk, version=row.version, invited=came, **call)
    counts = {"came": came, "consented": came, "consent_version": "one-2026-01"}
    row = actions.hold(activity_id=row.pk, version=row.version, **counts, **call)
    actions.add_statements(activity_id=row.pk, words="1: The wait is too long.\n1: Nobody rings back.", **call)


@pytest.mark.parametrize(
    ("kind", "came", "area", "day"),
    [
        ("interview", 1, "", date(2026, 5, 1)),
        ("group", 4, "", date(2026, 5, 1)),
        ("group", 5, "camden", date(2026, 5, 28)),
    ],
)
def test_a_comment_keeps_area_and_day_only_of_a_group_large_enough(kind, came, area, day):
    held(kind, came)
    assert {(one.area, one.day) for one in Comment.objects.all()} == {(area, day)}


def test_a_coder_reads_neither_where_nor_on_which_day_one_person_spoke(settings):
    settings.DEMO = True
    coding.open_codebook(name="People", audience="people", by=lead(), at=AT)
    held("interview", 1)
    coding.take_in(by=lead(), at=AT)
    reading = Reading.objects.earliest("pk")
    page = client_for("engagement_worker", name="engagement.worker", **HOME).get(f"/coding/comment/{reading.pk}")
    words = page.content.decode()
    assert "Interview, written down in May 2026" in words
    assert "Camden" not in words
    assert "28 May" not in words


def test_the_first_of_the_month_stays_in_its_quarter():
    for month in range(1, 13):
        last = date(2026, month, 28)
        assert told_of(area="camden", day=last, consented=1, fewest=5) == ("", date(2026, month, 1))
