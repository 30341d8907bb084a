"""Taking rows in: each through its app's own actions, all or none unless the sound ones were asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import DataError, transaction

from throughcare.doors.imports import rules
from throughcare.doors.imports.rules import REFUSED, Report, Told
from throughcare.errors import DomainError, Invalid
from throughcare.foundation.ports.importing import Import, Kind, Row


class _Undo(Exception):
    """Takes back all that was written."""


def rows_of(kind: Kind, path: Path) -> list[Row | Told]:
    """The rows of a file, those of a wrong shape as refusals; ``Invalid`` where the file cannot be used at all."""
    if kind.itself and path.suffix.lower() != ".csv":
        return [Row(1, {kind.itself: path.name}, path.parent)]
    headings, table = rules.read_table(path.read_bytes())
    required = [column.name for column in kind.columns if column.required]
    rules.check_headings(headings, known=[column.name for column in kind.columns], required=required)
    if not table:
        raise Invalid("The file has a heading and no rows.")
    found: list[Row | Told] = []
    for line, cells in table:
        fault = rules.row_fault(cells, headings, required)
        found.append(
            Told(line, REFUSED, fault) if fault else Row(line, dict(zip(headings, cells, strict=True)), path.parent)
        )
    return found


def take_in(
    kind: Kind, rows: Sequence[Row | Told], *, partial: bool = False, dry_run: bool = False, given: Import
) -> Report:
    """Takes rows in and tells what became of each. ``partial`` keeps the sound ones beside refused ones."""
    told: list[Told] = [row for row in rows if isinstance(row, Told)]
    try:
        with transaction.atomic():
            for group in _groups(kind, [row for row in rows if isinstance(row, Row)]):
                told += _take(kind, group, given)
            if dry_run or (not partial and any(row.result == REFUSED for row in told)):
                raise _Undo
    except _Undo:
        written = False
    else:
        written = any(row.result != REFUSED for row in told)
    return Report(kind.name, tuple(sorted(told, key=lambda row: row.line)), written, dry_run)


def _groups(kind: Kind, rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Rows that are taken together, in the order in which each group starts."""
    if not kind.together:
        yield from ([row] for row in rows)
        return
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.text(kind.together), []).append(row)
    yield from groups.values()


def _take(kind: Kind, group: list[Row], given: Import) -> list[Told]:
    try:
        with transaction.atomic():
            result = kind.take(group, given)
    except DomainError as error:
        says = _sentence(error)
    except ValidationError as error:
        says = _named({name: list(found) for name, found in error.message_dict.items()})
    except DataError:
        says = "A cell is longer or larger than can be kept."
    else:
        return [Told(row.line, result) for row in group]
    return [Told(row.line, REFUSED, says) for row in group]


def _sentence(error: DomainError) -> str:
    named = _named(error.fields) if isinstance(error, Invalid) else error.says
    return f"{named} {error.remedy}".strip()


def _named(fields: Mapping[str, Sequence[str]]) -> str:
    return " ".join(f"{name}: {' '.join(says)}" if name else " ".join(says) for name, says in fields.items())
