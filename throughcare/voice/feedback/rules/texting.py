"""Phone numbers and e-mail addresses: either is a name, so what comes from one is never anonymous."""

from __future__ import annotations

import re
from typing import Literal

from throughcare.errors import Invalid

LEAST, MOST = 9, 15
STOP = "stop"
Way = tuple[Literal["text", "email"], str]


def asks_to_stop(words: str) -> bool:
    """Whether a message takes back what came from its number before, as the poster says: STOP and nothing else."""
    return words.strip(" \t\r\n.!'\"").casefold() == STOP


def read_number(typed: str) -> str:
    """A phone number in one written form, ``+447700900123``. Raises ``Invalid`` for what is none."""
    signs = re.sub(r"[\s().-]", "", typed)
    if signs.startswith("00"):
        signs = "+" + signs[2:]
    if signs.startswith("0"):
        signs = "+44" + signs[1:]
    if not re.fullmatch(rf"\+\d{{{LEAST},{MOST}}}", signs):
        raise Invalid({"number": "Give a phone number, such as 07700 900123."})
    return signs


def ways_in(reach: str) -> list[Way]:
    """The ways in what somebody wrote of how to reach them: an e-mail address or a phone number, in one written form;
    none for anything else, which is left to people."""
    text = reach.strip()
    if "@" in text and " " not in text:
        return [("email", text.casefold())]
    try:
        return [("text", read_number(text))]
    except Invalid:
        return []
