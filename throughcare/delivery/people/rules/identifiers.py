"""Numbers by which agencies know people: their forms, their check letters, and the one way in which each is written.

Source of forms and check letters: the Ministry of Justice's hmpps-person-record; the NHS number by python-stdnum.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from stdnum.exceptions import ValidationError
from stdnum.gb import nhs

from throughcare.errors import Invalid

LETTERS = "ZABCDEFGHJKLMNPQRTUVWXY"
PNC = re.compile(r"(?P<year>(?:\d\d)?\d\d)/?(?P<serial>\d{1,7})(?P<letter>[A-Z])")
PNC_WHOLE = re.compile(r"(?P<year>\d{4})(?P<serial>\d{7})(?P<letter>[A-Z])")
CRO = re.compile(r"(?P<serial>\d{1,6})/(?P<year>\d\d)(?P<letter>[A-Z])")
CRO_FILE = re.compile(r"SF(?P<year>\d\d)/(?P<serial>\d{1,6})(?P<letter>[A-Z])")
CRN = re.compile(r"[A-Z]\d{6}")
NOMIS = re.compile(r"[A-Z]\d{4}[A-Z]{2}")
LONGEST = 40
KINDS = ("crn", "pnc", "cro", "nomis", "nhs")
NAMES = {"crn": "CRN", "pnc": "PNC ID", "cro": "CRO number", "nomis": "NOMIS number", "nhs": "NHS number"}
LOOKS_LIKE = {
    "crn": "a letter and six figures, like X123456",
    "pnc": "a year, a slash, up to seven figures and a letter, like 2001/0171310W",
    "cro": "up to six figures, a slash, two figures of a year and a letter, like 265416/21G; or SF39/394U",
    "nomis": "a letter, four figures and two letters, like A1234BC",
    "nhs": "ten figures, like 943 476 5919",
}


@dataclass(frozen=True, slots=True)
class Number:
    """A number in its one written form."""

    kind: str
    value: str

    @property
    def shown(self) -> str:
        """As it is printed: an NHS number in groups, the others as they are kept."""
        return f"{self.value[:3]} {self.value[3:6]} {self.value[6:]}" if self.kind == "nhs" else self.value


class _NotOne(ValueError):
    """The text is no such number; the argument says why."""


def check_letter(number: int) -> str:
    """The letter that a PNC ID or CRO number ends with: the number's remainder by 23 in a table without I, O and S."""
    return LETTERS[number % len(LETTERS)]


def _checked_letter(number: int, letter: str) -> None:
    if letter != check_letter(number):
        raise _NotOne("its last letter does not fit the figures, so one of them is mistyped")


def _pnc(text: str, year_now: int) -> str:
    found = PNC_WHOLE.fullmatch(text) or (PNC.fullmatch(text) if "/" in text else None)
    if found is None:
        raise _NotOne("")
    year, serial = found["year"], found["serial"].zfill(7)
    _checked_letter(int(year[-2:] + serial), found["letter"])
    if len(year) == 2:
        year = f"{19 if int(year) > year_now % 100 else 20}{year}"
    return f"{year}/{serial}{found['letter']}"


def _cro(text: str, year_now: int) -> str:
    filed = CRO_FILE.fullmatch(text)
    if filed:
        serial = str(int(filed["serial"]))
        _checked_letter(int(filed["year"] + serial), filed["letter"])
        return f"SF{filed['year']}/{serial}{filed['letter']}"
    found = CRO.fullmatch(text)
    if found is None:
        raise _NotOne("")
    serial = found["serial"].zfill(6)
    _checked_letter(int(found["year"] + serial), found["letter"])
    return f"{serial}/{found['year']}{found['letter']}"


def _plain(pattern: re.Pattern[str]) -> Callable[[str, int], str]:
    def read(text: str, year_now: int) -> str:
        if not pattern.fullmatch(text):
            raise _NotOne("")
        return text

    return read


def _nhs(text: str, year_now: int) -> str:
    bare = text.replace("-", "")
    if not re.fullmatch(r"[0-9]{10}", bare):
        raise _NotOne("")
    try:
        return str(nhs.validate(bare))
    except ValidationError as error:
        raise _NotOne("its last figure does not fit the others, so one of them is mistyped") from error


READERS: dict[str, Callable[[str, int], str]] = {
    "crn": _plain(CRN),
    "pnc": _pnc,
    "cro": _cro,
    "nomis": _plain(NOMIS),
    "nhs": _nhs,
}


def read(kind: str, text: str, *, year_now: int) -> Number:
    """A number of a kind in its one written form. Raises ``Invalid`` that says what such a number looks like.

    ``year_now`` decides the century of a PNC ID whose year has two figures: a year to come is of the last century.
    """
    if kind not in READERS:
        raise Invalid({"kind": "Choose one of the kinds of number."})
    bare = "".join(text.split()).upper()
    if len(bare) > LONGEST or not bare.isascii():
        raise Invalid({"value": f"This is no {NAMES[kind]}: that is {LOOKS_LIKE[kind]}."})
    try:
        return Number(kind, READERS[kind](bare, year_now))
    except _NotOne as error:
        why = f": {error}" if str(error) else f": that is {LOOKS_LIKE[kind]}"
        raise Invalid({"value": f"This is no {NAMES[kind]}{why}."}) from error


def recognise(text: str, *, year_now: int) -> list[Number]:
    """Every kind of number that a text can be read as: usually one, none where it is a name or mistyped."""
    found = []
    for kind in KINDS:
        try:
            found.append(read(kind, text, year_now=year_now))
        except Invalid:
            continue
    return found


def is_a_number(text: str) -> bool:
    """Whether a text is meant as a number rather than a name: it has more figures than letters, or a slash."""
    figures = sum(mark.isdigit() for mark in text)
    letters = sum(mark.isalpha() for mark in text)
    return figures > letters or (figures > 0 and "/" in text) or (figures >= 4)
