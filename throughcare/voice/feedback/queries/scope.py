"""Who sees which feedback: those who run or code it, for their own organisation. Raw words: those who code, alone."""

from __future__ import annotations

from django.db.models import Q

from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import NOBODY, scope
from throughcare.foundation.access.viewers import Viewer
from throughcare.voice.feedback import models

RUNS = (
    Permission.BUILD_SURVEY,
    Permission.APPROVE_SURVEY,
    Permission.HAND_OUT_CODES,
    Permission.ENTER_PAPER_FORM,
    Permission.RUN_ENGAGEMENT,
    Permission.CODE_FEEDBACK,
)


def own(viewer: Viewer, path: str = "organisation", permissions: tuple[Permission, ...] = RUNS) -> Q:
    """Rows of the viewer's own organisation, for holders of one of the permissions."""
    if not any(viewer.can(one) for one in permissions):
        return NOBODY
    return Q(**{f"{path}__code__in": viewer.organisation_codes})


@scope(models.Question)
def _questions(viewer: Viewer) -> Q:
    return own(viewer)


@scope(models.Wording)
def _wordings(viewer: Viewer) -> Q:
    return own(viewer, "question__organisation")


@scope(models.Survey)
def _surveys(viewer: Viewer) -> Q:
    return own(viewer)


@scope(models.SurveyVersion)
def _versions(viewer: Viewer) -> Q:
    return own(viewer, "survey__organisation")


@scope(models.Activity)
def _activities(viewer: Viewer) -> Q:
    return own(viewer)


@scope(models.Comment)
def _comments(viewer: Viewer) -> Q:
    return own(viewer, permissions=(Permission.CODE_FEEDBACK,))
