"""Periods of the books: months and financial years."""

from __future__ import annotations

import re

from throughcare.errors import Invalid
from throughcare.foundation.reference.years import FinancialYear

MONTH = re.compile(r"^20\d\d-(0[1-9]|1[0-2])$")


def check_period(text: str) -> str:
    """A month or year as it is written; raises ``Invalid`` where it is neither."""
    clean = text.strip()
    if MONTH.fullmatch(clean):
        return clean
    try:
        return FinancialYear.parse(clean).label
    except ValueError:
        raise Invalid({"period": "Write a month like 2023-05 or a financial year like 2023/24."}) from None
