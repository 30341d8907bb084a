import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from throughcare.foundation.ports.publishing import Publication, publications

FORMS = ("ocds", "json", "csv", "html")
WAITS_FOR = {
    "contracts": "contracts are not kept here yet; an OCDS release needs their parties, values and notices",
    "performance": "measures of providers are not kept here yet, and none leaves without disclosure control",
}


class Command(BaseCommand):
    help = "Write what the public may have: the register of decisions, or each payment over 500 pounds."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=sorted({*publications(), *WAITS_FOR}))
        parser.add_argument("--as", dest="form", choices=FORMS, help="default: the usual form of the kind")
        parser.add_argument("-o", "--output", type=Path, help="file to write (default: standard output)")

    def handle(self, *args: Any, **options: Any) -> None:
        found = self.publication(options["kind"])
        form = options["form"] or next(iter(found.forms))
        if form not in found.forms:
            only = "OCDS is for contracts. " if form == "ocds" else ""
            raise CommandError(f"{only}{found.name} can be had as {', '.join(found.forms)}.")
        self.write(found.forms[form](), options["output"])

    def publication(self, name: str) -> Publication:
        """The publication of a name, or what it waits for."""
        found = publications().get(name)
        if found is None:
            raise CommandError(f"{name} cannot be published yet: {WAITS_FOR[name]}.")
        return found

    def write(self, text: str, output: Path | None) -> None:
        """To a file whole or not at all, or to standard output."""
        if output is None:
            sys.stdout.write(text)
            return
        try:
            draft = output.with_name(f".{output.name}.part")
            draft.write_text(text, encoding="utf-8", newline="")
            draft.replace(output)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise CommandError(f"{output} could not be written: {reason}. Name another file.") from error
