"""Figures, dates and addresses in words, the same on every screen. Pure: no Django, no clock."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
MINUS = "\N{MINUS SIGN}"
FIRST_MONTH = 4


def pounds(pence: int | None) -> str:
    """An exact amount: ``£1,870,000``, with pence only where there are any; a true minus sign; null is a dash."""
    if pence is None:
        return "\N{EN DASH}"
    whole, part = divmod(abs(pence), 100)
    text = f"£{whole:,}" + (f".{part:02d}" if part else "")
    return (MINUS if pence < 0 else "") + text


def millions(pence: int | None, places: int = 2) -> str:
    """An amount in millions rounded half up to ``places`` decimals: ``£1.87m``. For reading, never for adding."""
    if pence is None:
        return "\N{EN DASH}"
    step = Decimal(1).scaleb(-places)
    value = (Decimal(abs(pence)) / 100_000_000).quantize(step, ROUND_HALF_UP)
    return (MINUS if pence < 0 and value else "") + f"£{value:,}m"


def difference(pence: int) -> str:
    """A signed amount: ``+£100,000``, ``−£100,000`` or ``£0``."""
    return ("+" if pence > 0 else "") + pounds(pence)


def day(value: date | datetime | None) -> str:
    """A civil date in London: ``11 October 2022``; null is a dash."""
    if value is None:
        return "\N{EN DASH}"
    if isinstance(value, datetime):
        value = value.astimezone(LONDON).date()
    return f"{value.day} {value:%B %Y}"


def moment(value: datetime | None) -> str:
    """A moment in London: ``11 October 2022, 2:05pm``; null is a dash."""
    if value is None:
        return "\N{EN DASH}"
    local = value.astimezone(LONDON)
    hour = local.hour % 12 or 12
    return f"{day(local)}, {hour}:{local:%M}{'am' if local.hour < 12 else 'pm'}"


def clock_time(value: datetime) -> str:
    """The time of day in London by the 24-hour clock, as the state of saving shows it: ``14:05``."""
    return f"{value.astimezone(LONDON):%H:%M}"


def financial_year(value: date | int | str) -> str:
    """A financial year as ``2022/23``, from its first calendar year, a date in it, or a text such as ``2022-23``."""
    if isinstance(value, datetime):
        value = value.astimezone(LONDON).date()
    if isinstance(value, date):
        value = value.year if value.month >= FIRST_MONTH else value.year - 1
    first = value if isinstance(value, int) else int(value[:4])
    return f"{first}/{(first + 1) % 100:02d}"


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun: ``1 finding``, ``1,204 findings``; ``many`` where an added s is wrong."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
