import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from throughcare import clock
from throughcare.doors.imports import actions
from throughcare.doors.imports.rules import LARGEST, REFUSED, Report
from throughcare.errors import Invalid
from throughcare.foundation.access.areas import EVERYWHERE, boroughs_of
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.viewers import Viewer, viewer_of
from throughcare.foundation.organisations.models import Organisation, Person
from throughcare.foundation.ports.importing import Import, Kind, kinds

PROBLEMS = 1


class Command(BaseCommand):
    help = "Read a file of rows into the service, all or nothing unless --partial; every refused row is told."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", nargs="?", metavar="KIND", help="what the rows are; --list shows the kinds")
        parser.add_argument("file", nargs="?", metavar="FILE", type=Path, help="a CSV file in UTF-8 with a heading")
        parser.add_argument("--list", action="store_true", help="show the kinds with their columns")
        parser.add_argument("--dry-run", action="store_true", help="do everything and keep nothing")
        parser.add_argument("--partial", action="store_true", help="take the sound rows though others are refused")
        parser.add_argument("--by", metavar="EMAIL", default="", help="the person who imports (default: the system)")
        parser.add_argument("--format", choices=("text", "json"), default="text", help="how to print (default: text)")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["list"]:
            self.show_kinds(options["format"])
            return
        kind = self.kind(options["kind"])
        path: Path | None = options["file"]
        if path is None:
            raise CommandError(f"Name the file: throughcare import {kind.name} FILE.")
        given = Import(by=self.importer(options["by"]), at=clock.now())
        try:
            rows = actions.rows_of(kind, self.readable(path))
        except Invalid as error:
            raise CommandError(f"{path}: {error.says}") from error
        report = actions.take_in(kind, rows, partial=options["partial"], dry_run=options["dry_run"], given=given)
        self.show(report, options["format"])
        if not report.is_sound:
            raise SystemExit(PROBLEMS)

    def kind(self, name: str | None) -> Kind:
        """The kind of a name; a sentence with all the names where there is none."""
        found = {kind.name: kind for kind in kinds()}
        if name not in found:
            says = f"“{name[:40]}” is no kind of row." if name else "Say what the rows are."
            raise CommandError(f"{says} The kinds are: {', '.join(found)}.")
        return found[name]

    def readable(self, path: Path) -> Path:
        """The path of a file that can be read, or one sentence."""
        if path.is_dir():
            raise CommandError(f"{path} is a folder. Name a file in it.")
        try:
            with path.open("rb") as file:
                file.read(1)
            too_large = path.stat().st_size > LARGEST
        except OSError as error:
            raise CommandError(f"{path} cannot be opened ({error.strerror}). Check the name and the folder.") from error
        if too_large:
            raise CommandError(f"{path} is larger than {LARGEST // 2**20} MB. Split it.")
        return path

    def importer(self, email: str) -> Viewer:
        """The person of an address with the roles they hold today, or the system, which may do everything."""
        if not email:
            codes = frozenset(Organisation.objects.values_list("code", flat=True))
            return Viewer(
                name="Import",
                organisation_codes=codes,
                areas=boroughs_of(EVERYWHERE),
                permissions=frozenset(Permission),
            )
        person = Person.objects.filter(email__iexact=email).first()
        if person is None:
            raise CommandError("Nobody signs in with the address given to --by.")
        return viewer_of(person, on=clock.today())

    def show_kinds(self, form: str) -> None:
        """Every kind with its columns."""
        if form == "json":
            self.stdout.write(json.dumps([self.as_dict(kind) for kind in kinds()], indent=1, ensure_ascii=False))
            return
        for kind in kinds():
            self.stdout.write(f"{kind.name}\n  {kind.says}")
            for column in kind.columns:
                must = "required" if column.required else "optional"
                example = f" Like {column.example}." if column.example else ""
                self.stdout.write(f"    {column.name} ({must}): {column.means}.{example}")
            self.stdout.write("")

    def as_dict(self, kind: Kind) -> dict[str, object]:
        """A kind as plain data."""
        columns = [
            {"name": one.name, "means": one.means, "required": one.required, "example": one.example}
            for one in kind.columns
        ]
        return {"kind": kind.name, "says": kind.says, "together": kind.together, "columns": columns}

    def show(self, report: Report, form: str) -> None:
        """The refused rows one by one, then the summary; all rows where JSON is asked for."""
        if form == "json":
            self.stdout.write(json.dumps(report.as_dict(), indent=1, ensure_ascii=False))
            return
        for row in report.rows:
            if row.result == REFUSED:
                self.stdout.write(f"line {row.line}: {row.result}: {row.says}")
        self.stdout.write(report.summary)
