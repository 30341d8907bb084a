"""Who has looked at a person's record, when and how."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import get_user_model

from throughcare.delivery.people.queries.scope import records_of
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.organisations.models import Organisation
from throughcare.foundation.record.models import Event

MOST = 200
UNUSUAL = frozenset({"break_glass", "export"})
HOW = {
    "break_glass": "in an emergency",
    "export": "in an export of the cohort",
    "explained": "to explain a score or rating",
    "compared": "beside a possible duplicate",
    "consulted": "named when advice was given",
}


@dataclass(frozen=True, slots=True)
class Look:
    """One person's looking: how often, when last, and whether in an unusual way."""

    name: str
    organisation: str
    times: int
    last: datetime
    how: str
    is_unusual: bool


def sees_looks(viewer: Viewer) -> bool:
    """Whether the list is shown to a viewer: to those who decide who sees restricted records, and to auditors."""
    return viewer.can(Permission.OPEN_RESTRICTED) or viewer.can(Permission.VIEW_RECORD)


def looks(viewer: Viewer, service_user_id: int) -> tuple[Look, ...]:
    """Who looked, the unusual first, then the latest. The viewer has been let onto the page already."""
    if not sees_looks(viewer):
        return ()
    records = [str(number) for number in records_of([service_user_id])]
    rows = Event.objects.filter(subject_type="service_user", subject_id__in=records, kind="service_user.read")
    found: dict[tuple[int | None, str, str], list[datetime]] = {}
    for actor, agency, how, at in rows.order_by("-id").values_list("actor", "agency", "reason_code", "at")[:MOST]:
        found.setdefault((actor, agency, how), []).append(at)
    names = dict(get_user_model().objects.filter(pk__in={who for who, _, _ in found}).values_list("pk", "name"))
    places = dict(Organisation.objects.filter(code__in={where for _, where, _ in found}).values_list("code", "name"))
    listed = [
        Look(
            names.get(who, "Somebody"),
            places.get(where, where),
            len(times),
            max(times),
            HOW.get(how, ""),
            how in UNUSUAL,
        )
        for (who, where, how), times in found.items()
    ]
    return tuple(sorted(listed, key=lambda one: (not one.is_unusual, -one.last.timestamp(), one.name, one.how)))
