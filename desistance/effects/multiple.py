"""Several tests at once: Holm and Benjamini-Hochberg."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from desistance.errors import InputError
from desistance.matching.inputs import FloatArray, vector


def adjust(p: Any, method: Literal["holm", "bh"] = "holm") -> FloatArray:
    """Adjusted p-values in the order given: Holm (1979) for any false finding, bh (1995) for the share of false ones.

    Raises InputError for values that are missing or not inside 0 and 1.
    """
    values = vector(p, argument="p")
    odd = (values < 0) | (values > 1)
    if odd.any():
        raise InputError(
            "is no p-value", argument="p", rows=np.flatnonzero(odd).tolist(), remedy="Give numbers from 0 to 1."
        )
    if method not in ("holm", "bh"):
        raise InputError(f"{method!r} is not known", argument="method", remedy="Choose holm or bh.")
    count = len(values)
    adjusted = np.empty(count)
    order = np.argsort(values, kind="stable")
    if method == "holm":
        adjusted[order] = np.maximum.accumulate(values[order] * np.arange(count, 0, -1))
    else:
        back = order[::-1]
        adjusted[back] = np.minimum.accumulate(values[back] * count / np.arange(count, 0, -1))
    return np.minimum(adjusted, 1.0)
