"""The codebook as a page: themes with what they mean and how often they were met, what was done to them, versions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from throughcare.errors import NotFound
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible, visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.voice.coding.models import Codebook, CodebookVersion, Settled, Theme, ThemeChange, ThemeModel
from throughcare.voice.coding.queries.suggesting import model_of


@dataclass(frozen=True, slots=True)
class ThemeRow:
    """A theme; ``settled`` is how many comments have it, null to those outside the room."""

    code: str
    name: str
    definition: str
    includes: str
    excludes: str
    state: str
    state_words: str
    merged_into: str
    settled: int | None
    version: int


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """What was done to a theme, when and why."""

    theme: str
    kind: str
    others: str
    reason: str
    number: int
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CodebookPage:
    """A codebook with its themes and its history."""

    id: int
    name: str
    audience: str
    version: int
    second_every: int
    themes: tuple[ThemeRow, ...]
    past: tuple[ThemeRow, ...]
    changes: tuple[ChangeRow, ...]
    can_keep: bool
    can_code: bool


def codebook(viewer: Viewer, codebook_id: int) -> CodebookPage:
    """A codebook; ``NotFound`` where there is none that the viewer may see."""
    book: Codebook = get_visible(viewer, Codebook, pk=codebook_id)
    own = book.organisation.code in viewer.organisation_codes
    met = dict(Settled.objects.filter(theme__codebook=book).values_list("theme").annotate(n=Count("pk")))
    rows = [
        ThemeRow(
            one.code,
            one.name,
            one.definition,
            one.includes,
            one.excludes,
            one.state,
            one.get_state_display(),
            one.merged_into.name if one.merged_into else "",
            met.get(one.pk, 0) if own else None,
            one.version,
        )
        for one in Theme.objects.filter(codebook=book).select_related("merged_into")
    ]
    return CodebookPage(
        book.pk,
        book.name,
        book.get_audience_display(),
        book.version,
        book.second_every,
        tuple(one for one in rows if one.state == Theme.State.IN_USE),
        tuple(one for one in rows if one.state != Theme.State.IN_USE),
        _changes(book),
        own and viewer.can(Permission.KEEP_CODEBOOK),
        own and viewer.can(Permission.CODE_FEEDBACK),
    )


def _changes(book: Codebook) -> tuple[ChangeRow, ...]:
    """What was done to themes, the latest first."""
    names = dict(Theme.objects.filter(codebook=book).values_list("code", "name"))
    rows = ThemeChange.objects.filter(theme__codebook=book).select_related("theme", "by")[:50]
    return tuple(
        ChangeRow(
            one.theme.name,
            one.get_kind_display(),
            ", ".join(names.get(code, code) for code in one.others),
            one.reason,
            one.number,
            one.by.name,
            one.at,
        )
        for one in rows
    )


def theme(viewer: Viewer, codebook_id: int, code: str) -> ThemeRow:
    """One theme in use of a codebook."""
    found = next((one for one in codebook(viewer, codebook_id).themes if one.code == code), None)
    if found is None:
        raise NotFound("There is no such theme in use.", remedy="Go back to the codebook.")
    return found


def version_of(viewer: Viewer, codebook_id: int, number: int) -> CodebookVersion:
    """The codebook as it stood at a version."""
    get_visible(viewer, Codebook, pk=codebook_id)
    found: CodebookVersion = get_visible(viewer, CodebookVersion, codebook=codebook_id, number=number)
    return found


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A trained model and how good it was on comments held back."""

    trained_at: datetime
    by: str
    comments: int
    themes: int
    codebook_version: int
    seconds: float
    sha256: str
    measured: dict[str, float]
    in_use: bool


def models(viewer: Viewer, codebook_id: int) -> list[ModelRow]:
    """The models of a codebook, the latest first; the one in use is marked."""
    get_visible(viewer, Codebook, pk=codebook_id)
    used = model_of(codebook_id)
    rows = visible_to(viewer, ThemeModel).filter(codebook=codebook_id).select_related("trained_by")
    return [
        ModelRow(
            one.trained_at,
            one.trained_by.name if one.trained_by else "the job",
            one.comments,
            len(one.themes),
            one.codebook_version,
            one.seconds,
            one.sha256,
            one.measured,
            used is not None and used[0].pk == one.pk,
        )
        for one in rows[:20]
    ]
