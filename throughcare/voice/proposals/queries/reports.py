"""Insight reports as a list and a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible, visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.reference.quarters import Quarter
from throughcare.voice.coding.models import Quote
from throughcare.voice.proposals import states
from throughcare.voice.proposals.models import InsightReport


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report in a list."""

    id: int
    name: str
    organisation: str
    state: str
    turn: str
    since: datetime


@dataclass(frozen=True, slots=True)
class ReportPage:
    """A report with its content, which holds only what may be seen."""

    row: ReportRow
    content: dict[str, Any]
    quotes: tuple[tuple[str, str, str], ...]
    sha256: str
    can_issue: bool


def _row(one: InsightReport) -> ReportRow:
    name = Quarter(one.from_day, one.until).name
    return ReportRow(one.pk, name, one.organisation.name, one.state, states.REPORT_OWNER[one.state], one.since)


def reports(viewer: Viewer) -> list[ReportRow]:
    """Every report that a viewer may see, the latest quarter first."""
    return [_row(one) for one in visible_to(viewer, InsightReport).select_related("organisation")]


def report(viewer: Viewer, report_id: int) -> ReportPage:
    """One report; ``NotFound`` where there is none that the viewer may see."""
    one: InsightReport = get_visible(viewer, InsightReport, pk=report_id)
    own = one.organisation.code in viewer.organisation_codes and viewer.can(Permission.PUBLISH_ANSWER)
    return ReportPage(
        _row(one), one.content, _quotes(one.content), one.sha256, own and one.state == states.Report.DRAFT
    )


def has_report(viewer: Viewer, from_day: date) -> int | None:
    """The number of the viewer's own report of a quarter."""
    rows = visible_to(viewer, InsightReport).filter(organisation__code=viewer.organisation_code, from_day=from_day)
    return rows.values_list("pk", flat=True).first()


def _quotes(content: dict[str, Any]) -> tuple[tuple[str, str, str], ...]:
    """Words, who is said to have said them, and theme, of the report's quotes that may still be shown."""
    rows = Quote.objects.filter(pk__in=content["quotes"], state="approved", reading__comment__withdrawn_on__isnull=True)
    return tuple((one.words, one.said_of, one.theme.name) for one in rows.select_related("theme").order_by("pk"))
