"""Example of voices: comments of groups and a council, a codebook, codes, figures, quotes, proposals at every step."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta

from throughcare import clock
from throughcare.foundation.access.viewers import Viewer
from throughcare.foundation.organisations.models import Organisation
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action
from throughcare.foundation.reference.quarters import last_quarters
from throughcare.foundation.reference.working_days import add_working_days
from throughcare.voice.coding import actions as coding
from throughcare.voice.coding.models import Codebook, Reading
from throughcare.voice.feedback.models import Activity, Comment
from throughcare.voice.proposals import actions as proposals
from throughcare.voice.proposals.models import Proposal

THEMES = {
    "Waiting": ("How long people wait to be seen or for an answer.", "weeks, waiting list, late", ""),
    "How workers treat people": ("Respect, listening, rudeness, keeping promises.", "listens, rude, kind", ""),
    "Somewhere to live": ("Hostels, councils, evictions, being moved.", "hostel, flat, council", ""),
    "Getting there": ("Travel, its cost, and where and when appointments are held.", "bus, far, evening", ""),
    "Changing workers": ("A new worker again, and telling it all once more.", "new worker, start again", ""),
    "What helps": ("What people say made a difference for the better.", "calm, job, first time", ""),
}
SAID: dict[str, tuple[tuple[str, ...], ...]] = {
    "mental-health": (
        ("I waited seven weeks to be seen and nobody rang me", "waiting"),
        ("Long wait but she really listens when you get in", "waiting", "how-workers-treat-people"),
        ("You wait and wait and then the letter comes late", "waiting"),
        ("He treats me like a person and keeps his word", "how-workers-treat-people", "what-helps"),
        ("Third new worker this year, I had to tell it all again", "changing-workers"),
        ("I feel calm for the first time since I came out", "what-helps"),
    ),
    "mentoring": (
        ("Two buses each way and no money for the fare", "getting-there"),
        ("My mentor met me near home in the evening, that helps", "getting-there", "what-helps"),
        ("They said a flat was coming, I am still in the hostel", "somewhere-to-live"),
        ("My mentor got me to the job on time all week", "what-helps"),
        ("It is too far to go when you have kids at home", "getting-there"),
        ("Nobody rang back about the hostel place", "somewhere-to-live", "waiting"),
    ),
}
SPOKEN = (
    "and I said so before",
    "that is how it is",
    "ask anyone here",
    "it was the same last time",
    "so there you go",
)
SAID_PLAINLY = {
    "Tell us how long we wait": "You wait a long time to be seen. No one tells you how long.",
    "Pay for the bus": "It is two buses each way. You have no money for the fare.",
    "Stay open late": "You work or have kids at home. You can not come in the day.",
    "Keep the same worker": "You get a new worker again and again. You tell it all each time.",
}


@action
def write_notes(
    *, organisation_id: int, service: str, title: str, texts: list[str], day: date, by: Viewer, at: datetime
) -> None:
    """What was said at a discussion group, as comments with random keys."""
    counts = {"invited": 24, "came": 18, "consented": 18}
    facts = {"kind": "group", "title": title, "service": service, "day": day, "state": "written_up", "since": at}
    activity = Activity(organisation_id=organisation_id, **facts, **counts)
    activity.save()
    for number, text in enumerate(texts):
        Comment(
            id=uuid.uuid5(uuid.NAMESPACE_URL, f"https://example.test/{service}/{number}"),
            organisation_id=organisation_id,
            activity=activity,
            source="group",
            audience="people",
            service=service,
            day=day,
            text=text,
        ).save()
    event("comments.written", subject=("activity", activity.pk), by=by, at=at, state=activity.state)


def load_proposals(viewers: dict[str, Viewer], *, now: datetime) -> None:
    """Everything of voices that the demo shows."""
    lead, worker = viewers["engagement.lead"], viewers["engagement.worker"]
    quarter = last_quarters(clock.today(now), 1)[0]
    at = now - timedelta(days=4)
    book = _codebook(lead, at)
    organisation = Organisation.objects.get(code="engagement_example")
    for service, found in SAID.items():
        texts = [f"{one[0]}, {SPOKEN[number % 5]}." for number in range(30) for one in (found[number % len(found)],)]
        title = f"Group about {service.replace('-', ' ')}"
        day = quarter.from_day + timedelta(days=30)
        write_notes(organisation_id=organisation.pk, service=service, title=title, texts=texts, day=day, by=lead, at=at)
    coding.take_in(by=lead, at=at)
    _code(book, viewers, at)
    _quotes(viewers, at)
    coding.release_figures(codebook_id=book.pk, from_day=quarter.from_day, until=quarter.until, by=lead, at=now)
    _proposals(viewers, now)
    proposals.take_seat(
        kind="specification",
        title="Mental-health service, opening hours",
        on=clock.today(now) - timedelta(days=40),
        words="Eight people read the draft and asked for evening hours; the draft now has two evenings.",
        people=8,
        service="mental_health",
        decision_reference="PCD 1291",
        proposal_ids=list(Proposal.objects.order_by("pk").values_list("pk", flat=True)[:1]),
        by=worker,
        at=now,
    )
    row = proposals.make_report(quarter=quarter.code, by=lead, at=now)
    proposals.issue_report(report_id=row.pk, by=lead, at=now)


def _codebook(lead: Viewer, at: datetime) -> Codebook:
    book = coding.open_codebook(name="People on IOM", audience="people", by=lead, at=at)
    coding.set_second_every(codebook_id=book.pk, every=3, by=lead, at=at)
    for name, (definition, includes, excludes) in THEMES.items():
        coding.add_theme(
            codebook_id=book.pk, name=name, definition=definition, includes=includes, excludes=excludes, by=lead, at=at
        )
    return book


def _code(book: Codebook, viewers: dict[str, Viewer], at: datetime) -> None:
    """Most comments coded, some by two who mostly agree; the last few wait."""
    chosen = {one[0]: one[1:] for found in SAID.values() for one in found}
    rows = list(Reading.objects.filter(codebook=book).order_by("pk"))
    for place, row in enumerate(rows[:-4]):
        themes = next((codes for words, codes in chosen.items() if row.masked.startswith(words[:24])), None)
        if themes is None:
            continue
        coding.code_comment(reading_id=row.pk, themes=themes, by=viewers["engagement.worker"], at=at)
        if row.wants == 2:
            seen = themes if place % 5 else ("what-helps",)
            coding.code_comment(reading_id=row.pk, themes=seen, by=viewers["peer.researcher"], at=at)


def _quotes(viewers: dict[str, Viewer], at: datetime) -> None:
    words = "Long wait but she really listens when you get in"
    row = Reading.objects.filter(masked__startswith=words, state="settled").order_by("pk").first()
    if row is not None:
        given = {"reading_id": row.pk, "theme": "waiting", "words": words, "rare_words_seen": True}
        quote = coding.propose_quote(**given, by=viewers["engagement.worker"], at=at)
        coding.approve_quote(quote_id=quote.pk, by=viewers["engagement.lead"], at=at)


def _sent(viewers: dict[str, Viewer], title: str, asked: str, at: datetime, due: date | None = None) -> Proposal:
    worker = viewers["engagement.worker"]
    row = proposals.raise_proposal(
        title=title,
        insight="Heard in two groups of people on IOM; see the figures of the quarter for how many.",
        asked=asked,
        source="group",
        by=worker,
        at=at,
    )
    proposals.support_proposal(proposal_id=row.pk, reason="Both groups and the facilitators back it.", by=worker, at=at)
    return proposals.send_proposal(
        proposal_id=row.pk,
        organisation="mopac",
        role="commissioner",
        due=due,
        said_plainly=SAID_PLAINLY[title],
        asked_plainly=asked,
        by=worker,
        at=at,
    )


def _proposals(viewers: dict[str, Viewer], now: datetime) -> None:
    lead, commissioner = viewers["engagement.lead"], viewers["commissioner"]
    early = now - timedelta(days=70)
    told = _sent(viewers, "Tell us how long we wait", "Tell us on the day how long we have to wait.", early)
    answer = {
        "words": "We will state the wait on the day of referral.",
        "by": commissioner,
        "at": early + timedelta(days=12),
    }
    proposals.answer_proposal(proposal_id=told.pk, answer="adopted", change_due=clock.today(now), **answer)
    proposals.publish_answer(proposal_id=told.pk, answer_plainly="Yes. We will tell you on the day.", by=lead, at=now)
    proposals.record_change(
        proposal_id=told.pk,
        what="The first letter states the wait in weeks.",
        made_on=clock.today(now) - timedelta(days=9),
        evidence_kind="document",
        evidence="The new letter, seen by the engagement lead.",
        by=commissioner,
        at=now,
    )
    changed = "The first letter now says how many weeks you will wait."
    proposals.tell_back(proposal_id=told.pk, change_plainly=changed, by=lead, at=now)
    declined = _sent(viewers, "Pay for the bus", "Pay our bus fare to each visit.", early)
    proposals.answer_proposal(
        proposal_id=declined.pk, answer="declined", reasons="The fund for fares is spent until April.", **answer
    )
    no = "They said no for now. There is no money left for fares this year."
    proposals.publish_answer(proposal_id=declined.pk, answer_plainly=no, by=lead, at=now)
    _sent(viewers, "Stay open late", "Stay open late one day a week.", now - timedelta(days=3))
    _sent(
        viewers, "Keep the same worker", "Let us keep the same worker.", early, add_working_days(clock.today(early), 20)
    )
    proposals.raise_proposal(
        title="A room with a door that shuts",
        insight="Said by some in one group; more to be heard.",
        asked="Meet us in a room with a door that shuts.",
        source="group",
        by=viewers["engagement.worker"],
        at=now,
    )
