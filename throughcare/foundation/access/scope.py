"""Who may see which rows: one predicate a model, used for lists and for single pages alike.

An app registers its predicate once with ``@scope(Model)``. ``visible_to`` filters by it and ``check_can_view`` asks
the very same filter about one row, so the two cannot disagree. A model without a predicate is seen by nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from throughcare.errors import NotFound
from throughcare.foundation.access.holding import holding, holds_nothing, records_behind
from throughcare.foundation.access.memory import remembered
from throughcare.foundation.access.viewers import Viewer

Predicate = Callable[[Viewer], Q]
NOBODY = Q(pk__in=[])
_predicates: dict[type[Model], Predicate] = {}
_owners: dict[type[Model], tuple[type[Model], str]] = {}
_only: ContextVar[dict[tuple[type[Model], Viewer], list[int] | None] | None] = ContextVar("only_rows", default=None)


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
    if predicate is None:
        return NOBODY
    if _only.get() is not None:
        return predicate(viewer) & narrowed(viewer, model)
    # The same filter stands in many queries of a page, and to put it together takes longer than to ask some of them.
    return remembered(("predicate", model, viewer), lambda: predicate(viewer))


def belongs_to(model: type[Model], owner: type[Model], path: str) -> None:
    """Registers that rows of a model are about rows of another, so that a page about few of those asks of few."""
    _owners[model] = (owner, path)


def only_these(viewer: Viewer, model: type[Model]) -> list[int] | None:
    """Within ``only_about``, the numbers of all rows of the model that the viewer sees there; null elsewhere.

    Of a model whose rows belong to those, they are read when they are first asked for.
    """
    only = _only.get()
    if only is None or (model, viewer) in only:
        return (only or {}).get((model, viewer))
    owner, path = _owners.get(model, (model, ""))
    of_owners = only.get((owner, viewer)) if model in _predicates else None
    if of_owners is None:
        return None
    # Null while it is being found out, so that the predicate itself may ask.
    only[model, viewer] = None
    only[model, viewer] = _seen(viewer, model, Q(**{f"{path}__in": records_behind(owner, of_owners)}))
    return only[model, viewer]


def _seen(viewer: Viewer, model: type[Model], which: Q) -> list[int]:
    """The numbers of some rows of a model that a viewer sees, by the model's own predicate."""
    predicate = _predicates.get(model)
    if predicate is None:
        return []
    manager: Any = model._default_manager
    return list(manager.filter(predicate(viewer), which).values_list("pk", flat=True).order_by("pk").distinct())


def whose(viewer: Viewer, model: type[Model], path: str, *, kind: str, predicate: Predicate) -> Q:
    """Rows that lead at ``path`` to a row of the model for which a predicate holds, ``kind`` by name.

    Asked row by row (``EXISTS``); within ``only_about`` it is asked once which of the few it holds for.
    """
    manager: Any = model._default_manager
    few = only_these(viewer, model)
    if few is None:
        rows = remembered((kind, model, viewer), lambda: manager.filter(predicate(viewer)))
        return Q(Exists(rows.filter(narrowed(viewer, model), pk=OuterRef(path))))
    found = manager.filter(predicate(viewer), pk__in=few).values_list("pk", flat=True).order_by("pk")
    held = remembered((kind, model, viewer, *few), lambda: list(found.distinct()))
    return Q(**{f"{path}__in": held})


def narrowed(viewer: Viewer, model: type[Model]) -> Q:
    """Within ``only_about``, the rows of a model that the page is about; no limit elsewhere."""
    only = _only.get()
    if only is None:
        return Q()
    few = only.get((model, viewer))
    if few is not None:
        return Q(pk__in=few)
    owner, path = _owners.get(model, (model, ""))
    of_owners = only.get((owner, viewer))
    return Q() if of_owners is None else Q(**{f"{path}__in": records_behind(owner, of_owners)})


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
    seen = _seen(viewer, model, narrowed(viewer, model) & Q(pk__in=numbers))
    token = _only.set({**(_only.get() or {}), (model, viewer): seen})
    try:
        yield
    finally:
        _only.reset(token)


def visible_to(viewer: Viewer, model: type[Model]) -> QuerySet[Any]:
    """The rows of a model that a viewer may see. Deny by default."""
    manager: Any = model._default_manager
    if _holds_nothing(viewer, model):
        nothing: QuerySet[Any] = manager.none()
        return nothing
    found: QuerySet[Any] = manager.filter(predicate_of(model, viewer)).distinct()
    return found


def _holds_nothing(viewer: Viewer, model: type[Model]) -> bool:
    """Within ``only_about``, whether a model holds no row about what the page is about."""
    if _only.get() is None:
        return False
    return holds_nothing(model, partial(only_these, viewer), _asked_once)


def _asked_once(owner: type[Model], few: Sequence[int]) -> frozenset[type[Model]]:
    return remembered(("holding", owner, *few), lambda: holding(owner, few))


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


def get_visible(viewer: Viewer, model: type[Model], *, related: Collection[str] = (), **lookup: object) -> Any:
    """One row by a unique lookup, or ``NotFound``, alike for what is not there and what may not be seen.

    ``related`` names what is read with it.
    """
    rows = visible_to(viewer, model).filter(**lookup)
    row = (rows.select_related(*related) if related else rows).first()
    if row is None:
        raise NotFound(
            "There is nothing here, or nothing that you may see.",
            remedy="Check the address, or go back to the list you came from.",
        )
    return row
