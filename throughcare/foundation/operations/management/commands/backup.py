import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from throughcare import clock
from throughcare.foundation.operations import archive, stores


class Command(BaseCommand):
    requires_system_checks: list[str] = []
    help = (
        "Write database, uploaded files and the record's keys and signed head to one archive, while the service runs."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("dest", metavar="DEST", help="the archive to write, or a folder to write it in")

    def handle(self, *args: Any, **options: Any) -> None:
        at = clock.now()
        target = Path(options["dest"]).expanduser()
        if target.is_dir():
            target = target / f"throughcare-{at:%Y%m%dT%H%M%S}.tar"
        if target.exists():
            raise CommandError(f"{target} exists already. Name a new file, so that no earlier backup is lost.")
        if not target.parent.is_dir():
            raise CommandError(f"{target.parent} is not a folder. Make it first, or name another.")
        if not stores.holds_data():
            raise CommandError("There is no data to back up yet. Run `throughcare migrate` first.")
        try:
            manifest = self.write(target, at)
        except OSError as error:
            raise CommandError(f"{target} could not be written ({error.strerror}). Nothing was left behind.") from error
        self.stdout.write(f"{target}: {len(manifest.members)} members, {target.stat().st_size} bytes.")
        self.stdout.write(
            "It holds personal data and the record's keys: keep it where only those who may see them can."
        )

    def write(self, target: Path, at: Any) -> archive.Manifest:
        """The database is copied before the record's head, so the head may be ahead of it and never behind."""
        folders = {"files": Path(settings.MEDIA_ROOT), "record": Path(settings.RECORD_FOLDER)}
        with tempfile.TemporaryDirectory(dir=target.parent) as folder:
            copy = Path(folder) / archive.DATABASE
            stores.dump(copy)
            return archive.write(target, engine=connection.vendor, at=at, database=copy, folders=folders)
