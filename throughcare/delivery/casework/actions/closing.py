"""Ending a case: the work said to be done, the report, its acceptance, and the lead's review."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from throughcare import clock
from throughcare.delivery.casework.actions.common import lock_case, lock_part, move, opened, service_of, written_on
from throughcare.delivery.casework.actions.plans import end_plan
from throughcare.delivery.casework.actions.supervision import open_review
from throughcare.delivery.casework.models import ClosureReport, PlanOutcome, Supervision
from throughcare.delivery.casework.queries import settings
from throughcare.delivery.casework.queries.contacts import contacts_held
from throughcare.delivery.casework.queries.plans import plan_in_force
from throughcare.delivery.casework.queries.scope import staffed_cases
from throughcare.delivery.casework.rules import closing as rules
from throughcare.delivery.casework.states import ClosureReport as State
from throughcare.delivery.referrals.actions import advance
from throughcare.delivery.referrals.models import Referral
from throughcare.delivery.services.states import END_STATES, is_over
from throughcare.errors import Invalid, NotAllowed, WrongState
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.record.guard import action

SUBMITS = "closure_report_submitted"
ACCEPTS = "closure_accepted"
WRITTEN = ("work", "work_words", "progress", "further_work", "their_words", "clinical_note")


def work_of(case: Referral, said: str, words: str) -> rules.Work:
    """What was planned and held, beside what is said of it."""
    revision = plan_in_force(case)
    return rules.Work(said, words, contacts_held(case.pk), revision.contacts if revision else None)


def _report(case: Referral, *, by: Viewer, at: datetime) -> ClosureReport:
    found = ClosureReport.objects.select_for_update().filter(referral=case).exclude(state=State.ACCEPTED).first()
    if found is None:
        found = ClosureReport(referral=case, author_id=by.person_id, started_at=at)
        opened(found, "closure_report", by=by, at=at)
    return found  # type: ignore[no-any-return]


@action
def finish_work(
    *, referral_id: int, work: str, work_words: str = "", reason: str = "", by: Viewer, at: datetime
) -> Referral:
    """Says that the work is done. Only where it was, or where both agreed that it is enough."""
    case = lock_case(referral_id, by=by, takes="closing")
    event = rules.finishing_event(service_of(case), case.state)
    rules.check_finishes(event)
    rules.check_completed(work_of(case, work, work_words))
    report = _report(case, by=by, at=at)
    report.work, report.work_words = work, work_words.strip()
    written_on(report, "closure_report", by=by, at=at)
    return advance(referral_id=case.pk, event=event, by=by, at=at, reason=reason)


@action
def start_report(*, referral_id: int, by: Viewer, at: datetime) -> ClosureReport:
    """Begins the closure report of a case whose work is over, or gives the one that is being written."""
    case = lock_case(referral_id, by=by)
    service = service_of(case)
    if not service.allows(SUBMITS, case.state):
        raise WrongState(
            f"No closure report is due while the case is {service.state_name(case.state).lower()}.",
            remedy="Say first that the work is done, or end the case early.",
        )
    return _report(case, by=by, at=at)


def _write(row: ClosureReport, given: Mapping[str, Any]) -> None:
    for name in WRITTEN:
        if name in given:
            setattr(row, name, given[name] or "")


def _write_results(case: Referral, given: Mapping[str, Any]) -> dict[int, str]:
    """Keeps how far each outcome of the plan was reached; gives the results by the outcome's number."""
    revision = plan_in_force(case)
    found = {}
    for one in PlanOutcome.objects.select_for_update().filter(revision=revision) if revision else ():
        result = given.get(f"result_{one.pk}")
        if result is not None:
            if result not in ("", *PlanOutcome.Result.values):
                raise Invalid({f"result_{one.pk}": "Choose how far it was reached."})
            one.result = result
            one.result_words = given.get(f"result_words_{one.pk}") or ""
            one.save()
        found[one.pk] = one.result
    return found


@action
def save_report(
    *, report_id: int, given: Mapping[str, Any], version: int | None = None, by: Viewer, at: datetime
) -> ClosureReport:
    """Keeps a report as it is written."""
    case = lock_case(_case_of(report_id), by=by)
    row: ClosureReport = lock_part(ClosureReport, report_id, by=by, version=version)
    _check_draft(row)
    _write(row, given)
    _write_results(case, given)
    written_on(row, "closure_report", by=by, at=at)
    return row


def _check_draft(row: ClosureReport) -> None:
    if row.state != State.DRAFT:
        raise WrongState("This report was sent, so its text stays as it is.")


def _case_of(report_id: int) -> int:
    return ClosureReport.objects.filter(pk=report_id).values_list("referral_id", flat=True).first() or 0


@action
def submit_report(
    *, report_id: int, given: Mapping[str, Any] | None = None, version: int | None = None, by: Viewer, at: datetime
) -> ClosureReport:
    """Sends the report to the referrer; in a service where nobody accepts it, the case closes with it."""
    case = lock_case(_case_of(report_id), by=by)
    row: ClosureReport = lock_part(ClosureReport, report_id, by=by, version=version)
    _check_draft(row)
    _write(row, given or {})
    results = _write_results(case, given or {})
    rules.check_report(
        outcome=case.outcome,
        work=work_of(case, row.work, row.work_words),
        progress=row.progress,
        results=results,
        further_work=row.further_work,
    )
    row.author_id, row.submitted_at = by.person_id, at
    move(row, "closure_report", "submitted", by=by, at=at)
    moved = advance(referral_id=case.pk, event=SUBMITS, by=by, at=at)
    if is_over(moved.state):
        _accepted(moved, row, by=by, at=at)
    return row


def _accepted(case: Referral, row: ClosureReport, *, by: Viewer, at: datetime) -> None:
    row.accepted_by_id, row.accepted_at = by.person_id, at  # nobody where the system took it as read
    move(row, "closure_report", "accepted", by=by, at=at)
    end_plan(case, by=by, at=at)
    today = clock.today(at)
    if case.worker_id and rules.is_sampled(case.reference, settings.limit("supervision_sample_percent", today)):
        open_review(case, Supervision.Why.SAMPLE, by=by, at=at)


@action
def accept_report(*, report_id: int, by: Viewer, at: datetime) -> ClosureReport:
    """Accepts the report, which closes the case with its outcome. For the referrer, or a lead in their place."""
    if not by.can(Permission.REFER):
        check_can(by, Permission.SIGN_OFF_SUPERVISION)
    seen: ClosureReport = get_visible(by, ClosureReport, pk=report_id)
    case: Referral = Referral.objects.locked(seen.referral_id)
    row: ClosureReport = ClosureReport.objects.locked(report_id)
    is_lead = (
        by.can(Permission.SIGN_OFF_SUPERVISION)
        and Referral.objects.filter(pk=case.pk, pk__in=staffed_cases(by)).exists()
    )
    if case.referrer_id != by.person_id and not is_lead:
        raise NotAllowed("Only the referrer or the service lead accepts a closure report.")
    if row.state != State.SUBMITTED:
        raise WrongState(f"This report is {row.state}, so there is nothing to accept.")
    moved = case if is_over(case.state) else advance(referral_id=case.pk, event=ACCEPTS, by=by, at=at)
    _accepted(moved, row, by=by, at=at)
    return row


@action
def settle_reports(*, by: Viewer, at: datetime) -> int:
    """Reports of cases that ended without their being accepted here: taken as accepted. How many there were."""
    waiting = ClosureReport.objects.select_related("referral").filter(
        state=State.SUBMITTED, referral__state__in=END_STATES
    )
    numbers = list(waiting.order_by("id").values_list("pk", "referral_id"))
    for pk, referral_id in numbers:
        case: Referral = Referral.objects.locked(referral_id)
        row: ClosureReport = ClosureReport.objects.locked(pk)
        if row.state == State.SUBMITTED:
            _accepted(case, row, by=by, at=at)
    return len(numbers)
