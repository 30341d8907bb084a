"""Each page that a participant can see, drawn."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from markupsafe import Markup

from throughcare import clock
from throughcare.voice.feedback.actions.answering import SHARED, Sitting
from throughcare.voice.feedback.actions.named import Contact
from throughcare.voice.feedback.models import Audience
from throughcare.voice.feedback.queries import local
from throughcare.voice.feedback.queries.saying import points_told, question_page
from throughcare.voice.feedback.rules.codes import shown

EXAMPLE = shown("BCDFGHJKM")
SLOW_MINUTES = 10
REFUSED = 422
FULL = 503


@lru_cache(maxsize=16)
def _exit(language: str) -> Markup:
    """The way out, drawn once a language: no part of the page costs as much to draw."""
    drawn = render_to_string("feedback/say/_exit.jinja", {"say": local.say_in(language)})
    return Markup(drawn)  # noqa: S704 - drawn by our own template  # nosec B704


def _draw(request: HttpRequest, name: str, language: str, way: str, status: int = 200, **context: Any) -> HttpResponse:
    say = local.say_in(language)
    day = clock.today()
    is_talk = way == "helped" or name == "question" and context["page"].kind == "text"
    minutes = SLOW_MINUTES if is_talk else local.limit("tablet_minutes", day)
    base = {
        "say": say,
        "language": say.language,
        "exit": _exit(say.language.language),
        "way": way,
        "is_shared": way in SHARED,
        "minutes": minutes,
        "clears": "ticket" in context or bool(context.get("typed")),
        "clears_after": 60 * minutes,
    }
    answer = render(request, f"feedback/say/{name}.jinja", base | context, status=status)
    answer["Cache-Control"] = "no-store" if way in SHARED else "private, max-age=0, no-cache"
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _sat(request: HttpRequest, name: str, sitting: Sitting, status: int = 200, **context: Any) -> HttpResponse:
    ticket = sitting.ticket
    more = {"ticket": ticket.sealed(), "is_named": sitting.is_named} | context
    return _draw(request, name, ticket.language, ticket.way, status, **more)


def start(request: HttpRequest, language: str, way: str, *, typed: str = "", error: str = "") -> HttpResponse:
    """Where a code is typed."""
    context = {"typed": typed[:80], "error": error, "example": EXAMPLE, "languages": local.languages()}
    cleared = way in SHARED and "cleared" in request.GET
    return _draw(request, "start", language, way, REFUSED if error else 200, cleared=cleared, **context)


def before(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    """Who reads this, what would make someone act, what anonymous means here, before the first question."""
    day = clock.today()
    offered = [one for one in local.languages() if one.language in sitting.version.languages]
    is_practitioner = sitting.version.survey.audience == Audience.PRACTITIONERS
    return _sat(
        request,
        "before",
        sitting,
        total=len(sitting.asked),
        fewest=local.limit("fewest", day),
        days=local.limit("draft_days", day),
        languages=offered,
        points=points_told(is_named=sitting.is_named, is_practitioner=is_practitioner),
    )


def question(
    request: HttpRequest,
    sitting: Sitting,
    place: int,
    *,
    error: str = "",
    typed: str = "",
    facts: Mapping[str, object] | None = None,
) -> HttpResponse:
    """One question."""
    asked = sitting.asked[place]
    say = local.say_in(sitting.ticket.language)
    answer = sitting.answers.get(asked.code)
    page = question_page(asked, place, len(sitting.asked), say, answer=answer, may_show=asked.code in sitting.shown)
    status = (FULL if error == "full.says" else REFUSED) if error else 200
    told = {"skip": say("question.skip"), "button": say("question.next"), **(facts or {})}
    return _sat(
        request,
        "question",
        sitting,
        status,
        page=page,
        typed=typed or page.typed,
        picked=request.POST.getlist("answer") if error else [one.code for one in page.options if one.is_picked],
        error=say(error, **told) if error else "",
        longest=local.limit("longest_answer", clock.today()),
    )


def check(request: HttpRequest, sitting: Sitting, *, error: str = "") -> HttpResponse:
    """The last page before sending."""
    say = local.say_in(sitting.ticket.language)
    told = say(error, button=say("check.send")) if error else ""
    status = (FULL if error == "full.says" else REFUSED) if error else 200
    return _sat(request, "check", sitting, status, answered=sitting.given, total=len(sitting.asked), error=told)


def contact(request: HttpRequest, sitting: Sitting, given: Contact | None = None, *, error: str = "") -> HttpResponse:
    """How to reach somebody who chose to be contacted, and the words they agree to."""
    say = local.say_in(sitting.ticket.language)
    button = say("check.send") if error == "full.says" else say("question.stop")
    told = say(error, button=button) if error else ""
    kept = Contact(*(sitting.ticket.contact or ("", "", False)))
    return _sat(request, "contact", sitting, REFUSED if error else 200, given=given or kept, error=told)


def thanks(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    """The answers are in."""
    return _draw(request, "thanks", sitting.ticket.language, sitting.ticket.way, is_named=sitting.is_named)


def stopped(request: HttpRequest, sitting: Sitting, *, is_harm: bool = False) -> HttpResponse:
    """Somebody stopped for now; what they said is kept for some days. Where it tells of harm, who can help is here too,
    and a shared device clears itself."""
    day = sitting.ticket.begun_on + timedelta(days=local.limit("draft_days", clock.today()))
    more: dict[str, Any] = {"ticket": "", "is_named": sitting.is_named, "lines": local.help_lines()} if is_harm else {}
    return _draw(
        request,
        "stopped",
        sitting.ticket.language,
        sitting.ticket.way,
        day=day,
        kept=sitting.given,
        is_harm=is_harm,
        **more,
    )


def harm(request: HttpRequest, sitting: Sitting, where: str, *, go: str = "on") -> HttpResponse:
    """What was written may mean that somebody is not safe: where to get help, by the rule told at the start. ``go`` is
    where its button leads: to the next question, or to the one before."""
    return _sat(request, "harm", sitting, where=where, go=go, lines=local.help_lines())


def help_now(request: HttpRequest, sitting: Sitting, where: str) -> HttpResponse:
    """Where to get help now, with a way back to the questions."""
    return _sat(request, "help", sitting, where=where, lines=local.help_lines())


def help_alone(request: HttpRequest, language: str, way: str) -> HttpResponse:
    """The same without a sitting."""
    return _draw(request, "help", language, way, ticket="", where="", is_named=False, lines=local.help_lines())


def note(request: HttpRequest, language: str, way: str, what: str, *, to_start: bool = False) -> HttpResponse:
    """A page that only says something: sent already, ended, too old."""
    return _draw(request, "note", language, way, what=what, to_start=to_start)


def busy(request: HttpRequest, language: str, way: str) -> HttpResponse:
    """Nothing could be saved just now."""
    return _draw(request, "note", language, way, FULL, what="busy", to_start=True)


def take_back(
    request: HttpRequest, language: str, way: str, *, typed: str = "", error: str = "", is_done: bool = False
) -> HttpResponse:
    """Taking back an answer with a name."""
    context = {"typed": typed[:80], "error": error, "example": EXAMPLE, "is_done": is_done}
    return _draw(request, "take_back", language, way, REFUSED if error else 200, **context)
