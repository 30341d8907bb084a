"""Every write about appointments. Each locks the case, checks who may, what the rules say, writes, and records."""

from throughcare.delivery.appointments.actions.booking import answer_offer, book, cancel, move
from throughcare.delivery.appointments.actions.feeds import digest_of, end_feed, make_feed
from throughcare.delivery.appointments.actions.groups import add_to_group, move_group, plan_group, record_group
from throughcare.delivery.appointments.actions.lone import (
    come_back,
    found_safe,
    overdue_untold,
    raise_alarm,
    start_visit,
    stay_longer,
    tell_overdue,
)
from throughcare.delivery.appointments.actions.reading import open_case, open_clinical_notes, say_read
from throughcare.delivery.appointments.actions.recording import (
    Record,
    amend_session,
    log_contact,
    record_session,
    save_draft,
)
from throughcare.delivery.appointments.actions.reminding import (
    agree_reminders,
    due_reminders,
    end_reminders,
    send_messages,
    send_regularly,
    send_reminder,
)
from throughcare.delivery.appointments.actions.steps import Terms

__all__ = [
    "Record",
    "Terms",
    "add_to_group",
    "agree_reminders",
    "amend_session",
    "answer_offer",
    "book",
    "cancel",
    "come_back",
    "digest_of",
    "due_reminders",
    "end_feed",
    "end_reminders",
    "found_safe",
    "log_contact",
    "make_feed",
    "move",
    "move_group",
    "open_case",
    "open_clinical_notes",
    "overdue_untold",
    "plan_group",
    "raise_alarm",
    "record_group",
    "record_session",
    "save_draft",
    "say_read",
    "send_messages",
    "send_regularly",
    "send_reminder",
    "start_visit",
    "stay_longer",
    "tell_overdue",
]
