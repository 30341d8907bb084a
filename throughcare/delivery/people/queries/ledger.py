"""The ledger as its rules read it: plain entries, of the people whom a viewer may see."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from throughcare.delivery.people.models import LedgerEntry
from throughcare.delivery.people.queries.scope import about_visible
from throughcare.delivery.people.rules import ledger
from throughcare.foundation.access.viewers import Viewer

OF_ENTRY = ("id", "what", "on", "state", "rating", "review_on", "borough", "reason")
OF_OTHERS = ("service_user_id", "service_user__merged_into_id", "nominal_id", "overlay_id", "kind", "overlay__kind")


def _entry(row: tuple[Any, ...]) -> ledger.Entry:
    number, what, on, state, rating, review_on, borough, reason = row[: len(OF_ENTRY)]
    own, merged_into, stay, overlay, kind, overlay_kind = row[len(OF_ENTRY) :]
    return ledger.Entry(
        number=number,
        person=merged_into or own,
        stay=stay,
        overlay=overlay,
        what=what,
        on=on,
        state=state,
        rating=rating,
        review_on=review_on,
        kind=overlay_kind or kind,
        borough=borough,
        reason=reason,
    )


def plain(rows: Any) -> list[ledger.Entry]:
    """Entries of a query of the ledger, in the order in which they were written."""
    return [_entry(row) for row in rows.order_by("id").values_list(*OF_ENTRY, *OF_OTHERS)]


def entries(viewer: Viewer, *, until: date | None = None, people: Iterable[int] | None = None) -> list[ledger.Entry]:
    """The entries about people whom a viewer may see, up to and with a day, of some people where they are named."""
    rows = LedgerEntry.objects.filter(about_visible(viewer))
    if until is not None:
        rows = rows.filter(on__lte=until)
    if people is not None:
        rows = rows.filter(service_user__in=list(people))
    return plain(rows)
