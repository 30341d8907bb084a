"""A score or a rating explained to the person it is about: what it is, what it rests on, what it led to, what to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from throughcare.delivery.people.models import LedgerEntry, RiskScore
from throughcare.delivery.people.models.cohort import IN_COHORT
from throughcare.delivery.people.queries import vocabulary
from throughcare.delivery.people.queries.persons import person
from throughcare.delivery.people.queries.scope import records_of
from throughcare.delivery.people.queries.stays import reason_words, step_words
from throughcare.delivery.people.rules.selection import percent
from throughcare.foundation.access.scope import get_visible, visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.ports.led_to import Rested, led_to
from throughcare.foundation.ui.words import day

MEANS = {
    "red": "You are seen most often, and police and probation work with you most closely.",
    "amber": "You are seen less often than somebody rated red.",
    "green": "You are seen least often. This is the last step before leaving the programme.",
}
NOT_ABOUT_YOU = (
    "It says how often people with a history like yours were convicted again. It does not say what you will do."
)


@dataclass(frozen=True, slots=True)
class Explained:
    """A plain page: a heading, sentences, and what followed. ``score`` or ``entry`` is what it explains."""

    person_id: int
    name: str
    title: str
    sentences: tuple[str, ...]
    led_to: tuple[str, ...]
    score: int | None
    entry: int | None
    answer_days: int


def of_score(viewer: Viewer, score_id: int, *, on: date) -> Explained:
    """A score in words for the person."""
    row: RiskScore = get_visible(viewer, RiskScore, pk=score_id)
    head = person(viewer, row.service_user.merged_into_id or row.service_user_id, on=on)
    known = vocabulary.instrument(row.instrument)
    how = "worked out here" if row.source == RiskScore.Source.COMPUTED else "given by an agency and written down here"
    name = vocabulary.instrument_name(row.instrument)
    sentences = [
        f"The {name} score is about {known.about if known else 'risk'}.",
        f"It was assessed on {day(row.assessed_on)} with version {row.version}, and was {how}.",
    ]
    if row.tenths_2y is not None:
        sentences.append(f"Over two years it is {percent(row.tenths_2y)}.")
    if row.tenths_1y is not None:
        sentences.append(f"Over one year it is {percent(row.tenths_1y)}.")
    if row.band:
        sentences.append(f"That is called {row.band.replace('_', ' ').lower()}.")
    sentences.append(NOT_ABOUT_YOU)
    if row.withdrawn_at is not None:
        sentences.append("It was recorded in error and has been withdrawn. It counts for nothing.")
    return Explained(
        head.id,
        head.name,
        f"{name} score of {day(row.assessed_on)}",
        tuple(sentences),
        (*_after(viewer, head.id, row.assessed_on), *_led(viewer, Rested(head.id, score=row.pk))),
        row.pk,
        None,
        vocabulary.answer_days("challenge", on),
    )


def of_rating(viewer: Viewer, entry_id: int, *, on: date) -> Explained:
    """A rating in words for the person."""
    rows = visible_to(viewer, LedgerEntry).exclude(rating="")
    row: LedgerEntry = get_visible(
        viewer, LedgerEntry, pk=rows.filter(pk=entry_id).values_list("pk", flat=True).first()
    )
    head = person(viewer, row.service_user.merged_into_id or row.service_user_id, on=on)
    sentences = [
        f"From {day(row.on)} you were rated {row.rating}. {MEANS[row.rating]}",
        f"The reason was: {reason_words(row).lower()}.",
    ]
    if row.review_on is not None:
        sentences.append(f"It is looked at again by {day(row.review_on)} at the latest.")
    return Explained(
        head.id,
        head.name,
        f"{step_words(row)} on {day(row.on)}",
        tuple(sentences),
        (*_after(viewer, head.id, row.on, but=row.pk), *_led(viewer, _of_entry(head.id, row))),
        None,
        row.pk,
        vocabulary.answer_days("challenge", on),
    )


def _after(viewer: Viewer, service_user_id: int, since: date, but: int = 0) -> tuple[str, ...]:
    """What was decided about the person in the cohort from that day on."""
    rows = visible_to(viewer, LedgerEntry).filter(
        service_user__in=list(records_of([service_user_id])), on__gte=since, overlay__isnull=True
    )
    rows = rows.exclude(pk=but).select_related("overlay").order_by("on", "id")
    return tuple(f"{day(row.on)}: {step_words(row).lower()}, because: {reason_words(row).lower()}" for row in rows)


def _of_entry(person_id: int, row: LedgerEntry) -> Rested:
    """A rating with the days on which it stood: until the stay's next entry that rates or ends it."""
    later = LedgerEntry.objects.filter(nominal=row.nominal_id, overlay__isnull=True, pk__gt=row.pk, on__gte=row.on)
    ends = ~Q(rating="") | ~Q(state__in=["", *IN_COHORT])
    after = later.filter(ends).order_by("on", "id").first()
    return Rested(person_id, rating=row.rating, on=row.on, until=after.on if after else None)


def _led(viewer: Viewer, rested: Rested) -> tuple[str, ...]:
    return tuple(f"{day(one.on)}: {one.says}" for one in led_to(viewer, rested))
