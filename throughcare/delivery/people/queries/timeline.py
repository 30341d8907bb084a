"""What happened to a person in the cohort, for the timeline on their page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time

from throughcare import clock
from throughcare.delivery.people.models import LedgerEntry, Need, RiskScore
from throughcare.delivery.people.queries import vocabulary
from throughcare.delivery.people.queries.scope import records_of
from throughcare.delivery.people.queries.stays import reason_words, step_words
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.organisations.models import Organisation
from throughcare.foundation.ports.timeline import Happened


def _at(row: LedgerEntry) -> datetime:
    """The moment of an entry: when it was written, or the noon of its day where it was dated back."""
    if row.on == clock.today(row.at):
        return row.at
    return datetime.combine(row.on, time(12), tzinfo=clock.LONDON)


def timeline_of_cohort(viewer: Viewer, service_user_id: int) -> Iterator[Happened]:
    """Entries of the ledger, scores and findings about needs, as far as the viewer may know of them."""
    records = list(records_of([service_user_id]))
    names = dict(Organisation.objects.values_list("code", "name"))
    rows = visible_to(viewer, LedgerEntry).filter(service_user__in=records).select_related("overlay")
    for row in rows:
        reason = reason_words(row)
        yield Happened(
            _at(row), f"{step_words(row)}: {reason.lower()}" if reason else step_words(row), names.get(row.agency, "")
        )
    for score in visible_to(viewer, RiskScore).filter(service_user__in=records):
        how = "computed here" if score.source == RiskScore.Source.COMPUTED else "recorded"
        what = f"{vocabulary.instrument_name(score.instrument)} score {how}"
        yield Happened(score.recorded_at, what, names.get(score.agency, ""))
    needs = visible_to(viewer, Need).filter(service_user__in=records).order_by("recorded_at", "id")
    for recorded_at, agency in dict.fromkeys(needs.values_list("recorded_at", "agency")):
        yield Happened(recorded_at, "Needs recorded", names.get(agency, ""))
