"""The financial year: 1 April to 31 March, written 2022/23."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

LABEL = re.compile(r"^(?:FY\s*)?(\d{4})\s*[/\u2010-\u2015-]\s*(\d{2}|\d{4})$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, order=True)
class FinancialYear:
    """A financial year by the calendar year in which it starts, as the period ``[from_, until)``."""

    start: int

    @property
    def label(self) -> str:
        """As it is written, for example ``2022/23``."""
        return f"{self.start}/{(self.start + 1) % 100:02d}"

    @property
    def from_(self) -> date:
        """The first day."""
        return date(self.start, 4, 1)

    @property
    def until(self) -> date:
        """The first day no longer in it."""
        return date(self.start + 1, 4, 1)

    def __contains__(self, day: date) -> bool:
        return self.from_ <= day < self.until

    def __str__(self) -> str:
        return self.label

    def plus(self, years: int) -> FinancialYear:
        """The year so many later, or earlier where negative."""
        return FinancialYear(self.start + years)

    @classmethod
    def of(cls, day: date) -> FinancialYear:
        """The year that a day falls in."""
        return cls(day.year if day.month >= 4 else day.year - 1)

    @classmethod
    def parse(cls, text: str) -> FinancialYear:
        """The year that a text such as ``2022/23``, ``2022-23`` or ``2022/2023`` names.

        Raises ``ValueError`` where the text has another form or its two years do not follow each other.
        """
        found = LABEL.match(text.strip())
        if found is None:
            raise ValueError(f"{text!r} is no financial year. Write it like 2022/23.")
        first, second = int(found.group(1)), int(found.group(2))
        if second not in {first + 1, (first + 1) % 100} or (second < 100) != (len(found.group(2)) == 2):
            raise ValueError(f"{text!r} is no financial year: its two years do not follow each other.")
        return cls(first)
