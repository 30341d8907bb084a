from typing import Any

from django.core.management.base import BaseCommand

from throughcare import clock
from throughcare.voice.feedback import actions


class Command(BaseCommand):
    help = "Write feedback that waited for enough others and throw away unfinished answers too old to keep. Run daily."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(actions.keep_answers(clock.now()))
