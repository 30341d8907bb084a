"""Codes: made and printed once, paper forms typed in, the door of practitioners, taking back."""

from __future__ import annotations

from typing import Any

import segno
from django import forms as django_forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe
from markupsafe import Markup

from throughcare import clock
from throughcare.errors import Invalid, NotFound, WrongState
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.routes import requires, viewer_in
from throughcare.foundation.ports.trained import HELPED, PAPER, check_trained
from throughcare.foundation.ui.forms import FormPage, add_errors
from throughcare.foundation.ui.pages import Ask, Given
from throughcare.voice.feedback import actions, forms
from throughcare.voice.feedback.actions import answering, paper
from throughcare.voice.feedback.actions.named import Contact
from throughcare.voice.feedback.models import Audience, Mode
from throughcare.voice.feedback.queries import local, surveys
from throughcare.voice.feedback.queries.saying import points_told, question_page
from throughcare.voice.feedback.rules.answers import (
    PICKED,
    RATHER_NOT,
    SKIPPED,
    Answer,
    Answers,
    Asked,
    Unusable,
    put_to,
    read_answer,
)
from throughcare.voice.feedback.rules.codes import shown
from throughcare.voice.feedback.views.pages import ask

P = Permission
HANDS_OUT = requires(P.HAND_OUT_CODES)
LANGUAGES = local.language_names
TYPES_IN = requires(P.ENTER_PAPER_FORM)


@HANDS_OUT
def make_codes(request: HttpRequest, version_id: int) -> HttpResponse:
    """Makes a batch, and shows its cards or forms this once, to be printed: the codes are kept nowhere."""
    viewer, at = viewer_in(request), clock.now()
    page = surveys.version_page(viewer, version_id, on=clock.today(at))
    form = forms.BatchForm(request.POST or None, languages=LANGUAGES())
    made: list[Any] = []

    def act(given: Given) -> None:
        options = {name: given[name] for name in ("kind", "size", "area", "place")}
        made.append(actions.make_batch(version_id=version_id, **options, by=viewer, at=at))

    to = reverse("survey", args=[version_id])
    lead = "Codes are shown once, in the order of a lot. Hand them out without writing down who gets which."
    answer = ask(request, form, act, Ask("Make codes", "Make them", "Made.", to, caption=page.row.title, lead=lead))
    is_printed = made and made[0].codes
    return _printed(request, made[0], form.cleaned_data, version_id) if is_printed else answer


def _printed(request: HttpRequest, made: Any, given: Given, version_id: int) -> HttpResponse:
    say = local.say_in(given["language"])
    address = request.build_absolute_uri(reverse("say"))
    cards = [(shown(code), _square(f"{address}#{shown(code).replace(' ', '-')}")) for code in made.codes]
    asked = put_to(surveys.asked(viewer_in(request), version_id), asks_who=made.batch.asks_who)
    lines = [question_page(one, place, len(asked), say, answer=None, may_show=True) for place, one in enumerate(asked)]
    survey = made.batch.survey_version.survey
    is_named, is_practitioner = survey.mode == Mode.NAMED, survey.audience == Audience.PRACTITIONERS
    context = {
        "say": say,
        "language": say.language,
        "points": points_told(is_named=is_named, is_practitioner=is_practitioner),
        "cards": cards,
        "address": address.partition("://")[2],
        "lines": lines,
        "in_prison": given["in_prison"],
        "is_named": is_named,
        "take_back": request.build_absolute_uri(reverse("say_take_back")).partition("://")[2],
        "fewest": local.limit("fewest", clock.today()),
        "help_lines": local.help_lines(in_prison=given["in_prison"]),
        "back": reverse("survey", args=[version_id]),
    }
    answer = render(request, f"feedback/print_{made.batch.kind}.jinja", context)
    answer["Cache-Control"] = "no-store"
    return answer


def _square(address: str) -> Markup:
    """A square that a phone's camera reads. What stands behind the # of its address is sent to no server."""
    drawn = segno.make(address, error="m").svg_inline(scale=3, border=2, omitsize=True, svgclass="say-square")
    return Markup(drawn)  # noqa: S704 - drawn by the library from our own address  # nosec B704


@HANDS_OUT
def void_codes(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Makes the unused codes of a batch worthless."""
    viewer, at = viewer_in(request), clock.now()
    return ask(
        request,
        django_forms.Form(request.POST or None),
        lambda given: actions.void_batch(batch_id=batch_id, by=viewer, at=at),
        Ask(
            "Void a batch of codes",
            "Void it",
            "Voided. Its unused codes work no more.",
            reverse("surveys"),
            lead="As when a stack of cards is lost. Answers that were given stay.",
        ),
    )


@requires(P.TAKE_PRACTITIONER_SURVEY)
def practitioner_door(request: HttpRequest, version_id: int) -> HttpResponse:
    """A practitioner who signed in takes a code from the pile; nothing says who did."""
    viewer = viewer_in(request)
    open_to_them = surveys.for_practitioners(viewer, on=clock.today())
    version = next((one for one in open_to_them if one.pk == version_id), None)
    if version is None:
        raise NotFound("There is no such survey, or no code is left for it.", remedy="Ask the engagement team.")
    code = ""
    if request.method == "POST":
        code = shown(actions.take_door_code(version_id=version_id, by=viewer))
    return render(request, "feedback/door.jinja", {"title_of": version.survey.title, "code": code})


@TYPES_IN
@require_safe
def help_to_answer(request: HttpRequest) -> HttpResponse:
    """Where somebody who was trained begins to help another answer. Nothing tells afterwards who helped."""
    check_trained(viewer_in(request), HELPED, clock.now())
    return redirect(f"{reverse('say')}?way=helped")


@TYPES_IN
def paper_code(request: HttpRequest) -> HttpResponse:
    """Where the code of a paper form is typed, then the form itself."""
    viewer, at = viewer_in(request), clock.now()
    check_trained(viewer, PAPER, at)
    form = forms.CodeForm(request.POST or None, languages=LANGUAGES())
    if request.method == "POST" and form.is_valid():
        try:
            given = form.cleaned_data
            sitting = paper.form_of(typed=given["code"], language=given["language"], by=viewer, at=at)
            return _paper_form(request, sitting)
        except Invalid as error:
            add_errors(form, error.fields)
    back = reverse("surveys")
    page = FormPage(title="Type in a paper form", form=form, button="Open the form", back=back, cancel=back)
    return render(request, "form_page.jinja", {"page": page}, status=422 if form.errors else 200)


def _paper_form(request: HttpRequest, sitting: answering.Sitting) -> HttpResponse:
    if "send" not in request.POST:
        return _show_paper(request, sitting, {}, [])
    if "again" in request.POST:
        paper.start_again(sitting=sitting, by=viewer_in(request))
    answers, faults = _typed_answers(request, sitting)
    if faults:
        return _show_paper(request, sitting, answers, faults)
    try:
        done = _enter(request, sitting, answers)
    except Invalid as error:
        return _show_paper(request, sitting, answers, _why_not(error))
    except WrongState as error:
        return _show_paper(request, sitting, answers, [f"{error.says} {error.remedy}"])
    except answering.CannotSave:
        says = "It could not be saved just now. Everything is still here: try again in a minute."
        return _show_paper(request, sitting, answers, [says])
    if isinstance(done, bool):
        return render(request, "feedback/paper_done.jinja", {"is_sent": done})
    return _show_paper(request, sitting, answers, [], differing=done.questions)


def _enter(request: HttpRequest, sitting: answering.Sitting, answers: Answers) -> paper.Differs | bool:
    contact = None
    if sitting.is_named:
        given = request.POST
        contact = Contact(given.get("name", ""), given.get("reach", ""), given.get("agreed") == "on")
    return paper.enter(sitting=sitting, answers=answers, contact=contact, by=viewer_in(request), at=clock.now())


def _why_not(error: Invalid) -> list[str]:
    if set(error.fields) & {"reach", "agreed"}:
        return ["Type the name and how to reach them, and tick that they agreed on the form."]
    return [sentence for sentences in error.fields.values() for sentence in sentences]


def _typed_answers(request: HttpRequest, sitting: answering.Sitting) -> tuple[Answers, list[str]]:
    answers: Answers = {}
    faults = []
    for one in sitting.asked:
        try:
            answers[one.code] = _typed_answer(request, one)
        except Unusable as error:
            said = local.say_in(local.ENGLISH)(error.text, **{"skip": "Left out", **error.facts})
            faults.append(f"{one.in_language(local.ENGLISH).text} {said}")
    return answers, faults


def _typed_answer(request: HttpRequest, asked: Asked) -> Answer:
    """The answer to one question of the form; what was left out on paper counts as left out."""
    picked = request.POST.getlist(f"q-{asked.code}")
    text = request.POST.get(f"t-{asked.code}", "")
    if RATHER_NOT in picked:
        return [RATHER_NOT]
    if not (picked if asked.kind in PICKED else text.strip()):
        return [SKIPPED]
    return read_answer(asked, picked, text, longest=local.limit("longest_answer", clock.today()))


def _show_paper(
    request: HttpRequest,
    sitting: answering.Sitting,
    answers: Answers,
    faults: list[str],
    *,
    differing: tuple[str, ...] = (),
) -> HttpResponse:
    say = local.say_in(local.ENGLISH)
    lines = [
        question_page(one, place, len(sitting.asked), say, answer=answers.get(one.code), may_show=True)
        for place, one in enumerate(sitting.asked)
    ]
    typed = {one.code: request.POST.get(f"t-{one.code}", "") for one in sitting.asked}
    picked = {one.code: request.POST.getlist(f"q-{one.code}") for one in sitting.asked}
    context = {
        "lines": lines,
        "typed": typed,
        "picked": picked,
        "code": shown(sitting.ticket.code),
        "language": sitting.ticket.language,
        "faults": faults,
        "error_texts": [{"text": fault} for fault in faults],
        "differing": differing,
        "contact": paper.CONTACT,
        "is_named": sitting.is_named,
        "rather_not": RATHER_NOT,
        "posted": request.POST,
    }
    status = 422 if faults or differing else 200
    return render(request, "feedback/paper_form.jinja", context, status=status)


@requires(P.RUN_ENGAGEMENT)
def forget_named(request: HttpRequest) -> HttpResponse:
    """Takes back named answers for somebody who asked, by code, phone number or e-mail address."""
    viewer, at = viewer_in(request), clock.now()
    return ask(
        request,
        forms.NumberForm(request.POST or None),
        lambda given: actions.take_back(typed=given["number"], by=viewer, at=at),
        Ask(
            "Take named answers back",
            "Delete name and answers",
            "Their name, their answers and their comments are gone.",
            reverse("surveys"),
            lead="Only answers with a name can be found. Anonymous ones cannot, by anybody.",
        ),
    )
