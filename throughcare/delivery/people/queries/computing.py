"""Which scores can be computed here, what each reads, and what of it the record knows."""

from __future__ import annotations

from datetime import date
from typing import Any

from throughcare.delivery.people.models import Offence
from throughcare.delivery.people.queries import vocabulary
from throughcare.delivery.people.queries.scope import records_of
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.reference.cohort import RiskInstrument


def can_compute(known: RiskInstrument | None) -> bool:
    """Whether the evidence library is installed and knows the instrument."""
    if known is None or not known.computed_as:
        return False
    try:
        import desistance.scores  # noqa: F401
    except ImportError:
        return False
    return True


def computable(on: date) -> list[RiskInstrument]:
    """The instruments of a day whose scores can be computed, in their order."""
    return [one for one in vocabulary.instruments(on) if can_compute(one)]


def inputs_of(known: RiskInstrument) -> tuple[Any, ...]:
    """What the library reads for an instrument."""
    from desistance.scores import inputs

    return inputs(known.computed_as)


def known_for_computing(viewer: Viewer, service_user_id: int) -> dict[str, Any]:
    """What the record says to begin with: the day on which the newest index offence was proven."""
    rows = visible_to(viewer, Offence).filter(
        service_user__in=list(records_of([service_user_id])), withdrawn=False, is_index=True, proven_on__isnull=False
    )
    index = rows.order_by("-proven_on", "-id").first()
    return {"date_of_conviction": index.proven_on} if index else {}
