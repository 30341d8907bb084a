"""Proposals as lists and pages, with what can be done with each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from throughcare import clock
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.roles import ROLES
from throughcare.foundation.access.scope import get_visible, visible_to
from throughcare.foundation.access.viewers import Viewer
from throughcare.voice.proposals import states
from throughcare.voice.proposals.models import Addressing, Change, Proposal
from throughcare.voice.proposals.rules.answering import days_late


@dataclass(frozen=True, slots=True)
class Step:
    """Something that can be done with a proposal: its code, its words, and whether this viewer may do it."""

    code: str
    label: str
    mine: bool


@dataclass(frozen=True, slots=True)
class AddressedTo:
    """To whom a proposal was sent, in words, when, by when an answer is due, and if it came back."""

    role: str
    organisation: str
    sent_on: date
    due: date
    sent_back_on: date | None
    sent_back_because: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A change with its evidence."""

    what: str
    made_on: date
    evidence_kind: str
    evidence: str
    recorded_on: date


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A proposal in a list. ``late`` is how many days its answer is overdue."""

    id: int
    title: str
    state: str
    turn: str
    since: datetime
    to: str
    due: date | None
    late: int
    answer: str
    service: str


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """A proposal with everything about it."""

    row: ProposalRow
    organisation: str
    source: str
    activity: str
    theme: str
    insight: str
    asked: str
    votes: str
    reason: str
    quotes: tuple[tuple[str, str], ...]
    said_plainly: str
    asked_plainly: str
    answer_words: str
    answer_reasons: str
    answered_on: date | None
    change_due: date | None
    answer_plainly: str
    answer_published_on: date | None
    change_plainly: str
    told_on: date | None
    addressed: tuple[AddressedTo, ...]
    changes: tuple[ChangeRow, ...]
    told: tuple[tuple[str, int, date], ...]
    seats: tuple[tuple[int, str, date], ...]
    version: int
    steps: tuple[Step, ...]


def role_name(code: str) -> str:
    """A role in words."""
    return ROLES[code].name if code in ROLES else code


def current(row: Proposal) -> Addressing | None:
    """The addressing in force, from rows that were fetched with the proposal."""
    return next((one for one in row.addressings.all() if one.sent_back_on is None), None)


def latest(row: Proposal) -> Addressing | None:
    """The addressing in force, else the one that was sent back last; null where the proposal was never sent."""
    return current(row) or next(iter(row.addressings.all()), None)


def _turn(row: Proposal, to: Addressing | None) -> str:
    if row.state in (states.Proposal.SENT, states.Proposal.ADOPTED, states.Proposal.ADAPTED) and to is not None:
        doing = "to answer" if row.state == states.Proposal.SENT else "to make the change"
        return f"{role_name(to.role).lower()} of {to.organisation.name}, {doing}"
    return states.PROPOSAL_OWNER[row.state]


def as_row(row: Proposal, on: date) -> ProposalRow:
    """A proposal as lists show it."""
    to = current(row)
    waits = row.state == states.Proposal.SENT
    due = to.due if to and waits else row.change_due if row.state in ("adopted", "adapted") else None
    return ProposalRow(
        row.pk,
        row.title,
        row.state,
        _turn(row, to),
        row.since,
        f"{role_name(to.role)}, {to.organisation.name}" if to else "",
        due,
        days_late(due, on) if due else 0,
        row.answer,
        row.service,
    )


def _rows(viewer: Viewer) -> Any:
    return visible_to(viewer, Proposal).prefetch_related("addressings__organisation")


def proposals(viewer: Viewer, *, state: str = "", at: datetime) -> list[ProposalRow]:
    """The proposals that a viewer may see, those that are late first, then the latest."""
    rows = _rows(viewer)
    if state in set(states.Proposal):
        rows = rows.filter(state=state)
    found = [as_row(row, clock.today(at)) for row in rows]
    return sorted(found, key=lambda one: (-one.late, -one.id))


def _is_own(viewer: Viewer, row: Proposal) -> bool:
    return row.organisation.code in viewer.organisation_codes


def is_addressee(viewer: Viewer, to: Addressing | None) -> bool:
    """Whether a viewer holds the role that a proposal is addressed to."""
    return to is not None and to.role in viewer.roles and to.organisation.code in viewer.organisation_codes


def steps_of(viewer: Viewer, row: Proposal) -> tuple[Step, ...]:
    """What can be done with a proposal now, in the order in which it is done."""
    makes = viewer.can(Permission.MAKE_PROPOSAL) and _is_own(viewer, row)
    publishes = viewer.can(Permission.PUBLISH_ANSWER) and _is_own(viewer, row)
    answers = viewer.can(Permission.ANSWER_PROPOSAL) and is_addressee(viewer, current(row))
    published = row.answer_published_on is not None
    by_state: dict[str, list[Step]] = {
        "raised": [Step("support", "Say who backs it", makes), Step("change", "Word it better", makes)],
        "supported": [Step("send", "Send it to whoever decides", makes), Step("change", "Word it better", makes)],
        "sent": [Step("answer", "Answer it", answers), Step("send-back", "Send it back: not ours to answer", answers)],
        "adopted": [Step("record-change", "Record the change", answers)],
        "adapted": [Step("record-change", "Record the change", answers)],
        "declined": [Step("tell-back", "Close it: people were told", publishes and published)],
        "changed": [
            Step("tell-back", "Tell people what changed", publishes and published),
            Step("record-change", "Add more about the change", answers),
        ],
    }
    found = by_state.get(row.state, [])
    if row.state in ("raised", "supported") and latest(row) is None:
        found = [*found, Step("withdraw", "Withdraw it", makes)]
    if row.answer and row.state != "told_back" and not published:
        found = [Step("publish", "Put the answer in plain words on the public page", publishes), *found]
    return tuple(found)


def _votes(row: Proposal) -> str:
    if row.votes_for is None:
        return ""
    return f"{row.votes_for} for, {row.votes_against} against, {row.votes_neither or 0} neither"


def _addressed(row: Proposal) -> tuple[AddressedTo, ...]:
    return tuple(
        AddressedTo(
            role_name(one.role), one.organisation.name, one.sent_on, one.due, one.sent_back_on, one.sent_back_because
        )
        for one in row.addressings.select_related("organisation")
    )


def _changes(row: Proposal) -> tuple[ChangeRow, ...]:
    labels = dict(Change.Evidence.choices)
    return tuple(
        ChangeRow(one.what, one.made_on, str(labels[one.evidence_kind]), one.evidence, one.recorded_on)
        for one in row.changes.all()
    )


def proposal(viewer: Viewer, proposal_id: int, *, at: datetime) -> ProposalPage:
    """One proposal; ``NotFound`` where there is none that the viewer may see."""
    row: Proposal = get_visible(viewer, Proposal, pk=proposal_id)
    return ProposalPage(
        row=as_row(row, clock.today(at)),
        organisation=row.organisation.name,
        source=row.get_source_display(),
        activity=row.activity.title if row.activity else "",
        theme=row.theme.name if row.theme else "",
        insight=row.insight,
        asked=row.asked,
        votes=_votes(row),
        reason=row.reason,
        quotes=tuple((one.words, one.said_of) for one in row.quotes.filter(state="approved")),
        said_plainly=row.said_plainly,
        asked_plainly=row.asked_plainly,
        answer_words=row.answer_words,
        answer_reasons=row.answer_reasons,
        answered_on=row.answered_on,
        change_due=row.change_due,
        answer_plainly=row.answer_plainly,
        answer_published_on=row.answer_published_on,
        change_plainly=row.change_plainly,
        told_on=row.told_on,
        addressed=_addressed(row),
        changes=_changes(row),
        told=tuple((one.get_of_what_display(), one.people, one.on) for one in row.tellings.all()),
        seats=tuple((one.pk, f"{one.get_kind_display()}: {one.title}", one.on) for one in row.seats.all()),
        version=row.version,
        steps=steps_of(viewer, row),
    )


def words_of(viewer: Viewer, proposal_id: int) -> dict[str, object]:
    """What a proposal says now, as its form shows it."""
    row: Proposal = get_visible(viewer, Proposal, pk=proposal_id)
    names = ("title", "insight", "asked", "service", "votes_for", "votes_against", "votes_neither")
    words: dict[str, object] = {name: getattr(row, name) for name in names}
    return words | {"quotes": [str(pk) for pk in row.quotes.values_list("pk", flat=True)]}
