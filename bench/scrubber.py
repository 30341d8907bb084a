"""Recall and precision of the scrubber on a made set of comments with planted identifiers.

``python bench/scrubber.py [--comments N] [--real FILE]`` makes comments from templates: spoken, misspelt, in small
letters, with odd spacing, and with things that look like identifiers and are none. Names are of two kinds: known to the
service (the membership test says so) and unknown to it. The set is made from a seed, so every run is the same. The
author of the set wrote the scrubber too, so real comments will hold what neither thought of. ``--real`` counts what is
masked in public comments whose personal details were taken out before publication: most of that is masked for nothing.
It prints one Markdown section.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from throughcare.foundation.reference import load  # noqa: E402
from throughcare.voice.coding.rules.scrubbing import lists_from, scrub  # noqa: E402
from throughcare.voice.coding.rules.scrubbing.checks import POLICE_LETTERS  # noqa: E402

KNOWN_GIVEN = (
    "Thandeka",
    "Marguerite",
    "Oluwadamilare",
    "Siobhan",
    "Kwabena",
    "Jean-Paul",
    "Karen",
    "Rose",
    "Mark",
    "Will",
)
KNOWN_FAMILY = (
    "Whitlock",
    "Okonkwo-Reid",
    "O'Sample",
    "Nwachukwu",
    "Brankovic",
    "Young",
    "Price",
    "Ellery",
    "Sandhu",
    "Moss",
)
UNKNOWN_GIVEN = ("Darren", "Chantelle", "Mohammed", "Zofia", "Tyrone", "Lekan", "Ruta", "Yusra", "Kofi", "Bexley")
UNKNOWN_FAMILY = ("Bramhall", "Odukoya", "Kowalczyk", "Tremlett", "Haddadi", "Featherstonehaugh")
CALLED_BY = (
    "my worker {}",
    "{} from the office",
    "I spoke to {}",
    "{} said no",
    "ask {} about it",
    "it was {} who helped",
)
CARRIERS = (
    "{} and nobody rang me back",
    "They kept asking for it: {}",
    "put it down as {} please",
    "honestly {} that is all there is",
    "I told them, {}. They lost it",
    "last week {} then nothing for a month",
    "{}\nso yeah that is me",
    "for the tenth time it is {} ok",
)
PLAIN = (
    "The waiting room is cold and the chairs are hard",
    "I will be honest, it will take time and I hope it may get better",
    "24/7 they say but at 5pm on a Friday nobody picks up",
    "I give it 8/10, the other one was 3/10",
    "It cost me £25.50 and 2 hours on the 345 bus",
    "He was in the police for 20 years and he still listens",
    "My mum had a rose garden, that is where I feel calm",
    "Mark my words, this will go nowhere",
    "Three people out of twelve turned up in May, none in June",
    "They moved me 4 times in 2024 and again in 2025",
    "Step 1 is ask, step 2 is wait, step 3 is wait more",
    "the nurse said take 2 a day, 500mg, with food",
    "I am 34 and this is the first time someone asked",
    "Court was at 10.30 and I got there at 9",
    "send me a text, I can read those",
    "NHS, DWP, GP, PO, everyone wants the same form",
    "I've got a house now, a real one, thanks to them",
    "The young lads get help, the old ones do not",
    "We read the book together, page by page",
    "No 1 priority should be a place to live",
)


@dataclass
class Made:
    """A comment with what was planted in it, as places and kinds."""

    text: str
    planted: list[tuple[int, int, str]]


def digits(rng: random.Random, n: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(n))


def nhs(rng: random.Random) -> str:
    while True:
        body = str(rng.randint(400_000_000, 799_999_999))
        total = sum(int(one) * weight for one, weight in zip(body, range(10, 1, -1), strict=True))
        check = (11 - total % 11) % 11
        if check < 10:
            return rng.choice(("{}{}{}", "{} {} {}", "{}-{}-{}")).format(body[:3], body[3:6], body[6:] + str(check))


def card(rng: random.Random) -> str:
    body = "4" + digits(rng, 14)
    total = 0
    for place, one in enumerate(reversed(body)):
        value = int(one) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    number = body + str(-total % 10)
    return " ".join(number[at : at + 4] for at in range(0, 16, 4)) if rng.random() < 0.6 else number


def pnc(rng: random.Random) -> str:
    year, serial = rng.randint(1995, 2024), rng.randint(1, 9_999_999)
    letter = POLICE_LETTERS[int(f"{year % 100:02d}{serial:07d}") % 23]
    return f"{year}/{serial:07d}{letter}" if rng.random() < 0.6 else f"{year % 100:02d}/{serial}{letter.lower()}"


def cro(rng: random.Random) -> str:
    year, serial = rng.randint(60, 99), rng.randint(1, 999_999)
    return f"{serial:06d}/{year}{POLICE_LETTERS[int(f'{year}{serial:06d}') % 23]}"


def phone(rng: random.Random) -> str:
    end = digits(rng, 6)
    forms = ("07{}{}", "07{} {}", "+44 7{} {}", "07{}-{}", "0044 7{}{}", "(07{}) {}")
    number = rng.choice(forms).format(digits(rng, 3), end)
    return number if rng.random() < 0.8 else f"020 {digits(rng, 4)} {digits(rng, 4)}"


def spoken(rng: random.Random) -> str:
    words = {
        "0": "oh",
        "1": "one",
        "2": "two",
        "3": "three",
        "4": "four",
        "5": "five",
        "6": "six",
        "7": "seven",
        "8": "eight",
        "9": "nine",
    }
    return " ".join(words[one] for one in "07" + digits(rng, 9))


def birth(rng: random.Random) -> str:
    day, month, year = rng.randint(1, 28), rng.randint(1, 12), rng.randint(1960, 2003)
    names = [date(2024, one, 1).strftime("%B") for one in range(1, 13)]
    forms = (
        f"{day}/{month}/{year}",
        f"{day:02d}.{month:02d}.{year % 100:02d}",
        f"{day} {names[month - 1]} {year}",
        f"{day}th of {names[month - 1].lower()} {year}",
        f"{year}-{month:02d}-{day:02d}",
    )
    return rng.choice(forms)


def postcode(rng: random.Random) -> str:
    found = rng.choice(("SW9 8GG", "E8 1EA", "SE15 4RX", "N17 9LN", "EC1A 1BB", "CR0 2TB", "W1A 0AX", "IG11 7NB"))
    return rng.choice((found, found.lower(), found.replace(" ", "")))


def mail(rng: random.Random) -> str:
    who = f"{rng.choice(UNKNOWN_GIVEN).lower()}{digits(rng, 2)}"
    return rng.choice(
        (
            f"{who}@example.test",
            f"{who} at mail dot example dot com",
            f"{who}(at)example.test",
            f"{who.title()}.x@mail.example.test",
        )
    )


def address(rng: random.Random) -> str:
    road = rng.choice(("Mare Street", "Example Road", "Old Kent Road", "Lordship Lane", "Saxon Avenue"))
    found = f"{rng.randint(1, 240)} {road}"
    return rng.choice((found, found.lower(), f"flat {rng.randint(1, 90)}"))


def other(rng: random.Random, kind: str) -> str:
    letters = "ABCDEFGHJKLMNPRSTWXYZ"
    made = {
        "crn": lambda: f"{rng.choice(letters)}{digits(rng, 6)}",
        "nomis": lambda: f"{rng.choice(letters)}{digits(rng, 4)}{rng.choice(letters)}{rng.choice(letters)}",
        "nino": lambda: f"AB {digits(rng, 2)} {digits(rng, 2)} {digits(rng, 2)} C",
        "plate": lambda: f"{rng.choice(('AB', 'LK', 'GJ'))}{rng.randint(10, 74)} {rng.choice(('XKZ', 'RTW', 'HVO'))}",
        "handle": lambda: rng.choice(
            (f"@{rng.choice(UNKNOWN_GIVEN).lower()}_{digits(rng, 2)}", f"insta is jb{digits(rng, 4)}")
        ),
        "web": lambda: rng.choice(("https://example.test/u/123", "www.example.test/me", "facebook.com/jo.b")),
    }[kind]()
    return made.lower() if kind in ("crn", "nomis") and rng.random() < 0.3 else made


def place(rng: random.Random) -> str:
    found = rng.choice(
        (
            "Brixton",
            "Hackney",
            "HMP Isis",
            "Pentonville",
            "Snaresbrook Crown Court",
            "Peckham",
            "Wandsworth",
            "Ellison House",
            "Homerton Hospital",
            "Croydon",
        )
    )
    return found.lower() if found in ("Brixton", "Hackney", "Peckham", "Croydon") and rng.random() < 0.4 else found


def name(rng: random.Random, *, known: bool) -> str:
    given, family = (KNOWN_GIVEN, KNOWN_FAMILY) if known else (UNKNOWN_GIVEN, UNKNOWN_FAMILY)
    shape = rng.random()
    one = rng.choice(given[:7] if shape >= 0.8 else given)
    if shape < 0.35:
        return f"{one} {rng.choice(family)}"
    if shape < 0.55:
        return f"{rng.choice(('Mr', 'Mrs', 'PC', 'Dr', 'Ms'))} {rng.choice(family)}"
    return one.lower() if shape >= 0.8 else one


MAKERS = {
    "nhs": nhs, "card": card, "pnc": pnc, "cro": cro, "phone": phone, "phone in words": spoken, "date of birth": birth,
    "postcode": postcode, "e-mail": mail, "address": address, "place": place,
    "name, known to the service": lambda rng: name(rng, known=True),
    "name, unknown": lambda rng: name(rng, known=False),
    **{kind: (lambda rng, kind=kind: other(rng, kind)) for kind in ("crn", "nomis", "nino", "plate", "handle", "web")},
}  # fmt: skip


def made_set(n: int, seed: int = 1291) -> list[Made]:
    """``n`` comments: two thirds with one to three identifiers, the rest with none."""
    rng = random.Random(seed)
    kinds = list(MAKERS)
    found = []
    for number in range(n):
        parts: list[tuple[str, str]] = [(rng.choice(PLAIN), "")]
        for extra in range(0 if number % 3 == 2 else rng.choice((1, 1, 2, 3))):
            kind = kinds[(number + extra * 7) % len(kinds)]
            parts.append((MAKERS[kind](rng), kind))
        found.append(assembled(rng, parts))
    return found


def assembled(rng: random.Random, parts: list[tuple[str, str]]) -> Made:
    text, planted = parts[0][0] + ". ", []
    for value, kind in parts[1:]:
        carrier = rng.choice(CALLED_BY) if kind.startswith("name") else rng.choice(CARRIERS)
        if kind == "date of birth":
            carrier = rng.choice(("born {}", "my dob is {}", "date of birth {}"))
        before, after = carrier.split("{}")
        start = len(text) + len(before)
        text += f"{before}{value}{after}. "
        inner = value.removeprefix("insta is ")
        planted.append((start + len(value) - len(inner), start + len(value), kind))
    return Made(text, planted)


def lists():
    reference = load(ROOT / "reference")
    words = {(row.id, row.kind): row.words for row in reference.word_lists}
    known = frozenset(part.casefold() for one in (*KNOWN_GIVEN, *KNOWN_FAMILY) for part in (one, *one.split("-")))
    return lists_from(words, [row.name for row in reference.boroughs], known=lambda asked: asked & known)


def figures(sets: list[Made]) -> tuple[Counter, Counter, int, int, list[str]]:
    """By kind: planted and wholly masked; stretches masked, and those that touch nothing planted."""
    planted, caught, masked, needless, missed = Counter(), Counter(), 0, 0, []
    own = lists()
    for one in sets:
        spans = scrub(one.text, own).spans
        for start, end, kind in one.planted:
            planted[kind] += 1
            covered = {at for span in spans for at in range(span.start, span.end)}
            left = [at for at in range(start, end) if at not in covered and one.text[at].isalnum()]
            title = kind.startswith("name") and one.text[start:end].split()[0] in ("Mr", "Mrs", "PC", "Dr", "Ms")
            whole = not left or (title and set(left) <= set(range(start, start + 3)))
            hmp = (
                kind == "place" and one.text[start:end].startswith("HMP") and set(left) <= set(range(start, start + 3))
            )
            if whole or hmp:
                caught[kind] += 1
            else:
                missed.append(f"{kind}: {one.text[start:end]!r}")
        masked += len(spans)
        needless += sum(
            not any(span.start < end and start < span.end for start, end, _ in one.planted) for span in spans
        )
    return planted, caught, masked, needless, missed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--comments", type=int, default=900)
    parser.add_argument("--real", default=str(ROOT.parent / "shared" / "data" / "feedback" / "comments.csv"))
    parser.add_argument("--missed", action="store_true", help="show what was missed")
    given = parser.parse_args()
    began = time.perf_counter()
    planted, caught, masked, needless, missed = figures(made_set(given.comments))
    seconds = time.perf_counter() - began
    print(f"{given.comments} made comments, {sum(planted.values())} planted identifiers, {seconds:.1f} s.\n")
    print("| planted | n | wholly masked | recall |\n|---|---|---|---|")
    for kind in MAKERS:
        print(f"| {kind} | {planted[kind]} | {caught[kind]} | {100 * caught[kind] / max(planted[kind], 1):.1f}% |")
    total, hit = sum(planted.values()), sum(caught.values())
    print(f"| **all** | {total} | {hit} | **{100 * hit / total:.1f}%** |\n")
    print(f"{needless} of {masked} stretches touch nothing planted: {100 - 100 * needless / masked:.1f}% precision.")
    if Path(given.real).is_file():
        real(Path(given.real))
    if given.missed:
        print("\n".join(missed))


def real(path: Path) -> None:
    own = lists()
    with path.open(encoding="utf-8") as file:
        texts = [row["comment"] for row in csv.DictReader(file)]
    kinds: Counter[str] = Counter()
    touched = words = 0
    for text in texts:
        spans = scrub(text, own).spans
        kinds.update(span.kind for span in spans)
        touched += bool(spans)
        words += len(text.split())
    told = ", ".join(f"{kind} {n}" for kind, n in kinds.most_common())
    print(
        f"\nPublic comments ({len(texts)}, {words:,} words, personal details left out before publication): something "
        f"masked in {touched} ({100 * touched / len(texts):.1f}%): {told}."
    )


if __name__ == "__main__":
    main()
