"""The financial table as a form: blocks of lines, a cell a year; totals are worked out and never typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from throughcare.commissioning.decisions.forms.rows import StepForm
from throughcare.commissioning.decisions.rules import drafting
from throughcare.commissioning.decisions.rules.paper import Block, Paper
from throughcare.foundation.ui.fields import FinancialYearField, MoneyField, ProseField

SPARE_LINES = 2
MOST_YEARS = 7
MOST_LINES = 40


@dataclass(frozen=True, slots=True)
class Part:
    """A block of the table in the form: the start of its fields' names, its kind, and its title."""

    key: str
    kind: str
    title: str


def parts_of(blocks: Sequence[Block]) -> list[Part]:
    """The blocks of a paper in its own order and under its own titles, then the usual ones that it lacks.

    The first block of a usual kind has the kind as its key; a further one, or one of another kind, is numbered.
    """
    found: list[Part] = []
    for place, block in enumerate(blocks):
        usual = block.kind in drafting.BLOCK_TITLES and all(one.key != block.kind for one in found)
        key = block.kind if usual else f"{block.kind}_{place}"
        found.append(Part(key, block.kind, block.title or drafting.BLOCK_TITLES.get(block.kind, "Other")))
    has = {one.key for one in found}
    return [*found, *(Part(kind, kind, title) for kind, title in drafting.BLOCK_TITLES.items() if kind not in has)]


class TableForm(StepForm):
    """First year, number of years, and the grid. Saving with other years brings the page back with new columns.

    ``initial`` carries the blocks and years of the paper, so that what the form cannot say stays as the paper says it.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        start = self.initial or {}
        self.parts: list[Part] = start.get("parts") or parts_of(())
        self.paper_years = list(start.get("paper_years", []))
        most = max(MOST_YEARS, len(self.paper_years))
        self.fields["first_year"] = FinancialYearField(label="First financial year")
        self.fields["years"] = forms.TypedChoiceField(
            coerce=int, choices=[(number, str(number)) for number in range(1, most + 1)], label="Number of years"
        )
        self.year_count = self._whole("years", 3, most)
        self.line_counts = {part.key: self._lines(part.key) for part in self.parts}
        for part in self.parts:
            for line in range(self.line_counts[part.key]):
                self._add_line(part, line)

    def _given(self, name: str) -> Any:
        return self.data.get(name) if self.is_bound else (self.initial or {}).get(name)

    def _whole(self, name: str, default: int, most: int) -> int:
        text = str(self._given(name) or "")
        return min(max(int(text), 1), most) if text.isascii() and text.isdigit() and len(text) < 4 else default

    def _lines(self, key: str) -> int:
        keys = self.data if self.is_bound else (self.initial or {})
        prefix = f"{key}-label-"
        found = [name[len(prefix) :] for name in keys if name.startswith(prefix)]
        known = max((int(one) + 1 for one in found if one.isdigit() and int(one) < MOST_LINES), default=0)
        return known if self.is_bound else min(known + SPARE_LINES, MOST_LINES)

    def _add_line(self, part: Part, line: int) -> None:
        self.fields[f"{part.key}-label-{line}"] = ProseField(
            required=False, one_line=True, limit=120, label=f"{part.title}: name of line {line + 1}"
        )
        for year in range(self.year_count):
            self.fields[f"{part.key}-{line}-{year}"] = MoneyField(
                required=False,
                least=-(10**14),
                label=f"{part.title}, line {line + 1}, year {year + 1}",
            )

    @property
    def year_labels(self) -> list[str]:
        """The labels of the columns: those of the paper where they are as before, numbered where none is known yet."""
        value = self._given("first_year")
        if self.paper_years[:1] == [value] and len(self.paper_years) == self.year_count:
            return self.paper_years
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
                part.title,
                [
                    (
                        self[f"{part.key}-label-{line}"],
                        [self[f"{part.key}-{line}-{year}"] for year in range(self.year_count)],
                    )
                    for line in range(self.line_counts[part.key])
                ],
            )
            for part in self.parts
        ]

    @classmethod
    def initial_of(cls, paper: Paper) -> dict[str, Any]:
        """The values of the fields in a paper."""
        if paper.table is None or not paper.table.years:
            return {}
        years = paper.table.years
        found: dict[str, Any] = {"first_year": years[0], "years": str(len(years))}
        for part, block in zip(parts_of(paper.table.blocks), paper.table.blocks, strict=False):
            for line, row in enumerate(block.rows):
                found[f"{part.key}-label-{line}"] = row.label
                found |= {f"{part.key}-{line}-{year}": cell for year, cell in enumerate(row.cells)}
        return found

    @classmethod
    def start_of(cls, paper: Paper) -> dict[str, Any]:
        if paper.table is None or not paper.table.years:
            return {}
        more = {"parts": parts_of(paper.table.blocks), "paper_years": list(paper.table.years)}
        return cls.initial_of(paper) | more

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for part in self.parts:
            for line in range(self.line_counts[part.key]):
                cells = [cleaned.get(f"{part.key}-{line}-{year}") for year in range(self.year_count)]
                if any(cell is not None for cell in cells) and not cleaned.get(f"{part.key}-label-{line}"):
                    self.add_error(f"{part.key}-label-{line}", "Name the line that these amounts belong to.")
        return cleaned

    def applied(self, paper: Paper) -> Paper:
        """The paper with this table; without any line it has none."""
        blocks = paper.table.blocks if paper.table and paper.table.years else ()
        typed = [
            drafting.TypedBlock(part.kind, blocks[place] if place < len(blocks) else None, self._typed(part))
            for place, part in enumerate(self.parts)
        ]
        return drafting.with_table(paper, self.year_labels, typed)

    def _typed(self, part: Part) -> list[tuple[str, list[int | None]]]:
        return [
            (
                self.cleaned_data.get(f"{part.key}-label-{line}") or "",
                [self.cleaned_data.get(f"{part.key}-{line}-{year}") for year in range(self.year_count)],
            )
            for line in range(self.line_counts[part.key])
        ]
