"""Every write of panels. Each checks who may, what the rules say, writes, and records what happened."""

from throughcare.delivery.panels.actions.cases import add_case, carry_over_case, save_discussion, step_aside, take_off
from throughcare.delivery.panels.actions.deciding import decide
from throughcare.delivery.panels.actions.meetings import (
    cancel_meeting,
    close_meeting,
    finish_meeting,
    freeze_agenda,
    name_chair,
    open_meeting,
    record_attendance,
    reschedule,
    schedule,
)
from throughcare.delivery.panels.actions.minutes import approve_minutes
from throughcare.delivery.panels.actions.panels import add_member, change_settings, end_member, start_panel
from throughcare.delivery.panels.actions.papers import save_paper
from throughcare.delivery.panels.actions.promises import carry_over_action, do_action, give_up_action, promise
from throughcare.delivery.panels.actions.releases import expect_release

__all__ = [
    "add_case",
    "add_member",
    "approve_minutes",
    "cancel_meeting",
    "carry_over_action",
    "carry_over_case",
    "change_settings",
    "close_meeting",
    "decide",
    "do_action",
    "end_member",
    "expect_release",
    "finish_meeting",
    "freeze_agenda",
    "give_up_action",
    "name_chair",
    "open_meeting",
    "promise",
    "record_attendance",
    "reschedule",
    "save_discussion",
    "save_paper",
    "schedule",
    "start_panel",
    "step_aside",
    "take_off",
]
