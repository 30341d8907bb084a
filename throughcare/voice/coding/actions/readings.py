"""Comments taken in and scrubbed, masked further, set aside, and emptied where their giver took them back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from throughcare import machines
from throughcare.errors import Invalid
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.ports.known_names import known_among
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action
from throughcare.voice.coding import states
from throughcare.voice.coding.actions.common import JOB, locked_reading, move_reading
from throughcare.voice.coding.actions.drafts import drop_drafts_of_quotes
from throughcare.voice.coding.models import Code, Codebook, Coding, Quote, Reading, Settled
from throughcare.voice.coding.queries.words import scrubbing_lists
from throughcare.voice.coding.rules import coding as rules
from throughcare.voice.coding.rules.quoting import Source, missing_in
from throughcare.voice.coding.rules.scrubbing import Lists, Span, mask_words, scrub
from throughcare.voice.coding.rules.scrubbing.masking import KINDS, VERSION
from throughcare.voice.feedback.models import Comment

MOST_AT_ONCE = 500
READER_MASKS = ("name", "address", "date", "number", "other")
TAKEN_BACK, MASKED_SINCE = ("taken_back", "Taken back by who said it."), ("masked", "Words of it were masked since.")
ASIDE_SINCE = ("set_aside", "The comment was set aside since.")


@action
def take_in(*, by: Viewer, at: datetime, most: int = MOST_AT_ONCE) -> int:
    """Scrubs comments that nobody has read and puts them before coders; gives how many. Empties those taken back.

    They are taken in the order of their random keys, so that no row tells in which order comments came.
    """
    check_can(by, Permission.CODE_FEEDBACK)
    empty_taken_back(by=by, at=at)
    books = Codebook.objects.all()
    if by is not JOB:
        books = books.filter(organisation__code__in=by.organisation_codes)
    lists = scrubbing_lists(known=known_among)
    taken = 0
    for book in books.order_by("pk"):
        for comment in _unread(book)[: most - taken]:
            _scrub(comment, book, lists, by=by, at=at)
            taken += 1
    return taken


def _unread(book: Codebook) -> Any:
    found = Comment.objects.filter(
        organisation=book.organisation_id, audience=book.audience, reading__isnull=True, withdrawn_on__isnull=True
    )
    return found.exclude(text="").order_by("id")


def _scrub(comment: Comment, book: Codebook, lists: Lists, *, by: Viewer, at: datetime) -> None:
    found = scrub(comment.text, lists)
    row = Reading(
        comment=comment,
        codebook=book,
        masked=found.masked,
        spans=_stored(found.spans, asked=()),
        doubts=[list(one) for one in found.doubts],
        scrubbed_by=VERSION,
        wants=2 if rules.wants_two(comment.pk.int, book.second_every) else 1,
        since=at,
    )
    row.save()
    event("reading.scrubbed", subject=("reading", row.pk), by=by, at=at, state=states.Reading.WAITING)


def _stored(spans: Iterable[Span], *, asked: Iterable[Span]) -> list[list[object]]:
    """Spans as they are kept: those that a reader asked for are marked, so that scrubbing anew keeps them."""
    kept = list(asked)
    found = [one for one in spans if not any(one.start < other.end and other.start < one.end for other in kept)]
    rows = [(one, False) for one in found] + [(one, True) for one in kept]
    return [[one.start, one.end, one.kind, by_reader] for one, by_reader in sorted(rows)]


def _asked_in(row: Reading) -> list[Span]:
    """What readers asked to be masked in a comment."""
    return [Span(start, end, kind) for start, end, kind, by_reader in row.spans if by_reader]


def comments_taken_back(keys: Sequence[UUID], at: datetime) -> None:
    """Empties what is kept of comments that were just taken back, in the same transaction."""
    _empty(Reading.objects.filter(comment__in=keys), by=JOB, at=at)


def empty_taken_back(*, by: Viewer, at: datetime) -> int:
    """Empties what is kept of any comment that was taken back."""
    return _empty(Reading.objects.filter(comment__withdrawn_on__isnull=False), by=by, at=at)


def _empty(rows: Any, *, by: Viewer, at: datetime) -> int:
    """Empties masked copies and quotes, and deletes codes and what coders typed of quotes that they never proposed."""
    found = list(rows.exclude(state=states.Reading.WITHDRAWN).select_for_update(of=("self",)))
    for row in found:
        row.masked, row.spans, row.doubts, row.compared = "", [], [], ""
        Code.objects.filter(coding__reading=row).delete()
        Coding.objects.filter(reading=row).delete()
        Settled.objects.filter(reading=row).delete()
        for quote in Quote.objects.filter(reading=row).exclude(words=""):
            _take_down(quote, TAKEN_BACK, by=by, at=at)
        drop_drafts_of_quotes(row.pk, by=by, at=at)
        move_reading(row, "withdrawn", by=by, at=at)
    return len(found)


def _take_down(quote: Quote, why: tuple[str, str], *, by: Viewer, at: datetime) -> None:
    """Empties a quote; one that was or may be shown is taken down. ``why`` is a code and a sentence."""
    quote.words = ""
    if machines.can_move(states.QUOTE_TRANSITIONS, "taken_down", quote.state):
        code, quote.reason = why
        quote.state, quote.since = states.Quote.TAKEN_DOWN, at
        event("quote.taken_down", subject=("quote", quote.pk), by=by, at=at, reason_code=code, state=quote.state)
    quote.version += 1
    quote.save()


@action
def mask_more(*, reading_id: int, words: str, kind: str = "other", by: Viewer, at: datetime) -> int:
    """Masks words that a reader found, wherever they stand in the comment; gives how often. It is never undone.

    A quote that holds what is masked now is emptied and taken down, wherever it is shown.
    """
    check_can(by, Permission.CODE_FEEDBACK)
    row = locked_reading(reading_id, by=by)
    if kind not in READER_MASKS:
        raise Invalid({"kind": "Choose what it is from the list."})
    asked = _asked_in(row)
    taken = [Span(start, end, of) for start, end, of, _ in row.spans]
    more = mask_words(row.comment.text, taken, words, kind)
    if not more:
        raise Invalid({"mask": "These words do not stand in the comment outside what is masked already."})
    again = scrub(row.comment.text, scrubbing_lists(known=known_among), more=[*asked, *more])
    row.masked, row.doubts = again.masked, [list(one) for one in again.doubts]
    row.spans = _stored(again.spans, asked=[*asked, *more])
    row.version += 1
    row.save()
    event("reading.masked_more", subject=("reading", row.pk), by=by, at=at, reason_code=kind)
    source = Source(row.masked, again.doubts)
    for quote in Quote.objects.filter(reading=row).exclude(words=""):
        if missing_in(quote.words, source):
            _take_down(quote, MASKED_SINCE, by=by, at=at)
    return len(more)


@action
def take_next(*, codebook_id: int, by: Viewer, at: datetime) -> int | None:
    """The number of the next comment for a coder, held for them for a while; null where none waits for them.

    What waits for a second coder comes first.
    """
    check_can(by, Permission.CODE_FEEDBACK)
    row = _next(codebook_id, by, at)
    if row is None:
        return None
    row.held_by_id, row.held_until = by.person_id, at + timedelta(minutes=rules.HOLD_MINUTES)
    row.save()
    event("reading.opened", subject=("reading", row.pk), by=by, at=at)
    return int(row.pk)


def _next(codebook_id: int, by: Viewer, at: datetime) -> Reading | None:
    mine = visible_to(by, Reading).filter(codebook_id=codebook_id)
    numbers = mine.values_list("pk", flat=True)
    held = (
        numbers.filter(held_by=by.person_id, held_until__gt=at, state__in=["waiting", "second"]).order_by("pk").first()
    )
    coded = Coding.objects.filter(by=by.person_id, past=False, reading=OuterRef("pk"))
    free = numbers.exclude(held_until__gt=at).exclude(Exists(coded))
    for state in ("second", "waiting"):
        found = held or free.filter(state=state).order_by("pk").first()
        if found is not None:
            row: Reading = Reading.objects.locked(found)
            return row
    return None


@action
def set_aside(*, reading_id: int, reason: str, by: Viewer, at: datetime) -> Reading:
    """Sets a comment aside that cannot be coded: it is counted, counts for no theme, and is not quoted any more."""
    check_can(by, Permission.CODE_FEEDBACK)
    rules.check_because(reason, rules.SET_ASIDE)
    row = locked_reading(reading_id, by=by)
    row.set_aside_because = reason
    _put_past(row)
    for quote in Quote.objects.filter(reading=row).exclude(words=""):
        _take_down(quote, ASIDE_SINCE, by=by, at=at)
    move_reading(row, "set_aside", by=by, at=at, reason_code=reason)
    return row


def _put_past(row: Reading) -> None:
    """What was chosen for a comment so far counts no more. The caller saves the row."""
    row.compared = ""
    Coding.objects.filter(reading=row, past=False).update(past=True)
    Settled.objects.filter(reading=row).delete()


@action
def take_up_again(*, reading_id: int, by: Viewer, at: datetime) -> Reading:
    """Puts a comment that was set aside before coders again."""
    check_can(by, Permission.CODE_FEEDBACK)
    row = locked_reading(reading_id, by=by)
    row.set_aside_because = ""
    move_reading(row, "taken_up_again", by=by, at=at)
    return row


def reopen(row: Reading, reason: str, *, by: Viewer, at: datetime) -> None:
    """Puts a settled comment before coders again; what was chosen stays as it was, and counts no more."""
    _put_past(row)
    move_reading(row, "reopened", by=by, at=at, reason_code=reason)


@action
def look_again(*, reading_id: int, by: Viewer, at: datetime) -> Reading:
    """Opens a settled comment again."""
    check_can(by, Permission.KEEP_CODEBOOK)
    row = locked_reading(reading_id, by=by)
    reopen(row, "second_look", by=by, at=at)
    return row


MASK_CHOICES = [(kind, KINDS[kind]) for kind in READER_MASKS]
