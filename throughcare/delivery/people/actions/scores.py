"""Risk scores, recorded or computed, and challenges to what a score or a rating led to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from throughcare import clock
from throughcare.delivery.people.actions.common import check_any, open_person, standing_record
from throughcare.delivery.people.actions.receipts import once
from throughcare.delivery.people.models import Challenge, LedgerEntry, RiskScore, ServiceUser
from throughcare.delivery.people.queries import vocabulary
from throughcare.delivery.people.queries.computing import can_compute
from throughcare.delivery.people.rules import scores as rules
from throughcare.delivery.people.rules.living import check_living
from throughcare.delivery.people.states import Challenge as State
from throughcare.errors import Invalid, NotFound, WrongState
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action
from throughcare.foundation.reference.cohort import RiskInstrument
from throughcare.foundation.reference.working_days import add_working_days

HEARS = (Permission.VIEW_COHORT, Permission.WORK_CASE)
LONGEST_VERSION = 40


def _instrument(code: str) -> RiskInstrument:
    found = vocabulary.instrument(code)
    if found is None:
        raise Invalid({"instrument": "Choose an instrument of the list."})
    return found


def _open(service_user_id: int, assessed_on: date, *, by: Viewer, at: datetime) -> ServiceUser:
    check_can(by, Permission.RECORD_RISK)
    person = open_person(service_user_id, by=by)
    check_living(person.died_on, assessed_on)
    rules.check_past(assessed_on, field="assessed_on", born=person.date_of_birth, today=clock.today(at))
    return person


def _keep(row: RiskScore, *, by: Viewer, at: datetime) -> None:
    row.recorded_by_id, row.agency, row.recorded_at = by.person_id, by.organisation_code, at
    row.save()
    event(f"score.{row.source}", subject=("score", row.pk), by=by, at=at, reason_code=row.instrument)


@action
def record_score(
    *,
    service_user_id: int,
    instrument: str,
    version: str,
    assessed_on: date,
    tenths_1y: int | None = None,
    tenths_2y: int | None = None,
    band: str = "",
    key: str = "",
    by: Viewer,
    at: datetime,
) -> RiskScore:
    """Records a score that an agency gave, in tenths of a per cent. Earlier ones stay as they are."""
    person = _open(service_user_id, assessed_on, by=by, at=at)
    facts = (service_user_id, instrument, version, assessed_on, tenths_1y, tenths_2y, band)
    earlier = once.before(key, "record_score", *facts)
    if earlier is not None:
        return RiskScore.objects.get(pk=earlier)
    known = _instrument(instrument)
    rules.check_score(tenths_1y=tenths_1y, tenths_2y=tenths_2y, band=band, years=known.years, bands=known.bands)
    if not version.strip() or len(version.strip()) > LONGEST_VERSION:
        raise Invalid({"version": f"Write the version as the score states it, at most {LONGEST_VERSION} characters."})
    row = RiskScore(
        service_user=person,
        instrument=instrument,
        version=version.strip(),
        assessed_on=assessed_on,
        tenths_1y=tenths_1y,
        tenths_2y=tenths_2y,
        band=band,
    )
    _keep(row, by=by, at=at)
    once.remember(key, "record_score", row.pk, *facts)
    return row


@action
def compute_score(
    *, service_user_id: int, instrument: str, answers: Mapping[str, Any], key: str = "", by: Viewer, at: datetime
) -> RiskScore:
    """Computes a score from answers and keeps it beside those recorded, marked as computed.

    Raises ``Invalid`` with what the calculation says of answers that cannot be.
    """
    today = clock.today(at)
    person = _open(service_user_id, today, by=by, at=at)
    facts = (service_user_id, instrument, sorted(answers.items()))
    earlier = once.before(key, "compute_score", *facts)
    if earlier is not None:
        return RiskScore.objects.get(pk=earlier)
    known = _instrument(instrument)
    if not can_compute(known):
        raise WrongState(f"{known.name} cannot be computed here.", remedy="Record the score that an agency gave.")
    found = _computed(known, {**_of_person(person), "assessment_date": today, **answers})
    row = RiskScore(
        service_user=person,
        instrument=instrument,
        version=found["version"],
        variant=found["variant"] or "",
        assessed_on=today,
        tenths_1y=_tenths(found["percent_1y"]),
        tenths_2y=_tenths(found["percent_2y"]),
        band=found["band"] or "",
        source=RiskScore.Source.COMPUTED,
    )
    _keep(row, by=by, at=at)
    once.remember(key, "compute_score", row.pk, *facts)
    return row


def _of_person(person: ServiceUser) -> dict[str, Any]:
    if person.gender not in ("male", "female") or person.date_of_birth is None:
        raise Invalid(
            "The instrument needs the date of birth, and male or female as it was made for those.",
            remedy="Complete the person's details first, or record the score that an agency gave.",
        )
    return {"gender": person.gender, "date_of_birth": person.date_of_birth}


def _computed(known: RiskInstrument, answers: Mapping[str, Any]) -> dict[str, Any]:
    import pyarrow as pa

    from desistance.errors import InputError
    from desistance.scores import score

    try:
        found = score(pa.table({name: [value] for name, value in answers.items()}), known.computed_as).to_pylist()[0]
    except InputError as error:
        raise Invalid(str(error)) from error
    if found["problem"]:
        raise Invalid(f"The score cannot be computed: {found['problem'].replace('_', ' ')}.")
    return dict(found)


def _tenths(percent: float | None) -> int | None:
    return None if percent is None else round(percent * 10)


@action
def withdraw_score(*, score_id: int, words: str, by: Viewer, at: datetime) -> RiskScore:
    """Takes back a score that was recorded in error. It stays visible as such and counts for nothing."""
    check_can(by, Permission.RECORD_RISK)
    seen: RiskScore = get_visible(by, RiskScore, pk=score_id)
    standing_record(seen.service_user_id)
    row: RiskScore = RiskScore.objects.locked(score_id)
    if row.withdrawn_at is not None:
        raise WrongState("This score has been withdrawn.", remedy="Open the person's page to see the others.")
    rules.check_words(words, says="Say what was wrong with it.")
    row.withdrawn_at, row.withdrawn_reason = at, words.strip()
    row.save()
    event("score.withdrawn", subject=("score", row.pk), by=by, at=at)
    return row


def _challenged(score_id: int | None, entry_id: int | None, *, by: Viewer) -> int:
    """Whose score or rating is challenged. Raises unless exactly one is named, and the viewer may see it."""
    if (score_id is None) == (entry_id is None):
        raise Invalid("Say which score or which rating is challenged.")
    if score_id is not None:
        score: RiskScore = get_visible(by, RiskScore, pk=score_id)
        return int(score.service_user_id)
    entry: LedgerEntry = get_visible(by, LedgerEntry, pk=entry_id)
    if not entry.rating:
        raise NotFound("There is no such rating.", remedy="Choose one on the person's page.")
    return int(entry.service_user_id)


@action
def make_challenge(
    *,
    score_id: int | None = None,
    entry_id: int | None = None,
    made_by: str,
    made_on: date,
    words: str,
    by: Viewer,
    at: datetime,
) -> Challenge:
    """Records that the person, or somebody for them, says that a score or a rating is wrong, in their own words."""
    check_any(by, *HEARS)
    person = standing_record(_challenged(score_id, entry_id, by=by))
    today = clock.today(at)
    rules.check_past(made_on, field="made_on", born=person.date_of_birth, today=today)
    if made_by not in set(Challenge.MadeBy):
        raise Invalid({"made_by": "Say who challenges it."})
    rules.check_words(words, says="Write what the person says is wrong, in their words.")
    if Challenge.objects.filter(score_id=score_id, entry_id=entry_id, state=State.OPEN).exists():
        raise WrongState("A challenge to this is waiting for an answer.", remedy="Open it on the person's page.")
    row = Challenge(
        service_user=person,
        score_id=score_id,
        entry_id=entry_id,
        made_by=made_by,
        made_on=made_on,
        words=words.strip(),
        recorded_by_id=by.person_id,
        due=add_working_days(today, vocabulary.answer_days("challenge", today)),
        since=at,
    )
    row.save()
    event("challenge.made", subject=("challenge", row.pk), by=by, at=at, state=State.OPEN)
    return row


def _open_challenge(challenge_id: int, *, by: Viewer) -> Challenge:
    seen: Challenge = get_visible(by, Challenge, pk=challenge_id)
    standing_record(seen.service_user_id)
    row: Challenge = Challenge.objects.locked(challenge_id)
    return row


def _close(row: Challenge, state: str, *, by: Viewer, at: datetime) -> Challenge:
    row.state, row.since = state, at
    row.version += 1
    row.save()
    event(f"challenge.{state}", subject=("challenge", row.pk), by=by, at=at, state=state)
    return row


@action
def answer_challenge(*, challenge_id: int, outcome: str, words: str, by: Viewer, at: datetime) -> Challenge:
    """Answers a challenge with its reason. Nobody answers for what they made themselves.

    An upheld challenge changes nothing by itself: whoever answers then withdraws the score or rates afresh.
    """
    check_can(by, Permission.ANSWER_CHALLENGE)
    row = _open_challenge(challenge_id, by=by)
    rules.check_outcome(outcome, state=row.state)
    target = row.score.recorded_by_id if row.score is not None else row.entry.by_id
    rules.check_answerer(made_by=target, by=by.person_id)
    rules.check_words(words, says="Say why, in words that the person can be given.")
    row.answer, row.answered_by_id = words.strip(), by.person_id
    return _close(row, outcome, by=by, at=at)


@action
def withdraw_challenge(*, challenge_id: int, by: Viewer, at: datetime) -> Challenge:
    """Ends a challenge that the person no longer makes."""
    check_any(by, *HEARS)
    row = _open_challenge(challenge_id, by=by)
    if row.state != State.OPEN:
        raise WrongState("This challenge has been answered.", remedy="Open it to read the answer.")
    return _close(row, State.WITHDRAWN, by=by, at=at)
