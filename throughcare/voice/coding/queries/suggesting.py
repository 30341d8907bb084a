"""What suggestions are learnt from, and the suggestions for one comment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from throughcare.foundation.ports.suggesting import plugged_in
from throughcare.voice.coding.models import Reading, Settled, Theme, ThemeModel
from throughcare.voice.coding.rules.suggesting import Example, NotThisFile, Suggestion, Trained, read_model
from throughcare.voice.coding.rules.suggesting.training import SUGGESTED


def model_folder() -> Path:
    """Where trained models are kept."""
    return Path(settings.MEDIA_ROOT) / "theme-models"


def examples_of(codebook_id: int) -> list[Example]:
    """Every settled comment of a codebook with its themes."""
    themes: dict[int, set[str]] = defaultdict(set)
    rows = Settled.objects.filter(reading__codebook=codebook_id, theme__state=Theme.State.IN_USE)
    for reading, code in rows.values_list("reading", "theme__code"):
        themes[reading].add(code)
    settled = Reading.objects.filter(codebook=codebook_id, state="settled").exclude(masked="").order_by("pk")
    found = settled.values_list("pk", "masked").iterator(chunk_size=2000)
    return [Example(masked, frozenset(themes.get(pk, ()))) for pk, masked in found]


def meanings_of(codebook_id: int) -> dict[str, str]:
    """What the codebook says of each theme in use."""
    rows = Theme.objects.filter(codebook=codebook_id, state=Theme.State.IN_USE)
    return {one.code: f"{one.name}. {one.definition} {one.includes}" for one in rows}


@lru_cache(maxsize=4)
def _loaded(path: Path, sha256: str) -> Trained | None:
    try:
        return read_model(path, sha256)
    except NotThisFile:
        return None


def model_of(codebook_id: int) -> tuple[ThemeModel, Trained] | None:
    """The latest model of a codebook; null where there is none, or its file is not the one that was trained."""
    row = ThemeModel.objects.filter(codebook=codebook_id).order_by("-pk").first()
    model = _loaded(model_folder() / row.file, row.sha256) if row else None
    return (row, model) if row and model else None


def read_models() -> None:
    """Reads the latest model of each codebook, so that nobody waits for it at their first comment."""
    for codebook in set(ThemeModel.objects.order_by().values_list("codebook", flat=True)):
        model_of(codebook)


def themes_of(codebook_id: int) -> list[Theme]:
    """Every theme of a codebook by name, with the one that it was merged into."""
    return list(Theme.objects.filter(codebook=codebook_id).select_related("merged_into"))


def suggestions_for(reading: Reading, themes: Iterable[Theme]) -> tuple[tuple[Suggestion, ...], int]:
    """Up to three themes that may fit a masked comment, and from how many comments that was learnt. ``themes`` are
    all of its codebook.

    A plug-in that the deployment chose is asked instead of our own model; it too sees only what is masked.
    """
    now = _codes_now(themes)
    own = model_of(reading.codebook_id)
    learnt_from = own[0].comments if own else 0
    other = plugged_in()
    if other is None:
        return (own[1].suggest(reading.masked, now=now) if own else ()), learnt_from
    kept: dict[str, Suggestion] = {}
    for one in other.suggest(reading.masked, [code for code, today in now.items() if code == today]):
        if one.theme in now:
            kept.setdefault(now[one.theme], Suggestion(now[one.theme], one.score, tuple(one.words)))
    return tuple(kept.values())[:SUGGESTED], learnt_from


def _codes_now(themes: Iterable[Theme]) -> dict[str, str]:
    """The code by which each theme goes today: its own, or that of the theme it was merged into, while in use."""
    today = ((one.code, one.merged_into or one) for one in themes)
    return {code: theme.code for code, theme in today if theme.state == Theme.State.IN_USE}
