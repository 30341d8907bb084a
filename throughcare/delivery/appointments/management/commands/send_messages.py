"""Sends what is due about appointments, and tells buddies of colleagues who are overdue. Run it every five minutes."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from throughcare import clock
from throughcare.delivery.appointments import actions
from throughcare.foundation.ports.messages import sender


class Command(BaseCommand):
    """``manage.py send_messages``."""

    help = "Sends reminders that are due and tells buddies of colleagues who are overdue from a visit alone."

    def handle(self, *args: Any, **options: Any) -> None:
        at, out = clock.now(), sender()
        overdue = actions.overdue_untold(at)
        for visit_id in overdue:
            actions.tell_overdue(visit_id=visit_id, sender=out, by=None, at=at)
        due = actions.due_reminders(at)
        found = [actions.send_reminder(reminder_id=one, sender=out, by=None, at=at) for one in due]
        sent = found.count("sent")
        self.stdout.write(f"Overdue visits told: {len(overdue)}. Messages sent: {sent}, not sent: {len(found) - sent}.")
