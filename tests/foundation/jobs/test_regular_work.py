"""Regular work: due, done by one at a time, taken over from the dead, tried again, and shown."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.support.at_once import at_once
from tests.support.processes import child, last_words
from tests.support.world import client_for, viewer
from throughcare import clock
from throughcare.foundation.jobs import leases, queries, running
from throughcare.foundation.jobs.models import WorkRow
from throughcare.foundation.operations import workers
from throughcare.foundation.ports import regular_work
from throughcare.foundation.ports.owed import owed_to_or_by
from throughcare.foundation.ports.regular_work import Work
from throughcare.foundation.record.models import Event

AT = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
NAME = "Ash Sample"


class Now:
    """A clock that a test moves on."""

    def __init__(self) -> None:
        self.at = AT

    def on(self, **step: float) -> None:
        self.at += timedelta(**step)


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Now:
    made = Now()
    monkeypatch.setattr(clock, "now", lambda: made.at)
    return made


def work(do: object, name: str = "tidy", every: timedelta = HOUR) -> Work:
    return Work(name, "Tidy up", every, do)  # type: ignore[arg-type]


def breaks(at: datetime) -> str:
    raise ValueError(f"{NAME} has no telephone")


@pytest.mark.django_db
class TestDoing:
    def test_it_is_done_when_due_and_not_before_again(self, now: Now) -> None:
        done: list[datetime] = []
        one = work(lambda at: done.append(at) or "1 thing tidied")
        assert running.run_due([one]) == [running.Ran("tidy", did="1 thing tidied")]
        now.on(minutes=59)
        assert running.run_due([one]) == []
        now.on(minutes=2)
        running.run_due([one])
        assert len(done) == 2
        row = WorkRow.objects.get()
        assert (row.did, row.done_at, row.due_at, row.holder) == ("1 thing tidied", now.at, now.at + HOUR, "")

    def test_a_failure_is_told_without_words_kept_and_tried_again_sooner_than_due(
        self, now: Now, caplog: pytest.LogCaptureFixture
    ) -> None:
        others: list[datetime] = []
        both = [work(breaks), work(lambda at: others.append(at) or "", "other")]
        with caplog.at_level(logging.WARNING):
            assert [one.failed_with for one in running.run_due(both)] == ["ValueError", ""]
        assert others
        assert "Regular work tidy failed (ValueError)" in caplog.text
        assert NAME not in caplog.text
        now.on(seconds=61)
        running.run_due([work(breaks)])
        row = WorkRow.objects.get(name="tidy")
        assert (row.failures, row.due_at - now.at) == (2, timedelta(minutes=2))
        now.on(minutes=2)
        running.run_due([work(lambda at: "mended")])
        row.refresh_from_db()
        assert (row.failures, row.failed_with, row.did) == (0, "", "mended")
        told = Event.objects.filter(subject_type="work", subject_id="tidy").order_by("id")
        assert list(told.values_list("kind", flat=True)) == ["work.failed", "work.recovered"]

    def test_waits_grow_and_never_pass_the_beat_of_the_work(self) -> None:
        waits = [running.retry_after(failures, timedelta(days=1)) for failures in range(1, 40)]
        assert waits == sorted(waits)
        assert (waits[0], waits[-1]) == (timedelta(minutes=1), HOUR)
        assert running.retry_after(39, timedelta(minutes=5)) == timedelta(minutes=5)

    def test_who_lost_the_lease_does_not_write_over_who_has_it(self, now: Now) -> None:
        def slow(at: datetime) -> str:
            now.on(minutes=5)
            assert leases.take("tidy", at=now.at) is not None
            return "too late"

        running.run_due([work(slow)])
        row = WorkRow.objects.get()
        assert row.holder
        assert row.did == ""


@pytest.mark.django_db
def test_a_living_run_keeps_its_lease_and_a_dead_one_loses_it(now: Now) -> None:
    word = leases.take("tidy", at=AT)
    assert word
    assert leases.take("tidy", at=AT + leases.LASTS - timedelta(seconds=1)) is None
    assert leases.renew("tidy", word, at=AT + timedelta(minutes=1))
    assert leases.take("tidy", at=AT + leases.LASTS) is None
    assert leases.take("tidy", at=AT + timedelta(minutes=1) + leases.LASTS)
    assert not leases.renew("tidy", word, at=AT + timedelta(minutes=3))
    assert Event.objects.filter(kind="work.taken_over").count() == 1


@pytest.mark.django_db(transaction=True)
class TestSeveralWorkers:
    def test_of_workers_that_look_at_once_one_does_it(self) -> None:
        done: list[int] = []
        gate = threading.Barrier(1)
        one = work(lambda at: done.append(gate.wait()) or "")
        at_once(*[lambda: running.run_due([one])] * 4)
        assert len(done) == 1

    def test_a_heartbeat_renews_while_the_work_goes_on(self) -> None:
        word = leases.take("tidy", at=clock.now())
        assert word
        before = WorkRow.objects.get().lease_until
        renewed = threading.Event()
        with leases.kept_alive("tidy", word, every=0.05):
            for _ in range(100):
                if WorkRow.objects.get().lease_until != before:
                    renewed.set()
                    break
                renewed.wait(0.05)
        assert renewed.is_set()

    def test_work_of_a_worker_that_was_killed_is_taken_over_when_its_lease_runs_out(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with child(CHILD, folder=tmp_path) as other:
            assert last_words(other) == "begun\n"
        held = WorkRow.objects.get(name="tidy")
        assert held.holder
        assert running.run_due([work(lambda at: "done after all")]) == []
        later = held.lease_until + timedelta(seconds=1)
        monkeypatch.setattr(clock, "now", lambda: later)
        assert [one.did for one in running.run_due([work(lambda at: "done after all")])] == ["done after all"]
        assert Event.objects.filter(kind="work.taken_over").count() == 1

    def test_the_web_servers_thread_does_it_and_survives_a_failure(self, monkeypatch: pytest.MonkeyPatch) -> None:
        stop, done = threading.Event(), threading.Event()
        monkeypatch.setattr(regular_work, "_work", {})
        regular_work.does_regularly("bad", "Break", every=HOUR, do=breaks)
        regular_work.does_regularly("good", "Tidy up", every=HOUR, do=lambda at: str(done.set()))

        def works() -> None:
            try:
                workers.keep_working(0.05, stop=stop)
            finally:
                connection.close()

        thread = threading.Thread(target=works)
        thread.start()
        try:
            assert done.wait(30)
        finally:
            stop.set()
            thread.join(30)
        assert WorkRow.objects.get(name="bad").failures == 1


CHILD = """
import time
from datetime import timedelta
import django
django.setup()
from throughcare.foundation.jobs import running
from throughcare.foundation.ports.regular_work import Work

def hang(at):
    print("begun", flush=True)
    time.sleep(120)

running.run_due([Work("tidy", "Tidy up", timedelta(hours=1), hang)])
"""


@pytest.mark.django_db
class TestSeeing:
    def test_the_page_and_the_home_page_say_what_failed(self, now: Now, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(regular_work, "_work", {})
        regular_work.does_regularly("bad", "Break things", every=HOUR, do=breaks)
        regular_work.does_regularly("good", "Tidy up", every=HOUR, do=lambda at: "3 things tidied")
        auditor = viewer("auditor")
        assert [one.state for one in queries.work_lines(auditor, now.at)] == ["never", "never"]
        running.run_due()
        assert not [one for one in owed_to_or_by(auditor, now.at) if "Regular work" in one.what]
        now.on(minutes=2)
        running.run_due()
        owed = [one for one in owed_to_or_by(auditor, now.at) if "Regular work" in one.what]
        assert [one.fact for one in owed] == ["Break things"]
        now.on(minutes=3)
        assert client_for("auditor").get("/record/work").status_code in (200, 302)
        lines = {one.name: one for one in queries.work_lines(auditor, now.at)}
        assert (lines["bad"].state, lines["bad"].failed_with) == ("failed", "ValueError")
        assert (lines["good"].state, lines["good"].did) == ("done", "3 things tidied")
        now.on(hours=2)
        assert {one.name: one.state for one in queries.work_lines(auditor, now.at)}["good"] == "late"

    def test_only_those_who_look_after_the_service_are_told(self, now: Now) -> None:
        WorkRow(name="send_messages", due_at=AT - timedelta(days=1)).save()
        asked = viewer("probation_practitioner", at="london_probation", kind="probation", area="ce")
        assert not [one for one in owed_to_or_by(asked, AT) if "Regular work" in one.what]

    def test_the_page_shows_each_in_words(self, now: Now, settings: object) -> None:
        settings.DEMO = True  # type: ignore[attr-defined]
        text = client_for("auditor").get("/record/work").content.decode()
        assert "Send reminders" in text
        assert "Not done yet" in text


@pytest.mark.django_db
class TestTheCommand:
    def test_without_a_place_for_messages_none_is_called_sent(self, now: Now, settings: Any) -> None:
        settings.MESSAGES, settings.DEMO = "console", False
        out = StringIO()
        with pytest.raises(SystemExit):
            call_command("jobs", "send_messages", stdout=out)
        assert "failed (NowhereToSend)" in out.getvalue()

    def test_it_does_what_is_due_or_what_is_named_and_says_so(self, now: Now, settings: Any) -> None:
        settings.DEMO = True
        out = StringIO()
        call_command("jobs", stdout=out)
        for name in ("keep_casework", "keep_referrals", "send_messages", "take_in_comments", "write_answers"):
            assert f"{name}: " in out.getvalue()
        again = StringIO()
        call_command("jobs", stdout=again)
        assert again.getvalue() == "Nothing is due, or others are doing it.\n"
        call_command("jobs", "keep_referrals", stdout=again)
        assert "keep_referrals: 0 drafts deleted" in again.getvalue()

    def test_an_unknown_name_is_explained_and_a_failure_shows_in_the_exit_code(
        self, now: Now, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with pytest.raises(CommandError, match="no regular work 'wash_up'"):
            call_command("jobs", "wash_up")
        monkeypatch.setattr(regular_work, "_work", {})
        regular_work.does_regularly("bad", "Break things", every=HOUR, do=breaks)
        with pytest.raises(SystemExit) as stop:
            call_command("jobs", stdout=StringIO())
        assert stop.value.code == 1
