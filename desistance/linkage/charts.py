"""Charts of a linkage as SVG that a screen reader can name; each has its table beside it on the quality page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desistance.matching.love import AFTER, BEFORE, GUIDE
from desistance.report.figures import Figure, figure

if TYPE_CHECKING:
    from desistance.linkage.quality import Quality
    from desistance.linkage.realtime import Explained

LINES = 9


def histogram(quality: Quality) -> Figure:
    """Pairs by match weight, with the two thresholds."""
    rows = quality.histogram.to_pylist()

    def draw(axes: Any) -> None:
        axes.bar([row["weight"] + 0.5 for row in rows], [row["pairs"] for row in rows], width=1.0, color=BEFORE)
        axes.set_yscale("log")
        _thresholds(axes, quality)
        axes.set_xlabel("match weight")
        axes.set_ylabel("pairs (logarithmic)")
        axes.legend(frameon=False)

    above = quality.thresholds.to_pylist()
    told = ", ".join(
        f"{row['pairs']:,} at {row['match_weight']:g} or above" for row in above if row["match_weight"] % 10 == 0
    )
    return figure(
        "match-weights", "Pairs by match weight", f"Of {quality.compared:,} pairs compared: {told}.", draw, LINES
    )


def unlinkables(quality: Quality) -> Figure:
    """The share of records that hold too little to reach each match weight."""
    rows = quality.unlinkable.to_pylist()

    def draw(axes: Any) -> None:
        axes.step(
            [row["match_weight"] for row in rows], [100 * row["share"] for row in rows], where="post", color=AFTER
        )
        _thresholds(axes, quality)
        axes.set_ylim(bottom=0)
        axes.set_xlabel("match weight")
        axes.set_ylabel("records that cannot reach it, %")
        axes.legend(frameon=False)

    says = (
        f"At the join threshold of {quality.join:g}, {quality.cannot_join:.1%} of records hold too little to be linked."
    )
    return figure("unlinkable", "Records that hold too little to be linked", says, draw, LINES)


def accuracy(quality: Quality) -> Figure:
    """Precision and recall by threshold: as the model expects them, and as labelled pairs show them."""
    rows = quality.thresholds.to_pylist()
    place = [row["match_weight"] for row in rows]
    lines = [
        ("precision, expected", "expected_precision", AFTER, "-"),
        ("recall, expected", "expected_recall", BEFORE, "-"),
    ]
    if quality.labelled:
        lines += [("precision, on labels", "measured_precision", AFTER, ":")]
        lines += [("recall, on labels", "measured_recall", BEFORE, ":")]

    def draw(axes: Any) -> None:
        for name, column, colour, style in lines:
            values = [float("nan") if row[column] is None else row[column] for row in rows]
            axes.plot(place, values, color=colour, linestyle=style, marker="o", markersize=3, label=name)
        axes.set_ylim(0, 1.02)
        _thresholds(axes, quality)
        axes.set_xlabel("match weight at which pairs are taken")
        axes.legend(frameon=False)

    at = quality.at(float(round(min(max(quality.join, 0), 30))))
    told = [f"{name} {at[column]:.3f}" for name, column, *_ in lines if at[column] is not None]
    return figure(
        "accuracy", "Precision and recall by threshold", f"At {quality.join:g}: {', '.join(told)}.", draw, LINES
    )


def weights(quality: Quality) -> Figure:
    """How much each level of each comparison adds or takes away."""
    rows = quality.parameters.to_pylist()
    names = [f"{row['comparison']}: {row['level']}" for row in rows]

    def draw(axes: Any) -> None:
        height = list(range(len(rows)))[::-1]
        values = [row["match_weight"] for row in rows]
        axes.barh(height, values, color=[AFTER if value >= 0 else BEFORE for value in values])
        axes.axvline(0, color=GUIDE, linewidth=1)
        axes.set_yticks(height, names)
        axes.set_ylim(-0.6, len(rows) - 0.4)
        axes.set_xlabel("match weight")

    told = "; ".join(f"{name} {row['match_weight']:+.1f}" for name, row in zip(names, rows, strict=True))
    return figure("level-weights", "What each agreement is worth", f"{told}.", draw, max(LINES, int(len(rows) * 0.9)))


def waterfall(explained: Explained, name: str = "waterfall") -> Figure:
    """How the match weight of one pair comes about, step by step. It names no one and shows no value."""
    rows = explained.table.to_pylist()
    names = [row["comparison"] + (f": {row['level']}" if row["level"] else "") for row in rows]

    def draw(axes: Any) -> None:
        height = list(range(len(rows)))[::-1]
        for y, row in zip(height, rows, strict=True):
            added, total = row["match_weight"], row["total"]
            axes.barh(y, added, left=total - added, color=AFTER if added >= 0 else BEFORE)
            axes.annotate(f"{added:+.1f}", (max(total, total - added), y), xytext=(3, -4), textcoords="offset points")
        axes.axvline(0, color=GUIDE, linewidth=1)
        axes.set_yticks(height, names)
        axes.use_sticky_edges = False
        axes.margins(x=0.12)
        axes.set_xlabel("match weight")

    told = "; ".join(f"{label} {row['match_weight']:+.1f}" for label, row in zip(names, rows, strict=True))
    says = f"{told}. Together {explained.match_weight:+.1f}."
    return figure(name, "How the match weight of this pair comes about", says, draw, max(LINES, len(rows)))


def figures(quality: Quality) -> list[Figure]:
    """The charts of the quality page."""
    return [histogram(quality), accuracy(quality), unlinkables(quality), weights(quality)]


def _thresholds(axes: Any, quality: Quality) -> None:
    for value, name, style in ((quality.join, "join", "-"), (quality.break_below, "break below", "--")):
        axes.axvline(value, color=GUIDE, linestyle=style, linewidth=1.5, label=f"{name} {value:g}")
