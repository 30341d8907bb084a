"""Screens of referrals on to health services."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from throughcare import clock
from throughcare.delivery.casework import actions
from throughcare.delivery.casework.forms import onward as forms
from throughcare.delivery.casework.queries import onward, settings
from throughcare.delivery.casework.queries.places import unit_of
from throughcare.delivery.casework.queries.reading import clinical_case_to_read
from throughcare.delivery.casework.rules.onward import Letter
from throughcare.delivery.casework.views.measures import CLINICAL, clinical_case
from throughcare.delivery.casework.views.pages import Ask, Saved, ask, caption_of, posted_version
from throughcare.errors import NotFound
from throughcare.foundation.access.routes import viewer_in

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a referral on: what its button says, its form, its action, and what is said after."""

    label: str
    form: type[django_forms.Form]
    act: Callable[..., object]
    done: str


STEPS: dict[str, Step] = {
    "acknowledged": Step("They have received it", forms.WordsForm, actions.onward_acknowledged, "Noted."),
    "accepted": Step("They accepted", forms.AppointmentForm, actions.onward_accepted, "Accepted."),
    "declined": Step("They refused", forms.DeclinedForm, actions.onward_declined, "Refused, and counted as a gap."),
    "placed_on_waiting_list": Step("On their list", forms.AppointmentForm, actions.onward_on_waiting_list, "Noted."),
    "first_attended": Step("First appointment attended", forms.AttendedForm, actions.onward_first_attended, "Done."),
    "first_missed": Step("First appointment missed", forms.NeededWordsForm, actions.onward_first_missed, "Noted."),
    "rebooked": Step("Another appointment is booked", forms.RebookForm, actions.onward_rebooked, "Booked."),
    "left_unknown": Step("It will not be learned", forms.NeededWordsForm, actions.onward_left_unknown, "Noted."),
    "withdrawn": Step("Take it back", forms.NeededWordsForm, actions.withdraw_onward, "Taken back."),
    "chased": Step("I asked them", forms.ChaseForm, actions.chase_onward, "Kept."),
}


@CLINICAL
def start_onward(request: HttpRequest, referral_id: int) -> HttpResponse:
    """Chooses where a person is referred on, women's and culturally specific services among them."""
    viewer, at = viewer_in(request), clock.now()
    found = clinical_case(viewer, referral_id)
    person = onward.person_of(viewer, found.person_id)
    form = forms.StartOnwardForm(
        request.POST or None,
        routes=onward.routes_for(person, unit_of(found.borough), clock.today(at)),
        can_step_up=found.definition.allows("stepped_up_to_nhs", found.state),
    )
    return ask(
        request,
        form,
        lambda given: actions.start_onward(referral_id=referral_id, **given, by=viewer, at=at),
        Ask(
            "Refer on",
            "Write the letter",
            "Begun.",
            lambda made: reverse("write_onward", args=[made.pk]),
            back=reverse("casework", args=[referral_id]),
            caption=caption_of(found),
        ),
    )


@CLINICAL
@require_safe
def onward_page(request: HttpRequest, onward_id: int) -> HttpResponse:
    """A referral on: where it stands, whose turn it is, and every chase."""
    viewer = viewer_in(request)
    page = onward.onward(viewer, onward_id, at=clock.now())
    found = clinical_case_to_read(viewer, page.row.referral_id, at=clock.now())
    buttons = [(code, STEPS[code].label) for code in page.steps if code in STEPS]
    if not page.row.is_over and not page.is_draft:
        buttons.append(("chased", STEPS["chased"].label))
    can_hand = page.row.state in ("accepted", "waiting", "attended") and found.definition.allows(
        "nhs_took_over", found.state
    )
    context = {
        "page": page,
        "case": found,
        "caption_words": caption_of(found),
        "buttons": buttons,
        "can_hand_over": can_hand,
    }
    return render(request, "casework/onward.jinja", context)


@CLINICAL
def write_onward(request: HttpRequest, onward_id: int) -> HttpResponse:
    """Writes the letter beside how it will read, kept as it is typed; the button sends it."""
    viewer, at = viewer_in(request), clock.now()
    page = onward.onward(viewer, onward_id, at=at)
    found = clinical_case(viewer, page.row.referral_id)
    today = clock.today(at)
    suggested = {"sent_on": today, "chase_on": today + timedelta(days=settings.limit("onward_chase_days", today))}
    given_now = suggested | {name: value for name, value in page.given.items() if value}
    form = forms.LetterForm(request.POST or None, initial=given_now)
    call: dict[str, Any] = {"onward_id": onward_id, "version": posted_version(request), "by": viewer, "at": at}
    return ask(
        request,
        form,
        lambda given: actions.send_onward(given=given, **call),
        Ask(
            f"Letter to {page.row.addressee}",
            "It is sent",
            "Sent. Sent is not accepted: you are reminded to ask.",
            reverse("onward", args=[onward_id]),
            back=reverse("casework", args=[found.id]),
            caption=caption_of(found),
            template="casework/write_onward.jinja",
            saved=Saved(
                lambda given: actions.save_onward(given=given, **call).version, page.version, f"onward-{onward_id}"
            ),
            more={"onward": page},
        ),
    )


@CLINICAL
def onward_step(request: HttpRequest, onward_id: int, code: str) -> HttpResponse:
    """Records what became of it."""
    viewer, at = viewer_in(request), clock.now()
    page = onward.onward(viewer, onward_id, at=at)
    found = clinical_case(viewer, page.row.referral_id)
    step = STEPS.get(code)
    if step is None:
        raise NotFound("There is no such step.", remedy="Go back and open it again.")
    form: Any
    if step.form is forms.DeclinedForm:
        form = forms.DeclinedForm(request.POST or None, reasons=settings.onward_reasons(clock.today(at)))
    else:
        start = {"attended_on": clock.today(at)} if step.form is forms.AttendedForm else {}
        form = step.form(request.POST or None, initial=start)
    return ask(
        request,
        form,
        lambda given: step.act(onward_id=onward_id, **given, by=viewer, at=at),
        Ask(step.label, step.label, step.done, reverse("onward", args=[onward_id]), caption=caption_of(found)),
    )


@CLINICAL
def hand_to_nhs(request: HttpRequest, onward_id: int) -> HttpResponse:
    """Closes a case that the NHS has taken over."""
    viewer, at = viewer_in(request), clock.now()
    page = onward.onward(viewer, onward_id, at=at)
    found = clinical_case(viewer, page.row.referral_id)
    return ask(
        request,
        django_forms.Form(request.POST or None),
        lambda given: actions.hand_to_nhs(onward_id=onward_id, by=viewer, at=at),
        Ask(
            "The NHS has taken over",
            "Close the case",
            "Closed: taken over by the NHS.",
            reverse("onward", args=[onward_id]),
            caption=caption_of(found),
            lead="The case closes. Whether they attended the first appointment can still be recorded here.",
            template="casework/versioned.jinja",
            more={"row_version": page.version},
        ),
    )


@CLINICAL
@require_safe
def onward_letter(request: HttpRequest, onward_id: int) -> HttpResponse:
    """The letter as it reads, to be printed."""
    viewer = viewer_in(request)
    page = onward.onward(viewer, onward_id, at=clock.now())
    clinical_case_to_read(viewer, page.row.referral_id, at=clock.now())
    return render(request, "casework/letter.jinja", {"page": page, "letter": page.letter})


@CLINICAL
@require_safe
def onward_docx(request: HttpRequest, onward_id: int) -> HttpResponse:
    """The letter as a file for a word processor. Its name says nothing of whom it is about."""
    viewer = viewer_in(request)
    page = onward.onward(viewer, onward_id, at=clock.now())
    clinical_case(viewer, page.row.referral_id)
    response = HttpResponse(_docx(page.letter, page.sent_text), content_type=DOCX)
    response["Content-Disposition"] = f'attachment; filename="letter-{page.row.reference}-{onward_id}.docx"'
    return response


def _docx(letter: Letter, sent_text: str) -> bytes:
    from docx import Document

    document = Document()
    if sent_text:
        for block in sent_text.split("\n\n"):
            document.add_paragraph(block)
    else:
        for words in (letter.addressee, letter.subject, letter.opening):
            document.add_paragraph(words)
        for heading, words in letter.sections:
            document.add_heading(heading, level=2)
            document.add_paragraph(words)
        document.add_paragraph(letter.sender)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
