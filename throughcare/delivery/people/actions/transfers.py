"""Handing a person over to another area: asked by one side, answered by the other."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from throughcare import clock
from throughcare.delivery.people.actions.common import (
    Change,
    check_why,
    named_now,
    open_person,
    open_stay_of,
    records_of,
    standing_record,
    write,
)
from throughcare.delivery.people.models import Nominal, ServiceUser, Transfer
from throughcare.delivery.people.queries import vocabulary
from throughcare.delivery.people.queries.finding import unseen_with
from throughcare.delivery.people.rules import cohort as rules
from throughcare.delivery.people.rules.cohort import Why
from throughcare.delivery.people.rules.living import check_living
from throughcare.delivery.people.states import Transfer as State
from throughcare.errors import Invalid, NotFound, WrongState
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible
from throughcare.foundation.access.viewers import Viewer, check_can, viewer_of
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action
from throughcare.foundation.reference.working_days import add_working_days

NO_REASON = Why("")


@action
def ask_transfer(
    *, service_user_id: int, to_borough: str, reason: str, words: str = "", by: Viewer, at: datetime
) -> Transfer:
    """Asks another borough's coordinator to take a person over. Until they answer nothing changes for the person."""
    check_can(by, Permission.RUN_PANEL)
    person = open_person(service_user_id, by=by)
    today = clock.today(at)
    check_living(person.died_on, today)
    rules.check_answers_for(person.borough, by.areas, name=vocabulary.borough_name(person.borough))
    rules.check_transfer(from_borough=person.borough, to_borough=to_borough, known=vocabulary.boroughs())
    _check_seen_there(person, to_borough, at=at)
    why = Why(reason, words)
    check_why("transfer_asked", why, today)
    stay = open_stay_of(person)
    if stay is not None:
        row: Nominal = Nominal.objects.locked(stay.pk)
        state = rules.next_state("transfer_asked", row.state)
        change = Change("transfer_asked", today, state, review_on=row.review_on)
        write(row, change, why, by=by, at=at)
    return _asked(person, stay, to_borough, why, Transfer.Side.SENDING, by=by, at=at)


def _check_seen_there(person: ServiceUser, to_borough: str, *, at: datetime) -> None:
    """Raises ``Invalid`` where nobody in the other borough could answer, because nobody there sees the record."""
    if not person.is_restricted:
        return
    viewers = [viewer_of(one.person, on=clock.today(at)) for one in named_now(person, at)]
    if not any(one.can(Permission.RUN_PANEL) and to_borough in one.areas for one in viewers):
        where = vocabulary.borough_name(to_borough)
        raise Invalid({"to_borough": f"This record is restricted. Name the coordinator for {where} first."})


def _asked(
    person: ServiceUser, stay: Nominal | None, to_borough: str, why: Why, side: str, *, by: Viewer, at: datetime
) -> Transfer:
    if _waiting(person).exists():
        raise WrongState("A transfer of this person is waiting for an answer already.", remedy="Wait for the answer.")
    today = clock.today(at)
    transfer = Transfer(
        service_user=person,
        nominal=stay,
        from_borough=person.borough,
        to_borough=to_borough,
        asked_by_side=side,
        reason=why.code,
        words=why.words.strip(),
        asked_by_id=by.person_id,
        asked_at=at,
        due=add_working_days(today, vocabulary.answer_days("transfer", today)),
    )
    transfer.save()
    event(
        "transfer.asked",
        subject=("transfer", transfer.pk),
        by=by,
        at=at,
        reason_code=why.code,
        state=State.ASKED,
    )
    return transfer


@action
def ask_for_person(*, number: str, to_borough: str, reason: str, words: str = "", by: Viewer, at: datetime) -> Transfer:
    """Asks the area that has a person, known by a number, to hand them over. Whoever asks learns nothing more of them.

    Raises ``NotFound`` alike where nobody has the number, where they may see the person, and where the record is
    restricted.
    """
    check_can(by, Permission.KEEP_PERSON)
    today = clock.today(at)
    rules.check_answers_for(to_borough, by.areas, name=vocabulary.borough_name(to_borough))
    found = unseen_with(by, number, on=today)
    if found is None:
        raise NotFound("No record kept elsewhere has this number.", remedy="Find the person by it once more.")
    person = standing_record(found)
    check_living(person.died_on, today)
    why = Why(reason, words)
    check_why("transfer_asked", why, today)
    return _asked(person, open_stay_of(person), to_borough, why, Transfer.Side.RECEIVING, by=by, at=at)


def _open(transfer_id: int, *, by: Viewer) -> Transfer:
    check_can(by, Permission.RUN_PANEL)
    seen: Transfer = get_visible(by, Transfer, pk=transfer_id)
    standing_record(seen.service_user_id)
    row: Transfer = Transfer.objects.locked(transfer_id)
    if row.state != State.ASKED:
        raise WrongState(f"This transfer was {row.state} already.", remedy="Open it again to see the answer.")
    return row


def _answer(row: Transfer, state: str, words: str, *, by: Viewer | None, at: datetime) -> None:
    row.state, row.answer = state, words.strip()
    row.answered_by_id, row.answered_at = (by.person_id if by else None), at
    row.version += 1
    row.save()
    event(f"transfer.{state}", subject=("transfer", row.pk), by=by, at=at, state=state)


@action
def accept_transfer(*, transfer_id: int, words: str = "", by: Viewer, at: datetime) -> Transfer:
    """Takes a person over: their stay goes on in the new borough, with its rating and its next review."""
    row = _open(transfer_id, by=by)
    answering = row.to_borough if row.asked_by_side == Transfer.Side.SENDING else row.from_borough
    rules.check_answers_for(answering, by.areas, name=vocabulary.borough_name(answering))
    person = standing_record(row.service_user_id)
    check_living(person.died_on, clock.today(at))
    person.borough = row.to_borough
    person.version += 1
    person.save()
    event("service_user.moved", subject=("service_user", person.pk), by=by, at=at, reason_code=row.to_borough)
    _answer(row, State.ACCEPTED, words, by=by, at=at)
    end_waiting(person, by=by, at=at)
    if row.nominal_id is not None:
        _go_on(Nominal.objects.locked(row.nominal_id), row, words, by=by, at=at)
    return row


def _go_on(old: Nominal, transfer: Transfer, words: str, *, by: Viewer, at: datetime) -> None:
    """Ends the stay in the old area and opens the one that follows it in the new."""
    today = clock.today(at)
    before = (old.rating, old.review_on, old.kind)
    if old.state == "adopted":
        write(
            old,
            Change("transfer_asked", today, "transfer_pending", review_on=old.review_on),
            Why(transfer.reason),
            by=by,
            at=at,
        )
    state = rules.next_state("transfer_accepted", old.state)
    write(old, Change("transfer_accepted", today, state), Why("", words), by=by, at=at)
    rating, review_on, kind = before
    new = Nominal(service_user_id=old.service_user_id, borough=transfer.to_borough, follows=old)
    start = Change(
        "transferred_in",
        today,
        "adopted",
        rating=rating,
        review_on=review_on,
        kind=kind,
        borough=transfer.to_borough,
    )
    write(new, start, Why(transfer.reason, words), by=by, at=at)


@action
def refuse_transfer(*, transfer_id: int, words: str, by: Viewer, at: datetime) -> Transfer:
    """Declines, with the reason in words. The person stays where they are."""
    row = _open(transfer_id, by=by)
    answering = row.to_borough if row.asked_by_side == Transfer.Side.SENDING else row.from_borough
    rules.check_answers_for(answering, by.areas, name=vocabulary.borough_name(answering))
    if not words.strip():
        raise Invalid({"words": "Say why, so that the other area knows what to do."})
    _answer(row, State.REFUSED, words, by=by, at=at)
    _back(row, "transfer_refused", words, by=by, at=at)
    return row


@action
def withdraw_transfer(*, transfer_id: int, words: str = "", by: Viewer, at: datetime) -> Transfer:
    """Takes the question back before it is answered. Only the side that asked can."""
    row = _open(transfer_id, by=by)
    asking = row.from_borough if row.asked_by_side == Transfer.Side.SENDING else row.to_borough
    rules.check_answers_for(asking, by.areas, name=vocabulary.borough_name(asking))
    _answer(row, State.WITHDRAWN, words, by=by, at=at)
    _back(row, "transfer_withdrawn", words, by=by, at=at)
    return row


def _back(row: Transfer, step: str, words: str, *, by: Viewer, at: datetime) -> None:
    """Lets the stay stand again as it did before the question."""
    if row.nominal_id is None:
        return
    stay: Nominal = Nominal.objects.locked(row.nominal_id)
    if stay.state != "transfer_pending":
        return
    state = rules.next_state(step, stay.state)
    change = Change(step, clock.today(at), state, review_on=stay.review_on)
    write(stay, change, Why("", words), by=by, at=at)


def _waiting(person: ServiceUser) -> QuerySet[Transfer]:
    return Transfer.objects.filter(service_user__in=records_of(person), state=State.ASKED)


def end_waiting(person: ServiceUser, *, by: Viewer | None, at: datetime) -> None:
    """Ends a transfer that waits, because what it asked for can no longer be. Called within another action."""
    for row in _waiting(person).select_for_update():
        _answer(row, State.WITHDRAWN, "", by=by, at=at)
