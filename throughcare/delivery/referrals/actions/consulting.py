"""Advice about a case: asked for or not, given, withdrawn, rated, and sometimes the start of a referral."""

from __future__ import annotations

from datetime import datetime

from throughcare import clock
from throughcare.delivery.people.models import ServiceUser
from throughcare.delivery.referrals.actions.advancing import open_referral
from throughcare.delivery.referrals.actions.drafting import start_draft
from throughcare.delivery.referrals.actions.receipts import once
from throughcare.delivery.referrals.models import Consultation, Referral
from throughcare.delivery.referrals.queries import consultations as queries
from throughcare.delivery.referrals.rules import advising as rules
from throughcare.delivery.referrals.rules.advising import Advice
from throughcare.delivery.services.queries import definition, provider_for
from throughcare.errors import Invalid, NotAllowed, WrongState
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.organisations.models import Organisation, Person
from throughcare.foundation.record.events import event, read_of
from throughcare.foundation.record.guard import action

OUTCOMES = tuple(map(str, Consultation.Outcome.values))


def _record(row: Consultation, what: str, *, by: Viewer, at: datetime, state: str = "", reason: str = "") -> None:
    event(what, subject=("consultation", row.pk), by=by, at=at, state=state, reason_code=reason)


@action
def ask_consultation(
    *,
    service: str,
    borough: str,
    question: str,
    service_user_id: int | None = None,
    referral_id: int | None = None,
    key: str = "",
    by: Viewer,
    at: datetime,
) -> Consultation:
    """Asks a service for advice about a case, naming the person or not. No referral is needed."""
    check_can(by, Permission.REFER)
    facts = (service, borough, question, service_user_id, referral_id)
    earlier = once.before(key, "ask_consultation", *facts)
    if earlier is not None:
        return Consultation.objects.get(pk=earlier)
    today = clock.today(at)
    rules.check_service_advises(definition(service, on=today))
    rules.check_question(question)
    person = get_visible(by, ServiceUser, pk=service_user_id) if service_user_id else None
    referral = get_visible(by, Referral, pk=referral_id) if referral_id else None
    provider = Organisation.objects.get(code=provider_for(service, person.borough if person else borough, today))
    row = Consultation(
        service=service,
        provider=provider,
        asker_id=by.person_id,
        asker_organisation=Organisation.objects.get(code=by.organisation_code),
        service_user=person,
        referral=referral,
        state=Consultation.State.ASKED,
        since=at,
        asked_at=at,
        question=question.strip(),
    )
    row.save()
    once.remember(key, "ask_consultation", row.pk, *facts)
    _record(row, "consultation.asked", by=by, at=at, state=row.state)
    return row


@action
def log_consultation(
    *,
    service: str,
    advice: Advice,
    asker_id: int | None,
    asker_organisation: str,
    referral_id: int | None = None,
    service_user_id: int | None = None,
    is_apart: bool = False,
    key: str = "",
    by: Viewer,
    at: datetime,
) -> Consultation:
    """Records advice that was just given, naming nobody, or a person whom the worker or the asker may see.

    ``asker_organisation`` alone where the asker does not sign in here. Where a question about the same waits,
    ``Invalid`` says to answer that, so that it is counted once, unless this ``is_apart`` from it.
    """
    check_can(by, Permission.WORK_CASE)
    facts = (service, advice, asker_id, asker_organisation, referral_id, service_user_id)
    earlier = once.before(key, "log_consultation", *facts)
    if earlier is not None:
        return Consultation.objects.get(pk=earlier)
    _checked(service, advice, at)
    referral, person = _about(referral_id, service_user_id, asker_id, service, by=by, at=at)
    waiting = queries.waiting_question(by, service, asker_id, person.pk if person else None)
    rules.check_none_waits(waiting, is_apart=is_apart)
    row = Consultation(
        service=service,
        provider=_own_provider(service, by, at),
        worker_id=by.person_id,
        asker=Person.objects.filter(pk=asker_id or 0).first(),
        asker_organisation=_home(asker_organisation),
        service_user=referral.service_user if referral else person,
        referral=referral,
        asked_at=at,
    )
    _give(row, advice, by=by, at=at)
    once.remember(key, "log_consultation", row.pk, *facts)
    return row


def _about(
    referral_id: int | None,
    service_user_id: int | None,
    asker_id: int | None,
    service: str,
    *,
    by: Viewer,
    at: datetime,
) -> tuple[Referral | None, ServiceUser | None]:
    """The case that advice is about, of a person named the open one with the service; and who stands for them."""
    if referral_id:
        referral: Referral = get_visible(by, Referral, pk=referral_id)
        return referral, referral.about
    if not service_user_id:
        return None, None
    person = _named(service_user_id, asker_id, by=by, at=at)
    return queries.open_case(by, person, service), person


def _named(service_user_id: int, asker_id: int | None, *, by: Viewer, at: datetime) -> ServiceUser:
    """Somebody whom the worker sees, or whom the asker sees and so could name; that they were named is recorded."""
    person = queries.nameable(by, asker_id, clock.today(at)).filter(pk=service_user_id).first()
    if person is None:
        raise Invalid({"crn": queries.NOBODY_OF_THIS_NUMBER})
    read_of(("service_user", person.pk), by=by, at=at, reason_code="consulted")
    return person


def _checked(service: str, advice: Advice, at: datetime) -> None:
    found = definition(service, on=clock.today(at))
    rules.check_service_advises(found)
    rules.check_advice(found, advice, OUTCOMES)


def _home(code: str) -> Organisation:
    home: Organisation | None = Organisation.objects.filter(code=code).first()
    if home is None:
        raise Invalid({"asker_organisation": "Choose the organisation of whoever asked."})
    return home


def _own_provider(service: str, by: Viewer, at: datetime) -> Organisation:
    offers = definition(service, on=clock.today(at)).offers
    mine = next((one.provider for one in offers if one.provider in by.organisation_codes), None)
    if mine is None:
        raise NotAllowed("Your organisation does not provide this service.", remedy="Choose a service of your own.")
    return Organisation.objects.get(code=mine)


def _give(row: Consultation, advice: Advice, *, by: Viewer, at: datetime) -> None:
    row.topics, row.minutes = list(advice.topics), advice.minutes
    row.advice, row.outcome = advice.advice.strip(), advice.outcome
    row.worker_id, row.given_at = by.person_id, at
    row.state, row.since = Consultation.State.GIVEN, at
    row.save()
    _record(row, "consultation.given", by=by, at=at, state=row.state, reason=advice.outcome)


@action
def give_consultation(*, consultation_id: int, advice: Advice, by: Viewer, at: datetime) -> Consultation:
    """Answers a consultation that was asked for."""
    check_can(by, Permission.WORK_CASE)
    get_visible(by, Consultation, pk=consultation_id)
    row: Consultation = Consultation.objects.locked(consultation_id)
    if row.provider.code not in by.organisation_codes:
        raise NotAllowed("Only the service that was asked answers.", remedy="Ask them.")
    if row.state != Consultation.State.ASKED:
        raise WrongState("This was answered or taken back already.", remedy="Open it to see what was said.")
    rules.check_advice(definition(row.service, on=clock.today(at)), advice, OUTCOMES)
    row.version += 1
    _give(row, advice, by=by, at=at)
    return row


@action
def withdraw_consultation(*, consultation_id: int, by: Viewer, at: datetime) -> Consultation:
    """Takes back a question that was not answered yet."""
    get_visible(by, Consultation, pk=consultation_id)
    row: Consultation = Consultation.objects.locked(consultation_id)
    if row.asker_id != by.person_id:
        raise NotAllowed("Only whoever asked takes the question back.", remedy="Ask them.")
    if row.state != Consultation.State.ASKED:
        raise WrongState("This was answered or taken back already.", remedy="Open it to see what was said.")
    row.state, row.since = Consultation.State.WITHDRAWN, at
    row.version += 1
    row.save()
    _record(row, "consultation.withdrawn", by=by, at=at, state=row.state)
    return row


@action
def rate_consultation(*, consultation_id: int, rating: int, words: str = "", by: Viewer, at: datetime) -> Consultation:
    """The asker says how useful it was, from 1 to 5; they may change their mind."""
    get_visible(by, Consultation, pk=consultation_id)
    row: Consultation = Consultation.objects.locked(consultation_id)
    if row.asker_id != by.person_id:
        raise NotAllowed("Only whoever asked rates the advice.", remedy="Ask them.")
    rules.check_rating(row.state, rating, clock.today(row.given_at) if row.given_at else None, clock.today(at))
    if over := rules.check_words(words):
        raise Invalid({"words": over})
    row.rating, row.rating_words, row.rated_at = rating, words.strip(), at
    row.version += 1
    row.save()
    _record(row, "consultation.rated", by=by, at=at, reason=str(rating))
    return row


@action
def refer_from_consultation(*, consultation_id: int, service_user_id: int, by: Viewer, at: datetime) -> Referral:
    """Begins a referral from advice, by whoever asked; the two stay linked and the advice stays counted."""
    check_can(by, Permission.REFER)
    get_visible(by, Consultation, pk=consultation_id)
    row: Consultation = Consultation.objects.locked(consultation_id)
    if row.asker_id != by.person_id:
        raise NotAllowed("Only whoever asked refers from it.", remedy="Make a referral of your own.")
    if row.referral_id is not None:
        return open_referral(row.referral_id, by=by)
    referral = start_draft(service=row.service, service_user_id=service_user_id, by=by, at=at)
    row.referral, row.service_user_id = referral, row.service_user_id or service_user_id
    row.version += 1
    row.save()
    _record(row, "consultation.became_referral", by=by, at=at)
    return referral
