"""Minutes: written from what was recorded while they are a draft, as they were approved afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from throughcare.delivery.panels import states
from throughcare.delivery.panels.models import Attendance, Meeting, MinutesLine, PanelAction, PanelCase
from throughcare.delivery.panels.models import Minutes as MinutesRow
from throughcare.delivery.panels.queries.cohort import about_same, reason_label
from throughcare.delivery.panels.queries.due import following
from throughcare.delivery.panels.rules import minutes as rules
from throughcare.delivery.panels.rules.agenda import read_dues, why
from throughcare.delivery.panels.rules.deciding import kind_of
from throughcare.errors import WrongState
from throughcare.foundation.access.scope import get_visible, visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.ui.words import day


@dataclass(frozen=True, slots=True)
class MinutesShown:
    """The minutes as a viewer may read them: of cases, those of people whom they may see."""

    meeting_id: int
    panel_id: int
    title: str
    on: date
    state: str
    lines: tuple[rules.Line, ...]
    approved_at: datetime | None
    approved_by: str
    chair: str
    mine_to_approve: bool

    @property
    def standing(self) -> str:
        """Whether this is a draft, or who approved it and when."""
        if self.approved_at is None:
            return f"Draft. {self.chair} approves these minutes."
        return f"Approved by {self.approved_by} on {day(self.approved_at)}."


def minutes(viewer: Viewer, meeting_id: int) -> MinutesShown:
    """The minutes of a meeting that was held. Raises ``WrongState`` before it is."""
    meeting: Meeting = get_visible(viewer, Meeting, pk=meeting_id)
    if meeting.state not in states.HELD_STATES:
        raise WrongState("This meeting has not been held, so it has no minutes yet.", remedy="Go back to the meeting.")
    approved = MinutesRow.objects.filter(meeting=meeting).select_related("approved_by").first()
    if approved is None:
        cases = visible_to(viewer, PanelCase).filter(meeting=meeting)
        lines = rules.write(_held(meeting, cases))
    else:
        kept = visible_to(viewer, MinutesLine).filter(minutes=approved).order_by("place")
        lines = tuple(rules.Line(one.kind, one.words, one.case_id) for one in kept)
    return MinutesShown(
        meeting.pk,
        meeting.panel_id,
        rules.title(meeting.panel.name, meeting.on),
        meeting.on,
        meeting.state,
        lines,
        approved.approved_at if approved else None,
        approved.approved_by.name if approved else "",
        meeting.chair.name,
        approved is None and meeting.state == states.Meeting.DECIDED and viewer.person_id == meeting.chair_id,
    )


def whole(meeting: Meeting) -> rules.Held:
    """Everything that the minutes of a meeting hold, whoever may see it: for keeping, never for showing."""
    return _held(meeting, PanelCase.objects.filter(meeting=meeting))


def _held(meeting: Meeting, cases: Iterable[PanelCase]) -> rules.Held:
    later = following(meeting)
    there = Attendance.objects.filter(meeting=meeting).select_related("organisation")
    general = PanelAction.objects.filter(meeting=meeting, case__isnull=True).select_related("owner")
    before = (
        Meeting.objects.filter(panel_id=meeting.panel_id, on__lt=meeting.on, state__in=states.HELD_STATES)
        .order_by("-on", "-id")
        .first()
    )
    kept = [one for one in cases if one.state in (states.Case.DECIDED, states.Case.CARRIED_OVER, states.Case.LISTED)]
    return rules.Held(
        panel=meeting.panel.name,
        on=meeting.on,
        place=meeting.place,
        chair=meeting.chair.name,
        agencies=tuple(rules.Agency(one.organisation.name, one.kind, one.who) for one in there),
        cases=tuple(_discussed(one, meeting, before) for one in sorted(kept, key=lambda one: (one.place, one.pk))),
        promises=tuple(rules.Promise(one.owner.name, one.first_due, one.words) for one in general),
        next_on=later.on if later else None,
    )


def _discussed(case: PanelCase, meeting: Meeting, before: Meeting | None) -> rules.Discussed:
    made = case.actions.select_related("owner").order_by("pk")
    return rules.Discussed(
        case_id=case.pk,
        name=case.service_user.standing.name,
        why=tuple(why(due, on=meeting.on) for due in read_dues(case.dues)),
        asked_for=case.asked_for,
        discussion=case.discussion,
        decided=tuple(
            rules.decided(kind_of(one.kind).minuted, reason_label(one.kind, one.reason_code), one.words, one.review_on)
            for one in case.decisions.order_by("number")
        ),
        carried_over=case.state == states.Case.CARRIED_OVER,
        promises=tuple(rules.Promise(one.owner.name, one.first_due, one.words) for one in made),
        reported=_reported(case, meeting, before),
    )


def _reported(case: PanelCase, meeting: Meeting, before: Meeting | None) -> tuple[rules.Reported, ...]:
    """Actions of earlier meetings about the same person on which their agency reported since the last one."""
    ended = PanelAction.objects.filter(
        about_same(case.service_user_id, "case__service_user"),
        panel_id=meeting.panel_id,
        meeting__on__lt=meeting.on,
        state__in=[states.Action.DONE, states.Action.NOT_DONE],
    )
    if before is not None:
        ended = ended.filter(since__date__gt=before.on)
    return tuple(
        rules.Reported(one.owner.name, one.words, one.outcome) for one in ended.select_related("owner").order_by("pk")
    )
