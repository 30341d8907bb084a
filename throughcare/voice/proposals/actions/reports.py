"""The quarterly insight report: written in one go, read by the lead, issued and then frozen."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime

from throughcare import clock, machines
from throughcare.errors import DomainError, WrongState
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action
from throughcare.foundation.reference.quarters import Quarter, check_over, quarter_from
from throughcare.voice.coding.actions import release_figures
from throughcare.voice.coding.models import Codebook, Figures
from throughcare.voice.proposals import states
from throughcare.voice.proposals.actions.common import own_organisation
from throughcare.voice.proposals.models import InsightReport
from throughcare.voice.proposals.queries.reporting import content_of


@action
def make_report(*, quarter: str, by: Viewer, at: datetime) -> InsightReport:
    """Writes the report of a quarter that is over, with its figures where they are not released yet. Made once."""
    check_can(by, Permission.PUBLISH_ANSWER)
    wanted = quarter_from(quarter)
    check_over(wanted, today=clock.today(at))
    organisation = own_organisation(by)
    found = InsightReport.objects.filter(
        organisation=organisation, from_day=wanted.from_day, until=wanted.until
    ).first()
    if found is not None:
        return found
    _release(wanted, by=by, at=at)
    row = InsightReport(
        organisation=organisation,
        from_day=wanted.from_day,
        until=wanted.until,
        content=content_of(organisation, wanted, at),
        since=at,
        made_by_id=by.person_id,
    )
    row.save()
    event("report.written", subject=("insight_report", row.pk), by=by, at=at, state=states.Report.DRAFT)
    return row


def _release(quarter: Quarter, *, by: Viewer, at: datetime) -> None:
    """Releases the quarter's figures of each codebook, unless some of its days are out or too few are settled."""
    if not by.can(Permission.KEEP_CODEBOOK):
        return
    for book in Codebook.objects.filter(organisation__code__in=by.organisation_codes).order_by("pk"):
        out = Figures.objects.filter(codebook=book, from_day__lt=quarter.until, until__gt=quarter.from_day)
        if out.exists():
            continue
        try:
            release_figures(codebook_id=book.pk, from_day=quarter.from_day, until=quarter.until, by=by, at=at)
        except DomainError:
            continue


def _draft(report_id: int, *, by: Viewer) -> InsightReport:
    check_can(by, Permission.PUBLISH_ANSWER)
    get_visible(by, InsightReport, pk=report_id)
    row: InsightReport = InsightReport.objects.locked(report_id)
    if row.state != states.Report.DRAFT:
        raise WrongState("The report is issued, so it does not change.", remedy="Say what is new in the next one.")
    if row.organisation.code not in by.organisation_codes:
        raise WrongState("Another organisation wrote this report.", remedy="Ask them.")
    return row


@action
def renew_report(*, report_id: int, by: Viewer, at: datetime) -> InsightReport:
    """Writes a draft anew with what has come in since."""
    row = _draft(report_id, by=by)
    quarter = Quarter(row.from_day, row.until)
    _release(quarter, by=by, at=at)
    row.content, row.since = content_of(row.organisation, quarter, at), at
    row.version += 1
    row.save()
    event("report.renewed", subject=("insight_report", row.pk), by=by, at=at)
    return row


def hash_of(content: object) -> str:
    """The SHA-256 of a report's content, the same whatever the order of its keys."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@action
def issue_report(*, report_id: int, by: Viewer, at: datetime) -> InsightReport:
    """Issues a report: from now on everyone who acts on insight reads it, and the database refuses any change."""
    row = _draft(report_id, by=by)
    row.state, row.since = machines.move(states.REPORT_TRANSITIONS, "issued", row.state), at
    row.sha256 = hash_of(row.content)
    row.version += 1
    row.save()
    event("report.issued", subject=("insight_report", row.pk), by=by, at=at, state=row.state)
    return row
