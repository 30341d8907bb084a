"""Who sees what of the coding room: those who code for the organisation that collected it; figures go further."""

from __future__ import annotations

from django.db.models import Model, Q

from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import NOBODY, Predicate, scope
from throughcare.foundation.access.viewers import Viewer
from throughcare.voice.coding import models
from throughcare.voice.feedback.models import Comment


def _own(path: str, *permissions: Permission) -> Predicate:
    def predicate(viewer: Viewer) -> Q:
        if not any(viewer.can(permission) for permission in permissions):
            return NOBODY
        return Q(**{f"{path}__code__in": viewer.organisation_codes})

    return predicate


ROOM: dict[type[Model], str] = {
    models.Coding: "reading__codebook__organisation",
    models.Code: "coding__reading__codebook__organisation",
    models.Settled: "reading__codebook__organisation",
    models.ThemeModel: "codebook__organisation",
}
for _model, _path in ROOM.items():
    scope(_model)(_own(_path, Permission.CODE_FEEDBACK, Permission.KEEP_CODEBOOK))


@scope(models.Reading)
def _readings(viewer: Viewer) -> Q:
    """A comment that its giver took back is gone at once, before the masked copy is emptied."""
    own = _own("codebook__organisation", Permission.CODE_FEEDBACK, Permission.KEEP_CODEBOOK, Permission.APPROVE_QUOTE)
    # The few that were taken back are gathered from an index of their own, rather than asking each comment.
    return own(viewer) & ~Q(comment__in=Comment.objects.filter(withdrawn_on__isnull=False).values("pk"))


def _read_by(path: str) -> Predicate:
    """The codebook and the figures are read by those who act on them too."""

    def predicate(viewer: Viewer) -> Q:
        if viewer.can(Permission.VIEW_INSIGHT):
            return Q()
        return _own(path, Permission.CODE_FEEDBACK, Permission.KEEP_CODEBOOK)(viewer)

    return predicate


READ: dict[type[Model], str] = {
    models.Codebook: "organisation",
    models.CodebookVersion: "codebook__organisation",
    models.Theme: "codebook__organisation",
    models.ThemeChange: "theme__codebook__organisation",
    models.Figures: "codebook__organisation",
}
for _model, _path in READ.items():
    scope(_model)(_read_by(_path))


@scope(models.Quote)
def _quotes(viewer: Viewer) -> Q:
    """Those of the room see all; those who act on insight see what was approved."""
    own = _own(
        "reading__codebook__organisation", Permission.CODE_FEEDBACK, Permission.KEEP_CODEBOOK, Permission.APPROVE_QUOTE
    )
    seen = own(viewer)
    if viewer.can(Permission.VIEW_INSIGHT):
        seen |= Q(state="approved")
    return seen & Q(reading__comment__withdrawn_on__isnull=True)


@scope(models.WorkingDraft)
def _drafts(viewer: Viewer) -> Q:
    """Everyone their own."""
    return Q(person=viewer.person_id) if viewer.is_signed_in else NOBODY
