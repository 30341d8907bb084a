"""Who may see which rows: one predicate a model, used for lists and for single pages alike.

An app registers its predicate once with ``@scope(Model)``. ``visible_to`` filters by it and ``check_can_view`` asks
the very same filter about one row, so the two cannot disagree. A model without a predicate is seen by nobody.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Model, Q, QuerySet

from throughcare.errors import NotFound
from throughcare.foundation.access.viewers import Viewer

Predicate = Callable[[Viewer], Q]
NOBODY = Q(pk__in=[])
_predicates: dict[type[Model], Predicate] = {}


def scope(model: type[Model]) -> Callable[[Predicate], Predicate]:
    """Registers the predicate of a model."""

    def register(predicate: Predicate) -> Predicate:
        if model in _predicates and _predicates[model] is not predicate:
            raise RuntimeError(f"{model.__name__} already has a predicate: two would drift apart.")
        _predicates[model] = predicate
        return predicate

    return register


def predicate_of(model: type[Model], viewer: Viewer) -> Q:
    """The filter for a viewer; one that lets nothing through where the model has no predicate."""
    predicate = _predicates.get(model)
    return predicate(viewer) if predicate else NOBODY


def visible_to(viewer: Viewer, model: type[Model]) -> QuerySet[Any]:
    """The rows of a model that a viewer may see. Deny by default."""
    manager: Any = model._default_manager
    found: QuerySet[Any] = manager.filter(predicate_of(model, viewer)).distinct()
    return found


def check_can_view(viewer: Viewer, row: Model) -> None:
    """Raises ``NotFound`` where the viewer may not see this row: existence itself is not disclosed."""
    if not visible_to(viewer, type(row)).filter(pk=row.pk).exists():
        raise NotFound(
            "There is nothing here, or nothing that you may see.",
            remedy="Check the address, or go back to the list you came from.",
        )


def get_visible(viewer: Viewer, model: type[Model], **lookup: object) -> Any:
    """One row by a unique lookup, or ``NotFound``, alike for what is not there and what may not be seen."""
    row = visible_to(viewer, model).filter(**lookup).first()
    if row is None:
        raise NotFound(
            "There is nothing here, or nothing that you may see.",
            remedy="Check the address, or go back to the list you came from.",
        )
    return row
