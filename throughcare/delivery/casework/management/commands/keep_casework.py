"""What the system does with casework every quarter of an hour, on demand: ``manage.py keep_casework``."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from throughcare import clock
from throughcare.delivery.casework.actions import keep_casework


class Command(BaseCommand):
    """Tells leads of overdue risk answers, closes codes that ended, lapses referrals on that nobody answered."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Does each and says how many there were."""
        self.stdout.write(keep_casework(clock.now()))
