from typing import Any

from django.core.management.base import BaseCommand

from throughcare import clock
from throughcare.foundation.record.sealing import seal


class Command(BaseCommand):
    help = "Seal the events that have no seal yet and sign the head."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{seal(at=clock.now())} events sealed.")
