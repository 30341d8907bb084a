"""The coding room: what waits, one comment to read, and what two coders chose for it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Prefetch, prefetch_related_objects

from throughcare.errors import NotFound
from throughcare.foundation.access.areas import area_name
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible, visible_to
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.voice.coding import states
from throughcare.voice.coding.models import Codebook, Coding, Quote, Reading, Settled, Theme
from throughcare.voice.coding.queries.quoting import service_name
from throughcare.voice.coding.queries.suggesting import suggestions_for, themes_of
from throughcare.voice.coding.rules.coding import SET_ASIDE
from throughcare.voice.coding.rules.scrubbing import pieces_of
from throughcare.voice.coding.rules.scrubbing.masking import Piece
from throughcare.voice.feedback.models import Comment
from throughcare.voice.feedback.queries.calls import was_passed_on

TO_DO = (states.Reading.WAITING, states.Reading.SECOND)


@dataclass(frozen=True, slots=True)
class RoomPage:
    """A codebook's room: how many comments stand where, and what else waits."""

    codebook_id: int
    name: str
    version: int
    themes: int
    counts: dict[str, int]
    new: int
    mine: int
    quotes: int
    second_every: int

    @property
    def to_do(self) -> int:
        """How many comments wait for a coder."""
        return sum(self.counts.get(state, 0) for state in TO_DO)

    @property
    def every(self) -> int:
        """All comments but those taken back."""
        return sum(n for state, n in self.counts.items() if state != states.Reading.WITHDRAWN)


def _own_books(viewer: Viewer) -> list[Codebook]:
    books = visible_to(viewer, Codebook).filter(organisation__code__in=viewer.organisation_codes)
    return list(books.order_by("audience", "pk"))


def rooms(viewer: Viewer) -> list[RoomPage]:
    """The rooms of the viewer's organisation, one for each codebook."""
    check_can(viewer, Permission.CODE_FEEDBACK)
    return [_room(viewer, book) for book in _own_books(viewer)]


def standing(viewer: Viewer, codebook_id: int, *in_states: str) -> dict[str, int]:
    """How many comments of a codebook that the viewer sees stand in each state; of these states only, if any is named.

    Whoever sees a comment sees it by what it belongs to, never by one of many rows, so that none is counted twice.
    """
    seen = visible_to(viewer, Reading).filter(codebook=codebook_id)
    if in_states:
        seen = seen.filter(state__in=in_states)
    return dict(seen.order_by("state").values_list("state").annotate(n=Count("pk")))


def _room(viewer: Viewer, book: Codebook) -> RoomPage:
    counts = standing(viewer, book.pk)
    new = Comment.objects.filter(
        organisation=book.organisation_id, audience=book.audience, reading__isnull=True, withdrawn_on__isnull=True
    ).exclude(text="")
    return RoomPage(
        book.pk,
        book.name,
        book.version,
        Theme.objects.filter(codebook=book, state=Theme.State.IN_USE).count(),
        counts,
        new.count(),
        Coding.objects.filter(by=viewer.person_id, past=False, reading__codebook=book).count(),
        visible_to(viewer, Quote).filter(reading__codebook=book, state=states.Quote.PROPOSED).count(),
        book.second_every,
    )


@dataclass(frozen=True, slots=True)
class ThemeChoice:
    """A theme to choose, with what it means; ``words`` led to its suggestion, empty where it was not suggested."""

    code: str
    name: str
    definition: str
    includes: str
    excludes: str
    suggested: bool
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CommentPage:
    """A comment as a coder reads it. ``learnt_from`` is how many comments suggestions come from, nought without any;
    ``alone`` says that two people code it and so nothing is suggested."""

    id: int
    comment_id: UUID
    codebook_id: int
    codebook: str
    pieces: tuple[Piece, ...]
    state: str
    turn: str
    version: int
    source: str
    about: str
    month: str
    language: str
    choices: tuple[ThemeChoice, ...]
    learnt_from: int
    alone: bool
    chosen: frozenset[str]
    has_coded: bool
    settled: tuple[tuple[str, str], ...]
    set_aside_because: str
    was_passed_on: bool
    left: int


def comment(viewer: Viewer, reading_id: int) -> CommentPage:
    """A comment to read and code; ``NotFound`` where there is none that the viewer may see."""
    check_can(viewer, Permission.CODE_FEEDBACK)
    row: Reading = get_visible(viewer, Reading, pk=reading_id)
    if row.state == states.Reading.WITHDRAWN:
        raise NotFound("This comment was taken back.", remedy="Go back to the coding room.")
    about, mine = row.comment, _mine(viewer, row)
    alone = row.wants == 2 and row.state != states.Reading.SETTLED
    themes = themes_of(row.codebook_id)
    suggested, learnt_from = ((), 0) if alone else suggestions_for(row, themes)
    words = {one.theme: one.words for one in suggested}
    facts = [service_name(about.service) if about.service else "", area_name(about.area) if about.area else ""]
    return CommentPage(
        row.pk,
        row.comment_id,
        row.codebook_id,
        row.codebook.name,
        tuple(pieces_of(row.masked, [(start, end) for start, end in row.doubts])),
        row.state,
        states.READING_OWNER[row.state],
        row.version,
        about.get_source_display(),
        ", ".join(fact for fact in facts if fact),
        f"{about.day:%B %Y}",
        about.language,
        _choices(themes, words),
        learnt_from,
        alone,
        frozenset(code.theme.code for code in mine.codes.select_related("theme")) if mine else frozenset(),
        mine is not None,
        tuple(row.settled.order_by("theme__name", "id").values_list("theme__code", "theme__name")),
        SET_ASIDE.get(row.set_aside_because, ""),
        was_passed_on(row.comment_id),
        sum(standing(viewer, row.codebook_id, *TO_DO).values()),
    )


def _mine(viewer: Viewer, row: Reading) -> Coding | None:
    found: Coding | None = row.codings.filter(by=viewer.person_id, past=False, settles=False).first()
    return found


def _choices(themes: list[Theme], words: dict[str, tuple[str, ...]]) -> tuple[ThemeChoice, ...]:
    """Themes in use: those suggested first, likeliest before others, then the rest by name."""
    order = list(words)
    found = [
        ThemeChoice(
            one.code,
            one.name,
            one.definition,
            one.includes,
            one.excludes,
            one.code in words,
            words.get(one.code, ()),
        )
        for one in themes
        if one.state == Theme.State.IN_USE
    ]
    return tuple(sorted(found, key=lambda one: (order.index(one.code) if one.suggested else len(order), one.name)))


@dataclass(frozen=True, slots=True)
class Disputed:
    """A comment that two coded differently: what each chose, and what both did."""

    id: int
    pieces: tuple[Piece, ...]
    coders: tuple[tuple[str, tuple[str, ...]], ...]
    both: tuple[str, ...]
    can_settle: bool


def disputes(viewer: Viewer, *, most: int = 50) -> list[Disputed]:
    """Comments that wait to be settled, side by side."""
    check_can(viewer, Permission.CODE_FEEDBACK)
    rows = list(visible_to(viewer, Reading).filter(state=states.Reading.DISPUTED).order_by("since", "pk")[:most])
    return _side_by_side(viewer, rows)


def dispute(viewer: Viewer, reading_id: int) -> Disputed:
    """One of them."""
    check_can(viewer, Permission.KEEP_CODEBOOK)
    row: Reading = get_visible(viewer, Reading, pk=reading_id)
    if row.state != states.Reading.DISPUTED:
        raise NotFound("This comment does not wait to be settled.", remedy="Go back to those that do.")
    return _side_by_side(viewer, [row])[0]


def _side_by_side(viewer: Viewer, rows: list[Reading]) -> list[Disputed]:
    """Comments with what each coder chose, read for all of them at once."""
    live = Coding.objects.filter(past=False, settles=False).prefetch_related("codes__theme")
    prefetch_related_objects(rows, Prefetch("codings", live, to_attr="live"))
    return [_dispute(viewer, row, row.live) for row in rows]  # type: ignore[attr-defined]


def _dispute(viewer: Viewer, row: Reading, codings: list[Coding]) -> Disputed:
    chosen = [{code.theme.name for code in one.codes.all()} for one in codings]
    both = set.intersection(*chosen) if chosen else set()
    names = [
        ("You" if one.by_id == viewer.person_id else f"Coder {number}", tuple(sorted(found)))
        for number, (one, found) in enumerate(zip(codings, chosen, strict=True), 1)
    ]
    can = viewer.can(Permission.KEEP_CODEBOOK) and viewer.person_id not in {one.by_id for one in codings}
    return Disputed(
        row.pk,
        tuple(pieces_of(row.masked, [(start, end) for start, end in row.doubts])),
        tuple(names),
        tuple(sorted(both)),
        can,
    )


def themes_to_choose(viewer: Viewer, reading_id: int) -> list[tuple[str, str]]:
    """The themes in use of a comment's codebook, as code and name."""
    row: Reading = get_visible(viewer, Reading, pk=reading_id)
    rows = Theme.objects.filter(codebook=row.codebook_id, state=Theme.State.IN_USE).order_by("name", "id")
    return list(rows.values_list("code", "name"))


def settled_themes(viewer: Viewer, reading_id: int) -> list[tuple[str, str]]:
    """The themes that a comment has in the end."""
    row: Reading = get_visible(viewer, Reading, pk=reading_id)
    return list(
        Settled.objects.filter(reading=row).order_by("theme__name", "id").values_list("theme__code", "theme__name")
    )
