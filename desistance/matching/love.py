"""The love plot: standardised differences before and after, one line a covariate."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np

from desistance.errors import InputError
from desistance.tables import as_arrow

AFTER, BEFORE, GUIDE = "#00625e", "#b58840", "#6f777b"


def love_plot(before: Any, after: Any, path: str | Path | None = None, *, threshold: float = 0.1) -> str:
    """Draw the absolute standardised differences of two balance tables and return the SVG (written to `path` if given).

    The same tables give the same bytes: ids are fixed and no date is written. Raises InputError when the tables do not
    hold the same covariates.
    """
    first, second = as_arrow(before, argument="before"), as_arrow(after, argument="after")
    for table, argument in ((first, "before"), (second, "after")):
        for name in ("covariate", "smd"):
            if name not in table.column_names:
                raise InputError("is missing", argument=argument, column=name, remedy="Give a table made by `balance`.")
    names = first["covariate"].to_pylist()
    if names != second["covariate"].to_pylist():
        raise InputError("the covariates differ", argument="after", remedy="Make both tables from the same columns.")
    sizes = [np.abs(np.array(table["smd"].to_pylist(), dtype=np.float64)) for table in (first, second)]
    drawn = _drawn(names, sizes[0], sizes[1], threshold)
    if path is not None:
        Path(path).write_text(drawn, encoding="utf-8")
    return drawn


def _drawn(names: list[str], before: Any, after: Any, threshold: float) -> str:
    import matplotlib as mpl
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    with mpl.rc_context({"svg.hashsalt": "desistance", "svg.fonttype": "none", "font.family": "sans-serif"}):
        figure = Figure(figsize=(7, 1.4 + 0.28 * len(names)), layout="constrained")
        axes = figure.add_subplot()
        order = np.lexsort((np.arange(len(names)), np.nan_to_num(before, posinf=1e9)))
        height = np.arange(len(names))
        axes.axvline(threshold, color=GUIDE, linestyle="--", linewidth=1)
        axes.scatter(before[order], height, marker="o", facecolors="none", edgecolors=BEFORE, label="before matching")
        axes.scatter(after[order], height, marker="s", color=AFTER, label="after matching")
        axes.set_yticks(height, [names[i] for i in order])
        axes.set_xlim(left=0)
        axes.set_xlabel("absolute standardised mean difference")
        axes.legend(loc="lower right", frameon=False)
        FigureCanvasSVG(figure)
        held = io.StringIO()
        figure.savefig(held, format="svg", metadata={"Date": None, "Creator": None})
    return held.getvalue()
