import csv
import io
import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.template.loader import render_to_string

from throughcare.commissioning.decisions.queries import register
from throughcare.commissioning.decisions.views.register import as_json
from throughcare.foundation.ui.charts import guarded

KINDS = ("decisions", "contracts", "spend", "performance")
NOT_YET = {"contracts", "spend", "performance"}
COLUMNS = ("reference", "title", "decision_maker", "signed_on", "published_on", "publication", "effect", "address")


class Command(BaseCommand):
    help = "Write what the public may have: the register of decisions as JSON, CSV or HTML."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=KINDS)
        parser.add_argument("--as", dest="form", choices=("ocds", "json", "csv", "html"), default="json")
        parser.add_argument("-o", "--output", type=Path, help="file to write (default: standard output)")

    def handle(self, *args: Any, **options: Any) -> None:
        kind, form, output = options["kind"], options["form"], options["output"]
        if kind in NOT_YET:
            raise CommandError(f"Publishing {kind} is not built yet; `throughcare publish decisions` is.")
        if form == "ocds":
            raise CommandError("OCDS is for contracts. Decisions can be had as json, csv or html.")
        text = {"json": self.as_json, "csv": self.as_csv, "html": self.as_html}[form]()
        if output is None:
            sys.stdout.write(text)
            return
        try:
            draft = output.with_name(f".{output.name}.part")
            draft.write_text(text, encoding="utf-8")
            draft.replace(output)
        except OSError as error:
            raise CommandError(f"{output} could not be written: {error.strerror}. Name another file.") from error

    def as_json(self) -> str:
        """Every decision of the register with its paper."""
        found = [as_json(one) for one in register.everything()]
        return json.dumps({"decisions": found}, ensure_ascii=False, indent=1) + "\n"

    def as_csv(self) -> str:
        """One line a decision; a cell that a spreadsheet would take for a formula is guarded."""
        text = io.StringIO()
        rows = csv.writer(text, quoting=csv.QUOTE_ALL)
        rows.writerow(COLUMNS)
        for one in register.everything():
            data = as_json(one)
            rows.writerow([guarded(str(data[name] or "")) for name in COLUMNS])
        return text.getvalue()

    def as_html(self) -> str:
        """The register as one table; each decision's own page is at its stable address."""
        return render_to_string("decisions/register_file.jinja", {"decisions": register.everything()})
