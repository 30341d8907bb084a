"""Columns of a batch as NumPy arrays, with what is missing and what cannot be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from desistance.errors import InputError
from desistance.scores.dates import FIRST_DAY, LAST_DAY
from desistance.scores.items import ITEMS, Item
from desistance.scores.marks import Mask

NULL, UNFIT = -1, -2
NO_CODES = ("", "none")


@dataclass(frozen=True)
class Column:
    """Values (0 where not known), where they are known, and where something stands that cannot be."""

    data: NDArray[Any]
    known: Mask
    unfit: Mask

    @property
    def null(self) -> Mask:
        """Where nothing stands at all."""
        return ~(self.known | self.unfit)


def absent(rows: int) -> Column:
    """A column that the table does not have."""
    return Column(np.zeros(rows, np.int8), np.zeros(rows, np.bool_), np.zeros(rows, np.bool_))


def prepared(table: pa.Table, names: tuple[str, ...], *, argument: str) -> pa.Table:
    """Return the declared columns among `names`, in types that `read` takes; InputError for a type that cannot be."""
    found: dict[str, pa.ChunkedArray] = {}
    for name in names:
        item = ITEMS[name]
        place = next((one for one in (name, item.alias) if one is not None and one in table.column_names), None)
        if place is not None:
            found[name] = _typed(table.column(place), item, place, argument)
    return pa.table(found)


def read(item: Item, values: pa.Array) -> Column:
    """Return one prepared column of a batch."""
    return _READERS[item.kind](item, values)


def mapped(values: pa.Array, meaning: Callable[[str], int]) -> NDArray[np.int32]:
    """Each text as the number that `meaning` gives it, asked once a distinct text; NULL for nulls."""
    coded = values if pa.types.is_dictionary(values.type) else values.dictionary_encode()
    numbers = [NULL if text is None else meaning(str(text)) for text in coded.dictionary.to_pylist()]
    table = np.array([*numbers, NULL], dtype=np.int32)
    places = coded.indices
    if places.null_count:
        places = places.cast(pa.int32()).fill_null(len(numbers))
    return np.asarray(table.take(places.to_numpy(zero_copy_only=False)))


def _typed(values: pa.ChunkedArray, item: Item, name: str, argument: str) -> pa.ChunkedArray:
    kind = values.type.value_type if pa.types.is_dictionary(values.type) else values.type
    if pa.types.is_null(kind):
        return values.cast(_EMPTY[item.kind])
    if not _FITS[item.kind](kind):
        raise _refusal(values, item, name, argument)
    if item.kind == "date":
        return _days(values, name, argument)
    if item.kind in {"whole number", "number"} and pa.types.is_dictionary(values.type):
        return values.cast(kind)
    return values


def _days(values: pa.ChunkedArray, name: str, argument: str) -> pa.ChunkedArray:
    if values.type == pa.date32():
        return values
    if pa.types.is_timestamp(values.type):
        days = values.cast(pa.date32(), safe=False)
        wrong = np.flatnonzero(pc.fill_null(pc.not_equal(days.cast(values.type), values), False).to_numpy())
        if len(wrong):
            raise InputError(
                "has a time of day", argument=argument, column=name, rows=wrong.tolist(), remedy="Keep the date alone."
            )
        return days
    return values.cast(pa.date32())


def _refusal(values: pa.ChunkedArray, item: Item, name: str, argument: str) -> InputError:
    rows = np.flatnonzero(pc.is_valid(values).to_numpy()).tolist()
    return InputError(
        f"should hold {_WANTED[item.kind]} and holds {values.type}",
        argument=argument,
        column=name,
        rows=rows,
        remedy=_REMEDIES[item.kind],
    )


def _coded(item: Item, values: pa.Array) -> Column:
    places = {code.lower(): place for place, code in enumerate(item.codes)}
    numbers = mapped(values, lambda text: places.get(text.lower(), UNFIT))
    return Column(np.maximum(numbers, 0), numbers >= 0, numbers == UNFIT)


def _flag(item: Item, values: pa.Array) -> Column:
    if pa.types.is_boolean(values.type):
        known = _valid(values)
        data = values.fill_null(False).to_numpy(zero_copy_only=False)
        return Column(data, known, np.zeros(len(values), np.bool_))
    numbers = mapped(values, lambda text: {"true": 1, "false": 0}.get(text.lower(), UNFIT))
    return Column(numbers == 1, numbers >= 0, numbers == UNFIT)


def _whole(item: Item, values: pa.Array) -> Column:
    known = _valid(values)
    data = _filled(values)
    if not pa.types.is_integer(values.type):
        data = data.astype(np.float64)
        known &= ~np.isnan(data)
    fits = (data >= item.minimum) & (data <= item.maximum) if item.maximum is not None else data >= item.minimum
    if data.dtype.kind == "f":
        with np.errstate(invalid="ignore"):
            fits &= np.floor(data) == data
    good = known & fits
    return Column(np.where(good, data, 0).astype(np.int32), good, known & ~fits)


def _number(item: Item, values: pa.Array) -> Column:
    data = _filled(values).astype(np.float64)
    known = _valid(values) & ~np.isnan(data)
    good = known & np.isfinite(data)
    return Column(np.where(good, data, 0.0), good, known & ~good)


def _date(item: Item, values: pa.Array) -> Column:
    known = _valid(values)
    data = values.cast(pa.int32()).fill_null(0).to_numpy(zero_copy_only=False)
    fits = (data >= FIRST_DAY) & (data <= LAST_DAY)
    return Column(data, known & fits, known & ~fits)


def _listed(item: Item, values: pa.Array) -> Column:
    """Lists of codes as bits, code k being bit k; an empty list (in CSV: none) is an answer, a null is not."""
    known = _valid(values)
    bits = {code.lower(): 1 << place for place, code in enumerate(item.codes)} | dict.fromkeys(NO_CODES, 0)
    numbers = mapped(values.flatten(), lambda text: bits.get(text.lower(), UNFIT))
    owners = pc.list_parent_indices(values).to_numpy()
    data = np.zeros(len(values), np.int32)
    np.bitwise_or.at(data, owners, np.maximum(numbers, 0))
    unfit = np.zeros(len(values), np.bool_)
    unfit[owners[numbers < 0]] = True
    return Column(data, known & ~unfit, unfit)


def _as_text(item: Item, values: pa.Array) -> Column:
    raise AssertionError("offence codes are read by their tables")


def _valid(values: pa.Array) -> Mask:
    if not values.null_count:
        return np.ones(len(values), np.bool_)
    return np.asarray(values.is_valid().to_numpy(zero_copy_only=False))


def _filled(values: pa.Array) -> NDArray[Any]:
    if pa.types.is_decimal(values.type):
        values = values.cast(pa.float64())
    return np.asarray((values.fill_null(0) if values.null_count else values).to_numpy(zero_copy_only=False))


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _is_numeric(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind))


def _is_day(kind: pa.DataType) -> bool:
    return bool(pa.types.is_date(kind) or (pa.types.is_timestamp(kind) and kind.tz is None))


def _is_texts(kind: pa.DataType) -> bool:
    return bool(
        (pa.types.is_list(kind) or pa.types.is_large_list(kind))
        and (_is_text(kind.value_type) or pa.types.is_null(kind.value_type))
    )


_READERS: dict[str, Callable[[Item, pa.Array], Column]] = {
    "code": _coded,
    "whole number": _whole,
    "number": _number,
    "date": _date,
    "true or false": _flag,
    "list of codes": _listed,
    "offence code": _as_text,
}
_FITS: dict[str, Callable[[pa.DataType], bool]] = {
    "code": _is_text,
    "whole number": _is_numeric,
    "number": _is_numeric,
    "date": _is_day,
    "true or false": lambda kind: bool(pa.types.is_boolean(kind)) or _is_text(kind),
    "list of codes": _is_texts,
    "offence code": _is_text,
}
_EMPTY: dict[str, pa.DataType] = {
    "code": pa.string(),
    "whole number": pa.int64(),
    "number": pa.float64(),
    "date": pa.date32(),
    "true or false": pa.bool_(),
    "list of codes": pa.list_(pa.string()),
    "offence code": pa.string(),
}
_WANTED = {
    "code": "codes as text",
    "whole number": "whole numbers",
    "number": "numbers",
    "date": "dates",
    "true or false": "true or false",
    "list of codes": "a list of codes as text",
    "offence code": "offence codes as text",
}
_REMEDIES = {
    "code": "Turn the values into the codes that desistance.scores.inputs lists.",
    "whole number": "Turn the values into whole numbers.",
    "number": "Turn the values into numbers.",
    "date": "Turn the values into dates, for example with pandas.to_datetime(column).dt.date.",
    "true or false": "Turn the values into true and false (an OASys answer code 1 does not mean true).",
    "list of codes": "Put a list of codes in each row, an empty one for none.",
    "offence code": "Read the codes as text of five digits: as numbers they lose their leading zeros.",
}
