import shutil
import tempfile
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from throughcare import clock
from throughcare.foundation.operations import archive, stores


class Command(BaseCommand):
    help = "Check an archive and put it back. Nothing is changed unless every hash holds."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("src", metavar="SRC", help="an archive that `throughcare backup` wrote")
        parser.add_argument("--replace", action="store_true", help="replace the data that is there")

    def handle(self, *args: Any, **options: Any) -> None:
        source = Path(options["src"]).expanduser()
        if not source.is_file():
            raise CommandError(f"{source} is not a file. Name an archive that `throughcare backup` wrote.")
        at = clock.now()
        data = Path(settings.DATA)
        with tempfile.TemporaryDirectory(dir=data, prefix=".restore-") as folder:
            manifest = archive.unpack(source, Path(folder))
            self.refuse(manifest, replace=options["replace"])
            aside = self.put_back(Path(folder), at)
        self.stdout.write(f"Restored what {source} held on {manifest.made}: {len(manifest.members)} members.")
        for path in aside:
            self.stdout.write(f"What was there before is kept in {path}")
        self.stdout.write("Run `throughcare verify-record` to see that the record stands.")

    def refuse(self, manifest: archive.Manifest, *, replace: bool) -> None:
        """Stop before anything is touched where the archive does not fit this service."""
        if manifest.engine != connection.vendor:
            raise CommandError(
                f"The archive holds a {manifest.engine} database and this service uses {connection.vendor}. "
                "Set DATABASE_URL to a database of the archive's kind."
            )
        if stores.holds_data() and not replace:
            raise CommandError("There is data here already. Use --replace to put the archive in its place.")

    def put_back(self, folder: Path, at: datetime) -> list[Path]:
        """The database first: until it is in place, files and record are untouched."""
        aside = [stores.put_back(folder / archive.DATABASE, at=at)]
        for name, target in (("files", Path(settings.MEDIA_ROOT)), ("record", Path(settings.RECORD_FOLDER))):
            aside.append(swap_folder(folder / name, target, at))
        return [path for path in aside if path is not None]


def swap_folder(source: Path, target: Path, at: datetime) -> Path | None:
    """Set a folder aside and rename another into its place; gives where the old one is."""
    aside = None
    if target.exists():
        aside = target.with_name(f"{target.name}.before-{at:%Y%m%dT%H%M%S}")
        target.rename(aside)
    if source.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(source, target)
        target.chmod(0o700)
    return aside
