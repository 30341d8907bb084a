"""Proposals made, backed, sent, withdrawn."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from throughcare import clock
from throughcare.errors import Invalid, WrongState
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.roles import ROLES
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.organisations.models import Membership, Organisation
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action
from throughcare.voice.coding.models import Quote, Theme
from throughcare.voice.feedback.models import Activity
from throughcare.voice.feedback.queries.local import reading_limits
from throughcare.voice.proposals import states
from throughcare.voice.proposals.actions.common import (
    check_own,
    in_force,
    kinds_in,
    locked_proposal,
    move_proposal,
    own_organisation,
)
from throughcare.voice.proposals.models import Addressing, Proposal
from throughcare.voice.proposals.queries.local import limit
from throughcare.voice.proposals.rules import answering as answering_rules
from throughcare.voice.proposals.rules import proposing as rules
from throughcare.voice.proposals.rules.plain import check_plain

BEFORE_SENT = (states.Proposal.RAISED, states.Proposal.SUPPORTED)


@action
def raise_proposal(
    *,
    title: str,
    insight: str,
    asked: str,
    source: str,
    service: str = "",
    activity_id: int | None = None,
    theme_id: int | None = None,
    quote_ids: Collection[int] = (),
    votes_for: int | None = None,
    votes_against: int | None = None,
    votes_neither: int | None = None,
    key: str = "",
    by: Viewer,
    at: datetime,
) -> Proposal:
    """Makes a proposal from what people said. Sent twice with one key it is made once."""
    check_can(by, Permission.MAKE_PROPOSAL)
    if key and (found := Proposal.objects.filter(key=key).first()) is not None:
        return found
    _check_source(source)
    rules.check_words(title, insight, asked)
    votes = rules.votes_from(votes_for, votes_against, votes_neither)
    row = Proposal(
        organisation=own_organisation(by),
        source=source,
        activity=_activity(by, activity_id),
        theme=_theme(by, theme_id),
        title=title.strip(),
        insight=insight.strip(),
        asked=asked.strip(),
        service=service.strip()[:60],
        **{"key": key or None, "since": at, "raised_on": clock.today(at), **_votes(votes)},
    )
    row.save()
    _set_quotes(row, quote_ids, by)
    event("proposal.raised", subject=("proposal", row.pk), by=by, at=at, state=states.Proposal.RAISED)
    return row


def _check_source(source: str) -> None:
    if source not in Proposal.Source.values:
        raise Invalid({"source": "Choose where the proposal comes from."})


def _votes(votes: rules.Votes | None) -> dict[str, int | None]:
    if votes is None:
        return {"votes_for": None, "votes_against": None, "votes_neither": None}
    return {"votes_for": votes.for_it, "votes_against": votes.against, "votes_neither": votes.neither}


def _activity(by: Viewer, activity_id: int | None) -> Activity | None:
    if activity_id is None:
        return None
    found: Activity | None = visible_to(by, Activity).filter(pk=activity_id).first()
    if found is None:
        raise Invalid({"activity": "Choose the council, group or event from the list."})
    return found


def _theme(by: Viewer, theme_id: int | None) -> Theme | None:
    if theme_id is None:
        return None
    found: Theme | None = visible_to(by, Theme).filter(pk=theme_id).first()
    if found is None:
        raise Invalid({"theme": "Choose a theme from the list."})
    return found


def _set_quotes(row: Proposal, quote_ids: Collection[int], by: Viewer) -> None:
    """Only quotes that somebody approved go with a proposal."""
    found = list(visible_to(by, Quote).filter(pk__in=quote_ids, state="approved"))
    if len(found) != len(set(quote_ids)):
        raise Invalid({"quotes": "Choose from the quotes that were approved."})
    row.quotes.set(found)


@action
def change_proposal(
    *,
    proposal_id: int,
    title: str,
    insight: str,
    asked: str,
    service: str = "",
    quote_ids: Collection[int] = (),
    votes_for: int | None = None,
    votes_against: int | None = None,
    votes_neither: int | None = None,
    version: int | None = None,
    by: Viewer,
    at: datetime,
) -> Proposal:
    """Words a proposal better before it is sent."""
    check_can(by, Permission.MAKE_PROPOSAL)
    row = locked_proposal(proposal_id, by=by, version=version)
    check_own(row, by)
    if row.state not in BEFORE_SENT:
        raise WrongState("The proposal was sent, so its words stand.", remedy="Make another if it asks for more.")
    rules.check_words(title, insight, asked)
    votes = _votes(rules.votes_from(votes_for, votes_against, votes_neither))
    row.title, row.insight, row.asked, row.service = title.strip(), insight.strip(), asked.strip(), service.strip()[:60]
    row.votes_for, row.votes_against, row.votes_neither = (votes[name] for name in votes)
    row.version += 1
    row.save()
    _set_quotes(row, quote_ids, by)
    event("proposal.reworded", subject=("proposal", row.pk), by=by, at=at)
    return row


@action
def support_proposal(*, proposal_id: int, reason: str = "", by: Viewer, at: datetime) -> Proposal:
    """Says that a council voted for it, or who backs it without a vote."""
    check_can(by, Permission.MAKE_PROPOSAL)
    row = locked_proposal(proposal_id, by=by)
    check_own(row, by)
    votes = rules.votes_from(row.votes_for, row.votes_against, row.votes_neither)
    rules.check_support(votes, reason)
    row.reason = reason.strip()[:500]
    move_proposal(row, "supported", by=by, at=at)
    return row


def answering_roles() -> dict[str, frozenset[str]]:
    """The roles that answer proposals, with the kinds of organisation in which each is held."""
    return {code: role.kinds for code, role in ROLES.items() if Permission.ANSWER_PROPOSAL in role.permissions}


@action
def send_proposal(
    *,
    proposal_id: int,
    organisation: str,
    role: str,
    due: date | None = None,
    title: str = "",
    said_plainly: str,
    asked_plainly: str,
    by: Viewer,
    at: datetime,
) -> Proposal:
    """Sends a proposal to a named role, to be answered by a day. From now on the public reads its plain words."""
    check_can(by, Permission.MAKE_PROPOSAL)
    row = locked_proposal(proposal_id, by=by)
    check_own(row, by)
    today = clock.today(at)
    where = Organisation.objects.filter(code=organisation).first()
    if where is None:
        raise Invalid({"organisation": "Choose an organisation from the list."})
    held = Membership.objects.on(today).filter(organisation=where, person__is_active=True)
    held_roles = set(held.values_list("role", flat=True))
    rules.check_addressee(role, where.kind, answering=answering_roles(), held=held_roles)
    due = due or rules.answer_due(today, within=limit("answer_within", today))
    rules.check_due(due, sent_on=today, soonest=limit("answer_soonest", today), latest=limit("answer_latest", today))
    title = title.strip() or row.title
    public = {"title": title, "said_plainly": said_plainly, "asked_plainly": asked_plainly}
    check_plain(public, reading_limits(today), kinds_in)
    row.title = title[: rules.LONGEST_TITLE]
    row.said_plainly, row.asked_plainly = said_plainly.strip(), asked_plainly.strip()
    move_proposal(row, "sent", by=by, at=at)
    Addressing(proposal=row, organisation=where, role=role, sent_on=today, due=due, sent_by_id=by.person_id).save()
    return row


@action
def send_back(*, proposal_id: int, reason: str, by: Viewer, at: datetime) -> Proposal:
    """Sends a proposal back because somebody else must answer it."""
    check_can(by, Permission.ANSWER_PROPOSAL)
    row = locked_proposal(proposal_id, by=by)
    to = check_addressed_to(row, by)
    answering_rules.check_reason(reason)
    to.sent_back_on, to.sent_back_because = clock.today(at), reason.strip()[:500]
    to.save()
    move_proposal(row, "sent_back", by=by, at=at)
    return row


def check_addressed_to(row: Proposal, by: Viewer) -> Addressing:
    """The addressing in force, for those who hold the role that it names."""
    to = in_force(row)
    if to is None:
        raise WrongState("The proposal is with nobody to answer.", remedy="Open it again to see whose turn it is.")
    name = ROLES[to.role].name if to.role in ROLES else to.role
    answering_rules.check_answerer(
        by.roles, by.organisation_codes, role=to.role, organisation=to.organisation.code, name=name
    )
    return to


@action
def withdraw_proposal(*, proposal_id: int, reason: str, by: Viewer, at: datetime) -> Proposal:
    """Takes a proposal back before it was ever sent."""
    check_can(by, Permission.MAKE_PROPOSAL)
    row = locked_proposal(proposal_id, by=by)
    check_own(row, by)
    if row.state in BEFORE_SENT:
        answering_rules.check_not_public(row.addressings.exists())
    answering_rules.check_reason(reason)
    row.reason = reason.strip()[:500]
    move_proposal(row, "withdrawn", by=by, at=at)
    return row
