"""Charts as SVG that a screen reader can name, with the same bytes for the same figures."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from desistance.matching.love import AFTER, BEFORE, GUIDE

SETTINGS: Any = {"svg.hashsalt": "desistance", "svg.fonttype": "none", "font.family": "sans-serif", "font.size": 11}
BARE = {"Date": None, "Creator": None, "Format": None, "Type": None}
HEAD = re.compile(r"^.*?(?=<svg)", re.DOTALL)
METADATA = re.compile(r"\s*<metadata>.*?</metadata>", re.DOTALL)
STYLE = re.compile(r"\s*<defs>\s*<style[^>]*>.*?</style>\s*</defs>", re.DOTALL)
REFERENCE = re.compile(r'(\bid="|href="#|url\(#)')


@dataclass(frozen=True)
class Figure:
    """A chart: the name of its file, what it shows, and what it says to someone who cannot see it."""

    name: str
    title: str
    says: str
    svg: str

    def file(self) -> str:
        """The chart as a file of its own."""
        return f'<?xml version="1.0" encoding="utf-8"?>\n{self.svg}\n'


@dataclass(frozen=True)
class Line:
    """One estimate of a forest: its name, value and interval."""

    name: str
    value: float
    low: float
    high: float


def balance(names: Sequence[str], before: Sequence[float], after: Sequence[float], close: float) -> Figure:
    """Standardised differences before and after matching, one line a covariate."""

    def draw(axes: Any) -> None:
        order = sorted(range(len(names)), key=lambda i: (abs(before[i]), names[i]))
        height = range(len(names))
        axes.axvline(close, color=GUIDE, linestyle="--", linewidth=1)
        axes.scatter([abs(before[i]) for i in order], height, facecolors="none", edgecolors=BEFORE, label="before")
        axes.scatter([abs(after[i]) for i in order], height, marker="s", color=AFTER, label="after matching")
        axes.set_yticks(height, [names[i] for i in order])
        axes.set_xlim(left=0)
        axes.set_xlabel("standardised difference, either way")
        axes.legend(frameon=False)

    worst = max((abs(one) for one in after), default=0.0)
    says = f"After matching the greatest standardised difference is {worst:.2f}; before it was " + (
        f"{max((abs(one) for one in before), default=0.0):.2f}."
    )
    return figure("balance", "How alike the groups are before and after matching", says, draw, len(names))


def forest(lines: Sequence[Line]) -> Figure:
    """The effect under each specification, in percentage points."""

    def draw(axes: Any) -> None:
        shown = list(reversed(lines))
        height = range(len(shown))
        axes.axvline(0, color=GUIDE, linestyle="--", linewidth=1)
        for y, one in zip(height, shown, strict=True):
            axes.plot([one.low, one.high], [y, y], color=AFTER, linewidth=2)
            axes.plot([one.value], [y], marker="s", color=AFTER)
        axes.set_yticks(height, [one.name for one in shown])
        axes.set_ylim(-0.6, len(shown) - 0.4)
        axes.set_xlabel("percentage points")

    told = "; ".join(f"{one.name} {one.value:.1f} ({one.low:.1f} to {one.high:.1f})" for one in lines)
    return figure("specifications", "The same question answered in other ways", told + ".", draw, len(lines))


def timing(months: Sequence[int], shares: Mapping[str, Sequence[float]]) -> Figure:
    """The share of each group that had reoffended by each month, in per cent."""

    def draw(axes: Any) -> None:
        for (name, values), colour, mark in zip(shares.items(), (AFTER, BEFORE), ("s", "o"), strict=True):
            axes.plot([0, *months], [0, *values], color=colour, marker=mark, label=name)
        axes.set_xticks([0, *months])
        axes.set_xlabel("months from the index event")
        axes.set_ylabel("have reoffended, %")
        axes.set_ylim(bottom=0)
        axes.legend(frameon=False)

    told = ". ".join(
        f"{name.capitalize()}: "
        + ", ".join(f"{value:.1f}% by month {month}" for month, value in zip(months, values, strict=True))
        for name, values in shares.items()
    )
    return figure("timing", "How soon people reoffended", told + ".", draw, 8)


def figure(name: str, title: str, says: str, draw: Callable[[Any], None], lines: int) -> Figure:
    """Draw a chart on its axes; `lines` is its height in lines of text."""
    import matplotlib as mpl
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure as Canvas

    with mpl.rc_context(SETTINGS):
        canvas = Canvas(figsize=(8, 1.4 + 0.34 * lines), layout="constrained")
        axes = canvas.add_subplot()
        axes.spines[["top", "right"]].set_visible(False)
        draw(axes)
        FigureCanvasSVG(canvas)
        held = io.StringIO()
        canvas.savefig(held, format="svg", metadata=BARE)
    return Figure(name, title, says, _named(held.getvalue(), name, title, says))


def _named(svg: str, name: str, title: str, says: str) -> str:
    """The drawing with title and description, ids of its own so that several fit one page, and no style that leaks."""
    plain = STYLE.sub("", METADATA.sub("", HEAD.sub("", svg))).strip()
    plain = REFERENCE.sub(lambda found: f"{found.group(1)}{name}-", plain)
    opening, rest = plain.split(">", 1)
    label = f' role="img" aria-labelledby="{name}-title {name}-says"'
    told = f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-says">{escape(says)}</desc>'
    return f"{opening}{label}>\n{told}{rest}"


def finite(*values: float) -> bool:
    """Whether all are numbers."""
    return all(math.isfinite(value) for value in values)
