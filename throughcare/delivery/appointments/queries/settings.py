"""Dated facts about appointments: codes, limits, hours, offices, and the words of a place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from throughcare.delivery.appointments.rules.places import LABELS, Manner, Place
from throughcare.delivery.appointments.rules.timing import Hours
from throughcare.foundation.reference import Reference, load
from throughcare.foundation.reference.rows import AttendanceCode, MoveReason, Office

EVERY_SERVICE = "*"


@lru_cache(maxsize=1)
def _all() -> Reference:
    return load()


@lru_cache(maxsize=64)
def _on(day: date) -> Reference:
    return _all().as_of(day)


def codes(on: date) -> Mapping[str, AttendanceCode]:
    """The attendance codes in force on a day, in the order of forms."""
    rows = sorted(_on(on).attendance_codes, key=lambda one: one.order)
    return {one.id: one for one in rows}


def every_code() -> tuple[AttendanceCode, ...]:
    """All attendance codes, the ones no longer in force included."""
    return _all().attendance_codes


def counting() -> Mapping[str, str]:
    """How each code counts, the ones no longer in force included: what was recorded under them still counts."""
    return {one.id: one.counts_in for one in _all().attendance_codes}


def label(code: str) -> str:
    """A code in words."""
    return next((one.label for one in _all().attendance_codes if one.id == code), code.replace("_", " ").capitalize())


def absence_reasons(on: date) -> Mapping[str, str]:
    """Why an absence is acceptable, in words."""
    return {one.id: one.label for one in _on(on).absence_reasons}


def move_reasons(on: date) -> Mapping[str, MoveReason]:
    """Why an appointment is moved."""
    return {one.id: one for one in _on(on).move_reasons}


def reason_label(code: str) -> str:
    """A reason of an absence or of a move in words; empty where there is none."""
    rows = (*_all().absence_reasons, *_all().move_reasons)
    return next((one.label for one in rows if one.id == code), code.replace("_", " ").capitalize())


def limit(name: str, on: date) -> int:
    """A limit of ``reference/appointment_settings.toml`` in its unit."""
    return next(one.value for one in _on(on).appointment_limits if one.id == name)


def hours(service: str, on: date) -> Hours:
    """When a service is open on a working day."""
    rows = {one.service: one for one in _on(on).service_hours}
    row = rows.get(service) or rows[EVERY_SERVICE]
    return Hours(row.opens, row.closes)


def offices(on: date) -> Mapping[str, Office]:
    """Offices where people are seen, by code."""
    return {one.id: one for one in sorted(_on(on).offices, key=lambda one: one.name)}


def place_words(place: Place) -> str:
    """A place as staff read it."""
    if place.manner == Manner.OFFICE:
        office = next((one for one in _all().offices if one.id == place.office), None)
        return office.name if office else f"Office {place.office}"
    if place.manner == Manner.ADDRESS:
        return f"{place.first_line}, {place.postcode}"
    return LABELS[Manner(place.manner)]


def first_line(place: Place) -> str:
    """The first line of a place, as a reminder may say it; empty by phone."""
    if place.manner == Manner.OFFICE:
        office = next((one for one in _all().offices if one.id == place.office), None)
        return office.first_line if office else ""
    if place.manner == Manner.ADDRESS:
        return place.first_line
    return LABELS[Manner(place.manner)].lower()
