"""Every write about feedback. All but those of ``answering`` record an event; ADR 60 says why those do not."""

from throughcare.voice.feedback.actions.activities import (
    add_statements,
    cancel_activity,
    count_votes,
    hold,
    plan_activity,
    put_to_council,
    send_invitations,
    set_agenda,
    settle_expenses,
    tell_back,
    write_up,
)
from throughcare.voice.feedback.actions.bank import (
    add_question,
    change_question,
    confirm_words,
    retire_question,
    take_shipped_questions,
    word_question,
)
from throughcare.voice.feedback.actions.batches import make_batch, take_door_code, void_batch
from throughcare.voice.feedback.actions.dangers import pass_on_danger
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
from throughcare.voice.feedback.actions.writing import close_version, keep_answers, tidy, write_batch, write_if_due

__all__ = [
    "keep_answers",
    "add_question",
    "add_statements",
    "answer_disclosure",
    "approve",
    "cancel_activity",
    "change_draft",
    "change_question",
    "close_version",
    "confirm_words",
    "count_votes",
    "enter_text_message",
    "give_back",
    "hold",
    "make_batch",
    "on_taken_back",
    "open_version",
    "pass_on_danger",
    "plan_activity",
    "put_to_council",
    "retire_question",
    "send_invitations",
    "set_agenda",
    "settle_expenses",
    "start_survey",
    "start_version",
    "submit",
    "take_back",
    "take_shipped_questions",
    "take_door_code",
    "tell_back",
    "tidy",
    "void_batch",
    "withdraw",
    "word_question",
    "write_batch",
    "write_if_due",
    "write_up",
]
