"""Every write about people. Each checks who may, what the rules say, writes, and records one event or more."""

from throughcare.delivery.people.actions.cohort import (
    adopt,
    change_kind,
    defer,
    deselect,
    identify,
    nominate,
    not_adopt,
    rate,
    readopt,
)
from throughcare.delivery.people.actions.identity import (
    add_alias,
    add_identifier,
    add_service_user,
    change_service_user,
    correct_death,
    record_death,
    remove_identifier,
)
from throughcare.delivery.people.actions.overlays import end_overlay, record_overlay, withdraw_overlay
from throughcare.delivery.people.actions.transfers import (
    accept_transfer,
    ask_transfer,
    refuse_transfer,
    withdraw_transfer,
)

__all__ = [
    "add_alias",
    "add_identifier",
    "add_service_user",
    "change_service_user",
    "correct_death",
    "record_death",
    "remove_identifier",
    "accept_transfer",
    "adopt",
    "ask_transfer",
    "change_kind",
    "defer",
    "deselect",
    "end_overlay",
    "identify",
    "nominate",
    "not_adopt",
    "rate",
    "readopt",
    "record_overlay",
    "refuse_transfer",
    "withdraw_overlay",
    "withdraw_transfer",
]
