"""Somebody with the whole database, every copy of it, its logs, the record, the keys that are left, the list of who was
handed which code and when each of them came, does no better at saying who wrote what than by drawing lots.

The same attacks are made on two collections that are not safe, and must succeed there: answers written as they come,
and batches without a lot. Otherwise the test would prove nothing.
"""

from __future__ import annotations

import logging
import math
import random
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection

from tests.voice.feedback import attacks
from tests.voice.feedback.attacks import Loot
from tests.voice.feedback.people import AT, answer, close, codes_for, opened, peer, worker
from tests.voice.feedback.phone import Phone
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.record.guard import Door, _open_door
from throughcare.foundation.record.models import Event, Seal
from throughcare.foundation.record.sealing import seal
from throughcare.voice.feedback.actions import keys, paper, tidy, writing
from throughcare.voice.feedback.models import Comment, PaperEntry, Tally, Waiting

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE, SURVEYS = 20, 6
POOL = 10  # answers that wait before some are written: the size of the crowd in which everybody hides
Give = Callable[[Any, str, str, datetime], None]


def statement(draw: random.Random) -> str:
    """Something that nobody else said, of any length."""
    name = "".join(draw.choices("abcdefghijkmnpqrstuvwxyz23456789", k=12))
    return f"said-{name} " + "word " * draw.randrange(60)


def give(version: Any, code: str, words: str, at: datetime) -> None:
    """As people really answer."""
    answer(code, {"told": ["yes"], "change": words}, at=at)


def give_at_once(version: Any, code: str, words: str, at: datetime) -> None:
    """As it would be done by somebody who did not think: each answer is a row when it comes."""
    token = _open_door.set(Door("naive"))
    try:
        Comment(
            organisation=version.survey.organisation,
            source="survey",
            audience="people",
            survey_version=version,
            question="change",
            day=at.date(),
            text=words,
        ).save()
    finally:
        _open_door.reset(token)


def type_in(version: Any, code: str, words: str, at: datetime, *, by: Viewer) -> None:
    """Somebody types in a paper form."""
    sitting = paper.form_of(typed=code, language="en", by=by, at=at)
    paper.enter(sitting=sitting, answers={"told": ["yes"], "change": words}, by=by, at=at)


def give_on_paper(version: Any, code: str, words: str, at: datetime) -> None:
    """The second typing of a form that was typed in before."""
    type_in(version, code, words, at, by=worker())


def live(draw: random.Random, how: Give, log: Callable[[], str]) -> tuple[Loot, Mapping[str, str]]:
    """A survey from the hand-out to its close; what was there to be taken, and the truth."""
    version = opened(["told", "change"], double_entry=how is give_on_paper)
    codes = codes_for(version, PEOPLE)
    loot = Loot(came=[f"person {number}" for number in range(PEOPLE)])
    draw.shuffle(codes)
    loot.handed = dict(zip(loot.came, codes, strict=True))
    before = attacks.comments_now()
    truth, at = {}, AT
    for place, person in enumerate(loot.came):
        words, at = statement(draw), at + timedelta(minutes=draw.randrange(1, 90))
        truth[words.split()[0]] = person
        if how is give_on_paper:
            type_in(version, loot.handed[person], words, at, by=peer())
            take_boxes(loot, place)
        how(version, loot.handed[person], words, at)
        take(loot, place, before, version.pk)
    close(version, delete_unread=how is give_at_once, at=at)
    take(loot, PEOPLE, before, version.pk)
    loot.rows = [one.split()[0] for one in attacks.rows_as_they_lie() if one not in before]
    loot.raw, loot.log = attacks.raw_bytes(), log()
    return loot, truth


def take(loot: Loot, place: int, before: frozenset[str], version_id: int) -> None:
    """A copy of the database, taken after each person who came."""
    loot.copies.append(frozenset(one.split()[0] for one in attacks.comments_now() - before))
    take_boxes(loot, place)
    waiting, told = attacks.counts_now(version_id)
    loot.lie.append(waiting)
    loot.told.append(told)


def take_boxes(loot: Loot, place: int) -> None:
    """Every sealed box that is new."""
    seen = {(kept, box) for _, kept, box in loot.boxes}
    loot.boxes += [(place, kept, box) for kept, box in attacks.boxes_now() if (kept, box) not in seen]


def found_by(how: Give, surveys: int, log: Callable[[], str]) -> dict[str, int]:
    """How often each attack is right over some surveys."""
    draw = random.Random(2026)
    right = {strategy.__name__: 0 for strategy in attacks.STRATEGIES}
    for _ in range(surveys):
        loot, truth = live(draw, how, log)
        for strategy in attacks.STRATEGIES:
            right[strategy.__name__] += attacks.correct(strategy(loot), truth)
    return right


def most_by_chance(guesses: int, crowd: int = POOL) -> float:
    """More than this would not come about by lot once in thirty thousand runs, in a crowd of so many."""
    share = 1 / crowd
    return guesses * share + 4 * math.sqrt(guesses * share * (1 - share))


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Callable[[], str]:
    caplog.set_level(logging.DEBUG)
    return lambda: caplog.text


def test_nobody_can_say_who_wrote_what(log):
    found = found_by(give, SURVEYS, log)
    assert max(found.values()) <= most_by_chance(PEOPLE * SURVEYS), found


def test_nobody_can_say_who_wrote_what_on_a_paper_form_that_was_typed_in_twice(log):
    found = found_by(give_on_paper, 2, log)
    assert max(found.values()) <= most_by_chance(PEOPLE * 2), found


def test_the_keys_open_a_first_typing_while_it_waits_and_never_again(log):
    version = opened(["told", "change"], double_entry=True)
    codes = codes_for(version, PEOPLE, kind="paper")
    words = [f"said-{letter * 12}" for letter in "abc"]
    for place, code in enumerate(codes[:PEOPLE]):
        if place < 3:
            type_in(version, code, words[place], AT, by=peer())
        else:
            give(version, code, "other words", AT)
    loot = Loot(came=["somebody"], handed=dict(enumerate(codes)))
    take(loot, 0, frozenset(), version.pk)
    assert set(attacks.by_keys_that_are_left(loot)) == set(words)
    give_on_paper(version, codes[0], words[0], AT)
    assert set(attacks.by_keys_that_are_left(loot)) == set(words[1:])
    sitting = paper.form_of(typed=codes[1], language="en", by=worker(), at=AT)
    paper.start_again(sitting=sitting, by=worker())
    assert set(attacks.by_keys_that_are_left(loot)) == {words[2]}
    close(version, without_paper=True)
    assert not attacks.by_keys_that_are_left(loot)


def test_tidying_throws_away_keys_of_first_typings_that_are_gone():
    version = opened(["told", "change"], double_entry=True)
    codes = codes_for(version, PEOPLE, kind="paper")
    for code in codes[:2]:
        type_in(version, code, "words", AT, by=peer())
    kept = PaperEntry.objects.order_by("lookup").first()
    PaperEntry.objects.exclude(pk=kept.pk).delete()
    tidy(at=datetime.now(tz=AT.tzinfo) + timedelta(days=3))
    assert [path.stem for path in keys.folder().glob("paper-*")] == [f"paper-{kept.pk}"]


def test_the_same_attacks_succeed_where_answers_are_written_as_they_come(log):
    found = found_by(give_at_once, 2, log)
    for strategy in ("by_rows", "by_copies", "by_copies_in_turn", "by_place_of_boxes"):
        assert found[strategy] == PEOPLE * 2, found


def test_the_same_attacks_succeed_where_no_lot_is_drawn(log, monkeypatch):
    class NoLot:
        def shuffle(self, found: list[Any]) -> None:
            """Leaves everything in the order in which it came."""

    order = {"feedback_waiting": "rowid" if connection.vendor == "sqlite" else "ctid"}
    opened_before = writing._open_boxes

    def in_order(rows: Any) -> Any:
        return opened_before(rows.extra(order_by=[f"feedback_waiting.{order['feedback_waiting']}"]))

    monkeypatch.setattr(writing, "LOT", NoLot())
    monkeypatch.setattr(writing, "_open_boxes", in_order)
    found = found_by(give, 2, log)
    # Not all are found where PostgreSQL puts rows into the room that earlier ones left, but far more than by chance.
    for strategy in ("by_rows", "by_copies_in_turn", "by_place_of_boxes", "by_the_record"):
        assert found[strategy] > 2 * most_by_chance(PEOPLE * 2), found


def test_the_keys_open_what_still_waits_so_the_attack_on_keys_is_real(log):
    version = opened(["told", "change"])
    codes = codes_for(version, PEOPLE)
    loot = Loot(came=["somebody"], handed={"somebody": codes[0]})
    give(version, codes[0], "said-aaaaaaaaaaaa", AT)
    take(loot, 0, frozenset(), version.pk)
    assert attacks.by_keys_that_are_left(loot) == {"said-aaaaaaaaaaaa": "somebody"}


def test_two_things_one_person_said_are_not_near_each_other():
    draw, near, pairs = random.Random(7), 0, 0
    for _ in range(3):
        version = opened(["change", "good"])
        for place, code in enumerate(codes_for(version, PEOPLE)):
            name = f"{place:02}-{draw.randrange(10**6)}"
            answer(code, {"change": f"a-{name}", "good": f"b-{name}"}, at=AT)
        close(version)
        rows = [text[2:] for text in attacks.rows_as_they_lie()][-2 * PEOPLE :]
        near += sum(one == next_ for one, next_ in zip(rows, rows[1:], strict=False))
        pairs += PEOPLE
    # Five people's ten comments are written together, where any two are neighbours one time in five.
    assert near <= most_by_chance(pairs, crowd=5)


def test_copies_taken_each_night_show_only_crowds():
    version = opened(["told", "change"])
    before: dict[tuple[str, str], int] = {}
    for place, code in enumerate(codes_for(version, PEOPLE)):
        give(version, code, f"text {place}", AT + timedelta(days=place))
        now = {(one.question, one.option): one.number for one in Tally.objects.filter(survey_version=version)}
        new = now.get(("told", "yes"), 0) - before.get(("told", "yes"), 0)
        assert new == 0 or new >= 5
        before = now


def everything() -> str:
    """Every value of every table, as text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [str(row) for row in cursor.fetchall()]
    return "\n".join(found)


def test_answering_over_the_web_leaves_no_address_no_agent_no_time_and_no_session(log, monkeypatch):
    moment = datetime(2026, 6, 3, 14, 37, 21, 987654, tzinfo=AT.tzinfo)
    monkeypatch.setattr("throughcare.clock.now", lambda: moment)
    version = opened(["told", "change"])
    codes = codes_for(version, PEOPLE)
    tables = {model: model._base_manager.count() for model in apps.get_models()}
    for place, code in enumerate(codes[:12]):
        phone = Phone()
        phone.client.defaults |= {"REMOTE_ADDR": "203.0.113.77", "HTTP_USER_AGENT": "Telltale/9.9"}
        phone.enter(code).press("next").press("next", answer="yes").press("next", text=f"words {place}")
        assert phone.press("next").heading == "Thank you"
    seal(at=moment)
    held = everything() + attacks.raw_bytes().decode("utf-8", "ignore") + log()
    for trace in ("203.0.113.77", "Telltale", *codes):
        assert trace not in held
    assert not Session.objects.exists()
    changed = {model for model, count in tables.items() if model._base_manager.count() != count}
    allowed = {"Code", "Pool", "Waiting", "Tally", "Participation", "Comment", "Event", "Seal"}
    assert {model.__name__ for model in changed} <= allowed
    written = Event.objects.filter(kind="survey_version.answers_written")
    assert [(one.actor, one.at.minute, one.at.second, one.at.microsecond) for one in written] == [(None, 0, 0, 0)]
    kinds = set(Event.objects.filter(pk__gt=written.get().pk - 1).values_list("kind", flat=True))
    assert kinds == {"survey_version.answers_written"}
    assert Seal.objects.count() == Event.objects.count()


def test_no_table_has_a_row_for_a_person_beside_what_still_waits():
    version = opened(["told", "change"])
    for place, code in enumerate(codes_for(version, PEOPLE)):
        give(version, code, f"text {place}", AT)
    close(version)
    for model in apps.get_app_config("feedback").get_models():
        columns = {one.name for one in model._meta.get_fields() if one.concrete}
        if model.__name__ in ("Comment", "Tally", "Participation"):
            assert not columns & {"code", "batch", "pool", "person", "response", "answer", "sitting"}
    assert not Waiting.objects.exists()
    assert {one.number for one in Tally.objects.filter(question="told", option="yes")} == {PEOPLE}


def test_the_log_tells_no_moment_at_which_somebody_was_refused_something(log, monkeypatch):
    monkeypatch.setattr("throughcare.clock.now", lambda: AT)
    code = codes_for(opened(["told", "change"]))[0]
    assert Phone().enter("nothing").page.status_code == 422
    phone = Phone().enter(code).press("next")
    assert phone.press("next").page.status_code == 422
    assert phone.press("skip").press("next", text="word " * 20_000).page.status_code == 422
    assert phone.client.get("/say/clear").status_code == 405
    assert phone.client.get("/say/nothing").status_code == 404
    assert "/say/" not in log()
    assert phone.client.get("/nothing-at-all").status_code == 404
    assert "/nothing-at-all" in log(), "what others do is still told"
