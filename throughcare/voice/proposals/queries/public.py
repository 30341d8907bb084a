"""What anyone may read: what people said, what was asked of whom, what was answered and what changed. And how fast."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from throughcare import clock
from throughcare.errors import NotFound
from throughcare.foundation.ui.words import count
from throughcare.voice.proposals.models import Addressing, Change, Proposal
from throughcare.voice.proposals.queries.listing import latest, role_name
from throughcare.voice.proposals.rules.answering import Measured, Sent, days_late, measure

SENT = ("sent", "adopted", "adapted", "declined", "changed", "told_back")


@dataclass(frozen=True, slots=True)
class PublicProposal:
    """A proposal as the public sees it. ``late`` is how many days the answer is overdue; ``answer`` is the bare word,
    there as soon as it is given, ``answer_plainly`` its words once they are published. ``is_sent_back`` where ``who``
    said that it is not theirs to answer, and nobody else was asked yet."""

    id: int
    title: str
    said: str
    asked: str
    quotes: tuple[tuple[str, str], ...]
    who: str
    sent_on: date
    due: date | None
    late: int
    state: str
    answer: str
    answered_on: date | None
    days: int | None
    answer_plainly: str
    change_due: date | None
    change_late: int
    change_plainly: str
    known_by: tuple[str, ...]
    changed_on: date | None
    votes: str
    is_sent_back: bool


KNOWN_BY = {
    Change.Evidence.DOCUMENT: "We have seen the new form or rule.",
    Change.Evidence.MEASURE: "We looked at numbers from then and now.",
    Change.Evidence.SEEN: "Someone went and looked.",
    Change.Evidence.HEARD: "People tell us so.",
}
GROUPS = (
    ("changed", "What changed", "Nothing has changed yet. When it does, you can read it here."),
    ("coming", "What will change", "Nothing is on its way right now."),
    ("asked", "What we asked for", "No one has been asked for a new answer right now."),
    ("declined", "What will not change", "So far, no one has said no."),
)


def _public(row: Proposal, today: date) -> PublicProposal | None:
    to = latest(row)
    if to is None:
        return None
    sent = min(one.sent_on for one in row.addressings.all())
    changes = list(row.changes.all())
    waits = row.state in ("adopted", "adapted")
    told = bool(row.change_plainly)
    return PublicProposal(
        id=row.pk,
        title=row.title,
        said=row.said_plainly,
        asked=row.asked_plainly,
        quotes=tuple((one.words, one.said_of) for one in row.quotes.all() if one.state == "approved"),
        who=f"{role_name(to.role)}, {to.organisation.name}",
        sent_on=sent,
        due=to.due,
        late=days_late(to.due, today) if row.state == "sent" else 0,
        state=row.state,
        answer=row.answer,
        answered_on=row.answered_on,
        days=(row.answered_on - sent).days if row.answered_on else None,
        answer_plainly=row.answer_plainly if row.answer_published_on else "",
        change_due=row.change_due if waits else None,
        change_late=days_late(row.change_due, today) if waits and row.change_due else 0,
        change_plainly=row.change_plainly,
        known_by=tuple(dict.fromkeys(KNOWN_BY[one.evidence_kind] for one in changes)) if told else (),
        changed_on=changes[0].made_on if changes else None,
        votes=f"{count(row.votes_for, 'vote')} for, {row.votes_against} against" if row.votes_for is not None else "",
        is_sent_back=to.sent_back_on is not None,
    )


def group_of(one: PublicProposal) -> str:
    """Under which heading of the page a proposal stands."""
    if one.answer == "declined":
        return "declined"
    if one.change_plainly:
        return "changed"
    return "coming" if one.answer else "asked"


def _rows(**where: object) -> list[Proposal]:
    """Proposals that were sent: one that was sent back stays, so that none is gone as if nobody had asked."""
    sent_back = Q(state="supported", pk__in=Addressing.objects.values("proposal"))
    rows = Proposal.objects.filter(Q(state__in=SENT) | sent_back, **where)
    return list(rows.prefetch_related("addressings__organisation", "changes", "quotes").order_by("-pk"))


def public_changes(at: datetime) -> dict[str, list[PublicProposal]]:
    """Everything that was sent, by heading, the latest first and what is late before it."""
    found: dict[str, list[PublicProposal]] = {code: [] for code, _, _ in GROUPS}
    for row in _rows():
        one = _public(row, clock.today(at))
        if one is not None:
            found[group_of(one)].append(one)
    found["asked"].sort(key=lambda one: -one.late)
    found["coming"].sort(key=lambda one: -one.change_late)
    return found


def public_change(proposal_id: int, at: datetime) -> PublicProposal:
    """One of them, for its poster."""
    for row in _rows(pk=proposal_id):
        one = _public(row, clock.today(at))
        if one is not None:
            return one
    raise NotFound("There is nothing at this address.", remedy="Go back to what changed.")


def sent_proposals() -> list[Sent]:
    """Every proposal that was sent, for measuring."""
    return [one for row in _rows() if (one := as_sent(row)) is not None]


def as_sent(row: Proposal) -> Sent | None:
    """A proposal for measuring; null where it was never sent."""
    to = latest(row)
    if to is None:
        return None
    first = min(one.sent_on for one in row.addressings.all())
    name = to.organisation.name if to.sent_back_on is None else ""
    return Sent(name, first, to.sent_on, to.due, row.answered_on, row.answer)


@dataclass(frozen=True, slots=True)
class AnsweringFigures:
    """How proposals were answered, by all and by each organisation, by name."""

    on: date
    overall: Measured
    by_organisation: tuple[tuple[str, Measured], ...]


def answering_figures(at: datetime) -> AnsweringFigures:
    """Days to answer and shares adopted, as of now. Counted from what happened, never typed in."""
    today = clock.today(at)
    sent = sent_proposals()
    each: dict[str, list[Sent]] = defaultdict(list)
    for one in sent:
        if one.organisation:
            each[one.organisation].append(one.of_its_organisation())
    by_organisation = tuple((name, measure(each[name], today=today)) for name in sorted(each))
    return AnsweringFigures(today, measure(sent, today=today), by_organisation)
