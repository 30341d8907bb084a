"""What is known of people as on a day, for selection rules and for the entry rules of services."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from throughcare import clock
from throughcare.delivery.people.models import (
    Circumstances,
    LedgerEntry,
    Offence,
    RiskScore,
    ServiceUser,
)
from throughcare.delivery.people.queries import vocabulary
from throughcare.delivery.people.queries.ledger import plain
from throughcare.delivery.people.queries.scope import records_of
from throughcare.delivery.people.rules import ledger
from throughcare.delivery.people.rules.selection import (
    Criterion,
    Facts,
    OffenceFact,
    ScoreFact,
    Verdict,
    criterion_of,
    judge,
)
from throughcare.foundation.access.scope import get_visible
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.record.models import Event

COHORT_ENTRY = "cohort_entry"


def _grouped(rows: Iterable[tuple[Any, ...]], standing: dict[int, int]) -> dict[int, list[tuple[Any, ...]]]:
    """Rows whose first column is a record, by the record that stands."""
    found: dict[int, list[tuple[Any, ...]]] = {}
    for owner, *rest in rows:
        found.setdefault(standing[owner], []).append(tuple(rest))
    return found


def _withdrawn_later(records: Collection[int], until: datetime) -> list[int]:
    """Offences that were withdrawn only after a moment, as the record tells: they counted until then."""
    taken_back = Offence.objects.filter(service_user__in=records, withdrawn=True).values_list("pk", flat=True)
    numbers = [str(pk) for pk in taken_back]
    if not numbers:
        return []
    later = Event.objects.filter(subject_type="offence", subject_id__in=numbers, kind="offence.withdrawn")
    return [int(number) for number in later.filter(at__gte=until).values_list("subject_id", flat=True)]


def _offences(records: list[int], on: date, until: datetime) -> Iterable[tuple[Any, ...]]:
    counted = Q(withdrawn=False) | Q(pk__in=_withdrawn_later(records, until))
    rows = Offence.objects.filter(counted, service_user__in=records, committed_on__lte=on, recorded_at__lt=until)
    return rows.values_list("service_user_id", "group", "committed_on", "is_violent")


def _scores(records: list[int], on: date, until: datetime) -> Iterable[tuple[Any, ...]]:
    counted = Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=until)
    rows = RiskScore.objects.filter(counted, service_user__in=records, assessed_on__lte=on, recorded_at__lt=until)
    columns = ("service_user_id", "instrument", "assessed_on", "tenths_1y", "tenths_2y", "source")
    return rows.order_by("id").values_list(*columns)


def facts_of(people: Collection[int], on: date) -> dict[int, Facts]:
    """The facts of people by their number as they were recorded by the end of a day, in a few queries however many
    there are. For actions and queries of ours: it asks nobody who may see."""
    until = clock.end_of(on)
    standing = records_of(people)
    records = list(standing)
    persons = {row.pk: row for row in ServiceUser.objects.filter(pk__in=people)}
    lines = plain(LedgerEntry.objects.filter(service_user__in=records, on__lte=on))
    cohort, overlays = ledger.cohort_on(lines, on), ledger.overlays_on(lines, on)
    of_offences = _grouped(_offences(records, on, until), standing)
    of_scores = _grouped(_scores(records, on, until), standing)
    gp = dict(
        (standing[owner], answer)
        for owner, answer in Circumstances.objects.filter(service_user__in=records, recorded_at__lt=until)
        .order_by("recorded_at", "id")
        .values_list("service_user_id", "gp_registered")
    )
    return {
        number: Facts(
            on=on,
            born=row.date_of_birth,
            died_on=row.died_on,
            in_cohort=number in cohort,
            rating=cohort[number].rating if number in cohort else "",
            overlays=overlays.get(number, frozenset()),
            offences=tuple(OffenceFact(*one) for one in of_offences.get(number, ())),
            scores=tuple(_score(*one) for one in of_scores.get(number, ())),
            gp_registered=gp.get(number, "not_known"),
        )
        for number, row in persons.items()
    }


def _score(code: str, on: date, tenths_1y: int | None, tenths_2y: int | None, source: str) -> ScoreFact:
    computed = source == RiskScore.Source.COMPUTED
    return ScoreFact(code, vocabulary.instrument_name(code), on, tenths_1y, tenths_2y, computed)


def facts_on(viewer: Viewer, service_user_id: int, on: date) -> Facts:
    """The facts of one person whom the viewer may see, as on a day."""
    person: ServiceUser = get_visible(viewer, ServiceUser, pk=service_user_id)
    return facts_of([person.pk], on)[person.pk]


def eligibility(viewer: Viewer, service_user_id: int, rule: str | Sequence[Criterion], on: date) -> Verdict:
    """Whether a rule selects a person on a day, with the finding for each criterion.

    ``rule`` is the code of a rule of ``reference/selection_rules.toml``, judged as it was in force on the day, or
    criteria of the caller's own.
    """
    criteria = [criterion_of(row) for row in vocabulary.criteria(rule, on)] if isinstance(rule, str) else rule
    return judge(criteria, facts_on(viewer, service_user_id, on))
