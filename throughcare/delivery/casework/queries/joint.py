"""Joint plans as their parties see them: goals shared, the viewer's own notes and no others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from throughcare.delivery.casework.models import JointNote, JointParty, JointPlan
from throughcare.delivery.casework.queries.scope import parties_of
from throughcare.delivery.casework.states import JOINT_OWNER
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.roles import ROLES
from throughcare.foundation.access.scope import get_visible, visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.organisations.models import Membership
from throughcare.foundation.record.events import read_of


@dataclass(frozen=True, slots=True)
class PartyRow:
    """A party: its provider, its worker, and whether it agreed to the plan as it stands."""

    id: int
    provider: str
    worker: str
    agreed_at: datetime | None
    is_mine: bool


@dataclass(frozen=True, slots=True)
class GoalRow:
    """A shared goal, who leads on it, and how far it was reached."""

    id: int
    words: str
    leads: str
    result: str
    is_mine: bool


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note of the viewer's own party."""

    at: datetime
    by: str
    words: str


@dataclass(frozen=True, slots=True)
class JointPage:
    """One joint plan as a party sees it. ``referral_id`` is that of the viewer's own case where there is one."""

    id: int
    person_name: str
    state: str
    turn: str
    opened_at: datetime
    review_on: date
    reason: str
    parties: tuple[PartyRow, ...]
    goals: tuple[GoalRow, ...]
    notes: tuple[NoteRow, ...]
    referral_id: int | None
    i_agreed: bool
    version: int


def joint_plan(viewer: Viewer, joint_plan_id: int, *, at: datetime) -> JointPage:
    """One joint plan. Reading it is recorded."""
    seen = get_visible(viewer, JointPlan, pk=joint_plan_id)
    row: JointPlan = JointPlan.objects.select_related("service_user__merged_into").get(pk=seen.pk)
    mine = set(JointParty.objects.filter(parties_of(viewer), joint_plan=row).values_list("pk", flat=True))
    parties = list(row.parties.select_related("organisation", "person"))
    read_of(("joint_plan", row.pk), by=viewer, at=at)
    names = {one.pk: one.organisation.name for one in parties}
    notes = visible_to(viewer, JointNote).filter(party__joint_plan=row).select_related("by")
    own = next((one for one in parties if one.pk in mine), None)
    return JointPage(
        id=row.pk,
        person_name=row.service_user.standing.name,
        state=row.state,
        turn=_turn(row, parties),
        opened_at=row.opened_at,
        review_on=row.review_on,
        reason=row.reason,
        parties=tuple(
            PartyRow(one.pk, one.organisation.name, one.person.name, one.agreed_at, one.pk in mine) for one in parties
        ),
        goals=tuple(
            GoalRow(one.pk, one.words, names[one.leads_id], one.get_result_display(), one.leads_id in mine)
            for one in row.goals.all()
        ),
        notes=tuple(NoteRow(one.at, one.by.name, one.words) for one in notes),
        referral_id=own.referral_id if own else None,
        i_agreed=own is not None and own.agreed_at is not None,
        version=row.version,
    )


def _turn(row: JointPlan, parties: list[JointParty]) -> str:
    waiting = [one.organisation.name for one in parties if one.agreed_at is None]
    return " and ".join(waiting) if row.state == "proposed" and waiting else JOINT_OWNER[row.state]


@dataclass(frozen=True, slots=True)
class JointRow:
    """A joint plan in a list."""

    id: int
    state: str
    review_on: date
    waits_for_me: bool
    others: str


def joint_of_person(viewer: Viewer, service_user_id: int | None) -> tuple[JointRow, ...]:
    """The joint plans of a person that the viewer is in."""
    return tuple(row for person, row in mine(viewer) if person == service_user_id)


def mine(viewer: Viewer) -> list[tuple[int, JointRow]]:
    """Every joint plan the viewer is in, with the number of the person it is for."""
    seen = visible_to(viewer, JointPlan).select_related("service_user")
    rows = seen.prefetch_related("parties__organisation").order_by("review_on", "id")
    own = set(JointParty.objects.filter(parties_of(viewer)).values_list("pk", flat=True))
    found = []
    for row in rows:
        parties = list(row.parties.all())
        waits = row.state == "proposed" and any(one.pk in own and one.agreed_at is None for one in parties)
        others = ", ".join(one.organisation.name for one in parties if one.pk not in own)
        person = row.service_user.merged_into_id or row.service_user_id
        found.append((person, JointRow(row.pk, row.state, row.review_on, waits, others)))
    return found


def possible_parties(viewer: Viewer, own_provider: str, on: date) -> list[tuple[int, str]]:
    """Workers of other providers who could be asked to join, as number and name with provider."""
    if not viewer.can(Permission.WORK_CASE):
        return []
    roles = [code for code, role in ROLES.items() if Permission.WORK_CASE in role.permissions]
    rows = (
        Membership.objects.on(on)
        .filter(role__in=roles)
        .exclude(organisation__code=own_provider)
        .select_related("person", "organisation")
        .order_by("organisation__name", "person__name", "id")
    )
    return [(row.person_id, f"{row.person.name}, {row.organisation.name}") for row in rows]
