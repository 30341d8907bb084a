"""What was assessed of a person: needs, circumstances, scores, offences, and challenges to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from throughcare.delivery.people.models import (
    Challenge,
    Circumstances,
    LedgerEntry,
    Need,
    Offence,
    RiskScore,
)
from throughcare.delivery.people.queries import vocabulary
from throughcare.delivery.people.queries.scope import records_of
from throughcare.delivery.people.queries.stays import name_of, step_words
from throughcare.delivery.people.rules import needs as need_rules
from throughcare.delivery.people.rules.selection import percent
from throughcare.errors import NotFound
from throughcare.foundation.access.scope import get_visible, visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.ui.words import day


@dataclass(frozen=True, slots=True)
class NeedShown:
    """A need as it stands: three separate answers, how and when it was found."""

    code: str
    label: str
    pathway: str
    present: str
    linked_to_offending: str
    linked_to_serious_harm: str
    source: str
    on: date
    words: str


@dataclass(frozen=True, slots=True)
class ScoreShown:
    """A score in words; ``is_current`` marks the one that counts for its instrument."""

    id: int
    instrument: str
    about: str
    version: str
    assessed_on: date
    one_year: str
    two_years: str
    band: str
    is_computed: bool
    is_withdrawn: bool
    is_current: bool
    by: str


@dataclass(frozen=True, slots=True)
class OffenceShown:
    """An offence in words."""

    id: int
    label: str
    is_violent: bool
    is_index: bool
    committed_on: date
    proven_on: date | None


@dataclass(frozen=True, slots=True)
class ChallengeShown:
    """A challenge to a score or a rating, and its answer."""

    id: int
    about: str
    made_by: str
    made_on: date
    words: str
    due: date
    state: str
    since: datetime
    answer: str
    answered_by: str


@dataclass(frozen=True, slots=True)
class CircumstancesShown:
    """What matters to the person, and what to know to reach them."""

    what_matters: str
    gp_registered: str
    language: str
    interpreter: str
    communication: str
    by: str
    at: datetime


def needs_of(viewer: Viewer, records: list[int], on: date) -> tuple[NeedShown, ...]:
    kinds = vocabulary.needs_by_code()
    pathways = vocabulary.pathway_labels()
    standing: dict[str, Need] = {}
    for row in visible_to(viewer, Need).filter(service_user__in=records).order_by("assessed_on", "id"):
        standing[row.code] = row
    shown = [
        NeedShown(
            code=row.code,
            label=kinds[row.code].label,
            pathway=pathways[kinds[row.code].pathway],
            present=row.present,
            linked_to_offending=row.linked_to_offending,
            linked_to_serious_harm=row.linked_to_serious_harm,
            source=row.get_source_display(),
            on=row.assessed_on,
            words=row.words,
        )
        for row in standing.values()
        if row.code in kinds
    ]
    return tuple(sorted(shown, key=lambda one: (one.present != need_rules.YES, kinds[one.code].order)))


def circumstances_of(viewer: Viewer, records: list[int]) -> CircumstancesShown | None:
    row = (
        visible_to(viewer, Circumstances)
        .filter(service_user__in=records)
        .select_related("recorded_by")
        .order_by("-recorded_at", "-id")
        .first()
    )
    if row is None:
        return None
    return CircumstancesShown(
        row.what_matters,
        row.gp_registered,
        row.language,
        row.interpreter,
        row.communication,
        name_of(row.recorded_by),
        row.recorded_at,
    )


def scores_of(viewer: Viewer, records: list[int]) -> tuple[ScoreShown, ...]:
    rows = list(visible_to(viewer, RiskScore).filter(service_user__in=records).select_related("recorded_by"))
    current = _current(rows)
    return tuple(_score(row, row.pk in current) for row in rows)


def _current(rows: Iterable[RiskScore]) -> set[int]:
    """The score of each instrument that counts: the latest recorded, else the latest computed."""
    found: dict[str, RiskScore] = {}
    standing = [row for row in rows if row.withdrawn_at is None]
    for row in sorted(standing, key=lambda one: (one.source == RiskScore.Source.RECORDED, one.assessed_on, one.pk)):
        found[row.instrument] = row
    return {row.pk for row in found.values()}


def _score(row: RiskScore, is_current: bool) -> ScoreShown:
    known = vocabulary.instrument(row.instrument)
    return ScoreShown(
        id=row.pk,
        instrument=vocabulary.instrument_name(row.instrument),
        about=known.about if known else "",
        version=row.version,
        assessed_on=row.assessed_on,
        one_year="" if row.tenths_1y is None else percent(row.tenths_1y),
        two_years="" if row.tenths_2y is None else percent(row.tenths_2y),
        band=row.band.replace("_", " ").lower(),
        is_computed=row.source == RiskScore.Source.COMPUTED,
        is_withdrawn=row.withdrawn_at is not None,
        is_current=is_current,
        by=name_of(row.recorded_by),
    )


def offences_of(viewer: Viewer, records: list[int]) -> tuple[OffenceShown, ...]:
    rows = visible_to(viewer, Offence).filter(service_user__in=records, withdrawn=False)
    return tuple(
        OffenceShown(
            row.pk,
            vocabulary.offence_label(row.group),
            row.is_violent,
            row.is_index,
            row.committed_on,
            row.proven_on,
        )
        for row in rows
    )


def challenges_of(viewer: Viewer, records: Iterable[int]) -> tuple[ChallengeShown, ...]:
    """The challenges of a person, the newest first."""
    rows = visible_to(viewer, Challenge).filter(service_user__in=list(records))
    return tuple(challenge_shown(row) for row in rows.select_related("score", "entry__overlay", "answered_by"))


def challenge_shown(row: Challenge) -> ChallengeShown:
    """A challenge in words."""
    if row.score is not None:
        about = f"{vocabulary.instrument_name(row.score.instrument)} score of {day(row.score.assessed_on)}"
    else:
        about = f"{step_words(row.entry)} on {day(row.entry.on)}"
    return ChallengeShown(
        id=row.pk,
        about=about,
        made_by=row.get_made_by_display(),
        made_on=row.made_on,
        words=row.words,
        due=row.due,
        state=row.state,
        since=row.since,
        answer=row.answer,
        answered_by=name_of(row.answered_by) if row.answered_by_id else "",
    )


def _owner(row: Any) -> int:
    """The number of the record that stands for whom a row is about."""
    return int(row.service_user.merged_into_id or row.service_user_id)


def needs_standing(viewer: Viewer, service_user_id: int) -> dict[str, dict[str, str]]:
    """How each need stands, by its code, for a form that changes it."""
    rows = visible_to(viewer, Need).filter(service_user__in=list(records_of([service_user_id])))
    names = ("present", "linked_to_offending", "linked_to_serious_harm")
    found = rows.order_by("assessed_on", "id").values_list("code", *names)
    return {code: dict(zip(names, answers, strict=True)) for code, *answers in found}


def circumstances_standing(viewer: Viewer, service_user_id: int) -> dict[str, str]:
    """What is known of the person's circumstances, for a form that changes it."""
    found = circumstances_of(viewer, list(records_of([service_user_id])))
    if found is None:
        return {"gp_registered": "not_known", "interpreter": "not_known"}
    names = ("what_matters", "gp_registered", "language", "interpreter", "communication")
    return {name: getattr(found, name) for name in names}


def score_asked(viewer: Viewer, score_id: int) -> tuple[int, str]:
    """Whose a score is, and the score in words."""
    row: RiskScore = get_visible(viewer, RiskScore, pk=score_id)
    return _owner(row), f"{vocabulary.instrument_name(row.instrument)} score of {day(row.assessed_on)}"


def rating_asked(viewer: Viewer, entry_id: int) -> tuple[int, str]:
    """Whose a rating is, and the rating in words."""
    row: LedgerEntry = get_visible(viewer, LedgerEntry, pk=entry_id)
    if not row.rating:
        raise NotFound("There is no such rating.", remedy="Choose one on the person's page.")
    return _owner(row), f"{step_words(row)} on {day(row.on)}"


def offence_asked(viewer: Viewer, offence_id: int) -> tuple[int, str]:
    """Whose an offence is, and the offence in words."""
    row: Offence = get_visible(viewer, Offence, pk=offence_id)
    return _owner(row), f"{vocabulary.offence_label(row.group)} on {day(row.committed_on)}"


def challenge_asked(viewer: Viewer, challenge_id: int) -> tuple[int, ChallengeShown]:
    """Whose a challenge is, and the challenge in words."""
    row: Challenge = get_visible(viewer, Challenge, pk=challenge_id)
    return _owner(row), challenge_shown(row)
