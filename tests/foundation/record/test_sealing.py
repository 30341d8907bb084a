"""The record shows an edit, a deletion, an insertion and a cut tail, even by someone who owns the database."""

import os
import threading

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from tests.support.append_only import history_may_go
from tests.support.world import AT
from throughcare.foundation.record import keys, sealing
from throughcare.foundation.record.events import event, events, folded_state, history
from throughcare.foundation.record.models import Event, Seal
from throughcare.foundation.record.sealing import seal, unsealed_count, verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def five_events():
    for number in range(5):
        event("test.done", subject=("test", number), by=None, at=AT, state="done")
    assert seal(at=AT) == 5
    assert verify().problems == []


def as_owner(sql: str, *values: object) -> None:
    """Runs SQL with the triggers lifted, as an owner of the database could."""
    with history_may_go(connection), connection.cursor() as cursor:
        cursor.execute(sql, values)


def problems() -> str:
    return " ".join(verify().problems)


def first() -> int:
    return Event.objects.order_by("id").values_list("id", flat=True)[0]


@pytest.mark.parametrize("verb", ["update", "delete"])
@pytest.mark.parametrize("model", [Event, Seal])
def test_the_database_refuses(five_events, model, verb):
    rows = model.objects.all()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.update(event_id=1) if (verb, model) == ("update", Seal) else (
            rows.update(kind="x.y") if verb == "update" else rows.delete()
        )


@pytest.mark.usefixtures("five_events")
class TestTampering:
    def test_an_edit_shows(self):
        as_owner("UPDATE record_event SET kind = 'test.undone' WHERE id = %s", first())
        assert "was edited" in problems()

    def test_a_deletion_shows(self):
        as_owner("DELETE FROM record_event WHERE id = %s", first() + 2)
        assert "is missing" in problems()

    def test_an_insertion_shows(self):
        as_owner(
            "INSERT INTO record_event (kind, subject_type, subject_id, agency, at, reason_code, state, mark) "
            "VALUES ('test.done', 'test', '9', '', %s, '', '', 'made up')",
            AT,
        )
        assert "inserted past the application" in problems()

    def test_a_cut_tail_shows(self):
        as_owner("DELETE FROM record_seal WHERE position > 3")
        as_owner("DELETE FROM record_event WHERE id > %s", first() + 2)
        assert "tail was cut" in problems()

    def test_an_edit_with_its_seals_made_anew_shows(self):
        as_owner("DELETE FROM record_seal")
        (keys.folder() / "head.json").unlink()
        as_owner("UPDATE record_event SET state = 'undone' WHERE id = %s", first())
        seal(at=AT)
        assert "was edited" in problems()

    def test_a_head_signed_with_another_key_shows(self):
        head = keys.folder() / "head.json"
        head.write_text(head.read_text().replace('"count": 5', '"count": 4'))
        assert "was not signed" in problems()

    def test_the_command_says_so_and_fails(self, capsys):
        as_owner("UPDATE record_event SET kind = 'test.undone' WHERE id = %s", first())
        with pytest.raises(SystemExit) as stopped:
            call_command("verify_record")
        assert stopped.value.code == 1
        assert "PROBLEM" in capsys.readouterr().out


def test_sealing_after_a_kill_between_commit_and_head_mends_the_head():
    event("test.done", subject=("test", 1), by=None, at=AT)
    seal(at=AT)
    (keys.folder() / "head.json").unlink()
    seal(at=AT)
    assert verify().problems == []


def test_what_is_not_sealed_is_counted():
    events("test.done", subject_type="test", subject_ids=range(7), by=None, at=AT)
    assert unsealed_count() == 7
    in_bulk = Event.objects.order_by("-id").first()
    event("test.done", subject=("test", 6), by=None, at=AT)
    one_by_one = Event.objects.order_by("-id").first()
    for field in ("kind", "subject_type", "subject_id", "actor", "agency", "at", "reason_code", "state", "mark"):
        assert getattr(one_by_one, field) == getattr(in_bulk, field)
    assert seal(at=AT) == 8
    assert verify().problems == []
    assert seal(at=AT) == 0
    assert unsealed_count() == 0


def test_what_commits_late_is_sealed_by_the_next_look_at_least_through_the_whole_record(monkeypatch):
    events("test.done", subject_type="test", subject_ids=range(3), by=None, at=AT)
    assert sealing._seal_batch(AT, after=first() + 1) == [first() + 2]
    monkeypatch.setattr(sealing, "LATELY", 0)
    assert seal(at=AT, lately=True) == 0
    assert seal(at=AT) == 2
    assert verify().problems == []


def test_a_look_a_while_back_finds_what_committed_out_of_order():
    events("test.done", subject_type="test", subject_ids=range(3), by=None, at=AT)
    sealing._seal_batch(AT, after=first() + 1)
    assert seal(at=AT, lately=True) == 2
    assert verify().problems == []


def test_many_batches_are_sealed_in_one_go(monkeypatch):
    monkeypatch.setattr(sealing, "BATCH", 2)
    events("test.done", subject_type="test", subject_ids=range(7), by=None, at=AT)
    assert seal(at=AT) == 7
    assert unsealed_count() == 0


@pytest.mark.parametrize(
    ("kind", "reason"), [("Has Words", ""), ("nodot", ""), ("test.done", "A sentence about somebody")]
)
def test_an_event_holds_codes_only(kind, reason):
    with pytest.raises(ValueError, match=r"event kind|codes only"):
        event(kind, subject=("test", 1), by=None, at=AT, reason_code=reason)


def test_the_fold_is_the_last_state_set():
    for state in ("draft", "", "signed", ""):
        event("test.done", subject=("test", 1), by=None, at=AT, state=state)
    assert folded_state(history(("test", 1))) == "signed"


def test_many_who_need_a_key_at_once_all_read_the_same_whole_one(tmp_path):
    for place in range(20):
        path, gate, found = tmp_path / f"{place}.key", threading.Barrier(6), []

        def work(path=path, gate=gate, found=found):
            gate.wait(timeout=30)
            found.append(keys._made_once(path, lambda: os.urandom(32)))

        threads = [threading.Thread(target=work) for _ in range(6)]
        for one in threads:
            one.start()
        for one in threads:
            one.join(timeout=30)
        assert len(found) == 6
        assert len(set(found)) == 1
        assert len(found[0]) == 32
    assert not list(tmp_path.glob("*.tmp"))
