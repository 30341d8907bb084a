"""The cohort of any day, as far as a viewer may see it: who, how rated, since when, what beside, whose turn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from throughcare.delivery.people.models import LedgerEntry, Nominal, Overlay, ServiceUser, Transfer
from throughcare.delivery.people.models.cohort import OPEN
from throughcare.delivery.people.queries import vocabulary
from throughcare.delivery.people.queries.ledger import entries, plain
from throughcare.delivery.people.queries.scope import about_unrestricted, about_visible
from throughcare.delivery.people.rules import ledger
from throughcare.delivery.people.rules.ledger import Standing
from throughcare.delivery.people.rules.selection import age_on
from throughcare.delivery.people.rules.turns import Turn, next_turn
from throughcare.delivery.people.states import IN_COHORT, OPEN_STATES, Rating
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.access.viewers import Viewer, check_can

RATINGS = (*(str(one) for one in Rating), "unrated")


@dataclass(frozen=True, slots=True)
class Filters:
    """What of the cohort is shown: empty shows all."""

    borough: str = ""
    rating: str = ""
    overlay: str = ""

    @property
    def active(self) -> int:
        """How many are on."""
        return sum(bool(one) for one in (self.borough, self.rating, self.overlay))


@dataclass(frozen=True, slots=True)
class CohortRow:
    """Somebody in the cohort, or put forward for it, on the day."""

    person: int
    stay: int
    name: str
    age: int | None
    borough: str
    borough_name: str
    kind: str
    state: str
    since: date
    rating: str
    rated_on: date | None
    review_on: date | None
    overlays: tuple[str, ...]
    alerts: tuple[str, ...]
    turn: Turn
    is_restricted: bool


@dataclass(frozen=True, slots=True)
class CohortPage:
    """The cohort of a day. Counts are of all that the viewer may see in the area, before rating and overlay filter.

    ``moved`` counts those of the viewer's boroughs whom another area has now: counted and no longer shown.
    """

    on: date
    filters: Filters
    rows: tuple[CohortRow, ...]
    put_forward: tuple[CohortRow, ...]
    ratings: tuple[tuple[str, int], ...]
    overlays: tuple[tuple[str, str, int], ...]
    total: int
    late: int
    moved: int


Stays = dict[int, Standing]
Beside = dict[int, frozenset[str]]


def standing_today(viewer: Viewer, on: date) -> tuple[Stays, Beside]:
    """Open stays and overlays from the rows as they are stored, which is quick and true of today only."""
    seen = about_visible(viewer)
    rows = Nominal.objects.filter(seen, state__in=OPEN)
    columns = ("pk", "service_user_id", "service_user__merged_into_id", "state", "since", "borough", "kind", "rating")
    stays = {
        pk: Standing(merged or own, pk, state, since, borough, kind, rating, rated_on, review_on)
        for pk, own, merged, state, since, borough, kind, rating, rated_on, review_on in rows.values_list(
            *columns, "rated_on", "review_on"
        )
    }
    beside: dict[int, set[str]] = {}
    spans = Overlay.objects.filter(seen, withdrawn=False, from_date__lte=on).exclude(until__lte=on)
    for own, merged, kind in spans.values_list("service_user_id", "service_user__merged_into_id", "kind"):
        beside.setdefault(merged or own, set()).add(kind)
    return stays, {person: frozenset(kinds) for person, kinds in beside.items()}


def standing_on(viewer: Viewer, on: date) -> tuple[Stays, Beside]:
    """Open stays and overlays of any day, replayed from the ledger."""
    lines = entries(viewer)
    stays = {stay: one for stay, one in ledger.stays_on(lines, on).items() if one.state in OPEN_STATES}
    return stays, ledger.overlays_on(lines, on)


def cohort(viewer: Viewer, *, on: date, today: date, filters: Filters | None = None) -> CohortPage:
    """The cohort of a day."""
    check_can(viewer, Permission.VIEW_COHORT)
    filters = filters or Filters()
    stays, beside = standing_today(viewer, on) if on == today else standing_on(viewer, on)
    in_area = [one for one in stays.values() if not filters.borough or one.borough == filters.borough]
    members = {one.person: one for one in in_area if one.state in IN_COHORT}
    ratings, kinds = ledger.counts(members, beside)
    shown = [one for one in members.values() if _passes(one, beside, filters)]
    waiting = [one for one in in_area if one.state not in IN_COHORT]
    rows = _rows(viewer, [*shown, *waiting], beside, on=on)
    late = sum(_turn(one, beside, on, "").is_late for one in members.values())
    return CohortPage(
        on=on,
        filters=filters,
        rows=tuple(sorted((row for row in rows if row.state in IN_COHORT), key=_order)),
        put_forward=tuple(
            sorted(
                (row for row in rows if row.state not in IN_COHORT), key=lambda row: (row.since, row.name, row.person)
            )
        ),
        ratings=tuple((rating, ratings.get(rating, 0)) for rating in RATINGS),
        overlays=tuple(
            (kind.id, kind.label, kinds[kind.id]) for kind in vocabulary.overlay_kinds(on) if kinds.get(kind.id)
        ),
        total=len(members),
        late=late,
        moved=0 if on == today else _moved(viewer, on, filters.borough),
    )


def _passes(one: Standing, beside: Mapping[int, frozenset[str]], filters: Filters) -> bool:
    rating_fits = not filters.rating or (one.rating or "unrated") == filters.rating
    return rating_fits and (not filters.overlay or filters.overlay in beside.get(one.person, frozenset()))


def _order(row: CohortRow) -> tuple[int, bool, date, str, int]:
    """Red first, then whoever is late or due soonest."""
    due = row.turn.by or date.max
    return RATINGS.index(row.rating), not row.turn.is_late, due, row.name, row.person


def _turn(one: Standing, beside: Mapping[int, frozenset[str]], on: date, asked_of: str) -> Turn:
    overlays = beside.get(one.person, frozenset())
    return next_turn(one.state, review_on=one.review_on, overlays=overlays, on=on, asked_of=asked_of)


def _rows(
    viewer: Viewer, stays: Sequence[Standing], beside: Mapping[int, frozenset[str]], *, on: date
) -> list[CohortRow]:
    people = {row.pk: row for row in visible_to(viewer, ServiceUser).filter(pk__in={one.person for one in stays})}
    asked = dict(Transfer.objects.filter(nominal__in=[one.stay for one in stays]).values_list("nominal", "to_borough"))
    alerts = vocabulary.alerts()
    order = {kind.id: kind.order for kind in vocabulary.overlay_kinds(on)}
    found = []
    for one in stays:
        person = people.get(one.person)
        if person is None:
            continue
        kinds = sorted(beside.get(one.person, ()), key=lambda kind: order.get(kind, 99))
        found.append(
            CohortRow(
                person=one.person,
                stay=one.stay,
                name=person.name,
                age=age_on(person.date_of_birth, on) if person.date_of_birth else None,
                borough=one.borough,
                borough_name=vocabulary.borough_name(one.borough),
                kind=one.kind,
                state=one.state,
                since=one.since,
                rating=one.rating or "unrated",
                rated_on=one.rated_on,
                review_on=one.review_on,
                overlays=tuple(vocabulary.overlay_label(kind) for kind in kinds if kind not in alerts),
                alerts=tuple(vocabulary.overlay_label(kind) for kind in kinds if kind in alerts),
                turn=_turn(one, beside, on, vocabulary.borough_name(asked.get(one.stay, ""))),
                is_restricted=person.is_restricted,
            )
        )
    return found


def _moved(viewer: Viewer, on: date, borough: str) -> int:
    """How many unrestricted people of the viewer's boroughs were in the cohort on a day and are seen no longer."""
    areas = {borough} if borough else viewer.areas
    gone = Nominal.objects.filter(borough__in=areas & viewer.areas).exclude(about_visible(viewer))
    open_ones = gone.filter(about_unrestricted("service_user__"))
    lines = ledger_of_stays(open_ones.values_list("pk", flat=True))
    return len(ledger.cohort_on(lines, on))


def ledger_of_stays(stays: Iterable[int]) -> list[ledger.Entry]:
    """The entries of some stays, whoever may see them: for counts that name nobody."""
    return plain(LedgerEntry.objects.filter(nominal__in=list(stays), overlay__isnull=True))
