"""Training the model that suggests themes, from what people settled."""

from __future__ import annotations

import time
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from throughcare.errors import Invalid
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action
from throughcare.voice.coding.actions.common import own_codebook
from throughcare.voice.coding.models import ThemeModel
from throughcare.voice.coding.queries.suggesting import examples_of, meanings_of, model_folder
from throughcare.voice.coding.rules.suggesting import TooFew, measure, train, write_model


@action
def train_suggestions(*, codebook_id: int, by: Viewer, at: datetime) -> ThemeModel:
    """Trains a model on every settled comment of a codebook, and measures one like it on comments held back.

    The file is written before its row, under a name that only this row has, so that a failure leaves nothing in use.
    Files of earlier models go: they hold words of comments that were taken back since.
    """
    book = own_codebook(codebook_id, Permission.KEEP_CODEBOOK, by=by)
    examples, meanings = examples_of(book.pk), meanings_of(book.pk)
    began = time.perf_counter()
    try:
        model = train(examples, meanings=meanings)
    except TooFew as error:
        raise Invalid(str(error), remedy="Code more comments, then train again.") from error
    seconds = time.perf_counter() - began
    try:
        measured = asdict(measure(examples, meanings=meanings))
    except TooFew:
        measured = {}
    number = ThemeModel.objects.count() + 1
    file = f"themes-{book.pk}-{number}-{at:%Y%m%dT%H%M%S%f}.npz"
    sha256 = write_model(model, model_folder() / file)
    made = ThemeModel(
        codebook=book,
        file=file,
        sha256=sha256,
        codebook_version=book.version,
        comments=len(examples),
        themes=list(model.themes),
        measured=measured,
        seconds=round(seconds, 3),
        trained_at=at,
        trained_by_id=by.person_id,
    )
    made.save()
    forget_models(codebook_id=book.pk, but=file)
    event("theme_model.trained", subject=("codebook", book.pk), by=by, at=at)
    return made


def forget_models(*, codebook_id: int, but: str = "") -> None:
    """Throws away the files of a codebook's models once all is saved, but for one. What was measured of them stays."""
    files = list(ThemeModel.objects.filter(codebook=codebook_id).exclude(file=but).values_list("file", flat=True))

    def forget() -> None:
        for name in files:
            (model_folder() / name).unlink(missing_ok=True)

    transaction.on_commit(forget)
