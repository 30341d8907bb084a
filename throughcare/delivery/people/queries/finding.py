"""Finding a person by name, number or date of birth, in any spelling; and telling that a colleague has them.

Only a POST may carry what is looked for. What is found is what the viewer may see. Of a record that they may not see
and that is not restricted they learn in which borough it is kept and whom to ask, and nothing else, so that nobody adds
a second record for want of knowing of the first. Of a restricted record they learn nothing at all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from throughcare.delivery.people.models import Identifier, NameKey, ServiceUser
from throughcare.delivery.people.queries import vocabulary
from throughcare.delivery.people.queries.persons import PersonRow, person_rows
from throughcare.delivery.people.queries.scope import led_to_by, reached_by
from throughcare.delivery.people.rules import names
from throughcare.delivery.people.rules.identifiers import Number, is_a_number, recognise
from throughcare.foundation.access.areas import boroughs_of
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.organisations.models import Membership

MOST, MOST_READ = 25, 400
ALIKE_ENOUGH, SURELY_ALIKE = 0.72, 0.88
ASKED_FOR_PEOPLE = (Permission.KEEP_PERSON, Permission.REFER, Permission.NOMINATE)
COORDINATOR = "iom_coordinator"


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A record that the viewer may not see: where it is kept and whom to ask. ``number`` is what they asked by."""

    borough: str
    borough_name: str
    contacts: tuple[str, ...]
    number: Number | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What a search brought up. ``more`` says that there were more than are shown."""

    people: tuple[PersonRow, ...]
    elsewhere: tuple[Elsewhere, ...]
    numbers: tuple[Number, ...]
    more: bool = False
    is_mistyped_number: bool = False


def find(viewer: Viewer, text: str, *, born: date | None, on: date) -> Found:
    """People whose number, name or date of birth is like what was typed, the likeliest first."""
    numbers = recognise(text, year_now=on.year) if text.strip() else []
    if numbers:
        return _by_numbers(viewer, numbers, on=on)
    if text.strip() and is_a_number(text):
        return Found((), (), (), is_mistyped_number=True)
    if not names.parts(text) and born is None:
        return Found((), (), ())
    return _by_name(viewer, text, born, on=on)


def by_number(viewer: Viewer, kind: str, text: str, *, on: date) -> PersonRow | None:
    """The person whom the viewer may see and who has a number, such as a CRN; null where there is none."""
    numbers = [one for one in recognise(text, year_now=on.year) if one.kind == kind]
    found = _by_numbers(viewer, numbers, on=on).people if numbers else ()
    return found[0] if found else None


def _holders(numbers: Iterable[Number]) -> Q:
    """The records that have one of some numbers, or that took in one which has. Few have, so those are read first."""
    wanted = Q(pk__in=[])
    for one in numbers:
        wanted |= Q(kind=one.kind, value=one.value)
    having_it = Identifier.objects.filter(wanted).values_list("service_user_id", "service_user__merged_into_id")
    return Q(pk__in={number for pair in having_it for number in pair if number is not None})


def _by_numbers(viewer: Viewer, numbers: Sequence[Number], *, on: date) -> Found:
    seen = visible_to(viewer, ServiceUser).filter(_holders(numbers))
    people = person_rows(viewer, seen[:MOST], on=on)
    hidden = _unseen(viewer, ServiceUser.objects.filter(_holders(numbers)), {row.id for row in people})
    elsewhere = tuple(_elsewhere(row, on=on, number=numbers[0]) for row in hidden)
    return Found(people, elsewhere, tuple(numbers))


def _unseen(viewer: Viewer, rows: Any, seen: set[int]) -> list[ServiceUser]:
    """Records that may be spoken of without being shown: open ones, for those whose work it is to know of them."""
    if not any(viewer.can(permission) for permission in ASKED_FOR_PEOPLE):
        return []
    open_ones = rows.filter(is_restricted=False, merged_into__isnull=True).exclude(pk__in=seen)
    return list(open_ones)


def _elsewhere(row: ServiceUser, *, on: date, number: Number | None = None) -> Elsewhere:
    return Elsewhere(
        row.borough, vocabulary.borough_name(row.borough), coordinators_of(row.borough, on=on), number=number
    )


def coordinators_of(borough: str, *, on: date) -> tuple[str, ...]:
    """The names of those who coordinate a borough on a day."""
    held = Membership.objects.on(on).filter(role=COORDINATOR, person__is_active=True)
    rows = held.order_by("person__name", "id").values_list("person__name", "organisation__name", "area")
    return tuple(f"{name}, {where}" for name, where, area in rows if borough in boroughs_of(area))


def unseen_with(viewer: Viewer, text: str, *, on: date) -> int | None:
    """The open record with a number that the viewer may not see; null where there is none they may know of."""
    numbers = recognise(text, year_now=on.year)
    if not numbers or visible_to(viewer, ServiceUser).filter(_holders(numbers)).exists():
        return None
    hidden = _unseen(viewer, ServiceUser.objects.filter(_holders(numbers)), set())
    return hidden[0].pk if hidden else None


def restricted_with(viewer: Viewer, text: str, *, on: date) -> int | None:
    """The restricted record with a number, among those that the viewer's area or cases would lead them to. For
    break-glass, which records the attempt; nothing else may ask."""
    numbers = recognise(text, year_now=on.year)
    rows = ServiceUser.objects.filter(reached_by(viewer), is_restricted=True)
    return rows.filter(_holders(numbers)).values_list("pk", flat=True).first() if numbers else None


def having(keys: Sequence[Collection[str]]) -> Any:
    """The numbers of records that have, for each part of a name, one of its keys: themselves or one merged into them.

    Few records took in another, so those are looked at apart: asking of every record what was merged into it would make
    the database look at all of them.
    """
    own = NameKey.objects.filter(key__in=keys[0])
    for one in keys[1:]:
        own = own.filter(service_user__in=NameKey.objects.filter(key__in=one).values("service_user"))
    took_in = ServiceUser.objects.filter(merged_into__isnull=False).values("merged_into")
    joined = ServiceUser.objects.filter(pk__in=took_in)
    for one in keys:
        joined = joined.filter(led_to_by(NameKey.objects.filter(key__in=one), "service_user"))
    return own.values("service_user").union(joined.order_by().values("pk"))


def near(born: date) -> Q:
    """Records with a date of birth, or with its day and month the other way round."""
    turned = date(born.year, born.day, born.month) if born.day <= 12 else born
    return Q(date_of_birth__in={born, turned})


def _candidates(rows: Any, text: str, born: date | None) -> list[ServiceUser]:
    """Records worth comparing: those spelled alike first, then those that sound or begin alike; few enough to read."""
    if not text.strip():
        return list(rows.filter(near(born)).prefetch_related("aliases")[:MOST_READ]) if born else []
    typed = [part for part in names.parts(text) if names.loose_keys(part)]
    if not typed:
        return []
    spelled = rows.filter(pk__in=having([[names.whole_key(part)] for part in typed])).prefetch_related("aliases")
    found = {row.pk: row for row in spelled[:MOST_READ]}
    loose = rows.filter(pk__in=having([names.loose_keys(part) for part in typed])).prefetch_related("aliases")
    if born is not None and len(found) < MOST_READ:
        found |= {row.pk: row for row in loose.filter(near(born))[:MOST_READ]}
    found |= {row.pk: row for row in loose[: MOST_READ - min(len(found), MOST_READ)]}
    return list(found.values())


def _by_name(viewer: Viewer, text: str, born: date | None, *, on: date) -> Found:
    rows = _candidates(visible_to(viewer, ServiceUser), text, born)
    ranked = _ranked(rows, text, born)
    people = person_rows(viewer, ranked[:MOST], on=on)
    return Found(people, _elsewhere_by_name(viewer, text, born, on=on), (), more=len(ranked) > MOST)


def _ranked(rows: Iterable[ServiceUser], text: str, born: date | None) -> list[ServiceUser]:
    weighed = [(_likeness(row, text), row.date_of_birth == born, row) for row in rows]
    kept = [one for one in weighed if one[0] >= ALIKE_ENOUGH]
    kept.sort(key=lambda one: (not one[1] if born else False, -one[0], one[2].family_name, one[2].pk))
    return [row for _, _, row in kept]


def _likeness(row: ServiceUser, text: str) -> float:
    """How like what was typed the likest of a person's names is; a first part alone is as good as the whole."""
    if not text.strip():
        return 1.0
    known = [row.name, *(f"{one.given_name} {one.family_name}" for one in row.aliases.all())]
    return max(max(names.names_alike(text, name), names.begins_like(text, name)) for name in known)


def _elsewhere_by_name(viewer: Viewer, text: str, born: date | None, *, on: date) -> tuple[Elsewhere, ...]:
    """Told only of somebody whose name and date of birth were both given: less would be fishing."""
    if born is None or len(names.parts(text)) < 2:
        return ()
    seen = set(visible_to(viewer, ServiceUser).filter(date_of_birth=born).values_list("pk", flat=True))
    hidden = _unseen(viewer, ServiceUser.objects.filter(date_of_birth=born).prefetch_related("aliases"), seen)
    return tuple(_elsewhere(row, on=on) for row in hidden if _likeness(row, text) >= SURELY_ALIKE)
