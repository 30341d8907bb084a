"""Writes about who a person is: adding them, their names and numbers, and their death."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from throughcare import clock
from throughcare.delivery.people.actions.common import Change, check_any, last_day, open_person, records_of, write
from throughcare.delivery.people.actions.matching import propose_duplicates
from throughcare.delivery.people.actions.receipts import once
from throughcare.delivery.people.actions.transfers import end_waiting
from throughcare.delivery.people.models import (
    Alias,
    Identifier,
    IdentityChange,
    NameKey,
    Nominal,
    ServiceUser,
)
from throughcare.delivery.people.models.cohort import OPEN
from throughcare.delivery.people.queries import vocabulary
from throughcare.delivery.people.rules import identifiers, identity, living, names
from throughcare.delivery.people.rules.cohort import Why, next_state
from throughcare.delivery.people.rules.identifiers import Number
from throughcare.errors import Invalid, WrongState
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action

Given = Sequence[tuple[str, str]]
GENDERS = [one.value for one in ServiceUser.Gender]


def note(
    person: ServiceUser, what: str, *, by: Viewer, at: datetime, old: str = "", new: str = "", words: str = ""
) -> None:
    """Writes down what was changed about who a person is, with its event."""
    IdentityChange(
        service_user=person,
        what=what,
        old=old[:250],
        new=new[:250],
        words=words.strip(),
        by_id=by.person_id,
        agency=by.organisation_code,
        at=at,
    ).save()
    event(f"service_user.{what}", subject=("service_user", person.pk), by=by, at=at)


def index_names(person: ServiceUser) -> None:
    """Brings the keys under which a person is found in line with their names."""
    aliases = Alias.objects.filter(service_user=person).values_list("given_name", "family_name")
    wanted = names.keys([person.given_name, person.family_name, *(part for alias in aliases for part in alias)])
    there = set(NameKey.objects.filter(service_user=person).values_list("key", flat=True))
    NameKey.objects.filter(service_user=person, key__in=there - wanted).delete()
    NameKey.objects.bulk_create([NameKey(service_user=person, key=key) for key in sorted(wanted - there)])


def _free_clash(number: Number, *, by: Viewer, own: Iterable[int] = ()) -> int:
    """0 where nobody has the number, else the next count where only records have it that ``by`` may not know of.

    Raises ``Invalid`` where a record has it that they may know of: whose it is where they may see it, else where it
    is kept and nothing more.
    """
    holders = Identifier.objects.filter(kind=number.kind, value=number.value).select_related(
        "service_user__merged_into"
    )
    people = [one.service_user.merged_into or one.service_user for one in holders]
    if not people:
        return 0
    own_numbers = set(own)
    if any(person.pk in own_numbers for person in people):
        raise Invalid({"value": "This number is recorded for this person already."})
    seen = set(visible_to(by, ServiceUser).filter(pk__in=[person.pk for person in people]).values_list("pk", flat=True))
    kind = identifiers.NAMES[number.kind]
    for person in people:
        if person.pk in seen:
            raise Invalid({"value": f"Somebody you can see has this {kind} already. Find them by it and open them."})
        if not person.is_restricted:
            where = vocabulary.borough_name(person.borough)
            raise Invalid(
                {"value": f"A record kept in {where} has this {kind} already. Ask to take the person over instead."}
            )
    return max(one.clash for one in holders) + 1


def _add_numbers(person: ServiceUser, given: Given, *, by: Viewer, at: datetime) -> None:
    year_now = clock.today(at).year
    for kind, text in given:
        if not text.strip():
            continue
        try:
            number = identifiers.read(kind, text, year_now=year_now)
            clash = _free_clash(number, by=by)
        except Invalid as error:
            raise Invalid({kind: error.fields.get("value") or error.fields.get("kind") or [error.says]}) from error
        Identifier(service_user=person, kind=number.kind, value=number.value, clash=clash).save()


def _check_person(given_name: str, family_name: str, born: date | None, gender: str, *, today: date) -> None:
    identity.check_name(given_name, family_name)
    identity.check_birth(born, today=today)
    if gender not in GENDERS:
        raise Invalid({"gender": "Choose one of the list."})


@action
def add_service_user(
    *,
    given_name: str,
    family_name: str,
    borough: str,
    date_of_birth: date | None = None,
    gender: str = "not_known",
    numbers: Given = (),
    aliases: Given = (),
    key: str = "",
    by: Viewer,
    at: datetime,
) -> ServiceUser:
    """Adds a person whom nobody found. ``numbers`` are kinds with what was typed, ``aliases`` given and family names.

    Raises ``Invalid`` where a record that ``by`` may know of has one of the numbers already.
    """
    check_can(by, Permission.KEEP_PERSON)
    facts = (given_name, family_name, borough, date_of_birth, gender, tuple(numbers))
    earlier = once.before(key, "add_service_user", *facts)
    if earlier is not None:
        return ServiceUser.objects.get(pk=earlier)
    _check_person(given_name, family_name, date_of_birth, gender, today=clock.today(at))
    identity.check_borough(borough, known=vocabulary.boroughs(), areas=by.areas)
    name = {"given_name": identity.clean_name(given_name), "family_name": identity.clean_name(family_name)}
    person = ServiceUser(**name, date_of_birth=date_of_birth, gender=gender, borough=borough, added_at=at)
    person.save()
    event("service_user.added", subject=("service_user", person.pk), by=by, at=at)
    _add_numbers(person, numbers, by=by, at=at)
    for alias_given, alias_family in aliases:
        _alias(person, alias_given, alias_family, at=at)
    index_names(person)
    propose_duplicates(person, by=by, at=at)
    once.remember(key, "add_service_user", person.pk, *facts)
    return person


@action
def change_service_user(
    *,
    service_user_id: int,
    given_name: str,
    family_name: str,
    date_of_birth: date | None,
    gender: str,
    version: int | None = None,
    words: str = "",
    by: Viewer,
    at: datetime,
) -> ServiceUser:
    """Changes a person's name, date of birth or gender. What stood there before is kept beside it."""
    check_can(by, Permission.KEEP_PERSON)
    person = open_person(service_user_id, by=by, version=version)
    _check_person(given_name, family_name, date_of_birth, gender, today=clock.today(at))
    wanted = {
        "given_name": identity.clean_name(given_name),
        "family_name": identity.clean_name(family_name),
        "date_of_birth": date_of_birth,
        "gender": gender,
    }
    changed = {name: value for name, value in wanted.items() if getattr(person, name) != value}
    if not changed:
        return person
    for name, value in changed.items():
        note(person, f"{name}_changed", old=_text(getattr(person, name)), new=_text(value), words=words, by=by, at=at)
        setattr(person, name, value)
    person.version += 1
    person.save()
    index_names(person)
    propose_duplicates(person, by=by, at=at)
    return person


def _text(value: object) -> str:
    return "" if value is None else str(value)


@action
def add_identifier(*, service_user_id: int, kind: str, value: str, by: Viewer, at: datetime) -> Identifier:
    """Adds a number, checked by the rules of its kind and written in its one form."""
    check_can(by, Permission.KEEP_PERSON)
    person = open_person(service_user_id, by=by)
    number = identifiers.read(kind, value, year_now=clock.today(at).year)
    clash = _free_clash(number, by=by, own=records_of(person))
    row = Identifier(service_user=person, kind=number.kind, value=number.value, clash=clash)
    row.save()
    note(person, "identifier_added", new=f"{number.kind} {number.value}", by=by, at=at)
    propose_duplicates(person, by=by, at=at)
    return row


@action
def remove_identifier(*, identifier_id: int, words: str, by: Viewer, at: datetime) -> None:
    """Takes off a number that was somebody else's. What it was stays in the history of the person."""
    check_can(by, Permission.KEEP_PERSON)
    row = visible_to(by, Identifier).filter(pk=identifier_id).select_related("service_user").first()
    if row is None:
        raise WrongState("This number has been taken off already.", remedy="Open the person's page again.")
    identity.check_reason(words)
    person = open_person(row.service_user.merged_into_id or row.service_user_id, by=by)
    old = f"{row.kind} {row.value}"
    Identifier.objects.filter(pk=row.pk).delete()
    note(person, "identifier_removed", old=old, words=words, by=by, at=at)


def _alias(person: ServiceUser, given: str, family: str, *, at: datetime) -> Alias:
    identity.check_name(given or family, family)
    row = Alias(
        service_user=person,
        given_name=identity.clean_name(given),
        family_name=identity.clean_name(family),
        added_at=at,
    )
    row.save()
    return row


@action
def add_alias(*, service_user_id: int, given_name: str, family_name: str, by: Viewer, at: datetime) -> Alias:
    """Adds another name that a person is known by, under which they are then found too."""
    check_can(by, Permission.KEEP_PERSON)
    person = open_person(service_user_id, by=by)
    row = _alias(person, given_name, family_name, at=at)
    note(person, "alias_added", new=f"{row.given_name} {row.family_name}".strip(), by=by, at=at)
    index_names(person)
    propose_duplicates(person, by=by, at=at)
    return row


@action
def record_death(*, service_user_id: int, died_on: date, words: str, by: Viewer, at: datetime) -> ServiceUser:
    """Records that a person died: their stay in the cohort ends, and nothing later can be recorded for them."""
    check_any(by, Permission.KEEP_PERSON, Permission.RUN_PANEL)
    person = open_person(service_user_id, by=by)
    today = clock.today(at)
    if person.died_on is not None:
        raise WrongState("The death is recorded already.", remedy="Correct it on the person's page if it is wrong.")
    living.check_death(died_on, born=person.date_of_birth, today=today)
    identity.check_reason(words)
    for stay in Nominal.objects.filter(service_user__in=records_of(person), state__in=OPEN).select_for_update():
        state = next_state("person_died", stay.state)
        write(stay, Change("person_died", max(died_on, last_day(stay) or died_on), state), Why("died"), by=by, at=at)
    end_waiting(person, by=by, at=at)
    person.died_on = died_on
    person.version += 1
    person.save()
    note(person, "died", new=died_on.isoformat(), words=words, by=by, at=at)
    return person


@action
def correct_death(*, service_user_id: int, died_on: date | None, words: str, by: Viewer, at: datetime) -> ServiceUser:
    """Corrects the day of death, or takes back a death that was recorded in error (``died_on`` null).

    To correct it to the day that stands there changes nothing.
    """
    check_can(by, Permission.RUN_PANEL)
    person = open_person(service_user_id, by=by)
    if person.died_on is None:
        raise WrongState("No death is recorded for this person.", remedy="Record it on the person's page.")
    identity.check_reason(words)
    if died_on == person.died_on:
        return person
    if died_on is not None:
        living.check_death(died_on, born=person.date_of_birth, today=clock.today(at))
    old = person.died_on.isoformat()
    person.died_on = died_on
    person.version += 1
    person.save()
    note(person, "death_corrected", old=old, new=_text(died_on), words=words, by=by, at=at)
    return person
