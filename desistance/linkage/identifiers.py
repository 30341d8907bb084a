"""Identifiers of people: one way of writing each, and the check letters that show a slip of the pen.

PNC and CRO carry a check letter, the NHS number a check digit; CRN and NOMIS numbers have none. The letter of a PNC or
CRO is that at the place (year, serial) modulo 23 in `LETTERS`; its forms are those that HMPPS person records and NOMIS
accept. Every function takes a text and gives `Checked`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

LETTERS = "ZABCDEFGHJKLMNPQRTUVWXY"
CENTURY_TURNS = 50
"""A PNC year of two digits below this is of this century; the PNC itself is not old enough for another reading."""

PNC_SLASHED = re.compile(r"(\d{2}|\d{4})/(\d{1,7})([A-Z])")
PNC_RUN = re.compile(r"(\d{3,11})([A-Z])")
CRO_PLAIN = re.compile(r"(\d{1,6})/(\d{2})([A-Z])")
CRO_FILE = re.compile(r"SF(\d{2})/(\d{1,6})([A-Z])")
CRN = re.compile(r"[A-Z]\d{6}")
NOMIS = re.compile(r"[A-Z]\d{4}[A-Z]{2}")
NHS = re.compile(r"\d{10}")
NHS_WEIGHTS = range(10, 1, -1)
GAPS = re.compile(r"[\s.\-]+")
BLANKS = frozenset({"", "?", "NA", "N/A", "NIL", "NONE", "NULL", "UNKNOWN", "NOTKNOWN", "TBC", "X"})

NOT_ONE = "is not one"
WRONG_LETTER = "has a wrong check letter"
WRONG_DIGIT = "has a wrong check digit"


class Checked(NamedTuple):
    """`value` as it is always written, or None where the text is blank or none (then `problem` says so)."""

    value: str | None
    problem: str = ""


def pnc(text: str) -> Checked:
    """A Police National Computer identifier as YYYY/NNNNNNNL. Two-digit years and missing slashes are filled in."""
    given = _plain(text)
    if given in BLANKS:
        return Checked(None)
    readings = _pnc_readings(given)
    if not readings:
        return Checked(None, NOT_ONE)
    right = [reading for reading in readings if _letter(reading[0][-2:] + reading[1]) == reading[2]]
    if not right:
        return Checked(None, WRONG_LETTER)
    year, serial, letter = right[0]
    return Checked(f"{year}/{serial}{letter}")


def cro(text: str) -> Checked:
    """A Criminal Records Office number as NNNNNN/YYL or, for those on file by name, SFYY/NNNNNL.

    Official sources differ on whether a short serial of the second form is filled up with zeros to five before its
    letter is reckoned; either is taken, and the five digits are written.
    """
    given = _plain(text)
    if given in BLANKS:
        return Checked(None)
    if found := CRO_PLAIN.fullmatch(given):
        serial, year, letter = found[1].zfill(6), found[2], found[3]
        right, value = _letter(year + serial) == letter, f"{serial}/{year}{letter}"
    elif found := CRO_FILE.fullmatch(given):
        year, serial, letter = found[1], found[2], found[3]
        right = letter in {_letter(year + serial), _letter(year + serial.zfill(5))}
        value = f"SF{year}/{(serial.lstrip('0') or '0').zfill(5)}{letter}"
    else:
        return Checked(None, NOT_ONE)
    return Checked(value) if right else Checked(None, WRONG_LETTER)


def crn(text: str) -> Checked:
    """A probation case reference number: a letter and six digits. It carries nothing to check it by."""
    return _shaped(text, CRN)


def nomis(text: str) -> Checked:
    """A prison number: a letter, four digits, two letters. It carries nothing to check it by."""
    return _shaped(text, NOMIS)


def nhs_number(text: str) -> Checked:
    """An NHS number: ten digits, the last a check by weights ten to two modulo eleven. Ten equal digits are a dummy."""
    given = _plain(text).replace("/", "")
    if given in BLANKS:
        return Checked(None)
    if not NHS.fullmatch(given) or len(set(given)) == 1:
        return Checked(None, NOT_ONE)
    check = _nhs_check(given)
    return Checked(given) if check == int(given[9]) else Checked(None, WRONG_DIGIT)


CHECKS: dict[str, Callable[[str], Checked]] = {
    "pnc": pnc,
    "cro": cro,
    "crn": crn,
    "nomis": nomis,
    "nhs_number": nhs_number,
}
VERIFIED = ("pnc", "cro", "nhs_number")
"""Kinds whose check letter or digit is verified, so that two different ones speak against one person."""


def pnc_of(year: int, serial: int) -> str:
    """The PNC identifier of a year and serial, with its letter: for made-up people."""
    return f"{year:04d}/{serial:07d}{_letter(f'{year % 100:02d}{serial:07d}')}"


def cro_of(year: int, serial: int) -> str:
    """The CRO number of a year and serial, with its letter: for made-up people."""
    return f"{serial:06d}/{year % 100:02d}{_letter(f'{year % 100:02d}{serial:06d}')}"


def nhs_number_of(serial: int) -> str | None:
    """The NHS number in the range kept for tests (999...) with this serial, or None where none has it."""
    first = f"999{serial:06d}"
    check = _nhs_check(first)
    return None if check == 10 else f"{first}{check}"


def _plain(text: str) -> str:
    return text.upper() if text.isalnum() else GAPS.sub("", text).upper()


def _nhs_check(digits: str) -> int:
    """The check digit that the first nine ask for; ten where none will do."""
    total = sum(weight * int(digit) for weight, digit in zip(NHS_WEIGHTS, digits, strict=False))
    return (11 - total % 11) % 11


def _letter(digits: str) -> str:
    return LETTERS[int(digits) % len(LETTERS)]


def _shaped(text: str, shape: re.Pattern[str]) -> Checked:
    given = _plain(text)
    if given in BLANKS:
        return Checked(None)
    return Checked(given) if shape.fullmatch(given) else Checked(None, NOT_ONE)


def _pnc_readings(given: str) -> list[tuple[str, str, str]]:
    """Every way of reading (year, serial of seven digits, letter); without a slash there can be two."""
    if found := PNC_SLASHED.fullmatch(given):
        return [(_year(found[1]), found[2].zfill(7), found[3])]
    found = PNC_RUN.fullmatch(given)
    if not found:
        return []
    digits, letter = found[1], found[2]
    readings = []
    if len(digits) >= 5 and digits[:2] in {"19", "20"}:
        readings.append((digits[:4], digits[4:].zfill(7), letter))
    if len(digits) <= 9:
        readings.append((_year(digits[:2]), digits[2:].zfill(7), letter))
    # Long forms are written without a slash far more often than short ones; only a whole one is taken first.
    return readings if len(digits) > 9 else readings[::-1]


def _year(digits: str) -> str:
    if len(digits) == 4:
        return digits
    return f"20{digits}" if int(digits) < CENTURY_TURNS else f"19{digits}"
