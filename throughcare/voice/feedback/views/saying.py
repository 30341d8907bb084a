"""Participants' pages: no sign-in, no session, no cookie, no script needed, and no address that tells anything.

Every page is the answer to a form that carries a sealed ticket, so the token that protects other forms of the service
from being sent by strangers, which needs a cookie, is not needed here: a stranger has no ticket.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from throughcare import clock
from throughcare.errors import Invalid, NotFound
from throughcare.foundation.access.routes import public
from throughcare.foundation.access.viewers import PUBLIC
from throughcare.voice.feedback import actions
from throughcare.voice.feedback.actions import answering
from throughcare.voice.feedback.actions.named import LONGEST_NAME, Contact
from throughcare.voice.feedback.queries import local
from throughcare.voice.feedback.rules.answers import RATHER_NOT, SKIPPED, Answer, Asked, Unusable, read_answer
from throughcare.voice.feedback.rules.codes import WrongCode, read_code, shown
from throughcare.voice.feedback.rules.disclosure import kinds_of_harm
from throughcare.voice.feedback.views import say_pages as pages

BEFORE, CHECK, CONTACT = "_before", "_check", "_contact"
EXAMPLE = shown("BCDFGHJKM")


def _language(request: HttpRequest) -> str:
    given = request.POST.get("lang") or request.GET.get("lang") or ""
    return local.language(given).language


def _way(request: HttpRequest) -> str:
    given = request.POST.get("way") or request.GET.get("way") or ""
    return given if given in answering.SHARED else "phone"


@public
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Where a code is typed."""
    language, way = _language(request), _way(request)
    if request.method != "POST":
        return pages.start(request, language, way)
    typed = request.POST.get("code", "")
    try:
        sitting = answering.begin(typed=typed, language=language, way=way, at=clock.now())
    except WrongCode as error:
        return pages.start(request, language, way, typed=typed, error=str(error))
    except answering.CannotSave:
        return pages.busy(request, language, way)
    if sitting.answers:
        return _page_at(request, sitting, sitting.first_open())
    return pages.before(request, sitting)


@public
@csrf_exempt
def go(request: HttpRequest) -> HttpResponse:
    """Takes what one page says and shows the next."""
    if request.method != "POST":
        return redirect(reverse("say"))
    at = clock.now()
    language, way = _language(request), _way(request)
    try:
        sitting = answering.sitting_of(answering.read_ticket(request.POST.get("ticket", ""), at=at), at=at)
        return _step(request, sitting)
    except answering.TooOld:
        return pages.note(request, language, way, "old", to_start=True)
    except answering.AlreadySent:
        return pages.note(request, language, way, "sent")
    except answering.Ended:
        return pages.note(request, language, way, "ended")


def _step(request: HttpRequest, sitting: answering.Sitting) -> HttpResponse:
    where, button = request.POST.get("at", ""), request.POST.get("go", "next")
    if button.startswith("lang-"):
        chosen = local.language(button.removeprefix("lang-")).language
        return pages.before(request, replace(sitting, ticket=replace(sitting.ticket, language=chosen)))
    if where == CHECK:
        return _from_check(request, sitting, button)
    if where == CONTACT:
        return _from_contact(request, sitting, button)
    place = next((place for place, one in enumerate(sitting.asked) if one.code == where), None)
    if place is not None:
        return _from_question(request, sitting, place, button)
    if button == "help":
        return pages.help_now(request, sitting, BEFORE)
    if button == "here":
        return pages.before(request, sitting)
    return _page_at(request, sitting, 0)


def _page_at(request: HttpRequest, sitting: answering.Sitting, place: int, **more: str) -> HttpResponse:
    """The page of a question by its place; before the first and after the last come pages of their own."""
    if place < 0:
        return pages.before(request, sitting)
    if place >= len(sitting.asked):
        return pages.check(request, sitting)
    return pages.question(request, sitting, place, **more)


Leave = Callable[[HttpRequest, answering.Sitting, int], HttpResponse]


def _help(request: HttpRequest, sitting: answering.Sitting, place: int) -> HttpResponse:
    return pages.help_now(request, sitting, sitting.asked[place].code)


def _stop(request: HttpRequest, sitting: answering.Sitting, place: int, *, is_harm: bool = False) -> HttpResponse:
    answering.leave(sitting)
    if is_harm:
        return pages.stopped(request, sitting, is_harm=True)
    if sitting.ticket.is_shared:
        query = urlencode({"way": sitting.ticket.way, "lang": sitting.ticket.language, "cleared": "1"})
        return redirect(f"{reverse('say')}?{query}")
    return pages.stopped(request, sitting)


def _before_it(request: HttpRequest, sitting: answering.Sitting, place: int) -> HttpResponse:
    return _page_at(request, sitting, place - 1)


def _here(request: HttpRequest, sitting: answering.Sitting, place: int) -> HttpResponse:
    return _page_at(request, sitting, place)


def _after_it(request: HttpRequest, sitting: answering.Sitting, place: int) -> HttpResponse:
    return _page_at(request, sitting, place + 1)


LEAVES: dict[str, Leave] = {
    "help": _help,
    "stop": _stop,
    "back": _before_it,
    "before": _before_it,
    "here": _here,
    "on": _after_it,
}


def _from_question(request: HttpRequest, sitting: answering.Sitting, place: int, button: str) -> HttpResponse:
    """What a question's page was left with: an answer, a skip, or a step elsewhere that keeps what was typed."""
    asked = sitting.asked[place]
    typed = request.POST.get("text", "")
    try:
        if button in LEAVES:
            kept = _keep_in_passing(request, sitting, asked) if button in ("help", "stop", "back") else sitting
            if button in ("stop", "back") and asked.kind == "text" and _tells_of_harm(typed):
                return _leave_after_harm(request, kept, place, button)
            return LEAVES[button](request, kept, place)
        answer = _answer(request, sitting, asked, button)
        if answer is not None:
            sitting = answering.keep(sitting, question=asked.code, answer=answer)
    except Unusable as error:
        return _page_at(request, sitting, place, error=error.text, typed=typed, facts=error.facts)  # type: ignore[arg-type]
    except answering.CannotSave:
        return _page_at(request, sitting, place, error="full.says", typed=typed)
    if isinstance(answer, str) and asked.kind == "text" and _tells_of_harm(answer):
        return pages.harm(request, sitting, asked.code)
    return _after_it(request, sitting, place)


def _leave_after_harm(request: HttpRequest, sitting: answering.Sitting, place: int, button: str) -> HttpResponse:
    """Where to get help comes first, then where the button leads."""
    if button == "stop":
        return _stop(request, sitting, place, is_harm=True)
    return pages.harm(request, sitting, sitting.asked[place].code, go="before")


def _answer(request: HttpRequest, sitting: answering.Sitting, asked: Asked, button: str) -> Answer | None:
    """The answer that a button stands for; null where an earlier answer that is not shown is left as it is."""
    if button == "skip":
        is_hidden = asked.code in sitting.answers and asked.code not in sitting.shown
        return None if is_hidden else [SKIPPED]
    if button == "rather_not":
        return [RATHER_NOT]
    return _read(request, asked)


def _read(request: HttpRequest, asked: Asked) -> Answer:
    longest = local.limit("longest_answer", clock.today())
    return read_answer(asked, request.POST.getlist("answer"), request.POST.get("text", ""), longest=longest)


def _keep_in_passing(request: HttpRequest, sitting: answering.Sitting, asked: Asked) -> answering.Sitting:
    """Keeps what was picked or typed when somebody goes elsewhere. What is no answer is let go, unless it is words."""
    try:
        return answering.keep(sitting, question=asked.code, answer=_read(request, asked))
    except Unusable as error:
        if error.text == "question.too_long":
            raise
        return sitting


def _tells_of_harm(words: str) -> bool:
    return bool(kinds_of_harm(words, local.harm_words(clock.today())))


def _from_check(request: HttpRequest, sitting: answering.Sitting, button: str) -> HttpResponse:
    if button == "help":
        return pages.help_now(request, sitting, CHECK)
    if button == "back":
        return _page_at(request, sitting, len(sitting.asked) - 1)
    if button == "here":
        return pages.check(request, sitting)
    if button == "stop":
        return _stop(request, sitting, 0)
    if not sitting.given:
        return pages.check(request, sitting, error="check.none")
    if sitting.is_named:
        return pages.contact(request, sitting)
    return _send(request, sitting, None)


def _from_contact(request: HttpRequest, sitting: answering.Sitting, button: str) -> HttpResponse:
    given = request.POST
    contact = Contact(given.get("name", ""), given.get("reach", ""), given.get("agreed") == "on")
    if button in ("help", "back"):
        typed = (contact.name[:LONGEST_NAME], contact.reach[:LONGEST_NAME], contact.agreed)
        sitting = replace(sitting, ticket=replace(sitting.ticket, contact=typed))
    if button == "help":
        return pages.help_now(request, sitting, CONTACT)
    if button == "back":
        return pages.check(request, sitting)
    if button == "here":
        return pages.contact(request, sitting)
    if button == "stop":
        answering.drop(sitting)
        return _stop(request, replace(sitting, answers={}), 0)
    try:
        return _send(request, sitting, contact)
    except Invalid as error:
        return pages.contact(request, sitting, contact, error=next(iter(error.fields.values()))[0])


def _send(request: HttpRequest, sitting: answering.Sitting, contact: Contact | None) -> HttpResponse:
    try:
        answering.send(sitting.ticket, contact=contact, at=clock.now())
    except answering.NothingSaid:
        return pages.check(request, sitting, error="check.none")
    except answering.CannotSave:
        if contact is not None:
            return pages.contact(request, sitting, contact, error="full.says")
        return pages.check(request, sitting, error="full.says")
    return pages.thanks(request, sitting)


@public
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Where to get help now, for anybody."""
    return pages.help_alone(request, _language(request), _way(request))


@public
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest) -> HttpResponse:
    """Takes back an answer with a name, by the code on the card."""
    language, way = _language(request), _way(request)
    if request.method != "POST":
        return pages.take_back(request, language, way)
    typed = request.POST.get("code", "")
    try:
        read_code(typed)
        actions.take_back(typed=typed, by=PUBLIC, at=clock.now())
    except WrongCode as error:
        return pages.take_back(request, language, way, typed=typed, error=str(error))
    except NotFound:
        return pages.take_back(request, language, way, typed=typed, error="back.none")
    return pages.take_back(request, language, way, is_done=True)


@public
@csrf_exempt
@require_POST
def clear(request: HttpRequest) -> HttpResponse:
    """Told by a shared device that cleared itself: the pages of that sitting open nothing any more."""
    at = clock.now()
    with contextlib.suppress(answering.TooOld, answering.AlreadySent, answering.Ended, answering.CannotSave):
        answering.leave(answering.sitting_of(answering.read_ticket(request.POST.get("ticket", ""), at=at), at=at))
    return HttpResponse(status=204)
