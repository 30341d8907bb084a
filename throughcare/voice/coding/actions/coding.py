"""Choosing themes for a comment, and settling where two chose differently. No choice is ever lost."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from throughcare.errors import NotAllowed
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action
from throughcare.voice.coding.actions.common import locked_reading, move_reading
from throughcare.voice.coding.models import Code, Coding, Reading, Settled, Theme
from throughcare.voice.coding.rules import coding as rules
from throughcare.voice.coding.rules.agreement import side_by_side
from throughcare.voice.coding.rules.coding import Chosen


def themes_of(row: Reading) -> dict[str, Theme]:
    """The themes in use of a comment's codebook, by their codes."""
    return {one.code: one for one in Theme.objects.filter(codebook=row.codebook_id, state=Theme.State.IN_USE)}


def chosen_of(row: Reading) -> dict[int, tuple[Coding, Chosen]]:
    """What each coder chose for a comment and still counts, by person."""
    found = {}
    for one in row.codings.filter(past=False, settles=False).prefetch_related("codes__theme"):
        themes = frozenset(code.theme.code for code in one.codes.all())
        found[one.by_id] = (one, Chosen(one.by_id, themes))
    return found


@action
def code_comment(
    *, reading_id: int, themes: Collection[str], none_fits: bool = False, by: Viewer, at: datetime
) -> Reading:
    """Records what one coder chose: once however often it is sent, and replaced until a second coder has come."""
    check_can(by, Permission.CODE_FEEDBACK)
    if by.person_id is None:
        raise NotAllowed("Only a person codes a comment: suggestions are never codes.")
    row = locked_reading(reading_id, by=by)
    known = themes_of(row)
    rules.check_themes(themes, known=known, none_fits=none_fits)
    mine = Chosen(by.person_id, frozenset(themes))
    others = chosen_of(row)
    before = others.pop(by.person_id, None)
    if before is not None:
        return _changed(row, *before, mine, known, has_others=bool(others), by=by, at=at)
    step = rules.next_event(row.state, row.wants, [chosen for _, chosen in others.values()], mine)
    _write(row, mine, known, at=at)
    for first, _ in others.values():
        both = [[code.theme_id for code in first.codes.all()], [known[code].pk for code in mine.themes]]
        row.compared = side_by_side(*both)
    if step in ("coded", "agreed"):
        _settle(row, [known[code] for code in mine.themes])
    elif step == "differed":
        Settled.objects.filter(reading=row).delete()
    move_reading(row, step, by=by, at=at)
    return row


def _changed(
    row: Reading,
    coding: Coding,
    before: Chosen,
    now: Chosen,
    known: dict[str, Theme],
    *,
    has_others: bool,
    by: Viewer,
    at: datetime,
) -> Reading:
    """A second sending by the same coder: nothing where it is the same, a new choice where nobody has come since."""
    rules.check_not_changed(before, now, second_has_come=has_others)
    if before.themes != now.themes:
        coding.codes.all().delete()
        Code.objects.bulk_create([Code(coding=coding, theme=known[code]) for code in sorted(now.themes)])
        if row.state == "settled":
            _settle(row, [known[code] for code in now.themes])
        event("reading.choice_changed", subject=("reading", row.pk), by=by, at=at)
    return row


def _write(row: Reading, mine: Chosen, known: dict[str, Theme], *, at: datetime, settles: bool = False) -> None:
    coding = Coding(reading=row, by_id=mine.person, at=at, codebook_version=row.codebook.version, settles=settles)
    coding.save()
    Code.objects.bulk_create([Code(coding=coding, theme=known[code]) for code in sorted(mine.themes)])


def _settle(row: Reading, themes: Collection[Theme]) -> None:
    Settled.objects.filter(reading=row).delete()
    Settled.objects.bulk_create([Settled(reading=row, theme=one) for one in sorted(themes, key=lambda one: one.code)])


@action
def settle(*, reading_id: int, themes: Collection[str], none_fits: bool = False, by: Viewer, at: datetime) -> Reading:
    """Settles a difference between two coders. Both choices stay as they were, for agreement is counted from them."""
    check_can(by, Permission.KEEP_CODEBOOK)
    row = locked_reading(reading_id, by=by)
    known = themes_of(row)
    rules.check_settler(by.person_id, chosen_of(row))
    rules.check_themes(themes, known=known, none_fits=none_fits)
    move_reading(row, "adjudicated", by=by, at=at)
    _write(row, Chosen(int(by.person_id or 0), frozenset(themes)), known, at=at, settles=True)
    _settle(row, [known[code] for code in themes])
    return row
