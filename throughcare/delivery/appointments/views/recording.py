"""Recording a session: shown with what was typed so far, saved as it is typed, recorded once, amended with a reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from throughcare import clock
from throughcare.delivery.appointments import actions, forms
from throughcare.delivery.appointments.models import Appointment
from throughcare.delivery.appointments.queries import appointments, booking, drafts, permits, records, settings
from throughcare.delivery.appointments.queries.appointments import Row
from throughcare.delivery.appointments.rules.telling import told_sentence
from throughcare.delivery.appointments.views.booking import fill_when
from throughcare.delivery.appointments.views.pages import refused
from throughcare.delivery.services.queries import definition
from throughcare.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.routes import requires, viewer_in
from throughcare.foundation.ui.fields import clean_prose, new_key
from throughcare.foundation.ui.words import clock_time

WORKS = requires(Permission.WORK_CASE)
LEFT_OUT = frozenset({"csrfmiddlewaretoken", "version", "changed", "key", "cautions", "despite"})
LABELS = {
    "code": "Attendance",
    "activities": "What was done",
    "note": "Note",
    "told": "For the referrer",
    "behaviour_words": "Behaviour",
    "concern_words": "Concern",
    "because": "Why it is amended",
}


@dataclass(frozen=True, slots=True)
class Token:
    """How far a form is in step: the version of the appointment and that of one's own draft."""

    appointment: int
    draft: int

    def __str__(self) -> str:
        return f"{self.appointment}.{self.draft}"


def token_in(request: HttpRequest, otherwise: Token) -> Token:
    """The token that a form came with; another where it came with none that can be read."""
    first, _, second = request.POST.get("version", "").partition(".")
    if first.isascii() and first.isdigit() and second.isascii() and second.isdigit() and len(first + second) < 12:
        return Token(int(first), int(second))
    return otherwise


def _fill(form: forms.RecordForm, service: str, version: str, at: Any) -> None:
    day = clock.today(at)
    form.choose_outcomes(settings.codes(day), settings.absence_reasons(day))
    form.choose(activities=[(one.code, one.means) for one in definition(service, version).activities])


@dataclass(frozen=True, slots=True)
class Shown:
    """A record page: what it is about, where it goes, and what stands there now where somebody was first."""

    title: str
    caption: str
    name: str
    form: Any
    token: Token
    action: str
    autosave: str
    draft_key: str
    back: str
    button: str
    sentence: str
    theirs: tuple[tuple[str, str], ...] = ()
    is_contact: bool = False


def _show(request: HttpRequest, shown: Shown) -> HttpResponse:
    status = 409 if shown.theirs else 422 if shown.form.errors else 200
    return render(request, "appointments/record.jinja", {"page": shown, "form": shown.form}, status=status)


def _page(row: Row, form: Any, token: Token, *, amends: bool, theirs: tuple[tuple[str, str], ...] = ()) -> Shown:
    name = "amend_session" if amends else "record_session"
    return Shown(
        title="Amend the record" if amends else f"Record the {row.purpose_name.lower()}",
        caption=appointments.when_words(row),
        name=row.person_name,
        form=form,
        token=token,
        action=reverse(name, args=[row.id]),
        autosave=reverse("save_session_draft", args=[row.id]),
        draft_key=f"session-{row.id}",
        back=reverse("appointment", args=[row.id]) if amends else reverse("today"),
        button="Save the record",
        sentence=told_sentence(
            label=settings.label("attended_on_time"),
            starts=row.starts,
            minutes=row.minutes,
            minutes_late=None,
            attended=True,
        ),
        theirs=theirs,
    )


def _open(request: HttpRequest, appointment_id: int) -> tuple[Row, drafts.Draft, permits.Steps]:
    """The appointment, the viewer's own draft of its record, and what they can do with it."""
    viewer = viewer_in(request)
    found = appointments.opened(viewer, appointment_id)
    draft = drafts.mine(viewer, found.referral_id, appointment_id)
    return appointments.row_of(found), draft, permits.steps_of(viewer, found)


@WORKS
def record(request: HttpRequest, appointment_id: int) -> HttpResponse:
    """Done before the next knock on the door."""
    viewer, at = viewer_in(request), clock.now()
    row, draft, steps = _open(request, appointment_id)
    if request.method != "POST" and not steps.record:
        return redirect("appointment", appointment_id=appointment_id)
    form = forms.RecordForm(request.POST or None)
    _fill(form, row.service, row.definition, at)
    now = Token(row.version, draft.version)
    if request.method != "POST":
        form.initial_from(draft.content)
        return _show(request, _page(row, form, now, amends=False))
    token = token_in(request, now)

    def act() -> object:
        return actions.record_session(
            appointment_id=appointment_id,
            record=_record_of(form, row),
            version=token.appointment,
            draft_version=token.draft,
            key=form.cleaned_data["key"],
            by=viewer,
            at=at,
        )

    return _answered(request, row, form, act, token, amends=False)


def _record_of(form: forms.RecordForm, row: Row) -> actions.Record:
    purpose = row.purpose if row.purpose != Appointment.Purpose.ASSESSMENT else Appointment.Purpose.SESSION
    return form.record(
        starts=row.starts,
        minutes=row.minutes,
        place=row.place,
        purpose=purpose,
        worker_id=row.worker_id,
    )


def _answered(
    request: HttpRequest, row: Row, form: Any, act: Callable[[], object], token: Token, *, amends: bool
) -> HttpResponse:
    """Acts on a record form; whatever is refused comes back with what was typed."""
    if form.is_valid():
        try:
            act()
        except Conflict as error:
            return _conflicted(request, form, error, amends=amends)
        except (Invalid, NotAllowed, WrongState) as error:
            refused(form, error)
        else:
            messages.success(request, "Recorded. The referrer can see at once what they are told.")
            return redirect("appointment" if amends else "today", *([row.id] if amends else []))
    return _show(request, _page(row, form, token, amends=amends))


def _conflicted(request: HttpRequest, form: Any, error: Conflict, *, amends: bool) -> HttpResponse:
    """Somebody was first: what is there now is shown beside what was typed, and saving again keeps one's own.

    Where the appointment has been recorded meanwhile, what was typed goes into the form that amends the record.
    """
    viewer, at = viewer_in(request), clock.now()
    appointment_id = int(request.resolver_match.kwargs["appointment_id"])  # type: ignore[union-attr]
    row, draft, _ = _open(request, appointment_id)
    amends = amends or not row.is_ahead
    form = (forms.AmendForm if amends else forms.RecordForm)(_with_new_key(request.POST))
    _fill(form, row.service, row.definition, at)
    form.full_clean()
    form.add_error(None, f"{error.says} {error.remedy}")
    theirs = _recorded(viewer, row) if not row.is_ahead else _labelled(draft.content)
    page = _page(row, form, Token(row.version, draft.version), amends=amends, theirs=theirs)
    return _show(request, page)


def _with_new_key(given: QueryDict) -> QueryDict:
    data = given.copy()
    data["key"] = new_key()
    return data


def _recorded(viewer: Any, row: Row) -> tuple[tuple[str, str], ...]:
    found = appointments.history(viewer, row.id)[0]
    return (("Recorded as", f"{found.label}, by {found.by}"), ("For the referrer", found.told))


def _labelled(content: Mapping[str, list[str]]) -> tuple[tuple[str, str], ...]:
    """What a draft holds, by label, for comparing."""
    return tuple((label, ", ".join(content[name])) for name, label in LABELS.items() if any(content.get(name, [])))


@WORKS
def amend(request: HttpRequest, appointment_id: int) -> HttpResponse:
    """Amends a record; what was recorded is kept."""
    viewer, at = viewer_in(request), clock.now()
    row, draft, steps = _open(request, appointment_id)
    if request.method != "POST" and not steps.amend:
        return redirect("appointment", appointment_id=appointment_id)
    form = forms.AmendForm(request.POST or None)
    _fill(form, row.service, row.definition, at)
    now = Token(row.version, draft.version)
    if request.method != "POST":
        form.initial |= form.shown(records.latest(viewer, appointment_id, at))
        form.initial_from(draft.content)
        return _show(request, _page(row, form, now, amends=True))
    token = token_in(request, now)

    def act() -> object:
        return actions.amend_session(
            appointment_id=appointment_id,
            record=_record_of(form, row),
            because=form.cleaned_data["because"],
            version=token.appointment,
            draft_version=token.draft,
            key=form.cleaned_data["key"],
            by=viewer,
            at=at,
        )

    return _answered(request, row, form, act, token, amends=True)


@WORKS
@require_POST
def autosave(request: HttpRequest, appointment_id: int) -> HttpResponse:
    """Saves a record as it is typed. Answers JSON: saved with the new token, 409 with the other text, 422."""
    row, draft, _ = _open(request, appointment_id)
    return _saved(request, row.referral_id, appointment_id, Token(row.version, draft.version))


@WORKS
@require_POST
def autosave_contact(request: HttpRequest, referral_id: int) -> HttpResponse:
    """The same for a contact that was never booked."""
    draft = drafts.mine(viewer_in(request), referral_id, None)
    return _saved(request, referral_id, None, Token(0, draft.version))


def _saved(request: HttpRequest, referral_id: int, appointment_id: int | None, now: Token) -> HttpResponse:
    viewer, at = viewer_in(request), clock.now()
    token = token_in(request, now)
    typed = ((name, texts) for name, texts in request.POST.lists() if name not in LEFT_OUT and len(name) < 40)
    content = {name: [clean_prose(text) for text in texts] for name, texts in typed}
    if errors := forms.too_long(content):
        return JsonResponse({"errors": errors}, status=422)
    try:
        saved = actions.save_draft(
            referral_id=referral_id,
            appointment_id=appointment_id,
            content=content,
            version=token.draft,
            by=viewer,
            at=at,
        )
    except Conflict as error:
        there = drafts.mine(viewer, referral_id, appointment_id)
        body = {"conflict": True, "says": f"{error.says} {error.remedy}", "theirs": dict(there.content)}
        return JsonResponse(body | {"version": str(Token(now.appointment, there.version))}, status=409)
    version = Token(token.appointment, saved.version)
    return JsonResponse({"saved": True, "version": str(version), "at": clock_time(at)})


@WORKS
def contact(request: HttpRequest, referral_id: int) -> HttpResponse:
    """Records a contact that has taken place and was never booked."""
    viewer, at = viewer_in(request), clock.now()
    page = booking.case_page(viewer, referral_id, at)
    if not page.records:
        raise NotFound("There is nothing here, or nothing that you may see.", remedy="Go back to your cases.")
    choices = booking.choices(viewer, referral_id, at)
    draft = drafts.mine(viewer, referral_id, None)
    form = forms.ContactForm(request.POST or None, initial=dict(choices.initial) | {"purpose": "contact"})
    fill_when(form, choices)
    form.choose(purpose=[(code, dict(Appointment.Purpose.choices)[code]) for code in choices.purposes])
    _fill(form, page.case.service, page.case.definition.version, at)
    token = Token(0, draft.version)
    if request.method == "POST":
        token = token_in(request, token)
        if form.is_valid():
            try:
                _log(form, referral_id, token, viewer, at)
            except Conflict as error:
                form.add_error(None, f"{error.says} {error.remedy}")
                shown = _contact_page(page, form, Token(0, draft.version), theirs=_labelled(draft.content))
                return _show(request, shown)
            except (Invalid, NotAllowed, WrongState) as error:
                refused(form, error)
            else:
                messages.success(request, "Recorded. The referrer can see at once what they are told.")
                return redirect("case_appointments", referral_id=referral_id)
    else:
        form.initial_from(draft.content)
    return _show(request, _contact_page(page, form, token))


def _log(form: forms.ContactForm, referral_id: int, token: Token, viewer: Any, at: Any) -> None:
    given = form.cleaned_data
    terms = form.terms(given["purpose"])
    worker_id = terms.worker_id or viewer.person_id
    record = form.record(
        starts=terms.starts, minutes=terms.minutes, place=terms.place, purpose=terms.purpose, worker_id=worker_id
    )
    actions.log_contact(
        referral_id=referral_id,
        terms=terms,
        record=record,
        draft_version=token.draft,
        key=given["key"],
        by=viewer,
        at=at,
    )


def _contact_page(
    page: booking.CasePage, form: Any, token: Token, *, theirs: tuple[tuple[str, str], ...] = ()
) -> Shown:
    case_id = page.case.id
    return Shown(
        title="Record a contact that has taken place",
        caption=page.caption,
        name=page.case.person_name,
        form=form,
        token=token,
        action=reverse("log_contact", args=[case_id]),
        autosave=reverse("save_contact_draft", args=[case_id]),
        draft_key=f"contact-{case_id}",
        back=reverse("case_appointments", args=[case_id]),
        button="Save the record",
        sentence="",
        theirs=theirs,
        is_contact=True,
    )
