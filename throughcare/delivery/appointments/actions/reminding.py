"""Consent to be reminded, the queue of messages about appointments, and sending what is due.

A message waits as a row written with the appointment, so it is there exactly when the appointment is. Whether it may
go, to which address and with which words is decided when it goes, by what holds then.
"""

from __future__ import annotations

from datetime import datetime

from throughcare import clock
from throughcare.delivery.appointments import states
from throughcare.delivery.appointments.actions.lone import overdue_untold, tell_overdue
from throughcare.delivery.appointments.models import Appointment, Reminder, ReminderConsent
from throughcare.delivery.appointments.queries import settings
from throughcare.delivery.appointments.rules import standing, telling
from throughcare.delivery.people.models import ServiceUser
from throughcare.delivery.people.queries.scope import about_any_of
from throughcare.errors import NotFound
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.ports.messages import Message, NotSent, Sender, check_goes_somewhere, sender
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action

MOST_TRIES = 5


def _consent(person: ServiceUser | None) -> ReminderConsent | None:
    """What a person agreed to last and still holds, on any of their records."""
    if person is None:
        return None
    rows = ReminderConsent.objects.filter(about_any_of([person.pk]), until__isnull=True)
    found: ReminderConsent | None = rows.order_by("-from_at", "-pk").first()
    return found


def _end_consents(person: ServiceUser, *, at: datetime) -> None:
    ReminderConsent.objects.filter(about_any_of([person.pk]), until__isnull=True).update(until=at)


def queue_reminder(row: Appointment, *, at: datetime) -> None:
    """Puts a reminder in the queue where the person agreed to be reminded and there is time for one."""
    if _consent(row.referral.about) is None or row.reminders.filter(kind=Reminder.Kind.REMINDER).exists():
        return
    hours = settings.limit("remind_hours_before", clock.today(at))
    due = telling.reminder_due(row.starts_at, hours_before=hours, at=at)
    if due < row.starts_at:
        Reminder(appointment=row, kind=Reminder.Kind.REMINDER, due_at=due).save()


def drop_reminders(row: Appointment, *, reason: str, at: datetime) -> None:
    """Takes what has not gone out of the queue."""
    queued = row.reminders.filter(state=Reminder.State.QUEUED)
    queued.update(state=Reminder.State.DROPPED, reason=reason, settled_at=at)


def call_off(row: Appointment, *, at: datetime) -> None:
    """Tells the person that it will not take place, where they agreed to messages."""
    if _consent(row.referral.about) is not None and row.starts_at > at:
        Reminder(appointment=row, kind=Reminder.Kind.CALLED_OFF, due_at=at).save()


@action
def agree_reminders(
    *, service_user_id: int, channel: str, address: str, marked_safe: bool, by: Viewer, at: datetime
) -> ReminderConsent:
    """Writes down that a person agreed to be reminded and where; what held before ends at that moment."""
    person = _bookable(service_user_id, by=by)
    written = telling.check_contact(channel, address)
    now = _consent(person)
    if now is not None and (now.channel, now.address, now.marked_safe) == (channel, written, marked_safe):
        return now
    _end_consents(person, at=at)
    row = ReminderConsent(
        service_user=person,
        channel=channel,
        address=written,
        marked_safe=marked_safe,
        from_at=at,
        recorded_by_id=by.person_id,
    )
    row.save()
    event("reminder_consent.given", subject=("service_user", person.pk), by=by, at=at, reason_code=channel)
    whose = about_any_of([person.pk], "referral__service_user")
    ahead = Appointment.objects.filter(whose, state=states.Appointment.BOOKED, starts_at__gt=at)
    for one in ahead.select_related("referral"):
        queue_reminder(one, at=at)
    return row


@action
def end_reminders(*, service_user_id: int, by: Viewer, at: datetime) -> None:
    """Writes down that a person does not want to be reminded any more."""
    person = _bookable(service_user_id, by=by)
    if _consent(person) is None:
        raise NotFound("This person is not reminded.", remedy="There is nothing to end.")
    _end_consents(person, at=at)
    whose = about_any_of([person.pk], "appointment__referral__service_user")
    queued = Reminder.objects.filter(whose, state=Reminder.State.QUEUED)
    queued.update(state=Reminder.State.DROPPED, reason="no_consent", settled_at=at)
    event("reminder_consent.ended", subject=("service_user", person.pk), by=by, at=at)


def _bookable(service_user_id: int, *, by: Viewer) -> ServiceUser:
    if not by.can(Permission.TRIAGE_REFERRAL):
        check_can(by, Permission.WORK_CASE)
    seen = get_visible(by, ServiceUser, pk=service_user_id)
    person: ServiceUser = ServiceUser.objects.locked(seen.pk)
    return person


def due_reminders(at: datetime) -> list[int]:
    """The numbers of the messages that should go out by a moment, the longest due first."""
    rows = Reminder.objects.filter(state=Reminder.State.QUEUED, due_at__lte=at)
    return list(rows.order_by("due_at", "id").values_list("pk", flat=True))


@action
def send_reminder(*, reminder_id: int, sender: Sender, by: Viewer | None, at: datetime) -> str:
    """Sends one message, or drops it with the reason. Gives ``sent``, ``queued`` (to try again) or the reason.

    The row is locked while it goes, so two senders never send it twice; a kill after sending may send it once more,
    under the same reference.
    """
    row: Reminder = Reminder.objects.locked(reminder_id)
    if row.state != Reminder.State.QUEUED:
        return row.reason or row.state
    appointment = Appointment.objects.select_related("referral__service_user__merged_into").get(pk=row.appointment_id)
    consent = _consent(appointment.referral.about)
    why = _why_not(row, appointment, consent, at=at)
    if why or consent is None:
        return _settle(row, Reminder.State.DROPPED, why or "no_consent", by=by, at=at)
    words = _words(row, appointment)
    try:
        sender.send(
            Message(
                "email" if consent.channel == ReminderConsent.Channel.EMAIL else "text",
                consent.address,
                words,
                subject="Your appointment",
                reference=f"reminder-{row.pk}",
            )
        )
    except NotSent:
        return _try_again(row, by=by, at=at)
    return _settle(row, Reminder.State.SENT, "", by=by, at=at)


def _why_not(row: Reminder, appointment: Appointment, consent: ReminderConsent | None, *, at: datetime) -> str:
    person = appointment.referral.about
    if person is None or at >= appointment.starts_at:
        return "too_late"
    called_off = row.kind == Reminder.Kind.CALLED_OFF
    facts = telling.ReminderFacts(
        is_ahead=called_off or appointment.state == states.Appointment.BOOKED,
        has_consent=consent is not None,
        is_restricted=person.is_restricted,
        marked_safe=consent is not None and consent.marked_safe,
        has_died=person.died_on is not None,
        case_is_open=called_off or appointment.referral.state not in standing.CLOSED | {standing.PAUSED},
    )
    return telling.why_not_reminded(facts)


def _words(row: Reminder, appointment: Appointment) -> str:
    if row.kind == Reminder.Kind.CALLED_OFF:
        return telling.called_off_words(starts=appointment.starts_at)
    return telling.reminder_words(starts=appointment.starts_at, place=settings.first_line(appointment.place))


def _try_again(row: Reminder, *, by: Viewer | None, at: datetime) -> str:
    row.tries += 1
    if row.tries >= MOST_TRIES:
        return _settle(row, Reminder.State.DROPPED, "not_deliverable", by=by, at=at)
    row.save()
    event("reminder.delayed", subject=("reminder", row.pk), by=by, at=at)
    return Reminder.State.QUEUED.value


def _settle(row: Reminder, state: str, reason: str, *, by: Viewer | None, at: datetime) -> str:
    row.state, row.reason, row.settled_at = state, reason, at
    row.save()
    event(f"reminder.{state}", subject=("reminder", row.pk), by=by, at=at, reason_code=reason)
    return reason or state


def send_regularly(at: datetime) -> str:
    """What the server does every few minutes: as ``send_messages``, but never into a console that nobody reads."""
    check_goes_somewhere()
    return send_messages(at)


def send_messages(at: datetime) -> str:
    """Tells buddies of colleagues who are overdue, then sends what is due; gives how many of each."""
    out, overdue = sender(), overdue_untold(at)
    for visit_id in overdue:
        tell_overdue(visit_id=visit_id, sender=out, by=None, at=at)
    found = [send_reminder(reminder_id=one, sender=out, by=None, at=at) for one in due_reminders(at)]
    sent = found.count("sent")
    return f"Overdue visits told: {len(overdue)}. Messages sent: {sent}, not sent: {len(found) - sent}."
