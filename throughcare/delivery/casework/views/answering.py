"""What somebody who answers with a code sees: a start, one question a page, and an end that clears itself.

No name, no sign-in, no script needed. The answers go to the case of whoever made the code; the page cannot tell whose.
"""

from __future__ import annotations

import contextlib
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from throughcare import clock
from throughcare.delivery.casework import actions
from throughcare.delivery.casework.forms.measures import CodeForm, OneAnswerForm
from throughcare.delivery.casework.queries import answering
from throughcare.delivery.casework.rules.asking import TO_FINISH
from throughcare.errors import NotFound
from throughcare.foundation.access.routes import public, viewer_in

KEY = "answering"


def begin(request: HttpRequest, code_id: int) -> None:
    """Starts a session that can do nothing but answer with one code."""
    request.session.flush()
    request.session[KEY] = code_id
    request.session.set_expiry(int(TO_FINISH.total_seconds()))


def _code_of(request: HttpRequest) -> int:
    code = request.session.get(KEY)
    if not isinstance(code, int):
        raise NotFound("No questions are open here.", remedy="Enter your code to begin.")
    return code


def _private(response: HttpResponse) -> HttpResponse:
    """Nothing of it is kept on the device, not even for the back button, and no other site learns the address.

    ``no-referrer`` would be stricter, but browsers then hide where a form comes from, and it is refused as forged.
    """
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "same-origin"
    return response


@public
@never_cache
def answer(request: HttpRequest, code: str = "") -> HttpResponse:
    """Takes a code. Opening the link changes nothing, so that a preview does not use it up; the button does."""
    form = CodeForm(request.POST or None, initial={"code": code})
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.open_code(typed=form.cleaned_data["code"], by=viewer_in(request), at=clock.now())
        except NotFound as error:
            form.add_error("code", f"{error.says} {error.remedy}")
        else:
            begin(request, row.pk)
            return _private(redirect("answer_question", position=1))
    context = {"form": form, "code": code}
    return _private(render(request, "casework/answer_start.jinja", context, status=422 if form.errors else 200))


@public
@never_cache
def answer_question(request: HttpRequest, position: int) -> HttpResponse:
    """One question. The answer is kept before the next is shown; skipping is an answer too."""
    at, viewer = clock.now(), viewer_in(request)
    page = answering.answering(_code_of(request), at=at)
    asked = page.at(position)
    form = OneAnswerForm(
        request.POST if request.method == "POST" and "skip" not in request.POST else None,
        choices=asked.question.answers,
        label=asked.question.text,
        initial={} if asked.value is None else {"answer": str(asked.value)},
    )
    skips = request.method == "POST" and "skip" in request.POST
    if skips or (request.method == "POST" and form.is_valid()):
        actions.give_answer(
            code_id=page.code_id,
            questionnaire_id=asked.questionnaire_id,
            number=asked.question.number,
            value=None if skips else int(form.cleaned_data["answer"]),
            by=viewer,
            at=at,
        )
        onward = reverse("answer_check") if asked.is_last else reverse("answer_question", args=[position + 1])
        return _private(redirect(onward))
    return _private(_question(request, page, asked, form))


def _question(request: HttpRequest, page: answering.Answering, asked: answering.Asked, form: Any) -> HttpResponse:
    position = asked.position
    context = {
        "asked": asked,
        "form": form,
        "shows_help": page.shows_help,
        "back_to": reverse("answer_question", args=[position - 1]) if position > 1 else "",
        "is_first_of_its_own": position == 1 or page.at(position - 1).words != asked.words,
    }
    return render(request, "casework/answer_question.jinja", context, status=422 if form.errors else 200)


@public
@never_cache
@require_safe
def answer_check(request: HttpRequest) -> HttpResponse:
    """After the last question: what was left out, and the button that ends it."""
    page = answering.answering(_code_of(request), at=clock.now())
    context = {"page": page, "last": reverse("answer_question", args=[len(page.questions)])}
    return _private(render(request, "casework/answer_check.jinja", context))


@public
@never_cache
@require_POST
def answer_finish(request: HttpRequest) -> HttpResponse:
    """Ends it, and clears the session."""
    return _end(request, actions.finish_answering)


@public
@never_cache
@require_POST
def answer_stop(request: HttpRequest) -> HttpResponse:
    """Leaves before the end: what was answered is kept, and nothing stays on the device."""
    return _end(request, actions.stop_answering)


def _end(request: HttpRequest, act: Any) -> HttpResponse:
    code = request.session.get(KEY)
    if isinstance(code, int):
        with contextlib.suppress(NotFound):  # it closed meanwhile, which is what was asked for
            act(code_id=code, by=viewer_in(request), at=clock.now())
        request.session.flush()
    return _private(redirect("answer_done"))


@public
@never_cache
@require_safe
def answer_done(request: HttpRequest) -> HttpResponse:
    """Thanks, and where to find help. It says the same whatever was answered."""
    return _private(render(request, "casework/answer_done.jinja"))
