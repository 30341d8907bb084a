"""Reads ``reference/services/*.toml`` and the shared reasons, and refuses a definition that is not sound."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from throughcare.delivery.services.rules import definition as entries
from throughcare.delivery.services.rules.definition import Reason, Service, ServiceDefinition, Transition, Version
from throughcare.delivery.services.rules.sheets import Sheet, SheetQuestion
from throughcare.delivery.services.rules.validating import expanded, faults
from throughcare.errors import NotFound
from throughcare.foundation.reference import ReferenceError, load
from throughcare.foundation.reference.columns import check_periods, entry, typed
from throughcare.foundation.reference.files import Raw, read_toml
from throughcare.foundation.reference.loader import default_folder
from throughcare.foundation.ui.words import day

E = TypeVar("E")
FOLDER = "services"
PLAIN: dict[str, tuple[str, type]] = {
    "state": ("words", entries.StateWords),
    "transition": ("transitions", entries.Transition),
    "reason": ("reasons", entries.Reason),
    "clock": ("clocks", entries.Clock),
    "criterion": ("criteria", entries.Criterion),
    "question": ("questions", entries.Question),
    "tier": ("tiers", entries.Tier),
    "signal": ("signals", entries.Signal),
    "activity": ("activities", entries.Coded),
    "need": ("needs", entries.NeedCode),
    "goal": ("goals", entries.Coded),
    "topic": ("topics", entries.Coded),
    "form": ("sheets", Sheet),
    "form_question": ("sheet_questions", SheetQuestion),
    "weight": ("weights", entries.Weight),
}
OWN = {"service", "version", "offer"}
Library = Mapping[str, tuple[ServiceDefinition, ...]]


def load_services(folder: Path | None = None) -> Library:
    """Every version of every service by its code, oldest first. Raises ``ReferenceError`` at the first fault."""
    folder = default_folder() if folder is None else folder
    shared = _shared_reasons(folder)
    measures = {row.id for row in load(folder).measures}
    found = {}
    for path in sorted((folder / FOLDER).glob("*.toml")):
        versions = _read(path, shared, measures)
        found[path.stem] = versions
    return found


def _shared_reasons(folder: Path) -> tuple[Reason, ...]:
    rows = load(folder).referral_reasons
    return tuple(
        Reason(list=row.list, code=row.code, means=row.means, group=row.group, outcome=row.outcome) for row in rows
    )


def _read(path: Path, shared: tuple[Reason, ...], measures: Collection[str]) -> tuple[ServiceDefinition, ...]:
    raws = read_toml(path)
    if odd := sorted(set(raws) - set(PLAIN) - OWN):
        raise raws[odd[0]][0].error(f"No part of a definition is called {odd[0]!r}.", f"Parts are: {', '.join(PLAIN)}.")
    service = _service(path, raws.get("service", []))
    versions = [typed(raw, Version) for raw in raws.get("version", [])]
    if not versions:
        raise ReferenceError(path, None, "The service has no version.", "Add one under [[version]].")
    _check_versions(raws["version"], versions)
    offers = [typed(raw, entries.Offer) for raw in raws.get("offer", [])]
    check_periods(raws.get("offer", []), offers)
    _check_measures(raws["version"], versions, measures)
    parts, places = _parts(raws, {one.version for one in versions})
    whole = [_version(service, one, parts, tuple(offers), shared, places) for one in versions]
    for raw, one in zip(raws["version"], whole, strict=True):
        _refuse_faults(one, places, raw)
    return tuple(sorted(whole, key=lambda one: one.dated.from_))


def _service(path: Path, raws: Sequence[Raw]) -> Service:
    if len(raws) != 1:
        raise ReferenceError(path, None, "A file describes one service.", "Write exactly one [[service]].")
    service = entry(raws[0], Service)
    if service.code != path.stem:
        raise raws[0].error(f"The code {service.code!r} is not the file's name.", f"Call the file {service.code}.toml.")
    return service


def _check_versions(raws: Sequence[Raw], versions: Sequence[Version]) -> None:
    check_periods(raws, versions)
    ordered = sorted(zip(versions, raws, strict=True), key=lambda pair: pair[0].from_)
    for (one, _), (later, raw) in zip(ordered, ordered[1:], strict=False):
        if one.until != later.from_:
            says = f"Version {one.version!r} ends on {one.until} and {later.version!r} begins on {later.from_}."
            raise raw.error(says, "End a version where the next begins, so that one rule holds on every day.")


def _check_measures(raws: Sequence[Raw], versions: Sequence[Version], measures: Collection[str]) -> None:
    for raw, one in zip(raws, versions, strict=True):
        for code in one.measures:
            if code not in measures:
                raise raw.error(f"There is no measure {code!r}.", "Name one of measures.toml, or add it there.")


def _parts(raws: Mapping[str, list[Raw]], versions: set[str]) -> tuple[dict[str, list[Any]], dict[int, Raw]]:
    parts: dict[str, list[Any]] = {}
    places: dict[int, Raw] = {}
    for name, (attribute, kind) in PLAIN.items():
        parts[attribute] = []
        for raw in raws.get(name, []):
            one = entry(raw, kind)
            if odd := set(one.versions) - versions:
                raise raw.error(f"There is no version {min(odd)!r}.", f"Versions are: {', '.join(sorted(versions))}.")
            parts[attribute].append(one)
            places[id(one)] = raw
        _refuse_twice(raws.get(name, []), parts[attribute])
    return parts, places


def _refuse_twice(raws: Sequence[Raw], found: Sequence[Any]) -> None:
    """Two entries of one id in one version; transitions are told apart by the machine itself."""
    seen: dict[object, list[tuple[str, ...]]] = defaultdict(list)
    for raw, one in zip(raws, found, strict=True):
        key = (
            getattr(one, "list", "") or getattr(one, "form", ""),
            getattr(one, "id", None) or getattr(one, "code", None),
        )
        if key[1] is None:
            continue
        if any(not earlier or not one.versions or set(earlier) & set(one.versions) for earlier in seen[key]):
            raise raw.error(f"{key[1]!r} is there twice.", "Give each its own id, or its own versions.")
        seen[key].append(one.versions)


def _version(
    service: Service,
    dated: Version,
    parts: Mapping[str, Sequence[Any]],
    offers: tuple[entries.Offer, ...],
    shared: tuple[Reason, ...],
    places: dict[int, Raw],
) -> ServiceDefinition:
    held = {
        name: tuple(one for one in rows if not one.versions or dated.version in one.versions)
        for name, rows in parts.items()
    }
    own = {(one.list, one.code) for one in held["reasons"]}
    held["reasons"] = (*held["reasons"], *(one for one in shared if (one.list, one.code) not in own))
    held["transitions"] = _written_out(held["transitions"], places)
    return ServiceDefinition(service=service, dated=dated, offers=offers, **held)


def _written_out(steps: Sequence[Transition], places: dict[int, Raw]) -> tuple[Transition, ...]:
    """Steps with ``any_open`` written out as the states it stands for."""
    used = {state for one in steps for state in (*one.from_, one.to)}
    found = []
    for one in steps:
        whole = replace(one, from_=expanded(one, sorted(used)))
        places[id(whole)] = places[id(one)]
        found.append(whole)
    return tuple(found)


def _refuse_faults(found: ServiceDefinition, places: Mapping[int, Raw], version: Raw) -> None:
    for fault in faults(found):
        raise places.get(id(fault.about), version).error(fault.says, fault.remedy)


@lru_cache(maxsize=4)
def _library(folder: Path) -> Library:
    return load_services(folder)


def definitions(on: date) -> tuple[ServiceDefinition, ...]:
    """The version of each service that is in force on a day, by name."""
    found = [one for versions in _library(default_folder()).values() for one in versions if one.dated.in_force(on)]
    return tuple(sorted(found, key=lambda one: one.name))


def definition(code: str, version: str = "", *, on: date | None = None) -> ServiceDefinition:
    """A service's definition: of a version, else in force on a day, else the newest. ``NotFound`` where there is none.

    ``version`` and ``on`` exclude each other; a referral names its version, a new one asks for a day.
    """
    versions = _library(default_folder()).get(code, ())
    if version:
        versions = tuple(one for one in versions if one.version == version)
    elif on is not None:
        versions = tuple(one for one in versions if one.dated.in_force(on))
    if not versions:
        raise NotFound(_why_none(code, on), remedy="Choose a service from the list.")
    return versions[-1]


def _why_none(code: str, on: date | None) -> str:
    """Why a service has no definition on a day: it had one until a day, will have one, or there is no such service."""
    for one in _library(default_folder()).get(code, ())[-1:] if on is not None else ():
        if one.dated.until is not None and one.dated.until <= on:
            return f"{one.name} has taken no new referrals since {day(one.dated.until)}."
        return f"{one.name} takes no referrals on {day(on)}."
    return "There is no such service."
