"""Every write about feedback. All but those of ``answering`` record an event; ADR 60 says why those do not."""

from throughcare.voice.feedback.actions.bank import (
    add_question,
    change_question,
    confirm_words,
    retire_question,
    word_question,
)
from throughcare.voice.feedback.actions.batches import make_batch, take_door_code, void_batch
from throughcare.voice.feedback.actions.named import answer_disclosure, enter_text_message, on_taken_back, take_back
from throughcare.voice.feedback.actions.surveys import (
    approve,
    change_draft,
    give_back,
    open_version,
    start_survey,
    start_version,
    submit,
    withdraw,
)
from throughcare.voice.feedback.actions.writing import close_version, tidy, write_batch

__all__ = [
    "add_question",
    "answer_disclosure",
    "approve",
    "change_draft",
    "change_question",
    "close_version",
    "confirm_words",
    "enter_text_message",
    "give_back",
    "make_batch",
    "on_taken_back",
    "open_version",
    "retire_question",
    "start_survey",
    "start_version",
    "submit",
    "take_back",
    "take_door_code",
    "tidy",
    "void_batch",
    "withdraw",
    "word_question",
    "write_batch",
]
