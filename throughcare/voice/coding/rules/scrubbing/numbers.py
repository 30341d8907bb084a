"""Identifiers by their form, and by check digit where they have one. All look at folded text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from throughcare.voice.coding.rules.scrubbing import checks
from throughcare.voice.coding.rules.scrubbing.spans import Span
from throughcare.voice.coding.rules.scrubbing.words import word_set

Finder = Callable[[str], Iterator[Span]]
I = re.IGNORECASE  # noqa: E741 - read beside the patterns
DOT = r"(?:\.|\s?[(\[]dot[)\]]\s?|\sdot\s)"
EMAIL = re.compile(
    rf"[a-z0-9][\w.+%-]{{0,63}}\s?(?:@|[(\[]at[)\]])\s?[a-z0-9-]{{1,60}}(?:{DOT}[a-z]{{2,12}}){{1,4}}"
    r"|[a-z0-9][\w.+%-]{0,63} at [a-z0-9-]{1,60}(?: dot [a-z]{2,12}){1,4}",
    I,
)
URL = re.compile(
    r"\bhttps?://\S+|\bwww\.\S+"
    r"|\b[a-z0-9][a-z0-9-]{0,60}(?:\.[a-z0-9-]{1,60}){0,3}\.(?:com|co\.uk|org\.uk|gov\.uk|nhs\.uk|ac\.uk|org|net|uk|tv|app)\b(?:/\S*)?"
    r"|\b[a-z0-9-]{2,40}\.(?:me|io|ly|gg|ee)/\S+",
    I,
)
HANDLE = re.compile(r"(?<![\w@./])@[a-z0-9_](?:[\w.]{0,28}\w)?", I)
CALLED_ONLINE = re.compile(
    r"\b(?:insta(?:gram)?|snap(?:chat)?|facebook|fb|tik ?tok|twitter|telegram|user ?name|handle)"
    r"(?:\s(?:name|handle|account|user))?\s?(?:\bis\b|'s\b|:|=)\s?@?([a-z0-9](?:[\w.]{1,28}\w)?)",
    I,
)
PHONE = re.compile(
    r"(?<![\d/])(?:\+|\b00)\s?\d{1,3}[\s().-]{0,2}(?:\(0\)\s?)?\d(?:[\s().-]{0,2}\d){6,12}(?!\d)"
    r"|(?<![\d/])\(?0\d(?:[\s().-]{0,2}\d){8,9}(?!\d)"
)
TEN = re.compile(r"(?<!\d)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)")
CARD = re.compile(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)")
LONG = re.compile(r"(?<![\d£$€.,])\d(?:[ -]?\d){6,}(?!\d)")
SORT_CODE = re.compile(r"(?<![\d-])\d\d-\d\d-\d\d(?![\d-])")
PNC = re.compile(r"\b((?:19|20)?\d{2})\s?[/\\]\s?(\d{1,7})\s?([a-z])\b", I)
CRO = re.compile(r"\b(\d{1,6})\s?/\s?(\d{2})\s?([a-z])\b", I)
CRO_OLD = re.compile(r"\bSF\s?(\d{2})\s?/\s?(\d{1,6})\s?([a-z])\b", I)
ARREST = re.compile(r"\b\d{2,4}/\d{2,4}/\d{2}/\d{1,11}[a-z]\b", I)
CRN = re.compile(r"\b[a-z]\s?\d{6}\b", I)
NOMIS = re.compile(r"\b[a-z]\s?\d{4}\s?[a-z]{2}\b", I)
NINO = re.compile(r"\b([a-z]{2})[ -]?\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?[a-d]\b", I)
POSTCODE = re.compile(
    r"\b(?:gir ?0aa|[a-pr-uwyz](?:\d{1,2}|[a-hk-y]\d{1,2}|\d[a-hjkpstuw]|[a-hk-y]\d[abehmnprv-y]))"
    r"\s{0,2}\d[abd-hjlnp-uw-z]{2}\b",
    I,
)
DISTRICT = re.compile(r"\b(?:EC|NW|SE|SW|WC|E|N|W)(?:[1-9]|1\d|2[0-8])[A-Z]?\b")
PLATE_NOW = re.compile(r"\b[a-z]{2}\d{2}\s?([a-z]{3})\b", I)
PLATE_BEFORE = re.compile(r"\b[A-Z]\d{1,3} ?([A-Z]{3})\b|\b([A-Z]{3}) ?\d{1,3}[A-Z]\b")
MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]{0,6}"
DATE_FIGURES = re.compile(r"(?<![\d/.-])(\d{1,2})\s?([/.-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?![\d/-])")
DATE_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
DATE_WORDS = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?{MONTH},?\s'?(?:\d{{4}}|\d{{2}})\b"
    rf"|\b{MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?,?\s(?:\d{{4}})\b",
    I,
)
BIRTHDAY = re.compile(
    rf"\b(?:born|birthday|dob|d\.o\.b\.?|date of birth)\b[^.\n]{{0,18}}?"
    rf"\b(\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?{MONTH}(?:,?\s'?\d{{2,4}})?|{MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?|(?:19|20)\d{{2}}|\d{{1,2}}[/.-]\d{{1,2}})\b",
    I,
)
BEFORE_BIRTH = re.compile(r"\b(?:born|birthday|dob|d\.o\.b\.?|date of birth)\b[^.\n]{0,25}$", I)
FIGURE_WORDS = re.compile(
    r"\b(?:(?:zero|nought|oh|o|one|two|three|four|five|six|seven|eight|nine|double|triple)[\s,-]{1,2}){5,}"
    r"(?:zero|nought|oh|one|two|three|four|five|six|seven|eight|nine)\b",
    I,
)
ROADS = "road|rd|street|st|avenue|ave|lane|crescent|gardens|terrace|mews|grove|close|drive|square|estate"
ROADS_WITH_CAPITAL = (
    "Road|Rd|Street|Avenue|Ave|Lane|Crescent|Gardens|Terrace|Mews|Grove|Close|Drive|Square|Estate|Walk|Rise|Court|House"
    "|Tower|Way"
)
NO_ROAD = (
    "down|up|in|on|at|the|from|of|to|my|your|his|her|their|our|this|that|people|minutes|mins|times|years|hours|more|or"
)
ADDRESS = re.compile(
    rf"\b(?:\d{{1,4}}[a-zA-Z]?,? )?(?:[A-Z][\w']{{1,20}} ){{1,3}}(?:{ROADS_WITH_CAPITAL})\b"
    rf"|\b\d{{1,4}}[a-z]?,? (?!(?:{NO_ROAD})\b)[a-z][a-z']{{2,20}} (?:{ROADS})\b"
)
ROOM = re.compile(
    r"\b(?:flat|apartment|apt|cell|room)\s(?:no\.?\s|number\s)?(?:[a-z]-?)?\d{1,4}(?:-\d{1,3})?[a-z]?\b", I
)
WORDS_OF_THREE = word_set(
    "the and for you are but not all any can had her was one our out day get has him his how man new now old "
    "see two way who boy did its let put say she too use off per est via min max day mon tue wed thu fri sat "
    "sun jan feb mar apr may jun jul aug sep oct nov dec odd yrs mth hrs gcse nhs dwp"
)


def _whole(pattern: re.Pattern[str], kind: str) -> Finder:
    return lambda text: (Span(*one.span(), kind) for one in pattern.finditer(text))


def _online(text: str) -> Iterator[Span]:
    for one in CALLED_ONLINE.finditer(text):
        yield Span(*one.span(1), "handle")


def _ten(text: str) -> Iterator[Span]:
    for one in TEN.finditer(text):
        if checks.is_nhs_number(checks.figures(one.group())):
            yield Span(*one.span(), "nhs_number")


def _card(text: str) -> Iterator[Span]:
    for one in CARD.finditer(text):
        if checks.is_card_number(checks.figures(one.group())):
            yield Span(*one.span(), "card")


def _long(text: str) -> Iterator[Span]:
    """Seven figures or more in a row, unless they are years that follow one another."""
    for one in LONG.finditer(text):
        parts = re.split(r"[ -]", one.group())
        if not all(len(part) == 4 and part[:2] in ("19", "20") for part in parts):
            yield Span(*one.span(), "number")


def _police(text: str) -> Iterator[Span]:
    for one in PNC.finditer(text):
        year, serial, letter = one.groups()
        # A serial in full is no ordinary thing to write, so a letter mistyped does not let it through.
        if checks.is_pnc(year, serial, letter) or (len(serial) >= 6 and len(year) == 4):
            yield Span(*one.span(), "pnc")
    for one in CRO.finditer(text):
        serial, year, letter = one.groups()
        if checks.is_cro(serial, year, letter) or len(serial) == 6:
            yield Span(*one.span(), "cro")
    for one in CRO_OLD.finditer(text):
        yield Span(*one.span(), "cro")


def _insurance(text: str) -> Iterator[Span]:
    for one in NINO.finditer(text):
        yield Span(*one.span(), "nino" if checks.is_nino(one.group(1)) else "number")


def _plates(text: str) -> Iterator[Span]:
    for pattern in (PLATE_NOW, PLATE_BEFORE):
        for one in pattern.finditer(text):
            letters = next(group for group in one.groups() if group)
            if letters.casefold() not in WORDS_OF_THREE:
                yield Span(*one.span(), "plate")


def _dates(text: str) -> Iterator[Span]:
    for one in DATE_FIGURES.finditer(text):
        day, _, month, year = one.groups()
        if checks.is_date(day, month, year) or checks.is_date(month, day, year):
            yield _dated(text, *one.span())
    for one in DATE_ISO.finditer(text):
        if checks.is_date(one.group(3), one.group(2), one.group(1)):
            yield _dated(text, *one.span())
    for one in DATE_WORDS.finditer(text):
        yield _dated(text, *one.span())
    for one in BIRTHDAY.finditer(text):
        yield Span(*one.span(1), "date_of_birth")


def _dated(text: str, start: int, end: int) -> Span:
    near = text[max(0, start - 40) : start]
    return Span(start, end, "date_of_birth" if BEFORE_BIRTH.search(near) else "date")


def _sort_codes(text: str) -> Iterator[Span]:
    for one in SORT_CODE.finditer(text):
        day, month, year = one.group().split("-")
        if not checks.is_date(day, month, year):
            yield Span(*one.span(), "number")


FINDERS: tuple[Finder, ...] = (
    _whole(EMAIL, "email"),
    _whole(URL, "web_address"),
    _whole(HANDLE, "handle"),
    _online,
    _card,
    _ten,
    _whole(PHONE, "phone"),
    _police,
    _whole(ARREST, "arrest_number"),
    _whole(CRN, "crn"),
    _whole(NOMIS, "nomis"),
    _insurance,
    _whole(POSTCODE, "postcode"),
    _whole(DISTRICT, "postcode"),
    _plates,
    _dates,
    _sort_codes,
    _whole(FIGURE_WORDS, "number"),
    _whole(ADDRESS, "address"),
    _whole(ROOM, "address"),
    _long,
)


def find_numbers(text: str) -> Iterator[Span]:
    """Every identifier in a folded text; some may overlap."""
    for finder in FINDERS:
        yield from finder(text)
