"""Somebody's words are shown only masked, cut, of a large enough group, and approved by another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.world import AT, person
from tests.voice.coding.conftest import PROVIDER, Room
from tests.voice.feedback import people
from throughcare.errors import DomainError, Invalid, NotAllowed, WrongState
from throughcare.foundation.access.scope import visible_to
from throughcare.voice.coding import actions
from throughcare.voice.coding.models import Quote, Reading
from throughcare.voice.coding.queries.quoting import people_behind, sizes_around
from throughcare.voice.coding.rules import quoting as rules
from throughcare.voice.coding.rules.suggesting.features import WORD, readable

SAID = [
    "waiting",
    "wait",
    "Waiting",
    "[name]",
    "name",
    "a",
    "ÉCOLE",
    "école",
    "cole",
    "o'clock",
    "3",
    "32",
    "x-ray",
    ",",
]


@pytest.fixture
def said(room: Room) -> Reading:
    """A settled comment among enough others."""
    rows = room.say(
        "They kept me waiting for three weeks and then nobody came to see me at all",
        *(f"Waited a long time to see my own worker there {number}" for number in range(11)),
    )
    for row in rows:
        actions.code_comment(reading_id=row.pk, themes=["waiting"], by=room.coder, at=AT)
    return Reading.objects.get(pk=rows[0].pk)


def propose(said: Reading, by: object, words: str, **more: object) -> Quote:
    given = {"reading_id": said.pk, "theme": "waiting", "words": words, "by": by, "at": AT}
    return actions.propose_quote(**{**given, **more})


def test_a_quote_is_approved_by_another_and_then_seen_by_those_who_act(room: Room, said: Reading) -> None:
    quote = propose(said, room.lead, "They kept me waiting [...] nobody came to see me", rare_words_seen=True)
    assert quote.said_of == "someone on IOM in London"
    assert not visible_to(room.commissioner, Quote).exists()
    with pytest.raises(NotAllowed, match="somebody else"):
        actions.approve_quote(quote_id=quote.pk, by=room.lead, at=AT)
    with pytest.raises(NotAllowed):
        actions.approve_quote(quote_id=quote.pk, by=room.coder, at=AT)
    actions.approve_quote(quote_id=quote.pk, by=room.second_lead, at=AT)
    assert visible_to(room.commissioner, Quote).get().words == "They kept me waiting [...] nobody came to see me"
    actions.take_down_quote(quote_id=quote.pk, reason="It was traced.", by=room.coder, at=AT)
    assert not visible_to(room.commissioner, Quote).exists()
    with pytest.raises(WrongState):
        actions.approve_quote(quote_id=quote.pk, by=room.second_lead, at=AT)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("They kept us waiting for weeks", "no other words"),
        ("nobody came to see me [...] They kept me waiting", "no other words"),
        ("They kept", "3 words or more"),
        ("", "3 words or more"),
    ],
)
def test_a_quote_is_what_was_said_in_its_order(room: Room, said: Reading, words: str, says: str) -> None:
    with pytest.raises(Invalid, match=says):
        propose(said, room.coder, words)


def test_rare_words_and_figures_must_be_looked_at(room: Room, said: Reading) -> None:
    with pytest.raises(Invalid, match="nobody"):
        propose(said, room.coder, "and then nobody came to see me")
    assert propose(said, room.coder, "and then nobody came to see me", rare_words_seen=True).rare_words_seen


def test_a_quote_of_few_is_refused(room: Room) -> None:
    (row,) = room.say("They kept me waiting for a long time")
    actions.code_comment(reading_id=row.pk, themes=["waiting"], by=room.coder, at=AT)
    with pytest.raises(NotAllowed, match="Fewer than 10"):
        propose(row, room.coder, "kept me waiting for a long time", rare_words_seen=True)


def test_a_name_that_became_known_since_it_was_proposed_keeps_a_quote_from_being_approved(
    room: Room, said: Reading
) -> None:
    (row,) = room.say("whitlock was kind to me at the door")
    actions.code_comment(reading_id=row.pk, themes=["waiting"], by=room.coder, at=AT)
    quote = propose(row, room.lead, "whitlock was kind to me", rare_words_seen=True)
    person("peer_researcher", name="karen.whitlock", **PROVIDER)
    with pytest.raises(Invalid, match="points at a person"):
        actions.approve_quote(quote_id=quote.pk, by=room.second_lead, at=AT)


def test_a_quote_stands_under_the_theme_that_its_own_was_merged_into(room: Room, said: Reading) -> None:
    quote = propose(said, room.lead, "They kept me waiting for three weeks", rare_words_seen=True)
    merge = {"theme": "waiting", "into": "staff", "reason": "Same people.", "by": room.lead, "at": AT}
    actions.merge_themes(codebook_id=room.book.pk, **merge)
    quote.refresh_from_db()
    assert quote.theme.code == "staff"


def test_many_comments_of_few_people_are_few(room: Room) -> None:
    """Twelve things that one person said in an interview; then two questions of a survey that nine people answered."""
    said = [f"They kept me waiting for a long time again {number}" for number in range(12)]
    rows = room.say(*said, consented=1)
    for row in rows:
        actions.code_comment(reading_id=row.pk, themes=["waiting"], by=room.coder, at=AT)
    assert sizes_around(Reading.objects.get(pk=rows[0].pk))[-1] == ("someone on IOM in London", 1)
    with pytest.raises(NotAllowed, match="Fewer than 10 people"):
        propose(rows[0], room.coder, "kept me waiting for a long time", rare_words_seen=True)
    survey = people.opened(["change", "good"])
    texts = {"change": "Shorter waits please", "good": "The people are good"}
    for code in people.codes_for(survey, 20)[:9]:
        people.answer(code, texts)
    people.close(survey)
    actions.take_in(by=actions.JOB, at=AT)
    taken = Reading.objects.filter(comment__survey_version=survey)
    assert (taken.count(), people_behind(taken)) == (18, 9)


def test_a_word_that_may_be_a_name_is_not_quoted(room: Room, said: Reading) -> None:
    (row,) = room.say("I saw that Zorrobert was waiting for me there")
    actions.code_comment(reading_id=row.pk, themes=["waiting"], by=room.coder, at=AT)
    with pytest.raises(Invalid, match="may be a name"):
        propose(row, room.coder, "Zorrobert was waiting for me", rare_words_seen=True)


def test_only_settled_comments_and_their_own_themes(room: Room, said: Reading) -> None:
    (row,) = room.say("I was waiting for ages and ages")
    with pytest.raises(WrongState, match="settled"):
        propose(row, room.coder, "waiting for ages and ages", rare_words_seen=True)
    with pytest.raises(Invalid, match="comment's themes"):
        propose(said, room.coder, "They kept me waiting", theme="housing", rare_words_seen=True)


def test_a_refusal_says_why(room: Room, said: Reading) -> None:
    quote = propose(said, room.lead, "They kept me waiting for three weeks", rare_words_seen=True)
    with pytest.raises(Invalid, match="Say why"):
        actions.refuse_quote(quote_id=quote.pk, reason=" ", by=room.second_lead, at=AT)
    row = actions.refuse_quote(quote_id=quote.pk, reason="Too close to one person.", by=room.second_lead, at=AT)
    assert (row.state, row.reason) == ("refused", "Too close to one person.")
    with pytest.raises(DomainError):
        actions.approve_quote(quote_id=quote.pk, by=room.second_lead, at=AT)


def test_a_quote_goes_where_a_reader_masks_words_of_it_later(room: Room, said: Reading) -> None:
    named = propose(said, room.lead, "They kept me waiting for three weeks", rare_words_seen=True)
    actions.approve_quote(quote_id=named.pk, by=room.second_lead, at=AT)
    other = propose(said, room.lead, "nobody came to see me", rare_words_seen=True)
    actions.mask_more(reading_id=said.pk, words="three weeks", kind="date", by=room.coder, at=AT)
    named.refresh_from_db()
    other.refresh_from_db()
    assert (named.state, named.words) == ("taken_down", "")
    assert named.reason == "Words of it were masked since."
    assert (other.state, other.words) == ("proposed", "nobody came to see me")
    assert not visible_to(room.commissioner, Quote).exists()


def test_a_comment_that_is_set_aside_is_not_quoted_any_more(room: Room, said: Reading) -> None:
    quote = propose(said, room.lead, "nobody came to see me", rare_words_seen=True)
    actions.approve_quote(quote_id=quote.pk, by=room.second_lead, at=AT)
    assert visible_to(room.commissioner, Quote).exists()
    if said.state == "settled":
        actions.look_again(reading_id=said.pk, by=room.lead, at=AT)
    actions.set_aside(reading_id=said.pk, reason="twice", by=room.coder, at=AT)
    quote.refresh_from_db()
    assert (quote.state, quote.words, quote.reason) == ("taken_down", "", "The comment was set aside since.")
    assert not visible_to(room.commissioner, Quote).exists()


@given(st.lists(st.lists(st.sampled_from(SAID), max_size=5).map(" ".join), max_size=30), st.sets(st.sampled_from(SAID)))
def test_how_often_a_word_is_seen_is_what_cutting_every_comment_to_words_says(texts: list[str], said: set[str]) -> None:
    wanted = WORD.findall(readable(" ".join(said)))
    every = [set(WORD.findall(readable(text))) for text in texts]
    seen = rules.times_seen(wanted, texts)
    for word in wanted:
        assert min(seen[word], rules.RARE_BELOW) == min(sum(word in one for one in every), rules.RARE_BELOW)


def test_who_is_introduced_by_the_closest_group_that_is_large_enough() -> None:
    sizes = [("near", 3), ("service", 12), ("everyone", 40)]
    assert rules.said_of(sizes, least=10) == "service"
    assert rules.said_of(sizes, least=3) == "near"
    assert rules.rare_details("my 3 dogs", {"dogs": 9}, comments=500) == ("3",)
    assert rules.rare_details("my parrot", {"parrot": 1}, comments=500) == ("parrot",)
