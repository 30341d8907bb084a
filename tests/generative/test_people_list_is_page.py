"""Whoever is listed may be opened, whoever may be opened is listed, counts agree, and the restricted are nowhere.

Who may see whom is written here a second time, slowly: area, transfer asked of one's own borough, or a name on the list
of a restricted record; never a record that was merged.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.delivery.people.cast import (
    EAST,
    NORTH,
    TODAY,
    chair,
    coordinator,
    later,
    nominated,
    police,
    practitioner,
    provider,
    someone,
)
from throughcare import clock
from throughcare.delivery.people import actions
from throughcare.delivery.people.models import DuplicatePair, Nominal, RestrictedAccess, ServiceUser, Transfer
from throughcare.delivery.people.queries import candidates, cohort, duplicates, finding
from throughcare.delivery.people.queries.page import page
from throughcare.delivery.people.queries.persons import people_named
from throughcare.delivery.people.queries.scope import PREDICATES
from throughcare.errors import DomainError, NotAllowed, NotFound
from throughcare.foundation.access.areas import boroughs_of
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.ports.owed import owed_to_or_by
from throughcare.foundation.ports.timeline import timeline_of

WHY = "A relative works in this office."
PLACE = st.integers(0, 4)
BOROUGH = st.sampled_from(["hackney", "camden"])
STEPS = st.one_of(
    st.tuples(st.just("add"), BOROUGH, st.sampled_from(["Ash", "Asch"])),
    st.tuples(
        st.sampled_from(["nominate", "adopt", "restrict", "lift", "name", "unname", "ask", "accept", "overlay"]), PLACE
    ),
    st.tuples(st.sampled_from(["merge", "undo"]), PLACE),
)
WAYS = (
    lambda: coordinator(EAST),
    lambda: coordinator(NORTH),
    lambda: chair(EAST),
    lambda: police(NORTH),
    lambda: practitioner(EAST),
    provider,
)


def nth(model: Any, place: int) -> Any:
    row = model.objects.order_by("id")[place : place + 1].first()
    if row is None:
        raise DomainError("There is no such row yet.")
    return row


def keeper_of(person: ServiceUser) -> Viewer:
    return coordinator(EAST if person.borough == "hackney" else NORTH)


def take(step: tuple[Any, ...], at: Any) -> None:
    """Takes one step as those whose turn it may be would."""
    kind, *rest = step
    if kind == "add":
        someone(rest[1], "Sample", borough=rest[0])
    elif kind in ("merge", "undo"):
        pair = nth(DuplicatePair, rest[0])
        by = {"pair_id": pair.pk, "by": keeper_of(pair.first), "at": at}
        if kind == "merge":
            actions.merge_records(keep=pair.first_id, **by)
        else:
            actions.undo_decision(words="They were two.", **by)
    else:
        about(kind, nth(ServiceUser, rest[0]), at)


def about(kind: str, one: ServiceUser, at: Any) -> None:
    """Takes a step about one person."""
    by = keeper_of(one)
    call = {"service_user_id": one.pk, "by": by, "at": at}
    other = "camden" if one.borough == "hackney" else "hackney"
    if kind == "nominate":
        actions.nominate(reason="meets_rule", **call)
    elif kind == "adopt":
        row = Nominal.objects.filter(service_user=one).last() or nominated(one)
        area = EAST if one.borough == "hackney" else NORTH
        actions.adopt(nominal_id=row.pk, reason="spare_place", rating="red", by=chair(area), at=at)
    elif kind == "restrict":
        actions.restrict(reason=WHY, **call)
    elif kind == "lift":
        actions.lift_restriction(words="Left the office.", **call)
    elif kind == "name":
        until = at + timedelta(hours=30)
        actions.name_for_restricted(person_id=police(NORTH).person_id, reason="Manages him.", until=until, **call)
    elif kind == "unname":
        row = RestrictedAccess.objects.filter(service_user=one).last()
        actions.end_restricted_access(access_id=row.pk if row else 0, by=by, at=at)
    elif kind == "ask":
        actions.ask_transfer(to_borough=other, reason="moved_home", **call)
    elif kind == "accept":
        row = Transfer.objects.filter(service_user=one).last()
        to = coordinator(EAST if other == "hackney" else NORTH)
        actions.accept_transfer(transfer_id=row.pk if row else 0, by=to, at=at)
    else:
        actions.record_overlay(kind="custody", from_date=TODAY, reason="police", **call)


def may_see(by: Viewer, one: ServiceUser, now: Any) -> bool:
    """The rule once more, for one person at a time."""
    if one.merged_into_id:
        return False
    areas = {borough for area in ([EAST], [NORTH]) for borough in boroughs_of(area[0]) if borough in by.areas}
    in_area = by.can(Permission.VIEW_COHORT) and one.borough in areas
    asked = by.can(Permission.RUN_PANEL) and any(
        row.state == "asked" and row.asked_by_side == "sending" and row.to_borough in areas
        for row in Transfer.objects.filter(service_user=one)
    )
    records = [one.pk, *ServiceUser.objects.filter(merged_into=one).values_list("pk", flat=True)]
    named = any(
        row.from_at <= now and (row.until is None or row.until > now)
        for row in RestrictedAccess.objects.filter(service_user__in=records, person_id=by.person_id)
    )
    return (in_area or asked) and (named or not one.is_restricted)


def listed_anywhere(by: Viewer, now: Any) -> Iterator[int]:
    """Everybody whom a channel speaks of by name, but for the cohort, which is held to more."""
    on = clock.today(now)
    if by.can(Permission.NOMINATE):
        yield from (one.person.id for one in candidates.candidates(by, on=on, today=on).found)
    if by.can(Permission.RESOLVE_DUPLICATES):
        for one in (*duplicates.pairs(by), *duplicates.pairs(by, state="merged")):
            yield from (one.first.id, one.second.id)
    for text in ("Ash Sample", "Asch Sample", *ServiceUser.objects.values_list("identifiers__value", flat=True)):
        yield from (one.id for one in finding.find(by, text or "Ash Sample", born=None, on=on).people)
    yield from people_named(by, ServiceUser.objects.values_list("pk", flat=True))


def opens(by: Viewer, number: int, now: Any) -> bool:
    try:
        page(by, number, on=clock.today(now), at=now)
    except (NotFound, NotAllowed):
        return False
    return True


def check_viewer(by: Viewer, now: Any) -> None:
    """Lists, pages, counts and messages of one viewer all follow the same rule."""
    everybody = list(ServiceUser.objects.all())
    seen = {one.pk for one in everybody if may_see(by, one, now)}
    assert {row.pk for row in visible_to(by, ServiceUser)} == seen
    assert {one.pk for one in everybody if opens(by, one.pk, now)} == seen
    merged = set(ServiceUser.objects.filter(merged_into__in=seen).values_list("pk", flat=True))
    assert set(listed_anywhere(by, now)) <= seen | merged
    for model in PREDICATES:
        if hasattr(model, "service_user"):
            about = visible_to(by, model).values_list("service_user_id", flat=True)
            assert set(about) <= seen | merged, model.__name__
    owed = {one.href for one in owed_to_or_by(by, now)}
    for one in everybody:
        if one.pk not in seen | merged:
            assert not list(timeline_of(by, one.pk))
            assert f"/people/{one.pk}" not in owed
    check_cohort(by, seen, now)


def check_cohort(by: Viewer, seen: set[int], now: Any) -> None:
    """The cohort's rows are the open stays of those who may be opened, and its counts are of its rows."""
    if not by.can(Permission.VIEW_COHORT):
        with pytest.raises(NotAllowed):
            cohort.cohort(by, on=clock.today(now), today=clock.today(now))
        return
    shown = cohort.cohort(by, on=clock.today(now), today=clock.today(now))
    stays = Nominal.objects.filter(state__in=("identified", "nominated", "deferred", "adopted", "transfer_pending"))
    people = {row.service_user.merged_into_id or row.service_user_id for row in stays.select_related("service_user")}
    rows = [row.person for row in (*shown.rows, *shown.put_forward)]
    assert sorted(rows) == sorted(people & seen)
    assert shown.total == len(shown.rows) == sum(count for _, count in shown.ratings)


@pytest.mark.django_db
@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=4, max_size=12))
def test_who_is_listed_may_be_opened_and_who_may_be_opened_is_listed(db: None, steps: list[Any]) -> None:
    from django.db import transaction

    with transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        someone("Ash", "Sample"), someone("Asch", "Sample", borough="camden")
        for place, step in enumerate(steps):
            now = later(place // 4)
            patch.setattr(clock, "now", lambda now=now: now)
            try:
                with transaction.atomic():
                    take(step, now)
            except DomainError:
                continue
        for way in WAYS:
            check_viewer(way(), now)
        after_names_end = now + timedelta(days=2)
        patch.setattr(clock, "now", lambda: after_names_end)
        check_viewer(police(NORTH), after_names_end)
        transaction.set_rollback(True)
