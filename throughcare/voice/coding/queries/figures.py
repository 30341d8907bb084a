"""Released figures as pages and charts. Nothing is counted here: all of it was counted and protected at the release."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from throughcare.errors import NotFound
from throughcare.foundation.access.areas import area_name
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible, visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.voice.coding.models import Codebook, Figures
from throughcare.voice.coding.queries.quoting import service_name
from throughcare.voice.coding.rules.counting import OTHERS

NOT_TOLD = "Not told"


@dataclass(frozen=True, slots=True)
class ShareRow:
    """A theme's share: in per cent with its interval, null where it is withheld."""

    code: str
    name: str
    yes: int | None
    n: int | None
    share: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class DimensionTable:
    """A dimension: its groups with their sizes, and a row of shares for each theme."""

    code: str
    name: str
    groups: tuple[tuple[str, int | None], ...]
    rows: tuple[tuple[str, tuple[ShareRow, ...]], ...]
    sentences: tuple[str, ...]
    compared: int


@dataclass(frozen=True, slots=True)
class FiguresPage:
    """A release of figures."""

    id: int
    codebook_id: int
    codebook: str
    from_day: date
    until: date
    n: int
    threshold: int
    made_at: datetime
    themes: tuple[ShareRow, ...]
    withheld: int
    agreement: dict[str, Any]
    dimensions: tuple[DimensionTable, ...]


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """A release in a list."""

    id: int
    codebook: str
    from_day: date
    until: date
    n: int
    made_at: datetime


def releases(viewer: Viewer) -> list[ReleaseRow]:
    """Every release that a viewer may see, the latest period first."""
    rows = visible_to(viewer, Figures).select_related("codebook").order_by("-from_day", "-pk")
    return [ReleaseRow(one.pk, one.codebook.name, one.from_day, one.until, one.comments, one.made_at) for one in rows]


def releasable(viewer: Viewer) -> list[tuple[int, str]]:
    """The codebooks of which the viewer may release figures."""
    if not viewer.can(Permission.KEEP_CODEBOOK):
        return []
    books = visible_to(viewer, Codebook).filter(organisation__code__in=viewer.organisation_codes)
    return list(books.values_list("pk", "name"))


def dimension_name(code: str) -> str:
    """A dimension in words."""
    if code.startswith("group:"):
        return code.partition(":")[2].replace("_", " ").replace("-", " ").capitalize()
    return {"service": "Service", "area": "Area"}.get(code, code)


def group_name(dimension: str, code: str) -> str:
    """A group in words."""
    if code == OTHERS:
        return "Others, too few each"
    if not code:
        return NOT_TOLD
    if dimension == "service":
        return service_name(code).removeprefix("the ").capitalize()
    return area_name(code) if dimension == "area" else code.replace("_", " ").replace("-", " ").capitalize()


def _share(code: str, name: str, cell: dict[str, Any] | None) -> ShareRow:
    if cell is None:
        return ShareRow(code, name, None, None, None, None, None)
    return ShareRow(code, name, cell["yes"], cell["n"], cell["yes"] / cell["n"], cell["low"], cell["high"])


def percent(value: float) -> str:
    """A share in whole per cent."""
    return f"{100 * value:.0f}%"


def _sentence(row: dict[str, Any], names: dict[str, str], dimension: str) -> str:
    """One clear difference in words, with its interval."""
    word = "more" if row["difference"] > 0 else "less"
    low, high = sorted((abs(row["low"]), abs(row["high"])))
    who = group_name(dimension, row["group"])
    return (
        f"{names[row['theme']]} was met {word} often in comments of “{who}” than in the rest: by "
        f"{100 * abs(row['difference']):.0f} points in a hundred (95% interval {100 * low:.0f} to {100 * high:.0f})."
    )


def _table(content: dict[str, Any], names: dict[str, str]) -> DimensionTable:
    code = content["code"]
    groups = tuple(sorted(content["sizes"], key=lambda one: (one in (OTHERS, ""), group_name(code, one))))
    rows = tuple(
        (name, tuple(_share(theme, name, content["cells"].get(theme, {}).get(group)) for group in groups))
        for theme, name in sorted(names.items(), key=lambda pair: pair[1])
        if theme in content["cells"]
    )
    clear = tuple(_sentence(row, names, code) for row in content["compared"] if row["is_clear"])
    shown = tuple((group_name(code, group), content["sizes"][group]) for group in groups)
    return DimensionTable(code, dimension_name(code), shown, rows, clear, len(content["compared"]))


def figures(viewer: Viewer, figures_id: int) -> FiguresPage:
    """One release; ``NotFound`` where there is none that the viewer may see."""
    row: Figures = get_visible(viewer, Figures, pk=figures_id)
    return page_of(row)


def page_of(row: Figures) -> FiguresPage:
    """A release as a page."""
    content, names = row.content, dict(row.content["themes"])
    shares = [_share(code, name, content["overall"].get(code)) for code, name in names.items()]
    shown = sorted((one for one in shares if one.share is not None), key=lambda one: (-(one.share or 0), one.name))
    return FiguresPage(
        row.pk,
        row.codebook_id,
        row.codebook.name,
        row.from_day,
        row.until,
        content["n"],
        row.threshold,
        row.made_at,
        tuple(shown),
        len(shares) - len(shown),
        content["agreement"],
        tuple(_table(one, names) for one in content["dimensions"]),
    )


def dimension_of(page: FiguresPage, code: str) -> DimensionTable | None:
    """A dimension of a release by its code; the first where none is named. Raises ``NotFound`` for an unknown one."""
    if not code:
        return page.dimensions[0] if page.dimensions else None
    found = next((one for one in page.dimensions if one.code == code), None)
    if found is None:
        raise NotFound("There are no figures by this.", remedy="Choose one of those on the page.")
    return found
