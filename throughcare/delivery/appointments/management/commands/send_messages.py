"""Sends what is due about appointments and tells buddies of those overdue: ``manage.py send_messages``."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from throughcare import clock
from throughcare.delivery.appointments.actions import send_messages


class Command(BaseCommand):
    """The web server does this by itself every five minutes."""

    help = "Sends reminders that are due and tells buddies of colleagues who are overdue from a visit alone."

    def handle(self, *args: Any, **options: Any) -> None:
        """Sends, and says how many."""
        self.stdout.write(send_messages(clock.now()))
