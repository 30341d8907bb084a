"""People who meet the entry rule of the cohort and are not in it, for somebody to look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from throughcare.delivery.people.models import Nominal, Offence, RiskScore, ServiceUser
from throughcare.delivery.people.models.cohort import OPEN
from throughcare.delivery.people.queries import vocabulary
from throughcare.delivery.people.queries.facts import COHORT_ENTRY, facts_of
from throughcare.delivery.people.queries.persons import PersonRow, person_rows
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


def candidates(viewer: Viewer, *, on: date, borough: str = "") -> tuple[list[Candidate], bool]:
    """Those whom the rule selects first, then those of whom something is missing; and whether there are more.

    Somebody of whom neither an offence nor a score is recorded is no candidate.
    """
    check_can(viewer, Permission.NOMINATE)
    criteria = [criterion_of(row) for row in vocabulary.criteria(COHORT_ENTRY, on)]
    known = visible_to(viewer, ServiceUser).filter(died_on__isnull=True)
    known = known.filter(pk__in=Offence.objects.values("service_user")) | known.filter(
        pk__in=RiskScore.objects.values("service_user")
    )
    if borough:
        known = known.filter(borough=borough)
    outside = known.exclude(pk__in=Nominal.objects.filter(state__in=OPEN).values("service_user"))
    numbers = list(outside.order_by("-added_at", "-id").values_list("pk", flat=True)[:BATCH])
    judged = {number: judge(criteria, facts) for number, facts in facts_of(numbers, on).items()}
    order = {Outcome.ELIGIBLE: 0, Outcome.ASK: 1}
    kept = sorted((pk for pk in numbers if judged[pk].outcome in order), key=lambda pk: order[judged[pk].outcome])
    rows = {row.pk: row for row in ServiceUser.objects.filter(pk__in=kept[:MOST])}
    shown = person_rows(viewer, [rows[pk] for pk in kept[:MOST]], on=on)
    return [Candidate(row, judged[row.id]) for row in shown], len(kept) > MOST or len(numbers) == BATCH
