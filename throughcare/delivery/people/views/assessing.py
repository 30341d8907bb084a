"""Needs, circumstances, scores, offences, and challenges."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from throughcare import clock
from throughcare.delivery.people import actions
from throughcare.delivery.people.forms import assessing as forms
from throughcare.delivery.people.forms.computing import ComputeForm
from throughcare.delivery.people.forms.identity import WhyForm
from throughcare.delivery.people.forms.keyed import KeyedForm
from throughcare.delivery.people.queries import assessed as queries
from throughcare.delivery.people.queries import computing, vocabulary
from throughcare.delivery.people.queries.persons import person
from throughcare.delivery.people.views.doors import ANSWERS, ASSESSES, HEARS, RISK
from throughcare.delivery.people.views.steps import page_of
from throughcare.errors import Invalid, NotFound
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.routes import viewer_in
from throughcare.foundation.ui.pages import Ask, Given, ask


@ASSESSES
def record_needs(request: HttpRequest, service_user_id: int) -> HttpResponse:
    """Needs, each as three separate answers. What is known already stands there; only what changed is written."""
    viewer, at = viewer_in(request), clock.now()
    today = clock.today(at)
    head = person(viewer, service_user_id, on=today)
    standing = queries.needs_standing(viewer, service_user_id)
    form = forms.NeedsForm(
        request.POST or None, kinds=vocabulary.need_kinds(today), standing=standing, initial={"assessed_on": today}
    )

    def act(given: Given) -> None:
        found = [actions.Found(code, **answers) for code, answers in form.changed_answers()]
        if not found:
            raise Invalid("Nothing differs from what is recorded. Answer for at least one need.")
        actions.record_needs(
            service_user_id=service_user_id,
            found=found,
            source=given["source"],
            assessed_on=given["assessed_on"],
            words=given["words"],
            key=given["key"],
            by=viewer,
            at=at,
        )

    page = Ask(
        "Record needs",
        "Record",
        "Recorded.",
        page_of(service_user_id),
        caption=head.name,
        lead="Three separate facts for each need. Leave what was not asked as it is: not asked is not no.",
        draft_key=f"needs-{service_user_id}",
        template="people/needs.jinja",
    )
    return ask(request, form, act, page)


@ASSESSES
def record_circumstances(request: HttpRequest, service_user_id: int) -> HttpResponse:
    """What matters to the person, and what to know to reach them."""
    viewer, at = viewer_in(request), clock.now()
    head = person(viewer, service_user_id, on=clock.today(at))
    form = forms.CircumstancesForm(
        request.POST or None, initial=queries.circumstances_standing(viewer, service_user_id)
    )

    def act(given: Given) -> None:
        actions.record_circumstances(service_user_id=service_user_id, **given, by=viewer, at=at)

    page = Ask(
        "What matters, and how to reach them",
        "Save",
        "Saved.",
        page_of(service_user_id),
        caption=head.name,
        draft_key=f"circumstances-{service_user_id}",
    )
    return ask(request, form, act, page)


@RISK
def record_score(request: HttpRequest, service_user_id: int) -> HttpResponse:
    """Records a score that an agency gave."""
    viewer, at = viewer_in(request), clock.now()
    today = clock.today(at)
    head = person(viewer, service_user_id, on=today)
    form = forms.ScoreForm(request.POST or None)
    form.choose(instrument=[(one.id, f"{one.name}: {one.about}") for one in vocabulary.instruments(today)])

    def act(given: Given) -> None:
        actions.record_score(
            service_user_id=service_user_id,
            instrument=given["instrument"],
            version=given["version"],
            assessed_on=given["assessed_on"],
            tenths_1y=given["percent_1y"],
            tenths_2y=given["percent_2y"],
            band=given["band"],
            key=given["key"],
            by=viewer,
            at=at,
        )

    page = Ask("Record a risk score", "Record", "Recorded.", page_of(service_user_id), caption=head.name)
    return ask(request, form, act, page)


@RISK
def compute_score(request: HttpRequest, service_user_id: int, instrument: str) -> HttpResponse:
    """Computes a score of one instrument and keeps it beside those recorded."""
    viewer, at = viewer_in(request), clock.now()
    head = person(viewer, service_user_id, on=clock.today(at))
    known = {one.id: one for one in computing.computable(clock.today(at))}.get(instrument)
    if known is None:
        raise NotFound("This score is not computed here.", remedy="Record the score that an agency gave.")
    first = computing.known_for_computing(viewer, service_user_id)
    form = ComputeForm(request.POST or None, reads=computing.inputs_of(known), initial=first)

    def act(given: Given) -> None:
        actions.compute_score(
            service_user_id=service_user_id,
            instrument=instrument,
            answers=form.answers(),
            key=given["key"],
            by=viewer,
            at=at,
        )

    page = Ask(
        f"Compute {known.name}: {known.about}",
        "Compute",
        "Computed, and marked as computed here. Recorded scores stay as they are.",
        page_of(service_user_id),
        caption=head.name,
        lead="Where an agency gave a score, record that instead: it counts before one that is computed here.",
        draft_key=f"compute-{instrument}-{service_user_id}",
    )
    return ask(request, form, act, page)


@RISK
def withdraw_score(request: HttpRequest, score_id: int) -> HttpResponse:
    """Takes back a score that was recorded in error."""
    viewer, at = viewer_in(request), clock.now()
    owner, about = queries.score_asked(viewer, score_id)
    form = WhyForm(request.POST or None)

    def act(given: Given) -> None:
        actions.withdraw_score(score_id=score_id, words=given["words"], by=viewer, at=at)

    page = Ask("Withdraw a score", "Withdraw", "Withdrawn.", page_of(owner), lead=about, draft_key=f"score-{score_id}")
    return ask(request, form, act, page)


@RISK
def record_offence(request: HttpRequest, service_user_id: int) -> HttpResponse:
    """Records an offence as selection reads it."""
    viewer, at = viewer_in(request), clock.now()
    today = clock.today(at)
    head = person(viewer, service_user_id, on=today)
    form = forms.OffenceForm(request.POST or None)
    form.choose(group=[(one.id, one.label) for one in vocabulary.offence_groups(today)])

    def act(given: Given) -> None:
        taken = {name: given[name] for name in ("group", "committed_on", "proven_on", "is_index", "key")}
        actions.record_offence(service_user_id=service_user_id, **taken, by=viewer, at=at)

    return ask(request, form, act, Ask("Record an offence", "Record", "Recorded.", page_of(head.id), caption=head.name))


@RISK
def withdraw_offence(request: HttpRequest, offence_id: int) -> HttpResponse:
    """Takes back an offence that was recorded in error."""
    viewer, at = viewer_in(request), clock.now()
    owner, about = queries.offence_asked(viewer, offence_id)
    form = KeyedForm(request.POST or None)

    def act(given: Given) -> None:
        actions.withdraw_offence(offence_id=offence_id, by=viewer, at=at)

    page = Ask("Take back an offence recorded in error", "Take back", "Taken back.", page_of(owner), lead=about)
    return ask(request, form, act, page)


def _challenge(request: HttpRequest, *, owner: int, about: str, score: int | None, entry: int | None) -> HttpResponse:
    viewer, at = viewer_in(request), clock.now()
    head = person(viewer, owner, on=clock.today(at))
    form = forms.ChallengeForm(request.POST or None, initial={"made_on": clock.today(at), "made_by": "person"})

    def act(given: Given) -> None:
        taken = {name: given[name] for name in ("made_by", "made_on", "words")}
        actions.make_challenge(score_id=score, entry_id=entry, **taken, by=viewer, at=at)

    page = Ask(
        "Record a challenge",
        "Record the challenge",
        "Recorded. Somebody who did not make it answers.",
        page_of(owner),
        caption=head.name,
        lead=about,
        draft_key=f"challenge-{'score' if score else 'entry'}-{score or entry}",
    )
    return ask(request, form, act, page)


@HEARS
def challenge_score(request: HttpRequest, score_id: int) -> HttpResponse:
    """Records that a score is challenged."""
    owner, about = queries.score_asked(viewer_in(request), score_id)
    return _challenge(request, owner=owner, about=about, score=score_id, entry=None)


@HEARS
def challenge_rating(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Records that a rating is challenged."""
    owner, about = queries.rating_asked(viewer_in(request), entry_id)
    return _challenge(request, owner=owner, about=about, score=None, entry=entry_id)


@HEARS
@require_safe
def challenge(request: HttpRequest, challenge_id: int) -> HttpResponse:
    """A challenge, whose turn it is, and the answer."""
    viewer = viewer_in(request)
    owner, shown = queries.challenge_asked(viewer, challenge_id)
    head = person(viewer, owner, on=clock.today())
    context = {
        "one": shown,
        "head": head,
        "can_answer": viewer.can(Permission.ANSWER_CHALLENGE) and shown.state == "open",
        "can_withdraw": shown.state == "open",
    }
    return render(request, "people/challenge.jinja", context)


@ANSWERS
def answer_challenge(request: HttpRequest, challenge_id: int) -> HttpResponse:
    """Answers a challenge with its reason."""
    viewer, at = viewer_in(request), clock.now()
    owner, shown = queries.challenge_asked(viewer, challenge_id)
    head = person(viewer, owner, on=clock.today(at))
    form = forms.AnswerChallengeForm(request.POST or None)

    def act(given: Given) -> None:
        actions.answer_challenge(
            challenge_id=challenge_id, outcome=given["outcome"], words=given["words"], by=viewer, at=at
        )

    page = Ask(
        "Answer a challenge",
        "Answer",
        "Answered. Where it was upheld, withdraw the score or rate afresh.",
        page_of(owner),
        caption=f"{head.name}, {shown.about}",
        lead=shown.words,
        draft_key=f"answer-{challenge_id}",
    )
    return ask(request, form, act, page)


@HEARS
def withdraw_challenge(request: HttpRequest, challenge_id: int) -> HttpResponse:
    """Ends a challenge that the person no longer makes."""
    viewer, at = viewer_in(request), clock.now()
    owner, shown = queries.challenge_asked(viewer, challenge_id)
    form = KeyedForm(request.POST or None)

    def act(given: Given) -> None:
        actions.withdraw_challenge(challenge_id=challenge_id, by=viewer, at=at)

    page = Ask("The person no longer challenges this", "End the challenge", "Ended.", page_of(owner), lead=shown.about)
    return ask(request, form, act, page)
