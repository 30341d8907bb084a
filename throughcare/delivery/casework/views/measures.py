"""Screens of questionnaires for the worker."""

from __future__ import annotations

import io
from typing import Any

import segno
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from throughcare import clock
from throughcare.delivery.casework import actions
from throughcare.delivery.casework.actions.codes import HandedOut
from throughcare.delivery.casework.forms import measures as forms
from throughcare.delivery.casework.models import Questionnaire
from throughcare.delivery.casework.queries import instruments, measures
from throughcare.delivery.casework.queries.reading import clinical_case_to_read
from throughcare.delivery.casework.rules.asking import code_shown
from throughcare.delivery.casework.views.answering import begin
from throughcare.delivery.casework.views.pages import Ask, Saved, ask, caption_of, posted_version
from throughcare.delivery.referrals.queries.cases import Case, case
from throughcare.errors import NotFound
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.routes import requires, viewer_in
from throughcare.foundation.access.viewers import PUBLIC, Viewer

CLINICAL = requires(Permission.VIEW_CLINICAL)
ALONE = (Questionnaire.Mode.HANDED_OVER, Questionnaire.Mode.OWN_PHONE)
SHOWN_ONCE = "casework_codes"


def clinical_case(viewer: Viewer, referral_id: int) -> Case:
    """The case for clinical staff on it; ``NotFound`` for everybody else, since its parts are not theirs."""
    found = case(viewer, referral_id)
    if not found.sees_clinical:
        raise NotFound("There is nothing here, or nothing that you may see.", remedy="Go back to the case.")
    return found


@CLINICAL
@require_safe
def measures_of_case(request: HttpRequest, referral_id: int) -> HttpResponse:
    """Every questionnaire of a case, by instrument, with change."""
    viewer = viewer_in(request)
    found = clinical_case_to_read(viewer, referral_id, at=clock.now())
    context = {"case": found, "page": measures.measures(viewer, referral_id), "caption_words": caption_of(found)}
    return render(request, "casework/measures.jinja", context)


@CLINICAL
def ask_measures(request: HttpRequest, referral_id: int) -> HttpResponse:
    """Chooses questionnaires and how they are answered."""
    viewer, at = viewer_in(request), clock.now()
    found = clinical_case(viewer, referral_id)
    offered = []
    for code in found.definition.instruments:
        one = instruments.definition(code, on=clock.today(at))
        offered.append((one, instruments.wording_for(one, found.provider_code)[0] is not None))
    form = forms.AskForm(request.POST or None, offered=offered)

    def act(given: dict[str, Any]) -> object:
        call = {"referral_id": referral_id, "chosen": given["instruments"], "occasion": given["occasion"]}
        if given["mode"] in ALONE:
            made = actions.hand_out(**call, mode=given["mode"], lasts=given["lasts"], by=viewer, at=at)
            remember_code(request, made)
            return made
        return actions.start_questionnaires(
            **call, mode=given["mode"], asked_on=forms.asked_on_of(given), by=viewer, at=at
        )

    return ask(
        request,
        form,
        act,
        Ask(
            "Ask questionnaires",
            "Go on",
            "Ready.",
            _after_asking,
            back=reverse("measures", args=[referral_id]),
            caption=caption_of(found),
        ),
    )


def _after_asking(made: Any) -> str:
    if isinstance(made, HandedOut):
        return reverse("answer_code", args=[made.id])
    return reverse("fill_questionnaire", args=[made[0].pk])


def remember_code(request: HttpRequest, made: HandedOut) -> None:
    """Keeps a code in the worker's own session, so that it can be shown once on the next page."""
    request.session[SHOWN_ONCE] = {**request.session.get(SHOWN_ONCE, {}), str(made.id): made.code}


@CLINICAL
@require_safe
def answer_code(request: HttpRequest, code_id: int) -> HttpResponse:
    """A code to hand out: in figures, as a link and as a picture to scan. Shown in the session that made it alone."""
    viewer = viewer_in(request)
    row = measures.code(viewer, code_id)
    found = clinical_case(viewer, row.referral_id)
    code = request.session.get(SHOWN_ONCE, {}).get(str(code_id), "")
    link = request.build_absolute_uri(reverse("answer_with", args=[code])) if code else ""
    context = {
        "row": row,
        "case": found,
        "caption_words": caption_of(found),
        "code": code_shown(code),
        "link": link,
        "address": request.build_absolute_uri(reverse("answer")),
        "picture": _picture(link) if link else "",
    }
    return render(request, "casework/answer_code.jinja", context)


def _picture(link: str) -> str:
    """A QR code as SVG markup without styles of its own."""
    out = io.BytesIO()
    segno.make(link, error="m").save(
        out, kind="svg", scale=5, border=3, xmldecl=False, svgns=False, nl=False, omitsize=False, svgclass="tc-qr"
    )
    return out.getvalue().decode()


@CLINICAL
@require_POST
def hand_over(request: HttpRequest, code_id: int) -> HttpResponse:
    """Hands this device to the person: the worker is signed out of it first, so that nothing else can be opened."""
    viewer = viewer_in(request)
    measures.code(viewer, code_id)
    code = request.session.get(SHOWN_ONCE, {}).get(str(code_id), "")
    if not code:
        raise NotFound("This code was made somewhere else.", remedy="Make a new one on this device.")
    logout(request)
    row = actions.open_code(typed=code, by=PUBLIC, at=clock.now())
    begin(request, row.pk)
    return redirect("answer_question", position=1)


@CLINICAL
@require_POST
def take_back_code(request: HttpRequest, code_id: int) -> HttpResponse:
    """Takes a code back."""
    viewer = viewer_in(request)
    row = measures.code(viewer, code_id)
    actions.take_back_code(code_id=code_id, by=viewer, at=clock.now())
    messages.success(request, "The code opens nothing any more.")
    return redirect("measures", referral_id=row.referral_id)


@CLINICAL
@require_safe
def questionnaire(request: HttpRequest, questionnaire_id: int) -> HttpResponse:
    """One filling in, answer by answer."""
    viewer = viewer_in(request)
    filled = measures.questionnaire(viewer, questionnaire_id, at=clock.now())
    found = clinical_case_to_read(viewer, filled.referral_id, at=clock.now())
    context = {"case": found, "filled": filled, "caption_words": caption_of(found)}
    return render(request, "casework/questionnaire.jinja", context)


@CLINICAL
def fill_questionnaire(request: HttpRequest, questionnaire_id: int) -> HttpResponse:
    """Enters answers, kept as they are ticked; a risk answer is raised at the tick."""
    viewer, at = viewer_in(request), clock.now()
    filled = measures.questionnaire(viewer, questionnaire_id, at=at)
    found = clinical_case(viewer, filled.referral_id)
    definition = filled.measure.definition
    form = forms.AnswersForm(
        request.POST or None,
        definition=definition,
        words=filled.words,
        initial=forms.initial_answers(filled.answers),
    )

    def write(finish: bool) -> Questionnaire:
        return actions.enter_answers(
            questionnaire_id=questionnaire_id,
            given=form.given(),
            finish=finish,
            version=posted_version(request),
            by=viewer,
            at=at,
        )

    return ask(
        request,
        form,
        lambda given: write(True),
        Ask(
            definition.name,
            "Finish",
            "Finished.",
            lambda made: _after_filling(viewer, made),
            back=reverse("measures", args=[filled.referral_id]),
            caption=caption_of(found),
            template="casework/fill.jinja",
            saved=Saved(lambda given: write(False).version, filled.version, f"questionnaire-{questionnaire_id}"),
            more={"filled": filled, "words": filled.words},
        ),
    )


def _after_filling(viewer: Viewer, row: Questionnaire) -> str:
    """Risk first; else the next questionnaire that was started with this one; else the measures of the case."""
    if hasattr(row, "risk_prompt"):
        return reverse("risk_prompt", args=[row.risk_prompt.pk])
    waiting = measures.measures(viewer, row.referral_id).unfinished
    own = [one for one in waiting if one.mode_words == row.get_mode_display()]
    if own:
        return reverse("fill_questionnaire", args=[own[0].id])
    return reverse("measures", args=[row.referral_id])


@CLINICAL
@require_POST
def decline_questionnaire(request: HttpRequest, questionnaire_id: int) -> HttpResponse:
    """The person did not want to answer, or not all of it."""
    viewer = viewer_in(request)
    row = actions.decline_questionnaire(questionnaire_id=questionnaire_id, by=viewer, at=clock.now())
    messages.success(request, "Noted. What was answered is kept.")
    return redirect("measures", referral_id=row.referral_id)


@CLINICAL
def void_questionnaire(request: HttpRequest, questionnaire_id: int) -> HttpResponse:
    """Takes a questionnaire out of every score."""
    viewer, at = viewer_in(request), clock.now()
    filled = measures.questionnaire(viewer, questionnaire_id, at=at)
    found = clinical_case(viewer, filled.referral_id)
    form = forms.VoidForm(request.POST or None)
    return ask(
        request,
        form,
        lambda given: actions.void_questionnaire(
            questionnaire_id=questionnaire_id, reason=given["reason"], by=viewer, at=at
        ),
        Ask(
            f"Does this {filled.measure.definition.name} not count?",
            "Take it out of the scores",
            "It counts in no score any more.",
            reverse("measures", args=[filled.referral_id]),
            caption=caption_of(found),
            lead="Its answers stay to be seen. A risk answer it raised must still be worked through.",
        ),
    )
