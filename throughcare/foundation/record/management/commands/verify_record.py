from typing import Any

from django.core.management.base import BaseCommand

from throughcare.foundation.record.rebuilding import verify_states
from throughcare.foundation.record.sealing import verify


class Command(BaseCommand):
    help = "Check that nobody changed history, and that every stored state is what its events add up to."

    def handle(self, *args: Any, **options: Any) -> None:
        verdict, states = verify(), verify_states()
        self.stdout.write(f"{verdict.events} events, {verdict.sealed} sealed, {verdict.unsealed} not sealed yet.")
        self.stdout.write(f"{states.subjects} stored states, {states.events} events that set one.")
        for problem in (*verdict.problems, *states.problems):
            self.stdout.write(f"PROBLEM: {problem}")
        if verdict.problems or states.problems:
            raise SystemExit(1)
        self.stdout.write("The record stands: nothing was edited, deleted, inserted or cut.")
        self.stdout.write("Every stored state is what its events add up to.")
