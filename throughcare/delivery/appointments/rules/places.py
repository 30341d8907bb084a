"""Where and how an appointment takes place."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from throughcare.errors import Invalid


class Manner(StrEnum):
    """How an appointment takes place."""

    OFFICE = "office"
    ADDRESS = "address"
    PHONE = "phone"
    VIDEO = "video"

    @property
    def label(self) -> str:
        """In words, as lists show it and a calendar may: it says nothing of where."""
        return LABELS[self]


LABELS = {
    Manner.OFFICE: "At an office",
    Manner.ADDRESS: "At another address",
    Manner.PHONE: "By phone",
    Manner.VIDEO: "By video",
}
# The form of UK postcodes: https://www.gov.uk/government/publications/bulk-data-transfer-for-sponsors-xml-schema
POSTCODE = re.compile(
    r"(GIR ?0AA|[A-PR-UWYZ](?:[0-9]{1,2}|[A-HK-Y][0-9]|[A-HK-Y][0-9][0-9ABEHMNPRV-Y]|[0-9][A-HJKPS-UW]))"
    r" ?([0-9][ABD-HJLNP-UW-Z]{2})"
)
MOST_LINE = 120


@dataclass(frozen=True, slots=True)
class Place:
    """How and where: an office by its code, or an address by first line and postcode. Languages are in words."""

    manner: str
    office: str = ""
    first_line: str = ""
    postcode: str = ""
    interpreter: str = ""


def written_postcode(text: str) -> str | None:
    """A UK postcode in its one written form (``SE1 9GF``); null where the text is none."""
    bare = "".join(text.split()).upper()
    found = POSTCODE.fullmatch(bare)
    return f"{bare[:-3]} {bare[-3:]}" if found else None


def checked_place(place: Place, offices: Collection[str]) -> Place:
    """The place in its written form, with what does not belong to its manner left out. Raises ``Invalid``."""
    if place.manner not in set(Manner):
        raise Invalid({"manner": "Say how it takes place."})
    interpreter = " ".join(place.interpreter.split())[:60]
    if place.manner == Manner.OFFICE:
        if place.office not in offices:
            raise Invalid({"office": "Choose the office. If it is not listed, choose another address."})
        return Place(place.manner, office=place.office, interpreter=interpreter)
    if place.manner != Manner.ADDRESS:
        return Place(place.manner, interpreter=interpreter)
    return _address(place, interpreter)


def _address(place: Place, interpreter: str) -> Place:
    first_line, postcode = " ".join(place.first_line.split()), written_postcode(place.postcode)
    wrong = {}
    if not first_line or len(first_line) > MOST_LINE:
        wrong["first_line"] = f"Write the first line of the address, in {MOST_LINE} characters or fewer."
    if postcode is None:
        wrong["postcode"] = "Write the whole postcode, like SE1 9GF."
    if wrong:
        raise Invalid(wrong)
    return Place(place.manner, first_line=first_line, postcode=postcode or "", interpreter=interpreter)
