"""Many plain rows at once: an object for each would take most of the time of a bulk write."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection, models

ASKED_AT_ONCE = 500


def insert_rows(
    model: type[models.Model], columns: Sequence[str], rows: Sequence[tuple[object, ...]], *, conflict: str = ""
) -> None:
    """Inserts rows of values as this database keeps them, one for each column of ``columns``, in their order.

    ``conflict`` is what to do with a row that is there already, in SQL (``ON CONFLICT ...``). The caller counts the
    write and records its event. PostgreSQL takes each column as one array in one statement: row by row, most of the
    time would go into passing rows to it.
    """
    if not rows:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"{_from_arrays(model, columns)} {conflict}", _arrays(rows))
        else:
            names, places = _names(columns), ", ".join(["%s"] * len(columns))
            table = model._meta.db_table
            cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({places}) {conflict}', rows)  # noqa: S608  # nosec B608


def insert_numbered(
    model: type[models.Model], columns: Sequence[str], rows: Sequence[tuple[object, ...]], *, key: str
) -> dict[object, int]:
    """Inserts rows like ``insert_rows`` and gives the number of each by its value of the unique column ``key``."""
    if connection.vendor == "postgresql" and rows:
        with connection.cursor() as cursor:
            cursor.execute(f'{_from_arrays(model, columns)} RETURNING "{key}", "id"', _arrays(rows))
            return dict(cursor.fetchall())
    insert_rows(model, columns, rows)
    place = list(columns).index(key)
    numbers: dict[object, int] = {}
    for start in range(0, len(rows), ASKED_AT_ONCE):
        asked = [row[place] for row in rows[start : start + ASKED_AT_ONCE]]
        numbers |= dict(model._default_manager.filter(**{f"{key}__in": asked}).values_list(key, "pk"))
    return numbers


def _names(columns: Sequence[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def _from_arrays(model: type[models.Model], columns: Sequence[str]) -> str:
    arrays = ", ".join(f"%s::{_array_of(model, column)}" for column in columns)
    return f'INSERT INTO "{model._meta.db_table}" ({_names(columns)}) SELECT * FROM unnest({arrays})'  # noqa: S608  # nosec B608 - our own names


def _arrays(rows: Sequence[tuple[object, ...]]) -> list[list[object]]:
    return [list(values) for values in zip(*rows, strict=True)]


def _array_of(model: type[models.Model], column: str) -> str:
    """The array type of a column. Text has no length in it, since a cast to a length would cut without a word."""
    field = next(one for one in model._meta.concrete_fields if one.column == column)
    kind = str(field.db_type(connection))
    return "text[]" if kind.startswith("varchar") else f"{kind}[]"
