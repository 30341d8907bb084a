"""The question bank: questions, their words in each language, and who confirmed them."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from throughcare import clock
from throughcare.errors import NotFound
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.routes import requires, viewer_in
from throughcare.foundation.ui.pages import Ask, Given
from throughcare.voice.feedback import actions, forms
from throughcare.voice.feedback.queries import bank, local
from throughcare.voice.feedback.queries.scope import RUNS
from throughcare.voice.feedback.views.pages import ask

BUILDING = requires(Permission.BUILD_SURVEY)


def _characteristics() -> list[tuple[str, str]]:
    return [("", "No"), *((one.id, one.name) for one in local.characteristics())]


@requires(*RUNS)
@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """Every question, and what is wrong with its words."""
    viewer = viewer_in(request)
    context = {"rows": bank.bank(viewer, on=clock.today()), "can_build": viewer.can(Permission.BUILD_SURVEY)}
    return render(request, "feedback/bank.jinja", context)


@BUILDING
def add_question(request: HttpRequest) -> HttpResponse:
    """Adds a question."""
    form = forms.NewQuestionForm(request.POST or None)
    form.fields["characteristic"].choices = _characteristics()  # type: ignore[attr-defined]
    viewer, at = viewer_in(request), clock.now()
    return ask(
        request,
        form,
        lambda given: actions.add_question(**given, by=viewer, at=at),
        Ask("Add a question", "Add", "Added to the bank.", reverse("question_bank")),
    )


@BUILDING
def shipped_questions(request: HttpRequest) -> HttpResponse:
    """Puts the shipped questions into the bank."""
    viewer, at = viewer_in(request), clock.now()
    return ask(
        request,
        django_forms.Form(request.POST or None),
        lambda given: actions.take_shipped_questions(by=viewer, at=at),
        Ask(
            "Add the shipped questions",
            "Add them",
            "Added. Questions that the bank had already stayed as they were.",
            reverse("question_bank"),
            lead="In English, Romanian and Arabic. The last two were drafted by machine and are unchecked.",
        ),
    )


@requires(*RUNS)
@require_safe
def question(request: HttpRequest, question_id: int) -> HttpResponse:
    """A question with its words in every language."""
    viewer = viewer_in(request)
    page = bank.question(viewer, question_id, on=clock.today())
    can = viewer.can(Permission.BUILD_SURVEY) and page.retired_on is None
    return render(request, "feedback/bank_question.jinja", {"page": page, "can_build": can})


@BUILDING
def change_question(request: HttpRequest, question_id: int) -> HttpResponse:
    """Changes a question's English words, its answers and what it asks about."""
    viewer, at = viewer_in(request), clock.now()
    page = bank.question(viewer, question_id, on=clock.today(at))
    english = next((one for one in page.wordings if one.language == local.ENGLISH), None)
    start: dict[str, Any] = {
        "version": page.version,
        "characteristic": page.characteristic,
        "licence": page.licence,
    }
    if english is not None:
        lines = "\n".join(f"{code}: {words}" for code, words in english.options)
        start |= {"text": english.text, "hint": english.hint, "options": lines}
    form = forms.ChangeQuestionForm(request.POST or None, initial=start)
    form.fields["characteristic"].choices = _characteristics()  # type: ignore[attr-defined]

    def act(given: Given) -> None:
        options = given["options"] if page.options else None
        actions.change_question(question_id=question_id, **{**given, "options": options}, by=viewer, at=at)

    to = reverse("bank_question", args=[question_id])
    return ask(request, form, act, Ask("Change the question", "Save", "Saved.", to, caption=page.code))


@BUILDING
def word_question(request: HttpRequest, question_id: int, language: str) -> HttpResponse:
    """Says a question in another language."""
    viewer, at = viewer_in(request), clock.now()
    page = bank.question(viewer, question_id, on=clock.today(at))
    known = {one.language: one for one in local.languages()}
    if language not in known:
        raise NotFound("There is no such language.", remedy="Choose one on the page of the question.")
    present = next((one for one in page.wordings if one.language == language), None)
    start: dict[str, Any] = {"options": "\n".join(f"{code}: " for code in page.options)}
    if present is not None:
        lines = "\n".join(f"{code}: {words}" for code, words in present.options)
        start = {"text": present.text, "hint": present.hint, "options": lines}
    return ask(
        request,
        forms.WordsForm(request.POST or None, initial={**start, "version": page.version}),
        lambda given: actions.word_question(question_id=question_id, language=language, **given, by=viewer, at=at),
        Ask(
            f"The question in {known[language].name}",
            "Save",
            "Saved. The words count as unchecked until someone who reads them confirms them.",
            reverse("bank_question", args=[question_id]),
            caption=page.code,
        ),
    )


@BUILDING
def confirm_words(request: HttpRequest, question_id: int, language: str) -> HttpResponse:
    """A named person who reads a language confirms that the words say what the English says."""
    viewer, at = viewer_in(request), clock.now()
    page = bank.question(viewer, question_id, on=clock.today(at))
    return ask(
        request,
        forms.MoveForm(request.POST or None, initial={"version": page.version}),
        lambda given: actions.confirm_words(question_id=question_id, language=language, **given, by=viewer, at=at),
        Ask(
            "Confirm the words",
            "I read this language, and it says what the English says",
            "Confirmed, with your name and today's date.",
            reverse("bank_question", args=[question_id]),
            caption=page.code,
        ),
    )


@BUILDING
def retire_question(request: HttpRequest, question_id: int) -> HttpResponse:
    """Takes a question out of the bank."""
    viewer, at = viewer_in(request), clock.now()
    page = bank.question(viewer, question_id, on=clock.today(at))
    return ask(
        request,
        forms.MoveForm(request.POST or None, initial={"version": page.version}),
        lambda given: actions.retire_question(question_id=question_id, **given, by=viewer, at=at),
        Ask(
            "Retire the question",
            "Retire it",
            "Retired. Every answer to it stays.",
            reverse("question_bank"),
            caption=page.code,
            lead="Surveys that ask it go on asking, and every answer to it stays.",
        ),
    )
