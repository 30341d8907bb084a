"""The cohort of any day is the same however it is asked: stored, folded from events, replayed, lived through."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.delivery.people.cast import AT, EAST, NORTH, TODAY, chair, coordinator, later, police, someone
from throughcare import clock
from throughcare.delivery.people import actions
from throughcare.delivery.people.models import LedgerEntry, Nominal, Overlay, Transfer
from throughcare.delivery.people.queries.ledger import plain
from throughcare.delivery.people.rules import ledger, replay
from throughcare.errors import DomainError
from throughcare.foundation.record.events import folded_states

DAY = st.integers(0, 40)
WHO = st.integers(0, 2)
PICK = st.integers(0, 5)
STEPS = st.one_of(
    st.tuples(st.just("nominate"), WHO, st.sampled_from(["fixed", "flex", "free"])),
    st.tuples(st.just("identify"), WHO),
    st.tuples(st.just("adopt"), PICK, st.sampled_from(["", "red", "amber", "green"])),
    st.tuples(st.sampled_from(["not_adopt", "defer", "deselect", "readopt"]), PICK),
    st.tuples(st.just("rate"), PICK, st.sampled_from(["red", "amber", "green"])),
    st.tuples(st.just("overlay"), WHO, st.sampled_from(["custody", "recall", "marac"]), DAY),
    st.tuples(st.just("end"), PICK, DAY),
    st.tuples(st.just("withdraw"), PICK),
    st.tuples(st.just("transfer"), WHO),
    st.tuples(st.sampled_from(["accept", "refuse"]), PICK),
    st.tuples(st.just("die"), WHO),
)
REASONS = {"not_adopt": "below_rule", "defer": "information_missing", "deselect": "left_london", "readopt": "released"}


def nth(model: Any, place: int) -> Any:
    row = model.objects.order_by("id")[place : place + 1].first()
    if row is None:
        raise DomainError("There is no such row yet.")
    return row


def take(step: tuple[Any, ...], people: list[Any], at: Any) -> None:
    """Takes one step as those whose turn it may be would."""
    kind, *rest = step
    if kind in ("nominate", "identify", "overlay", "transfer", "die"):
        about_a_person(kind, people[rest[0]], rest[1:], at)
    elif kind in ("end", "withdraw"):
        row = nth(Overlay, rest[0])
        if kind == "end":
            actions.end_overlay(
                overlay_id=row.pk, until=TODAY + timedelta(days=rest[1]), reason="police", by=officer(row), at=at
            )
        else:
            actions.withdraw_overlay(overlay_id=row.pk, words="Another person was meant.", by=officer(row), at=at)
    elif kind in ("accept", "refuse"):
        row = nth(Transfer, rest[0])
        act = actions.accept_transfer if kind == "accept" else actions.refuse_transfer
        act(transfer_id=row.pk, words="Agreed by telephone.", by=coordinator(area_of(row.to_borough)), at=at)
    else:
        about_a_stay(kind, nth(Nominal, rest[0]), rest[1:], at)


def area_of(borough: str) -> str:
    return NORTH if borough == "camden" else EAST


def officer(row: Any) -> Any:
    row.service_user.refresh_from_db()
    return police(area_of(row.service_user.borough))


def about_a_person(kind: str, person: Any, rest: list[Any], at: Any) -> None:
    person.refresh_from_db()
    area = area_of(person.borough)
    call = {"service_user_id": person.pk, "at": at}
    if kind == "nominate":
        actions.nominate(reason="meets_rule", kind=rest[0], by=police(area), **call)
    elif kind == "identify":
        actions.identify(reason="meets_rule", by=police(area), **call)
    elif kind == "overlay":
        first = TODAY + timedelta(days=rest[1])
        actions.record_overlay(kind=rest[0], from_date=first, reason="police", by=police(area), **call)
    elif kind == "transfer":
        to = "hackney" if person.borough == "camden" else "camden"
        actions.ask_transfer(to_borough=to, reason="moved_home", by=coordinator(area), **call)
    else:
        actions.record_death(died_on=clock.today(at), words="Told by the coroner.", by=coordinator(area), **call)


def about_a_stay(kind: str, row: Any, rest: list[Any], at: Any) -> None:
    call = {"nominal_id": row.pk, "by": chair(area_of(row.borough)), "at": at}
    if kind == "adopt":
        actions.adopt(reason="spare_place", rating=rest[0], **call)
    elif kind == "rate":
        actions.rate(reason="progress", rating=rest[0], **call)
    else:
        getattr(actions, kind)(reason=REASONS[kind], **call)


def check_stored_is_folded(on: date) -> None:
    """Stored rows equal the fold of events and the fold of the ledger."""
    stored = {str(pk): state for pk, state in Nominal.objects.values_list("pk", "state")}
    assert folded_states("nominal") == stored
    rated = {str(pk): rating for pk, rating in Nominal.objects.exclude(rating="").values_list("pk", "rating")}
    assert {pk: state for pk, state in folded_states("rating").items() if state != "unrated"} == rated
    lines = plain(LedgerEntry.objects.all())
    assert {pk: one for pk, one in ledger.stays_on(lines, on).items()} == {
        row.pk: ledger.Standing(
            row.service_user_id,
            row.pk,
            row.state,
            row.since,
            row.borough,
            row.kind,
            row.rating,
            row.rated_on,
            row.review_on,
        )
        for row in Nominal.objects.all()
    }
    assert {(one.overlay, one.from_, one.until) for one in ledger.spans(lines).values()} == set(
        Overlay.objects.filter(withdrawn=False).values_list("pk", "from_date", "until")
    )


def check_replay_is_life(days: int) -> None:
    """On every day the fold says what living through all days says, with one stay in the cohort at most."""
    lines = plain(LedgerEntry.objects.all())
    for offset in range(-1, days + 2):
        on = TODAY + timedelta(days=offset)
        folded = ledger.cohort_on(lines, on)
        told = {person: (one.state, one.rating, one.kind, one.borough) for person, one in folded.items()}
        assert told == replay.cohort_lived_through(lines, on)
        assert ledger.overlays_on(lines, on) == replay.overlays_lived_through(lines, on)


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(STEPS, st.integers(0, 3)), min_size=4, max_size=16))
def test_stored_folded_replayed_and_lived_through_agree(db: None, steps: list[Any]) -> None:
    from django.db import transaction

    with transaction.atomic():
        people = [someone(name, "Sample", numbers=[]) for name in ("Ash", "Bo", "Cleo")]
        passed = 0
        for step, wait in steps:
            passed += wait
            try:
                take(step, people, later(passed))
            except DomainError:
                continue
        check_stored_is_folded(TODAY + timedelta(days=passed))
        check_replay_is_life(passed)
        transaction.set_rollback(True)


@given(st.data())
def test_the_fold_equals_the_life_for_any_entries(data: Any) -> None:
    """Without database: entries of any content, as long as each stay begins with a state and overlays start first."""
    lines: list[ledger.Entry] = []
    for number in range(1, data.draw(st.integers(1, 14)) + 1):
        lines.append(any_entry(data, number, lines))
    on = AT.date() + timedelta(days=data.draw(st.integers(-1, 12)))
    folded = ledger.cohort_on(lines, on)
    told = {person: (one.state, one.rating, one.kind, one.borough) for person, one in folded.items()}
    assert told == replay.cohort_lived_through(lines, on)
    assert ledger.overlays_on(lines, on) == replay.overlays_lived_through(lines, on)


def any_entry(data: Any, number: int, before: list[ledger.Entry]) -> ledger.Entry:
    who = data.draw(st.integers(1, 3))
    day = AT.date() + timedelta(days=data.draw(st.integers(0, 10)))
    open_spans = ledger.spans(before)
    if data.draw(st.booleans()):
        if open_spans and data.draw(st.booleans()):
            span = data.draw(st.sampled_from(sorted(open_spans.values(), key=lambda one: one.overlay)))
            what = data.draw(st.sampled_from([ledger.OVERLAY_ENDED, ledger.OVERLAY_WITHDRAWN]))
            return ledger.Entry(number, span.person, None, span.overlay, what, max(day, span.from_ + timedelta(days=1)))
        kind = data.draw(st.sampled_from(["custody", "recall"]))
        return ledger.Entry(number, who, None, number, ledger.OVERLAY_STARTED, day, kind=kind)
    of_stay = [one for one in before if one.stay == who]
    day = max([day, *(one.on for one in of_stay)])
    state = data.draw(st.sampled_from(["adopted", "deselected", "transfer_pending"] + ([""] if of_stay else [])))
    what = data.draw(st.sampled_from(["adopted", "readopted", "rated_red"]))
    rating = data.draw(st.sampled_from(["", "red", "green"]))
    return ledger.Entry(number, who, who, None, what, day, state=state, rating=rating)
