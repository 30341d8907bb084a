"""One door to write: our tables change only inside an ``@action``, and never without an event.

``GuardedModel`` refuses ``save``, ``delete`` and every bulk write outside an action. ``@action`` opens the door, runs
the body in one transaction, and refuses to commit when something was written and nothing was recorded.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

from django.db import IntegrityError, models, transaction

from throughcare.errors import Conflict, Invalid
from throughcare.foundation.access.memory import forget

P = ParamSpec("P")
R = TypeVar("R")


@dataclass
class Door:
    """What one action has done so far."""

    name: str
    writes: int = 0
    events: int = 0


_open_door: ContextVar[Door | None] = ContextVar("open_door", default=None)


class WriteOutsideAction(RuntimeError):
    """A programming error: a table was written to without going through an action."""


class ActionWithoutEvent(RuntimeError):
    """A programming error: an action wrote to a table and recorded no event."""


def current_door() -> Door | None:
    """The door that is open in this thread of work, if any."""
    return _open_door.get()


def note_write(what: str) -> None:
    """Counts a write, or refuses it where no action is running."""
    door = _open_door.get()
    if door is None:
        raise WriteOutsideAction(f"{what} outside an action. Write through the app's actions.py.")
    door.writes += 1
    forget()


def note_event() -> None:
    """Counts an event of the action that is running."""
    door = _open_door.get()
    if door is not None:
        door.events += 1


@contextmanager
def _door(name: str) -> Iterator[None]:
    outer = _open_door.get()
    if outer is not None:
        yield
        return
    door = Door(name)
    token = _open_door.set(door)
    try:
        with transaction.atomic():
            yield
            if door.writes and not door.events:
                raise ActionWithoutEvent(f"{name} wrote {door.writes} time(s) and recorded no event.")
    finally:
        _open_door.reset(token)


def _sentence_of(error: IntegrityError) -> str | None:
    """The sentence of the named constraint that a database error speaks of."""
    from django.apps import apps

    text = str(error)
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if constraint.name in text:
                return str(constraint.violation_error_message)
        for constraint in model._meta.constraints:
            columns = [f"{model._meta.db_table}.{field}" for field in getattr(constraint, "fields", ())]
            if columns and all(column in text for column in columns):
                return str(constraint.violation_error_message)
    return None


def action(function: Callable[P, R]) -> Callable[P, R]:
    """Makes a function the one door to its writes. It must take ``by`` and ``at``, and keyword arguments only.

    A broken database constraint is raised as ``Invalid`` with the constraint's own sentence, and nothing is written.
    """
    parameters = inspect.signature(function).parameters
    if not {"by", "at"} <= set(parameters):
        raise TypeError(f"{function.__qualname__} is an action and must take by and at.")
    if any(parameter.kind is not inspect.Parameter.KEYWORD_ONLY for parameter in parameters.values()):
        raise TypeError(f"{function.__qualname__} is an action: all its arguments are keyword-only.")

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            with _door(function.__qualname__):
                return function(*args, **kwargs)
        except IntegrityError as error:
            sentence = _sentence_of(error)
            if sentence is None:
                raise
            raise Invalid(sentence) from error

    return run


def repeats_rows(query: Any) -> bool:
    """Whether a join of a query leads to many rows, so that a row of its own table can come more than once."""
    fields = (getattr(one, "join_field", None) for one in query.alias_map.values())
    return any(one is not None and (one.one_to_many or one.many_to_many) for one in fields)


class GuardedQuerySet(models.QuerySet[Any]):
    """A query set whose writes go through an action."""

    def _fetch_all(self) -> None:
        """Asks for distinct rows only where one could repeat: over the columns of many tables it costs much to plan."""
        query: Any = self.query
        needless = query.distinct and query.default_cols and query.group_by is None and not query.combinator
        if self._result_cache is None and needless and not query.distinct_fields and not repeats_rows(query):
            self.query = query.chain()
            self.query.distinct = False
        super()._fetch_all()
        self.query = query

    def update(self, **kwargs: Any) -> int:
        note_write(f"update of {self.model._meta.label}")
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        note_write(f"delete of {self.model._meta.label}")
        return super().delete()

    def bulk_create(self, objs: Any, **kwargs: Any) -> Any:
        note_write(f"bulk create of {self.model._meta.label}")
        return super().bulk_create(objs, **kwargs)

    def bulk_update(self, objs: Any, fields: Any, **kwargs: Any) -> int:
        note_write(f"bulk update of {self.model._meta.label}")
        return super().bulk_update(objs, fields, **kwargs)

    def locked(self, pk: object, *, version: int | None = None) -> Any:
        """The row, locked until the end of the transaction; ``Conflict`` where it is no longer at ``version``."""
        row = self.select_for_update(of=("self",)).filter(pk=pk).first()
        if row is None:
            from throughcare.errors import NotFound

            raise NotFound("There is nothing at this address.", remedy="Go back to the list and open it from there.")
        if version is not None and row.version != version:
            raise Conflict(
                "This was changed while you had it open, so nothing of yours was saved over it.",
                remedy="Open it again, compare, and save what you still want to change.",
            )
        return row


class GuardedModel(models.Model):
    """Base of every table of ours: written only inside an action."""

    objects = GuardedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        note_write(f"save of {self._meta.label}")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        note_write(f"delete of {self._meta.label}")
        return super().delete(*args, **kwargs)
