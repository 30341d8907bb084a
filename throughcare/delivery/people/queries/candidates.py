"""People who meet the entry rule of the cohort and are not in it, on any day, for somebody to look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from throughcare import clock
from throughcare.delivery.people.models import Nominal, Offence, RiskScore, ServiceUser
from throughcare.delivery.people.models.cohort import OPEN
from throughcare.delivery.people.queries import vocabulary
from throughcare.delivery.people.queries.cohort import standing_on
from throughcare.delivery.people.queries.facts import COHORT_ENTRY, facts_of
from throughcare.delivery.people.queries.persons import PersonRow, person_rows
from throughcare.delivery.people.queries.scope import standing_for
from throughcare.delivery.people.rules.selection import Outcome, Verdict, criterion_of, judge
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.access.viewers import Viewer, check_can

MOST, BATCH = 50, 500


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody whom the rule selects, or of whom something is not known yet."""

    person: PersonRow
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class CandidatesPage:
    """Whom the rule in force on a day selected by what was recorded by then. ``rule`` is empty where none was."""

    on: date
    rule: tuple[str, ...]
    since: date | None
    found: tuple[Candidate, ...]
    has_more: bool


def candidates(viewer: Viewer, *, on: date, today: date, borough: str = "") -> CandidatesPage:
    """Those whom the rule selects first, then those of whom something is missing.

    Somebody of whom neither an offence nor a score was recorded is no candidate. A day that has passed is judged by
    the rule, the record and the cohort of that day, of people whom the viewer may see today.
    """
    check_can(viewer, Permission.NOMINATE)
    rows = vocabulary.criteria(COHORT_ENTRY, on)
    criteria = [criterion_of(row) for row in rows]
    outside = _outside(viewer, on=on, today=today, borough=borough)
    numbers = list(outside.order_by("-added_at", "-id").values_list("pk", flat=True)[:BATCH])
    judged = {number: judge(criteria, facts) for number, facts in facts_of(numbers, on).items()}
    order = {Outcome.ELIGIBLE: 0, Outcome.ASK: 1}
    kept = sorted((pk for pk in numbers if judged[pk].outcome in order), key=lambda pk: order[judged[pk].outcome])
    people = {row.pk: row for row in ServiceUser.objects.filter(pk__in=kept[:MOST])}
    shown = person_rows(viewer, [people[pk] for pk in kept[:MOST]], on=on)
    return CandidatesPage(
        on=on,
        rule=tuple(row.says for row in rows),
        since=max((row.from_ for row in rows), default=None),
        found=tuple(Candidate(row, judged[row.id]) for row in shown),
        has_more=len(kept) > MOST or len(numbers) == BATCH,
    )


def _outside(viewer: Viewer, *, on: date, today: date, borough: str) -> QuerySet[ServiceUser]:
    """People of whom something was recorded by the end of a day and who had no open stay on it."""
    until = clock.end_of(on)
    known = visible_to(viewer, ServiceUser).filter(added_at__lt=until).exclude(died_on__lte=on)
    offences = Offence.objects.filter(recorded_at__lt=until).values("service_user")
    scores = RiskScore.objects.filter(recorded_at__lt=until).values("service_user")
    known = known.filter(standing_for(offences) | standing_for(scores))
    if borough:
        known = known.filter(borough=borough)
    if on == today:
        return known.exclude(standing_for(Nominal.objects.filter(state__in=OPEN).values("service_user")))
    stays, _ = standing_on(viewer, on)
    return known.exclude(pk__in={one.person for one in stays.values()})
