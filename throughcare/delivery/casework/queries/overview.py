"""The page of casework of a case: everything clinical at a glance; and its parts on the pages of other apps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from throughcare import clock
from throughcare.delivery.casework.models import Assessment, ClosureReport, OnwardReferral, Plan
from throughcare.delivery.casework.queries import assessments, case_forms, closing, joint, measures, onward, plans, risk
from throughcare.delivery.casework.queries.contacts import contacts_held
from throughcare.delivery.casework.queries.scope import clinical_cases
from throughcare.delivery.casework.rules.closing import finishing_event
from throughcare.delivery.people.queries.scope import about_any_of
from throughcare.delivery.referrals.models import Referral
from throughcare.delivery.services.queries import definition
from throughcare.delivery.services.rules.definition import ServiceDefinition
from throughcare.delivery.services.rules.sheets import Sheet
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.ports.parts import Line, Part
from throughcare.foundation.ports.timeline import Happened
from throughcare.foundation.ui.words import day


@dataclass(frozen=True, slots=True)
class PlanRow:
    """The plan of a case in one line."""

    id: int
    state: str


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything of casework about one case. What can be begun now is named by what the service allows."""

    prompts: tuple[risk.PromptRow, ...]
    courses: tuple[measures.Course, ...]
    unfinished: int
    assessments: tuple[assessments.AssessmentRow, ...]
    plan: PlanRow | None
    forms: tuple[case_forms.FormRow, ...]
    to_fill: tuple[Sheet, ...]
    onward: tuple[onward.OnwardRow, ...]
    joint: tuple[joint.JointRow, ...]
    report: tuple[int, str] | None
    reviews: tuple[closing.ReviewRow, ...]
    held: int
    can_assess: bool
    can_plan: bool
    can_finish: bool
    can_report: bool
    is_open: bool


def overview(viewer: Viewer, referral_id: int, *, takes_work: bool) -> Overview:
    """The overview for whoever may read the case, which the caller has checked. Nothing begins unless it takes work."""
    row: Referral = Referral.objects.select_related("service_user__merged_into").get(pk=referral_id)
    service = definition(row.service, row.definition)
    found = measures.measures(viewer, referral_id)
    plan = visible_to(viewer, Plan).filter(referral=row).order_by("-opened_at", "-id").first()
    open_now = takes_work
    assessed = assessments.assessments_of(viewer, referral_id)
    return Overview(
        prompts=tuple(risk.open_prompts(viewer, referral_id)),
        courses=found.courses,
        unfinished=len(found.unfinished),
        assessments=assessed,
        plan=PlanRow(plan.pk, plan.state) if plan else None,
        forms=case_forms.forms_of(viewer, referral_id),
        to_fill=case_forms.to_fill(viewer, row) if open_now else (),
        onward=onward.onward_of(viewer, referral_id),
        joint=joint.joint_of_person(viewer, row.about.pk if row.about else None),
        report=closing.report_of_case(viewer, referral_id),
        reviews=tuple(closing.reviews(viewer, referral_id)),
        held=contacts_held(referral_id),
        can_assess=open_now and not any(one.state == "draft" for one in assessed) and _assesses(service),
        can_plan=takes_work and service.allows("plan_submitted", row.state),
        can_finish=takes_work and bool(finishing_event(service, row.state)),
        can_report=takes_work and service.allows("closure_report_submitted", row.state),
        is_open=open_now,
    )


def _assesses(service: ServiceDefinition) -> bool:
    return any(one.event == "assessment_completed" for one in service.transitions)


def part_of_referral(viewer: Viewer, referral_id: int, at: datetime) -> Part | None:
    """Casework on the page of a referral: for clinical staff all of it, for the referrer what was written for them."""
    if Referral.objects.filter(pk=referral_id, pk__in=clinical_cases(viewer)).exists():
        return Part("Casework", 30, tuple(_clinical_lines(viewer, referral_id)), "Nothing yet.", _to(referral_id))
    lines = tuple(_shared_lines(viewer, referral_id))
    return Part("What the service tells you", 30, lines) if lines else None


def _to(referral_id: int) -> tuple[str, str]:
    return ("Open casework", reverse("casework", args=[referral_id]))


def _clinical_lines(viewer: Viewer, referral_id: int) -> Iterator[Line]:
    found = overview(viewer, referral_id, takes_work=False)
    for one in found.prompts:
        what = f"Risk answer on {one.instrument}"
        yield Line(what, on=one.due_on, href=reverse("risk_prompt", args=[one.id]), tag=("risk_prompt", one.state))
    for course in found.courses:
        last = course.measures[-1]
        fact = f"{last.score.shown} {last.score.band}".strip() if last.score.total is not None else "no total"
        yield Line(course.definition.name, fact, last.asked_on, reverse("measures", args=[referral_id]))
    for row in found.assessments[:1]:
        href = reverse("assessment", args=[row.id])
        yield Line("Assessment", f"by {row.author}", clock.today(row.at), href, ("assessment", row.state))
    if found.plan:
        href = reverse("plan", args=[found.plan.id])
        yield Line("Plan", f"{found.held} contacts held", None, href, ("plan", found.plan.state))
    for form in found.forms:
        href = reverse("case_form", args=[form.id])
        yield Line(form.name, on=clock.today(form.at), href=href, tag=("case_form", form.state))
    for on in found.onward:
        href = reverse("onward", args=[on.id])
        yield Line(on.route, on.addressee, on.sent_on, href, ("onward_referral", on.state))
    for plan in found.joint:
        href = reverse("joint_plan", args=[plan.id])
        yield Line("Joint plan", f"with {plan.others}", plan.review_on, href, ("joint_plan", plan.state))
    if found.report:
        href = reverse("closure_report", args=[found.report[0]])
        yield Line("Closure report", href=href, tag=("closure_report", found.report[1]))


def _shared_lines(viewer: Viewer, referral_id: int) -> Iterator[Line]:
    told = assessments.told_to_referrer(viewer, referral_id)
    shared = case_forms.shared_with_referrer(viewer, referral_id)
    href = reverse("casework_shared", args=[referral_id])
    if told:
        fact = "the person did not want a summary shared" if told.refused else "read the summary"
        yield Line("Assessed", fact, clock.today(told.at), href)
    for form in shared:
        yield Line(form.name, "shared with you", clock.today(form.at), href)
    plan = plans.plan_of_case(viewer, referral_id)
    if plan:
        state = Plan.objects.values_list("state", flat=True).get(pk=plan)
        yield Line("Plan", "", None, reverse("plan", args=[plan]), ("plan", state))
    report = closing.report_of_case(viewer, referral_id)
    if report:
        yield Line(
            "Closure report", href=reverse("closure_report", args=[report[0]]), tag=("closure_report", report[1])
        )


def happened(viewer: Viewer, service_user_id: int) -> Iterator[Happened]:
    """What casework did with a person, as far as the viewer may know."""
    whose = about_any_of([service_user_id], "referral__service_user")
    rows = visible_to(viewer, Assessment).filter(whose, state="completed")
    for row in rows.select_related("referral__provider"):
        href = reverse("assessment", args=[row.pk])
        yield Happened(row.completed_at, "Assessed", row.referral.provider.name, href)
    plans_ = visible_to(viewer, Plan).filter(whose, approved__isnull=False)
    for plan in plans_.select_related("referral__provider"):
        decided = plan.revisions.filter(number=plan.approved).values_list("decided_at", flat=True).first()
        if decided:
            href = reverse("plan", args=[plan.pk])
            yield Happened(decided, f"Plan approved, revision {plan.approved}", plan.referral.provider.name, href)
    sent = visible_to(viewer, OnwardReferral).filter(whose, sent_on__isnull=False)
    for one in sent.select_related("referral__provider"):
        said = f"Referred on to {one.addressee}, {one.state.replace('_', ' ')} (sent {day(one.sent_on)})"
        yield Happened(one.since, said, one.referral.provider.name, reverse("onward", args=[one.pk]))
    ended = visible_to(viewer, ClosureReport).filter(whose, state="accepted")
    for report in ended.select_related("referral__provider"):
        href = reverse("closure_report", args=[report.pk])
        yield Happened(report.accepted_at, "Closure report accepted", report.referral.provider.name, href)
