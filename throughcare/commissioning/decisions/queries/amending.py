"""Whether what a paper amends still stands, and which other papers amend the same decision."""

from __future__ import annotations

from typing import Any

from throughcare import clock
from throughcare.commissioning.decisions import states
from throughcare.commissioning.decisions.models import Decision
from throughcare.commissioning.decisions.rules.workflow import Amended
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.record.models import Event

REPLACED = (states.Effect.IN_EFFECT, states.Effect.AMENDED, states.Effect.SUPERSEDED)
GOING_ON = (*sorted(states.OPEN_STATES), states.Effect.SIGNED)


def version_in_effect(row: Decision) -> Decision | None:
    """The version of what a paper amends that is in effect now; null where it amends nothing or none is."""
    found: Decision | None = row.amends
    while found is not None and found.effect != states.Effect.IN_EFFECT:
        found = later_version(found)
    return found


def later_version(row: Decision) -> Decision | None:
    """The amendment of a decision that took effect, null where none did.

    One that was signed and superseded before it took effect stands beside it and amended nothing.
    """
    signed = {str(one.pk): one for one in Decision.objects.filter(amends=row, effect__in=REPLACED).order_by("pk")}
    took = Event.objects.filter(subject_type="decision", subject_id__in=list(signed), kind="decision.took_effect")
    numbers = set(took.values_list("subject_id", flat=True))
    return next((one for number, one in signed.items() if number in numbers), None)


def amended_by(row: Decision) -> Amended | None:
    """What a paper amends, as its rules weigh it; null where it amends nothing."""
    before = row.amends
    if before is None:
        return None
    latest = version_in_effect(row)
    by = latest.reference if latest is not None and latest.pk != before.pk else ""
    return Amended(before.reference, before.effect, clock.today(before.since), by)


def beside(viewer: Viewer, row: Decision) -> list[str]:
    """Other papers that amend the same decision and are not in effect yet, as far as the viewer sees them."""
    if row.amends_id is None:
        return []
    rows = visible_to(viewer, Decision).filter(amends=row.amends_id, effect__in=GOING_ON).exclude(pk=row.pk)
    found = rows.order_by("pk").values_list("reference", "title", "effect")
    return [f"{reference or title or 'A paper'} ({effect.replace('_', ' ')})" for reference, title, effect in found]


def amending(viewer: Viewer, row: Decision) -> dict[str, Any]:
    """What an amendment that is under way must know of what it amends."""
    under_way = row.effect in states.OPEN_STATES | {states.Effect.SIGNED}
    amended = amended_by(row) if under_way else None
    return {
        "amendment_says": row.amendment_says,
        "amends_what_went": amended.says if amended else "",
        "amended_beside": beside(viewer, row) if under_way else [],
    }
