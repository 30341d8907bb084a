"""Check digits and letters of identifiers."""

from __future__ import annotations

import re
from datetime import date

POLICE_LETTERS = "ZABCDEFGHJKLMNPQRTUVWXY"  # hmpps-person-record: no I, O or S
BARRED_NINO = {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"}


def figures(text: str) -> str:
    """The figures of a text alone."""
    return re.sub(r"\D", "", text)


def is_nhs_number(number: str) -> bool:
    """Ten figures whose last is eleven less the weighted sum modulo eleven."""
    if len(number) != 10 or len(set(number)) == 1:
        return False
    total = sum(int(figure) * weight for figure, weight in zip(number, range(10, 1, -1), strict=False))
    check = (11 - total % 11) % 11
    return check != 10 and check == int(number[9])


def is_card_number(number: str) -> bool:
    """13 to 19 figures that satisfy Luhn's formula."""
    if not 13 <= len(number) <= 19 or len(set(number)) == 1:
        return False
    total = 0
    for place, figure in enumerate(reversed(number)):
        value = int(figure) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def police_letter(year: str, serial: str) -> str:
    """The check letter of a police number: two-digit year followed by the serial, as one number, modulo 23."""
    return POLICE_LETTERS[int(year[-2:] + serial) % 23]


def is_pnc(year: str, serial: str, letter: str) -> bool:
    """Whether a PNC ID's letter fits, with the serial padded to seven figures."""
    return police_letter(year, serial.zfill(7)) == letter.upper()


def is_cro(serial: str, year: str, letter: str, *, old: bool = False) -> bool:
    """Whether a CRO number's letter fits: padded to six figures, or as written in the old form that begins SF."""
    return police_letter(year, serial if old else serial.zfill(6)) == letter.upper()


def is_nino(prefix: str) -> bool:
    """Whether two letters can begin a National Insurance number (general knowledge, not read in a source)."""
    first, second = prefix[0].upper(), prefix[1].upper()
    return first not in "DFIQUV" and second not in "DFIQUVO" and prefix.upper() not in BARRED_NINO


def is_date(day: str, month: str, year: str) -> bool:
    """Whether three numbers are a day of the calendar."""
    try:
        date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    except ValueError:
        return False
    return True
