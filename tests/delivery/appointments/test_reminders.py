"""Reminders: only with consent, only while they hold, only a time and a place; and the adapters they go through."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.support import appointments as make
from tests.support.appointments import NOW, SOON
from tests.support.browser import valid_html
from tests.support.referrals import PROVIDER
from tests.support.world import client_for
from throughcare.delivery.appointments import actions, models
from throughcare.errors import Invalid, NotAllowed, NotFound
from throughcare.foundation.ports.messages import ConsoleSender, FileSender, Message, NotSent
from throughcare.foundation.record.models import Event

pytestmark = pytest.mark.django_db
DUE = SOON - timedelta(hours=23)


class Post:
    """A sender that keeps what it is given, or fails as often as it is told to."""

    def __init__(self, fails: int = 0) -> None:
        self.sent: list[Message] = []
        self.fails = fails

    def send(self, message: Message) -> None:
        if self.fails:
            self.fails -= 1
            raise NotSent
        self.sent.append(message)


def agrees(row: Any, **changes: Any) -> Any:
    given = {"channel": "text", "address": "07700 900123", "marked_safe": False}
    return actions.agree_reminders(
        service_user_id=row.service_user_id, by=make.people().worker, at=NOW, **given | changes
    )


def send(post: Post, at: Any = DUE) -> list[str]:
    return [actions.send_reminder(reminder_id=one, sender=post, by=None, at=at) for one in actions.due_reminders(at)]


def test_a_reminder_says_a_time_and_a_place_and_nothing_else() -> None:
    row = make.case()
    agrees(row)
    make.booked(row)
    post = Post()
    assert send(post, NOW) == []
    assert send(post) == ["sent"]
    assert send(post) == []
    (message,) = post.sent
    assert message.words == "You have an appointment on Wednesday 10 June 2026 at 14:00, 2 Example Road."
    assert (message.channel, message.address) == ("text", "+447700900123")
    assert "07700" not in repr(message)


def test_consent_given_later_covers_what_is_booked() -> None:
    row = make.case()
    make.booked(row)
    assert not models.Reminder.objects.exists()
    agrees(row)
    assert send(Post()) == ["sent"]


def restrict(row: Any) -> None:
    from throughcare.foundation.record.events import event
    from throughcare.foundation.record.guard import action

    @action
    def close(*, by: Any, at: Any) -> None:
        person = row.service_user
        person.is_restricted = True
        person.save()
        event("service_user.restricted", subject=("service_user", person.pk), by=by, at=at)

    close(by=None, at=NOW)


@pytest.mark.parametrize(
    ("what", "reason"),
    [("died", "died"), ("restricted", "restricted"), ("ended", ""), ("moved", ""), ("late", "too_late")],
)
def test_what_no_longer_holds_is_not_sent(what: str, reason: str) -> None:
    row, cast = make.case(), make.people()
    agrees(row)
    made = make.booked(row)
    post, at = Post(), DUE
    if what == "died":
        make.dies(row, NOW.date())
    elif what == "restricted":
        restrict(row)
    elif what == "ended":
        actions.end_reminders(service_user_id=row.service_user_id, by=cast.worker, at=NOW)
    elif what == "moved":
        actions.move(
            appointment_id=made.pk,
            terms=make.terms(SOON + timedelta(days=9)),
            reason="urgent",
            asked_by="service",
            by=cast.worker,
            at=NOW,
        )
    else:
        at = SOON + timedelta(minutes=1)
    assert send(post, at) == ([reason] if reason else [])
    assert post.sent == []


def test_a_restricted_person_is_reminded_where_it_was_marked_safe() -> None:
    row = make.case()
    agrees(row, marked_safe=True)
    make.booked(row)
    restrict(row)
    assert send(Post()) == ["sent"]


def test_the_person_is_told_when_the_service_cancels() -> None:
    row = make.case()
    agrees(row)
    made = make.booked(row)
    actions.cancel(appointment_id=made.pk, by_service=True, why="Worker ill", by=make.people().administrator, at=NOW)
    post = Post()
    assert send(post, NOW) == ["sent"]
    assert post.sent[0].words == "Your appointment on Wednesday 10 June 2026 at 14:00 will not take place."


def test_what_cannot_go_is_tried_again_and_then_given_up() -> None:
    row = make.case()
    agrees(row, channel="email", address="sam@example.test")
    make.booked(row)
    post = Post(fails=9)
    assert [send(post)[0] for _ in range(5)] == ["queued"] * 4 + ["not_deliverable"]
    assert Event.objects.filter(kind="reminder.delayed").count() == 4


@pytest.mark.parametrize("address", ["", "020 7946 0018", "07700 90012", "sam@example.test", "<script>"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(Invalid, match="mobile number"):
        agrees(make.case(), address=address)


def test_who_may_write_consent_down() -> None:
    row, cast = make.case(), make.people()
    call = {"service_user_id": row.service_user_id, "channel": "text", "address": "07700900123", "marked_safe": False}
    with pytest.raises(NotAllowed):
        actions.agree_reminders(**call, by=cast.referrer, at=NOW)
    with pytest.raises(NotFound):
        actions.agree_reminders(**call, by=cast.second_worker, at=NOW)
    actions.agree_reminders(**call, by=cast.administrator, at=NOW)
    assert actions.agree_reminders(**call, by=cast.worker, at=NOW).recorded_by_id == cast.administrator.person_id
    actions.end_reminders(service_user_id=row.service_user_id, by=cast.worker, at=NOW)
    with pytest.raises(NotFound, match="not reminded"):
        actions.end_reminders(service_user_id=row.service_user_id, by=cast.worker, at=NOW)


def test_the_page_is_sound_and_shows_what_was_sent(settings: Any) -> None:
    settings.DEMO = True
    row = make.case()
    agrees(row)
    make.booked(row)
    send(Post())
    client = client_for(
        "service_administrator", name="mental_health.admin", at=PROVIDER["mental_health"], kind="provider"
    )
    page = client.get(f"/people/{row.service_user_id}/reminders")
    valid_html(page)
    assert "Text message" in page.content.decode()
    assert "Sent</strong>" in page.content.decode()
    bad = client.post(f"/people/{row.service_user_id}/reminders", {"key": "k", "channel": "email", "address": "x"})
    assert bad.status_code == 422
    assert client.post(f"/people/{row.service_user_id}/reminders/end").status_code == 302


def test_the_command_sends_through_the_adapter_of_the_deployment(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MESSAGES = str(tmp_path / "out" / "messages.jsonl")
    row = make.case()
    agrees(row)
    make.booked(row)
    monkeypatch.setattr("throughcare.clock.now", lambda: DUE)
    out = io.StringIO()
    call_command("send_messages", stdout=out)
    assert out.getvalue() == "Overdue visits told: 0. Messages sent: 1, not sent: 0.\n"
    (line,) = (tmp_path / "out" / "messages.jsonl").read_text().splitlines()
    assert json.loads(line)["address"] == "+447700900123"


def test_adapters_keep_one_contract(tmp_path: Path) -> None:
    """Both take the same message; the one that prints shows no address, and one that cannot write says so."""
    message = Message("text", "+447700900123", "Words", reference="reminder-1")
    out = io.StringIO()
    ConsoleSender(out).send(message)
    assert out.getvalue() == "[text] reminder-1: Words\n"
    path = tmp_path / "messages.jsonl"
    for _ in range(2):
        FileSender(path).send(message)
    assert len(path.read_text().splitlines()) == 2
    assert path.stat().st_mode & 0o077 == 0
    with pytest.raises(NotSent):
        FileSender(tmp_path).send(message)
