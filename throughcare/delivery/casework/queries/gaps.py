"""Where health services refused: counts of referrals on by what became of them, by reason, service and area."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache

from throughcare import clock
from throughcare.delivery.casework.models import OnwardReferral
from throughcare.delivery.casework.queries import settings
from throughcare.delivery.casework.queries.outcomes import (
    Cells,
    Shown,
    counted_cases,
    last_month_end,
    may_see,
    protected,
    with_margins,
)
from throughcare.delivery.casework.queries.places import unit_of
from throughcare.delivery.casework.states import ONWARD_AWAITING_ANSWER, Onward
from throughcare.delivery.referrals.models import Referral
from throughcare.delivery.services.queries import definition
from throughcare.foundation.access.areas import area_name
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.viewers import Viewer

NO_ANSWER = "no_answer"
ATTENDED, TAKEN_ON, REFUSED, WAITING, TAKEN_BACK = "attended", "taken_on", "refused", "waiting", "taken_back"
BECAME = {
    ATTENDED: "First appointment attended",
    TAKEN_ON: "Accepted, not seen yet or not known",
    REFUSED: "Refused or never answered",
    WAITING: "No answer yet",
    TAKEN_BACK: "Taken back",
}


@dataclass(frozen=True, slots=True)
class GapRow:
    """A row with its counts in the order of the table's columns; null where withheld."""

    label: str
    counts: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class GapTable:
    """A table of counts, the total last."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[GapRow, ...]


@dataclass(frozen=True, slots=True)
class Gaps:
    """The report of gaps."""

    tables: tuple[GapTable, ...]
    until: date
    is_protected: bool
    threshold: int


def became(state: str) -> str:
    """What became of a referral on, in five groups."""
    if state == Onward.ATTENDED:
        return ATTENDED
    if state in (Onward.DECLINED, Onward.LAPSED):
        return REFUSED
    if state in ONWARD_AWAITING_ANSWER:
        return WAITING
    return TAKEN_BACK if state == Onward.WITHDRAWN else TAKEN_ON


def gaps(viewer: Viewer, at: datetime) -> Gaps:
    """The report a viewer may have: protected counts of London, or the exact ones of their own provider."""
    may_see(viewer)
    until = last_month_end(viewer, at)
    is_protected = viewer.can(Permission.VIEW_DELIVERY_COUNTS)
    threshold = settings.limit("outcomes_threshold", clock.today(at))
    flow, by_service, by_area = _counted(viewer, until)
    if is_protected:
        shown = _protected(flow, by_service, by_area, threshold)
    else:
        shown = tuple(with_margins(cells) for cells in (flow, by_service, by_area))
    services = sorted({cell[0] for cell, _ in flow})
    refused_services = sorted({cell[1] for cell, _ in by_service})
    areas = sorted({cell[1] for cell, _ in by_area})
    reasons = sorted({cell[0] for cell, _ in by_service}, key=_reason)
    tables = (
        _table("What became of referrals on", services, list(BECAME), shown[0], _service, BECAME.get),
        _table("Why they were refused, by our service", reasons, refused_services, shown[1], _reason, _service),
        _table("Why they were refused, by area", reasons, areas, shown[2], _reason, area_name),
    )
    return Gaps(tuple(one for one in tables if one.rows), until, is_protected, threshold)


@lru_cache(maxsize=32)
def _protected(flow: Cells, by_service: Cells, by_area: Cells, threshold: int) -> tuple[Shown, ...]:
    return protected(
        {
            "flow": (("service", "became"), flow),
            "service": (("reason", "service"), by_service),
            "area": (("reason", "area"), by_area),
        },
        (("flow", "service"), ("service", "area")),
        threshold,
    )


def _counted(viewer: Viewer, until: date) -> tuple[Cells, Cells, Cells]:
    before = datetime.combine(until, time(), tzinfo=clock.LONDON)
    whose = Referral.objects.filter(counted_cases(viewer)).values("pk")
    rows = OnwardReferral.objects.filter(referral__in=whose, sent_on__isnull=False, since__lt=before)
    flow: Counter[tuple[str, ...]] = Counter()
    by_service: Counter[tuple[str, ...]] = Counter()
    by_area: Counter[tuple[str, ...]] = Counter()
    columns = ("state", "reason", "referral__service", "referral__borough", "referral__service_user__borough")
    for state, reason, service, borough, home in rows.values_list(*columns):
        group = became(state)
        flow[service, group] += 1
        if group == REFUSED:
            why = reason if state == Onward.DECLINED else NO_ANSWER
            by_service[why, service] += 1
            by_area[why, unit_of(borough or home, "other")] += 1
    return _whole(flow), _whole(by_service), _whole(by_area)


def _whole(counts: Counter[tuple[str, ...]]) -> Cells:
    """Every combination of what occurs, also those with nobody, so that an absent one says nothing."""
    firsts, seconds = ({cell[place] for cell in counts} for place in (0, 1))
    return tuple(sorted(((one, other), counts[one, other]) for one in firsts for other in seconds))


def _service(code: str) -> str:
    return definition(code).name


def _reason(code: str) -> str:
    return "No answer came" if code == NO_ANSWER else settings.onward_reason_label(code)


def _table(title: str, rows: list[str], columns: list[str], shown: Shown, row_name: object, name: object) -> GapTable:
    def called(namer: object, code: str) -> str:
        return str(namer(code)) if callable(namer) else code

    lines = [
        GapRow(called(row_name, row) if row else "All", tuple(shown.get((row, one)) for one in (*columns, "")))
        for row in (*rows, "")
    ]
    return GapTable(title, (*(called(name, one) for one in columns), "All"), tuple(lines) if rows else ())
