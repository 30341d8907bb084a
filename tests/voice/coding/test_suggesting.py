"""Suggestions come from settled themes, say which words led to them, and are kept in files known by their hash."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from tests.support.world import AT
from tests.voice.coding.conftest import Room
from throughcare.errors import Invalid, NotAllowed
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.ports import suggesting as port
from throughcare.foundation.record.guard import action
from throughcare.voice.coding import actions
from throughcare.voice.coding.actions.readings import comments_taken_back
from throughcare.voice.coding.models import Code, Reading, Settled
from throughcare.voice.coding.queries.suggesting import model_folder, model_of, suggestions_for, themes_of
from throughcare.voice.coding.rules.suggesting import (
    Example,
    NotThisFile,
    TooFew,
    measure,
    read_model,
    train,
    write_model,
)

SAID = {
    "waiting": ["I waited for weeks", "such a long wait for an answer", "weeks of waiting and no call", "waiting list"],
    "staff": ["my worker is kind", "the worker was rude to me", "she listened to me", "respect from my worker"],
    "housing": ["the hostel is full", "no place to live", "council said no flat", "evicted from the hostel"],
}
EXAMPLES = [
    Example(f"{text} number {n}", frozenset({theme}))
    for theme, found in SAID.items()
    for text in found
    for n in range(5)
]


def suggested_for(reading: Reading):
    return suggestions_for(reading, themes_of(reading.codebook_id))


@pytest.fixture(scope="module")
def model():
    return train(EXAMPLES)


def test_the_likeliest_theme_comes_first_with_the_words_that_led_to_it(model) -> None:
    found = model.suggest("the hostel threw me out")
    assert len(found) == 3
    assert found[0].theme == "housing"
    assert found[0].is_likely
    assert found[0].words[0] == "hostel"
    assert "the" not in found[0].words


def test_masks_and_unknown_words_lead_to_nothing(model) -> None:
    assert model.suggest("[name] [phone number]") == ()
    assert model.suggest("") == ()
    assert model.suggest("\u0648\u0648\u0648") == ()


def test_what_each_word_adds_is_the_score(model) -> None:
    from throughcare.voice.coding.rules.suggesting.explaining import shares_of, word_weights

    text = "rude worker"
    shares = shares_of(model, text, model.features([text]))
    for place in range(len(model.themes)):
        said = sum(word_weights(model, shares, place).values())
        assert said + model.starts[place] == pytest.approx(float(model.scores([text])[0, place]), abs=1e-4)


def test_too_few_comments_say_so() -> None:
    with pytest.raises(TooFew, match="5 comments are settled"):
        train(EXAMPLES[:5])
    with pytest.raises(TooFew):
        train([Example(one.masked, frozenset({"one"})) for one in EXAMPLES])


def test_the_same_comments_give_the_same_model(model) -> None:
    again = train(EXAMPLES)
    assert np.array_equal(again.weights, model.weights)
    assert measure(EXAMPLES) == measure(EXAMPLES)


def test_a_theme_without_comments_is_suggested_by_what_the_codebook_says_of_it() -> None:
    model = train(EXAMPLES, meanings={"money": "Money. Debt, fines, benefit payments and universal credit."})
    assert "money" in [one.theme for one in model.suggest("they stopped my universal credit payments")][:2]


def test_held_back_comments_are_hit_more_often_than_by_naming_the_commonest() -> None:
    found = measure([*EXAMPLES, *(Example(f"other words {n}", frozenset({"rare"})) for n in range(6))])
    assert found.n + found.learnt_from == 66
    assert found.first > found.common_first
    assert 0 <= found.macro_f1 <= 1


def test_a_file_says_the_same_and_another_file_is_refused(model, tmp_path: Path) -> None:
    path = tmp_path / "m.npz"
    sha256 = write_model(model, path)
    again = read_model(path, sha256)
    assert [one.theme for one in again.suggest("rude worker")] == [one.theme for one in model.suggest("rude worker")]
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(NotThisFile, match="not the file"):
        read_model(path, sha256)
    with pytest.raises(NotThisFile, match="missing"):
        read_model(tmp_path / "none.npz", sha256)


@pytest.fixture
def coded(room: Room) -> list[Reading]:
    """Settled comments to learn from, and one to suggest for."""
    rows = room.say(*(one.masked for one in EXAMPLES), "the hostel is cold")
    for row, one in zip(rows, EXAMPLES, strict=False):
        actions.code_comment(reading_id=row.pk, themes=one.themes, by=room.coder, at=AT)
    return rows


def test_a_model_is_trained_as_a_job_kept_with_hash_and_date_and_never_codes(room: Room, coded: list[Reading]) -> None:
    with pytest.raises(NotAllowed):
        actions.train_suggestions(codebook_id=room.book.pk, by=room.coder, at=AT)
    made = actions.train_suggestions(codebook_id=room.book.pk, by=actions.JOB, at=AT)
    assert (made.comments, len(made.sha256), made.trained_at) == (60, 64, AT)
    assert made.measured["n"] == 20
    before = (Code.objects.count(), Settled.objects.count())
    found, learnt_from = suggested_for(coded[-1])
    assert (found[0].theme, learnt_from) == ("housing", 60)
    assert len(found) == 3
    assert (Code.objects.count(), Settled.objects.count()) == before


def test_a_file_that_was_changed_suggests_nothing(room: Room, coded: list[Reading]) -> None:
    made = actions.train_suggestions(codebook_id=room.book.pk, by=room.lead, at=AT)
    assert model_of(room.book.pk) is not None
    (model_folder() / made.file).write_bytes(b"something else")
    from throughcare.voice.coding.queries import suggesting

    suggesting._loaded.cache_clear()
    assert model_of(room.book.pk) is None
    assert suggested_for(coded[-1]) == ((), 0)


def test_a_merged_theme_is_suggested_as_the_one_it_lives_on_in(room: Room, coded: list[Reading]) -> None:
    actions.train_suggestions(codebook_id=room.book.pk, by=room.lead, at=AT)
    actions.merge_themes(
        codebook_id=room.book.pk, theme="housing", into="getting-there", reason="Same people.", by=room.lead, at=AT
    )
    found, _ = suggested_for(coded[-1])
    assert found[0].theme == "getting-there"
    assert len({one.theme for one in found}) == len(found) == 3


@action
def take_back(*, rows: list[Reading], by: Viewer, at: datetime) -> None:
    """What happens where those who gave some comments take them back."""
    comments_taken_back([row.comment_id for row in rows], at)


def kept() -> list[str]:
    return sorted(one.name for one in model_folder().iterdir())


def test_words_that_were_taken_back_stay_in_no_model(
    room: Room, coded: list[Reading], django_capture_on_commit_callbacks
) -> None:
    later = AT + timedelta(days=1)
    (row,) = room.say("the council never answered zorblax letters")
    actions.code_comment(reading_id=row.pk, themes=["waiting"], by=room.coder, at=AT)
    before = set(kept()) if model_folder().exists() else set()
    made = actions.train_suggestions(codebook_id=room.book.pk, by=room.lead, at=AT)
    assert "zorblax" in read_model(model_folder() / made.file, made.sha256).words.vocabulary_
    assert actions.keep_models(later) == "0 codebooks trained"
    take_back(rows=[row], by=actions.JOB, at=later)
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.keep_models(later + timedelta(days=1)) == "1 codebook trained"
    (file,) = set(kept()) - before
    row, model = model_of(room.book.pk)
    assert row.file == file != made.file
    assert "zorblax" not in model.words.vocabulary_
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.keep_models(later + timedelta(days=2)) == "0 codebooks trained"


def test_a_model_goes_where_too_few_comments_are_left_to_learn_from(
    room: Room, coded: list[Reading], django_capture_on_commit_callbacks
) -> None:
    made = actions.train_suggestions(codebook_id=room.book.pk, by=room.lead, at=AT)
    later = AT + timedelta(days=1)
    take_back(rows=coded[:40], by=actions.JOB, at=later)
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.keep_models(later) == "0 codebooks trained"
    assert made.file not in kept()


def test_too_few_to_learn_from(room: Room) -> None:
    with pytest.raises(Invalid, match="0 comments are settled"):
        actions.train_suggestions(codebook_id=room.book.pk, by=room.lead, at=AT)


def test_a_plug_in_is_asked_only_where_it_was_chosen_and_sees_what_is_masked(room: Room, coded, settings) -> None:
    asked = []

    class Fake:
        def suggest(self, masked, themes):
            asked.append(masked)
            return [port.Suggested("staff", 0.9, ("cold",)), port.Suggested("nowhere", 0.8)]

    port.offer_suggester("fake", Fake)
    suggested_for(coded[-1])
    assert asked == []
    settings.SUGGESTER = "fake"
    found, _ = suggested_for(coded[-1])
    assert [one.theme for one in found] == ["staff"]
    assert asked == ["the hostel is cold"]
