"""Quotes: proposed by one, approved or refused by another, taken down at any time."""

from __future__ import annotations

from datetime import datetime

from throughcare import machines
from throughcare.errors import Invalid, WrongState
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.ports.known_names import known_among
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action
from throughcare.voice.coding import states
from throughcare.voice.coding.actions.common import locked_reading
from throughcare.voice.coding.models import Quote, Settled
from throughcare.voice.coding.queries.quoting import rare_in, sizes_around
from throughcare.voice.coding.queries.words import scrubbing_lists
from throughcare.voice.coding.rules import quoting as rules
from throughcare.voice.coding.rules.counting import THRESHOLD
from throughcare.voice.coding.rules.scrubbing.masking import MASK, found_in


@action
def propose_quote(
    *, reading_id: int, theme: str, words: str, rare_words_seen: bool = False, by: Viewer, at: datetime
) -> Quote:
    """Proposes an excerpt of a settled comment to be shown with one of its themes."""
    check_can(by, Permission.CODE_FEEDBACK)
    row = locked_reading(reading_id, by=by)
    if row.state != states.Reading.SETTLED:
        raise WrongState("Only a comment whose themes are settled is quoted.", remedy="Code it first.")
    settled = Settled.objects.filter(reading=row, theme__code=theme).select_related("theme").first()
    if settled is None:
        raise Invalid({"theme": "Choose one of the comment's themes."})
    source = rules.Source(row.masked, [(start, end) for start, end in row.doubts])
    rules.check_excerpt(words, source)
    rules.check_no_doubt(words, source)
    _check_scrubbed(words)
    rules.check_rare(rare_in(row, words), seen=rare_words_seen)
    made = Quote(
        reading=row,
        theme=settled.theme,
        words=rules.plain_spaces(words),
        said_of=rules.said_of(sizes_around(row), least=THRESHOLD),
        rare_words_seen=rare_words_seen,
        since=at,
        proposed_by_id=by.person_id,
    )
    made.save()
    event("quote.proposed", subject=("quote", made.pk), by=by, at=at, state=states.Quote.PROPOSED)
    return made


def _check_scrubbed(words: str) -> None:
    """Scrubs once more: the lists may know more than when the comment was taken in."""
    if found_in(MASK.sub(" ", words), scrubbing_lists(known=known_among)):
        raise Invalid({"words": "This still holds something that points at a person. Mask it in the comment first."})


def _locked(quote_id: int, *, by: Viewer) -> Quote:
    get_visible(by, Quote, pk=quote_id)
    found: Quote = Quote.objects.locked(quote_id)
    return found


def _move(row: Quote, step: str, *, by: Viewer, at: datetime, reason: str = "") -> Quote:
    try:
        row.state = machines.move(states.QUOTE_TRANSITIONS, step, row.state)
    except machines.CannotMove as error:
        raise WrongState(
            f"This quote is {row.state.replace('_', ' ')} already.", remedy="Open the list of quotes again."
        ) from error
    row.since, row.reason, row.decided_by_id = at, reason.strip()[:500], by.person_id
    row.version += 1
    row.save()
    event(f"quote.{step}", subject=("quote", row.pk), by=by, at=at, state=row.state)
    return row


@action
def approve_quote(*, quote_id: int, by: Viewer, at: datetime) -> Quote:
    """Approves a quote that somebody else proposed. It may be shown from now on; nothing shows it by itself."""
    check_can(by, Permission.APPROVE_QUOTE)
    row = _locked(quote_id, by=by)
    rules.check_approver(row.proposed_by_id, by.person_id)
    _check_scrubbed(row.words)
    rules.said_of(sizes_around(row.reading), least=THRESHOLD)
    return _move(row, "approved", by=by, at=at)


@action
def refuse_quote(*, quote_id: int, reason: str, by: Viewer, at: datetime) -> Quote:
    """Refuses a quote, with the reason."""
    check_can(by, Permission.APPROVE_QUOTE)
    row = _locked(quote_id, by=by)
    rules.check_approver(row.proposed_by_id, by.person_id)
    rules.check_reason(reason)
    return _move(row, "refused", by=by, at=at, reason=reason)


@action
def take_down_quote(*, quote_id: int, reason: str, by: Viewer, at: datetime) -> Quote:
    """Takes a quote down, at any time; who proposed it may do so too."""
    check_can(by, Permission.CODE_FEEDBACK)
    row = _locked(quote_id, by=by)
    rules.check_reason(reason)
    return _move(row, "taken_down", by=by, at=at, reason=reason)
