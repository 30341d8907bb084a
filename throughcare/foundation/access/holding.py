"""Which models hold any row about the few things that a page is about, asked once for the page.

Most people have no alias, no open transfer and nothing challenged, yet a page looks for each. Within ``only_about``
what holds nothing is not asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from django.apps import apps
from django.db import connection
from django.db.models import ForeignKey, Model

Records = Callable[[Sequence[int]], Sequence[int]]
Ask = Callable[[type[Model], Sequence[int]], frozenset[type[Model]]]
_owners: dict[type[Model], Records] = {}
_looked_for: dict[type[Model], frozenset[type[Model]]] = {}
_through: dict[type[Model], type[Model]] = {}


def pages_are_about(owner: type[Model], records: Records = lambda numbers: numbers) -> None:
    """Registers a model whose rows pages are about. ``records`` gives every row that stands behind some of them."""
    _owners[owner] = records


def records_behind(owner: type[Model], numbers: Sequence[int]) -> Sequence[int]:
    """Every row that stands behind some rows of an owner: those themselves, unless it says otherwise."""
    records = _owners.get(owner)
    return records(numbers) if records and numbers else numbers


def looked_for_by(model: type[Model], *found: type[Model]) -> None:
    """Registers a model whose rows need be about nothing: pages about these look for it by each column to them."""
    _looked_for[model] = frozenset(found)


def found_through(model: type[Model], other: type[Model]) -> None:
    """Registers a model that pages find only through rows of another."""
    _through[model] = other


def holds_nothing(model: type[Model], few: Callable[[type[Model]], Sequence[int] | None], ask: Ask) -> bool:
    """Whether a model holds no row about what a page is about.

    ``few`` gives the rows of an owner that the page is about, null where it is about none; ``ask`` asks what they hold.
    """
    model = _through.get(model, model)
    leads = [(owner, few(owner)) for owner in _owners if column_to(model, owner)]
    known = [(owner, numbers) for owner, numbers in leads if numbers is not None]
    if not known or (model in _looked_for and len(known) < len(leads)):
        return False
    answers = (model not in ask(owner, numbers) for owner, numbers in known)
    return all(answers) if model in _looked_for else any(answers)


@cache
def column_to(model: type[Model], owner: type[Model]) -> str | None:
    """The column by which rows of a model are about one row of the owner: every row, unless it is looked for by it."""
    may_be_empty = owner in _looked_for.get(model, ())
    found = [
        one.column
        for one in model._meta.local_fields
        if isinstance(one, ForeignKey) and one.related_model is owner and (may_be_empty or not one.null)
    ]
    return found[0] if len(found) == 1 else None


@cache
def _held_by(owner: type[Model]) -> tuple[type[Model], ...]:
    return tuple(model for model in apps.get_models() if column_to(model, owner))


def holding(owner: type[Model], numbers: Sequence[int]) -> frozenset[type[Model]]:
    """The models that hold a row about any of these rows of the owner."""
    records, models = _owners[owner](numbers), _held_by(owner)
    if not records or not models:
        return frozenset()
    name = connection.ops.quote_name
    marks = ", ".join(["%s"] * len(records))
    asked = " UNION ALL ".join(
        f"SELECT {place} WHERE EXISTS "  # noqa: S608 - names of our own tables  # nosec B608
        f"(SELECT 1 FROM {name(model._meta.db_table)} WHERE {name(str(column_to(model, owner)))} IN ({marks}))"
        for place, model in enumerate(models)
    )
    with connection.cursor() as cursor:
        cursor.execute(asked, [*records] * len(models))
        return frozenset(models[place] for (place,) in cursor.fetchall())
