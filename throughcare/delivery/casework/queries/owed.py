"""What casework owes to whom: plans, decisions, letters, chases, closure reports, reviews and joint plans."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse

from throughcare import clock
from throughcare.delivery.casework.models import ClosureReport, OnwardReferral, Plan, Supervision
from throughcare.delivery.casework.queries import joint
from throughcare.delivery.casework.queries.deadlines import Deadline, deadlines
from throughcare.delivery.casework.queries.scope import staffed_cases
from throughcare.delivery.casework.rules.planning import due
from throughcare.delivery.casework.states import ONWARD_OVER, Onward
from throughcare.delivery.referrals.models import Referral
from throughcare.delivery.services.queries import definition
from throughcare.delivery.services.states import OPEN_STATES
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.ports import today
from throughcare.foundation.ports.owed import Owed

AHEAD = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Thing:
    """Something owed about a case: whose it is, by when, and where it is done."""

    what: str
    href: str
    due: date | None
    since: datetime | None
    mine: bool
    whose: str
    fact: str = ""


def things(viewer: Viewer, at: datetime) -> Iterator[Thing]:
    """Everything casework owes that the viewer may know of, risk answers apart."""
    if not (viewer.can(Permission.VIEW_CLINICAL) or viewer.can(Permission.REFER)):
        return
    on = clock.today(at)
    yield from _plans(viewer, on)
    yield from _reports(viewer, on)
    if viewer.can(Permission.VIEW_CLINICAL):
        yield from _onward(viewer, on)
        yield from _closures_due(viewer, on)
        yield from _reviews(viewer)
        yield from _joint(viewer)


def _worker(referral: Referral) -> str:
    return referral.worker.name if referral.worker else "the service lead"


def _plans(viewer: Viewer, on: date) -> Iterator[Thing]:
    rows = visible_to(viewer, Plan).filter(
        state__in=("draft", "submitted", "returned"), referral__state__in=OPEN_STATES
    )
    held = list(rows.select_related("referral__worker", "referral__referrer"))
    to_write = deadlines([row.referral for row in held], "plan", on)
    to_decide = deadlines([row.referral for row in held], "plan_decision", on)
    for row in held:
        case, href = row.referral, reverse("plan", args=[row.pk])
        exempt = "exempt" if row.exempt else ""
        if row.state == "submitted":
            lead = viewer.can(Permission.SIGN_OFF_SUPERVISION)
            mine = case.referrer_id == viewer.person_id or lead
            what = f"Plan to approve or return, case {case.reference}"
            until = to_decide.get(case.pk, Deadline(row.decide_by))
            fact = exempt or _held(until)
            yield Thing(what, href, until.due, row.since, mine, f"{case.referrer.name} or the service lead", fact)
        elif viewer.can(Permission.VIEW_CLINICAL):
            word = "Plan returned, to change" if row.state == "returned" else "Plan to write"
            mine = case.worker_id == viewer.person_id
            until = to_write.get(case.pk, Deadline(row.due_on))
            fact = exempt or _held(until)
            yield Thing(f"{word}, case {case.reference}", href, until.due, row.since, mine, _worker(case), fact)


def _held(until: Deadline) -> str:
    return "on hold: the deadline waits" if until.is_still else ""


def _reports(viewer: Viewer, on: date) -> Iterator[Thing]:
    rows = visible_to(viewer, ClosureReport).filter(state="submitted", referral__state__in=OPEN_STATES)
    held = list(rows.select_related("referral__referrer"))
    to_accept = deadlines([row.referral for row in held], "closure_acceptance", on)
    for row in held:
        case = row.referral
        clock_of = definition(case.service, case.definition).clock("closure_acceptance")
        until = to_accept.get(case.pk, Deadline(due(clock_of, clock.today(row.submitted_at))))
        yield Thing(
            f"Closure report to read and accept, case {case.reference}",
            reverse("closure_report", args=[row.pk]),
            until.due,
            row.submitted_at,
            case.referrer_id == viewer.person_id,
            case.referrer.name,
            _held(until),
        )


def _closures_due(viewer: Viewer, on: date) -> Iterator[Thing]:
    rows = Referral.objects.filter(pk__in=staffed_cases(viewer), state="closure_due").select_related("worker")
    held = list(rows)
    to_write = deadlines(held, "closure_report", on)
    for case in held:
        clock_of = definition(case.service, case.definition).clock("closure_report")
        yield Thing(
            f"Closure report to write, case {case.reference}",
            reverse("casework", args=[case.pk]),
            to_write.get(case.pk, Deadline(due(clock_of, clock.today(case.since)))).due,
            case.since,
            case.worker_id == viewer.person_id,
            _worker(case),
        )


def _onward(viewer: Viewer, on: date) -> Iterator[Thing]:
    rows = visible_to(viewer, OnwardReferral).exclude(state__in=ONWARD_OVER).select_related("referral__worker")
    for row in rows:
        case, href = row.referral, reverse("onward", args=[row.pk])
        mine = case.worker_id == viewer.person_id
        if row.state == Onward.DRAFT:
            what = f"Letter to finish and send, case {case.reference}"
            yield Thing(what, href, clock.today(row.opened_at) + timedelta(days=5), row.since, mine, _worker(case))
        elif row.chase_on is not None and row.chase_on <= on + AHEAD:
            what = f"Ask what became of a referral on, case {case.reference}"
            yield Thing(what, href, row.chase_on, row.since, mine, _worker(case), row.addressee)


def _reviews(viewer: Viewer) -> Iterator[Thing]:
    rows = visible_to(viewer, Supervision).exclude(state="signed_off").select_related("referral", "worker")
    for row in rows:
        href = reverse("supervision_review", args=[row.pk])
        own = row.worker_id == viewer.person_id
        if row.state == "points_raised":
            what = f"Points of supervision to answer, case {row.referral.reference}"
            yield Thing(what, href, row.due_on, row.opened_at, own, row.worker.name)
        else:
            what = f"Case to review and sign off, {row.referral.reference}"
            mine = viewer.can(Permission.SIGN_OFF_SUPERVISION) and not own
            yield Thing(
                what, href, row.due_on, row.opened_at, mine, "another service lead" if own else "", row.worker.name
            )


def _joint(viewer: Viewer) -> Iterator[Thing]:
    for _, row in joint.mine(viewer):
        if row.state == "ended":
            continue
        href = reverse("joint_plan", args=[row.id])
        if row.waits_for_me:
            yield Thing(f"Joint plan with {row.others} to agree", href, None, None, True, "")
        elif row.state == "agreed":
            yield Thing(f"Joint plan with {row.others} to look at again", href, row.review_on, None, True, "")


def owed(viewer: Viewer, at: datetime) -> Iterator[Owed]:
    """For the home page."""
    for one in things(viewer, at):
        yield Owed(
            what=one.what,
            href=one.href,
            fact=one.fact,
            due=one.due,
            since=one.since,
            by_me=one.mine,
            whose=one.whose,
        )


def lines_due(viewer: Viewer, at: datetime) -> Iterator[today.TodayLine]:
    """For Today: what is the viewer's own to do."""
    for one in things(viewer, at):
        if one.mine:
            yield today.TodayLine(section=today.DUE, what=one.what, fact=one.fact, due=one.due, href=one.href)
