"""Writes of agencies' papers: saved as they are typed, shown to the panel when the agency says so."""

from __future__ import annotations

from datetime import datetime

from throughcare.delivery.panels.actions.common import lock_meeting, own_agency, visible_person
from throughcare.delivery.panels.models import KeptBack, Meeting, Paper
from throughcare.delivery.panels.queries.cases import paper_of
from throughcare.delivery.panels.rules import papers as rules
from throughcare.errors import Conflict
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.organisations.models import Organisation
from throughcare.foundation.record.events import event, event_of_sitting
from throughcare.foundation.record.guard import action


def _paper(meeting: Meeting, service_user_id: int, *, by: Viewer, at: datetime) -> Paper:
    """The agency's paper on a case, locked, or a new one."""
    number = own_agency(meeting, by=by)
    rules.check_sits(number is not None)
    found = Paper.objects.select_for_update(of=("self",)).filter(meeting=meeting, organisation_id=number)
    agency = Organisation.objects.get(pk=number)
    return paper_of(found, service_user_id) or Paper(
        meeting=meeting,
        service_user_id=service_user_id,
        organisation=agency,
        is_health=rules.is_health(frozenset({agency.kind})),
        version=0,
        person_id=by.person_id,
        at=at,
    )


@action
def save_paper(
    *,
    meeting_id: int,
    service_user_id: int,
    words: str = "",
    kept_back: str = "",
    engagement: str = "",
    risk_status: str = "",
    share: bool = False,
    version: int | None = None,
    by: Viewer,
    at: datetime,
) -> Paper:
    """Keeps the agency's paper on a case; ``share`` shows it to the panel. ``kept_back`` stays with the agency.

    ``version`` is the one on which the form was opened, 0 where there was no paper yet.
    """
    meeting = lock_meeting(meeting_id, Permission.BRING_PANEL_PAPER, by=by)
    visible_person(service_user_id, by=by)
    rules.check_open(meeting.state)
    row = _paper(meeting, service_user_id, by=by, at=at)
    if version is not None and version != row.version:
        raise Conflict(
            "Somebody of your agency saved this paper while you had it open. Nothing of yours was saved over it.",
            remedy="What you typed is below. Compare it with what is there now, then save again.",
        )
    given = {"words": words.strip(), "engagement": engagement, "risk_status": risk_status}
    rules.check_content(health=row.is_health, kept_back=kept_back, **given)
    if share:
        rules.check_can_share(health=row.is_health, **given)
    row.words, row.engagement, row.risk_status = given["words"], engagement, risk_status
    is_news = share and row.shared_at is None
    row.shared_at = (row.shared_at or at) if share else None
    row.person_id, row.at = by.person_id, at
    row.version += 1
    row.save()
    _keep_back(row, kept_back.strip())
    say = event if is_news else event_of_sitting
    say("panel_paper.shared" if share else "panel_paper.saved", subject=("panel_paper", row.pk), by=by, at=at)
    return row


def _keep_back(paper: Paper, words: str) -> None:
    row = KeptBack.objects.filter(paper=paper).first()
    if row is None and not words:
        return
    row = row or KeptBack(paper=paper)
    if row.words != words:
        row.words = words
        row.save()
