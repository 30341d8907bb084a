"""``throughcare jobs``: does the regular work that is due, or the named ones at once."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from throughcare.foundation.jobs.running import run, run_due
from throughcare.foundation.ports.regular_work import all_work


class Command(BaseCommand):
    """Exit code 1 where any of it failed."""

    help = "Do the regular work that is due; the web server does so by itself. Exit code 1 where any of it failed."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Names, or ``--list``."""
        parser.add_argument("names", nargs="*", metavar="NAME", help="do these now, due or not")
        parser.add_argument("--list", action="store_true", help="show what there is and how often it is done")

    def handle(self, *args: Any, **options: Any) -> None:
        """Does it and says what was done."""
        known = {one.name: one for one in all_work()}
        if options["list"]:
            for one in known.values():
                self.stdout.write(f"{one.name}: {one.says}, every {one.every}")
            return
        unknown = [name for name in options["names"] if name not in known]
        if unknown:
            raise CommandError(f"There is no regular work {unknown[0]!r}. Use one of: {', '.join(known)}.")
        named = [run(known[name], even_if_not_due=True) for name in options["names"]]
        runs = [one for one in named if one is not None] if named else run_due()
        for one in runs:
            self.stdout.write(f"{one.name}: {one.did or 'failed (' + one.failed_with + '); it is tried again'}")
        if not runs:
            self.stdout.write("Nothing is due, or others are doing it.")
        if any(one.failed_with for one in runs):
            sys.exit(1)
