"""Which steps a viewer may take with a person now, and the choices their forms offer."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from throughcare import machines
from throughcare.delivery.people import states
from throughcare.delivery.people.queries.page import PersonPage
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.viewers import Viewer

P = Permission


@dataclass(frozen=True, slots=True)
class StepLink:
    """A step that can be taken now: its words and where."""

    label: str
    href: str


LABELS = {
    "nominated": ("Nominate", P.NOMINATE),
    "renominated": ("Bring back to the panel", P.NOMINATE),
    "adopted": ("Adopt", P.CHAIR_PANEL),
    "not_adopted": ("Do not adopt", P.CHAIR_PANEL),
    "deferred": ("Defer", P.CHAIR_PANEL),
    "transfer_asked": ("Ask another borough to take over", P.RUN_PANEL),
    "deselected": ("Deselect", P.CHAIR_PANEL),
    "readopted": ("Readopt", P.CHAIR_PANEL),
}
OF_PERSON = {"nominated": "nominate", "renominated": "nominate", "transfer_asked": "ask_transfer"}
CODES = {
    "adopted": "adopt",
    "not_adopted": "not-adopt",
    "deferred": "defer",
    "deselected": "deselect",
    "readopted": "readopt",
}


def stay_steps(viewer: Viewer, page: PersonPage, *, alive: bool) -> tuple[StepLink, ...]:
    """The steps of a person's stay that the viewer may take now, the most likely first."""
    if not alive:
        return ()
    person, stay = page.head.id, page.stay
    if stay is None:
        return _without_a_stay(viewer, page)
    found = []
    if stay.in_cohort and (viewer.can(P.CHAIR_PANEL) or viewer.can(P.RUN_PANEL)):
        label = "Review the rating" if stay.rating != "unrated" else "Rate"
        found.append(StepLink(label, reverse("stay_step", args=[stay.id, "rate"])))
    for event in machines.events_from(states.NOMINAL_TRANSITIONS, stay.state):
        label, permission = LABELS.get(event, ("", P.CHAIR_PANEL))
        if not label or not viewer.can(permission):
            continue
        if event in OF_PERSON:
            found.append(StepLink(label, reverse(OF_PERSON[event], args=[person])))
        else:
            found.append(StepLink(label, reverse("stay_step", args=[stay.id, CODES[event]])))
    if stay.in_cohort and (viewer.can(P.CHAIR_PANEL) or viewer.can(P.RUN_PANEL)):
        found.append(StepLink("Change the type of place", reverse("stay_step", args=[stay.id, "kind"])))
    return tuple(found)


def _without_a_stay(viewer: Viewer, page: PersonPage) -> tuple[StepLink, ...]:
    person, found = page.head.id, []
    if viewer.can(P.NOMINATE):
        found += [
            StepLink("Nominate for the cohort", reverse("nominate", args=[person])),
            StepLink("Put on the list to be considered", reverse("identify", args=[person])),
        ]
    last = page.earlier_stays[0] if page.earlier_stays else None
    if last is not None and last.state == states.Nominal.DESELECTED and viewer.can(P.CHAIR_PANEL):
        found.append(StepLink("Readopt", reverse("stay_step", args=[last.id, "readopt"])))
    if viewer.can(P.RUN_PANEL):
        found.append(StepLink("Ask another borough to take over", reverse("ask_transfer", args=[person])))
    return tuple(found)
