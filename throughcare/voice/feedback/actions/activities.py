"""Writes about interviews, groups, councils and open events: steps, counts, agenda, votes, and what was said."""

from __future__ import annotations

from datetime import date, datetime

from throughcare import clock, machines
from throughcare.errors import Invalid, WrongState
from throughcare.foundation.access.areas import area_choices
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import check_can_view
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action
from throughcare.voice.feedback import states
from throughcare.voice.feedback.actions.bank import own_organisation
from throughcare.voice.feedback.actions.moving import move
from throughcare.voice.feedback.actions.receipts import once
from throughcare.voice.feedback.models import Activity, AgendaItem, Comment, CouncilProposal, Statement
from throughcare.voice.feedback.queries import local
from throughcare.voice.feedback.rules import activities as rules

SUBJECT = "activity"
MACHINE = states.ACTIVITY_TRANSITIONS


def locked(activity_id: int, by: Viewer, version: int | None = None) -> Activity:
    """An activity of the person's own organisation, locked, for someone who runs engagement."""
    check_can(by, Permission.RUN_ENGAGEMENT)
    row: Activity = Activity.objects.locked(activity_id, version=version)
    check_can_view(by, row)
    return row


@action
def plan_activity(
    *,
    kind: str,
    title: str,
    day: date,
    place: str = "",
    area: str = "",
    service: str = "",
    audience: str = "people",
    guide: str = "",
    consent_version: str = "",
    key: str = "",
    by: Viewer,
    at: datetime,
) -> Activity:
    """Plans an occasion on which people are heard, with what is asked and what those who come agree to. Sent twice with
    one key it is planned once."""
    check_can(by, Permission.RUN_ENGAGEMENT)
    if (before := once.before(key, "plan_activity")) is not None:
        return locked(before, by)
    if area and area not in dict(area_choices()):
        raise Invalid({"area": "Choose an area of the list, or none."})
    row = Activity(
        organisation=own_organisation(by),
        kind=kind,
        audience=audience,
        title=title.strip(),
        service=service,
        area=area,
        place=place.strip(),
        day=day,
        guide=guide.strip(),
        consent_version=consent_version.strip(),
        since=at,
    )
    row.save()
    once.remember(key, "plan_activity", row.pk)
    event("activity.planned", subject=(SUBJECT, row.pk), by=by, at=at, state=states.Activity.PLANNED)
    return row


@action
def send_invitations(*, activity_id: int, version: int, invited: int, by: Viewer, at: datetime) -> Activity:
    """People were invited; how many, never who."""
    row = locked(activity_id, by, version)
    row.invited = invited
    move(row, MACHINE, SUBJECT, "invitations_sent", by=by, at=at)
    return row


@action
def hold(
    *, activity_id: int, version: int, came: int, consented: int, consent_version: str, by: Viewer, at: datetime
) -> Activity:
    """It took place: how many came, and how many agreed to which words that what they say is written down."""
    row = locked(activity_id, by, version)
    rules.check_held(came=came, consented=consented, consent_version=consent_version)
    row.came, row.consented, row.consent_version = came, consented, consent_version.strip()
    move(row, MACHINE, SUBJECT, "held", by=by, at=at)
    return row


@action
def settle_expenses(*, activity_id: int, version: int, by: Viewer, at: datetime) -> Activity:
    """Payments and expenses were made, in their own books: nothing leads from here to who was paid."""
    row = locked(activity_id, by, version)
    move(row, MACHINE, SUBJECT, "payments_made", by=by, at=at)
    return row


@action
def write_up(*, activity_id: int, version: int, by: Viewer, at: datetime) -> Activity:
    """What was said is written down."""
    row = locked(activity_id, by, version)
    if machines.can_move(MACHINE, "insight_written", row.state) and not row.statements.exists():
        raise WrongState("Nothing that was said is written down yet.", remedy="Add what people said first.")
    move(row, MACHINE, SUBJECT, "insight_written", by=by, at=at)
    return row


@action
def tell_back(*, activity_id: int, version: int, by: Viewer, at: datetime) -> Activity:
    """Those who came were told what came of it."""
    row = locked(activity_id, by, version)
    move(row, MACHINE, SUBJECT, "told_back", by=by, at=at)
    return row


@action
def cancel_activity(*, activity_id: int, version: int, reason: str, by: Viewer, at: datetime) -> Activity:
    """It does not take place, and why."""
    row = locked(activity_id, by, version)
    move(row, MACHINE, SUBJECT, "cancelled", by=by, at=at, reason=reason)
    return row


@action
def add_statements(
    *, activity_id: int, words: str, language: str = "en", key: str = "", by: Viewer, at: datetime
) -> list[Statement]:
    """Writes down what was said: a line each, ``2: the wait is too long`` for what the second speaker said.

    Speakers are numbers that hold within the activity alone. The statements go to the coding room like any comment.
    Sent twice with one key they are written down once; the second time none are given.
    """
    row = locked(activity_id, by)
    if once.before(key, "add_statements") is not None:
        return []
    rules.check_can_write_down(row.state, row.consented)
    found = rules.read_statements(
        words, most=row.consented or 0, longest=local.limit("longest_answer", clock.today(at))
    )
    fewest = local.limit("fewest", clock.today(at))
    area, day = rules.told_of(area=row.area, day=row.day, consented=row.consented or 0, fewest=fewest)
    made = []
    for speaker, text in found:
        comment = Comment(
            organisation_id=row.organisation_id,
            source=row.kind,
            audience=row.audience,
            activity=row,
            service=row.service,
            area=area,
            day=day,
            language=language,
            text=text,
        )
        comment.save()
        statement = Statement(activity=row, speaker=speaker, comment=comment)
        statement.save()
        made.append(statement)
    once.remember(key, "add_statements", row.pk)
    event("activity.statements_written", subject=(SUBJECT, row.pk), by=by, at=at, reason_code=str(len(made)))
    return made


@action
def set_agenda(*, activity_id: int, items: str, seen: str | None = None, by: Viewer, at: datetime) -> list[AgendaItem]:
    """Sets what a council talks about, a line each, in place of what stood there.

    ``seen`` is what stood there when somebody began to change it. Raises ``Conflict`` where that is no longer so.
    """
    row = locked(activity_id, by)
    rules.check_is_council(row.kind)
    standing = AgendaItem.objects.filter(activity=row)
    rules.check_unchanged(standing.order_by("position").values_list("words", flat=True), seen=seen)
    told = rules.agenda_of(items)
    standing.delete()
    made = [AgendaItem(activity=row, position=place, words=words) for place, words in enumerate(told, start=1)]
    AgendaItem.objects.bulk_create(made)
    event("activity.agenda_set", subject=(SUBJECT, row.pk), by=by, at=at)
    return made


@action
def put_to_council(*, activity_id: int, words: str, key: str = "", by: Viewer, at: datetime) -> CouncilProposal:
    """Writes down a proposal that a council made; sent twice with one key, once."""
    row = locked(activity_id, by)
    if (before := once.before(key, "put_to_council")) is not None:
        return CouncilProposal.objects.get(pk=before, activity=row)
    rules.check_is_council(row.kind)
    if not words.strip():
        raise Invalid({"words": "Write what the council proposes."})
    proposal = CouncilProposal(activity=row, words=words.strip())
    proposal.save()
    once.remember(key, "put_to_council", proposal.pk)
    event("council_proposal.made", subject=("council_proposal", proposal.pk), by=by, at=at)
    return proposal


@action
def count_votes(
    *, proposal_id: int, version: int, votes_for: int, votes_against: int, abstained: int, by: Viewer, at: datetime
) -> CouncilProposal:
    """Counts the votes on a proposal, once it was held; who voted how is written down by nobody."""
    proposal: CouncilProposal = CouncilProposal.objects.locked(proposal_id, version=version)
    row = locked(proposal.activity_id, by)
    rules.check_votes(votes_for + votes_against + abstained, row.came)
    proposal.votes_for, proposal.votes_against, proposal.abstained = votes_for, votes_against, abstained
    proposal.version += 1
    proposal.save()
    outcome = "carried" if proposal.is_carried else "not_carried"
    event("council_proposal.voted", subject=("council_proposal", proposal.pk), by=by, at=at, reason_code=outcome)
    return proposal
