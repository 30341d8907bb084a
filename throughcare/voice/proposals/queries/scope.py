"""Who sees which proposals: who raised them, whom they were sent to, and, once sent, those who act on insight."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import NOBODY, scope
from throughcare.foundation.access.viewers import Viewer
from throughcare.voice.proposals import models
from throughcare.voice.proposals.states import Proposal

BEFORE_SENT = (Proposal.RAISED, Proposal.SUPPORTED, Proposal.WITHDRAWN)


def seen(viewer: Viewer) -> Q:
    """The proposals that a viewer may see."""
    found = Q(pk__in=[])
    if viewer.can(Permission.MAKE_PROPOSAL) or viewer.can(Permission.PUBLISH_ANSWER):
        found |= Q(organisation__code__in=viewer.organisation_codes)
    if viewer.can(Permission.ANSWER_PROPOSAL):
        sent = models.Addressing.objects.filter(
            proposal=OuterRef("pk"), organisation__code__in=viewer.organisation_codes
        )
        found |= Exists(sent)
    if viewer.can(Permission.VIEW_INSIGHT):
        found |= ~Q(state__in=BEFORE_SENT)
    return found


@scope(models.Proposal)
def _proposals(viewer: Viewer) -> Q:
    return seen(viewer)


def _of_proposal(viewer: Viewer) -> Q:
    return Q(proposal__in=models.Proposal.objects.filter(seen(viewer)).values("pk"))


for _model in (models.Addressing, models.Change, models.Telling):
    scope(_model)(_of_proposal)


def _by_insight(viewer: Viewer) -> Q:
    if viewer.can(Permission.VIEW_INSIGHT):
        return Q()
    if viewer.can(Permission.MAKE_PROPOSAL):
        return Q(organisation__code__in=viewer.organisation_codes)
    return NOBODY


@scope(models.Seat)
def _seats(viewer: Viewer) -> Q:
    return _by_insight(viewer)


@scope(models.InsightReport)
def _reports(viewer: Viewer) -> Q:
    """A draft is its organisation's own; an issued report is for everyone who acts on insight."""
    own = Q(organisation__code__in=viewer.organisation_codes)
    return _by_insight(viewer) & (Q(state="issued") | own)
