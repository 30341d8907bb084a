"""What the coding room does by itself: new comments taken in, and suggestions trained anew where much was settled."""

from __future__ import annotations

from datetime import datetime

from throughcare.errors import Invalid
from throughcare.foundation.ui.words import count
from throughcare.voice.coding.actions.common import JOB
from throughcare.voice.coding.actions.readings import take_in
from throughcare.voice.coding.actions.suggesting import forget_models, train_suggestions
from throughcare.voice.coding.models import Codebook, Reading, ThemeModel

GROWTH = 1.25


def take_in_comments(at: datetime) -> str:
    """Takes in a batch of comments, as a coder would by hand."""
    return f"{count(take_in(by=JOB, at=at), 'comment')} taken in"


def keep_models(at: datetime) -> str:
    """Trains each codebook anew whose settled comments grew by a quarter since it was trained last, or of whose
    comments one was taken back since: a model holds words of those it learnt from.

    A codebook that nobody ever trained is left: whether suggestions are wanted at all is for its keeper to say.
    """
    trained = sum(_train(book.pk, at) for book in Codebook.objects.order_by("pk"))
    return f"{count(trained, 'codebook')} trained"


def _train(codebook_id: int, at: datetime) -> bool:
    last = ThemeModel.objects.filter(codebook=codebook_id).order_by("-trained_at", "-id").first()
    if last is None:
        return False
    readings = Reading.objects.filter(codebook=codebook_id)
    taken_back = readings.filter(state="withdrawn", since__gt=last.trained_at).exists()
    if readings.filter(state="settled").exclude(masked="").count() < last.comments * GROWTH and not taken_back:
        return False
    try:
        train_suggestions(codebook_id=codebook_id, by=JOB, at=at)
    except Invalid:
        if taken_back:
            forget_models(codebook_id=codebook_id)
        return False
    return True
