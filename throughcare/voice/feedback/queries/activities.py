"""Reads of activities: who came only as counts, what was said only for those who code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from throughcare import machines
from throughcare.foundation.access.areas import area_name
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible, visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.voice.feedback import states
from throughcare.voice.feedback.models import Activity, CouncilProposal

STEPS = {
    "invite": ("invitations_sent", "Invitations are out"),
    "hold": ("held", "It took place"),
    "settle": ("payments_made", "Expenses are settled"),
    "write-up": ("insight_written", "It is written up"),
    "tell-back": ("told_back", "People were told"),
    "cancel": ("cancelled", "It does not take place"),
}


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """An activity in the list."""

    id: int
    title: str
    kind: str
    day: date
    area: str
    state: str
    turn: str
    since: datetime


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """A proposal of a council with its votes."""

    id: int
    version: int
    words: str
    votes_for: int | None
    votes_against: int | None
    abstained: int | None
    is_carried: bool | None


@dataclass(frozen=True, slots=True)
class ActivityPage:
    """An activity, whole."""

    row: ActivityRow
    version: int
    place: str
    guide: str
    consent_version: str
    invited: int | None
    came: int | None
    consented: int | None
    reason: str
    steps: tuple[tuple[str, str], ...]
    agenda: tuple[str, ...]
    proposals: tuple[ProposalLine, ...]
    statements: int
    is_council: bool
    can_run: bool
    can_write_down: bool
    can_propose: bool


def activities(viewer: Viewer) -> list[ActivityRow]:
    """Activities, the latest day first."""
    return [_row(one) for one in visible_to(viewer, Activity).order_by("-day", "-id")]


def _row(one: Activity) -> ActivityRow:
    area = area_name(one.area) if one.area else ""
    turn = states.ACTIVITY_OWNER[one.state]
    return ActivityRow(one.pk, one.title, one.get_kind_display(), one.day, area, one.state, turn, one.since)


def activity(viewer: Viewer, activity_id: int) -> ActivityPage:
    """One activity."""
    one: Activity = get_visible(viewer, Activity, pk=activity_id)
    can = viewer.can(Permission.RUN_ENGAGEMENT)
    possible = machines.events_from(states.ACTIVITY_TRANSITIONS, one.state)
    writable = (states.Activity.HELD, states.Activity.EXPENSES_SETTLED)
    return ActivityPage(
        row=_row(one),
        version=one.version,
        place=one.place,
        guide=one.guide,
        consent_version=one.consent_version,
        invited=one.invited,
        came=one.came,
        consented=one.consented,
        reason=one.reason,
        steps=tuple((code, label) for code, (event, label) in STEPS.items() if event in possible and can),
        agenda=tuple(item.words for item in one.agenda.all()),
        proposals=tuple(_proposal(item) for item in one.proposals.all()),
        statements=one.statements.count(),
        is_council=one.kind == Activity.Kind.COUNCIL,
        can_run=can,
        can_write_down=can and one.state in writable and bool(one.consented),
        can_propose=viewer.can(Permission.MAKE_PROPOSAL) and one.kind != Activity.Kind.INTERVIEW and bool(one.came),
    )


def _proposal(one: CouncilProposal) -> ProposalLine:
    return ProposalLine(one.pk, one.version, one.words, one.votes_for, one.votes_against, one.abstained, one.is_carried)


def proposal(viewer: Viewer, proposal_id: int) -> tuple[ProposalLine, int]:
    """A proposal of a council, and the number of the activity."""
    one: CouncilProposal = get_visible(viewer, CouncilProposal, pk=proposal_id)
    return _proposal(one), one.activity_id
