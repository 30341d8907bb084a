from typing import Any

from django.core.management.base import BaseCommand

from throughcare import clock
from throughcare.voice.feedback import actions


class Command(BaseCommand):
    help = "Write feedback that waited for enough others and throw away unfinished answers too old to keep. Run daily."

    def handle(self, *args: Any, **options: Any) -> None:
        written = actions.tidy(at=clock.now())
        self.stdout.write(f"{written} answers were written in shuffled batches.")
