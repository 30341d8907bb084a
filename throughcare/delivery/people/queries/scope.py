"""Who may see which person: the one predicate, for lists, pages, counts, search, messages and exports alike.

An app through which somebody comes to see a person (an area, a case, a panel) registers that way with
``@way_to_see``. Whatever the way, a restricted record is seen only by those named for it, and a merged one by nobody.
What is about a person, in any app, is found with ``about_visible``: it follows a merged record to the one that stands.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q
from django.db.models.functions import Coalesce

from throughcare import clock
from throughcare.delivery.people import models
from throughcare.delivery.people.models import RestrictedAccess, ServiceUser, Transfer
from throughcare.foundation.access.holding import pages_are_about
from throughcare.foundation.access.memory import remembered
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.queries import opened_by
from throughcare.foundation.access.scope import NOBODY, Predicate, scope, sees
from throughcare.foundation.access.viewers import Viewer

Way = Callable[[Viewer], Q]
WORKS_WITH = (Permission.VIEW_COHORT, Permission.WORK_CASE, Permission.ALLOCATE_CASE)
_ways: list[Way] = []


def records_of(people: Collection[int]) -> dict[int, int]:
    """Every record of some people, merged ones included, with the number of the one that stands."""
    rows = ServiceUser.objects.filter(merged_into__in=people).values_list("pk", "merged_into_id")
    merged = remembered(("merged", tuple(people)), lambda: dict(rows))
    return {number: number for number in people} | merged


pages_are_about(ServiceUser, lambda numbers: tuple(records_of(numbers)))


def way_to_see(way: Way) -> Way:
    """Registers a way by which a viewer comes to see people. It says nothing of restriction: that is applied here."""
    if way not in _ways:
        _ways.append(way)
    return way


def standing_for(numbers: Any) -> Q:
    """The people that some records are about: those records, and where they were merged, the ones that stand.

    ``numbers`` is a query of service users' numbers. A way by cases or panels is written with it.
    """
    merged = ServiceUser.objects.filter(pk__in=numbers, merged_into__isnull=False)
    return Q(pk__in=numbers) | Q(pk__in=merged.values("merged_into"))


def about_any_of(people: Collection[int], path: str = "service_user") -> Q:
    """What is about some people on any of their records, for a model that names them at ``path``."""
    return Q(**{f"{path}__in": list(records_of(people))})


def standing_at(path: str = "service_user") -> Coalesce:
    """The number of the record that stands for whom rows are about, for a model that names them at ``path``."""
    return Coalesce(f"{path}__merged_into_id", f"{path}_id")


def about_visible(viewer: Viewer, path: str = "service_user") -> Q:
    """What is about people whom a viewer may see, for a model that names them at ``path``."""
    return sees(viewer, ServiceUser, path) | sees(viewer, ServiceUser, f"{path}__merged_into")


def led_to_by(rows: Any, path: str) -> Q:
    """The people whom some rows are about at ``path``, and where that record was merged, the one that stands."""
    # Few records are merged: to say that these are spares the database reading all rows for the second question.
    merged = rows.filter(**{f"{path}__merged_into__isnull": False, f"{path}__merged_into": OuterRef("pk")})
    return Q(Exists(rows.filter(**{path: OuterRef("pk")}))) | Q(Exists(merged))


@way_to_see
def by_area(viewer: Viewer) -> Q:
    """Those who manage the cohort see the people of the boroughs for which they hold their roles."""
    return Q(borough__in=viewer.areas) if viewer.can(Permission.VIEW_COHORT) else NOBODY


@way_to_see
def by_transfer(viewer: Viewer) -> Q:
    """Coordinators see the people whom another area asks them to take over."""
    if not viewer.can(Permission.RUN_PANEL):
        return NOBODY
    waiting = Transfer.objects.filter(state="asked", asked_by_side=Transfer.Side.SENDING, to_borough__in=viewer.areas)
    return led_to_by(waiting, "service_user")


def open_to(viewer: Viewer, path: str = "") -> Q:
    """Records that restriction does not close to a viewer: open ones, and those they are named for or broke into.

    Those are few, so their numbers are read first, which keeps every query that this narrows plain. ``path`` leads to
    the person from another model, such as ``service_user__``.
    """
    numbers = _numbers_open_to(viewer)
    is_open = Q(**{f"{path}is_restricted": False})
    return is_open | Q(**{f"{path}pk__in": numbers}) if numbers else is_open


def _numbers_open_to(viewer: Viewer) -> set[int]:
    return _named_for(viewer) | {int(number) for number in opened_by(viewer, "service_user", at=clock.now())}


def about_open_to(viewer: Viewer, path: str) -> Q:
    """What is about people whose record is not closed to the viewer, for a model that leads to them at ``path``.

    What is about a merged record is open where the one that stands is: two plain joins and no question row by row.
    """
    numbers, stands = _numbers_open_to(viewer), Q(**{f"{path}merged_into__isnull": True})
    merged = Q(**{f"{path}merged_into__is_restricted": False})
    if numbers:
        merged |= Q(**{f"{path}merged_into__in": numbers})
    return (stands & open_to(viewer, path)) | merged


def about_unrestricted(path: str) -> Q:
    """What is about people whose record is closed to nobody: what counts that leave are of."""
    stands = Q(**{f"{path}merged_into__isnull": True, f"{path}is_restricted": False})
    return stands | Q(**{f"{path}merged_into__is_restricted": False})


def _named_for(viewer: Viewer) -> set[int]:
    """The records that somebody is named for now, those that stand for merged ones included."""
    rows = RestrictedAccess.objects.filter(person_id=viewer.person_id)
    columns = ("service_user_id", "service_user__merged_into_id", "from_at", "until")
    found = remembered(("named", viewer.person_id), lambda: list(rows.values_list(*columns)))
    at = clock.now()
    return {merged or own for own, merged, since, until in found if since <= at and (until is None or until > at)}


def reached_by(viewer: Viewer) -> Q:
    """Records that stand and that any registered way leads a viewer to, were they not restricted."""
    if not viewer.is_signed_in:
        return NOBODY
    found = NOBODY
    for way in _ways:
        found |= way(viewer)
    return found & Q(merged_into__isnull=True)


@scope(ServiceUser)
def who_sees_a_service_user(viewer: Viewer) -> Q:
    """Any registered way, less restricted and merged records."""
    return reached_by(viewer) & open_to(viewer)


def _about_the_person(viewer: Viewer) -> Q:
    return about_visible(viewer)


def _of_casework(viewer: Viewer) -> Q:
    """What those who manage or work with a person need, and those who only book them do not."""
    return about_visible(viewer) if any(viewer.can(one) for one in WORKS_WITH) else NOBODY


def _of_the_cohort(viewer: Viewer) -> Q:
    return about_visible(viewer) if viewer.can(Permission.VIEW_COHORT) else NOBODY


def _pairs(viewer: Viewer) -> Q:
    """A pair is seen only by those who may see both records, merged or not."""
    if not viewer.can(Permission.VIEW_COHORT):
        return NOBODY
    return about_visible(viewer, "first") & about_visible(viewer, "second")


def _merges(viewer: Viewer) -> Q:
    return about_visible(viewer, "kept") & about_visible(viewer, "merged")


def _named(viewer: Viewer) -> Q:
    return about_visible(viewer) if viewer.can(Permission.OPEN_RESTRICTED) else NOBODY


PREDICATES: dict[type[Model], Predicate] = {
    models.Alias: _about_the_person,
    models.Identifier: _about_the_person,
    models.IdentityChange: _of_the_cohort,
    models.RestrictedAccess: _named,
    models.DuplicatePair: _pairs,
    models.Merge: _merges,
    models.Nominal: _about_the_person,
    models.Overlay: _about_the_person,
    models.LedgerEntry: _of_the_cohort,
    models.Transfer: _of_the_cohort,
    models.Offence: _of_casework,
    models.RiskScore: _of_casework,
    models.Challenge: _of_casework,
    models.Need: _of_casework,
    models.Circumstances: _about_the_person,
}
for _model, _predicate in PREDICATES.items():
    scope(_model)(_predicate)
