"""A slow, obvious scorer in plain Python, one row at a time, beside the vectorised one.

Generative tests hold the two equal. It shares the tables of coefficients and the sentences with it, and no arithmetic.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from desistance.scores import marks
from desistance.scores.instruments import known
from desistance.scores.reference import careers, generation3, sexual
from desistance.scores.reference.cells import Cells, Row

SCORERS: dict[str, Callable[[Cells, str], dict[str, Any]]] = {
    "ogrs3": generation3.ogrs3,
    "ovp": generation3.ovp,
    "ogp": generation3.ogp,
    "ogrs4g_2015": functools.partial(careers.ogrs4, "OGRS4G_2015"),
    "ogrs4v_2015": functools.partial(careers.ogrs4, "OGRS4V_2015"),
    "snsv_2015": careers.snsv,
    "arp": functools.partial(careers.generation_4, "ARP"),
    "vrp": functools.partial(careers.generation_4, "VRP"),
    "svrp": functools.partial(careers.generation_4, "SVRP"),
    "dcsrp": sexual.dcsrp,
    "iicsrp": sexual.iicsrp,
    "csrp": sexual.csrp,
    "mst": sexual.mst,
}


def score_row(row: Row, instrument: str, *, variant: str = "auto") -> dict[str, Any]:
    """Score one row (a dictionary of the table's columns); the keys are those of `desistance.scores.score`."""
    found = known(instrument)
    cells = Cells(row)
    scored = SCORERS[found.name](cells, variant)
    problem = marks.sentence(cells.missing, cells.problems)
    notice = None if problem else marks.sentence(cells.unanswered, cells.notices, lead=marks.STATIC_ONLY)
    names = ("probability_1y", "probability_2y", "percent_1y", "percent_2y", "points")
    last = "flag" if found.name == "mst" else "band"
    result = {name: None if problem else scored.get(name) for name in (*names, last, "variant")}
    return {**result, "instrument": found.name, "version": found.version, "problem": problem, "notice": notice}
