"""Reading and coding comments, one after another."""

from __future__ import annotations

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from throughcare import clock
from throughcare.errors import Conflict, Invalid, NotAllowed, WrongState
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.routes import requires, viewer_in
from throughcare.foundation.ui.forms import add_errors
from throughcare.foundation.ui.pages import Ask, ask
from throughcare.foundation.ui.words import count
from throughcare.voice.coding import actions, forms
from throughcare.voice.coding.queries import room
from throughcare.voice.feedback.actions import pass_on_danger

CODERS = requires(Permission.CODE_FEEDBACK)


@CODERS
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What waits in the room, and the way to the next comment."""
    viewer = viewer_in(request)
    context = {"rooms": room.rooms(viewer), "can_keep": viewer.can(Permission.KEEP_CODEBOOK)}
    return render(request, "coding/room.jinja", context)


@CODERS
@require_POST
def take_in(request: HttpRequest) -> HttpResponse:
    """Scrubs new comments and puts them before coders."""
    taken = actions.take_in(by=viewer_in(request), at=clock.now())
    messages.success(request, f"{count(taken, 'comment')} scrubbed and taken in." if taken else "Nothing new waits.")
    return redirect("coding")


@CODERS
@require_POST
def next_comment(request: HttpRequest) -> HttpResponse:
    """Goes to the next comment for this coder."""
    text = request.POST.get("codebook", "")
    book = int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0
    return _next(request, book)


def _next(request: HttpRequest, codebook_id: int) -> HttpResponse:
    found = actions.take_next(codebook_id=codebook_id, by=viewer_in(request), at=clock.now())
    if found is None:
        messages.info(request, "Nothing waits for you now. What another coder has open comes back if they leave it.")
        return redirect("coding")
    return redirect("read_comment", reading_id=found)


@CODERS
def comment(request: HttpRequest, reading_id: int) -> HttpResponse:
    """A comment, masked, with themes to choose."""
    viewer = viewer_in(request)
    page = room.comment(viewer, reading_id)
    choices = [(one.code, one.name) for one in page.choices]
    start = {"themes": sorted(page.chosen), "none_fits": page.has_coded and not page.chosen}
    posted = request.POST if request.method == "POST" else None
    form = forms.ThemesForm(posted, themes=choices, initial=start)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.code_comment(
                reading_id=page.id,
                themes=given["themes"],
                none_fits=given["none_fits"],
                by=viewer,
                at=clock.now(),
            )
        except Invalid as error:
            add_errors(form, error.fields)
        except (NotAllowed, WrongState, Conflict) as error:
            form.add_error(None, f"{error.says} {error.remedy}".strip())
        else:
            messages.success(request, "Saved.")
            return _next(request, page.codebook_id)
    return _shown(request, page, form)


def _shown(request: HttpRequest, page: room.CommentPage, form: forms.ThemesForm) -> HttpResponse:
    ticked = set(form["themes"].value() or ())
    context = {
        "page": page,
        "form": form,
        "ticked": ticked,
        "none_fits": bool(form["none_fits"].value()),
        "mask_form": forms.MaskForm(auto_id="mask_%s"),
        "can_code": page.state in ("waiting", "second") or (page.has_coded and page.state == "settled"),
        "can_keep": viewer_in(request).can(Permission.KEEP_CODEBOOK),
    }
    return render(request, "coding/comment.jinja", context, status=422 if form.errors else 200)


@CODERS
def mask(request: HttpRequest, reading_id: int) -> HttpResponse:
    """Masks more words of a comment."""
    viewer = viewer_in(request)
    page = room.comment(viewer, reading_id)
    form = forms.MaskForm(request.POST or None)
    return ask(
        request,
        form,
        lambda given: actions.mask_more(
            reading_id=page.id, words=given["mask"], kind=given["kind"], by=viewer, at=clock.now()
        ),
        Ask(
            "Mask more words",
            "Mask them",
            "Masked.",
            reverse("read_comment", args=[page.id]),
            lead="They are masked wherever they stand in this comment, and a quote that holds them is taken down. "
            "It is not undone.",
        ),
    )


@CODERS
def set_aside(request: HttpRequest, reading_id: int) -> HttpResponse:
    """Sets a comment aside."""
    viewer = viewer_in(request)
    page = room.comment(viewer, reading_id)
    return ask(
        request,
        forms.SetAsideForm(request.POST or None),
        lambda given: actions.set_aside(reading_id=page.id, reason=given["reason"], by=viewer, at=clock.now()),
        Ask(
            "Set this comment aside",
            "Set aside",
            "Set aside.",
            reverse("coding"),
            back=reverse("read_comment", args=[page.id]),
        ),
    )


@CODERS
def danger(request: HttpRequest, reading_id: int) -> HttpResponse:
    """Passes a comment on in which somebody is in danger."""
    viewer = viewer_in(request)
    page = room.comment(viewer, reading_id)
    here = reverse("read_comment", args=[page.id])
    lead = (
        "People who are trained to act see the whole comment, with the names and places that are masked here. They do "
        "not see who wrote an anonymous one: nobody can. It is recorded that you passed it on. Then code the comment."
    )
    return ask(
        request,
        django_forms.Form(request.POST if request.method == "POST" else None),
        lambda given: pass_on_danger(comment_id=page.comment_id, by=viewer, at=clock.now()),
        Ask("Someone is in danger", "Pass it on", "Passed on to people who are trained to act.", here, lead=lead),
    )


@CODERS
@require_POST
def take_up_again(request: HttpRequest, reading_id: int) -> HttpResponse:
    """Puts a comment that was set aside before coders again."""
    actions.take_up_again(reading_id=reading_id, by=viewer_in(request), at=clock.now())
    messages.success(request, "It waits for a coder again.")
    return redirect("read_comment", reading_id=reading_id)


@requires(Permission.KEEP_CODEBOOK)
@require_POST
def look_again(request: HttpRequest, reading_id: int) -> HttpResponse:
    """Opens a settled comment again."""
    actions.look_again(reading_id=reading_id, by=viewer_in(request), at=clock.now())
    messages.success(request, "It waits for a coder again.")
    return redirect("read_comment", reading_id=reading_id)


@CODERS
@require_safe
def disputes(request: HttpRequest) -> HttpResponse:
    """Comments that two coded differently, side by side."""
    return render(request, "coding/disputes.jinja", {"rows": room.disputes(viewer_in(request))})


@requires(Permission.KEEP_CODEBOOK)
def settle(request: HttpRequest, reading_id: int) -> HttpResponse:
    """Settles a difference."""
    viewer = viewer_in(request)
    row = room.dispute(viewer, reading_id)
    names = {name: code for code, name in room.themes_to_choose(viewer, reading_id)}
    start = {"themes": [names[name] for name in row.both if name in names]}
    form = forms.ThemesForm(request.POST or None, themes=[(code, name) for name, code in names.items()], initial=start)
    return ask(
        request,
        form,
        lambda given: actions.settle(
            reading_id=row.id, themes=given["themes"], none_fits=given["none_fits"], by=viewer, at=clock.now()
        ),
        Ask(
            "Settle a difference",
            "Settle it",
            "Settled. Both choices stay as they were.",
            reverse("disputes"),
            template="coding/settle.jinja",
        ),
        more={"row": row},
    )
