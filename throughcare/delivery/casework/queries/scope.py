"""Who may see which part of a case.

Clinical content is for the clinical staff on that case: its worker, whoever covers for them, and the leads of its
provider. The referrer sees what was written for them, a joint plan's party its own part, and everybody else nothing.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Model, Q

from throughcare.delivery.appointments.queries.scope import clinical_cases as compartment
from throughcare.delivery.appointments.queries.scope import staffed_cases as staffed
from throughcare.delivery.casework import models
from throughcare.delivery.people.queries.scope import about_open_to
from throughcare.delivery.referrals.models import Referral
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import NOBODY, Predicate, narrowed, scope, sees, visible_to, whose
from throughcare.foundation.access.viewers import Viewer


def on_the_case(viewer: Viewer) -> Q:
    """Referrals whose clinical side is open to a viewer: one predicate, shared with the notes of sessions."""
    return compartment(viewer) & ~Q(state="draft")


def clinical_cases(viewer: Viewer) -> Any:
    """Numbers of the referrals whose clinical content a viewer may read, as a sub-query."""
    return Referral.objects.filter(on_the_case(viewer) & narrowed(viewer, Referral)).values("pk")


def staffed_cases(viewer: Viewer) -> Any:
    """Numbers of the referrals whose clinical content a viewer may write, as a sub-query: the glass opens no pen."""
    return Referral.objects.filter(staffed(viewer) & ~Q(state="draft")).values("pk")


def of_clinical_cases(viewer: Viewer, path: str) -> Q:
    """What leads at ``path`` to a case whose clinical content a viewer may read."""
    return whose(viewer, Referral, path, kind="on the case", predicate=on_the_case)


def _of_referred_cases(viewer: Viewer, path: str) -> Q:
    """What leads at ``path`` to a case that a viewer sees as a referrer who may decide on plans."""
    if not viewer.can(Permission.APPROVE_PLAN):
        return NOBODY
    return sees(viewer, Referral, path) & ~Q(**{f"{path}__state": "draft"})


def _clinical(path: str) -> Predicate:
    def predicate(viewer: Viewer) -> Q:
        if not viewer.can(Permission.VIEW_CLINICAL):
            return NOBODY
        return of_clinical_cases(viewer, path)

    return predicate


CLINICAL: dict[type[Model], str] = {
    models.AnswerCode: "referral",
    models.Questionnaire: "referral",
    models.Answer: "questionnaire__referral",
    models.RiskPrompt: "referral",
    models.Assessment: "referral",
    models.AssessmentNeed: "assessment__referral",
    models.AssessmentRevision: "assessment__referral",
    models.OnwardReferral: "referral",
    models.OnwardChase: "onward_referral__referral",
    models.CaseForm: "referral",
    models.CaseFormRevision: "case_form__referral",
}
for _model, _path in CLINICAL.items():
    scope(_model)(_clinical(_path))


def _plans(prefix: str) -> Predicate:
    """Clinical staff see every plan; whoever referred and decides on plans sees it from its first submission."""

    def predicate(viewer: Viewer) -> Q:
        if not viewer.is_signed_in:
            return NOBODY
        return of_clinical_cases(viewer, f"{prefix}referral") | _of_referred_cases(viewer, f"{prefix}referral")

    return predicate


@scope(models.Plan)
def who_sees_a_plan(viewer: Viewer) -> Q:
    """Clinical staff of the case, and the referrer once a revision was submitted."""
    return _plans("")(viewer) & _sent(viewer, "")


@scope(models.PlanRevision)
def who_sees_a_revision(viewer: Viewer) -> Q:
    """Clinical staff of the case, and the referrer once it was submitted."""
    return _plans("plan__")(viewer) & (of_clinical_cases(viewer, "plan__referral") | Q(submitted_at__isnull=False))


@scope(models.PlanOutcome)
def who_sees_an_outcome(viewer: Viewer) -> Q:
    """As the revision it belongs to."""
    return Q(revision__in=visible_to(viewer, models.PlanRevision).values("pk"))


def _sent(viewer: Viewer, prefix: str) -> Q:
    return of_clinical_cases(viewer, f"{prefix}referral") | Q(**{f"{prefix}revisions__submitted_at__isnull": False})


@scope(models.ClosureReport)
def who_sees_a_closure_report(viewer: Viewer) -> Q:
    """Clinical staff of the case, and the referrer once it was submitted."""
    if not viewer.is_signed_in:
        return NOBODY
    ours = of_clinical_cases(viewer, "referral")
    if not viewer.can(Permission.REFER):
        return ours
    theirs = sees(viewer, Referral, "referral") & Q(referral__referrer_id=viewer.person_id)
    return ours | (theirs & ~Q(state="draft"))


@scope(models.Supervision)
def who_sees_supervision(viewer: Viewer) -> Q:
    """The worker whose case it is and the leads of the provider: nobody else, whatever else they see of the case."""
    if not viewer.is_signed_in:
        return NOBODY
    mine = Q(worker_id=viewer.person_id)
    if viewer.can(Permission.SIGN_OFF_SUPERVISION):
        mine |= Q(referral__provider__code__in=viewer.organisation_codes)
    return mine & of_clinical_cases(viewer, "referral")


@scope(models.SupervisionNote)
def who_sees_a_supervision_note(viewer: Viewer) -> Q:
    """As the supervision it belongs to."""
    return Q(supervision__in=visible_to(viewer, models.Supervision).values("pk"))


def parties_of(viewer: Viewer) -> Q:
    """Parties to joint plans that a viewer is, or leads the workers of."""
    if not viewer.can(Permission.VIEW_CLINICAL):
        return NOBODY
    found = Q(person_id=viewer.person_id)
    if viewer.can(Permission.SIGN_OFF_SUPERVISION):
        found |= Q(organisation__code__in=viewer.organisation_codes)
    return found


@scope(models.JointPlan)
def who_sees_a_joint_plan(viewer: Viewer) -> Q:
    """Its parties. A restricted person is seen by those who are named for them alone."""
    ours = models.JointParty.objects.filter(parties_of(viewer)).values("joint_plan")
    return Q(pk__in=ours) & about_open_to(viewer, "service_user__")


@scope(models.JointParty)
def who_sees_a_party(viewer: Viewer) -> Q:
    """Everybody who sees the joint plan: parties know who the others are."""
    return Q(joint_plan__in=visible_to(viewer, models.JointPlan).values("pk"))


@scope(models.JointGoal)
def who_sees_a_goal(viewer: Viewer) -> Q:
    """Everybody who sees the joint plan: goals are shared."""
    return Q(joint_plan__in=visible_to(viewer, models.JointPlan).values("pk"))


@scope(models.JointNote)
def who_sees_a_joint_note(viewer: Viewer) -> Q:
    """The party whose note it is, never the others."""
    mine = models.JointParty.objects.filter(parties_of(viewer)).values("pk")
    return Q(party__in=mine) & Q(party__joint_plan__in=visible_to(viewer, models.JointPlan).values("pk"))


@scope(models.InstrumentWording)
def who_sees_words(viewer: Viewer) -> Q:
    """The organisation that holds the licence."""
    if not viewer.can(Permission.VIEW_CLINICAL):
        return NOBODY
    return Q(organisation__code__in=viewer.organisation_codes)
