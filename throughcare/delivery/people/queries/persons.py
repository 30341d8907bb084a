"""A person as lists and the heads of pages show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from throughcare.delivery.people.models import Identifier, Nominal, Overlay, ServiceUser
from throughcare.delivery.people.models.cohort import OPEN
from throughcare.delivery.people.queries import vocabulary
from throughcare.delivery.people.queries.scope import records_of
from throughcare.delivery.people.rules.identifiers import Number
from throughcare.delivery.people.rules.selection import age_on
from throughcare.delivery.people.states import IN_COHORT
from throughcare.foundation.access.scope import get_visible, visible_to
from throughcare.foundation.access.viewers import Viewer


@dataclass(frozen=True, slots=True)
class OverlayShown:
    """Something true of a person, in words, since when; ``level`` such as a MAPPA category."""

    id: int
    kind: str
    label: str
    from_: date
    until: date | None
    level: str
    is_alert: bool


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person in one line: who they are, where they stand in the cohort, and what must be seen of them.

    ``rating`` is empty for somebody who is in no cohort, and ``unrated`` before the first rating.
    """

    id: int
    name: str
    born: date | None
    age: int | None
    gender: str
    borough: str
    borough_name: str
    died_on: date | None
    is_restricted: bool
    crn: str
    state: str
    rating: str
    overlays: tuple[OverlayShown, ...]

    @property
    def alerts(self) -> tuple[OverlayShown, ...]:
        """What must be seen."""
        return tuple(one for one in self.overlays if one.is_alert)

    @property
    def beside(self) -> tuple[OverlayShown, ...]:
        """What else is true beside the state, such as custody."""
        return tuple(one for one in self.overlays if not one.is_alert)


def overlay_shown(row: Overlay) -> OverlayShown:
    """An overlay as it is shown."""
    is_alert = row.kind in vocabulary.alerts()
    return OverlayShown(
        row.pk, row.kind, vocabulary.overlay_label(row.kind), row.from_date, row.until, row.level, is_alert
    )


def person_rows(viewer: Viewer, people: Iterable[ServiceUser], *, on: date) -> tuple[PersonRow, ...]:
    """People as lines, in their order, in four queries however many there are. ``people`` are seen by the viewer."""
    rows = list(people)
    standing = records_of([row.pk for row in rows])
    stays = {
        standing[stay.service_user_id]: stay
        for stay in Nominal.objects.filter(service_user__in=list(standing), state__in=OPEN)
    }
    overlays: dict[int, list[OverlayShown]] = {}
    for one in Overlay.objects.filter(service_user__in=list(standing), withdrawn=False, from_date__lte=on):
        if one.until is None or on < one.until:
            overlays.setdefault(standing[one.service_user_id], []).append(overlay_shown(one))
    order = {kind.id: kind.order for kind in vocabulary.overlay_kinds(on)}
    crns: dict[int, str] = {}
    for owner, value in Identifier.objects.filter(service_user__in=list(standing), kind="crn").values_list(
        "service_user_id", "value"
    ):
        crns.setdefault(standing[owner], value)
    return tuple(
        _row(row, stays.get(row.pk), sorted(overlays.get(row.pk, ()), key=lambda o: order.get(o.kind, 99)), crns, on)
        for row in rows
    )


def _row(
    row: ServiceUser, stay: Nominal | None, overlays: list[OverlayShown], crns: dict[int, str], on: date
) -> PersonRow:
    rating = (stay.rating or "unrated") if stay is not None and stay.state in IN_COHORT else ""
    alive_until = row.died_on if row.died_on is not None and row.died_on < on else on
    return PersonRow(
        id=row.pk,
        name=row.name,
        born=row.date_of_birth,
        age=age_on(row.date_of_birth, alive_until) if row.date_of_birth else None,
        gender=row.get_gender_display(),
        borough=row.borough,
        borough_name=vocabulary.borough_name(row.borough),
        died_on=row.died_on,
        is_restricted=row.is_restricted,
        crn=Number("crn", crns[row.pk]).shown if row.pk in crns else "",
        state=stay.state if stay is not None else "",
        rating=rating,
        overlays=tuple(overlays),
    )


def person(viewer: Viewer, service_user_id: int, *, on: date) -> PersonRow:
    """One person whom the viewer may see; ``NotFound`` else. The head of every page about them."""
    row: ServiceUser = get_visible(viewer, ServiceUser, pk=service_user_id)
    return person_rows(viewer, [row], on=on)[0]


def people_named(viewer: Viewer, numbers: Iterable[int]) -> dict[int, str]:
    """The names of those people whom the viewer may see, by the number of each record, merged ones included.

    For lists of other apps: a record that is left out of the answer may not be shown.
    """
    standing = dict(ServiceUser.objects.filter(pk__in=set(numbers)).values_list("pk", "merged_into_id"))
    heads = {pk: merged or pk for pk, merged in standing.items()}
    seen = {row.pk: row.name for row in visible_to(viewer, ServiceUser).filter(pk__in=set(heads.values()))}
    return {pk: seen[head] for pk, head in heads.items() if head in seen}
