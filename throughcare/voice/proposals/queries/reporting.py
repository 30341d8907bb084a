"""What goes into a quarterly insight report: reach, methods, findings, limits, answers. Only what may be seen."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Sum

from throughcare import clock
from throughcare.foundation.organisations.models import Organisation
from throughcare.foundation.reference.quarters import Quarter
from throughcare.foundation.ui.words import count, day
from throughcare.voice.coding.models import Figures, Quote, Reading
from throughcare.voice.coding.queries.figures import page_of
from throughcare.voice.coding.rules.counting import THRESHOLD
from throughcare.voice.feedback.models import Activity, NamedAnswer, Participation, SurveyVersion
from throughcare.voice.feedback.models.surveys import Audience
from throughcare.voice.feedback.queries.local import limit as feedback_limit
from throughcare.voice.feedback.queries.results import SaidOfThemselves, said_of_themselves
from throughcare.voice.feedback.rules.answers import RATHER_NOT, SKIPPED
from throughcare.voice.proposals.models import Proposal, Seat
from throughcare.voice.proposals.queries.listing import latest, role_name
from throughcare.voice.proposals.queries.local import limit
from throughcare.voice.proposals.queries.public import as_sent
from throughcare.voice.proposals.rules.answering import measure
from throughcare.voice.proposals.rules.reach import BESIDE, GROUPS, NOT_TOLD, Said, reached, shown_or_none
from throughcare.voice.proposals.rules.seats import people_shown

NOT_HELD = ("planned", "inviting", "cancelled")
LIMITS = (
    "Those who spoke chose to speak. They do not stand for everyone on IOM, and intervals do not mend that.",
    "An anonymous person can have given several comments; shares are of comments, not of people.",
    "Who people are is known only where they were asked and told, in broad answers. Small groups are not asked.",
    "Numbers too small to hide in are withheld, and others with them where they would give one away.",
    "A difference between groups is told only where chance is unlikely to have made it, given how many were looked at.",
)


def content_of(organisation: Organisation, quarter: Quarter, at: datetime) -> dict[str, Any]:
    """Everything in the report, as plain values."""
    today = clock.today(at)
    return {
        "organisation": organisation.name,
        "quarter": quarter.name,
        "written_on": today.isoformat(),
        "threshold": THRESHOLD,
        "reach": _reach(organisation, quarter, today),
        "methods": _methods(organisation, quarter),
        "findings": _findings(organisation, quarter),
        "quotes": _quotes(organisation, quarter),
        "limits": [*LIMITS, *_own_limits(organisation, quarter)],
        "answered": _answered(organisation, quarter),
        "seats": _seats(organisation, quarter, limit("fewest_people", today)),
    }


def _versions(organisation: Organisation, quarter: Quarter) -> Any:
    """Versions of surveys of people on IOM that closed in the quarter: only then are their groups known."""
    return SurveyVersion.objects.filter(
        survey__organisation=organisation,
        survey__audience=Audience.PEOPLE,
        closed_on__gte=quarter.from_day,
        closed_on__lt=quarter.until,
    )


def _reach(organisation: Organisation, quarter: Quarter, today: date) -> list[dict[str, Any]]:
    groups = (*GROUPS, *BESIDE)
    said = {group.characteristic: Said() for group in groups}
    for version in _versions(organisation, quarter).select_related("survey"):
        for one in said_of_themselves(version, on=today):
            if one.characteristic in said:
                _add(said[one.characteristic], one)
    fewest = feedback_limit("fewest", today)
    rows = [asdict(reached(group, said[group.characteristic], threshold=THRESHOLD, fewest=fewest)) for group in groups]
    about_it = {
        "survey_version__survey__organisation": organisation,
        "survey_version__survey__service__icontains": "mental",
        "day__gte": quarter.from_day,
        "day__lt": quarter.until,
    }
    heard = Participation.objects.filter(**about_it).aggregate(n=Sum("number"))["n"] or 0
    heard += NamedAnswer.objects.filter(withdrawn_on__isnull=True, **about_it).count()
    note = "answers to surveys of that service, whoever gave them; not a share of people"
    about = {"name": "Answers about the mental health service", "note": note, "of": None, "share": None}
    return [*rows, {**about, "low": None, "high": None, "n": shown_or_none(heard, threshold=THRESHOLD)}]


def _add(said: Said, one: SaidOfThemselves) -> None:
    """Adds what people of one survey said of themselves."""
    for option, number in one.counts.items():
        said.counts[_told(option)] += number
        if option in one.withheld:
            said.withheld.append((_told(option), number))


def _told(option: str) -> str:
    return NOT_TOLD if option in (SKIPPED, RATHER_NOT) else option


def _methods(organisation: Organisation, quarter: Quarter) -> list[dict[str, str]]:
    days = {"day__gte": quarter.from_day, "day__lt": quarter.until}
    written = Participation.objects.filter(survey_version__survey__organisation=organisation, **days)
    answers = written.aggregate(n=Sum("number"))["n"] or 0
    with_name = NamedAnswer.objects.filter(survey_version__survey__organisation=organisation, **days)
    named = with_name.filter(withdrawn_on__isnull=True).count()
    surveys = written.values("survey_version").distinct().count()
    rows = [
        ("Anonymous surveys", f"{count(surveys, 'survey')}, {_people(answers, 'answer')}"),
        ("Surveys by people who chose to be contacted", _people(named, "answer")),
    ]
    held = Activity.objects.filter(organisation=organisation, **days).exclude(state__in=NOT_HELD)
    for kind, n, came in held.values_list("kind").annotate(n=Count("pk"), came=Sum("came")).order_by("kind"):
        label = str(dict(Activity.Kind.choices)[kind])
        rows.append((label, f"{n} held, {_people(came or 0, 'person', 'people')} came"))
    read = Reading.objects.filter(
        codebook__organisation=organisation, comment__day__gte=quarter.from_day, comment__day__lt=quarter.until
    ).exclude(state="withdrawn")
    states = Counter(read.values_list("state", flat=True))
    every, settled = _people(sum(states.values()), "comment"), _people(states["settled"], "comment")
    how = f"{every}, scrubbed before anyone read them; {settled} settled by people with a codebook"
    rows.append(("Comments in people's own words", how))
    return [{"what": what, "how": how} for what, how in rows]


def _people(n: int, one: str, many: str = "") -> str:
    """A count in words, small ones only as such."""
    if n == 0:
        return f"no {many or one + 's'}"
    return count(n, one, many) if n >= THRESHOLD else f"fewer than {THRESHOLD} {many or one + 's'}"


def _released(organisation: Organisation, quarter: Quarter) -> list[Figures]:
    rows = Figures.objects.filter(
        codebook__organisation=organisation, from_day__gte=quarter.from_day, until__lte=quarter.until
    )
    return list(rows.select_related("codebook").order_by("codebook__name", "from_day", "id"))


def _findings(organisation: Organisation, quarter: Quarter) -> list[dict[str, Any]]:
    found = []
    for row in _released(organisation, quarter):
        page = page_of(row)
        found.append(
            {
                "codebook": page.codebook,
                "from_day": page.from_day.isoformat(),
                "until": page.until.isoformat(),
                "n": page.n,
                "withheld": page.withheld,
                "agreement": page.agreement,
                "themes": [asdict(one) for one in page.themes],
                "differences": [one for table in page.dimensions for one in table.sentences],
                "looked_at": sum(table.compared for table in page.dimensions),
            }
        )
    return found


def _quotes(organisation: Organisation, quarter: Quarter) -> list[int]:
    """The numbers of quotes that go with the report. Their words are not frozen: one that is taken back is gone."""
    rows = Quote.objects.filter(
        state="approved",
        reading__codebook__organisation=organisation,
        reading__comment__day__gte=quarter.from_day,
        reading__comment__day__lt=quarter.until,
        reading__comment__withdrawn_on__isnull=True,
    )
    return list(rows.order_by("theme__name", "pk").values_list("pk", flat=True)[:12])


def _own_limits(organisation: Organisation, quarter: Quarter) -> list[str]:
    """Limits of this quarter in particular."""
    found = []
    waiting = Reading.objects.filter(
        codebook__organisation=organisation,
        comment__day__gte=quarter.from_day,
        comment__day__lt=quarter.until,
        state__in=["waiting", "second", "disputed"],
    ).count()
    if waiting:
        found.append("Some comments of the quarter were not coded when this was written, and count in no figure.")
    if not _released(organisation, quarter):
        found.append("Too few comments of the quarter are settled for any figure of themes to be shown.")
    return found


def _answered(organisation: Organisation, quarter: Quarter) -> dict[str, Any]:
    rows = Proposal.objects.filter(organisation=organisation, addressings__isnull=False).distinct()
    sent, lines = [], []
    last = quarter.until
    for row in rows.prefetch_related("addressings__organisation").order_by("pk"):
        to, one = latest(row), as_sent(row)
        answered_then = row.answered_on is not None and row.answered_on < last
        if to is None or one is None or one.sent_on >= last or row.answered_on and row.answered_on < quarter.from_day:
            continue
        answer = row.answer if answered_then else ""
        sent.append(replace(one, answered_on=row.answered_on if answered_then else None, answer=answer))
        lines.append(
            {
                "title": row.title,
                "to": f"{role_name(to.role)}, {to.organisation.name}",
                "sent_on": day(one.sent_on),
                "answer": answer or "waiting",
                "answered_on": day(row.answered_on) if answered_then else "",
                "plainly": row.answer_plainly if answered_then and row.answer_published_on else "",
                "change": row.change_plainly if row.told_on and row.told_on < last else "",
            }
        )
    found = measure(sent, today=last)
    share = found.adopted_share
    return {
        "sent": found.sent,
        "answered": found.answered,
        "adopted": found.adopted,
        "adapted": found.adapted,
        "declined": found.declined,
        "overdue": found.overdue,
        "median_days": found.median_days,
        "adopted_share": asdict(share) if share else None,
        "lines": lines,
    }


def _seats(organisation: Organisation, quarter: Quarter, fewest: int) -> list[dict[str, str]]:
    rows = Seat.objects.filter(organisation=organisation, on__gte=quarter.from_day, on__lt=quarter.until)
    return [
        {
            "what": f"{one.get_kind_display()}: {one.title}",
            "on": day(one.on),
            "people": people_shown(one.people, fewest=fewest),
            "decision": one.decision_reference,
        }
        for one in rows.order_by("on", "pk")
    ]
