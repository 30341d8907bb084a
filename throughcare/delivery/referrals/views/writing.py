"""Writing a referral: find the person, rule out a crisis, three short steps, check, send."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from throughcare import clock
from throughcare.delivery.referrals import actions
from throughcare.delivery.referrals.forms.writing import (
    STEP_FORMS,
    CrisisForm,
    NewPersonForm,
    SendForm,
    StartForm,
    StepForm,
)
from throughcare.delivery.referrals.queries.drafts import Draft, draft
from throughcare.delivery.referrals.queries.forms import content_of
from throughcare.delivery.referrals.queries.starting import by_crn, crn_of, person_named, services_to_choose
from throughcare.delivery.referrals.rules.sending import STEPS
from throughcare.delivery.referrals.views.posting import posted
from throughcare.errors import Conflict, DomainError, Invalid, NotFound, WrongState
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.routes import requires, viewer_in
from throughcare.foundation.ui.forms import add_errors
from throughcare.foundation.ui.pages import Ask, ask

ORDER = [*STEPS, "check"]
NOT_HERE = "Nobody that you may see has this CRN."


@requires(Permission.REFER)
def refer(request: HttpRequest) -> HttpResponse:
    """Begins a referral with a CRN and a service. Somebody who is not on record is described on the same page."""
    at, viewer = clock.now(), viewer_in(request)
    choices = services_to_choose(at)
    is_new = "given_name" in request.POST
    kind = NewPersonForm if is_new else StartForm
    first = {"service": request.GET.get("service", "")}
    form: Any = kind(posted(request), services=choices, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            return _begin(request, form, is_new)
        except NotFound:
            if not viewer.can(Permission.KEEP_PERSON):
                form.add_error("crn", f"{NOT_HERE} Check it, or ask a colleague who manages the person.")
            else:
                form = NewPersonForm(initial={**form.cleaned_data}, services=choices)
                is_new = True
        except DomainError as error:
            _add(form, error)
    context = {"form": form, "is_new": is_new, "not_here": NOT_HERE}
    return render(request, "referrals/refer.jinja", context, status=422 if form.errors else 200)


def _add(form: Any, error: DomainError) -> None:
    if isinstance(error, Invalid):
        add_errors(form, error.fields)
    else:
        form.add_error(None, error.says)
    if error.remedy:
        form.add_error(None, error.remedy)


def _begin(request: HttpRequest, form: Any, is_new: bool) -> HttpResponse:
    at, viewer, given = clock.now(), viewer_in(request), form.cleaned_data
    crn = crn_of(given["crn"], at)
    person = by_crn(viewer, crn)
    new = None
    if person is None:
        if not is_new:
            raise NotFound(NOT_HERE)
        names = ("given_name", "family_name", "borough", "date_of_birth", "gender")
        new = actions.NewPerson(crn=crn, **{name: given[name] for name in names})
    row = actions.start_draft(
        service=given["service"],
        service_user_id=person.pk if person else None,
        new=new,
        key=given["key"],
        by=viewer,
        at=at,
    )
    return redirect("write_referral", row.pk, "crisis")


@requires(Permission.REFER)
def refer_person(request: HttpRequest, service_user_id: int) -> HttpResponse:
    """Begins a referral from a person's own page: only the service is still to be chosen."""
    at, viewer = clock.now(), viewer_in(request)
    person = person_named(viewer, service_user_id)
    form = StartForm(posted(request), services=services_to_choose(at))
    del form.fields["crn"]
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.start_draft(
                service=form.cleaned_data["service"],
                service_user_id=person.pk,
                key=form.cleaned_data["key"],
                by=viewer,
                at=at,
            )
        except DomainError as error:
            _add(form, error)
        else:
            return redirect("write_referral", row.pk, "crisis")
    context = {"form": form, "is_new": False, "not_here": NOT_HERE}
    return render(request, "referrals/refer.jinja", context, status=422 if form.errors else 200)


@requires(Permission.REFER)
def write(request: HttpRequest, referral_id: int, step: str) -> HttpResponse:
    """One short step of a draft."""
    at = clock.now()
    try:
        page = draft(viewer_in(request), referral_id, at)
    except WrongState:
        return redirect("referral", referral_id)
    if step == "crisis":
        return _crisis(request, page)
    if page.form.crisis_checked_at is None:
        return redirect("write_referral", referral_id, "crisis")
    if step == "check":
        return _check(request, page)
    kind = STEP_FORMS.get(step)
    if kind is None:
        raise NotFound("There is no such step.", remedy="Go back to the referral.")
    return _step(request, page, kind)


def _crisis(request: HttpRequest, page: Draft) -> HttpResponse:
    form = CrisisForm(posted(request), initial={"crisis": "no" if page.form.crisis_checked_at else None})
    if request.method == "POST" and form.is_valid():
        is_crisis = form.cleaned_data["crisis"] == "yes"
        actions.answer_crisis(referral_id=page.id, is_crisis=is_crisis, by=viewer_in(request), at=clock.now())
        return redirect("in_crisis", page.id) if is_crisis else redirect("write_referral", page.id, "eligibility")
    return _shown(request, page, form, "crisis")


def _form(kind: type[StepForm], page: Draft, data: Any = None) -> StepForm:
    more: dict[str, Any] = {"today": clock.today()} if kind.step == "safety" else {}
    initial = kind.initial_of(page.form)
    return kind(data, definition=page.definition, hide=page.known_facts, initial=initial, **more)


def _step(request: HttpRequest, page: Draft, kind: type[StepForm]) -> HttpResponse:
    form = _form(kind, page, posted(request))
    if request.method != "POST":
        return _shown(request, page, form, kind.step)
    theirs = None
    if form.is_valid():
        try:
            _save(request, page, form)
        except Conflict as error:
            form.add_error(None, f"{error.says} {error.remedy}")
            theirs = _theirs(page, kind)
        except Invalid as error:
            add_errors(form, {_name(form, name): says for name, says in error.fields.items()})
        else:
            following = ORDER[ORDER.index(kind.step) + 1]
            return redirect("write_referral", page.id, "check" if "check" in request.POST else following)
    return _shown(request, page, form, kind.step, theirs=theirs)


def _name(form: Any, name: str) -> str:
    return f"q_{name}" if f"q_{name}" in form.fields else name


def _save(request: HttpRequest, page: Draft, form: StepForm, only: Any = None) -> int:
    saved = actions.save_draft(
        referral_id=page.id,
        given=form.given(only),
        version=_version(request),
        by=viewer_in(request),
        at=clock.now(),
    )
    return int(saved.version)


def _version(request: HttpRequest) -> int | None:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _theirs(page: Draft, kind: type[StepForm]) -> list[tuple[str, str]]:
    blank = _form(kind, page)
    shown = ((str(bound.label), bound.value()) for bound in blank)
    return [(label, ", ".join(value) if isinstance(value, list) else str(value)) for label, value in shown if value]


def _shown(
    request: HttpRequest, page: Draft, form: Any, step: str, *, theirs: list[tuple[str, str]] | None = None
) -> HttpResponse:
    before = ORDER[ORDER.index(step) - 1] if step != "crisis" else ""
    context = {
        "page": page,
        "form": form,
        "step": step,
        "title": STEPS[step],
        "number": ORDER.index(step) + 1,
        "of": len(ORDER),
        "back_to": reverse("write_referral", args=[page.id, before]) if before else reverse("referrals"),
        "theirs": theirs,
    }
    return render(request, "referrals/write.jinja", context, status=422 if form.errors else 200)


@requires(Permission.REFER)
def autosave(request: HttpRequest, referral_id: int, step: str) -> HttpResponse:
    """Saves a step as it is typed. Answers JSON: saved with the new version, 409 with their text, 422 with errors."""
    page = draft(viewer_in(request), referral_id, clock.now())
    kind = STEP_FORMS.get(step)
    if kind is None or request.method != "POST":
        raise NotFound("There is nothing to save here.", remedy="Open the referral again.")
    form = _form(kind, page, request.POST)
    form.let_wait()
    changed = set(request.POST.getlist("changed"))
    dates = {name.rsplit("-", 1)[0] for name in changed}
    wrong = {name: list(found) for name, found in form.errors.items() if name in changed | dates}
    if wrong:
        return JsonResponse({"errors": wrong}, status=422)
    try:
        version = _save(request, page, form, changed | dates)
    except Invalid as error:
        return JsonResponse({"errors": error.fields}, status=422)
    except Conflict as error:
        now = draft(viewer_in(request), referral_id, clock.now())
        body = {"conflict": True, "says": f"{error.says} {error.remedy}", "theirs": dict(_theirs(now, kind))}
        return JsonResponse(body | {"version": now.form.version}, status=409)
    at = clock.now().astimezone(clock.LONDON)
    return JsonResponse({"saved": True, "version": version, "at": f"{at:%H:%M}"})


def _check(request: HttpRequest, page: Draft) -> HttpResponse:
    form = SendForm(posted(request), initial={"despite": page.form.despite})
    needs_why = page.judged.judgement == "not_suitable"
    if not needs_why:
        del form.fields["despite"]
    if request.method == "POST" and form.is_valid():
        at, viewer = clock.now(), viewer_in(request)
        try:
            if needs_why:
                given = {"despite": form.cleaned_data["despite"]}
                actions.save_draft(referral_id=page.id, given=given, by=viewer, at=at)
            actions.send(referral_id=page.id, by=viewer, at=at)
        except DomainError as error:
            _add(form, error)
        else:
            messages.success(request, "Sent. This page says what happens next, and whose turn it is.")
            return redirect("referral", page.id)
    context = {
        "page": page,
        "form": form,
        "title": "Check and send",
        "of": len(ORDER),
        "content": content_of(page.form, page.definition),
    }
    return render(request, "referrals/check.jinja", context, status=422 if form.errors else 200)


@requires(Permission.REFER)
def in_crisis(request: HttpRequest, referral_id: int) -> HttpResponse:
    """What to do now, where somebody is in crisis."""
    page = draft(viewer_in(request), referral_id, clock.now())
    return render(request, "referrals/in_crisis.jinja", {"page": page})


@requires(Permission.REFER)
def give_up(request: HttpRequest, referral_id: int) -> HttpResponse:
    """Gives up a draft."""
    page = draft(viewer_in(request), referral_id, clock.now())
    return ask(
        request,
        forms.Form(posted(request)),
        lambda _: actions.abandon(referral_id=page.id, by=viewer_in(request), at=clock.now()),
        Ask(
            title="Give up this draft?",
            button="Delete what was written",
            done="The draft is deleted.",
            to=reverse("referrals"),
            lead="What you wrote is deleted. Nothing was sent to the service.",
        ),
    )
