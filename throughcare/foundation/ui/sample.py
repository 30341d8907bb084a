"""Made-up content for the style guide. Nothing here is about anybody."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django import forms

from . import charts
from .fields import DateField3, FinancialYearField, MoneyField, ProseField

WHEN = datetime(2022, 10, 11, 13, 5, tzinfo=UTC)
YEARS = ("2022/23", "2023/24", "2024/25")
MILLION = 100_000_000


class SampleForm(forms.Form):
    """One of each kind of field."""

    title = ProseField(label="Title", limit=120, one_line=True, help_text="As it will be published.")
    amount = MoneyField(label="Amount", help_text="For example £1.32m or 1,320,000.")
    signed = DateField3(label="Date of signature", help_text="For example, 11 10 2022.")
    year = FinancialYearField(label="Financial year", help_text="For example, 2022/23.")
    funder = forms.ChoiceField(
        label="Funder", choices=[("", "Choose one"), ("mopac", "MOPAC"), ("probation", "London Probation")]
    )
    legal = forms.ChoiceField(
        label="Is legal advice needed?", choices=[("yes", "Yes"), ("no", "No")], widget=forms.RadioSelect
    )
    areas = forms.MultipleChoiceField(
        label="Areas", choices=[("n", "North"), ("e", "East"), ("s", "South")], widget=forms.CheckboxSelectMultiple
    )
    summary = ProseField(label="Summary", limit=600, required=False)
    people = forms.IntegerField(label="People expected", min_value=0, required=False)
    paper = forms.FileField(label="Paper", required=False)
    password = forms.CharField(label="Password", widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))
    declared = forms.BooleanField(label="I have read the advice")


def funding_chart(ident: str = "funding", csv_href: str = "") -> charts.FundingChart:
    """A programme whose second year does not balance until a movement mends it."""
    return charts.FundingChart(
        ident=ident,
        headline="Every year is whole once £100,000 moves from 2022/23 to 2023/24",
        measure="Funding and planned spending, £ million, sample programme, 2022/23 to 2024/25",
        years=YEARS,
        funding=(
            charts.Series("MOPAC", (48 * MILLION // 100, 75 * MILLION // 100, 75 * MILLION // 100)),
            charts.Series("London Probation", (20 * MILLION // 100, 20 * MILLION // 100, None)),
        ),
        spending=(
            charts.Series("Navigation", (38 * MILLION // 100, 65 * MILLION // 100, 50 * MILLION // 100)),
            charts.Series("Health", (20 * MILLION // 100, 40 * MILLION // 100, 25 * MILLION // 100)),
        ),
        movements=(charts.Movement("2022/23", "2023/24", 10 * MILLION // 100, "£0.10m carried forward"),),
        csv_href=csv_href,
    )


def funding_csv() -> str:
    """The chart's figures as CSV."""
    return charts.as_csv(funding_chart())


def context() -> dict[str, Any]:
    """What ``styleguide.jinja`` shows."""
    return {
        "funding_chart": funding_chart,
        "bars": charts.BarChart(
            "bars",
            "Navigation takes most of the money",
            "Planned spending by service, sample programme, 2022/23",
            ("Navigation", "Health", "Evaluation"),
            charts.Series("Planned spending", (38_000_000, 20_000_000, 4_500_000)),
        ),
        "spark_line": charts.sparkline([3, 4, 4, 7, 6, 9], "Rose from 3 to 9 in six months"),
        "when": WHEN,
        "a_date": date(2022, 10, 11),
        "years": YEARS,
        "lines": [
            {"label": "Funding", "cells": [68_000_000, 95_000_000, 75_000_000], "total": 238_000_000},
            {"label": "Planned spending", "cells": [58_000_000, 105_000_000, 75_000_000], "total": 238_000_000},
            {
                "label": "Difference",
                "cells": [{"pence": 10_000_000, "href": "#mend", "flag": "Carry to 2023/24"}, -10_000_000, 0],
                "total": 0,
                "kind": "gap",
            },
        ],
        "events": [
            {"title": "Signed", "by": "the decision maker", "at": WHEN},
            {"title": "Advice given", "by": "the finance adviser", "at": date(2022, 9, 30), "says": "Funds are there."},
        ],
        "remarks": [
            {"by": "Finance adviser", "organisation": "MOPAC", "at": WHEN, "text": "Which year is this?\nSee 2.1."},
            {"by": "Author", "organisation": "MOPAC", "at": WHEN, "text": "النص من اليمين 🙂", "resolved": True},
        ],
        "tasks": [
            {"title": "Key information", "href": "#key", "state": "done"},
            {"title": "Recommendations", "href": "#rec", "state": "in_progress", "hint": "Two of four have a power."},
            {"title": "Signature", "state": "blocked", "hint": "All advice comes first."},
        ],
    }
