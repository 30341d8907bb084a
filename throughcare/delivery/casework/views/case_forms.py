"""Screens of a service's own forms: one engine for all."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from throughcare import clock
from throughcare.delivery.casework import actions
from throughcare.delivery.casework.forms.sheets import AmendSheetForm, SheetForm, initial_of
from throughcare.delivery.casework.queries import case_forms
from throughcare.delivery.casework.queries.reading import clinical_case_to_read
from throughcare.delivery.casework.views.measures import CLINICAL, clinical_case
from throughcare.delivery.casework.views.pages import Ask, Saved, ask, caption_of, posted_version
from throughcare.foundation.access.routes import viewer_in


@CLINICAL
@require_POST
def start_form(request: HttpRequest, referral_id: int, code: str) -> HttpResponse:
    """Begins a form of the service."""
    row = actions.start_form(referral_id=referral_id, code=code, by=viewer_in(request), at=clock.now())
    return redirect("fill_case_form", form_id=row.pk)


@CLINICAL
@require_safe
def case_form(request: HttpRequest, form_id: int) -> HttpResponse:
    """A form, for reading."""
    viewer = viewer_in(request)
    page = case_forms.form(viewer, form_id, at=clock.now())
    found = clinical_case_to_read(viewer, page.referral_id, at=clock.now())
    context = {"page": page, "case": found, "caption_words": caption_of(found)}
    return render(request, "casework/case_form.jinja", context)


@CLINICAL
def fill_case_form(request: HttpRequest, form_id: int) -> HttpResponse:
    """Fills a form in, kept as it is typed; the button completes it and does what the service says follows."""
    viewer, at = viewer_in(request), clock.now()
    page = case_forms.form(viewer, form_id, at=at)
    found = clinical_case(viewer, page.referral_id)
    if not page.is_draft:
        return redirect("case_form", form_id=form_id)
    questions = found.definition.asks(page.sheet.code)
    form = SheetForm(request.POST or None, questions=questions, initial=initial_of(questions, page.given))
    call: dict[str, Any] = {"form_id": form_id, "version": posted_version(request), "by": viewer, "at": at}
    return ask(
        request,
        form,
        lambda given: actions.complete_form(given=given, **call),
        Ask(
            page.sheet.name,
            page.sheet.button,
            "Completed.",
            reverse("case_form", args=[form_id]),
            back=reverse("casework", args=[found.id]),
            caption=caption_of(found),
            lead=page.sheet.lead,
            saved=Saved(lambda given: actions.save_form(given=given, **call).version, page.version, f"form-{form_id}"),
        ),
    )


@CLINICAL
def amend_case_form(request: HttpRequest, form_id: int) -> HttpResponse:
    """Changes a completed form, for a reason."""
    viewer, at = viewer_in(request), clock.now()
    page = case_forms.form(viewer, form_id, at=at)
    found = clinical_case(viewer, page.referral_id)
    questions = found.definition.asks(page.sheet.code)
    form = AmendSheetForm(request.POST or None, questions=questions, initial=initial_of(questions, page.given))
    return ask(
        request,
        form,
        lambda given: actions.amend_form(
            form_id=form_id, given=given, reason=given["reason"], version=posted_version(request), by=viewer, at=at
        ),
        Ask(
            f"Amend: {page.sheet.name.lower()}",
            "Amend",
            "Amended. The version before stays to be seen.",
            reverse("case_form", args=[form_id]),
            caption=caption_of(found),
            template="casework/versioned.jinja",
            more={"row_version": page.version},
        ),
    )
