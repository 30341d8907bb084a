"""What the public may have of decisions: the register as files, and which decisions are published."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Collection
from dataclasses import asdict
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse

from throughcare.commissioning.decisions.models import Decision
from throughcare.commissioning.decisions.queries import register
from throughcare.commissioning.decisions.queries.register import PublicDecision
from throughcare.commissioning.decisions.queries.scope import PUBLIC
from throughcare.commissioning.decisions.rules import writing
from throughcare.foundation.ports.publishing import Publication
from throughcare.foundation.ui.charts import guarded

COLUMNS = ("reference", "title", "decision_maker", "signed_on", "published_on", "publication", "effect", "address")


def as_dict(found: PublicDecision) -> dict[str, Any]:
    """The machine-readable form of a published decision: stable keys, dates as ISO text, money in pence."""
    row = {key: _plain(value) for key, value in asdict(found.row).items()}
    return row | {
        "address": reverse("decision", args=[found.row.slug]),
        "exemption": found.exemption,
        "rationale": found.rationale,
        "amends": found.amends.reference if found.amends else None,
        "amendment_says": found.amendment_says,
        "amended_by": [one.reference for one in found.amended_by],
        "paper": writing.to_dict(found.paper) if found.paper else None,
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def as_json() -> str:
    """Every decision of the register with its paper."""
    found = [as_dict(one) for one in register.everything()]
    return json.dumps({"decisions": found}, ensure_ascii=False, indent=1) + "\n"


def as_csv() -> str:
    """One line a decision; a cell that a spreadsheet would take for a formula is guarded."""
    text = io.StringIO()
    rows = csv.writer(text, quoting=csv.QUOTE_ALL)
    rows.writerow(COLUMNS)
    for one in register.everything():
        data = as_dict(one)
        rows.writerow([guarded(str(data[name] or "")) for name in COLUMNS])
    return text.getvalue()


def as_html() -> str:
    """The register as one table; each decision's own page is at its stable address."""
    return render_to_string("decisions/register_file.jinja", {"decisions": register.everything()})


def published(numbers: Collection[int]) -> dict[int, str]:
    """The addresses of the decisions among these that anyone may read."""
    rows = Decision.objects.filter(PUBLIC, pk__in=numbers).values_list("pk", "slug")
    return {number: reverse("decision", args=[slug]) for number, slug in rows}


DECISIONS = Publication("decisions", "The register of decisions.", {"json": as_json, "csv": as_csv, "html": as_html})
