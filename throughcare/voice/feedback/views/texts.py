"""Text messages: a poster that says what sending one agrees to, and messages that came in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from throughcare import clock
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.routes import requires, viewer_in
from throughcare.foundation.ui.forms import FormPage
from throughcare.foundation.ui.pages import Ask, Given
from throughcare.voice.feedback import actions, forms
from throughcare.voice.feedback.queries import local, surveys
from throughcare.voice.feedback.rules.texting import asks_to_stop
from throughcare.voice.feedback.views.pages import ask

RUNNING = requires(Permission.RUN_ENGAGEMENT)
LEAD = "A number is a name, so a text message is never anonymous. STOP takes back all that came from its number."
STOPPED = "Their number, their answers and their comments are gone."
POSTER_LEAD = "It says who reads a text, what sending one agrees to, and how to take it back. Print it and hang it up."


@RUNNING
def text_message(request: HttpRequest) -> HttpResponse:
    """Enters a text message that came in: always with a name, since a number is one."""
    viewer, at = viewer_in(request), clock.now()
    form = forms.TextMessageForm(request.POST or None, languages=local.language_names())
    rows = surveys.versions(viewer, on=clock.today(at))
    named = [(str(one.id), one.title) for one in rows if one.state == "open" and one.mode.startswith("Named")]
    none = "Choose one" if named else "No named survey is open"
    form.fields["survey"].choices = [("", none), *named]  # type: ignore[attr-defined]

    def act(given: Given) -> None:
        survey = int(given["survey"]) if given["survey"] else None
        said = {name: given[name] for name in ("number", "words", "language", "key")}
        actions.receive_text(version_id=survey, **said, by=viewer, at=at)

    done = STOPPED if asks_to_stop(request.POST.get("words", "")) else "Entered."
    return ask(request, form, act, Ask("Enter a text message", "Enter it", done, reverse("surveys"), lead=LEAD))


@RUNNING
def text_poster(request: HttpRequest) -> HttpResponse:
    """The poster with the number to text to, to be printed."""
    form = forms.TextPosterForm(request.POST or None, languages=local.language_names())
    back = reverse("surveys")
    if request.method == "POST" and form.is_valid():
        say = local.say_in(form.cleaned_data["language"])
        context = {"say": say, "language": say.language, "number": form.cleaned_data["number"], "back": back}
        return render(request, "feedback/print_text.jinja", context | {"help_lines": local.help_lines()})
    title = "Poster for text messages"
    page = FormPage(title=title, form=form, button="Show it", lead=POSTER_LEAD, back=back, cancel=back)
    return render(request, "form_page.jinja", {"page": page}, status=422 if form.errors else 200)
