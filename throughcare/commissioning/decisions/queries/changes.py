"""What others did to papers since somebody was last here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from throughcare.commissioning.decisions.models import Decision
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.ports.changes import Changed
from throughcare.foundation.record.models import Event

SUBJECTS = ("decision", "publication")
QUIET = ("decision.changed", "decision.read", "advice.asked")
MOST = 200


def changes_to_papers(viewer: Viewer, since: datetime) -> Iterator[Changed]:
    """The events of papers the viewer may see, but for their own and for each single save."""
    if not viewer.can(Permission.VIEW_DRAFT_DECISIONS):
        return
    events = Event.objects.filter(subject_type__in=SUBJECTS, at__gt=since).exclude(kind__in=QUIET)
    rows = list(events.exclude(actor=viewer.person_id).order_by("-id")[:MOST])
    seen = {
        str(row.pk): row
        for row in visible_to(viewer, Decision)
        .filter(pk__in={event.subject_id for event in rows})
        .only("pk", "reference", "title")
    }
    for event in rows:
        paper = seen.get(event.subject_id)
        if paper is not None:
            what = event.kind.partition(".")[2].replace("_", " ").capitalize()
            name = f"{paper.reference} {paper.title}".strip()
            yield Changed(what, name, event.at, reverse("paper", args=[paper.pk]))
