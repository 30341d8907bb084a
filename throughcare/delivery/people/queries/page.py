"""Everything on a person's page that is people's own, as far as the viewer may see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from throughcare.delivery.people.models import (
    Alias,
    Identifier,
    IdentityChange,
    Nominal,
    Overlay,
    RestrictedAccess,
    ServiceUser,
)
from throughcare.delivery.people.queries import vocabulary
from throughcare.delivery.people.queries.assessed import (
    ChallengeShown,
    CircumstancesShown,
    NeedShown,
    OffenceShown,
    ScoreShown,
    challenges_of,
    circumstances_of,
    needs_of,
    offences_of,
    scores_of,
)
from throughcare.delivery.people.queries.persons import OverlayShown, PersonRow, overlay_shown, person
from throughcare.delivery.people.queries.scope import records_of
from throughcare.delivery.people.queries.stays import (
    EntryShown,
    StayShown,
    TransferShown,
    ledger_of,
    name_of,
    stay_shown,
    transfers_of,
)
from throughcare.delivery.people.rules import needs as need_rules
from throughcare.delivery.people.rules.identifiers import NAMES, Number
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.access.viewers import Viewer


@dataclass(frozen=True, slots=True)
class NumberShown:
    """A number that a person is known by."""

    id: int
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class NamedShown:
    """Somebody who may see a restricted record."""

    id: int
    name: str
    reason: str
    from_at: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class PersonPage:
    """A person's page."""

    head: PersonRow
    version: int
    numbers: tuple[NumberShown, ...]
    aliases: tuple[str, ...]
    stay: StayShown | None
    earlier_stays: tuple[StayShown, ...]
    entries: tuple[EntryShown, ...]
    past_overlays: tuple[OverlayShown, ...]
    needs: tuple[NeedShown, ...]
    has_dual_diagnosis: bool
    neurodiversity: tuple[str, ...]
    circumstances: CircumstancesShown | None
    scores: tuple[ScoreShown, ...]
    offences: tuple[OffenceShown, ...]
    challenges: tuple[ChallengeShown, ...]
    transfers: tuple[TransferShown, ...]
    named: tuple[NamedShown, ...]
    changes: tuple[EntryShown, ...]
    merged: int


CHANGES = {
    "given_name_changed": "Given name changed",
    "family_name_changed": "Family name changed",
    "date_of_birth_changed": "Date of birth changed",
    "gender_changed": "Gender changed",
    "identifier_added": "Number added",
    "identifier_removed": "Number taken off",
    "alias_added": "Other name added",
    "died": "Death recorded",
    "death_corrected": "Day of death corrected",
    "restricted": "Record restricted",
    "restriction_lifted": "Restriction lifted",
}


def page(viewer: Viewer, service_user_id: int, *, on: date, at: datetime) -> PersonPage:
    """A person's page; ``NotFound`` where the viewer may not see them."""
    head = person(viewer, service_user_id, on=on)
    records = list(records_of([service_user_id]))
    persons = list(ServiceUser.objects.filter(pk__in=records))
    kinds = frozenset(one.kind for one in head.overlays)
    transfers = transfers_of(viewer, records)
    asked_of = next((one.to_name for one in transfers if one.state == "asked"), "")
    stays = [
        stay_shown(row, kinds, on=on, asked_of=asked_of)
        for row in visible_to(viewer, Nominal).filter(service_user__in=records).order_by("-id")
    ]
    current = next((one for one in stays if one.is_open), None)
    needs = needs_of(viewer, records, on)
    present = [one.code for one in needs if one.present == need_rules.YES]
    domains = {code: row.domain for code, row in vocabulary.needs_by_code().items()}
    return PersonPage(
        head=head,
        version=next(row.version for row in persons if row.pk == service_user_id),
        numbers=_numbers(viewer, records),
        aliases=_aliases(viewer, records, persons, head.name),
        stay=current,
        earlier_stays=tuple(one for one in stays if one is not current),
        entries=ledger_of(viewer, records),
        past_overlays=_past(viewer, records, on),
        needs=needs,
        has_dual_diagnosis=need_rules.has_dual_diagnosis(present, domains),
        neurodiversity=tuple(
            one.label for one in needs if one.code in present and domains.get(one.code) == need_rules.NEURODIVERSITY
        ),
        circumstances=circumstances_of(viewer, records),
        scores=scores_of(viewer, records),
        offences=offences_of(viewer, records),
        challenges=challenges_of(viewer, records),
        transfers=transfers,
        named=_named(viewer, records, at),
        changes=_changes(viewer, records),
        merged=len(records) - 1,
    )


def _numbers(viewer: Viewer, records: list[int]) -> tuple[NumberShown, ...]:
    rows = visible_to(viewer, Identifier).filter(service_user__in=records)
    return tuple(NumberShown(row.pk, NAMES[row.kind], Number(row.kind, row.value).shown) for row in rows)


def _aliases(viewer: Viewer, records: list[int], persons: list[ServiceUser], name: str) -> tuple[str, ...]:
    others = [row.name for row in persons if row.name != name]
    rows = visible_to(viewer, Alias).filter(service_user__in=records)
    return tuple(dict.fromkeys([*(f"{row.given_name} {row.family_name}".strip() for row in rows), *others]))


def _past(viewer: Viewer, records: list[int], on: date) -> tuple[OverlayShown, ...]:
    rows = visible_to(viewer, Overlay).filter(service_user__in=records, withdrawn=False, until__lte=on)
    return tuple(overlay_shown(row) for row in rows)


def _named(viewer: Viewer, records: list[int], at: datetime) -> tuple[NamedShown, ...]:
    rows = visible_to(viewer, RestrictedAccess).filter(
        Q(until__isnull=True) | Q(until__gt=at), service_user__in=records, from_at__lte=at
    )
    return tuple(
        NamedShown(row.pk, row.person.name, row.reason, row.from_at, row.until) for row in rows.select_related("person")
    )


def _changes(viewer: Viewer, records: list[int]) -> tuple[EntryShown, ...]:
    rows = visible_to(viewer, IdentityChange).filter(service_user__in=records).select_related("by")
    return tuple(
        EntryShown(
            row.pk,
            CHANGES.get(row.what, row.what.replace("_", " ")),
            row.at.date(),
            " → ".join(one for one in (row.old, row.new) if one),
            row.words,
            name_of(row.by),
            "",
            None,
        )
        for row in rows
    )
