"""No answer is lost: killed between sending and writing, many at once, a disk that is full, a double press."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests.support.at_once import at_once
from tests.support.processes import child
from tests.voice.feedback.people import AT, answer, close, codes_for, opened, peer, worker
from throughcare.errors import WrongState
from throughcare.voice.feedback.actions import answering, keys, paper, tidy
from throughcare.voice.feedback.models import Code, Comment, Draft, PaperEntry, Pool, Waiting

pytestmark = pytest.mark.django_db(transaction=True)
CHILD = """
import os, signal, sys
import django
django.setup()
from tests.voice.feedback.people import AT, answer
from throughcare.voice.feedback.actions import answering, writing

where, codes = sys.argv[1], sys.argv[2:]
def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)
if where == "before_writing":
    answering.write_if_due = die
if where == "while_writing":
    writing._seal_anew = die
if where == "before_commit":
    answering._delete_draft = die
for place, code in enumerate(codes):
    answer(code, {"told": ["yes"], "change": f"words {place}"}, at=AT)
"""


def killed(where: str, codes: list[str], folder: Path) -> None:
    """Another process that answers with these codes and is killed at a place."""
    with child(CHILD, where, *codes, folder=folder, THROUGHCARE_FEEDBACK=str(settings.FEEDBACK_FOLDER)) as running:
        running.communicate(timeout=120)
    assert running.returncode == -signal.SIGKILL


def test_killed_after_sending_the_answer_waits_and_is_written_later(tmp_path):
    version = opened(["told", "change"])
    codes = codes_for(version)
    killed("before_writing", codes[:1], tmp_path)
    assert (Waiting.objects.count(), Code.objects.count()) == (1, 19)
    for place, code in enumerate(codes[1:10], start=1):
        answer(code, {"change": f"words {place}"}, at=AT)
    close(version)
    assert {one.text for one in Comment.objects.all()} == {f"words {place}" for place in range(10)}


def test_killed_while_writing_nothing_is_written_and_nothing_is_gone(tmp_path):
    version = opened(["told", "change"])
    codes = codes_for(version)
    killed("while_writing", codes[:10], tmp_path)
    assert (Comment.objects.count(), Waiting.objects.count()) == (0, 10)
    assert tidy(at=AT) == 5
    close(version)
    assert {one.text for one in Comment.objects.all()} == {f"words {place}" for place in range(10)}


def test_killed_in_the_midst_of_sending_the_code_and_the_draft_are_as_they_were(tmp_path):
    version = opened(["told", "change"])
    code = codes_for(version)[0]
    killed("before_commit", [code], tmp_path)
    assert (Waiting.objects.count(), Code.objects.count(), Draft.objects.count()) == (0, 20, 1)
    again = answering.begin(typed=code, language="en", way="phone", at=AT)
    assert again.answers == {"told": ["yes"], "change": "words 0"}
    answering.send(again.ticket, at=AT)
    assert Waiting.objects.count() == 1


def test_many_at_once_lose_nothing_and_a_code_is_used_once():
    version = opened(["told", "change"])
    codes = codes_for(version)

    def sends_twice(code: str) -> int:
        """Sends one answer two times; how often it was told that it has it already."""
        sitting = answering.begin(typed=code, language="en", way="phone", at=AT)
        sitting = answering.keep(sitting, question="change", answer=f"said {code}")
        again = 0
        for _ in range(2):
            try:
                answering.send(sitting.ticket, at=AT)
            except (answering.AlreadySent, answering.TooOld):
                again += 1
        return again

    pairs = [codes[place * 2 : place * 2 + 2] for place in range(8)]
    told = at_once(*[lambda mine=mine: [sends_twice(code) for code in mine] for mine in pairs])
    close(version)
    assert {one.text for one in Comment.objects.all()} == {f"said {code}" for code in codes[:16]}
    assert told == [[1, 1]] * 8


@pytest.mark.skipif("'postgresql' in __import__('os').environ.get('DATABASE_URL', '')", reason="SQLite's own limit")
def test_a_disk_that_is_full_refuses_kindly_and_keeps_what_was_there():
    version = opened(["told", "change"])
    codes = codes_for(version)
    answer(codes[0], {"change": "was there"}, at=AT)
    with connection.cursor() as cursor:
        # Pages that other tests left free would take in what is to be refused.
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")
    try:
        full = 0
        for code in codes[1:19]:
            try:
                answer(code, {"change": "word " * 900}, at=AT)
            except answering.CannotSave:
                full += 1
        assert full
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count = 1073741823")
    waiting = Waiting.objects.count() + Comment.objects.count()
    assert waiting + Code.objects.count() == 20, "each code is either unused or its answer is there"
    answer(codes[19], {"change": "after"}, at=AT)


def test_keys_are_in_no_backup(tmp_path):
    import tarfile

    from django.core.management import call_command

    version = opened(["told", "change"])
    answer(codes_for(version)[0], {"change": "x"}, at=AT)
    call_command("backup", str(tmp_path / "all.tar"))
    with tarfile.open(tmp_path / "all.tar") as archive:
        names = archive.getnames()
        held = b"".join(archive.extractfile(name).read() for name in names if not name.startswith("database"))
    assert not any("pool-" in name or "draft-" in name or "feedback" in name for name in names)
    assert keys.of_pool(Pool.objects.get().key) not in held


def test_boxes_whose_keys_are_gone_are_counted_and_stop_nothing():
    from throughcare.foundation.record.models import Event

    version = opened(["told", "change"])
    codes = codes_for(version)
    for code in codes[:3]:
        answer(code, {"change": "lost"}, at=AT)
    pool = Pool.objects.get()
    keys.forget_pool(pool.key)
    Pool.objects.filter(pk=pool.pk).update(key="")
    for place, code in enumerate(codes[3:9]):
        answer(code, {"change": f"kept {place}"}, at=AT)
    close(version)
    assert {one.text for one in Comment.objects.all()} == {f"kept {place}" for place in range(6)}
    assert Event.objects.get(kind="survey_version.answers_lost").reason_code == "3"


def left_of(code: str) -> list[Path]:
    """What is left of an unfinished answer: its draft, and the file of its key."""
    lookup = keys.keyed_hash("draft", code)
    return [*keys.folder().glob(f"draft-{lookup}.key"), *Draft.objects.filter(lookup=lookup)]


@pytest.mark.parametrize(
    "late", [lambda sitting: answering.keep(sitting, question="told", answer=["yes"]), answering.leave]
)
def test_a_window_that_comes_late_leaves_nothing_of_what_was_sent(late):
    code = codes_for(opened(["told", "change"]))[0]
    sitting = answering.begin(typed=code, language="en", way="tablet", at=AT)
    sitting = answering.keep(sitting, question="change", answer="words")
    answering.send(sitting.ticket, at=AT)
    with pytest.raises(answering.AlreadySent):
        late(sitting)
    assert left_of(code) == []


def test_a_window_that_looks_while_another_sends_is_told_that_the_answers_are_in(monkeypatch):
    code = codes_for(opened(["told", "change"]))[0]
    sitting = answering.begin(typed=code, language="en", way="own_phone", at=AT)
    ticket = answering.keep(sitting, question="change", answer="words").ticket
    looked = answering._opened

    def sent_meanwhile(*asked):
        monkeypatch.setattr(answering, "_opened", looked)
        answering.send(ticket, at=AT)
        return looked(*asked)

    monkeypatch.setattr(answering, "_opened", sent_meanwhile)
    with pytest.raises(answering.AlreadySent):
        answering.sitting_of(ticket, at=AT)


@pytest.mark.parametrize("twice", [False, True])
def test_two_who_type_the_same_form_at_the_same_moment_count_it_once(twice):
    version = opened(["told", "change"], double_entry=twice)
    code = codes_for(version, kind="paper")[0]
    given = {"answers": {"told": ["yes"], "change": "words"}, "at": AT}
    forms = [
        (by, paper.form_of(typed=code, language="en", by=by, at=AT)) for by in (peer("one"), peer("other"), worker())
    ]
    found = at_once(*(lambda by=by, form=form: paper.enter(sitting=form, by=by, **given) for by, form in forms))
    assert all(isinstance(one, WrongState | bool) for one in found), found
    assert (Waiting.objects.count(), PaperEntry.objects.count()) in ([(1, 0)] if not twice else [(1, 0), (0, 1)])
    assert sum(one is True for one in found) == Waiting.objects.count()


@pytest.mark.parametrize("twice", [False, True])
def test_a_form_that_was_sent_meanwhile_says_so(twice):
    version = opened(["told", "change"], double_entry=twice)
    code = codes_for(version, kind="paper")[0]
    form = paper.form_of(typed=code, language="en", by=worker(), at=AT)
    answer(code, {"change": "words"})
    with pytest.raises(WrongState, match="in already"):
        paper.enter(sitting=form, answers={"change": "words"}, by=worker(), at=AT)
    assert left_of(code) == []
    assert [*PaperEntry.objects.all(), *keys.folder().glob("paper-*")] == []
