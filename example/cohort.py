"""Loads synthetic people with two years of the cohort's history, through the actions that people use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction

from example.london import HISTORY_DAYS, IN_THE_DEMO, SyntheticPerson, SyntheticStep, population
from example.people import CREWS
from throughcare import clock
from throughcare.delivery.people import actions
from throughcare.delivery.people.models import DuplicatePair, Nominal, RiskScore, ServiceUser
from throughcare.errors import DomainError
from throughcare.foundation.access.areas import unit_of
from throughcare.foundation.access.viewers import Viewer

TO_THE_PANEL = ("nominate", "custody")


@dataclass(frozen=True, slots=True)
class Coming:
    """A step that is still to be taken: when, about whom."""

    at: datetime
    person: ServiceUser
    step: SyntheticStep


def crew_of(borough: str, viewers: Mapping[str, Viewer]) -> dict[str, Viewer]:
    """Who does the work of a borough's command unit, by what they are."""
    crew = CREWS[unit_of(borough)]
    return {job: viewers[getattr(crew, job)] for job in ("coordinator", "chair", "police", "practitioner")}


def load_cohort(
    viewers: Mapping[str, Viewer],
    now: datetime,
    size: int = IN_THE_DEMO,
    *,
    decides_from: Mapping[str, datetime] | None = None,
) -> list[Coming]:
    """So many people with their history, ended at ``now``.

    From its moment in ``decides_from`` on the panel of a command unit decides: of what comes later only that which
    leads up to its decisions is given back, in the order of time, and not done. Of people who died or are restricted
    the whole history is written here.
    """
    begins = now - timedelta(days=HISTORY_DAYS)
    coming = []
    with transaction.atomic():
        for one in population(size, today=clock.today(now)):
            until = None if one.died or one.is_restricted else (decides_from or {}).get(unit_of(one.borough))
            person = _load(one, crew_of(one.borough, viewers), begins, until)
            if until is not None:
                coming += [
                    Coming(_at(one, step, begins), person, step)
                    for step in one.steps
                    if step.what in TO_THE_PANEL and _at(one, step, begins) >= until
                ]
    return sorted(coming, key=lambda each: each.at)


def _at(one: SyntheticPerson, step: SyntheticStep, begins: datetime) -> datetime:
    return begins + timedelta(days=step.day, hours=2 + one.place % 6)


def take_coming(coming: Iterable[Coming], viewers: Mapping[str, Viewer], now: datetime) -> None:
    """Takes steps that lead up to a panel: nominations, and custody where the person is in the cohort or proposed."""
    for one in coming:
        by = crew_of(one.person.borough, viewers)
        _take(one.person, one.step, by, now - timedelta(days=HISTORY_DAYS), at=one.at)


def _load(one: SyntheticPerson, by: Mapping[str, Viewer], begins: datetime, until: datetime | None) -> ServiceUser:
    at = begins + timedelta(days=one.added_day, hours=one.place % 7)
    person = actions.add_service_user(
        given_name=one.given_name,
        family_name=one.family_name,
        date_of_birth=one.born,
        gender=one.gender,
        borough=one.borough,
        numbers=one.numbers,
        aliases=[one.alias] if one.alias else [],
        by=by["practitioner"],
        at=at,
    )
    _assess(person, one, by, at)
    for step in one.steps:
        if until is None or _at(one, step, begins) < until:
            _take(person, step, by, begins, at=_at(one, step, begins))
    if one.died:
        died = begins + timedelta(days=HISTORY_DAYS - 20)
        actions.record_death(
            service_user_id=person.pk,
            died_on=clock.today(died),
            words="Told by the coroner's officer.",
            by=by["coordinator"],
            at=died,
        )
    if one.is_restricted:
        reason = "Related to somebody who works in the borough."
        actions.restrict(service_user_id=person.pk, reason=reason, by=by["coordinator"], at=at + timedelta(days=40))
    return person


def _assess(person: ServiceUser, one: SyntheticPerson, by: Mapping[str, Viewer], at: datetime) -> None:
    """Offences, scores, needs and circumstances, as they were known when the person was added or came to be later."""
    _record_offences(person, one, by["police"], at)
    _record_scores(person, one, by["practitioner"], at)
    _record_needs(person, one, by["practitioner"], at + timedelta(days=10))
    _record_circumstances(person, one, by["practitioner"], at + timedelta(days=10))


def _known(day: date, added: datetime) -> datetime:
    """When something of a day was written down: on that day, or when the person was added where that was later."""
    return max(added, datetime.combine(day, time(12), clock.LONDON))


def _record_offences(person: ServiceUser, one: SyntheticPerson, by: Viewer, at: datetime) -> None:
    for offence in one.offences:
        known = _known(offence.proven_on or offence.committed_on, at)
        actions.record_offence(
            service_user_id=person.pk,
            group=offence.group,
            committed_on=offence.committed_on,
            proven_on=offence.proven_on,
            is_violent=offence.is_violent,
            is_index=offence.is_index,
            by=by,
            at=known,
        )


def _record_scores(person: ServiceUser, one: SyntheticPerson, by: Viewer, at: datetime) -> None:
    for score in one.scores:
        actions.record_score(
            service_user_id=person.pk,
            instrument=score.instrument,
            version=score.version,
            assessed_on=score.assessed_on,
            tenths_1y=score.tenths_1y,
            tenths_2y=score.tenths_2y,
            by=by,
            at=_known(score.assessed_on, at),
        )


def _record_needs(person: ServiceUser, one: SyntheticPerson, by: Viewer, at: datetime) -> None:
    if one.needs:
        found = [actions.Found(need.code, need.present, need.offending, need.harm) for need in one.needs]
        actions.record_needs(
            service_user_id=person.pk,
            found=found,
            source="practitioner",
            assessed_on=clock.today(at),
            by=by,
            at=at,
        )


def _record_circumstances(person: ServiceUser, one: SyntheticPerson, by: Viewer, at: datetime) -> None:
    if one.matters or one.language:
        actions.record_circumstances(
            service_user_id=person.pk,
            what_matters=one.matters,
            gp_registered=one.gp_registered,
            language=one.language,
            interpreter="no" if one.language in ("", "English") else "yes",
            by=by,
            at=at,
        )


def _take(
    person: ServiceUser, step: SyntheticStep, by: Mapping[str, Viewer], begins: datetime, *, at: datetime
) -> None:
    call: dict[str, Any] = {"at": at}
    if step.what == "nominate":
        actions.nominate(
            service_user_id=person.pk, reason=step.reason, kind=step.detail, words=step.words, by=by["police"], **call
        )
        return
    if step.what == "custody":
        _custody(person, step, by["police"], at, begins + timedelta(days=HISTORY_DAYS))
        return
    stay = Nominal.objects.filter(service_user=person).latest("id")
    acts: dict[str, Callable[..., object]] = {
        "adopt": actions.adopt,
        "not_adopt": actions.not_adopt,
        "defer": actions.defer,
        "rate": actions.rate,
        "deselect": actions.deselect,
    }
    if step.what in ("adopt", "rate"):
        call["rating"] = step.detail
    acts[step.what](nominal_id=stay.pk, reason=step.reason, words=step.words, by=by["chair"], **call)


def _custody(person: ServiceUser, step: SyntheticStep, by: Viewer, at: datetime, now: datetime) -> None:
    started = actions.record_overlay(
        service_user_id=person.pk, kind="custody", from_date=clock.today(at), reason=step.reason, by=by, at=at
    )
    released = at + timedelta(days=int(step.detail))
    if released <= now:
        actions.end_overlay(overlay_id=started.pk, until=clock.today(released), reason="prison", by=by, at=released)


@transaction.atomic
def load_what_waits(viewers: Mapping[str, Viewer], now: datetime) -> None:
    """What waits for somebody today: alerts, a transfer, a challenge, a pair of records that was merged."""
    coordinator = viewers["coordinator"]
    mine = ServiceUser.objects.filter(borough__in=coordinator.areas, is_restricted=False)
    stays = Nominal.objects.filter(service_user__in=mine, state="adopted").order_by("id")
    _alert(stays[:9], viewers["police"], now)
    _move(stays.last(), coordinator, now)
    score = RiskScore.objects.filter(service_user__in=mine, withdrawn_at__isnull=True).order_by("id").first()
    _challenge(score, viewers["practitioner"], now)
    _decide_a_pair(coordinator, now)
    hidden = mine.exclude(pk__in=Nominal.objects.values("service_user")).filter(merged_into__isnull=True).last()
    if hidden is not None:
        why = "Related to somebody who works in the borough."
        actions.restrict(service_user_id=hidden.pk, reason=why, by=coordinator, at=now - timedelta(days=5))


def _alert(stays: Iterable[Nominal], by: Viewer, now: datetime) -> None:
    for place, stay in enumerate(stays):
        kind = ("domestic_abuse", "mappa", "marac")[place % 3]
        at = now - timedelta(days=12 + place)
        actions.record_overlay(
            nominal_id=stay.pk,
            kind=kind,
            from_date=clock.today(at),
            level="category 2, level 1" if kind == "mappa" else "",
            reason="police",
            by=by,
            at=at,
        )


def _move(stay: Nominal | None, by: Viewer, now: datetime) -> None:
    if stay is not None:
        actions.ask_transfer(
            service_user_id=stay.service_user_id,
            to_borough="camden",
            reason="moved_home",
            words="He has a flat in Kentish Town since Monday.",
            by=by,
            at=now - timedelta(days=2),
        )


def _challenge(score: RiskScore | None, by: Viewer, now: datetime) -> None:
    if score is not None:
        at = now - timedelta(days=3)
        words = "It counts a conviction that was quashed last year."
        actions.make_challenge(score_id=score.pk, made_by="person", made_on=clock.today(at), words=words, by=by, at=at)


def _decide_a_pair(by: Viewer, now: datetime) -> None:
    """One pair is merged, so that the demo shows a merged record; the rest wait."""
    for pair in DuplicatePair.objects.filter(state="proposed").order_by("-weight", "id"):
        try:
            actions.merge_records(
                pair_id=pair.pk, keep=pair.first_id, words="Same PNC file, spelled twice.", by=by, at=now
            )
        except DomainError:
            continue
        return
