"""Steps of a stay in the cohort. Each is an entry of the ledger with its day, its reason and its words."""

from __future__ import annotations

from datetime import date, datetime

from throughcare import clock
from throughcare.delivery.people.actions.common import (
    Change,
    check_any,
    check_why,
    last_day,
    open_person,
    open_stay,
    open_stay_of,
    write,
)
from throughcare.delivery.people.actions.receipts import once
from throughcare.delivery.people.actions.transfers import end_waiting
from throughcare.delivery.people.models import Nominal, ServiceUser
from throughcare.delivery.people.queries import vocabulary
from throughcare.delivery.people.rules import cohort as rules
from throughcare.delivery.people.rules.cohort import Why
from throughcare.delivery.people.rules.living import check_living
from throughcare.delivery.people.states import IN_COHORT
from throughcare.delivery.people.states import Nominal as State
from throughcare.errors import Invalid, WrongState
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.record.guard import action

DECIDES = Permission.CHAIR_PANEL
KINDS = [one.value for one in Nominal.Kind]


def _checked_kind(kind: str) -> str:
    if kind not in KINDS:
        raise Invalid({"kind": "Choose fixed, flex or free."})
    return kind


def _checked_day(on: date | None, row: Nominal | None, at: datetime) -> date:
    today = clock.today(at)
    day = on or today
    rules.check_day(day, not_before=last_day(row) if row else None, today=today)
    return day


def _start(person: ServiceUser, change: Change, why: Why, *, by: Viewer, at: datetime) -> Nominal:
    row = Nominal(service_user=person, borough=person.borough, nominated_by_id=by.person_id)
    write(row, change, why, by=by, at=at)
    return row


@action
def identify(
    *, service_user_id: int, reason: str, words: str = "", kind: str = "fixed", by: Viewer, at: datetime
) -> Nominal:
    """Puts a person on the list of those to be considered. Nobody is in the cohort by this alone."""
    check_can(by, Permission.NOMINATE)
    person = open_person(service_user_id, by=by)
    today = clock.today(at)
    check_living(person.died_on, today)
    if open_stay_of(person) is not None:
        raise WrongState("This person is already in the cohort or put forward for it.", remedy="Open their page.")
    why = Why(reason, words)
    check_why("identified", why, today)
    change = Change("identified", today, State.IDENTIFIED, kind=_checked_kind(kind), borough=person.borough)
    return _start(person, change, why, by=by, at=at)


@action
def nominate(
    *,
    service_user_id: int,
    reason: str,
    words: str = "",
    kind: str = "fixed",
    on: date | None = None,
    key: str = "",
    by: Viewer,
    at: datetime,
) -> Nominal:
    """Proposes a person to the panel: for the first time, after being identified, or again after a deferral."""
    check_can(by, Permission.NOMINATE)
    person = open_person(service_user_id, by=by)
    facts = (service_user_id, reason, words, kind)
    earlier = once.before(key, "nominate", *facts)
    if earlier is not None:
        return Nominal.objects.get(pk=earlier)
    row = open_stay_of(person)
    day = _checked_day(on, row, at)
    check_living(person.died_on, day)
    why = Why(reason, words)
    check_why("nominated", why, day)
    kind = _checked_kind(kind)
    if row is None:
        change = Change("put_forward", day, State.NOMINATED, kind=kind, borough=person.borough)
        row = _start(person, change, why, by=by, at=at)
    else:
        step = "renominated" if row.state == State.DEFERRED else "nominated"
        state = rules.next_state(step, row.state)
        row.nominated_by_id = by.person_id
        write(row, Change(step, day, state, kind=kind), why, by=by, at=at)
    once.remember(key, "nominate", row.pk, *facts)
    return row


def _step(
    nominal_id: int,
    step: str,
    why: Why,
    *,
    on: date | None,
    by: Viewer,
    at: datetime,
    version: int | None = None,
    review_on: date | None = None,
) -> Nominal:
    """A step that sets a state, taken by somebody who may."""
    row = open_stay(nominal_id, on=on or clock.today(at), by=by, version=version)
    day = _checked_day(on, row, at)
    state = rules.next_state(step, row.state)
    check_why(step, why, day)
    write(row, Change(step, day, state, review_on=review_on), why, by=by, at=at)
    return row


def _review_day(rating: str, wanted: date | None, on: date) -> date:
    times = vocabulary.interval(rating, on)
    return rules.review_day(wanted, on=on, standard=times.days, longest=times.longest)


@action
def adopt(
    *,
    nominal_id: int,
    reason: str,
    words: str = "",
    rating: str = "",
    rating_reason: str = "first_rating",
    review_on: date | None = None,
    kind: str = "",
    on: date | None = None,
    version: int | None = None,
    by: Viewer,
    at: datetime,
) -> Nominal:
    """Takes a nominated person on; with ``rating`` they are rated in the same step, else the panel rates them next."""
    check_can(by, DECIDES)
    row = open_stay(nominal_id, on=on or clock.today(at), by=by, version=version)
    rules.check_decided_by_another(nominated_by=row.nominated_by_id, by=by.person_id)
    day = _checked_day(on, row, at)
    state = rules.next_state("adopted", row.state)
    why = Why(reason, words)
    check_why("adopted", why, day)
    kind = _checked_kind(kind) if kind else ""
    first_review = review_on if rating else _review_day("red", review_on, day)
    write(row, Change("adopted", day, state, review_on=first_review, kind=kind), why, by=by, at=at)
    if rating:
        _rate(row, rating, Why(rating_reason, words), on=day, review_on=review_on, by=by, at=at)
    return row


@action
def not_adopt(
    *,
    nominal_id: int,
    reason: str,
    words: str = "",
    review_on: date | None = None,
    on: date | None = None,
    version: int | None = None,
    by: Viewer,
    at: datetime,
) -> Nominal:
    """Turns a person down. They can be nominated afresh later. ``review_on`` has no meaning here and is left aside."""
    check_can(by, DECIDES)
    return _step(nominal_id, "not_adopted", Why(reason, words), on=on, by=by, at=at, version=version)


@action
def defer(
    *,
    nominal_id: int,
    reason: str,
    words: str = "",
    review_on: date | None = None,
    on: date | None = None,
    version: int | None = None,
    by: Viewer,
    at: datetime,
) -> Nominal:
    """Puts the decision off: the panel asks for more, to be brought by ``review_on``."""
    check_can(by, DECIDES)
    back = _review_day("deferred", review_on, on or clock.today(at))
    return _step(nominal_id, "deferred", Why(reason, words), on=on, by=by, at=at, version=version, review_on=back)


def _rate(row: Nominal, rating: str, why: Why, *, on: date, review_on: date | None, by: Viewer, at: datetime) -> None:
    rules.check_rating(rating, state=row.state)
    check_why("rated", why, on)
    back = _review_day(rating, review_on, on)
    write(row, Change(f"rated_{rating}", on, rating=rating, review_on=back), why, by=by, at=at)


@action
def rate(
    *,
    nominal_id: int,
    rating: str,
    reason: str,
    words: str = "",
    review_on: date | None = None,
    on: date | None = None,
    version: int | None = None,
    by: Viewer,
    at: datetime,
) -> Nominal:
    """Rates somebody in the cohort red, amber or green; the same rating again is a review that changes nothing."""
    check_any(by, DECIDES, Permission.RUN_PANEL)
    row = open_stay(nominal_id, on=on or clock.today(at), by=by, version=version)
    day = _checked_day(on, row, at)
    _rate(row, rating, Why(reason, words), on=day, review_on=review_on, by=by, at=at)
    return row


@action
def change_kind(
    *,
    nominal_id: int,
    kind: str,
    reason: str,
    words: str = "",
    on: date | None = None,
    version: int | None = None,
    by: Viewer,
    at: datetime,
) -> Nominal:
    """Changes the type of place: fixed, flex or free."""
    check_any(by, DECIDES, Permission.RUN_PANEL)
    row = open_stay(nominal_id, on=on or clock.today(at), by=by, version=version)
    if row.state not in IN_COHORT:
        raise WrongState("Only somebody in the cohort has a place.", remedy="Open their page to see where they stand.")
    day = _checked_day(on, row, at)
    why = Why(reason, words)
    check_why("adopted", why, day)
    write(row, Change("kind_changed", day, kind=_checked_kind(kind), review_on=row.review_on), why, by=by, at=at)
    return row


@action
def deselect(
    *,
    nominal_id: int,
    reason: str,
    words: str = "",
    review_on: date | None = None,
    on: date | None = None,
    version: int | None = None,
    by: Viewer,
    at: datetime,
) -> Nominal:
    """Takes a person off the cohort. A transfer that waits for an answer ends with it."""
    check_can(by, DECIDES)
    row = _step(nominal_id, "deselected", Why(reason, words), on=on, by=by, at=at, version=version)
    end_waiting(row.service_user.standing, by=by, at=at)
    return row


@action
def readopt(
    *,
    nominal_id: int,
    reason: str,
    words: str = "",
    review_on: date | None = None,
    on: date | None = None,
    version: int | None = None,
    by: Viewer,
    at: datetime,
) -> Nominal:
    """Takes a deselected person on again. They have no rating until the panel gives one."""
    check_can(by, DECIDES)
    back = _review_day("red", review_on, on or clock.today(at))
    return _step(nominal_id, "readopted", Why(reason, words), on=on, by=by, at=at, version=version, review_on=back)
