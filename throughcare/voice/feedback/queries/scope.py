"""Who sees which feedback: those who run or code it, for their own organisation.

Raw words are seen by those who code alone, and named answers by trained people who answer calls for help and by those
who keep in touch. Codes, drafts and what waits under seal are seen by nobody: they have no predicate.
"""

from __future__ import annotations

from django.db.models import Model, Q

from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import NOBODY, Predicate, scope
from throughcare.foundation.access.viewers import Viewer
from throughcare.voice.feedback import models

P = Permission
RUNS = (
    P.BUILD_SURVEY,
    P.APPROVE_SURVEY,
    P.HAND_OUT_CODES,
    P.ENTER_PAPER_FORM,
    P.RUN_ENGAGEMENT,
    P.CODE_FEEDBACK,
)
CODES = (P.CODE_FEEDBACK,)
ANSWERS_CALLS = (P.ANSWER_DISCLOSURE,)
IN_TOUCH = (P.ANSWER_DISCLOSURE, P.RUN_ENGAGEMENT)


def _own(path: str, permissions: tuple[Permission, ...]) -> Predicate:
    """Rows of the viewer's own organisations, for holders of one of the permissions."""

    def predicate(viewer: Viewer) -> Q:
        if not any(viewer.can(one) for one in permissions):
            return NOBODY
        return Q(**{f"{path}__code__in": viewer.organisation_codes})

    return predicate


PATHS: dict[type[Model], tuple[str, tuple[Permission, ...]]] = {
    models.Question: ("organisation", RUNS),
    models.Wording: ("question__organisation", RUNS),
    models.Survey: ("organisation", RUNS),
    models.CodeBatch: ("survey_version__survey__organisation", RUNS),
    models.Activity: ("organisation", RUNS),
    models.AgendaItem: ("activity__organisation", RUNS),
    models.CouncilProposal: ("activity__organisation", RUNS),
    models.Statement: ("activity__organisation", CODES),
    models.Comment: ("organisation", CODES),
    models.NamedAnswer: ("survey_version__survey__organisation", IN_TOUCH),
    models.NamedComment: ("answer__survey_version__survey__organisation", IN_TOUCH),
}
for _model, (_path, _permissions) in PATHS.items():
    scope(_model)(_own(_path, _permissions))


@scope(models.Disclosure)
def _disclosures(viewer: Viewer) -> Q:
    """Calls for help of the viewer's own organisation, from a named answer or from a comment passed on."""
    named = _own("answer__survey_version__survey__organisation", ANSWERS_CALLS)(viewer)
    return named | _own("comment__organisation", ANSWERS_CALLS)(viewer)


def _commissions(viewer: Viewer) -> bool:
    """Whether somebody sees insight of every provider, because they answer for what is commissioned."""
    return viewer.can(P.VIEW_INSIGHT) and viewer.can(P.ANSWER_PROPOSAL)


@scope(models.SurveyVersion)
def _versions(viewer: Viewer) -> Q:
    """Those who run it; those who commission, once it was open; practitioners, while theirs is open."""
    found = _own("survey__organisation", RUNS)(viewer)
    if _commissions(viewer):
        found |= Q(state__in=["open", "closed"])
    if viewer.can(P.TAKE_PRACTITIONER_SURVEY):
        found |= Q(state="open", survey__audience="practitioners")
    return found


def _counts(viewer: Viewer) -> Q:
    found = _own("survey_version__survey__organisation", RUNS)(viewer)
    return found | Q(survey_version__state__in=["open", "closed"]) if _commissions(viewer) else found


scope(models.Tally)(_counts)
scope(models.Participation)(_counts)
