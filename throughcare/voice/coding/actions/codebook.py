"""Changes to the codebook. Every one makes a new version and says why; nothing of an older one is lost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from throughcare.errors import Invalid
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.organisations.models import Organisation
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action
from throughcare.voice.coding.actions.common import own_codebook
from throughcare.voice.coding.actions.readings import reopen
from throughcare.voice.coding.models import Codebook, CodebookVersion, Quote, Reading, Settled, Theme, ThemeChange
from throughcare.voice.coding.rules import codebook as rules
from throughcare.voice.feedback.models.surveys import Audience

Kind = ThemeChange.Kind


@action
def open_codebook(*, name: str, audience: str, by: Viewer, at: datetime) -> Codebook:
    """Opens the codebook of the viewer's own organisation for an audience."""
    check_can(by, Permission.KEEP_CODEBOOK)
    organisation = Organisation.objects.filter(code=by.organisation_code).first()
    if organisation is None or audience not in Audience.values:
        raise Invalid({"audience": "Choose whose comments it is for."})
    made = Codebook(organisation=organisation, audience=audience, name=name.strip()[:120], version=1)
    made.save()
    CodebookVersion(codebook=made, number=1, content=[], at=at).save()
    event("codebook.opened", subject=("codebook", made.pk), by=by, at=at)
    return made


@action
def set_second_every(*, codebook_id: int, every: int, by: Viewer, at: datetime) -> Codebook:
    """Says that one comment in so many is coded by two people. It holds for comments taken in from now on."""
    book = own_codebook(codebook_id, Permission.KEEP_CODEBOOK, by=by)
    if not 1 <= every <= 100:
        raise Invalid({"every": "Write a number from 1 (every comment) to 100."})
    book.second_every = every
    book.save()
    event("codebook.second_coders_set", subject=("codebook", book.pk), by=by, at=at)
    return book


def _next_version(book: Codebook) -> int:
    book.version += 1
    book.save()
    return book.version


def _keep_version(book: Codebook, at: datetime) -> None:
    """Keeps the codebook as it stands now."""
    rows = Theme.objects.filter(codebook=book).order_by("code")
    fields = ("code", "name", "definition", "includes", "excludes", "state")
    content = [{field: getattr(one, field) for field in fields} for one in rows]
    CodebookVersion(codebook=book, number=book.version, content=content, at=at).save()


def _note(theme: Theme, kind: str, *, by: Viewer, at: datetime, reason: str = "", others: Sequence[str] = ()) -> None:
    ThemeChange(
        theme=theme,
        kind=kind,
        others=list(others),
        reason=reason.strip()[:500],
        number=theme.codebook.version,
        by_id=by.person_id,
        at=at,
    ).save()
    event(f"theme.{kind}", subject=("theme", theme.pk), by=by, at=at)


def _theme(book: Codebook, code: str, *, field: str = "theme") -> Theme:
    found: Theme | None = Theme.objects.select_for_update().filter(codebook=book, code=code).first()
    if found is None:
        raise Invalid({field: "Choose a theme from the list."})
    rules.check_in_use(found.state, name=found.name)
    found.codebook = book
    return found


def _names(book: Codebook, *, but: str = "") -> list[str]:
    found = Theme.objects.filter(codebook=book, state=Theme.State.IN_USE).exclude(code=but)
    return list(found.values_list("name", flat=True))


@action
def add_theme(
    *,
    codebook_id: int,
    name: str,
    definition: str,
    includes: str = "",
    excludes: str = "",
    reason: str = "",
    by: Viewer,
    at: datetime,
) -> Theme:
    """Adds a theme to the codebook."""
    book = own_codebook(codebook_id, Permission.KEEP_CODEBOOK, by=by)
    taken = _names(book)
    rules.check_room(len(taken))
    rules.check_theme(name.strip(), definition.strip(), taken=taken)
    code = rules.code_of(name)
    if Theme.objects.filter(codebook=book, code=code).exists():
        raise Invalid({"name": "A theme of this name was used before. Choose another, so that old codes keep theirs."})
    made = Theme(
        codebook=book,
        code=code,
        name=name.strip(),
        definition=definition.strip(),
        includes=includes.strip(),
        excludes=excludes.strip(),
        from_version=_next_version(book),
    )
    made.save()
    _note(made, Kind.ADDED, by=by, at=at, reason=reason)
    _keep_version(book, at)
    return made


@action
def reword_theme(
    *,
    codebook_id: int,
    theme: str,
    name: str,
    definition: str,
    includes: str,
    excludes: str,
    reason: str,
    version: int | None = None,
    by: Viewer,
    at: datetime,
) -> Theme:
    """Says better what a theme means; its code and what was coded by it stay."""
    book = own_codebook(codebook_id, Permission.KEEP_CODEBOOK, by=by)
    row = _theme(book, theme)
    Theme.objects.locked(row.pk, version=version)
    rules.check_reason(reason)
    rules.check_theme(name.strip(), definition.strip(), taken=_names(book, but=theme))
    row.name, row.definition = name.strip(), definition.strip()
    row.includes, row.excludes = includes.strip(), excludes.strip()
    row.version += 1
    _next_version(book)
    row.save()
    _note(row, Kind.REWORDED, by=by, at=at, reason=reason)
    _keep_version(book, at)
    return row


@action
def merge_themes(*, codebook_id: int, theme: str, into: str, reason: str, by: Viewer, at: datetime) -> Theme:
    """Merges a theme into another: what it settled counts there from now on, its quotes stand there, and what people
    chose stays as it was."""
    book = own_codebook(codebook_id, Permission.KEEP_CODEBOOK, by=by)
    rules.check_merge(theme, into)
    row, target = _theme(book, theme), _theme(book, into, field="into")
    rules.check_reason(reason)
    row.state, row.merged_into, row.until_version = Theme.State.MERGED, target, _next_version(book)
    row.version += 1
    row.save()
    both = Settled.objects.filter(theme=target).values("reading")
    Settled.objects.filter(theme=row, reading__in=both).delete()
    Settled.objects.filter(theme=row).update(theme=target)
    Theme.objects.filter(merged_into=row).update(merged_into=target)
    Quote.objects.filter(theme=row).update(theme=target)
    _note(row, Kind.MERGED, by=by, at=at, reason=reason, others=[into])
    _keep_version(book, at)
    return row


@action
def split_theme(*, codebook_id: int, theme: str, into: Sequence[str], reason: str, by: Viewer, at: datetime) -> Theme:
    """Splits a theme: the comments that it settled wait for coders again, since no rule can say which is meant."""
    book = own_codebook(codebook_id, Permission.KEEP_CODEBOOK, by=by)
    row = _theme(book, theme)
    rules.check_split(theme, into)
    for code in into:
        _theme(book, code, field="into")
    rules.check_reason(reason)
    row.state, row.until_version = Theme.State.SPLIT, _next_version(book)
    row.version += 1
    row.save()
    coded = Settled.objects.filter(theme=row).values("reading")
    for reading in Reading.objects.filter(pk__in=coded, state="settled").select_for_update():
        reopen(reading, "theme_split", by=by, at=at)
    _note(row, Kind.SPLIT, by=by, at=at, reason=reason, others=sorted(into))
    _keep_version(book, at)
    return row


@action
def retire_theme(*, codebook_id: int, theme: str, reason: str, by: Viewer, at: datetime) -> Theme:
    """Stops offering a theme; what it settled still counts under its name."""
    book = own_codebook(codebook_id, Permission.KEEP_CODEBOOK, by=by)
    row = _theme(book, theme)
    rules.check_reason(reason)
    row.state, row.until_version = Theme.State.RETIRED, _next_version(book)
    row.version += 1
    row.save()
    _note(row, Kind.RETIRED, by=by, at=at, reason=reason)
    _keep_version(book, at)
    return row
