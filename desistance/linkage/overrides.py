"""What people have decided, and the clusters of an earlier run, as pairs and numbers of records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from desistance.errors import InputError
from desistance.linkage.clustering import components
from desistance.linkage.contracts import OVERRIDES, PREVIOUS

Values = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Keys:
    """The number of each record by its id: left records from 0, right ones after them, each in the order of ids.

    `left` and `right` are sorted ids; `right` is None where there is one table.
    """

    left: pa.Array
    right: pa.Array | None

    @property
    def records(self) -> int:
        return len(self.left) + (len(self.right) if self.right is not None else 0)

    def numbers(self, ids: pa.ChunkedArray, *, right: bool, column: str, argument: str) -> Values:
        """The numbers of records named in a table; raise InputError for names that no record has."""
        side = self.right if right and self.right is not None else self.left
        if len(ids) and ids.type != side.type and not pa.types.is_null(ids.type):
            raise InputError(
                f"is {ids.type} while record_id is {side.type}, so no record would be found",
                argument=argument,
                column=column,
                remedy="Give both the same type.",
            )
        found = pc.index_in(ids.cast(side.type), value_set=side)
        missing = np.flatnonzero(pc.is_null(found).to_numpy())
        if len(missing):
            raise InputError(
                "names a record that is not in the table", argument=argument, column=column, rows=missing,
                remedy="Correct the record_id or leave the row out.",
            )  # fmt: skip
        shift = len(self.left) if right and self.right is not None else 0
        places: Values = found.to_numpy().astype(np.int64)
        return places + shift

    def ids(self, numbers: Values) -> pa.Array:
        """The ids of records that stand in one table."""
        return pc.take(self.left, pa.array(numbers))


def sorted_ids(ids: pa.ChunkedArray) -> pa.Array:
    """Ids in the order of their values."""
    held = ids.combine_chunks() if isinstance(ids, pa.ChunkedArray) else ids
    return held.take(pc.array_sort_indices(held))


def decided(overrides: Any, keys: Keys) -> tuple[Values, Values]:
    """Pairs that people put together, and pairs that they told apart.

    Raises InputError with the rows where they contradict one another, also through others: A with B, B with C, A not C.
    """
    nobody = np.empty((0, 2), dtype=np.int64)
    if overrides is None:
        return nobody, nobody
    table = OVERRIDES.check(overrides, argument="overrides")
    pairs = np.column_stack(
        [
            keys.numbers(table[name], right=name == "right_id", column=name, argument="overrides")
            for name in ("left_id", "right_id")
        ]
    ).reshape(-1, 2)
    alone = np.flatnonzero(pairs[:, 0] == pairs[:, 1])
    if len(alone):
        raise InputError(
            "names one record twice", argument="overrides", column="right_id", rows=alone, remedy="Name two records."
        )
    together = pc.equal(table["action"], "include").to_numpy()
    includes, excludes = pairs[together], pairs[~together]
    _refuse_contradictions(pairs, together, keys.records)
    return np.sort(includes, axis=1), np.sort(excludes, axis=1)


def _refuse_contradictions(pairs: Values, together: Values, records: int) -> None:
    by_hand = components(pairs[together], records)
    wrong = ~together & (by_hand[pairs[:, 0]] == by_hand[pairs[:, 1]])
    if wrong.any():
        parts = np.unique(by_hand[pairs[wrong, 0]])
        rows = np.flatnonzero(wrong | (together & np.isin(by_hand[pairs[:, 0]], parts)))
        raise InputError(
            "some records are put together and told apart",
            argument="overrides",
            column="action",
            rows=rows,
            remedy="Decide for each of these rows which is right, and leave the others out.",
        )


def former(previous: Any, keys: Keys) -> Values:
    """The number of each record's earlier cluster, -1 for none. Records that are no longer there are passed over."""
    found = np.full(keys.records, -1, dtype=np.int64)
    if previous is None:
        return found
    table = PREVIOUS.check(previous, argument="previous")
    codes = table["cluster"].combine_chunks().dictionary_encode().indices.to_numpy()
    sides = table["table"].to_pylist() if "table" in table.column_names else ["left"] * table.num_rows
    on_right = np.array([side == "right" for side in sides], dtype=bool)
    seen: set[int] = set()
    for right, side in ((False, keys.left), (True, keys.right)):
        rows = np.flatnonzero(on_right == right)
        if side is None or not len(rows):
            continue
        ids = table["record_id"].take(pa.array(rows))
        if ids.type != side.type:
            raise InputError(
                f"is {ids.type} while record_id is {side.type}, so no record would be found",
                argument="previous", column="record_id", remedy="Give both the same type.",
            )  # fmt: skip
        place = pc.fill_null(pc.index_in(ids, value_set=side), -1).to_numpy()
        numbers = place[place >= 0] + (len(keys.left) if right else 0)
        _refuse_twice(rows[place >= 0], numbers, seen)
        found[numbers] = codes[rows[place >= 0]]
    return found


def _refuse_twice(rows: Values, numbers: Values, seen: set[int]) -> None:
    values, count = np.unique(numbers, return_counts=True)
    twice = np.isin(numbers, values[count > 1])
    if twice.any() or seen & set(numbers.tolist()):
        raise InputError(
            "a record stands in more than one earlier cluster", argument="previous", column="record_id",
            rows=rows[twice], remedy="Keep one row for each record.",
        )  # fmt: skip
    seen.update(numbers.tolist())
