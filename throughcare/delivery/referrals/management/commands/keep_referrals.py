"""What the system does with referrals once a day: ``manage.py keep_referrals``."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from throughcare import clock
from throughcare.delivery.referrals import actions
from throughcare.foundation.ui.words import count


class Command(BaseCommand):
    """Purges drafts, closes what is open about people who died, accepts closure reports that nobody read."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Does all three and says how many of each."""
        at, by = clock.now(), actions.SYSTEM
        self.stdout.write(f"{count(actions.purge_drafts(by=by, at=at), 'draft')} deleted")
        self.stdout.write(f"{count(actions.close_for_died(by=by, at=at), 'case')} closed for people who died")
        self.stdout.write(f"{count(actions.accept_unread_reports(by=by, at=at), 'closure report')} taken as read")
