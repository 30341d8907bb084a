"""Writes about actions that agencies take on."""

from __future__ import annotations

from datetime import date, datetime

from throughcare import clock
from throughcare.delivery.panels import states
from throughcare.delivery.panels.actions.common import check_runs, lock_case, lock_meeting
from throughcare.delivery.panels.models import ActionReport, Member, PanelAction
from throughcare.delivery.panels.rules import meetings as meeting_rules
from throughcare.delivery.panels.rules import promises as rules
from throughcare.errors import Conflict, Invalid
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action


@action
def promise(
    *,
    meeting_id: int,
    owner_id: int,
    words: str,
    due: date,
    service_user_id: int | None = None,
    key: str = "",
    by: Viewer,
    at: datetime,
) -> PanelAction:
    """Writes down an action: which agency, what, by when; about a case where one is given."""
    meeting = lock_meeting(meeting_id, Permission.RUN_PANEL, Permission.CHAIR_PANEL, by=by)
    check_runs(by, meeting)
    earlier = PanelAction.objects.filter(key=key).first() if key else None
    if earlier is not None:
        return _the_same(earlier, meeting.pk, owner_id, words)
    meeting_rules.check_is_held(meeting.state)
    case = lock_case(meeting, service_user_id, by=by) if service_user_id is not None else None
    rules.check_new(words=words, due=due, on=meeting.on)
    if not Member.objects.filter(panel_id=meeting.panel_id, organisation_id=owner_id, until__isnull=True).exists():
        raise Invalid({"owner": "Choose an agency that sits on this panel."})
    row = PanelAction(
        panel_id=meeting.panel_id,
        meeting=meeting,
        case=case,
        owner_id=owner_id,
        words=words.strip(),
        first_due=due,
        due=due,
        since=at,
        made_by_id=by.person_id,
        key=key,
    )
    row.save()
    event("panel_action.promised", subject=("panel_action", row.pk), by=by, at=at, state=row.state)
    return row


def _the_same(earlier: PanelAction, meeting_id: int, owner_id: int, words: str) -> PanelAction:
    if (earlier.meeting_id, earlier.owner_id, earlier.words) != (meeting_id, owner_id, words.strip()):
        raise Conflict(
            "This form was already sent with other content, and that was recorded.",
            remedy="Open the page again to see it, then write down what is left.",
        )
    return earlier


def _lock(action_id: int, version: int | None, *, by: Viewer) -> PanelAction:
    if not by.can(Permission.RUN_PANEL):
        check_can(by, Permission.DO_PANEL_ACTION)
    get_visible(by, PanelAction, pk=action_id)
    row: PanelAction = PanelAction.objects.locked(action_id, version=version)
    runs = by.can(Permission.RUN_PANEL) or row.meeting.chair_id == by.person_id
    rules.check_may_report(own=row.owner.code in by.organisation_codes, runs_panel=runs)
    return row


def move_action(
    row: PanelAction, step: str, words: str, *, due: date | None = None, code: str = "", by: Viewer, at: datetime
) -> None:
    """Takes an action one step on and keeps what was said of it."""
    row.state = meeting_rules.moved(
        states.ACTION_TRANSITIONS, step, row.state, what="This action", owner=states.ACTION_OWNER
    )
    row.since = at
    if due is not None:
        row.due, row.times_carried = due, row.times_carried + 1
    row.version += 1
    row.save()
    ActionReport(action=row, step=step, words=words, due=due, person_id=by.person_id, at=at).save()
    event(f"panel_action.{step}", subject=("panel_action", row.pk), by=by, at=at, reason_code=code, state=row.state)


def _end(row: PanelAction, step: str, outcome: str, *, by: Viewer, at: datetime) -> None:
    rules.check_outcome(outcome)
    row.outcome = outcome.strip()
    move_action(row, step, row.outcome, by=by, at=at)


@action
def do_action(*, action_id: int, outcome: str, version: int | None = None, by: Viewer, at: datetime) -> PanelAction:
    """The agency did it, and says what came of it."""
    row = _lock(action_id, version, by=by)
    _end(row, "done", outcome, by=by, at=at)
    return row


@action
def give_up_action(
    *, action_id: int, outcome: str, version: int | None = None, by: Viewer, at: datetime
) -> PanelAction:
    """The agency will not do it, and says why."""
    row = _lock(action_id, version, by=by)
    _end(row, "not_done", outcome, by=by, at=at)
    return row


@action
def carry_over_action(
    *, action_id: int, due: date, reason: str, version: int | None = None, by: Viewer, at: datetime
) -> PanelAction:
    """Gives an action a later day, with a reason that is kept with it."""
    row = _lock(action_id, version, by=by)
    rules.check_due(due, after=max(row.due, clock.today(at)))
    if not reason.strip():
        raise Invalid({"reason": "Say why it takes longer."})
    move_action(row, "carried_over", reason.strip(), due=due, by=by, at=at)
    return row
