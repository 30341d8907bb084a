"""Whatever coders and keepers of the codebook do: what is kept to count agreement from is what every coding says."""

from __future__ import annotations

from collections import Counter, defaultdict
from importlib import import_module

import pytest
from django.apps import apps
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.world import AT
from tests.voice.coding.conftest import Room, room  # noqa: F401 - a fixture
from throughcare.errors import DomainError
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action
from throughcare.voice.coding import actions
from throughcare.voice.coding.actions.readings import comments_taken_back
from throughcare.voice.coding.models import Coding, Reading, Theme
from throughcare.voice.coding.queries.agreement import choices_of
from throughcare.voice.feedback.models import Comment

CODES = ["waiting", "staff", "housing", "getting-there"]
STEPS = [*["code"] * 12, "settle", "aside", "again", "reopen", "reopen", "merge", "split", "retire", "take_back"]


def from_every_coding(codebook_id: int) -> Counter:
    """The slow twin: looks at every coding, one comment after another."""
    today = {one.pk: one.merged_into or one for one in Theme.objects.filter(codebook=codebook_id)}
    chosen = defaultdict(list)
    live = Coding.objects.filter(reading__codebook=codebook_id, settles=False, past=False)
    for one in live.order_by("pk"):
        chosen[one.reading_id].append(frozenset(today[code.theme_id].code for code in one.codes.all()))
    return Counter(tuple(choices) for choices in chosen.values() if len(choices) == 2)


@action
def take_back(*, row, by, at) -> None:
    comment = Comment.objects.get(pk=row.comment_id)
    comment.text, comment.withdrawn_on = "", at.date()
    comment.save()
    comments_taken_back([comment.pk], at)
    event("comment.taken_back", subject=("reading", row.pk), by=by, at=at)


@action
def fill_anew(*, by, at) -> None:
    """As the migration fills what was coded before ``compared`` was kept."""
    Reading.objects.update(compared="")
    import_module("throughcare.voice.coding.migrations.0005_fill_compared").fill(apps, None)
    event("codebook.filled", subject=("codebook", 0), by=by, at=at)


def attempt(step, row, by, room, data) -> None:  # noqa: F811
    chosen = data.draw(st.sets(st.sampled_from(CODES), max_size=2))
    theme, other, third = data.draw(st.permutations(CODES))[:3]
    common = {"by": by, "at": AT}
    book = {"codebook_id": room.book.pk, "reason": "It is clearer so.", **common}
    every = {
        "code": lambda: actions.code_comment(reading_id=row.pk, themes=chosen, none_fits=not chosen, **common),
        "settle": lambda: actions.settle(reading_id=row.pk, themes=chosen, none_fits=not chosen, **common),
        "aside": lambda: actions.set_aside(reading_id=row.pk, reason="spam", **common),
        "again": lambda: actions.take_up_again(reading_id=row.pk, **common),
        "reopen": lambda: actions.look_again(reading_id=row.pk, **common),
        "merge": lambda: actions.merge_themes(theme=theme, into=other, **book),
        "split": lambda: actions.split_theme(theme=theme, into=[other, third], **book),
        "retire": lambda: actions.retire_theme(theme=theme, **book),
        "take_back": lambda: take_back(row=row, **common),
    }
    try:
        every[step]()
    except DomainError:
        return


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_what_is_kept_is_what_every_coding_says(data, room: Room) -> None:  # noqa: F811
    people = [room.lead, room.second_lead, room.coder, room.second_coder]
    rows = [*room.double("about one thing that people say", "and another"), *room.say("and a third one")]
    for _ in range(data.draw(st.integers(1, 20))):
        row, by = data.draw(st.sampled_from(rows)), data.draw(st.sampled_from(people))
        attempt(data.draw(st.sampled_from(STEPS)), row, by, room, data)
        assert choices_of(room.book.pk) == from_every_coding(room.book.pk)
    before = dict(Reading.objects.values_list("pk", "compared"))
    fill_anew(by=room.lead, at=AT)
    assert dict(Reading.objects.values_list("pk", "compared")) == before
