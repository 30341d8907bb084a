"""Releasing figures: counted, protected, and kept as they were seen."""

from __future__ import annotations

from datetime import date, datetime

from throughcare import clock
from throughcare.errors import Invalid
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action
from throughcare.voice.coding.actions.common import own_codebook
from throughcare.voice.coding.models import Figures
from throughcare.voice.coding.queries.counting import counted_content
from throughcare.voice.coding.rules.counting import THRESHOLD
from throughcare.voice.coding.rules.periods import check_period


@action
def release_figures(*, codebook_id: int, from_day: date, until: date, by: Viewer, at: datetime) -> Figures:
    """Releases figures over the settled comments of ``[from_day, until)``. Each comment is in one release at most."""
    book = own_codebook(codebook_id, Permission.KEEP_CODEBOOK, by=by)
    released = Figures.objects.filter(codebook=book).values_list("from_day", "until")
    check_period((from_day, until), released, today=clock.today(at))
    comments, content = counted_content(book, from_day, until)
    if comments < THRESHOLD:
        raise Invalid(
            {
                "until": f"Fewer than {THRESHOLD} comments of these days are settled, so nothing can be shown. "
                "Choose a longer period, or code more first."
            }
        )
    made = Figures(
        codebook=book,
        from_day=from_day,
        until=until,
        comments=comments,
        threshold=THRESHOLD,
        content=content,
        made_by_id=by.person_id,
        made_at=at,
    )
    made.save()
    event("figures.released", subject=("codebook", book.pk), by=by, at=at)
    return made
