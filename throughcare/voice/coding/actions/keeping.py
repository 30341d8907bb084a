"""What the coding room does by itself: new comments taken in, and suggestions trained anew where much was settled."""

from __future__ import annotations

from datetime import datetime

from throughcare.errors import Invalid
from throughcare.foundation.ui.words import count
from throughcare.voice.coding.actions.common import JOB
from throughcare.voice.coding.actions.readings import take_in
from throughcare.voice.coding.actions.suggesting import train_suggestions
from throughcare.voice.coding.models import Codebook, Reading, ThemeModel

GROWTH = 1.25


def take_in_comments(at: datetime) -> str:
    """Takes in a batch of comments, as a coder would by hand."""
    return f"{count(take_in(by=JOB, at=at), 'comment')} taken in"


def keep_models(at: datetime) -> str:
    """Trains each codebook anew whose settled comments grew by a quarter since somebody first had it trained.

    A codebook that nobody ever trained is left: whether suggestions are wanted at all is for its keeper to say.
    """
    trained = sum(_train(book.pk, at) for book in Codebook.objects.order_by("pk"))
    return f"{count(trained, 'codebook')} trained"


def _train(codebook_id: int, at: datetime) -> bool:
    last = ThemeModel.objects.filter(codebook=codebook_id).order_by("-trained_at", "-id").first()
    settled = Reading.objects.filter(codebook=codebook_id, state="settled").exclude(masked="").count()
    if last is None or settled < last.comments * GROWTH:
        return False
    try:
        train_suggestions(codebook_id=codebook_id, by=JOB, at=at)
    except Invalid:
        return False
    return True
