"""Who may see which rows: one predicate a model, used for lists and for single pages alike.

An app registers its predicate once with ``@scope(Model)``. ``visible_to`` filters by it and ``check_can_view`` asks
the very same filter about one row, so the two cannot disagree. A model without a predicate is seen by nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from throughcare.errors import NotFound
from throughcare.foundation.access.viewers import Viewer

Predicate = Callable[[Viewer], Q]
NOBODY = Q(pk__in=[])
_predicates: dict[type[Model], Predicate] = {}
_owners: dict[type[Model], tuple[type[Model], str]] = {}
_only: ContextVar[dict[tuple[type[Model], Viewer], list[int]] | None] = ContextVar("only_rows", default=None)


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
    only = only_these(viewer, model)
    if only is not None:
        return Q(pk__in=only)
    predicate = _predicates.get(model)
    return predicate(viewer) & narrowed(viewer, model) if predicate else NOBODY


def belongs_to(model: type[Model], owner: type[Model], path: str) -> None:
    """Registers that rows of a model are about rows of another, so that a page about few of those asks of few."""
    _owners[model] = (owner, path)


def only_these(viewer: Viewer, model: type[Model]) -> list[int] | None:
    """Within ``only_about``, the numbers of all rows of the model that the viewer sees there; null elsewhere."""
    return (_only.get() or {}).get((model, viewer))


def narrowed(viewer: Viewer, model: type[Model]) -> Q:
    """Within ``only_about``, the rows of a model that the page is about; no limit elsewhere."""
    only = _only.get()
    if only is None:
        return Q()
    if (model, viewer) in only:
        return Q(pk__in=only[model, viewer])
    owner, path = _owners.get(model, (model, ""))
    return Q(**{f"{path}__in": only[owner, viewer]}) if (owner, viewer) in only else Q()


def sees(viewer: Viewer, model: type[Model], path: str) -> Q:
    """Rows that lead at ``path`` to a row of the model that the viewer sees.

    Asked row by row (``EXISTS``), so that looking at one row does not gather all that a viewer may see; where many are
    asked, the database gathers them once.
    """
    few = only_these(viewer, model)
    if few is not None:
        return Q(**{f"{path}__in": few})
    manager: Any = model._default_manager
    return Q(Exists(manager.filter(predicate_of(model, viewer), pk=OuterRef(path))))


@contextmanager
def only_about(viewer: Viewer, model: type[Model], numbers: Collection[int]) -> Iterator[None]:
    """For a page about a few rows: within the block these are all that the viewer sees of the model.

    Whether they do is asked here, once, by the model's predicate; a row that they may not see stays unseen. So what
    is about the rows is found without asking again, and what is about others is not found at all.
    """
    seen = list(visible_to(viewer, model).filter(pk__in=numbers).values_list("pk", flat=True))
    token = _only.set({**(_only.get() or {}), (model, viewer): seen})
    try:
        yield
    finally:
        _only.reset(token)


def visible_to(viewer: Viewer, model: type[Model]) -> QuerySet[Any]:
    """The rows of a model that a viewer may see. Deny by default."""
    manager: Any = model._default_manager
    found: QuerySet[Any] = manager.filter(predicate_of(model, viewer)).distinct()
    return found


def is_visible(viewer: Viewer, model: type[Model], pk: int) -> bool:
    """Whether the viewer sees the row of a model with a number."""
    few = only_these(viewer, model)
    return pk in few if few is not None else bool(visible_to(viewer, model).filter(pk=pk).exists())


def check_can_view(viewer: Viewer, row: Model) -> None:
    """Raises ``NotFound`` where the viewer may not see this row: existence itself is not disclosed."""
    if not is_visible(viewer, type(row), row.pk):
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
