"""A site with one form that saves as typed, kept in memory, to try the script against its contract."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import include, path

from throughcare.foundation.ui.fields import DateField3, ProseField
from throughcare.foundation.ui.forms import FormPage

STORE: dict[str, Any] = {}


def reset() -> None:
    """An empty draft that nobody has touched."""
    STORE.update(
        by_label=False, version=1, saves=0, answer=None, fields={"title": "", "reason": "", "tick": ""}, submitted=0
    )


class DraftForm(forms.Form):
    """A text, a prose, a date and a tick."""

    title = ProseField(label="Title", one_line=True)
    reason = ProseField(label="Reason", limit=50, required=False)
    signed = DateField3(label="Signed", required=False)
    tick = forms.BooleanField(label="Agreed", required=False)


def page(request: HttpRequest) -> HttpResponse:
    """The form itself; posting it whole saves it and goes on."""
    form = DraftForm(request.POST or None, initial=STORE["fields"])
    if request.method == "POST" and form.is_valid():
        STORE["fields"].update(title=form.cleaned_data["title"], reason=form.cleaned_data["reason"])
        STORE["submitted"] += 1
        STORE["version"] += 1
        return redirect("/done/")
    shown = FormPage("Draft", form, autosave="/draft/save/", draft_key="draft-1", version=STORE["version"], back="/")
    return render(request, "form_page.jinja", {"page": shown}, status=422 if form.errors else 200)


def save(request: HttpRequest) -> HttpResponse:
    """The address that takes what is typed."""
    if not request.user.is_authenticated:
        return JsonResponse({}, status=401)
    if STORE["answer"]:
        return HttpResponse(status=STORE["answer"])
    if int(request.POST["version"]) != STORE["version"]:
        theirs = {"Title of the paper": STORE["fields"]["title"]} if STORE["by_label"] else STORE["fields"]
        answer = {
            "conflict": True,
            "says": "Somebody saved at 14:00.",
            "theirs": theirs,
            "version": STORE["version"],
        }
        return JsonResponse(answer, status=409)
    if len(request.POST["reason"]) > 50:
        return JsonResponse({"errors": {"reason": ["The text is over the limit of 50."]}}, status=422)
    STORE["fields"].update({name: request.POST.get(name, "") for name in ("title", "reason", "tick")})
    STORE.update(version=STORE["version"] + 1, saves=STORE["saves"] + 1, changed=request.POST.getlist("changed"))
    return JsonResponse({"saved": True, "version": STORE["version"], "at": "14:05"})


def done(request: HttpRequest) -> HttpResponse:
    """Where a saved form leads."""
    return HttpResponse(
        "<!DOCTYPE html><html lang=en><title>Done</title><link rel=icon href=data:,><h1>Done</h1></html>"
    )


urlpatterns = [
    path("draft/", page),
    path("draft/save/", save),
    path("done/", done),
    path("", include("throughcare.urls")),
]
