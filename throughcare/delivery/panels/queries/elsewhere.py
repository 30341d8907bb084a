"""What panels put on other apps' pages: a part of a person's page, their timeline, and what changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from throughcare import clock
from throughcare.delivery.panels import states
from throughcare.delivery.panels.models import ExpectedRelease, PanelAction, PanelDecision
from throughcare.delivery.panels.queries import promises
from throughcare.delivery.panels.queries.agenda import decided_words
from throughcare.delivery.panels.queries.meetings import panel_of_borough, upcoming
from throughcare.delivery.people.models import Overlay, ServiceUser
from throughcare.delivery.people.queries.scope import about_any_of
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.ports.changes import Changed
from throughcare.foundation.ports.parts import Line, Part
from throughcare.foundation.ports.timeline import Happened
from throughcare.foundation.ui.words import day

ORDER = 40
CUSTODY = ("custody", "recall")
ADDERS = (Permission.RUN_PANEL, Permission.NOMINATE, Permission.CHAIR_PANEL)


def part_of_person(viewer: Viewer, service_user_id: int, at: datetime) -> Part | None:
    """What the panel decided and which actions are open, with the way onto the next agenda."""
    person = visible_to(viewer, ServiceUser).filter(pk=service_user_id).first()
    if person is None or not viewer.can(Permission.VIEW_COHORT):
        return None
    on = clock.today(at)
    lines = _release(viewer, service_user_id)
    lines += [
        Line(
            one.words,
            f"{one.owner}, by {day(one.due)}",
            one.due,
            reverse("panel_action", args=[one.id]),
            ("panel_action", "late" if one.late else one.state),
        )
        for one in promises.of_person(viewer, service_user_id, on=on, open_only=True)
    ]
    for row in _decisions(viewer, service_user_id)[:5]:
        meeting = row.case.meeting
        lines.append(Line(decided_words(row), meeting.panel.name, meeting.on, _case_href(viewer, row)))
    return Part("Panel", ORDER, tuple(lines), "The panel has not discussed this person.", _todo(viewer, person))


def _release(viewer: Viewer, service_user_id: int) -> list[Line]:
    """When somebody in custody is expected to be released, with the way to say so."""
    row = visible_to(viewer, ExpectedRelease).filter(about_any_of([service_user_id])).order_by("-at", "-id").first()
    inside = visible_to(viewer, Overlay).filter(
        about_any_of([service_user_id]), kind__in=CUSTODY, until__isnull=True, withdrawn=False
    )
    if row is None and not inside.exists():
        return []
    href = reverse("expect_release", args=[service_user_id]) if viewer.can(Permission.DO_PANEL_ACTION) else ""
    return [Line("Expected release", "" if row else "not recorded", row.on if row else None, href)]


def _todo(viewer: Viewer, person: ServiceUser) -> tuple[str, str] | None:
    """A link that puts the person on the next agenda, where there is one and the viewer may."""
    if not any(viewer.can(one) for one in ADDERS):
        return None
    for panel_id in panel_of_borough(viewer, person.borough):
        for meeting in upcoming(viewer, panel_id):
            href = reverse("add_case", args=[meeting.id, person.pk])
            return f"Put on the agenda of {day(meeting.on)}", href
    return None


def _decisions(viewer: Viewer, service_user_id: int) -> list[PanelDecision]:
    rows = visible_to(viewer, PanelDecision).filter(about_any_of([service_user_id], "case__service_user"))
    return list(
        rows.select_related("case__meeting__panel", "case__service_user__merged_into", "decided_by").order_by(
            "-at", "-pk"
        )
    )


def _case_href(viewer: Viewer, row: PanelDecision) -> str:
    meeting = row.case.meeting
    seen = meeting.panel_id in panel_of_borough(viewer, row.case.service_user.borough)
    return reverse("panel_case", args=[meeting.pk, row.case.service_user_id]) if seen else ""


def timeline_of_person(viewer: Viewer, service_user_id: int) -> Iterator[Happened]:
    """What the panel promised to do about a person. Its decisions are told by the cohort's own ledger."""
    rows = visible_to(viewer, PanelAction).filter(about_any_of([service_user_id], "case__service_user"))
    for one in rows.select_related("owner", "meeting"):
        href = reverse("panel_action", args=[one.pk])
        if one.state in (states.Action.DONE, states.Action.NOT_DONE):
            done = "did" if one.state == states.Action.DONE else "did not do"
            yield Happened(one.since, f"{one.owner.name} {done} a panel action: {one.words}", one.owner.name, href)


def changes(viewer: Viewer, since: datetime) -> Iterator[Changed]:
    """Decisions about people whom the viewer may see, taken by others."""
    if not viewer.can(Permission.VIEW_COHORT):
        return
    rows = visible_to(viewer, PanelDecision).filter(at__gt=since).exclude(decided_by_id=viewer.person_id)
    for row in rows.select_related("case__meeting__panel", "case__service_user__merged_into").order_by("-at", "-id")[
        :20
    ]:
        person = row.case.service_user.standing
        href = _case_href(viewer, row) or reverse("panels")
        yield Changed(decided_words(row), f"Panel decision: {person.name}", row.at, href)
