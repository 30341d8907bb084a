"""What the system does with referrals every hour, on demand: ``manage.py keep_referrals``."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from throughcare import clock
from throughcare.delivery.referrals.actions import keep_referrals


class Command(BaseCommand):
    """Purges drafts, closes what is open about people who died, accepts closure reports that nobody read."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Does all three and says how many of each."""
        self.stdout.write(keep_referrals(clock.now()))
