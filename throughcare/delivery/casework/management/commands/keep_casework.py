"""What the system does with casework every quarter of an hour or so: ``manage.py keep_casework``."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from throughcare import clock
from throughcare.delivery.casework import actions
from throughcare.delivery.referrals.actions import SYSTEM
from throughcare.foundation.ui.words import count


class Command(BaseCommand):
    """Tells leads of overdue risk answers, closes codes that ended, lapses referrals on that nobody answered."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Does each and says how many there were."""
        at = clock.now()
        call = {"by": SYSTEM, "at": at}
        self.stdout.write(f"{count(actions.escalate_overdue(**call), 'risk answer')} told to leads")
        self.stdout.write(f"{count(actions.close_codes_that_ended(**call), 'code')} closed")
        self.stdout.write(f"{count(actions.lapse_onward(**call), 'referral on', 'referrals on')} lapsed")
        self.stdout.write(f"{count(actions.settle_reports(**call), 'closure report')} taken as accepted")
