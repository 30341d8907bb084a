"""The financial table as a form: blocks of lines, a cell a year; totals are worked out and never typed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms

from throughcare.commissioning.decisions.rules import drafting
from throughcare.commissioning.decisions.rules.paper import Paper
from throughcare.foundation.ui.fields import FinancialYearField, MoneyField, ProseField

SPARE_LINES = 2
MOST_YEARS = 7
MOST_LINES = 40
POUND = 100


class TableForm(forms.Form):
    """First year, number of years, and the grid. Saving with other years brings the page back with new columns."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first_year"] = FinancialYearField(label="First financial year")
        self.fields["years"] = forms.TypedChoiceField(
            coerce=int, choices=[(number, str(number)) for number in range(1, MOST_YEARS + 1)], label="Number of years"
        )
        self.year_count = self._whole("years", 3, MOST_YEARS)
        self.line_counts = {kind: self._lines(kind) for kind in drafting.BLOCK_TITLES}
        for kind, count in self.line_counts.items():
            for line in range(count):
                self._add_line(kind, line)

    def _given(self, name: str) -> Any:
        return self.data.get(name) if self.is_bound else (self.initial or {}).get(name)

    def _whole(self, name: str, default: int, most: int) -> int:
        text = str(self._given(name) or "")
        return min(max(int(text), 1), most) if text.isascii() and text.isdigit() and len(text) < 4 else default

    def _lines(self, kind: str) -> int:
        keys = self.data if self.is_bound else (self.initial or {})
        prefix = f"{kind}-label-"
        found = [key[len(prefix) :] for key in keys if key.startswith(prefix)]
        known = max((int(one) + 1 for one in found if one.isdigit() and int(one) < MOST_LINES), default=0)
        return known if self.is_bound else min(known + SPARE_LINES, MOST_LINES)

    def _add_line(self, kind: str, line: int) -> None:
        title = drafting.BLOCK_TITLES[kind]
        self.fields[f"{kind}-label-{line}"] = ProseField(
            required=False, one_line=True, limit=120, label=f"{title}: name of line {line + 1}"
        )
        for year in range(self.year_count):
            self.fields[f"{kind}-{line}-{year}"] = MoneyField(
                required=False,
                least=-(10**14),
                label=f"{title}, line {line + 1}, year {year + 1}",
            )

    @property
    def year_labels(self) -> list[str]:
        """The labels of the columns, numbered where the first year is not known yet."""
        value = self._given("first_year")
        try:
            first = FinancialYearField().clean(value)
        except forms.ValidationError:
            return [f"Year {number + 1}" for number in range(self.year_count)]
        return [str(first.plus(number)) for number in range(self.year_count)]

    @property
    def grid(self) -> list[tuple[str, list[tuple[Any, list[Any]]]]]:
        """The bound fields: block title, and for each line its name and its cells."""
        return [
            (
                drafting.BLOCK_TITLES[kind],
                [
                    (self[f"{kind}-label-{line}"], [self[f"{kind}-{line}-{year}"] for year in range(self.year_count)])
                    for line in range(count)
                ],
            )
            for kind, count in self.line_counts.items()
        ]

    @classmethod
    def initial_of(cls, paper: Paper) -> dict[str, Any]:
        """The values of the fields in a paper."""
        if paper.table is None or not paper.table.years:
            return {}
        found: dict[str, Any] = {"first_year": paper.table.years[0], "years": min(len(paper.table.years), MOST_YEARS)}
        for block in paper.table.blocks:
            if block.kind not in drafting.BLOCK_TITLES:
                continue
            for line, row in enumerate(block.rows):
                found[f"{block.kind}-label-{line}"] = row.label
                found |= {f"{block.kind}-{line}-{year}": cell for year, cell in enumerate(row.cells)}
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for kind, count in self.line_counts.items():
            for line in range(count):
                cells = [cleaned.get(f"{kind}-{line}-{year}") for year in range(self.year_count)]
                if any(cell is not None for cell in cells) and not cleaned.get(f"{kind}-label-{line}"):
                    self.add_error(f"{kind}-label-{line}", "Name the line that these amounts belong to.")
        return cleaned

    def applied(self, paper: Paper) -> Paper:
        """The paper with this table; without any line it has none."""
        blocks = {
            kind: [
                (
                    self.cleaned_data.get(f"{kind}-label-{line}") or "",
                    [self.cleaned_data.get(f"{kind}-{line}-{year}") for year in range(self.year_count)],
                )
                for line in range(count)
            ]
            for kind, count in self.line_counts.items()
        }
        table = drafting.table_of(self.year_labels, blocks)
        figures = [cell for block in table.blocks for row in block.rows for cell in row.cells if cell is not None]
        if not any(pence % POUND for pence in figures):
            table = replace(table, precision_pence=POUND)
        return replace(paper, table=table if table.blocks else None)
