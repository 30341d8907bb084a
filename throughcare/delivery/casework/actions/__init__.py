"""Every write of casework."""

from throughcare.delivery.casework.actions.codes import (
    close_codes_that_ended,
    finish_answering,
    give_answer,
    hand_out,
    open_code,
    stop_answering,
    take_back_code,
)
from throughcare.delivery.casework.actions.questionnaires import (
    decline_questionnaire,
    enter_answers,
    start_questionnaires,
    void_questionnaire,
)
from throughcare.delivery.casework.actions.risk import escalate_overdue, save_protocol, work_through
from throughcare.delivery.casework.actions.wording import load_wording, withdraw_wording

__all__ = [
    "close_codes_that_ended",
    "decline_questionnaire",
    "enter_answers",
    "escalate_overdue",
    "finish_answering",
    "give_answer",
    "hand_out",
    "load_wording",
    "open_code",
    "save_protocol",
    "start_questionnaires",
    "stop_answering",
    "take_back_code",
    "void_questionnaire",
    "withdraw_wording",
    "work_through",
]
