"""Two coders press Save on one comment at the same moment, on their screens: both choices are kept and both told so."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.support.at_once import at_once
from tests.support.world import client_for
from tests.voice.coding.conftest import PROVIDER, Room
from throughcare.voice.coding.models import Reading

pytestmark = pytest.mark.django_db(transaction=True)


def save(client, row: Reading, theme: str):
    """Presses Save and sees what comes."""
    return client.post(reverse("read_comment", args=[row.pk]), {"themes": [theme]}, follow=True)


def kept(row: Reading) -> set[str]:
    return {one.theme.code for coding in row.codings.all() for one in coding.codes.all()}


def test_two_who_press_save_at_the_same_moment_are_both_heard(room: Room, settings) -> None:
    settings.DEMO = True
    clients = [client_for(role, **PROVIDER) for role in ("engagement_worker", "engagement_lead")]
    for row in room.say(*(f"Comment number {number} about things" for number in range(5))):
        each = zip(clients, ("staff", "waiting"), strict=True)
        works = [lambda one=one, theme=theme, row=row: save(one, row, theme) for one, theme in each]
        pages = at_once(*works)
        assert [page.status_code for page in pages] == [200, 200]
        assert all("Saved." in page.content.decode() for page in pages)
        row.refresh_from_db()
        assert (row.state, kept(row)) == ("disputed", {"staff", "waiting"})


def test_a_third_who_comes_too_late_is_told_why_and_where_to_go_on(room: Room, settings) -> None:
    settings.DEMO = True
    (row,) = room.double("A comment about waiting for a worker")
    save(client_for("engagement_worker", **PROVIDER), row, "staff")
    third = client_for("engagement_lead", name="second.lead", **PROVIDER)
    assert third.get(reverse("read_comment", args=[row.pk])).status_code == 200
    save(client_for("engagement_lead", **PROVIDER), row, "staff")
    page = save(third, row, "waiting")
    assert page.status_code == 422
    shown = page.content.decode()
    assert "Others have coded this comment while you read it, so it needs no more. Go on to the next comment." in shown
    row.refresh_from_db()
    assert (row.state, kept(row)) == ("settled", {"staff"})
