"""Deciding that two records are of one person or of two, and undoing it."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from throughcare import machines
from throughcare.delivery.people.actions.common import open_stay_of
from throughcare.delivery.people.actions.matching import propose_duplicates
from throughcare.delivery.people.models import DuplicatePair, Merge, ServiceUser
from throughcare.delivery.people.rules import merging as rules
from throughcare.delivery.people.states import DUPLICATE_TRANSITIONS, Duplicate
from throughcare.errors import Invalid, NotFound, WrongState
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action


def _open(pair_id: int, *, by: Viewer, version: int | None = None) -> DuplicatePair:
    """A pair both of whose records the viewer may see, with both people and the pair locked, lower number first."""
    check_can(by, Permission.RESOLVE_DUPLICATES)
    seen: DuplicatePair = get_visible(by, DuplicatePair, pk=pair_id)
    for number in sorted({seen.first_id, seen.second_id}):
        ServiceUser.objects.locked(number)
    row: DuplicatePair = DuplicatePair.objects.locked(pair_id, version=version)
    return row


def _decide(row: DuplicatePair, step: str, words: str, *, by: Viewer, at: datetime) -> None:
    try:
        state = machines.move(DUPLICATE_TRANSITIONS, step, row.state)
    except machines.CannotMove as error:
        raise WrongState(
            f"This pair is {row.state.replace('_', ' ')} already.", remedy="Open it again to see what was decided."
        ) from error
    row.state, row.since, row.decided_by_id, row.words = state, at, by.person_id, words.strip()
    row.version += 1
    row.save()
    event(f"duplicate.{step}", subject=("duplicate", row.pk), by=by, at=at, state=state)


@action
def merge_records(
    *, pair_id: int, keep: int, words: str = "", version: int | None = None, by: Viewer, at: datetime
) -> ServiceUser:
    """Makes one record stand for both. The other keeps all it had and is found through the one that stands.

    Where either was restricted the one that stands is too, and whoever was named for either sees it.
    """
    row = _open(pair_id, by=by, version=version)
    if keep not in (row.first_id, row.second_id):
        raise Invalid({"keep": "Choose which of the two stands."})
    other = row.second_id if keep == row.first_id else row.first_id
    kept, merged = (ServiceUser.objects.locked(number) for number in (keep, other))
    if kept.merged_into_id or merged.merged_into_id:
        raise WrongState("One of the two is merged already.", remedy="Undo that first, or choose the one that stands.")
    rules.check_one_stay(open_stay_of(kept) is not None, open_stay_of(merged) is not None)
    rules.check_deaths(kept.died_on, merged.died_on)
    _decide(row, "merged", words, by=by, at=at)
    carried = ["restricted"] * (merged.is_restricted and not kept.is_restricted)
    carried += ["died"] * (merged.died_on is not None and kept.died_on is None)
    Merge(kept=kept, merged=merged, pair=row, carried=carried, at=at, by_id=by.person_id).save()
    ServiceUser.objects.filter(Q(pk=merged.pk) | Q(merged_into=merged)).update(merged_into=kept)
    kept.is_restricted = kept.is_restricted or merged.is_restricted
    kept.died_on = kept.died_on or merged.died_on
    kept.version += 1
    kept.save()
    event("service_user.merged", subject=("service_user", merged.pk), by=by, at=at)
    event("service_user.took_in", subject=("service_user", kept.pk), by=by, at=at)
    return kept


@action
def keep_apart(*, pair_id: int, words: str, version: int | None = None, by: Viewer, at: datetime) -> DuplicatePair:
    """Decides that two records are of two people, so that nobody is asked again."""
    row = _open(pair_id, by=by, version=version)
    rules.check_words(words)
    _decide(row, "kept_apart", words, by=by, at=at)
    return row


@action
def undo_decision(*, pair_id: int, words: str, by: Viewer, at: datetime) -> DuplicatePair:
    """Takes a decision on a pair back: each record stands for itself again, with all that it had."""
    row = _open(pair_id, by=by)
    rules.check_words(words)
    if row.state == Duplicate.MERGED:
        _unmerge(row, by=by, at=at)
    _decide(row, "undone", words, by=by, at=at)
    return row


def _unmerge(row: DuplicatePair, *, by: Viewer, at: datetime) -> None:
    merge = Merge.objects.filter(pair=row, undone_at__isnull=True).first()
    if merge is None:
        raise NotFound("There is no merge to undo.", remedy="Open the pair again.")
    if merge.kept.merged_into_id is not None:
        raise WrongState("The record that stood was itself merged later.", remedy="Undo that merge first.")
    merge.undone_at, merge.undone_by_id = at, by.person_id
    merge.save()
    active = Merge.objects.filter(undone_at__isnull=True).values_list("merged_id", "kept_id")
    roots = rules.roots(dict(active))
    for number in (merge.merged_id, *ServiceUser.objects.filter(merged_into=merge.kept).values_list("pk", flat=True)):
        ServiceUser.objects.filter(pk=number).update(merged_into=roots.get(number))
    given_back = {"restricted": {"is_restricted": False}, "died": {"died_on": None}}
    for what in merge.carried:
        ServiceUser.objects.filter(pk=merge.kept_id).update(**given_back[what])
    event("service_user.unmerged", subject=("service_user", merge.merged_id), by=by, at=at)
    for number in (merge.kept_id, merge.merged_id):
        propose_duplicates(ServiceUser.objects.get(pk=number), by=by, at=at)
