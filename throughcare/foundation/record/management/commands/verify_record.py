from typing import Any

from django.core.management.base import BaseCommand

from throughcare.foundation.record.sealing import verify


class Command(BaseCommand):
    help = "Check that nobody changed history: every event, every seal and the signed head."

    def handle(self, *args: Any, **options: Any) -> None:
        verdict = verify()
        self.stdout.write(f"{verdict.events} events, {verdict.sealed} sealed, {verdict.unsealed} not sealed yet.")
        for problem in verdict.problems:
            self.stdout.write(f"PROBLEM: {problem}")
        if verdict.problems:
            raise SystemExit(1)
        self.stdout.write("The record stands: nothing was edited, deleted, inserted or cut.")
