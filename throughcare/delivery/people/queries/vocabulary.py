"""The words that people and the cohort are described by, as they are in force on a day."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from django.conf import settings

from throughcare.foundation.access.areas import borough_choices
from throughcare.foundation.reference import load
from throughcare.foundation.reference.cohort import (
    CohortReason,
    NeedKind,
    OffenceGroup,
    OverlayKind,
    ReviewInterval,
    RiskInstrument,
    SelectionCriterion,
)
from throughcare.foundation.reference.loader import Cohort

Choices = list[tuple[str, str]]


@lru_cache(maxsize=1)
def _all() -> Cohort:
    return load(settings.REFERENCE).cohort


@lru_cache(maxsize=512)
def vocabulary(on: date) -> Cohort:
    """Every table as it is in force on a day."""
    return _all().as_of(on)


def reasons(step: str, on: date) -> list[CohortReason]:
    """The reasons that may be given for a step."""
    return [row for row in vocabulary(on).reasons if row.step == step]


def reason_choices(step: str, on: date) -> Choices:
    """They as code and words."""
    return [(row.id, row.label) for row in reasons(step, on)]


@lru_cache(maxsize=1)
def _reason_labels() -> dict[tuple[str, str], str]:
    return {(row.step, row.id): row.label for row in _all().reasons}


def reason_label(step: str, code: str) -> str:
    """A reason in words, whenever it was in force; the code itself where there is none."""
    return _reason_labels().get((step, code), code.replace("_", " "))


def overlay_kinds(on: date) -> list[OverlayKind]:
    """The kinds of overlay in their order."""
    return sorted(vocabulary(on).overlays, key=lambda row: row.order)


@lru_cache(maxsize=1)
def _overlays() -> dict[str, OverlayKind]:
    return {row.id: row for row in _all().overlays}


def overlay_label(kind: str) -> str:
    """An overlay in words."""
    found = _overlays().get(kind)
    return found.label if found else kind.replace("_", " ")


def alerts() -> frozenset[str]:
    """The kinds of overlay that must be seen."""
    return frozenset(kind for kind, row in _overlays().items() if row.alert)


def interval(rating: str, on: date) -> ReviewInterval:
    """How soon a rating is reviewed."""
    return next(row for row in vocabulary(on).review_intervals if row.rating == rating)


def answer_days(of: str, on: date) -> int:
    """How many working days there are to answer a challenge, a transfer or a proposed duplicate."""
    return next(row.working_days for row in vocabulary(on).answer_times if row.id == of)


def criteria(rule: str, on: date) -> list[SelectionCriterion]:
    """A selection rule as it is in force on a day, in order; none where there is no such rule then."""
    return sorted((row for row in vocabulary(on).selection if row.rule == rule), key=lambda row: row.order)


def instruments(on: date) -> list[RiskInstrument]:
    """The risk predictors in their order."""
    return sorted(vocabulary(on).instruments, key=lambda row: row.order)


@lru_cache(maxsize=1)
def _instruments() -> dict[str, RiskInstrument]:
    return {row.id: row for row in _all().instruments}


def instrument(code: str) -> RiskInstrument | None:
    """One risk predictor, whenever it was in use."""
    return _instruments().get(code)


def instrument_name(code: str) -> str:
    """Its name."""
    found = instrument(code)
    return found.name if found else code


def offence_groups(on: date) -> list[OffenceGroup]:
    """Groups of offences in their order."""
    return sorted(vocabulary(on).offence_groups, key=lambda row: row.order)


@lru_cache(maxsize=1)
def _offence_labels() -> dict[str, str]:
    return {row.id: row.label for row in _all().offence_groups}


def offence_label(group: str) -> str:
    """A group of offences in words."""
    return _offence_labels().get(group, group)


def need_kinds(on: date) -> list[NeedKind]:
    """Needs in their order."""
    return sorted(vocabulary(on).needs, key=lambda row: row.order)


@lru_cache(maxsize=1)
def needs_by_code() -> dict[str, NeedKind]:
    """Every need that there ever was, by its code."""
    return {row.id: row for row in _all().needs}


@lru_cache(maxsize=1)
def pathway_labels() -> dict[str, str]:
    """The names of pathways."""
    return {row.id: row.label for row in _all().pathways}


@lru_cache(maxsize=1)
def boroughs() -> dict[str, str]:
    """Boroughs by code."""
    return dict(borough_choices())


def borough_name(code: str) -> str:
    """A borough's name."""
    return boroughs().get(code, code)
