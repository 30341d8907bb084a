"""What is known about a person already, so that nobody is asked twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from throughcare.delivery.people.models import Circumstances, Need, Nominal, Offence, Overlay, RiskScore, ServiceUser
from throughcare.delivery.people.queries.scope import about_any_of
from throughcare.delivery.people.states import IN_COHORT
from throughcare.delivery.services.queries.offers import offers_in
from throughcare.delivery.services.rules.definition import ServiceDefinition
from throughcare.delivery.services.rules.facts import Value
from throughcare.foundation.access.scope import get_visible
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.ui.words import day

SCORES = {
    "reoffending_percent": ("ogrs3", "ogrs4g_2015", "arp", "ogp"),
    "violence_percent": ("ovp", "ogrs4v_2015", "vrp"),
}
LABELS = {"reoffending_percent": "Two-year reoffending score", "violence_percent": "Two-year violence score"}
SUBSTANCE = ("drugs", "alcohol")
GP = {"yes": "registered", "no": "no"}


@dataclass(frozen=True, slots=True)
class KnownLine:
    """Something known, with where it comes from and of which day."""

    label: str
    value: str
    source: str


@dataclass(frozen=True, slots=True)
class Known:
    """What the record says of a person on a day: facts for the rule, lines to read, and answers to start from."""

    facts: dict[str, Value]
    lines: tuple[KnownLine, ...]
    start: dict[str, Any]


def known_of(viewer: Viewer, service_user_id: int, found: ServiceDefinition, on: date) -> Known:
    """What is known of somebody whom the viewer may see."""
    person: ServiceUser = get_visible(viewer, ServiceUser, pk=service_user_id)
    return known(person, found, on)


def known(person: ServiceUser, found: ServiceDefinition, on: date) -> Known:
    """What is known of a person whose record is open to whoever asks."""
    facts: dict[str, Value] = {
        "alive": person.died_on is None,
        "area_served": bool(offers_in(found, person.borough, on)),
        "age": _age(person.date_of_birth, on),
    }
    lines: list[KnownLine] = []
    for label, value, source, more in (*_cohort(person), *_scores(person), *_offence(person, on)):
        lines.append(KnownLine(label, value, source))
        facts |= more
    return Known(facts, tuple(lines), _start(person, found, on))


def _age(born: date | None, on: date) -> int | None:
    return None if born is None else on.year - born.year - ((on.month, on.day) < (born.month, born.day))


Found = tuple[str, str, str, dict[str, Value]]


def _cohort(person: ServiceUser) -> Iterator[Found]:
    rows = Nominal.objects.filter(about_any_of([person.pk]), state__in=[str(one) for one in IN_COHORT])
    stay = rows.order_by("-id").first()
    if stay is None:
        yield "IOM cohort", "Not in the cohort", "cohort ledger", {"in_cohort": None}
        return
    yield "IOM cohort", "In the cohort", f"cohort ledger, since {day(stay.since)}", {"in_cohort": True}
    if stay.rating and stay.rated_on:
        yield "Rating", stay.rating.capitalize(), f"rated {day(stay.rated_on)}", {"rating": stay.rating}


def standing_scores(person: ServiceUser) -> dict[str, RiskScore]:
    """The score that each fact rests on: the newest recorded, and only where there is none the newest computed."""
    rows = RiskScore.objects.filter(about_any_of([person.pk]), withdrawn_at__isnull=True, tenths_2y__isnull=False)
    newest = list(rows.order_by("-assessed_on", "-id"))
    newest.sort(key=lambda one: one.source == RiskScore.Source.COMPUTED)
    found = {fact: next((one for one in newest if one.instrument in kinds), None) for fact, kinds in SCORES.items()}
    return {fact: one for fact, one in found.items() if one is not None}


def _scores(person: ServiceUser) -> Iterator[Found]:
    for fact, row in standing_scores(person).items():
        facts: dict[str, Value] = {fact: row.tenths_2y // 10}
        if fact == "violence_percent" and row.band:
            facts["violence_band"] = row.band.lower()
        shown = f"{row.tenths_2y / 10:g}%" + (f", {row.band.lower().replace('_', ' ')}" if row.band else "")
        how = "computed here, " if row.source == RiskScore.Source.COMPUTED else ""
        yield LABELS[fact], shown, f"{row.instrument.upper()}, {how}{day(row.assessed_on)}", facts


def _offence(person: ServiceUser, on: date) -> Iterator[Found]:
    row = Offence.objects.filter(about_any_of([person.pk]), withdrawn=False, committed_on__lte=on).first()
    if row is not None:
        years = _age(row.committed_on, on)
        yield "Last offence on record", day(row.committed_on), "offence record", {"years_since_offence": years}


def _start(person: ServiceUser, found: ServiceDefinition, on: date) -> dict[str, Any]:
    """Answers to begin with, which the referrer may change."""
    start: dict[str, Any] = _needs(person, found)
    how = Circumstances.objects.filter(about_any_of([person.pk])).first()
    if how is not None:
        start["interpreter"] = how.language if how.interpreter == "yes" else ""
        start["access_needs"] = how.communication
        start["answers"] = {"gp": GP[how.gp_registered]} if how.gp_registered in GP else {}
    custody = Overlay.objects.filter(about_any_of([person.pk]), kind="custody", withdrawn=False, from_date__lte=on)
    if any(one.until is None or one.until > on for one in custody):
        start["place"] = "custody"
    return start


def _needs(person: ServiceUser, found: ServiceDefinition) -> dict[str, Any]:
    """The needs on record that this service meets, and their two links."""
    latest: dict[str, Need] = {}
    for row in Need.objects.filter(about_any_of([person.pk])):
        latest.setdefault(row.code, row)
    there = [one for one in found.needs if one.recorded_as in latest and latest[one.recorded_as].present == "yes"]
    rows = [latest[one.recorded_as] for one in there]
    start: dict[str, Any] = {"needs": [one.code for one in there]}
    for field, links in (
        ("linked_to_offending", [row.linked_to_offending for row in rows]),
        ("linked_to_harm", [row.linked_to_serious_harm for row in rows]),
        ("substance_use", [latest[code].present for code in SUBSTANCE if code in latest]),
    ):
        start[field] = "yes" if "yes" in links else "no" if links and set(links) == {"no"} else ""
    return start
