"""The quality page: what was linked and how far to trust it, on one page that stands alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desistance.linkage import charts
from desistance.report.blocks import Points, Section, Shown, Table, Text
from desistance.report.page import page
from desistance.report.wording import number
from desistance.tables import write as write_table

if TYPE_CHECKING:
    from desistance.linkage.quality import Quality

TITLE = "Linkage quality"
UNKNOWN = "not known"
FOOT = (
    "A match weight is the binary logarithm of odds: each point doubles them. Expected precision and recall come from "
    "the model itself and are right only as far as it is; only labelled pairs measure them.",
)


def write(quality: Quality, folder: Path) -> Path:
    """Write quality.html, figures/*.svg and tables/*.csv; return the page."""
    shown = charts.figures(quality)
    for name in ("figures", "tables"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for one in shown:
        (folder / "figures" / f"{one.name}.svg").write_text(one.file(), encoding="utf-8")
    for table in _tables(quality).values():
        write_table(table.data, folder / "tables" / f"{table.name}.csv")
    place = folder / "quality.html"
    place.write_text(_page(quality, dict(zip((one.name for one in shown), shown, strict=True))), encoding="utf-8")
    return place


def _page(quality: Quality, shown: dict[str, Any]) -> str:
    tables = _tables(quality)
    lead = str(quality).splitlines()[: 3 if quality.labelled else 2]
    sections = [
        Section("What was decided", (tables["decisions"], tables["clusters"])),
        Section("Match weights", (shown["match-weights"], tables["match-weights"])),
        Section("Precision and recall", (shown["accuracy"], tables["thresholds"])),
        Section("Records that hold too little", (shown["unlinkable"], tables["unlinkable"])),
        Section("What each agreement is worth", (shown["level-weights"], tables["levels"])),
    ]
    if quality.notes:
        sections.append(Section("Left out", (Points(quality.notes),)))
    if quality.problems:
        told = f"{quality.problems:,} records hold a value that could not be used; `clusters` says which."
        sections.append(Section("Problems", (Text(told),)))
    return page(TITLE, lead, sections, FOOT)


def _tables(quality: Quality) -> dict[str, Table]:
    weight = Shown("match_weight", "match weight", _decimals(0))
    pairs, clusters = Shown("pairs", "pairs", _count), Shown("clusters", "people", _count)
    measured = [
        Shown(name, name.replace("_", ", "), _decimals(4))
        for name in ("expected_precision", "expected_recall", "measured_precision", "measured_recall")
        if quality.labelled or name.startswith("expected")
    ]
    accuracy = (weight, pairs, *measured)
    size = (Shown("records", "records"), clusters)
    what = (Shown("decision", "decision"), Shown("why", "why"), pairs)
    level = (
        *(Shown(name, name) for name in ("comparison", "level")),
        Shown("m", "among matches", "{:.2e}".format),
        Shown("u", "among others", "{:.2e}".format),
        Shown("match_weight", "match weight", _decimals(2)),
    )
    held = (Shown("match_weight", "match weight from", _decimals(0)), Shown("below", "to below", _decimals(0)), pairs)
    short = (weight, Shown("share", "share of records", "{:.2%}".format))
    tables = (
        Table("decisions", "Pairs by decision", quality.decisions, what),
        Table("clusters", "People by the number of their records", quality.sizes, size),
        Table("match-weights", "Pairs compared by match weight", quality.bands, held),
        Table("thresholds", "Precision and recall by threshold", quality.thresholds, accuracy, UNKNOWN),
        Table("unlinkable", "Records that cannot reach a match weight", quality.unlinkable, short),
        Table("levels", "Levels of agreement", quality.parameters, level),
    )
    return {table.name: table for table in tables}


def _decimals(digits: int) -> Callable[[float], str]:
    return lambda value: number(value, digits)


def _count(value: int) -> str:
    return f"{value:,}"
