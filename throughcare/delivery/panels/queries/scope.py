"""Who may see which panel, meeting, case, paper, decision, action and line of minutes.

A panel is seen by those who manage the cohort in one of its boroughs; what is about a person besides only by those who
may see that person. So a restricted case is absent, not hidden: it is in nobody else's list, count or minutes.
"""

from __future__ import annotations

from django.db.models import Q

from throughcare.delivery.panels import models
from throughcare.delivery.people.queries.scope import about_visible
from throughcare.foundation.access.areas import area_choices, boroughs_of
from throughcare.foundation.access.holding import found_through
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import NOBODY, predicate_of, scope
from throughcare.foundation.access.viewers import Viewer

found_through(models.PanelDecision, models.PanelCase)
found_through(models.PanelAction, models.PanelCase)


def areas_seen(viewer: Viewer) -> frozenset[str]:
    """The areas that share a borough with those for which the viewer holds roles."""
    return frozenset(code for code, _ in area_choices() if boroughs_of(code) & viewer.areas)


def _panels(viewer: Viewer, path: str) -> Q:
    return Q(**{f"{path}__in": models.Panel.objects.filter(predicate_of(models.Panel, viewer)).values("pk")})


@scope(models.Panel)
def who_sees_a_panel(viewer: Viewer) -> Q:
    """Those who manage the cohort in one of its boroughs."""
    return Q(area__in=areas_seen(viewer)) if viewer.can(Permission.VIEW_COHORT) else NOBODY


@scope(models.Member)
def who_sees_a_member(viewer: Viewer) -> Q:
    """Those who see the panel."""
    return _panels(viewer, "panel")


@scope(models.Meeting)
def who_sees_a_meeting(viewer: Viewer) -> Q:
    """Those who see the panel."""
    return _panels(viewer, "panel")


@scope(models.Attendance)
def who_sees_attendance(viewer: Viewer) -> Q:
    """Those who see the panel."""
    return _panels(viewer, "meeting__panel")


@scope(models.PanelCase)
def who_sees_a_case(viewer: Viewer) -> Q:
    """Those who see the panel and the person."""
    return _panels(viewer, "meeting__panel") & about_visible(viewer, "service_user")


@scope(models.Paper)
def who_sees_a_paper(viewer: Viewer) -> Q:
    """The agency that wrote it; once it is shared, those who see the panel and the person."""
    shared = Q(shared_at__isnull=False) | Q(organisation__code__in=viewer.organisation_codes)
    return _panels(viewer, "meeting__panel") & about_visible(viewer, "service_user") & shared


@scope(models.KeptBack)
def who_sees_what_was_kept_back(viewer: Viewer) -> Q:
    """The agency that kept it back, and nobody else."""
    own = Q(paper__organisation__code__in=viewer.organisation_codes)
    return _panels(viewer, "paper__meeting__panel") & about_visible(viewer, "paper__service_user") & own


@scope(models.PanelDecision)
def who_sees_a_decision(viewer: Viewer) -> Q:
    """Those who manage the cohort and see the person: a decision goes with the person to another area."""
    return about_visible(viewer, "case__service_user") if viewer.can(Permission.VIEW_COHORT) else NOBODY


@scope(models.PanelAction)
def who_sees_an_action(viewer: Viewer) -> Q:
    """Those who see the panel and, where it is about a case, the person."""
    return _panels(viewer, "panel") & (Q(case__isnull=True) | about_visible(viewer, "case__service_user"))


@scope(models.ActionReport)
def who_sees_a_report(viewer: Viewer) -> Q:
    """Those who see the action."""
    about = Q(action__case__isnull=True) | about_visible(viewer, "action__case__service_user")
    return _panels(viewer, "action__panel") & about


@scope(models.Minutes)
def who_sees_minutes(viewer: Viewer) -> Q:
    """Those who see the panel."""
    return _panels(viewer, "meeting__panel")


@scope(models.MinutesLine)
def who_sees_a_line_of_minutes(viewer: Viewer) -> Q:
    """Those who see the panel and, where it is about a case, the person."""
    return _panels(viewer, "minutes__meeting__panel") & (
        Q(case__isnull=True) | about_visible(viewer, "case__service_user")
    )


@scope(models.ExpectedRelease)
def who_sees_an_expected_release(viewer: Viewer) -> Q:
    """Those who manage the cohort and see the person."""
    return about_visible(viewer, "service_user") if viewer.can(Permission.VIEW_COHORT) else NOBODY
