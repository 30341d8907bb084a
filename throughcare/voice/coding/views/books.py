"""The codebook, agreement and suggestions."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from throughcare import clock
from throughcare.errors import Invalid
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.routes import requires, viewer_in
from throughcare.foundation.ui.pages import Ask, ask
from throughcare.voice.coding import actions, forms
from throughcare.voice.coding.queries import agreement as agreement_query
from throughcare.voice.coding.queries import books
from throughcare.voice.coding.views.drafting import ask_kept

KEEPERS = requires(Permission.KEEP_CODEBOOK)
READERS = requires(Permission.CODE_FEEDBACK, Permission.KEEP_CODEBOOK, Permission.VIEW_INSIGHT)
CODERS = requires(Permission.CODE_FEEDBACK)


@KEEPERS
def open_codebook(request: HttpRequest) -> HttpResponse:
    """Opens a codebook for an audience."""
    viewer, at = viewer_in(request), clock.now()
    return ask(
        request,
        forms.CodebookForm(request.POST or None),
        lambda given: actions.open_codebook(**given, by=viewer, at=at),
        Ask("Open a codebook", "Open it", "Open. Add its themes now.", reverse("coding")),
    )


@READERS
@require_safe
def codebook(request: HttpRequest, codebook_id: int) -> HttpResponse:
    """Themes, what they mean, and what was done to them."""
    return render(request, "coding/codebook.jinja", {"page": books.codebook(viewer_in(request), codebook_id)})


@READERS
@require_safe
def codebook_version(request: HttpRequest, codebook_id: int, number: int) -> HttpResponse:
    """The codebook as it stood at a version."""
    found = books.version_of(viewer_in(request), codebook_id, number)
    context = {"codebook_id": codebook_id, "number": found.number, "at": found.at, "themes": found.content}
    return render(request, "coding/version.jinja", context)


@KEEPERS
def add_theme(request: HttpRequest, codebook_id: int) -> HttpResponse:
    """Adds a theme."""
    viewer, at = viewer_in(request), clock.now()
    page = books.codebook(viewer, codebook_id)
    return ask_kept(
        request,
        lambda posted, start: forms.ThemeForm(posted, initial=start),
        lambda given: actions.add_theme(codebook_id=page.id, **given, by=viewer, at=at),
        Ask("Add a theme", "Add it", "Added.", reverse("codebook", args=[page.id]), caption=page.name),
        key=f"theme-{page.id}",
    )


@KEEPERS
def second_coders(request: HttpRequest, codebook_id: int) -> HttpResponse:
    """Says how many comments two people code."""
    viewer, at = viewer_in(request), clock.now()
    page = books.codebook(viewer, codebook_id)
    return ask(
        request,
        forms.SecondForm(request.POST or None, initial={"every": page.second_every}),
        lambda given: actions.set_second_every(codebook_id=page.id, every=given["every"], by=viewer, at=at),
        Ask("Two coders", "Save", "Saved.", reverse("codebook", args=[page.id]), caption=page.name),
    )


@KEEPERS
def reword(request: HttpRequest, codebook_id: int, code: str) -> HttpResponse:
    """Says a theme's meaning better."""
    viewer, at = viewer_in(request), clock.now()
    row = books.theme(viewer, codebook_id, code)
    start = {"name": row.name, "definition": row.definition, "includes": row.includes, "excludes": row.excludes}
    version = request.POST.get("version", "")
    opened = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else row.version
    return ask(
        request,
        forms.RewordForm(request.POST or None, initial=start),
        lambda given: actions.reword_theme(
            codebook_id=codebook_id, theme=row.code, version=opened, **given, by=viewer, at=at
        ),
        Ask(
            "Reword a theme",
            "Save",
            "Saved as a new version.",
            reverse("codebook", args=[codebook_id]),
            caption=row.name,
            version=opened,
        ),
    )


@KEEPERS
def merge(request: HttpRequest, codebook_id: int, code: str) -> HttpResponse:
    """Merges a theme into another."""
    viewer, at = viewer_in(request), clock.now()
    row = books.theme(viewer, codebook_id, code)
    others = [(one.code, one.name) for one in books.codebook(viewer, codebook_id).themes if one.code != code]
    return ask(
        request,
        forms.MergeForm(request.POST or None, themes=others),
        lambda given: actions.merge_themes(codebook_id=codebook_id, theme=row.code, **given, by=viewer, at=at),
        Ask(
            f"Merge “{row.name}” into another theme",
            "Merge",
            "Merged. What people chose stays on record.",
            reverse("codebook", args=[codebook_id]),
        ),
    )


@KEEPERS
def split(request: HttpRequest, codebook_id: int, code: str) -> HttpResponse:
    """Splits a theme into others."""
    viewer, at = viewer_in(request), clock.now()
    row = books.theme(viewer, codebook_id, code)
    others = [(one.code, one.name) for one in books.codebook(viewer, codebook_id).themes if one.code != code]
    return ask(
        request,
        forms.SplitForm(request.POST or None, themes=others),
        lambda given: actions.split_theme(codebook_id=codebook_id, theme=row.code, **given, by=viewer, at=at),
        Ask(
            f"Split “{row.name}”",
            "Split",
            "Split. Its comments wait for coders again.",
            reverse("codebook", args=[codebook_id]),
        ),
    )


@KEEPERS
def retire(request: HttpRequest, codebook_id: int, code: str) -> HttpResponse:
    """Stops offering a theme."""
    viewer, at = viewer_in(request), clock.now()
    row = books.theme(viewer, codebook_id, code)
    return ask(
        request,
        forms.ReasonForm(request.POST or None),
        lambda given: actions.retire_theme(codebook_id=codebook_id, theme=row.code, **given, by=viewer, at=at),
        Ask(
            f"Stop using “{row.name}”",
            "Stop using it",
            "It is not offered any more.",
            reverse("codebook", args=[codebook_id]),
            lead="Comments that have it keep it.",
        ),
    )


@CODERS
@require_safe
def agreement(request: HttpRequest, codebook_id: int) -> HttpResponse:
    """How well coders agree."""
    page = agreement_query.agreement_page(viewer_in(request), codebook_id)
    return render(request, "coding/agreement.jinja", {"page": page})


@CODERS
@require_safe
def suggestions(request: HttpRequest, codebook_id: int) -> HttpResponse:
    """Where suggestions come from and how good they are."""
    viewer = viewer_in(request)
    book = books.codebook(viewer, codebook_id)
    context = {"book": book, "models": books.models(viewer, codebook_id), "can_train": book.can_keep}
    return render(request, "coding/suggestions.jinja", context)


@KEEPERS
@require_POST
def train(request: HttpRequest, codebook_id: int) -> HttpResponse:
    """Trains the model of suggestions anew."""
    try:
        made = actions.train_suggestions(codebook_id=codebook_id, by=viewer_in(request), at=clock.now())
    except Invalid as error:
        messages.error(request, f"{error.says} {error.remedy}".strip())
    else:
        messages.success(request, f"Trained on {made.comments:,} comments in {made.seconds:.1f} s.")
    return redirect("suggestions", codebook_id=codebook_id)
