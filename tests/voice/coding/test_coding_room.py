"""Comments are scrubbed before anyone reads them, coded by one or two, settled, set aside and taken back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.db import connection

from tests.support.at_once import at_once
from tests.support.world import AT, person
from tests.voice.coding.conftest import PROVIDER, Room, write_comments
from throughcare.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.record.models import Event
from throughcare.voice.coding import actions
from throughcare.voice.coding.actions.drafts import keep_draft
from throughcare.voice.coding.models import Coding, Reading, Settled, WorkingDraft
from throughcare.voice.coding.queries.agreement import agreement_page
from throughcare.voice.coding.queries.drafts import key_of_quote
from throughcare.voice.coding.queries.room import disputes
from throughcare.voice.feedback.models import Comment


def themes(row: Reading) -> list[str]:
    return sorted(Settled.objects.filter(reading=row).values_list("theme__code", flat=True))


def code(row: Reading, by: object, *chosen: str) -> Reading:
    return actions.code_comment(reading_id=row.pk, themes=list(chosen), none_fits=not chosen, by=by, at=AT)


def test_a_comment_is_masked_before_anyone_reads_it(room: Room) -> None:
    person("peer_researcher", name="karen.whitlock", **PROVIDER)
    (row,) = room.say("whitlock was late. Ring me on 07700 900123")
    assert row.masked == "[name] was late. Ring me on [phone number]"
    assert row.state == "waiting"
    assert "07700" not in repr(list(Event.objects.values()))


def test_one_coder_settles_a_comment_that_wants_one(room: Room) -> None:
    (row,) = room.say("I waited for weeks in a cold room")
    code(row, room.coder, "waiting")
    row.refresh_from_db()
    assert (row.state, themes(row)) == ("settled", ["waiting"])


def test_none_fits_is_an_answer_and_nothing_is_not(room: Room) -> None:
    (row,) = room.say("Just saying hello")
    with pytest.raises(Invalid, match="say that none"):
        actions.code_comment(reading_id=row.pk, themes=[], by=room.coder, at=AT)
    with pytest.raises(Invalid, match="Untick"):
        actions.code_comment(reading_id=row.pk, themes=["staff"], none_fits=True, by=room.coder, at=AT)
    with pytest.raises(Invalid, match="codebook changed"):
        actions.code_comment(reading_id=row.pk, themes=["weather"], by=room.coder, at=AT)
    code(row, room.coder)
    assert themes(row) == []


def test_two_coders_who_agree_settle_it(room: Room) -> None:
    (row,) = room.double("They listen but you wait")
    code(row, room.coder, "staff", "waiting")
    row.refresh_from_db()
    assert (row.state, themes(row)) == ("second", [])
    code(row, room.second_coder, "waiting", "staff")
    row.refresh_from_db()
    assert (row.state, themes(row)) == ("settled", ["staff", "waiting"])


def test_two_who_differ_wait_for_a_third_and_both_choices_stay(room: Room) -> None:
    (row,) = room.double("They listen but you wait")
    code(row, room.coder, "staff")
    code(row, room.lead, "waiting")
    row.refresh_from_db()
    assert (row.state, themes(row)) == ("disputed", [])
    with pytest.raises(NotAllowed, match="one of the two"):
        actions.settle(reading_id=row.pk, themes=["staff"], by=room.lead, at=AT)
    with pytest.raises(NotAllowed):
        actions.settle(reading_id=row.pk, themes=["staff"], by=room.second_coder, at=AT)
    actions.settle(reading_id=row.pk, themes=["staff", "waiting"], by=room.second_lead, at=AT)
    assert themes(row) == ["staff", "waiting"]
    assert Coding.objects.filter(reading=row, settles=False).count() == 2
    found = agreement_page(room.lead, room.book.pk)
    assert (found.overall.n, found.same) == (1, 0.0)


def test_the_same_choice_sent_twice_is_one_and_a_later_one_replaces_it_until_another_has_come(room: Room) -> None:
    (row,) = room.double("Too far to travel")
    code(row, room.coder, "getting-there")
    code(row, room.coder, "getting-there")
    assert Coding.objects.filter(reading=row).count() == 1
    code(row, room.coder, "housing")
    code(row, room.second_coder, "getting-there")
    with pytest.raises(Conflict, match="second person"):
        code(row, room.coder, "getting-there")
    row.refresh_from_db()
    assert row.state == "disputed"


def test_many_differences_are_read_with_as_many_questions_as_one(
    room: Room, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    rows = room.double("They wait", "They listen", "They travel")
    for row in rows:
        code(row, room.coder, "staff", "waiting")
        code(row, room.second_coder, "staff")
        with django_assert_num_queries(4):
            found = disputes(room.lead)
        assert found[-1].coders == (("Coder 1", ("Staff", "Waiting")), ("Coder 2", ("Staff",)))
        assert found[-1].both == ("Staff",)


def test_a_third_is_told_that_it_needs_no_more(room: Room) -> None:
    (row,) = room.double("Too far to travel")
    code(row, room.coder, "housing")
    code(row, room.second_coder, "housing")
    with pytest.raises(WrongState, match="needs no more"):
        code(row, room.third_coder, "housing")


def test_the_next_comment_is_held_for_one_and_others_get_another(room: Room) -> None:
    room.say("One comment here", "Another comment here")
    take = {"codebook_id": room.book.pk, "at": AT}
    first = actions.take_next(**take, by=room.coder)
    assert actions.take_next(**take, by=room.coder) == first
    second = actions.take_next(**take, by=room.second_coder)
    assert second not in (None, first)
    assert actions.take_next(**take, by=room.third_coder) is None
    later = {**take, "at": AT + timedelta(hours=1)}
    assert actions.take_next(**later, by=room.third_coder) in (first, second)


def test_what_waits_for_a_second_coder_comes_first_and_never_to_the_first(room: Room) -> None:
    room.say("Single one")
    (double,) = room.double("Double one")
    code(double, room.coder, "staff")
    assert actions.take_next(codebook_id=room.book.pk, by=room.second_coder, at=AT) == double.pk
    assert actions.take_next(codebook_id=room.book.pk, by=room.coder, at=AT) != double.pk


def test_set_aside_counts_for_nothing_and_can_be_taken_up_again(room: Room) -> None:
    (row,) = room.say("buy cheap watches")
    with pytest.raises(Invalid, match="reason"):
        actions.set_aside(reading_id=row.pk, reason="because", by=room.coder, at=AT)
    actions.set_aside(reading_id=row.pk, reason="spam", by=room.coder, at=AT)
    with pytest.raises(WrongState):
        code(row, room.coder, "staff")
    actions.take_up_again(reading_id=row.pk, by=room.coder, at=AT)
    code(row, room.coder, "staff")
    assert themes(row) == ["staff"]


def test_a_reader_masks_more_for_good(room: Room) -> None:
    (row,) = room.say("We all call him Zorro down here, zorro is known")
    assert actions.mask_more(reading_id=row.pk, words="zorro", kind="name", by=room.coder, at=AT) == 2
    row.refresh_from_db()
    assert row.masked == "We all call him [name] down here, [name] is known"
    with pytest.raises(Invalid, match="do not stand"):
        actions.mask_more(reading_id=row.pk, words="zorro", by=room.coder, at=AT)
    actions.mask_more(reading_id=row.pk, words="down here", by=room.coder, at=AT)
    row.refresh_from_db()
    assert "[name] [words masked by a reader], [name]" in row.masked


def test_a_comment_taken_back_is_gone_at_once_and_emptied_by_the_job(room: Room) -> None:
    (row,) = room.say("I want this gone")
    code(row, room.coder, "staff")
    typed = {"words": ["I want this gone"]}
    keep_draft(key=key_of_quote(row.pk), content=typed, version=0, by=room.coder, at=AT)
    keep_draft(key=key_of_quote(row.pk + 1), content=typed, version=0, by=room.coder, at=AT)
    with connection.cursor() as cursor:
        key = row.comment_id.hex if connection.vendor == "sqlite" else row.comment_id
        cursor.execute("UPDATE feedback_comment SET text = '', withdrawn_on = '2026-05-05' WHERE id = %s", [key])
    assert Comment.objects.get(pk=row.comment_id).text == ""
    assert not visible_to(room.lead, Reading).exists()
    actions.take_in(by=actions.JOB, at=AT)
    row.refresh_from_db()
    assert (row.state, row.masked, row.spans) == ("withdrawn", "", [])
    assert not Settled.objects.exists()
    assert not Coding.objects.exists()
    assert [one.key for one in WorkingDraft.objects.all()] == [key_of_quote(row.pk + 1)]


def test_the_job_takes_in_for_everyone_and_people_only_their_own(room: Room) -> None:
    write_comments(organisation_id=room.organisation.pk, texts=["Hello there"], more={}, by=room.lead, at=AT)
    assert actions.take_in(by=room.stranger, at=AT) == 0
    assert actions.take_in(by=actions.JOB, at=AT) == 1
    assert actions.take_in(by=actions.JOB, at=AT) == 0


def test_who_may_read_and_who_may_not(room: Room) -> None:
    (row,) = room.say("Only for the room")
    for by in (room.stranger, room.commissioner):
        assert not visible_to(by, Reading).exists()
        with pytest.raises((NotFound, NotAllowed)):
            code(row, by, "staff")
    with pytest.raises(NotAllowed, match="Only a person codes"):
        actions.code_comment(reading_id=row.pk, themes=["staff"], by=actions.JOB, at=AT)


@pytest.mark.django_db(transaction=True)
def test_two_who_save_the_same_comment_at_the_same_moment_both_keep_their_choice(room: Room) -> None:
    rows = room.say(*(f"Comment number {number} about things" for number in range(6)))
    for row in rows:
        found = at_once(lambda row=row: code(row, room.coder, "staff"), lambda row=row: code(row, room.lead, "waiting"))
        assert not any(isinstance(one, Exception) for one in found)
        row.refresh_from_db()
        assert row.state == "disputed"
        kept = {coding.by_id: {one.theme.code for one in coding.codes.all()} for coding in row.codings.all()}
        assert kept == {room.coder.person_id: {"staff"}, room.lead.person_id: {"waiting"}}
