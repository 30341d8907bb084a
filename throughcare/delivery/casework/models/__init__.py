"""Tables of casework."""

from throughcare.delivery.casework.models.assessment import Assessment, AssessmentNeed, AssessmentRevision
from throughcare.delivery.casework.models.closure import ClosureReport, Supervision, SupervisionNote
from throughcare.delivery.casework.models.forms import CaseForm, CaseFormRevision
from throughcare.delivery.casework.models.instruments import Answer, AnswerCode, InstrumentWording, Questionnaire
from throughcare.delivery.casework.models.joint import JointGoal, JointNote, JointParty, JointPlan
from throughcare.delivery.casework.models.onward import OnwardChase, OnwardReferral
from throughcare.delivery.casework.models.plan import Plan, PlanOutcome, PlanRevision
from throughcare.delivery.casework.models.risk import RiskPrompt

__all__ = [
    "Answer",
    "AnswerCode",
    "Assessment",
    "AssessmentNeed",
    "AssessmentRevision",
    "CaseForm",
    "CaseFormRevision",
    "ClosureReport",
    "InstrumentWording",
    "JointGoal",
    "JointNote",
    "JointParty",
    "JointPlan",
    "OnwardChase",
    "OnwardReferral",
    "Plan",
    "PlanOutcome",
    "PlanRevision",
    "Questionnaire",
    "RiskPrompt",
    "Supervision",
    "SupervisionNote",
]
