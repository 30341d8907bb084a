"""Who acts in the tests of concerns: somebody who raises, a provider's handlers, and its safeguarding lead."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.delivery.people.cast import EAST, someone
from tests.support.world import organisation, viewer
from throughcare.delivery.concerns import actions
from throughcare.delivery.concerns.actions.raising import Raised
from throughcare.delivery.concerns.models import Concern
from throughcare.foundation.access.viewers import Viewer

# A Monday in June, mid-morning in London.
AT = datetime(2026, 6, 1, 9, 30, tzinfo=UTC)
PROVIDER = "mental_health_example"
__all__ = ["AT", "PROVIDER", "someone"]


def raiser() -> Viewer:
    """A probation practitioner."""
    return viewer("probation_practitioner", name="raiser", at="london_probation", kind="probation", area=EAST)


def police() -> Viewer:
    """A police officer, who raised nothing and handles nothing."""
    return viewer("police_officer", name="officer", at="mps", kind="police", area=EAST)


def worker() -> Viewer:
    """A practitioner of the provider."""
    return viewer("service_practitioner", name="worker", at=PROVIDER, kind="provider")


def handler() -> Viewer:
    """The provider's service lead, who handles concerns."""
    return viewer("service_lead", name="handler", at=PROVIDER, kind="provider")


def lead() -> Viewer:
    """The provider's safeguarding lead."""
    return viewer("safeguarding_lead", name="safeguarding", at=PROVIDER, kind="provider")


def stranger() -> Viewer:
    """The safeguarding lead of another provider."""
    return viewer("safeguarding_lead", name="stranger", at="elsewhere", kind="provider")


def counter() -> Viewer:
    """A contract manager, who sees counts only."""
    return viewer("contract_manager", name="counts", at="mopac", kind="policing_body")


def team() -> None:
    """The provider's people are there."""
    for who in (handler, lead, worker):
        who()


def raised(kind: str = "complaint", *, by: Viewer | None = None, at: datetime = AT, **more: Any) -> Concern:
    """A concern with the provider."""
    team()
    category = {"complaint": "waiting", "incident": "violence", "safeguarding": "child"}[kind]
    fields = {name: more.pop(name) for name in ("confidential", "done_now", "voice", "happened_on") if name in more}
    what = Raised(
        kind=kind,
        category=more.pop("category", category),
        seriousness=more.pop("seriousness", "medium"),
        words=more.pop("words", "Nobody rang back."),
        **fields,
    )
    number = organisation(PROVIDER).pk
    return actions.raise_concern(raised=what, organisation_id=number, by=by or raiser(), at=at, **more)
