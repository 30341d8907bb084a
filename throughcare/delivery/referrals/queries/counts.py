"""What the services deliver, in counts that are fit to leave: small ones withheld, the others rounded.

Whole quarters only, each by itself, and states as they stood at the end of the last. No sum over quarters or services
is given. Two figures of neighbouring quarters may differ by just what was withheld, and a count changes by one where
somebody's record is restricted afterwards: neither is told by figures that are rounded, but for the rare step over the
middle between two fives. People whose record is restricted are in no count, and what is counted is counted in the
quarter in which it was put on record.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q

from throughcare import clock
from throughcare.delivery.people.queries.scope import about_unrestricted
from throughcare.delivery.referrals.models import Consultation, Outreach, Step
from throughcare.delivery.services.queries import load_services
from throughcare.delivery.services.states import STAGES, STATES, Event, Stage, State
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.reference.quarters import Quarter, last_quarters, quarter_of

THRESHOLD = 5
ROUNDING = 5
QUARTERS = 8
WHAT: dict[str, str] = {
    "received": "Referrals received",
    "accepted": "Accepted",
    "declined": "Declined",
    "ended": "Ended after acceptance",
    "consultations": "Consultations given",
    "outreach": "Attempts to reach people",
}
ENDS = frozenset({"closed", "withdrawn"})
Line = tuple[str, tuple[int | None, ...]]


@dataclass(frozen=True, slots=True)
class Table:
    """One measure: a line a service with a count a quarter, null where it is withheld."""

    code: str
    title: str
    rows: tuple[Line, ...]

    @property
    def tells_nothing(self) -> bool:
        """Whether every count of it is withheld."""
        return all(number is None for _, cells in self.rows for number in cells)


@dataclass(frozen=True, slots=True)
class Counts:
    """Everything that a commissioner sees of delivery. ``standing`` has a count a stage and then one of all stages."""

    quarters: tuple[Quarter, ...]
    tables: tuple[Table, ...]
    stages: tuple[str, ...]
    standing: tuple[Line, ...]
    as_at: date
    threshold: int


def delivery_counts(viewer: Viewer, at: datetime) -> Counts:
    """The counts, for holders of the permission."""
    check_can(viewer, Permission.VIEW_DELIVERY_COUNTS)
    quarters = tuple(reversed(last_quarters(clock.today(at), QUARTERS)))
    names = {code: versions[-1].name for code, versions in load_services().items()}
    codes = sorted(names, key=names.__getitem__)
    begin, until = (datetime.combine(day, time(), clock.LONDON) for day in (quarters[0].from_day, quarters[-1].until))
    found = Counter(_happened(begin, until))
    stages = [stage for stage in Stage if stage is not Stage.END]
    standing = _standing(until, codes, stages)
    return Counts(
        quarters=quarters,
        tables=tuple(
            Table(
                name,
                title,
                tuple((names[code], tuple(_shown(found[name, code, one]) for one in quarters)) for code in codes),
            )
            for name, title in WHAT.items()
        ),
        stages=(*(STAGES[stage] for stage in stages), "All"),
        standing=tuple((names[code], standing[code]) for code in codes),
        as_at=quarters[-1].until - timedelta(days=1),
        threshold=THRESHOLD,
    )


def _shown(number: int) -> int | None:
    return ROUNDING * ((number + ROUNDING // 2) // ROUNDING) if number >= THRESHOLD else None


def _happened(begin: datetime, until: datetime) -> Iterator[tuple[str, str, Quarter]]:
    """Each thing that happened, as measure, service and quarter."""
    steps = Step.objects.filter(about_unrestricted("referral__service_user__"), at__gte=begin, at__lt=until)
    for event, start, end, at, service in steps.values_list(
        "event", "from_state", "to_state", "at", "referral__service"
    ):
        if name := _measure(event, start, end):
            yield name, service, quarter_of(clock.today(at))
    given = Consultation.objects.filter(
        Q(service_user__isnull=True) | about_unrestricted("service_user__"),
        state="given",
        given_at__gte=begin,
        given_at__lt=until,
    )
    for at, service in given.values_list("given_at", "service"):
        yield "consultations", service, quarter_of(clock.today(at))
    tries = Outreach.objects.filter(about_unrestricted("referral__service_user__"), at__gte=begin, at__lt=until)
    for at, service in tries.values_list("at", "referral__service"):
        yield "outreach", service, quarter_of(clock.today(at))


def _measure(event: str, start: str, end: str) -> str:
    if event == Event.REFERRAL_SUBMITTED:
        return "received"
    if event == Event.REFERRAL_ACCEPTED:
        return "accepted"
    if event == Event.REFERRAL_DECLINED:
        return "declined"
    began = STATES[State(start)].stage not in (Stage.REFERRAL, Stage.DECISION)
    return "ended" if end in ENDS and began else ""


def _standing(until: datetime, codes: list[str], stages: list[Stage]) -> dict[str, tuple[int | None, ...]]:
    """How many referrals of each service stood at each stage at a moment and how many in all, through the one door out.

    A referral's state is the one that its last step before the moment led to.
    """
    import pyarrow as pa

    from desistance.disclosure import protect

    last: dict[int, tuple[str, Stage]] = {}
    rows = Step.objects.filter(about_unrestricted("referral__service_user__"), at__lt=until)
    for pk, service, state in rows.order_by("referral_id", "number").values_list(
        "referral_id", "referral__service", "to_state"
    ):
        last[pk] = (service, STATES[State(state)].stage)
    found = Counter(last.values())
    tables = {
        code: pa.table({"stage": [str(one) for one in stages], "n": [found[code, one] for one in stages]})
        for code in codes
    }
    done = protect(tables, count="n", by=["stage"], threshold=THRESHOLD, rounding=ROUNDING)
    told = {code: dict(zip(*done.tables[code].to_pydict().values(), strict=True)) for code in codes}
    return {code: tuple(told[code].get(key) for key in (*map(str, stages), None)) for code in codes}
