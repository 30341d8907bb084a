"""Every address of the delivery rooms tried on a row that a person may not see, by GET and by POST.

Which row an address is about is read from the name of its first number; whether a person may see it is asked of the one
predicate. A room that opens on such a row, or acts on it, is a hole. Where a second number names a row, one that is not
seen is tried there too, beside a first one that is. An address with a number of no known name fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.db import SessionStore
from django.db import models, transaction
from django.http import Http404
from django.test import RequestFactory
from django.urls import URLResolver, get_resolver, resolve

from throughcare.delivery.appointments import models as appointments
from throughcare.delivery.casework import models as casework
from throughcare.delivery.concerns import models as concerns
from throughcare.delivery.panels import models as panels
from throughcare.delivery.people import models as people
from throughcare.delivery.referrals import models as referrals
from throughcare.errors import DomainError
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.access.viewers import Viewer

ROWS: dict[str, type[models.Model]] = {
    "access_id": people.RestrictedAccess,
    "action_id": panels.PanelAction,
    "appointment_id": appointments.Appointment,
    "assessment_id": casework.Assessment,
    "challenge_id": people.Challenge,
    "code_id": casework.AnswerCode,
    "concern_id": concerns.Concern,
    "consultation_id": referrals.Consultation,
    "cover_id": referrals.Cover,
    "entry_id": people.LedgerEntry,
    "flag_id": appointments.SessionFlag,
    "form_id": casework.CaseForm,
    "group_id": appointments.GroupSession,
    "identifier_id": people.Identifier,
    "joint_plan_id": casework.JointPlan,
    "meeting_id": panels.Meeting,
    "member_id": panels.Member,
    "nominal_id": people.Nominal,
    "offence_id": people.Offence,
    "onward_id": casework.OnwardReferral,
    "overlay_id": people.Overlay,
    "pair_id": people.DuplicatePair,
    "panel_id": panels.Panel,
    "person_id": people.ServiceUser,
    "plan_id": casework.Plan,
    "prompt_id": casework.RiskPrompt,
    "questionnaire_id": casework.Questionnaire,
    "referral_id": referrals.Referral,
    "report_id": casework.ClosureReport,
    "score_id": people.RiskScore,
    "service_user_id": people.ServiceUser,
    "supervision_id": casework.Supervision,
    "transfer_id": referrals.Transfer,
    "visit_id": appointments.LoneVisit,
    "wording_id": casework.InstrumentWording,
}
# A number that follows the first belongs to the row that the first names, and is a row of its own.
SECOND = {
    "need_id": (casework.AssessmentNeed, "assessment"),
    "outcome_id": (casework.PlanOutcome, "revision__plan"),
    "goal_id": (casework.JointGoal, "joint_plan"),
    "person_id": (panels.PanelCase, "meeting"),
}
# What a concern is raised about is a word of its address, and says whose number follows.
RAISED = "concerns/raise/<slug:what>/<int:number>"
RAISED_ABOUT: dict[str, type[models.Model]] = {"person": people.ServiceUser, "referral": referrals.Referral}
# Places in the questionnaire that somebody has before them: numbers of no row.
OF_NO_ROW = frozenset({"answer/question/<int:position>"})
WORDS = {
    "event": "referral_withdrawn",
    "step": "need",
    "concerns/raise": "complaint",
    "kind": "noted",
    "instrument": "ogrs3",
    "cohort/stay": "rate",
    "cohort/beside": "end",
    "cohort/transfer": "accept",
    "people/duplicates": "merge",
    "onward/": "acknowledged",
    "supervision/": "sign-off",
    "cases/": "profile",
}
REFUSED = frozenset({403, 404, 405})
# What the state of a row that is seen does not allow is refused whatever the second row is.
NOT_NOW = frozenset({409})
NUMBER = r"<int:(\w+)>"
# A colleague of the same service breaks the glass there, with a reason that is reviewed (ADR 41).
BY_THE_GLASS = "referrals/<int:referral_id>/notes"


@dataclass(frozen=True, slots=True)
class Address:
    """An address of the delivery rooms that is about a row: its route, and the model of that row."""

    route: str
    model: type[models.Model]

    @property
    def second(self) -> str:
        """The name of a second number, empty where there is none."""
        return next(iter(re.findall(NUMBER, self.route)[1:]), "")

    def about(self, row: models.Model, second: models.Model | None = None) -> str:
        """The path for one row, with a row of its own or another as the second."""
        names = re.findall(r"<\w+:(\w+)>", self.route)
        path = re.sub(NUMBER, str(row.pk), self.route, count=1)
        if second is not None:
            path = re.sub(NUMBER, str(second.pk), path, count=1)
        for name in names[1:]:
            path = re.sub(rf"<\w+:{name}>", self._word(name, row), path, count=1)
        return f"/{path}"

    def _word(self, name: str, row: models.Model) -> str:
        if name in SECOND:
            model, path = SECOND[name]
            found = model.objects.filter(**{path: row}).order_by("pk").first()
            return str((found.service_user_id if name == "person_id" else found.pk) if found else 0)
        return next((word for start, word in WORDS.items() if self.route.startswith(start)), WORDS.get(name, "none"))


def routes(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[str]:
    """Every route of the delivery rooms that has a number in it."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry, route)
        elif "throughcare.delivery" in entry.callback.__module__ and re.search(NUMBER, route):
            yield route


def addresses() -> Iterator[Address]:
    """Every address of the delivery rooms that is about a row."""
    for route in routes():
        yield from addresses_of(route)


def addresses_of(route: str) -> Iterator[Address]:
    """The addresses of a route, one for each kind of row that it can be about. Fails where a number is not known."""
    if route in OF_NO_ROW:
        return
    first, *others = re.findall(NUMBER, route)
    assert set(others) <= set(SECOND), f"{route}: name in SECOND what {others} are numbers of."
    if route.startswith(RAISED):
        for what, model in RAISED_ABOUT.items():
            yield Address(route.replace("<slug:what>", what), model)
    else:
        assert first in ROWS, f"{route}: name in ROWS what {first} is a number of."
        yield Address(route, people.Transfer if route.startswith("cohort/transfer") else ROWS[first])


def answered(method: str, path: str, viewer: Viewer, user: Any) -> int:
    """The status with which an address answers a viewer; what it did is undone."""
    request = getattr(RequestFactory(SERVER_NAME="localhost"), method)(path)
    request.viewer, request.user, request.session = viewer, user, SessionStore()
    request._messages = FallbackStorage(request)
    match = resolve(path)
    with transaction.atomic():
        try:
            status = int(match.func(request, *match.args, **match.kwargs).status_code)
        except DomainError as error:
            status = error.status
        except Http404:
            status = 404
        transaction.set_rollback(True)
    return status


def holes(signed_in: Iterable[tuple[Any, Viewer]], tried: Iterable[Address]) -> Iterator[str]:
    """Rooms that answer somebody on a row that they may not see with anything but a refusal, in words."""
    listed = list(tried)
    for user, viewer in signed_in:
        hidden = {one.model: _hidden_from(viewer, one.model) for one in listed}
        for one in listed:
            row = hidden[one.model]
            if row is not None and not _has_a_glass(one, row, viewer):
                yield from _opened(one, one.about(row), viewer, user)
            for path in _beside_seen_ones(one, viewer) if one.second else ():
                yield from _opened(one, path, viewer, user, REFUSED | NOT_NOW)


def _opened(one: Address, path: str, viewer: Viewer, user: Any, refused: frozenset[int] = REFUSED) -> Iterator[str]:
    for method in ("get", "post"):
        status = answered(method, path, viewer, user)
        if status not in refused:
            yield f"{user.email}: {method.upper()} /{one.route} answers {status} on a row they may not see."


def _beside_seen_ones(one: Address, viewer: Viewer) -> Iterator[str]:
    """Paths whose second row may not be seen and whose first may, with a first row of each state.

    A person of whom the first row speaks comes before any other: only that they are hidden keeps them out.
    """
    seen = visible_to(viewer, one.model).order_by("pk")
    is_person = one.second == "person_id"
    other = _hidden_from(viewer, people.ServiceUser if is_person else SECOND[one.second][0])
    for row in {getattr(row, "state", ""): row for row in seen}.values() if other is not None else ():
        yield one.about(row, other)
    if is_person:
        told = panels.PanelCase.objects.filter(meeting__in=seen.values("pk"))
        for case in told.exclude(pk__in=visible_to(viewer, panels.PanelCase).values("pk")).order_by("pk")[:3]:
            yield one.about(case.meeting, case.service_user)


def _has_a_glass(one: Address, row: models.Model, viewer: Viewer) -> bool:
    if not one.route.startswith(BY_THE_GLASS) or not viewer.can(Permission.VIEW_CLINICAL):
        return False
    return row.provider.code in viewer.organisation_codes  # type: ignore[attr-defined]


def _hidden_from(viewer: Viewer, model: type[models.Model]) -> models.Model | None:
    seen = visible_to(viewer, model).values("pk")
    rows = _told(model._default_manager.exclude(pk__in=seen))
    if model is people.ServiceUser:  # a merged record leads to the one that stands, for whoever may see that
        rows = rows.exclude(merged_into__in=seen)
    found: models.Model | None = rows.order_by("pk").first()
    return found


def _told(rows: Any) -> Any:
    """Of the ledger only ratings have pages of their own."""
    return rows.exclude(rating="") if rows.model is people.LedgerEntry else rows


def never_opened(signed_in: Iterable[tuple[Any, Viewer]], tried: Iterable[Address]) -> Iterator[str]:
    """Rooms that refuse everybody on all rows tried, so that their refusals prove nothing."""
    everybody = list(signed_in)
    for one in tried:
        if not any(_opens(one, viewer, user) for user, viewer in everybody):
            yield one.route


def _opens(one: Address, viewer: Viewer, user: Any) -> bool:
    paths = [one.about(row) for row in _told(visible_to(viewer, one.model)).order_by("pk")[:3]]
    return any(answered(method, path, viewer, user) not in REFUSED for path in paths for method in ("get", "post"))
