"""The charts as SVG; the same figures give the same bytes."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from desistance.monitoring.funnels import Funnel
    from desistance.monitoring.xmr import XmR

COMMON, LINE, GUIDE = "#6f777b", "#0b0c0c", "#b1b4b6"
COLOURS = {"improvement": "#1d70b8", "concern": "#d4351c", "high": "#5694ca", "low": "#4c2c92"}
MARKS = {"improvement": "o", "concern": "s", "high": "^", "low": "v"}


def xmr_chart(chart: XmR, path: str | Path | None = None, *, title: str = "") -> str:
    """Draw a process behaviour chart and return the SVG (written to `path` if given)."""
    rows = chart.points.to_pylist()
    dated = all(row["date"] is not None for row in rows)
    place = [row["date"] if dated else i + 1 for i, row in enumerate(rows)]

    def draw(axes: Any) -> None:
        axes.plot(place, [row["value"] for row in rows], color=COMMON, marker="o", linewidth=1.2)
        for name, style in (("centre", "-"), ("lower", "--"), ("upper", "--")):
            axes.step(place, [row[name] for row in rows], where="mid", color=LINE, linestyle=style, linewidth=1)
        if chart.target is not None:
            axes.axhline(chart.target, color=COLOURS["concern"], linestyle=":", label="target")
        for meaning in dict.fromkeys(row["meaning"] for row in rows if row["meaning"]):
            held = [i for i, row in enumerate(rows) if row["meaning"] == meaning]
            values = [rows[i]["value"] for i in held]
            axes.scatter(
                [place[i] for i in held], values, color=COLOURS[meaning], marker=MARKS[meaning], zorder=3, label=meaning
            )
        if axes.get_legend_handles_labels()[0]:
            axes.legend(frameon=False)

    return _drawn(draw, path, title, "date" if dated else "point", "value")


def funnel_plot(plot: Funnel, path: str | Path | None = None, *, title: str = "") -> str:
    """Draw a funnel plot and return the SVG (written to `path` if given). Only flagged points are named."""
    rows = sorted(plot.points.to_pylist(), key=lambda row: (row["denominator"], row["name"]))
    size = np.array([row["denominator"] for row in rows])

    def draw(axes: Any) -> None:
        axes.axhline(plot.target, color=LINE, linewidth=1)
        for level, style in (("95", ":"), ("998", "--")):
            for side in ("lower", "upper"):
                axes.plot(size, [row[f"{side}_{level}"] for row in rows], color=GUIDE, linestyle=style)
        axes.scatter(size, [row["value"] for row in rows], color=COMMON, zorder=3)
        for row in rows:
            if row["flag"]:
                point = (row["denominator"], row["value"])
                axes.scatter(*point, color=COLOURS[row["flag"]], marker=MARKS[row["flag"]], zorder=4)
                axes.annotate(row["name"], point, textcoords="offset points", xytext=(5, 5))

    return _drawn(draw, path, title, "denominator", plot.kind)


def _drawn(draw: Any, path: str | Path | None, title: str, across: str, up: str) -> str:
    import matplotlib as mpl
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    with mpl.rc_context({"svg.hashsalt": "desistance", "svg.fonttype": "none", "font.family": "sans-serif"}):
        figure = Figure(figsize=(8, 4), layout="constrained")
        axes = figure.add_subplot()
        draw(axes)
        axes.set_xlabel(across)
        axes.set_ylabel(up)
        axes.set_title(title, loc="left")
        FigureCanvasSVG(figure)
        held = io.StringIO()
        figure.savefig(held, format="svg", metadata={"Date": None, "Creator": None})
    if path is not None:
        Path(path).write_text(held.getvalue(), encoding="utf-8")
    return held.getvalue()
