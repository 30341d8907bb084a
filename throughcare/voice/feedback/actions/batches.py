"""Making one-use codes in shuffled batches. The codes are given back once, to be printed; keyed hashes are kept."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from throughcare import clock
from throughcare.errors import Invalid, NotFound, WrongState
from throughcare.foundation.access.areas import area_choices
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action
from throughcare.voice.feedback import states
from throughcare.voice.feedback.actions import keys
from throughcare.voice.feedback.actions.surveys import locked
from throughcare.voice.feedback.models import Audience, Code, CodeBatch, DoorCode, SurveyVersion
from throughcare.voice.feedback.queries import local
from throughcare.voice.feedback.rules import small_groups
from throughcare.voice.feedback.rules import surveys as rules
from throughcare.voice.feedback.rules.codes import new_code


@dataclass(frozen=True, slots=True)
class Made:
    """A batch and its codes in the order of the lot: the only time that they exist in the clear."""

    batch: CodeBatch
    codes: tuple[str, ...]


def code_hash(code: str) -> str:
    """Under what a code is kept."""
    return keys.keyed_hash("code", code)


def _fresh_codes(size: int) -> list[str]:
    codes: set[str] = set()
    while len(codes) < size:
        codes.add(new_code(secrets.choice))
    drawn = sorted(codes)
    secrets.SystemRandom().shuffle(drawn)
    return drawn


@action
def make_batch(
    *, version_id: int, kind: str, size: int, area: str = "", place: str = "", by: Viewer, at: datetime
) -> Made:
    """Makes a batch of codes for an open version.

    Where the batch, or its area with all its batches, is too small to hide in, its holders are not asked who they are;
    where the area is too small their answers do not keep it.
    """
    row = locked(version_id, Permission.HAND_OUT_CODES, by)
    day = clock.today(at)
    rules.check_not_past(row.closes_on, day)
    _check_batch(row, kind, size, area, largest=local.limit("largest_batch", day))
    others = row.batches.filter(area=area, voided_on__isnull=True).aggregate(total=Sum("size"))["total"] or 0
    small_group = local.limit("small_group", day)
    batch = CodeBatch(
        survey_version=row,
        kind=kind,
        place=place.strip(),
        area=area,
        size=size,
        asks_who=small_groups.asks_who(size=size, area_codes=others + size, small_group=small_group),
        keeps_area=bool(area) and small_groups.keeps_area(area_codes=others + size, small_group=small_group),
        made_on=day,
    )
    batch.save()
    codes = _fresh_codes(size)
    _keep(batch, codes)
    event("code_batch.made", subject=("code_batch", batch.pk), by=by, at=at)
    return Made(batch, () if kind == CodeBatch.Kind.DOOR else tuple(codes))


def _check_batch(row: SurveyVersion, kind: str, size: int, area: str, *, largest: int) -> None:
    if row.state != states.Survey.OPEN:
        raise WrongState("Codes are made while the survey is open.", remedy="Open it first.")
    if not 1 <= size <= largest:
        raise Invalid({"size": f"Make between 1 and {largest} codes at a time."})
    if area and area not in dict(area_choices()):
        raise Invalid({"area": "Choose an area of the list, or none."})
    if kind not in CodeBatch.Kind.values:
        raise Invalid({"kind": "Choose cards, paper forms or the door for practitioners."})
    if kind == CodeBatch.Kind.DOOR and row.survey.audience != Audience.PRACTITIONERS:
        raise Invalid({"kind": "Only practitioners sign in, so only their surveys have a door."})


def _keep(batch: CodeBatch, codes: list[str]) -> None:
    Code.objects.bulk_create([Code(lookup=lookup, batch=batch) for lookup in sorted(map(code_hash, codes))])
    if batch.kind == CodeBatch.Kind.DOOR:
        key = keys.lasting("tickets")
        DoorCode.objects.bulk_create(
            [DoorCode(batch=batch, box=keys.seal(key, code.encode(), "door")) for code in codes]
        )


@action
def void_batch(*, batch_id: int, by: Viewer, at: datetime) -> CodeBatch:
    """Makes every unused code of a batch worthless, as when a stack of cards is lost. Answers given stay."""
    check_can(by, Permission.HAND_OUT_CODES)
    batch: CodeBatch = CodeBatch.objects.locked(batch_id)
    locked(batch.survey_version_id, Permission.HAND_OUT_CODES, by)
    if batch.voided_on is not None:
        raise WrongState("This batch was voided already.", remedy="Make a new one where people still need codes.")
    batch.voided_on = clock.today(at)
    batch.save()
    Code.objects.filter(batch=batch).delete()
    DoorCode.objects.filter(batch=batch).delete()
    event("code_batch.voided", subject=("code_batch", batch.pk), by=by, at=at)
    return batch


def take_door_code(*, version_id: int, by: Viewer) -> str:
    """A code for a practitioner who signed in. Nothing says who took it: no event, no number, no count by person.

    So the same person could take two; the page says that answers at the door are counted with that in mind.
    """
    check_can(by, Permission.TAKE_PRACTITIONER_SURVEY)
    with transaction.atomic():
        waiting = list(
            DoorCode.objects.select_for_update()
            .filter(batch__survey_version_id=version_id, batch__survey_version__state=states.Survey.OPEN)
            .values_list("pk", flat=True)
        )
        if not waiting:
            raise NotFound("There is no code left for this survey.", remedy="Ask the engagement team for one.")
        taken = DoorCode.objects.get(pk=secrets.choice(waiting))
        code = keys.unseal(keys.lasting("tickets"), taken.box, "door").decode()
        taken.delete()
    return code
