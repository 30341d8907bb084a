"""Answering with a code: what is kept, what is written, and what is left of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.voice.feedback.people import AT, answer, answer_all, close, codes_for, opened, run_after_commit
from throughcare.foundation.record.models import Event
from throughcare.voice.feedback.actions import answering, keys
from throughcare.voice.feedback.models import Code, Comment, Draft, Participation, Pool, Tally, Waiting
from throughcare.voice.feedback.rules.codes import WrongCode

pytestmark = pytest.mark.django_db


def number(question: str, option: str, group: str = "") -> int:
    return sum(Tally.objects.filter(question=question, option=option, group=group).values_list("number", flat=True))


def test_nothing_is_written_before_enough_wait_and_all_is_at_the_close():
    version = opened()
    codes = codes_for(version)
    said = [{"told": ["yes" if place % 3 else "no"], "change": f"comment {place}"} for place in range(12)]
    answer_all(codes[:9], said[:9])
    assert not Comment.objects.exists()
    assert not Tally.objects.exists()
    assert Waiting.objects.count() == 9
    answer_all(codes[9:12], said[9:])
    assert Comment.objects.count() == 5
    assert Participation.objects.get().number == 5
    close(version)
    assert sorted(Comment.objects.values_list("text", flat=True)) == sorted(one["change"] for one in said)
    assert number("told", "yes") == 8
    assert number("told", "no") == 4
    assert number("_way", "phone") == 12
    assert not Waiting.objects.exists()
    assert not Code.objects.exists()


def test_the_record_holds_one_event_a_batch_and_nothing_for_an_answer():
    version = opened()
    codes = codes_for(version)
    before = Event.objects.count()
    answer_all(codes[:9], [{"told": ["yes"]}] * 9)
    assert Event.objects.count() == before
    answer_all(codes[9:10], [{"told": ["yes"]}])
    written = Event.objects.filter(kind="survey_version.answers_written").get()
    assert Event.objects.count() == before + 1
    assert (written.actor, written.reason_code) == (None, "5")
    assert (written.at.hour, written.at.minute) == (23, 0), "midnight in London, summer time"


def test_a_code_works_once_and_a_used_one_is_told_like_one_that_never_was():
    version = opened()
    code = codes_for(version)[0]
    answer(code, {"told": ["no"]})
    with pytest.raises(WrongCode) as used:
        answering.begin(typed=code, language="en", way="phone", at=AT)
    with pytest.raises(WrongCode) as unknown:
        answering.begin(typed="BBB BBB BBB"[:10] + "H", language="en", way="phone", at=AT)
    assert str(used.value) == "code.not_working"
    assert str(unknown.value) in ("code.not_working", "code.wrong_letter")


def test_sending_twice_says_that_it_was_sent():
    version = opened()
    sitting = answering.begin(typed=codes_for(version)[0], language="en", way="phone", at=AT)
    sitting = answering.keep(sitting, question="told", answer=["yes"])
    answering.send(sitting.ticket, at=AT)
    with pytest.raises(answering.AlreadySent):
        answering.send(sitting.ticket, at=AT)
    assert Waiting.objects.count() == 1


def test_somebody_who_comes_back_with_the_code_goes_on_and_earlier_answers_are_not_shown():
    version = opened()
    code = codes_for(version)[0]
    first = answering.begin(typed=code, language="en", way="phone", at=AT)
    first = answering.keep(first, question="treated", answer=["2"])
    assert first.shown == {"treated"}
    later = AT + timedelta(days=2)
    again = answering.begin(typed=code.lower().replace(" ", "-"), language="en", way="phone", at=later)
    assert again.answers == {"treated": ["2"]}
    assert again.first_open() == 1
    assert again.shown == frozenset()
    again = answering.keep(again, question="told", answer=["yes"])
    with pytest.raises(answering.TooOld):
        answering.keep(first, question="told", answer=["no"])
    run_after_commit(lambda: answering.send(again.ticket, at=later))
    assert not Draft.objects.exists()
    with pytest.raises(keys.KeyGone):
        keys.of_draft(again.ticket.lookup)


def test_an_unfinished_answer_is_gone_after_its_days():
    version = opened()
    code = codes_for(version)[0]
    sitting = answering.begin(typed=code, language="en", way="phone", at=AT)
    answering.keep(sitting, question="treated", answer=["2"])
    later = AT + timedelta(days=5)
    from throughcare.voice.feedback.actions import tidy

    tidy(at=later)
    assert not Draft.objects.exists()
    with pytest.raises(keys.KeyGone):
        keys.of_draft(sitting.ticket.lookup)
    again = answering.begin(typed=code, language="en", way="phone", at=later)
    assert again.answers == {}


def test_a_page_of_a_tablet_is_too_old_after_half_an_hour_and_a_forged_one_at_once():
    version = opened()
    code = codes_for(version)[0]
    sitting = answering.begin(typed=code, language="en", way="tablet", at=AT)
    ticket = sitting.ticket.sealed()
    assert answering.read_ticket(ticket, at=AT + timedelta(minutes=29)) == sitting.ticket
    with pytest.raises(answering.TooOld):
        answering.read_ticket(ticket, at=AT + timedelta(minutes=31))
    with pytest.raises(answering.TooOld):
        answering.read_ticket(ticket[:-2] + "00", at=AT)
    with pytest.raises(answering.TooOld):
        answering.read_ticket("no ticket", at=AT)


def test_an_answer_without_any_answer_is_not_sent():
    version = opened()
    sitting = answering.begin(typed=codes_for(version)[0], language="en", way="phone", at=AT)
    with pytest.raises(answering.NothingSaid):
        answering.send(sitting.ticket, at=AT)
    sitting = answering.keep(sitting, question="told", answer=["_skipped"])
    with pytest.raises(answering.NothingSaid):
        answering.send(sitting.ticket, at=AT)


def test_keys_of_what_was_written_are_thrown_away():
    version = opened()
    codes = codes_for(version)
    answer_all(codes[:9], [{"change": "x"}] * 9)
    first = Pool.objects.get().key
    run_after_commit(lambda: answer(codes[9], {"change": "x"}))
    pool = Pool.objects.get()
    assert pool.key != first
    with pytest.raises(keys.KeyGone):
        keys.of_pool(first)
    assert {one.key for one in Waiting.objects.all()} == {pool.key}


def test_boxes_are_all_of_one_size_whatever_was_said():
    version = opened()
    codes = codes_for(version)
    answer_all(codes[:3], [{"told": ["yes"]}, {"change": "short"}, {"change": "long " * 900}])
    assert len({len(bytes(one.box)) for one in Waiting.objects.all()}) == 1
