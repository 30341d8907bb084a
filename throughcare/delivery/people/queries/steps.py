"""What the forms of steps show: the stay, the overlay or the transfer that they are about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from throughcare.delivery.people.models import Nominal, Overlay, Transfer
from throughcare.delivery.people.queries import vocabulary
from throughcare.delivery.people.queries.facts import COHORT_ENTRY, eligibility
from throughcare.delivery.people.queries.stays import TransferShown, transfer_shown
from throughcare.delivery.people.rules.selection import Verdict
from throughcare.foundation.access.scope import get_visible
from throughcare.foundation.access.viewers import Viewer


@dataclass(frozen=True, slots=True)
class StayAsked:
    """The stay that a step is about."""

    person: int
    state: str
    rating: str
    kind: str
    version: int


@dataclass(frozen=True, slots=True)
class OverlayAsked:
    """The overlay that a step is about."""

    person: int
    label: str


@dataclass(frozen=True, slots=True)
class TransferAsked:
    """The transfer that a step is about; ``keeps`` says that the viewer sees the person whatever the answer."""

    person: int
    shown: TransferShown
    keeps: bool


def stay(viewer: Viewer, nominal_id: int) -> StayAsked:
    """The stay, where the viewer may see it."""
    row: Nominal = get_visible(viewer, Nominal, pk=nominal_id)
    person = row.service_user.merged_into_id or row.service_user_id
    return StayAsked(person, row.state, row.rating, row.kind, row.version)


def overlay(viewer: Viewer, overlay_id: int) -> OverlayAsked:
    """The overlay, where the viewer may see it."""
    row: Overlay = get_visible(viewer, Overlay, pk=overlay_id)
    return OverlayAsked(row.service_user.merged_into_id or row.service_user_id, vocabulary.overlay_label(row.kind))


def transfer(viewer: Viewer, transfer_id: int) -> TransferAsked:
    """The transfer, where the viewer may see it."""
    row: Transfer = get_visible(viewer, Transfer, pk=transfer_id)
    person = row.service_user.merged_into_id or row.service_user_id
    return TransferAsked(person, transfer_shown(viewer, row), row.from_borough in viewer.areas)


def verdict(viewer: Viewer, service_user_id: int, *, on: date) -> Verdict:
    """What the entry rule of the cohort says of a person on a day."""
    return eligibility(viewer, service_user_id, COHORT_ENTRY, on)
