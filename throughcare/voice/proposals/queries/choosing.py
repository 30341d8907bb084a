"""What the forms of proposals offer: themes, quotes, councils, and whom a proposal can be addressed to."""

from __future__ import annotations

from datetime import date

from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.roles import ROLES
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.organisations.models import Membership
from throughcare.foundation.ui.words import day
from throughcare.voice.coding.models import Quote, Theme
from throughcare.voice.feedback.models import Activity
from throughcare.voice.proposals.models import Proposal

BETWEEN = "|"


def themes(viewer: Viewer) -> list[tuple[int, str]]:
    """Themes in use."""
    rows = visible_to(viewer, Theme).filter(state=Theme.State.IN_USE).order_by("name", "id")
    return list(rows.values_list("pk", "name"))


def quotes(viewer: Viewer) -> list[tuple[int, str]]:
    """Quotes that were approved."""
    rows = visible_to(viewer, Quote).filter(state="approved").select_related("theme").order_by("-since", "-id")[:100]
    return [(one.pk, f"“{one.words}” ({one.said_of}; {one.theme.name})") for one in rows]


def activities(viewer: Viewer) -> list[tuple[int, str]]:
    """Councils, groups and events, the latest first."""
    rows = visible_to(viewer, Activity).exclude(kind="interview").order_by("-day", "-pk")[:100]
    return [(one.pk, f"{one.get_kind_display()}: {one.title}, {day(one.day)}") for one in rows]


def addressees(on: date) -> list[tuple[str, str]]:
    """The roles that answer proposals and are held by somebody today, as organisation and role."""
    answering = [code for code, role in ROLES.items() if Permission.ANSWER_PROPOSAL in role.permissions]
    rows = Membership.objects.on(on).filter(role__in=answering, person__is_active=True)
    held = sorted(set(rows.values_list("organisation__code", "organisation__name", "role", "organisation__kind")))
    return [
        (f"{code}{BETWEEN}{role}", f"{ROLES[role].name}, {name}")
        for code, name, role, kind in held
        if kind in ROLES[role].kinds
    ]


def proposals_to_seat(viewer: Viewer) -> list[tuple[int, str]]:
    """Proposals that can be brought into a step of commissioning."""
    rows = visible_to(viewer, Proposal).exclude(state="withdrawn").order_by("-pk")[:100]
    return list(rows.values_list("pk", "title"))
