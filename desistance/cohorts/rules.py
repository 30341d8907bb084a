"""Selection rules: read from TOML, checked once, immutable."""

from __future__ import annotations

import datetime as dt
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from desistance.errors import InputError
from desistance.scores.instruments import INSTRUMENTS, Y2015

BANDS = ("LOW", "MEDIUM", "HIGH", "VERY_HIGH")
# The maturity screen gives a flag and no band; the risk of serious recidivism is recorded with one but not scored here.
GENERATIONS = {one.name: one.generation for one in INSTRUMENTS.values() if one.name != "mst"} | {"rsr": Y2015}
KNOWN_INSTRUMENTS = [*GENERATIONS, "mst"]
MOST_CRITERIA = 60
FIVE_DIGITS = r"^[0-9]{5}$"
KINDS: dict[str, tuple[str, ...]] = {
    "score": ("instruments", "band_at_least"),
    "offences": ("at_least",),
    "age": ("at_least",),
    "person": ("column", "any_of"),
}
FORMS: dict[str, type | tuple[type, ...]] = {
    "instruments": list,
    "band_at_least": str,
    "valid_months": int,
    "score_versions": list,
    "at_least": int,
    "within_months": int,
    "proven": bool,
    "codes": list,
    "code_prefixes": list,
    "violent": bool,
    "column": str,
    "any_of": list,
    "says": str,
}
TEXTS = ("instruments", "score_versions", "codes", "code_prefixes")


@dataclass(frozen=True)
class Criterion:
    """One condition. Which fields mean something depends on `kind`; see docs/reference/cohort-rules.md."""

    id: str
    kind: str
    says: str
    exclusion: bool = False
    instruments: tuple[str, ...] = ()
    band_at_least: str = "LOW"
    valid_months: int | None = None
    score_versions: tuple[str, ...] = ()
    at_least: int = 1
    within_months: int | None = None
    proven: bool = True
    codes: tuple[str, ...] = ()
    code_prefixes: tuple[str, ...] = ()
    violent: bool = False
    column: str = ""
    any_of: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Version:
    """The criteria in force from `start` to `until` (the first day no longer; None is open)."""

    start: dt.date
    until: dt.date | None
    criteria: tuple[Criterion, ...]
    source: str = ""


@dataclass(frozen=True)
class Rule:
    """A named rule with its versions in the order of their days, each touching the next."""

    name: str
    versions: tuple[Version, ...]


def load(rule: Rule | Mapping[str, Any] | str | os.PathLike[str]) -> Rule:
    """Return a rule from a TOML file, from what such a file holds, or as it is. Raises InputError with the place."""
    if isinstance(rule, Rule):
        return rule
    where = "rule"
    if not isinstance(rule, Mapping):
        where, rule = str(rule), _toml(Path(rule))
    name, listed = rule.get("name"), rule.get("version")
    if not isinstance(name, str) or not isinstance(listed, list) or not listed:
        raise InputError(
            "needs a name and at least one [[version]]", argument=where, remedy="See docs/reference/cohort-rules.md."
        )
    versions = sorted((_version(one, where) for one in listed), key=lambda version: version.start)
    for earlier, later in zip(versions, versions[1:], strict=False):
        if earlier.until != later.start:
            says = f"the version from {earlier.start} ends on {earlier.until} and the next starts on {later.start}"
            raise InputError(says, argument=where, remedy="Let each version end on the day on which the next starts.")
    return Rule(name, tuple(versions))


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError("no such rule file", argument=str(path), remedy="Check the name and the folder.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"is no TOML ({error})", argument=str(path), remedy="Correct the line named.") from error


def _version(given: Any, where: str) -> Version:
    start, until = given.get("from"), given.get("until")
    if not _is_day(start) or not (until is None or (_is_day(until) and until > start)):
        remedy = "Write from = 2023-04-01 and until = the first day no longer in force, or leave it out."
        raise InputError("a version has no usable from and until", argument=where, remedy=remedy)
    criteria = tuple(
        _criterion(one, f"{where}, version from {start}", exclusion=exclusion)
        for exclusion in (False, True)
        for one in given.get("exclusion" if exclusion else "criterion", [])
    )
    names = [criterion.id for criterion in criteria]
    if len(names) > MOST_CRITERIA:
        says = f"has {len(names)} criteria and exclusions"
        raise InputError(says, argument=f"{where}, version from {start}", remedy=f"Use {MOST_CRITERIA} at most.")
    if not any(not criterion.exclusion for criterion in criteria) or len(set(names)) < len(names):
        raise InputError(
            "needs at least one [[version.criterion]] and an id of its own for each",
            argument=f"{where}, version from {start}",
            remedy="Add one, or rename the one that repeats.",
        )
    return Version(start, until, criteria, str(given.get("source", "")))


def _criterion(given: Mapping[str, Any], where: str, *, exclusion: bool) -> Criterion:
    name, kind = given.get("id"), given.get("kind")
    where = f"{where}, {'exclusion' if exclusion else 'criterion'} {name!r}"
    if not isinstance(name, str) or kind not in KINDS:
        raise InputError("needs an id and a known kind", argument=where, remedy=f"Kinds are {', '.join(KINDS)}.")
    missing = [field for field in KINDS[kind] if field not in given]
    unknown = [field for field in given if field not in FORMS and field not in {"id", "kind"}]
    if missing or unknown:
        told = f"lacks {', '.join(missing)}" if missing else f"does not know {', '.join(unknown)}"
        raise InputError(told, argument=where, remedy=f"Fields are {', '.join(FORMS)}.")
    for field, value in given.items():
        if field in FORMS and not _is_of_form(field, value):
            raise InputError(
                f"{field} = {value!r} is of the wrong form",
                argument=where,
                remedy="See docs/reference/cohort-rules.md.",
            )
    if given.get("band_at_least", "LOW") not in BANDS:
        raise InputError(
            f"no band is called {given['band_at_least']!r}", argument=where, remedy=f"Bands are {', '.join(BANDS)}."
        )
    _check_numbers_and_codes(given, where)
    if kind == "score":
        _check_instruments(given["instruments"], where)
    values: dict[str, Any] = {
        field: tuple(value) if isinstance(value, list) else value for field, value in given.items()
    }
    values.setdefault("says", name)
    known = {field.name for field in fields(Criterion)}
    return Criterion(**{field: value for field, value in values.items() if field in known}, exclusion=exclusion)


def _is_of_form(field: str, value: Any) -> bool:
    form: Any = FORMS[field]
    if not isinstance(value, form) or (form is int and isinstance(value, bool)):
        return False
    return field not in TEXTS or (bool(value) and all(isinstance(one, str) for one in value))


def _check_numbers_and_codes(given: Mapping[str, Any], where: str) -> None:
    for field, value in given.items():
        if FORMS.get(field) is int and not 1 <= value <= 1200:
            raise InputError(f"{field} is {value}", argument=where, remedy="Give 1 to 1200.")
    wrong = [code for code in given.get("codes", []) if not re.fullmatch(FIVE_DIGITS, code)]
    wrong += [start for start in given.get("code_prefixes", []) if not re.fullmatch("[0-9]{1,5}", start)]
    if wrong:
        remedy = "Codes have five digits, leading zeros among them; a prefix is how one begins."
        raise InputError(f"{wrong[0]!r} is no offence code", argument=where, remedy=remedy)


def _check_instruments(names: list[str], where: str) -> None:
    """Bands of different generations are no series: the latest of them would say nothing of what went before."""
    unknown = [name for name in names if name.lower() not in GENERATIONS]
    if unknown:
        says = f"no instrument with a band is called {', '.join(map(repr, unknown))}"
        raise InputError(says, argument=where, remedy=f"Choose from {', '.join(GENERATIONS)}.")
    told = {name: GENERATIONS[name.lower()] for name in names}
    if len(set(told.values())) > 1:
        listed = ", ".join(f"{name} ({generation})" for name, generation in told.items())
        raise InputError(
            f"mixes instruments of different generations, whose scores are not comparable: {listed}",
            argument=where,
            remedy="Name one generation in a criterion, and start a [[version]] of the rule on the day of the change.",
        )


def _is_day(value: Any) -> bool:
    return isinstance(value, dt.date) and not isinstance(value, dt.datetime)
