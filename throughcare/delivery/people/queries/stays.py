"""Stays in the cohort, the lines of the ledger and transfers, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from throughcare.delivery.people.models import LedgerEntry, Nominal, Transfer
from throughcare.delivery.people.models.cohort import OPEN
from throughcare.delivery.people.queries import vocabulary
from throughcare.delivery.people.rules.turns import Turn, is_review_paused, next_turn
from throughcare.delivery.people.states import IN_COHORT
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.access.viewers import Viewer


@dataclass(frozen=True, slots=True)
class StayShown:
    """A stay in the cohort as it stands, and whose turn it is."""

    id: int
    state: str
    since: date
    borough: str
    kind: str
    rating: str
    rated_on: date | None
    review_on: date | None
    is_review_paused: bool
    turn: Turn
    version: int
    in_cohort: bool
    is_open: bool


@dataclass(frozen=True, slots=True)
class EntryShown:
    """A line of the ledger in words."""

    id: int
    what: str
    on: date
    reason: str
    words: str
    by: str
    rating: str
    review_on: date | None


@dataclass(frozen=True, slots=True)
class TransferShown:
    """A transfer that waits for an answer, with who may give it."""

    id: int
    from_name: str
    to_name: str
    asked_by: str
    asked_at: datetime
    due: date
    reason: str
    words: str
    state: str
    answer: str
    waits_for: str
    can_answer: bool
    can_withdraw: bool


STEPS = {
    "identified": "Identified",
    "put_forward": "Nominated",
    "nominated": "Nominated",
    "renominated": "Brought back to the panel",
    "adopted": "Adopted",
    "not_adopted": "Not adopted",
    "deferred": "Deferred",
    "rated_red": "Rated red",
    "rated_amber": "Rated amber",
    "rated_green": "Rated green",
    "kind_changed": "Type of place changed",
    "transfer_asked": "Transfer asked",
    "transfer_accepted": "Transferred to another area",
    "transfer_refused": "Transfer refused",
    "transfer_withdrawn": "Transfer taken back",
    "transferred_in": "Taken over from another area",
    "deselected": "Deselected",
    "readopted": "Readopted",
    "person_died": "Ended: the person died",
    "overlay_started": "began",
    "overlay_ended": "ended",
    "overlay_withdrawn": "withdrawn as recorded in error",
}
REASONS_OF = {
    "put_forward": "nominated",
    "renominated": "nominated",
    "rated_red": "rated",
    "rated_amber": "rated",
    "rated_green": "rated",
    "kind_changed": "adopted",
    "transferred_in": "transfer_asked",
}


def step_words(row: LedgerEntry) -> str:
    """What a ledger entry says happened."""
    words = STEPS.get(row.what, row.what.replace("_", " "))
    return f"{vocabulary.overlay_label(row.overlay.kind)} {words}" if row.overlay_id and row.overlay else words


def reason_words(row: LedgerEntry) -> str:
    """Its reason in words."""
    step = "overlay" if row.overlay_id else REASONS_OF.get(row.what, row.what)
    return vocabulary.reason_label(step, row.reason) if row.reason else ""


def name_of(who: Any) -> str:
    """Whoever did something; the system where it was nobody."""
    return who.name if who is not None else "The system"


def entry_shown(row: LedgerEntry) -> EntryShown:
    """A line of the ledger in words."""
    return EntryShown(
        row.pk, step_words(row), row.on, reason_words(row), row.words, name_of(row.by), row.rating, row.review_on
    )


def stay_shown(row: Nominal, kinds: frozenset[str], *, on: date, asked_of: str = "") -> StayShown:
    """A stay as it stands."""
    return StayShown(
        id=row.pk,
        state=row.state,
        since=row.since,
        borough=vocabulary.borough_name(row.borough),
        kind=row.get_kind_display(),
        rating=row.rating or "unrated",
        rated_on=row.rated_on,
        review_on=row.review_on,
        is_review_paused=is_review_paused(kinds),
        turn=next_turn(row.state, review_on=row.review_on, overlays=kinds, on=on, asked_of=asked_of),
        version=row.version,
        in_cohort=row.state in IN_COHORT,
        is_open=row.state in OPEN,
    )


def ledger_of(viewer: Viewer, records: list[int]) -> tuple[EntryShown, ...]:
    rows = visible_to(viewer, LedgerEntry).filter(service_user__in=records).select_related("by", "overlay")
    return tuple(entry_shown(row) for row in rows.order_by("-on", "-id"))


def transfers_of(viewer: Viewer, records: list[int]) -> tuple[TransferShown, ...]:
    rows = visible_to(viewer, Transfer).filter(service_user__in=records).select_related("asked_by")
    return tuple(transfer_shown(viewer, row) for row in rows)


def transfer_shown(viewer: Viewer, row: Transfer) -> TransferShown:
    """A transfer in words, and what the viewer may do about it."""
    is_sent = row.asked_by_side == Transfer.Side.SENDING
    answering, asking = (row.to_borough, row.from_borough) if is_sent else (row.from_borough, row.to_borough)
    may = row.state == "asked" and viewer.can(Permission.RUN_PANEL)
    return TransferShown(
        id=row.pk,
        from_name=vocabulary.borough_name(row.from_borough),
        to_name=vocabulary.borough_name(row.to_borough),
        asked_by=name_of(row.asked_by),
        asked_at=row.asked_at,
        due=row.due,
        reason=vocabulary.reason_label("transfer_asked", row.reason),
        words=row.words,
        state=row.state,
        answer=row.answer,
        waits_for=f"the coordinator for {vocabulary.borough_name(answering)}",
        can_answer=may and answering in viewer.areas,
        can_withdraw=may and asking in viewer.areas,
    )


def ratings_held() -> Iterator[tuple[object, str]]:
    """The rating of every stay, ``unrated`` where it has none, for comparing with the record."""
    for number, rating in Nominal.objects.values_list("pk", "rating").iterator(chunk_size=50_000):
        yield number, rating or "unrated"
