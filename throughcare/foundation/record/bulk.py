"""Many plain rows at once: an object for each would take most of the time of a bulk write."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection, models


def insert_rows(model: type[models.Model], columns: Sequence[str], rows: Sequence[tuple[object, ...]]) -> None:
    """Inserts rows of values as this database keeps them, one for each column of ``columns``, in their order.

    The caller counts the write and records its event. PostgreSQL takes each column as one array in one statement: row
    by row, most of the time would go into passing rows to it.
    """
    if not rows:
        return
    table, names = model._meta.db_table, ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            arrays = ", ".join(f"%s::{_array_of(model, column)}" for column in columns)
            sql = f'INSERT INTO "{table}" ({names}) SELECT * FROM unnest({arrays})'  # noqa: S608  # nosec B608 - our own names
            cursor.execute(sql, [list(values) for values in zip(*rows, strict=True)])
        else:
            places = ", ".join(["%s"] * len(columns))
            cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({places})', rows)  # noqa: S608  # nosec B608


def _array_of(model: type[models.Model], column: str) -> str:
    """The array type of a column. Text has no length in it, since a cast to a length would cut without a word."""
    field = next(one for one in model._meta.concrete_fields if one.column == column)
    kind = str(field.db_type(connection))
    return "text[]" if kind.startswith("varchar") else f"{kind}[]"
