"""Synthetic people of London, deterministic and of any number: ``population(120)`` is the same on every machine.

Nobody here exists: every family name ends in Example, Sample or Specimen. Their needs and offences come in the shares
that PCD 1291 gives in words, which the constants below turn into numbers of our own: a majority has psychological
problems or depression (para 1.5), almost three quarters have difficulties coping, the vast majority of these also
misuse substances, and the share of violent index offences rose from 2013 to 2020 (para 1.2). With them comes the mess
of real life: records held twice under another spelling, scores that are missing, people in custody, people whose
record is restricted. Where they live is our own too: no source gives the cohort by borough, so all have equal shares.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from stdnum.gb import nhs

from throughcare.delivery.people.rules.identifiers import check_letter
from throughcare.foundation.access.areas import boroughs_of

SEED = 1291
PSYCHOLOGICAL, COPING, SUBSTANCE_WITH_THEM, SUBSTANCE_ALONE = 0.58, 0.73, 0.86, 0.35
LINKED_TO_OFFENDING, LINKED_TO_HARM = 0.66, 0.41
VIOLENT_2013, VIOLENT_2020 = 0.30, 0.47
WOMEN, HELD_TWICE, SCORE_MISSING, RESTRICTED, DIED = 0.09, 0.075, 0.15, 0.02, 0.01
PUT_FORWARD, IN_CUSTODY = 0.7, 0.14
HISTORY_DAYS = 730
# Of the first ones two of four live where the demo's own people work; all others, of any number, are spread evenly.
IN_THE_DEMO, BUSY_AREAS = 144, ("ce", "ce", "cn")
ENDINGS = ("Example", "Sample", "Specimen")


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


BEGINNINGS = _words("Bar Cal Dor Fen Gil Har Jes Kel Lor Mar Nor Pel Quil Ros Sel Tam Ull Var Wen Yar")
MIDDLES = _words("bridge combe dale field ford ham ley mere more ston ton wick worth by croft gate hurst")
MEN = _words(
    "Adeel Adrian Ahmed Anton Ben Callum Chidi Corey Daniel Darius Dwayne Emeka Femi George Hassan Ibrahim Isaac Jamal "
    "Jason Jermaine Jordan Karim Kofi Kwame Leon Liam Luca Marcus Mohammed Nathan Omar Pavel Reece Sean Tariq Tyrone "
    "Viktor Winston Yusuf Zane"
)
WOMEN_NAMES = _words("Abena Aisha Chloe Donna Ebony Fatima Grace Hannah Jade Kelly Leila Monique Natasha Precious Zoe")
SPELLINGS = (
    ("Mohammed", "Muhammad"),
    ("Sean", "Shaun"),
    ("Reece", "Rhys"),
    ("Viktor", "Victor"),
    ("Jermaine", "Jermain"),
)
ACQUISITIVE, VIOLENT = ("burglary", "theft", "vehicle"), ("robbery", "violence", "weapons")
OTHER_NEEDS = ("accommodation", "employment", "finance", "relationships", "lifestyle", "thinking", "attitudes")
NEURODIVERSE = ("nd_attention", "nd_communication", "nd_literacy", "nd_memory", "nd_social", "nd_learning")
MATTERS = (
    "Seeing my children at weekends.",
    "Somewhere of my own to live, with a door that locks.",
    "Not having to tell my story again to somebody new.",
    "Getting back to work. I was a plasterer.",
    "My mum being able to trust me.",
    "Sleeping through the night.",
)


@dataclass(frozen=True, slots=True)
class SyntheticOffence:
    """An offence: its group, the day, when it was proven, and whether it is the index offence."""

    group: str
    committed_on: date
    proven_on: date | None
    is_violent: bool
    is_index: bool


@dataclass(frozen=True, slots=True)
class SyntheticScore:
    """A score in tenths of a per cent."""

    instrument: str
    version: str
    assessed_on: date
    tenths_1y: int
    tenths_2y: int


@dataclass(frozen=True, slots=True)
class SyntheticNeed:
    """A need that is there or not, and its two links; each yes, no or not_known."""

    code: str
    present: str
    offending: str
    harm: str


@dataclass(frozen=True, slots=True)
class SyntheticStep:
    """A step of the cohort so many days after the history begins: what, why, and a rating or kind where it has one."""

    day: int
    what: str
    reason: str
    detail: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class SyntheticPerson:
    """Somebody who does not exist. ``same_as`` is the place of the person whom this record repeats."""

    place: int
    given_name: str
    family_name: str
    gender: str
    born: date
    borough: str
    numbers: tuple[tuple[str, str], ...]
    alias: tuple[str, str] | None
    offences: tuple[SyntheticOffence, ...]
    scores: tuple[SyntheticScore, ...]
    needs: tuple[SyntheticNeed, ...]
    matters: str
    gp_registered: str
    language: str
    steps: tuple[SyntheticStep, ...]
    is_restricted: bool = False
    died: bool = False
    same_as: int | None = None
    added_day: int = field(default=0)


def population(size: int, *, today: date, seed: int = SEED) -> list[SyntheticPerson]:
    """So many people; the first hundred of a larger population are those of a smaller one."""
    return list(people(size, today=today, seed=seed))


def people(size: int, *, today: date, seed: int = SEED) -> Iterator[SyntheticPerson]:
    """The same one after another, so that a benchmark of millions need not hold them all."""
    last: SyntheticPerson | None = None
    for place in range(size):
        random = Random(f"{seed}:{place}")  # noqa: S311 - synthetic people, not a secret
        if last is not None and last.same_as is None and random.random() < _held_twice(place):
            last = _again(last, place, random)
        else:
            last = _person(place, random, today)
        yield last


def _person(place: int, random: Random, today: date) -> SyntheticPerson:
    is_woman = random.random() < WOMEN
    given = random.choice(WOMEN_NAMES if is_woman else MEN)
    family = f"{random.choice(BEGINNINGS)}{random.choice(MIDDLES)}-{random.choice(ENDINGS)}"
    born = today - timedelta(days=random.randint(18 * 366, 52 * 365))
    offences = _offences(random, today, born)
    steps = _steps(random) if random.random() < PUT_FORWARD else ()
    return SyntheticPerson(
        place=place,
        given_name=given,
        family_name=family,
        gender="female" if is_woman else "male",
        born=born,
        borough=_borough(place, random),
        numbers=_numbers(place, random, born),
        alias=(random.choice(MEN), family.partition("-")[0]) if random.random() < 0.12 else None,
        offences=offences,
        scores=_scores(random, today),
        needs=_needs(random, is_woman=is_woman),
        matters=random.choice(MATTERS) if random.random() < 0.5 else "",
        gp_registered=random.choice(("yes", "yes", "no", "not_known")),
        language=random.choice(("", "", "", "English", "Somali", "Romanian", "Polish", "Bengali", "Portuguese")),
        steps=steps,
        is_restricted=random.random() < RESTRICTED,
        died=random.random() < DIED,
    )


def _again(person: SyntheticPerson, place: int, random: Random) -> SyntheticPerson:
    """The same person under another spelling, as another agency wrote them down: with fewer numbers and no history."""
    given = next((other for name, other in SPELLINGS if name == person.given_name), person.given_name)
    family = person.family_name.replace("bridge", "bidge").replace("field", "feild").replace("ley-", "ly-")
    turned = person.born.day <= 12 and random.random() < 0.3
    born = date(person.born.year, person.born.day, person.born.month) if turned else person.born
    return SyntheticPerson(
        place=place,
        given_name=given,
        family_name=family,
        gender=person.gender,
        born=born,
        borough=person.borough,
        numbers=(("crn", f"Y{place % 1_000_000:06d}"),),
        alias=None,
        offences=(),
        scores=(),
        needs=(),
        matters="",
        gp_registered="not_known",
        language="",
        steps=(),
        same_as=person.place,
        added_day=random.randint(200, HISTORY_DAYS - 30),
    )


def _held_twice(place: int) -> float:
    """How often a record repeats the one before it: in the demo only where that leaves no borough empty."""
    return HELD_TWICE if place >= IN_THE_DEMO else 2 * HELD_TWICE * _is_busy(place)


def _is_busy(place: int) -> bool:
    return place < IN_THE_DEMO and place % 4 >= 2


def _borough(place: int, random: Random) -> str:
    """One borough of all London after another, so that none is empty; the demo's own for those who fill its screens."""
    busy = random.choice(sorted(boroughs_of(random.choice(BUSY_AREAS))))
    everywhere = sorted(boroughs_of("london"))
    turn = place // 4 * 2 + place % 4 if place < IN_THE_DEMO else place
    return busy if _is_busy(place) else everywhere[turn % len(everywhere)]


def _numbers(place: int, random: Random, born: date) -> tuple[tuple[str, str], ...]:
    """A CRN for everybody, a PNC ID for most, a NOMIS number and an NHS number of the range for tests for some."""
    found = [("crn", f"X{place % 1_000_000:06d}")]
    if random.random() < 0.55:
        year = born.year + random.randint(13, 17)
        serial = f"{place % 10_000_000:07d}"
        found.append(("pnc", f"{year}/{serial}{check_letter(int(f'{year % 100:02d}{serial}'))}"))
    if random.random() < 0.4:
        letters = "ABCDEFGHJK"
        tail = f"{letters[place % 10]}{letters[place // 10 % 10]}"
        found.append(("nomis", f"{letters[place // 1_000_000 % 10]}{place // 100 % 10_000:04d}{tail}"))
    if random.random() < 0.5:
        stem = f"999{place % 1_000_000:06d}"
        found += [("nhs", f"{stem}{digit}") for digit in range(10) if nhs.is_valid(f"{stem}{digit}")]
    return tuple(found)


def _offences(random: Random, today: date, born: date) -> tuple[SyntheticOffence, ...]:
    """An index offence in a year from 2013 to now, violent in a share that rises, and up to three more around it."""
    adult = born.year + 18
    first = max(2013, adult)
    year = random.randint(min(first, today.year), today.year)
    share = VIOLENT_2013 + (VIOLENT_2020 - VIOLENT_2013) * min(max(year - 2013, 0), 7) / 7
    is_violent = random.random() < share
    index_on = _day_in(random, year, today)
    found = [_offence(random, index_on, VIOLENT if is_violent else ACQUISITIVE, today, is_index=True)]
    if random.random() < 0.55:
        recent = today - timedelta(days=random.randint(20, 720))
        found.append(_offence(random, recent, ("robbery", "burglary", "burglary", "theft"), today))
    return tuple(found)


def _day_in(random: Random, year: int, today: date) -> date:
    first, last = date(year, 1, 1), min(date(year, 12, 31), today - timedelta(days=15))
    return first + timedelta(days=random.randint(0, max((last - first).days, 0)))


def _offence(
    random: Random, on: date, groups: tuple[str, ...], today: date, *, is_index: bool = False
) -> SyntheticOffence:
    group = random.choice(groups)
    proven = on + timedelta(days=random.randint(30, 260))
    return SyntheticOffence(group, on, proven if proven <= today else None, group in VIOLENT, is_index)


def _scores(random: Random, today: date) -> tuple[SyntheticScore, ...]:
    """OGRS3 and OVP for most, nothing for those whose scores are missing."""
    if random.random() < SCORE_MISSING:
        return ()
    assessed = today - timedelta(days=random.randint(30, 500))
    general = random.randint(280, 920)
    violent = random.randint(120, 740)
    return (
        SyntheticScore("ogrs3", "3.0", assessed, round(general * 0.62), general),
        SyntheticScore("ovp", "1.0", assessed, round(violent * 0.6), violent),
    )


def _needs(random: Random, *, is_woman: bool) -> tuple[SyntheticNeed, ...]:
    """Needs in the shares of PCD 1291 para 1.5; a few of which nothing is known."""
    coping = random.random() < COPING
    psychological = random.random() < (PSYCHOLOGICAL / COPING if coping else 0.18)
    has_mental = coping or psychological
    substance = random.random() < (SUBSTANCE_WITH_THEM if has_mental else SUBSTANCE_ALONE)
    drugs = substance and random.random() < 0.8
    found = [
        _need(random, "coping", coping),
        _need(random, "psychological", psychological),
        _need(random, "drugs", drugs),
        _need(random, "alcohol", substance and (not drugs or random.random() < 0.4)),
    ]
    found += [_need(random, code, random.random() < 0.5) for code in OTHER_NEEDS if random.random() < 0.6]
    if random.random() < 0.35:
        found.append(_need(random, random.choice(NEURODIVERSE), True))
    if is_woman and random.random() < 0.6:
        found.append(_need(random, "women_abuse", True))
    return tuple(found)


def _need(random: Random, code: str, present: bool) -> SyntheticNeed:
    if not present:
        return SyntheticNeed(code, "no", "no", "no")
    links = tuple(
        "yes" if random.random() < share else random.choice(("no", "no", "not_known"))
        for share in (LINKED_TO_OFFENDING, LINKED_TO_HARM)
    )
    return SyntheticNeed(code, "yes", *links)


REVIEW_EVERY = {"red": 28, "amber": 56, "green": 91}
REASONS = {
    "red": ("new_offending", "risk_increased", "breach"),
    "amber": ("engaging", "no_change"),
    "green": ("progress",),
}
NEXT = {"red": ("red", "red", "amber"), "amber": ("amber", "green", "red"), "green": ("green", "green", "amber")}


def _steps(random: Random) -> tuple[SyntheticStep, ...]:
    """Two years of one stay: nominated, decided, rated again and again, some deselected, some held in custody."""
    day = random.randint(0, HISTORY_DAYS - 20)
    kind = random.choice(("fixed", "fixed", "flex", "free"))
    steps = [SyntheticStep(day, "nominate", random.choice(("meets_rule", "recent_offending", "intelligence")), kind)]
    day += random.randint(10, 40)
    if day > HISTORY_DAYS:
        return tuple(steps)
    draw = random.random()
    if draw < 0.12:
        steps.append(SyntheticStep(day, "not_adopt", random.choice(("below_rule", "managed_elsewhere"))))
        return tuple(steps)
    if draw < 0.2:
        steps.append(SyntheticStep(day, "defer", random.choice(("information_missing", "court_pending"))))
        return tuple(steps)
    rating = random.choice(("red", "red", "amber"))
    steps.append(SyntheticStep(day, "adopt", "persistent_and_violent" if rating == "red" else "spare_place", rating))
    return tuple([*steps, *_life_in_cohort(random, day, rating)])


def _life_in_cohort(random: Random, day: int, rating: str) -> Iterator[SyntheticStep]:
    in_custody_until = 0
    while True:
        day += REVIEW_EVERY[rating] + random.randint(-4, 18)
        if day > HISTORY_DAYS:
            return
        if day > in_custody_until and random.random() < IN_CUSTODY:
            length = random.randint(30, 200)
            yield SyntheticStep(day, "custody", "prison", str(length))
            in_custody_until = day + length
        if random.random() < 0.05:
            yield SyntheticStep(day, "deselect", "sustained_progress" if rating == "green" else "long_sentence")
            return
        rating = random.choice(NEXT[rating])
        yield SyntheticStep(day, "rate", random.choice(REASONS[rating]), rating)
