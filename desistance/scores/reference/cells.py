"""One row's cells, read the slow and obvious way."""

from __future__ import annotations

import datetime as dt
import math
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from desistance.scores import marks
from desistance.scores.instruments import INSTEAD
from desistance.scores.items import ITEMS, Item

Row = dict[str, Any]
FIRST_DAY, LAST_DAY = dt.date(1850, 1, 1), dt.date(2149, 12, 31)


class Cells:
    """The values of a row, and what was found wrong or worth knowing while they were read."""

    def __init__(self, row: Row) -> None:
        self.row = row
        self.missing: set[str] = set()
        self.problems: set[str] = set()
        self.unanswered: set[str] = set()
        self.notices: set[str] = set()

    def has(self, name: str) -> bool:
        """Whether the table has the column."""
        return name in self.row or ITEMS[name].alias in self.row

    def raw(self, name: str) -> Any:
        """What stands in the cell; None for nothing."""
        alias = ITEMS[name].alias
        value = self.row[name] if name in self.row else self.row.get(alias) if alias else None
        return None if isinstance(value, float) and math.isnan(value) else value

    def value(self, name: str) -> Any:
        """The meaning of the cell: a code's place, a number, a date, a truth, a set of codes. None if there is none."""
        raw = self.raw(name)
        if raw is None:
            return None
        found = _meaning(ITEMS[name], raw)
        if found is None:
            self.problems.add(ITEMS[name].unfit())
        return found

    def need(self, name: str) -> Any:
        """As `value`; an empty cell is a problem."""
        if self.raw(name) is None:
            self.missing.add(name)
        return self.value(name)

    def empty(self, name: str) -> bool:
        """Whether nothing stands in the cell (something that cannot be is not nothing)."""
        return self.raw(name) is None


def _meaning(item: Item, raw: Any) -> Any:
    if item.kind == "code":
        codes = [code.lower() for code in item.codes]
        return codes.index(raw.lower()) if raw.lower() in codes else None
    if item.kind == "true or false":
        return raw if isinstance(raw, bool) else {"true": True, "false": False}.get(raw.lower())
    if item.kind == "date":
        return raw if FIRST_DAY <= raw <= LAST_DAY else None
    if item.kind == "number":
        return float(raw) if math.isfinite(raw) else None
    if item.kind == "list of codes":
        return _set_of_codes(item, raw)
    return _whole(item, raw)


def _whole(item: Item, raw: Any) -> int | None:
    low, high = item.minimum, item.maximum
    fits = (
        math.isfinite(raw) and raw == math.floor(raw) and (low is None or raw >= low) and (high is None or raw <= high)
    )
    return int(raw) if fits else None


def _set_of_codes(item: Item, raw: list[str | None]) -> set[str] | None:
    held = [(code or "?").upper() if code != "" else "NONE" for code in raw]
    if any(code not in (*item.codes, "NONE") for code in held):
        return None
    return set(held) - {"NONE"}


def months_between(earlier: dt.date, later: dt.date) -> int:
    """Whole months, negative where `later` is earlier."""
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    return months - 1 if later.day < earlier.day else months


def age_on(birth: dt.date, day: dt.date) -> int:
    """Completed years."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def age_at(
    cells: Cells, day_name: str, rules: tuple[str, str, str], otherwise: int | None = None, *, falls_back: bool = False
) -> int | None:
    """The age on a day by dates, or as given, or (`falls_back`) `otherwise` where there is no day at all."""
    birth, day, given = cells.value("date_of_birth"), cells.value(day_name), cells.value(INSTEAD[day_name])
    not_after, too_old, differs = rules
    if birth is not None and day is not None:
        if day <= birth:
            cells.problems.add(not_after)
            return None
        age = age_on(birth, day)
        if age >= 110:
            cells.problems.add(too_old)
            return None
        if given is not None and given != age:
            cells.problems.add(differs)
        return age
    if given is not None:
        return int(given)
    if falls_back and cells.empty(day_name) and cells.empty(INSTEAD[day_name]):
        return otherwise
    by_age = cells.has(INSTEAD[day_name]) and not (cells.has("date_of_birth") and cells.has(day_name))
    for name in (INSTEAD[day_name],) if by_age else ("date_of_birth", day_name):
        cells.need(name)
    return None


AT_CONVICTION = (marks.CONVICTION_NOT_AFTER_BIRTH, marks.CONVICTION_AGE, marks.CONVICTION_AGE_GIVEN)
AT_FOLLOW_UP = (marks.FOLLOW_UP_NOT_AFTER_BIRTH, marks.FOLLOW_UP_AGE, marks.FOLLOW_UP_AGE_GIVEN)


def refuse_early_follow_up(cells: Cells, at_conviction: int | None, at_follow_up: int | None) -> None:
    """Follow-up that starts before the conviction, by dates or else by ages."""
    start, convicted = cells.value("follow_up_start"), cells.value("date_of_conviction")
    if start is not None and convicted is not None:
        early = start < convicted
    else:
        early = at_conviction is not None and at_follow_up is not None and at_follow_up < at_conviction
    if early:
        cells.problems.add(marks.FOLLOW_UP_BEFORE_CONVICTION)


def years_since_first(cells: Cells, at_conviction: int | None) -> int:
    """Years from first sanction to conviction."""
    first = cells.need("age_at_first_sanction")
    if first is None or at_conviction is None:
        return 0
    if first > at_conviction:
        cells.problems.add(marks.FIRST_AFTER_CURRENT)
        return 0
    return at_conviction - int(first)


def violent_sanctions(cells: Cells) -> int:
    """Violent sanctions, no more than all."""
    violent, total = cells.need("violent_sanctions"), cells.need("total_sanctions")
    if violent is not None and total is not None and violent > total:
        cells.problems.add(marks.VIOLENT_ABOVE_TOTAL)
    return violent or 0


def offence_free_months(cells: Cells) -> int:
    """Whole months from follow-up (or conviction) to assessment, 0 to 36."""
    assessed, start, convicted = (
        cells.value(name) for name in ("assessment_date", "follow_up_start", "date_of_conviction")
    )
    began = start if start is not None else convicted
    if assessed is None:
        if cells.empty("assessment_date") and began is not None:
            cells.missing.add("assessment_date")
        if all(cells.empty(name) for name in ("assessment_date", "follow_up_start", "date_of_conviction")):
            cells.notices.add(marks.NO_MONTHS)
        return 0
    if cells.empty("follow_up_start") and cells.empty("date_of_conviction"):
        cells.missing.add("follow_up_start")
    if convicted is not None and convicted > three_months_after(assessed):
        cells.problems.add(marks.LATE_CONVICTION)
    return 0 if began is None else min(max(months_between(began, assessed), 0), 36)


def three_months_after(day: dt.date) -> dt.date:
    """The same day three months later, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + 3, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return dt.date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def offence_code(cells: Cells, known: dict[str, Any]) -> Any:
    """What the tables say of the code; None (and a problem) for a code that says nothing."""
    code = cells.raw("offence_code")
    if code is None:
        return None
    if len(code) != 5 or not all("0" <= letter <= "9" for letter in code):
        cells.problems.add(marks.CODE_FORM)
    elif code not in known:
        cells.problems.add(marks.CODE_UNKNOWN)
    else:
        return known[code]
    return None


def dynamic(cells: Cells, answers: tuple[str, ...], variant: str) -> bool:
    """Whether the row is scored by the dynamic form."""
    if variant == "static" or (variant == "auto" and not any(cells.has(name) for name in answers)):
        return False
    if variant == "dynamic":
        for name in answers:
            cells.need(name)
        return True
    values = [cells.value(name) for name in answers]
    cells.unanswered |= {name for name in answers if cells.empty(name)}
    return all(value is not None for value in values)


def logistic(x: float) -> float:
    """1 / (1 + exp(-x))."""
    return 1.0 / (1.0 + math.exp(-x)) if x > -700 else 0.0


def half_up(value: float, places: int) -> float:
    """Half up on the exact value of the binary number, as the official service does."""
    return float(Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def half_up_per_cent(probability: float, places: int) -> float:
    """Per cent, half up."""
    return float((Decimal(probability) * 100).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def two_decimals(probability: float) -> float:
    """Per cent with two decimals, at most 99.99."""
    return min(half_up_per_cent(probability, 2), 99.99)


def whole_per_cent(probability: float) -> float:
    """Whole per cent, within 1 and 99."""
    return min(max(half_up_per_cent(probability, 0), 1.0), 99.0)


def band(score: float, bounds: list[float]) -> str:
    """The highest band whose lower bound is reached."""
    return [
        name
        for name, bound in zip(("LOW", "MEDIUM", "HIGH", "VERY_HIGH"), [float("-inf"), *bounds[1:]], strict=True)
        if score >= bound
    ][-1]
