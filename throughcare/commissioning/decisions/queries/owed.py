"""What each kind of person owes on decisions, for the home page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse

from throughcare import clock
from throughcare.commissioning.decisions import states
from throughcare.commissioning.decisions.models import AdviceOnPaper, Decision
from throughcare.commissioning.decisions.rules import reading
from throughcare.commissioning.decisions.rules.advising import PERMISSION_OF
from throughcare.commissioning.decisions.rules.delegation import pounds
from throughcare.commissioning.decisions.rules.workflow import ADVICE_KINDS
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.ports.owed import Owed

WORKING_TIME = timedelta(days=10)
STEP_OWED: dict[str, tuple[Permission, str, str]] = {
    states.Effect.BOARD: (Permission.SUPPORT_AT_BOARD, "Consider at the oversight board", "the oversight board"),
    states.Effect.CHIEF_EXECUTIVE: (
        Permission.APPROVE_AS_CHIEF_EXECUTIVE,
        "Approve as Chief Executive",
        "the Chief Executive",
    ),
    states.Effect.DECISION_MAKER: (Permission.SIGN_DECISION, "Sign", "the decision maker"),
    states.Effect.SIGNED: (Permission.DRAFT_DECISION, "Bring into effect", "the commissioner"),
}


def _sum_in(row: Decision) -> str:
    amounts = [one.amount_pence or 0 for one in reading.from_dict(row.content).recommendations]
    return pounds(max(amounts)) if any(amounts) else ""


def owed_on_decisions(viewer: Viewer, at: datetime) -> Iterator[Owed]:
    """Drafts to finish, advice to give, papers to approve, sign, bring into effect and publish."""
    if not viewer.can(Permission.VIEW_DRAFT_DECISIONS):
        return
    working = [*states.OPEN_STATES, states.Effect.SIGNED, states.Effect.IN_EFFECT]
    for row in visible_to(viewer, Decision).filter(effect__in=[str(one) for one in working]).select_related("author"):
        yield from _of_paper(viewer, row, at)


def _name(row: Decision) -> str:
    return f"{row.reference} {row.title}".strip() or "Untitled paper"


def _of_paper(viewer: Viewer, row: Decision, at: datetime) -> Iterator[Owed]:
    href = reverse("paper", args=[row.pk])
    due = (row.since + WORKING_TIME).date()
    if row.effect == states.Effect.DRAFT:
        mine = row.author_id == viewer.person_id
        yield Owed(f"Finish the draft: {_name(row)}", href, _sum_in(row), None, row.since, mine, row.author.name)
    elif row.effect == states.Effect.ADVICE:
        yield from _advice(viewer, row, href)
    elif row.effect in STEP_OWED:
        permission, verb, whose = STEP_OWED[row.effect]
        yield Owed(f"{verb}: {_name(row)}", href, _sum_in(row), due, row.since, viewer.can(permission), whose)
    if row.effect in states.SIGNED_STATES:
        yield from _publication(viewer, row, href, at)


def _advice(viewer: Viewer, row: Decision, href: str) -> Iterator[Owed]:
    due = (row.since + WORKING_TIME).date()
    open_kinds = AdviceOnPaper.objects.filter(decision=row, state=states.Advice.ASKED).values_list("kind", flat=True)
    waiting = 0
    for kind in open_kinds:
        waiting += 1
        label = ADVICE_KINDS[kind]
        mine = viewer.can(PERMISSION_OF[kind])
        yield Owed(
            f"{label}: {_name(row)}", href, _sum_in(row), due, row.since, mine, f"the {kind.replace('_', ' ')} adviser"
        )
    if not waiting:
        mine = viewer.can(Permission.DRAFT_DECISION)
        yield Owed(f"Send to the board: {_name(row)}", href, _sum_in(row), due, row.since, mine, row.author.name)


def _publication(viewer: Viewer, row: Decision, href: str, at: datetime) -> Iterator[Owed]:
    mine = viewer.can(Permission.PUBLISH_DECISION)
    if row.publication == states.Publication.TO_BE_PUBLISHED:
        yield Owed(f"Publish: {_name(row)}", href, "signed", clock.today(at), row.since, mine, "the commissioner")
    elif row.publication == states.Publication.DEFERRED:
        yield Owed(
            f"Publish when its deferral ends: {_name(row)}",
            href,
            "deferred",
            row.deferred_until,
            row.since,
            mine,
            "the commissioner",
        )
