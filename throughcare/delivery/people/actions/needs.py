"""What is found about a person's needs, circumstances and offences. Rows are added; nothing is written over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from throughcare import clock
from throughcare.delivery.people.actions.common import check_any, open_person, standing_record
from throughcare.delivery.people.actions.receipts import once
from throughcare.delivery.people.models import Answer, Circumstances, Need, Offence, ServiceUser
from throughcare.delivery.people.queries import vocabulary
from throughcare.delivery.people.rules import scores as rules
from throughcare.delivery.people.rules.living import check_living
from throughcare.errors import Invalid, WrongState
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action

RECORDS = (Permission.RECORD_RISK, Permission.KEEP_PERSON, Permission.WORK_CASE)
SOURCES = [one.value for one in Need.Source]
LONGEST_WORDS = 10_000


@dataclass(frozen=True, slots=True)
class Found:
    """What was found about one need: there or not, and separately its two links; each yes, no or not_known."""

    code: str
    present: str
    linked_to_offending: str = "not_known"
    linked_to_serious_harm: str = "not_known"


def _open(service_user_id: int, on: date, *, field: str, by: Viewer, at: datetime) -> ServiceUser:
    check_any(by, *RECORDS)
    person = open_person(service_user_id, by=by)
    check_living(person.died_on, on)
    rules.check_past(on, field=field, born=person.date_of_birth, today=clock.today(at))
    return person


@action
def record_needs(
    *,
    service_user_id: int,
    found: Sequence[Found],
    source: str,
    assessed_on: date,
    words: str = "",
    key: str = "",
    by: Viewer,
    at: datetime,
) -> list[Need]:
    """Records what was found about needs on a day. Needs that are not named keep what was found before."""
    person = _open(service_user_id, assessed_on, field="assessed_on", by=by, at=at)
    facts = (service_user_id, tuple(found), source, assessed_on, words)
    if once.before(key, "record_needs", *facts) is not None:
        return []
    if not found:
        raise Invalid({"": "Answer for at least one need."})
    _check_words(words=words)
    known = [row.id for row in vocabulary.need_kinds(assessed_on)]
    for one in found:
        answers = (one.present, one.linked_to_offending, one.linked_to_serious_harm)
        rules.check_need(code=one.code, known=known, answers=answers, source=source, sources=SOURCES)
    shared = {"source": source, "assessed_on": assessed_on, "words": words.strip()}
    who = {"recorded_by_id": by.person_id, "agency": by.organisation_code, "recorded_at": at}
    rows = [Need(service_user=person, **asdict(one), **shared, **who) for one in found]
    for row in rows:
        row.save()
    event("service_user.needs_recorded", subject=("service_user", person.pk), by=by, at=at)
    once.remember(key, "record_needs", person.pk, *facts)
    return rows


@action
def record_circumstances(
    *,
    service_user_id: int,
    what_matters: str = "",
    gp_registered: str = "not_known",
    language: str = "",
    interpreter: str = "not_known",
    communication: str = "",
    key: str = "",
    by: Viewer,
    at: datetime,
) -> Circumstances:
    """Records what matters to the person and what to know to reach them, from now on."""
    person = _open(service_user_id, clock.today(at), field="", by=by, at=at)
    facts = (service_user_id, what_matters, gp_registered, language, interpreter, communication)
    earlier = once.before(key, "record_circumstances", *facts)
    if earlier is not None:
        return Circumstances.objects.get(pk=earlier)
    _check_answers(gp_registered=gp_registered, interpreter=interpreter)
    _check_words(what_matters=what_matters, communication=communication)
    row = Circumstances(
        service_user=person,
        what_matters=what_matters.strip(),
        gp_registered=gp_registered,
        language=" ".join(language.split())[:60],
        interpreter=interpreter,
        communication=communication.strip(),
        recorded_by_id=by.person_id,
        agency=by.organisation_code,
        recorded_at=at,
    )
    row.save()
    event("service_user.circumstances_recorded", subject=("service_user", person.pk), by=by, at=at)
    once.remember(key, "record_circumstances", row.pk, *facts)
    return row


def _check_answers(**answers: str) -> None:
    for field, answer in answers.items():
        if answer not in set(Answer):
            raise Invalid({field: "Choose yes, no or not known."})


def _check_words(**found: str) -> None:
    for field, words in found.items():
        if len(words) > LONGEST_WORDS:
            raise Invalid({field: f"The words are longer than {LONGEST_WORDS:,} characters. Shorten them."})


@action
def record_offence(
    *,
    service_user_id: int,
    group: str,
    committed_on: date,
    proven_on: date | None = None,
    is_violent: bool | None = None,
    is_index: bool = False,
    key: str = "",
    by: Viewer,
    at: datetime,
) -> Offence:
    """Records an offence as selection reads it; violent as its group is unless told otherwise."""
    check_can(by, Permission.RECORD_RISK)
    person = open_person(service_user_id, by=by)
    facts = (service_user_id, group, committed_on, proven_on, is_violent, is_index)
    earlier = once.before(key, "record_offence", *facts)
    if earlier is not None:
        return Offence.objects.get(pk=earlier)
    today = clock.today(at)
    _check_days(person, committed_on, proven_on, today)
    known = {row.id: row for row in vocabulary.offence_groups(today)}
    if group not in known:
        raise Invalid({"group": "Choose a group of the list."})
    row = Offence(
        service_user=person,
        group=group,
        is_violent=known[group].violent if is_violent is None else is_violent,
        is_index=is_index,
        committed_on=committed_on,
        proven_on=proven_on,
        recorded_by_id=by.person_id,
        recorded_at=at,
    )
    row.save()
    event("offence.recorded", subject=("offence", row.pk), by=by, at=at)
    once.remember(key, "record_offence", row.pk, *facts)
    return row


def _check_days(person: ServiceUser, committed_on: date, proven_on: date | None, today: date) -> None:
    check_living(person.died_on, committed_on)
    rules.check_past(committed_on, field="committed_on", born=person.date_of_birth, today=today)
    if proven_on is not None and not committed_on <= proven_on <= today:
        raise Invalid({"proven_on": "It is proven on or after the day of the offence, and not after today."})


@action
def withdraw_offence(*, offence_id: int, by: Viewer, at: datetime) -> Offence:
    """Takes back an offence that was recorded in error."""
    check_can(by, Permission.RECORD_RISK)
    seen: Offence = get_visible(by, Offence, pk=offence_id)
    standing_record(seen.service_user_id)
    row: Offence = Offence.objects.locked(offence_id)
    if row.withdrawn:
        raise WrongState("This offence has been withdrawn.", remedy="Open the person's page to see the others.")
    row.withdrawn = True
    row.save()
    event("offence.withdrawn", subject=("offence", row.pk), by=by, at=at)
    return row
