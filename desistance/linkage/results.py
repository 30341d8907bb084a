"""What a linkage returns: pairs, clusters, how good it is, and the model that was used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from desistance.errors import InputError
from desistance.linkage.trained import Trained

if TYPE_CHECKING:
    from desistance.linkage.normalise import Normalised
    from desistance.linkage.quality import Quality
    from desistance.linkage.realtime import Explained

DECISIONS = ("join", "hold", "possible", "apart")


@dataclass(frozen=True)
class Linked:
    """Records of the same person brought together.

    `pairs`: `left_id`, `right_id`, `match_weight` (null where a person decided and nothing was compared),
    `match_probability`, `decision` and `why`, the surest first. `clusters`: one row a record in the order given, with
    `table` (`left` or `right`), `record_id`, `cluster` (the first `record_id` of those brought together, with `right:`
    before it where that is in the right table) and `problem`. `quality` says how far to trust it.
    """

    pairs: pa.Table
    clusters: pa.Table
    quality: Quality
    model: Trained
    normalised: tuple[Normalised, ...]
    join: float
    break_below: float

    @property
    def problems(self) -> pa.Table:
        """The rows of `clusters` that have a problem."""
        return self.clusters.filter(pc.is_valid(self.clusters["problem"]))

    def explain(self, left_id: Any, right_id: Any) -> Explained:
        """How the match weight of two records comes about, comparison by comparison."""
        from desistance.linkage.normalise import Normalised
        from desistance.linkage.realtime import Scorer

        sides = (self.normalised[0], self.normalised[-1])
        rows = []
        for one, (argument, normalised) in zip(
            (left_id, right_id), zip(("left_id", "right_id"), sides, strict=True), strict=True
        ):
            place = pc.index(
                normalised.table["record_id"], pa.scalar(one, normalised.table.schema.field("record_id").type)
            )
            if place.as_py() < 0:
                raise InputError(f"no record is called {one!r}", argument=argument, remedy="Give a record_id.")
            rows.append(Normalised(normalised.table.slice(place.as_py(), 1)))
        return Scorer(self.model, join=self.join, break_below=self.break_below).explained(*rows)

    def __str__(self) -> str:
        return str(self.quality)
