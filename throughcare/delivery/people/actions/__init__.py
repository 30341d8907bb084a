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
from throughcare.delivery.people.actions.merging import keep_apart, merge_records, undo_decision
from throughcare.delivery.people.actions.needs import (
    Found,
    record_circumstances,
    record_needs,
    record_offence,
    withdraw_offence,
)
from throughcare.delivery.people.actions.overlays import end_overlay, record_overlay, withdraw_overlay
from throughcare.delivery.people.actions.restriction import (
    end_restricted_access,
    lift_restriction,
    name_for_restricted,
    open_restricted,
    restrict,
)
from throughcare.delivery.people.actions.scores import (
    answer_challenge,
    compute_score,
    make_challenge,
    record_score,
    withdraw_challenge,
    withdraw_score,
)
from throughcare.delivery.people.actions.transfers import (
    accept_transfer,
    ask_for_person,
    ask_transfer,
    refuse_transfer,
    withdraw_transfer,
)

__all__ = [
    "Found",
    "answer_challenge",
    "ask_for_person",
    "compute_score",
    "end_restricted_access",
    "keep_apart",
    "lift_restriction",
    "make_challenge",
    "merge_records",
    "name_for_restricted",
    "open_restricted",
    "record_circumstances",
    "record_needs",
    "record_offence",
    "record_score",
    "restrict",
    "undo_decision",
    "withdraw_challenge",
    "withdraw_offence",
    "withdraw_score",
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
