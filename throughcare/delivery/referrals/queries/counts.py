"""What the services deliver, in counts that are fit to leave: small ones withheld, and none that betray them.

Whole months only, and states as they stood at the end of the last: figures that change from day to day would tell of a
single person by their difference. People whose record is restricted are in no count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q

from throughcare import clock
from throughcare.delivery.people.queries.scope import about_unrestricted
from throughcare.delivery.referrals.models import Consultation, Outreach, Step
from throughcare.delivery.services.queries import load_services
from throughcare.delivery.services.states import STAGES, STATES, Event, Stage, State
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.viewers import Viewer, check_can

THRESHOLD = 5
MONTHS = 12
WHAT: dict[str, str] = {
    "received": "Referrals received",
    "accepted": "Accepted",
    "declined": "Declined",
    "ended": "Ended after acceptance",
    "consultations": "Consultations given",
    "outreach": "Attempts to reach people",
}
ENDS = frozenset({"closed", "withdrawn"})


@dataclass(frozen=True, slots=True)
class Table:
    """One measure by service and month: null where it is withheld. Totals come with it."""

    code: str
    title: str
    rows: tuple[tuple[str, tuple[int | None, ...], int | None], ...]
    total: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """Everything that a commissioner sees of delivery."""

    months: tuple[str, ...]
    tables: tuple[Table, ...]
    stages: tuple[str, ...]
    standing: tuple[tuple[str, tuple[int | None, ...], int | None], ...]
    as_at: date
    threshold: int


def month_of(day: date) -> str:
    """A month as ``2026-05``."""
    return f"{day:%Y-%m}"


def months_before(today: date) -> tuple[str, ...]:
    """The last twelve whole months, oldest first."""
    first = today.replace(day=1)
    found = []
    for _ in range(MONTHS):
        first = (first - timedelta(days=1)).replace(day=1)
        found.append(month_of(first))
    return tuple(reversed(found))


def delivery_counts(viewer: Viewer, at: datetime) -> Counts:
    """The counts, for holders of the permission."""
    check_can(viewer, Permission.VIEW_DELIVERY_COUNTS)
    today = clock.today(at)
    months = months_before(today)
    names = {code: versions[-1].name for code, versions in load_services().items()}
    codes = sorted(names, key=names.__getitem__)
    begin = datetime.combine(date.fromisoformat(f"{months[0]}-01"), time(), clock.LONDON)
    until = datetime.combine(today.replace(day=1), time(), clock.LONDON)
    found = _happened(begin, until)
    standing = _standing(until)
    shown = _protected(found, standing, codes, months)
    used = [stage for stage in Stage if stage is not Stage.END and any(key[1] == stage for key in standing)]
    return Counts(
        months=months,
        tables=tuple(_table(name, shown[name], codes, names, months) for name in WHAT),
        stages=tuple(STAGES[stage] for stage in used),
        standing=tuple(
            (
                names[code],
                tuple(shown["standing"].get((code, str(stage))) for stage in used),
                shown["standing"].get((code, None)),
            )
            for code in codes
        ),
        as_at=today.replace(day=1) - timedelta(days=1),
        threshold=THRESHOLD,
    )


Key = tuple[str, str]


def _happened(begin: datetime, until: datetime) -> Mapping[str, Counter[Key]]:
    """How often each thing happened, by service and month."""
    found: dict[str, Counter[Key]] = {name: Counter() for name in WHAT}
    steps = Step.objects.filter(about_unrestricted("referral__service_user__"), at__gte=begin, at__lt=until)
    for event, start, end, at, service in steps.values_list(
        "event", "from_state", "to_state", "at", "referral__service"
    ):
        name = _measure(event, start, end)
        if name:
            found[name][service, month_of(clock.today(at))] += 1
    given = Consultation.objects.filter(
        Q(service_user__isnull=True) | about_unrestricted("service_user__"),
        state="given",
        given_at__gte=begin,
        given_at__lt=until,
    )
    for at, service in given.values_list("given_at", "service"):
        found["consultations"][service, month_of(clock.today(at))] += 1
    tries = Outreach.objects.filter(about_unrestricted("referral__service_user__"), at__gte=begin, at__lt=until)
    for on, service in tries.values_list("on", "referral__service"):
        found["outreach"][service, month_of(on)] += 1
    return found


def _measure(event: str, start: str, end: str) -> str:
    if event == Event.REFERRAL_SUBMITTED:
        return "received"
    if event == Event.REFERRAL_ACCEPTED:
        return "accepted"
    if event == Event.REFERRAL_DECLINED:
        return "declined"
    began = STATES[State(start)].stage not in (Stage.REFERRAL, Stage.DECISION)
    return "ended" if end in ENDS and began else ""


def _standing(until: datetime) -> Counter[Key]:
    """How many referrals stood at each stage at a moment: the state that the last step before it led to."""
    last: dict[int, Key] = {}
    rows = Step.objects.filter(about_unrestricted("referral__service_user__"), at__lt=until)
    for pk, service, state in rows.order_by("referral_id", "number").values_list(
        "referral_id", "referral__service", "to_state"
    ):
        last[pk] = (service, state)
    found: Counter[Key] = Counter()
    for service, state in last.values():
        stage = STATES[State(state)].stage
        if stage is not Stage.END:
            found[service, str(stage)] += 1
    return found


Shown = dict[tuple[str | None, str | None], int | None]


def _protected(
    found: Mapping[str, Counter[Key]], standing: Counter[Key], codes: Iterable[str], months: Iterable[str]
) -> dict[str, Shown]:
    """All tables through the one door out, with their totals."""
    import pyarrow as pa

    from desistance.disclosure import protect

    stages = [str(stage) for stage in Stage if stage is not Stage.END]
    whole: dict[str, Any] = {name: _long(one, codes, "month", months) for name, one in found.items()}
    whole["standing"] = _long(standing, codes, "stage", stages)
    by = {name: ["service", "stage" if name == "standing" else "month"] for name in whole}
    done = protect({name: pa.table(one) for name, one in whole.items()}, count="n", by=by, threshold=THRESHOLD)
    return {name: _read(done.tables[name], by[name][1]) for name in whole}


def _long(found: Counter[Key], codes: Iterable[str], second: str, values: Iterable[str]) -> dict[str, list[Any]]:
    keys = [(code, value) for code in codes for value in values]
    return {
        "service": [code for code, _ in keys],
        second: [value for _, value in keys],
        "n": [found[key] for key in keys],
    }


def _read(table: Any, second: str) -> Shown:
    columns = table.to_pydict()
    return {
        (service, value): number
        for service, value, number in zip(columns["service"], columns[second], columns["n"], strict=True)
    }


def _table(name: str, shown: Shown, codes: Iterable[str], names: Mapping[str, str], months: tuple[str, ...]) -> Table:
    rows = tuple(
        (names[code], tuple(shown.get((code, month)) for month in months), shown.get((code, None))) for code in codes
    )
    return Table(name, WHAT[name], rows, tuple(shown.get((None, month)) for month in months))
