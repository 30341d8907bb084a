"""Financial years as papers write them, brought to the form 2022/23."""

from __future__ import annotations

import re

_YEAR = re.compile(
    r"(?:FY\s?)?(?:20)?(\d{2})\s?[/\-\u2010\u2011\u2012\u2013\u2014]\s?(?:20)?(\d{2})(?!\d)", re.IGNORECASE
)


def financial_year(text: str) -> str | None:
    """The financial year a header cell opens with (2022/23, 2022-23, 22/23, FY2022/23), else null.

    The second half must be the year after the first, so that a day or a range of years is not taken for one.
    """
    found = _YEAR.match(text.strip())
    if not found:
        return None
    first, second = int(found[1]), int(found[2])
    if (first + 1) % 100 != second:
        return None
    return f"20{first:02d}/{second:02d}"


def after_year(text: str) -> str:
    """What a header cell says after its year: usually the unit, often nothing."""
    found = _YEAR.match(text.strip())
    return text.strip()[found.end() :].strip() if found else text
