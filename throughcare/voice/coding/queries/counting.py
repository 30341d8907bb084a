"""Counting settled comments for a release of figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from throughcare.foundation.reference import load
from throughcare.voice.coding.models import Codebook, Reading, Settled, Theme
from throughcare.voice.coding.queries.agreement import agreement_of
from throughcare.voice.coding.rules.counting import THRESHOLD, Cell, Counted, Read, count


def settled_comments(book: Codebook, from_day: date, until: date) -> list[Read]:
    """Settled comments of a period with their themes and where they belong. An area is told by its command unit."""
    rows = Reading.objects.filter(
        codebook=book,
        state="settled",
        comment__withdrawn_on__isnull=True,
        comment__day__gte=from_day,
        comment__day__lt=until,
    )
    themes: dict[int, set[str]] = defaultdict(set)
    settled = Settled.objects.filter(reading__in=rows.values("pk")).values_list("reading", "theme__code")
    for reading, code in settled.iterator(chunk_size=5000):
        themes[reading].add(code)
    units = {one.id: one.unit for one in load().boroughs}
    found = []
    fields = ("pk", "comment__service", "comment__area", "comment__group")
    for pk, service, area, group in rows.values_list(*fields).iterator(chunk_size=5000):
        places = {"service": service, "area": "" if area == "london" else units.get(area, area)}
        question, _, answer = group.partition(":")
        if question and answer:
            places[f"group:{question}"] = answer
        found.append(Read(frozenset(themes.get(pk, ())), places))
    return found


def counted_content(book: Codebook, from_day: date, until: date) -> tuple[int, dict[str, Any]]:
    """How many comments, and all that may be seen of them."""
    read = settled_comments(book, from_day, until)
    names = dict(Theme.objects.filter(codebook=book).values_list("code", "name"))
    met = sorted({theme for one in read for theme in one.themes})
    groups = sorted({name for one in read for name in one.places if name.startswith("group:")})
    counted = count(read, met, ["service", "area", *groups], threshold=THRESHOLD)
    return len(read), {
        "themes": {code: names[code] for code in met},
        "codebook_version": book.version,
        "agreement": agreement_of(book),
        **as_content(counted),
    }


def _cell(cell: Cell | None) -> dict[str, float] | None:
    return None if cell is None else {"yes": cell.yes, "n": cell.n, "low": cell.low, "high": cell.high}


def as_content(counted: Counted) -> dict[str, Any]:
    """Counts as plain values, to be kept."""
    dimensions = []
    for one in counted.dimensions:
        cells: dict[str, dict[str, Any]] = defaultdict(dict)
        for (theme, group), cell in one.cells.items():
            cells[theme][group] = _cell(cell)
        compared = [
            {name: getattr(row, name) for name in ("theme", "group", "difference", "low", "high", "is_clear")}
            for row in one.compared
        ]
        dimensions.append({"code": one.code, "sizes": dict(one.sizes), "cells": cells, "compared": compared})
    overall: Mapping[str, Any] = {theme: _cell(cell) for theme, cell in counted.themes.items()}
    return {"n": counted.n, "overall": overall, "dimensions": dimensions}
