"""Form fields of our own: money in pence, dates in three parts, financial years and prose.

Each takes what people really type, returns one exact value, and refuses with a sentence that says what to type instead.
"""

from __future__ import annotations

import calendar
import re
import secrets
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from throughcare.foundation.reference.years import FinancialYear

from .words import MINUS, day, pounds

MOST_PENCE = 10_000_000_000_00
LONGEST_AMOUNT = 24
SCALES = {"": 1, "k": 1_000, "thousand": 1_000, "m": 1_000_000, "mn": 1_000_000, "million": 1_000_000}
AMOUNT = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)?(?:\.[0-9]+)?")
SUFFIX = re.compile(r"(thousand|million|mn|k|m)$")
MONTHS = [calendar.month_name[number].lower() for number in range(1, 13)]


def new_key() -> str:
    """A key that no other form has."""
    return secrets.token_urlsafe(18)


class FormKeyField(forms.CharField):
    """The hidden key of a form that is acted on once, however often it is sent."""

    def __init__(self, **kwargs: Any) -> None:
        missing = "This form came without its key. Open its page again and send it from there."
        given = {"widget": forms.HiddenInput, "max_length": 64, "initial": new_key}
        super().__init__(**{**given, "error_messages": {"required": missing}, **kwargs})


def read_amount(text: str) -> int:
    """Pence from what somebody typed, such as ``£1.32m``, ``1,320,000.00``, ``550k``, ``-500`` or ``(500)``.

    Raises ValueError with a sentence where the text is no amount of money or has a fraction of a penny.
    """
    grouped = re.sub(r"(?<=[0-9])\s(?=[0-9]{3}(?![0-9]))", "", text.strip())
    bare = re.sub(r"(?<![0-9])\s+|\s+(?![0-9])", "", grouped).lower().replace(MINUS, "-").replace("\N{EN DASH}", "-")
    brackets = bare.startswith("(") and bare.endswith(")")
    bare = bare[1:-1] if brackets else bare
    sign = re.match(r"^(-?)(?:£|gbp)?(-?)", bare)
    assert sign is not None
    signs = [brackets, bool(sign[1]), bool(sign[2])].count(True)
    bare = bare[sign.end() :]
    suffix = SUFFIX.search(bare)
    number = bare[: suffix.start()] if suffix else bare
    if signs > 1 or not re.search("[0-9]", number) or not AMOUNT.fullmatch(number):
        raise ValueError("is not an amount of money. Write it in pounds, like 1,320,000 or 1.32m.")
    if len(number) > LONGEST_AMOUNT:
        raise ValueError(f"is more than {pounds(MOST_PENCE)}, which no decision here can reach. Check the zeros.")
    scale = SCALES[suffix[1] if suffix else ""]
    pence = Decimal(number.replace(",", "")) * scale * 100
    if pence != pence.to_integral_value():
        raise ValueError("has a fraction of a penny. Give pounds with no more than two decimals.")
    return -int(pence) if signs else int(pence)


class MoneyField(forms.Field):
    """An amount in pounds; cleans to integer pence. ``most`` and ``least`` are limits in pence, both allowed."""

    widget = forms.TextInput

    def __init__(self, *, least: int = 0, most: int = MOST_PENCE, **kwargs: Any) -> None:
        self.least, self.most = least, most
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values or isinstance(value, int):
            return value if isinstance(value, int) else None
        text = str(value).strip()
        if not text:
            return None
        try:
            pence = read_amount(text)
        except ValueError as error:
            raise ValidationError(f"“{shortened(text)}” {error}", code="invalid") from error
        return pence

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        if value < 0 <= self.least:
            raise ValidationError("The amount cannot be negative. Leave out the minus sign or brackets.", code="least")
        if value < self.least:
            raise ValidationError(f"The amount must be {pounds(self.least)} or more.", code="least")
        if value > self.most:
            says = f"The amount must be {pounds(self.most)} or less. Check the zeros."
            raise ValidationError(says, code="most")

    def prepare_value(self, value: Any) -> Any:
        """Pence as people type it, ``1,320,000``; what was typed stays as it was typed."""
        return pounds(value).replace("£", "") if isinstance(value, int) and not isinstance(value, bool) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(initial) != self.to_python(data))
        except ValidationError:
            return True


class DateParts(forms.Widget):
    """Day, month and year as three inputs named ``NAME-day``, ``NAME-month`` and ``NAME-year``."""

    parts = ("day", "month", "year")

    def value_from_datadict(self, data: Any, files: Any, name: str) -> tuple[str, str, str]:
        day_, month, year = (str(data.get(f"{name}-{part}") or "").strip() for part in self.parts)
        return day_, month, year

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not any(f"{name}-{part}" in data for part in self.parts)

    def id_for_label(self, id_: str) -> str:
        return f"{id_}-day" if id_ else ""


class DateField3(forms.Field):
    """A date typed in three parts; cleans to a ``date``. ``earliest`` and ``latest`` are both allowed."""

    widget = DateParts

    def __init__(self, *, earliest: date = date(1900, 1, 1), latest: date = date(2100, 12, 31), **kwargs: Any) -> None:
        self.earliest, self.latest = earliest, latest
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        if value is None or isinstance(value, date):
            return value
        parts = dict(zip(DateParts.parts, (str(part).strip() for part in value), strict=True))
        missing = [name for name, text in parts.items() if not text]
        if len(missing) == len(parts):
            return None
        if missing:
            says = f"The date must include a {' and a '.join(missing)}."
            raise ValidationError(says, code="missing", params={"parts": missing})
        return self.assembled(parts)

    def assembled(self, parts: dict[str, str]) -> date:
        """The date that three texts name; an error names the parts at fault."""
        month = month_number(parts["month"])
        numbers = {"day": whole(parts["day"], 2), "month": month, "year": whole(parts["year"], 4)}
        wrong = [name for name, number in numbers.items() if number is None]
        if len(parts["year"]) != 4 and "year" not in wrong:
            wrong.append("year")
        if wrong:
            says = "The date must be numbers, like 27 3 2026, with four figures in the year."
            raise ValidationError(says, code="invalid", params={"parts": wrong})
        try:
            return date(numbers["year"] or 0, numbers["month"] or 0, numbers["day"] or 0)
        except ValueError as error:
            raise ValidationError(
                f"There is no {' '.join(parts.values())} in the calendar. Check the day and the month.",
                code="impossible",
                params={"parts": ["day", "month"]},
            ) from error

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is not None and not self.earliest <= value <= self.latest:
            says = f"The date must be between {day(self.earliest)} and {day(self.latest)}."
            raise ValidationError(says, code="range")

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


class FinancialYearField(forms.Field):
    """A financial year typed like ``2022/23``; cleans to a ``FinancialYear``."""

    widget = forms.TextInput

    def __init__(self, *, first: int = 2000, last: int = 2099, **kwargs: Any) -> None:
        self.first, self.last = first, last
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> FinancialYear | None:
        if value in self.empty_values or isinstance(value, FinancialYear):
            return value or None
        text = str(value).strip()
        if not text:
            return None
        try:
            year = FinancialYear.parse(text)
        except ValueError:
            says = f"“{shortened(text)}” is not a financial year. Write two years that follow, like 2022/23."
            raise ValidationError(says, code="invalid") from None
        if not self.first <= year.start <= self.last:
            first, last = FinancialYear(self.first), FinancialYear(self.last)
            raise ValidationError(f"The financial year must be from {first} to {last}.", code="range")
        return year

    def prepare_value(self, value: Any) -> Any:
        return str(value) if isinstance(value, FinancialYear) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


class ProseField(forms.CharField):
    """Text of any language. Line ends become ``\\n``, control characters go; nothing else is changed or refused."""

    widget = forms.Textarea

    def __init__(self, *, limit: int = 20_000, one_line: bool = False, **kwargs: Any) -> None:
        self.limit, self.one_line = limit, one_line
        if one_line:
            kwargs.setdefault("widget", forms.TextInput)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        text = super().to_python(clean_prose("" if value is None else str(value)))
        return " ".join(text.split()) if self.one_line else text

    def validate(self, value: Any) -> None:
        super().validate(value)
        over = len(value) - self.limit
        if over > 0:
            says = f"The text is {over:,} characters over the limit of {self.limit:,}. Shorten it or split it."
            raise ValidationError(says, code="limit")

    def run_validators(self, value: Any) -> None:
        """Leaves out CharField's refusal of null characters: they are stripped already."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return clean_prose(initial or "").strip() != clean_prose(data or "").strip()


def clean_prose(text: str) -> str:
    """Text with ``\\n`` line ends and without control characters (tabs stay), surrogates or unassigned specials."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(mark for mark in text if mark in "\n\t" or unicodedata.category(mark) not in {"Cc", "Cs"})


def whole(text: str, most_figures: int) -> int | None:
    """A whole number of at most so many ASCII figures, else null."""
    return int(text) if re.fullmatch(rf"[0-9]{{1,{most_figures}}}", text) else None


def month_number(text: str) -> int | None:
    """1 to 12 from a number or from three or more letters of an English month; null where it is neither."""
    number = whole(text, 2)
    if number is not None:
        return number
    named = [index for index, name in enumerate(MONTHS, 1) if len(text) >= 3 and name.startswith(text.lower())]
    return named[0] if named else None


def shortened(text: str, length: int = 40) -> str:
    """What was typed, cut so that a message stays readable."""
    return text if len(text) <= length else text[: length - 1] + "…"
