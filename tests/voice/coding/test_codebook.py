"""The codebook grows, is reworded, merged and split, and keeps all it was."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection

from tests.support.world import AT
from tests.voice.coding.conftest import Room
from throughcare.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound, WrongState
from throughcare.voice.coding import actions
from throughcare.voice.coding.models import Code, CodebookVersion, Reading, Settled, Theme, ThemeChange


def code(row: Reading, by: object, *chosen: str) -> None:
    actions.code_comment(reading_id=row.pk, themes=list(chosen), none_fits=not chosen, by=by, at=AT)


def settled(row: Reading) -> set[str]:
    return set(Settled.objects.filter(reading=row).values_list("theme__code", flat=True))


def test_every_change_is_a_version_kept_whole(room: Room) -> None:
    actions.reword_theme(
        codebook_id=room.book.pk,
        theme="staff",
        name="Workers",
        definition="How workers treat people who come to them.",
        includes="rude; kind",
        excludes="",
        reason="Coders mixed it up.",
        by=room.lead,
        at=AT,
    )
    room.book.refresh_from_db()
    assert room.book.version == 6
    before, now = CodebookVersion.objects.get(number=5), CodebookVersion.objects.get(number=6)
    assert {one["name"] for one in before.content} == {"Waiting", "Staff", "Housing", "Getting there"}
    assert {one["name"] for one in now.content} == {"Waiting", "Workers", "Housing", "Getting there"}
    assert ThemeChange.objects.filter(kind="reworded").get().reason == "Coders mixed it up."
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("UPDATE coding_codebookversion SET number = 99")


def test_merging_counts_there_from_now_on_and_leaves_what_people_chose(room: Room) -> None:
    one, both = room.say("Too far to go", "Too far and no place to live")
    code(one, room.coder, "getting-there")
    code(both, room.coder, "getting-there", "housing")
    actions.merge_themes(
        codebook_id=room.book.pk,
        theme="getting-there",
        into="housing",
        reason="Hard to tell apart.",
        by=room.lead,
        at=AT,
    )
    assert settled(one) == settled(both) == {"housing"}
    assert Code.objects.filter(theme__code="getting-there").count() == 2
    assert Theme.objects.get(code="getting-there").merged_into.code == "housing"
    with pytest.raises(Invalid, match="codebook changed"):
        code(room.say("Once more far")[0], room.coder, "getting-there")
    with pytest.raises(WrongState, match="not in use"):
        actions.merge_themes(
            codebook_id=room.book.pk, theme="getting-there", into="staff", reason="Once more.", by=room.lead, at=AT
        )


def test_splitting_puts_its_comments_before_coders_again(room: Room) -> None:
    waited, other = room.say("Waited for weeks", "Nice staff here")
    code(waited, room.coder, "waiting")
    code(other, room.coder, "staff")
    add = {"codebook_id": room.book.pk, "by": room.lead, "at": AT}
    for name in ("Waiting list", "Waiting room"):
        actions.add_theme(name=name, definition=f"About the {name.lower()} and how long it is.", **add)
    with pytest.raises(Invalid, match="two or more"):
        actions.split_theme(theme="waiting", into=["waiting-list", "waiting"], reason="Two things.", **add)
    actions.split_theme(theme="waiting", into=["waiting-list", "waiting-room"], reason="Two things.", **add)
    waited.refresh_from_db()
    other.refresh_from_db()
    assert (waited.state, other.state) == ("waiting", "settled")
    assert settled(waited) == set()
    code(waited, room.coder, "waiting-room")
    assert settled(waited) == {"waiting-room"}
    assert waited.codings.count() == 2


@pytest.mark.parametrize(
    ("name", "definition", "says"),
    [
        ("", "Something that people could agree on.", "Give the theme a name"),
        ("!!!", "Something that people could agree on.", "Give the theme a name"),
        ("x" * 81, "Something that people could agree on.", "80 characters"),
        ("STAFF", "Something that people could agree on.", "already has this name"),
        ("Money", "Money", "Say in a sentence"),
        ("Money", "word " * 400, "1000 characters"),
    ],
)
def test_a_theme_must_say_what_it_means(room: Room, name: str, definition: str, says: str) -> None:
    with pytest.raises(Invalid, match=says):
        actions.add_theme(codebook_id=room.book.pk, name=name, definition=definition, by=room.lead, at=AT)


def test_a_retired_theme_keeps_what_it_settled_and_its_name_stays_taken(room: Room) -> None:
    (row,) = room.say("No roof over me")
    code(row, room.coder, "housing")
    actions.retire_theme(codebook_id=room.book.pk, theme="housing", reason="Asked elsewhere now.", by=room.lead, at=AT)
    assert settled(row) == {"housing"}
    with pytest.raises(Invalid, match="used before"):
        actions.add_theme(
            codebook_id=room.book.pk, name="Housing", definition="Somewhere to live once more.", by=room.lead, at=AT
        )


def test_who_keeps_the_codebook(room: Room) -> None:
    given = {"codebook_id": room.book.pk, "name": "Money", "definition": "Money that people have or lack.", "at": AT}
    for by, error in ((room.coder, NotAllowed), (room.commissioner, NotAllowed), (room.stranger, NotFound)):
        with pytest.raises(error):
            actions.add_theme(**given, by=by)
    with pytest.raises(DomainError):
        actions.open_codebook(name="Again", audience="people", by=room.lead, at=AT)


def test_a_theme_that_changed_meanwhile_is_not_saved_over(room: Room) -> None:
    given = {
        "codebook_id": room.book.pk,
        "theme": "staff",
        "name": "Staff",
        "definition": "How workers treat people, once more.",
        "includes": "",
        "excludes": "",
        "reason": "Said it better.",
        "version": 1,
        "at": AT,
    }
    actions.reword_theme(**given, by=room.lead)
    with pytest.raises(Conflict):
        actions.reword_theme(**given, by=room.second_lead)
