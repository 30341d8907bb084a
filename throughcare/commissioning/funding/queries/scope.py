"""Who sees which money: holders of the permission, for programmes that their organisation leads or funds."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, Model, OuterRef, Q

from throughcare.commissioning.funding import models
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import NOBODY, Predicate, scope
from throughcare.foundation.access.viewers import Viewer


def programmes_of(viewer: Viewer) -> Any:
    """The numbers of the programmes that a viewer may see, as a sub-query."""
    led = Q(lead__code__in=viewer.organisation_codes)
    funded = Exists(
        models.ProgrammeFunder.objects.filter(
            programme=OuterRef("pk"), organisation__code__in=viewer.organisation_codes
        )
    )
    return models.Programme.objects.filter(led | funded).values("pk")


def _through(path: str) -> Predicate:
    def predicate(viewer: Viewer) -> Q:
        if not viewer.can(Permission.VIEW_MONEY):
            return NOBODY
        return Q(**{f"{path}__in": programmes_of(viewer)})

    return predicate


PATHS: dict[type[Model], str] = {
    models.Programme: "pk",
    models.ProgrammeFunder: "programme",
    models.Service: "programme",
    models.SplitRule: "programme",
    models.EnvelopeChange: "programme",
    models.ProgrammeDecision: "programme",
    models.Authority: "decision__programme",
    models.Account: "programme",
    models.Transaction: "programme",
    models.Leg: "transaction__programme",
    models.Balance: "account__programme",
    models.Contribution: "programme",
    models.CarryForward: "programme",
    models.CarryForwardDraw: "carry_forward__programme",
    models.Commitment: "programme",
    models.Virement: "programme",
    models.Forecast: "programme",
}
for _model, _path in PATHS.items():
    scope(_model)(_through(_path))


@scope(models.PeriodLock)
def _locks(viewer: Viewer) -> Q:
    return Q(organisation__code__in=viewer.organisation_codes) if viewer.can(Permission.VIEW_MONEY) else NOBODY


@scope(models.FunderName)
def _names(viewer: Viewer) -> Q:
    if not viewer.can(Permission.VIEW_MONEY):
        return NOBODY
    return Q(programme__isnull=True) | Q(programme__in=programmes_of(viewer))
