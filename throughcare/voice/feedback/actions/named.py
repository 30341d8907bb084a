"""Answers of people who chose to be contacted: kept with their consent, taken back when they ask, answered when they
call for help. Nothing here touches an anonymous answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import QuerySet

from throughcare import clock
from throughcare.errors import Invalid, NotFound, WrongState
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import check_can_view
from throughcare.foundation.access.viewers import PUBLIC, Viewer, check_can
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action
from throughcare.foundation.reference.working_days import add_working_days
from throughcare.voice.feedback import states
from throughcare.voice.feedback.actions import keys
from throughcare.voice.feedback.actions.moving import move
from throughcare.voice.feedback.actions.receipts import once
from throughcare.voice.feedback.actions.surveys import locked
from throughcare.voice.feedback.models import (
    Comment,
    Disclosure,
    Mode,
    NamedAnswer,
    NamedComment,
    SurveyVersion,
)
from throughcare.voice.feedback.queries import local
from throughcare.voice.feedback.rules.answers import MESSAGE, Answers, words_of
from throughcare.voice.feedback.rules.codes import WrongCode, read_code
from throughcare.voice.feedback.rules.disclosure import kinds_of_harm
from throughcare.voice.feedback.rules.texting import asks_to_stop, read_number, ways_in

if TYPE_CHECKING:
    from throughcare.voice.feedback.actions.answering import Sitting

CONSENT = "named-2026-01"
TEXT_CONSENT = "text-2026-01"
LONGEST_NAME = 120
Told = Callable[[Sequence[UUID], datetime], None]
_told: list[Told] = []


def on_taken_back(told: Told) -> None:
    """Registers who must know that comments were taken back: given their keys, inside the same transaction."""
    if told not in _told:
        _told.append(told)


@dataclass(frozen=True, slots=True)
class Contact:
    """How somebody wants to be reached, and that they agreed to the words of the consent."""

    name: str
    reach: str
    agreed: bool


def check_contact(contact: Contact) -> None:
    """Raises ``Invalid`` with the id of the sentence to show, unless there is a way to reach somebody who agreed."""
    if not contact.name.strip() or not contact.reach.strip():
        raise Invalid({"reach": "named.must_give"})
    if not contact.agreed:
        raise Invalid({"agreed": "named.must_agree"})


@dataclass(frozen=True, slots=True)
class Given:
    """A named answer on its way in."""

    version: SurveyVersion
    came_by: str
    contact: Contact
    consent: str
    area: str
    language: str
    answers: Answers
    taken_back_by: str


def give_named(sitting: Sitting, *, contact: Contact, at: datetime) -> NamedAnswer:
    """Keeps a named answer that was given with a code, inside the transaction that uses the code up."""
    check_contact(contact)
    way = NamedAnswer.Way.PAPER if sitting.ticket.way == "paper" else NamedAnswer.Way.WEB
    codes = {one.code for one in sitting.asked}
    given = Given(
        version=sitting.version,
        came_by=way,
        contact=contact,
        consent=CONSENT,
        area=sitting.batch.area if sitting.batch.keeps_area else "",
        language=sitting.ticket.language,
        answers={code: answer for code, answer in sitting.answers.items() if code in codes},
        taken_back_by=keys.keyed_hash("named", sitting.ticket.code),
    )
    return keep_named(given=given, by=PUBLIC, at=at)


@action
def keep_named(*, given: Given, by: Viewer, at: datetime) -> NamedAnswer:
    """Writes a named answer, its comments, and a call for help where its words hold one."""
    day = clock.today(at)
    row = NamedAnswer(
        survey_version=given.version,
        came_by=given.came_by,
        name=given.contact.name.strip()[:LONGEST_NAME],
        reach=given.contact.reach.strip()[:LONGEST_NAME],
        consent_version=given.consent,
        day=day,
        area=given.area,
        language=given.language,
        answers=given.answers,
        taken_back_by=given.taken_back_by,
    )
    row.save()
    event("named_answer.given", subject=("named_answer", row.pk), by=by, at=at, reason_code=given.consent)
    texts = words_of(given.version.content, given.answers)
    _comments(row, texts, day)
    _raise_help(row, texts.values(), by=by, at=at)
    return row


def _comments(row: NamedAnswer, texts: dict[str, str], day: date) -> None:
    survey = row.survey_version.survey
    by_text = row.came_by == NamedAnswer.Way.TEXT_MESSAGE
    for question, text in texts.items():
        comment = Comment(
            organisation_id=survey.organisation_id,
            source=Comment.Source.TEXT_MESSAGE if by_text else Comment.Source.NAMED_SURVEY,
            audience=survey.audience,
            survey_version=row.survey_version,
            question="" if by_text else question,
            service=survey.service,
            area=row.area,
            day=day,
            language=row.language,
            text=text,
        )
        comment.save()
        NamedComment(answer=row, comment=comment).save()


def _raise_help(row: NamedAnswer, texts: Iterable[str], *, by: Viewer, at: datetime) -> None:
    day = clock.today(at)
    found = kinds_of_harm("\n".join(texts), local.harm_words(day))
    due = add_working_days(day, local.limit("disclosure_days", day))
    for kind in found:
        disclosure = Disclosure(answer=row, kind=kind, since=at, due=due)
        disclosure.save()
        event(
            "disclosure.raised",
            subject=("disclosure", disclosure.pk),
            by=by,
            at=at,
            reason_code=kind,
            state=states.Disclosure.WAITING,
        )


@action
def enter_text_message(
    *, version_id: int, number: str, words: str, language: str = "en", by: Viewer, at: datetime
) -> NamedAnswer:
    """Enters a text message that came in. A number is a name, so it is always a named answer, and STOP takes it back.

    Its giver agreed by texting to the number on the poster, which says so (``TEXT_CONSENT``).
    """
    version = locked(version_id, Permission.RUN_ENGAGEMENT, by)
    if version.state != states.Survey.OPEN or version.survey.mode != Mode.NAMED:
        raise WrongState("Text messages go to a named survey that is open.", remedy="Choose one, or open it first.")
    plain = read_number(number)
    if not words.strip():
        raise Invalid({"words": "Write what the message said."})
    given = Given(
        version=version,
        came_by=NamedAnswer.Way.TEXT_MESSAGE,
        contact=Contact("", plain, agreed=True),
        consent=TEXT_CONSENT,
        area="",
        language=language,
        answers={MESSAGE: words.strip()},
        taken_back_by="",
    )
    return keep_named(given=given, by=by, at=at)


@action
def receive_text(
    *,
    version_id: int | None,
    number: str,
    words: str,
    language: str = "en",
    key: str = "",
    by: Viewer,
    at: datetime,
) -> None:
    """Takes in a text message: STOP takes back all that its number gave, whether or not a survey is open; anything else
    is an answer to a survey. Sent twice with one key it is taken in once."""
    check_can(by, Permission.RUN_ENGAGEMENT)
    if once.before(key, "receive_text") is not None:
        return
    if asks_to_stop(words):
        take_back(typed=number, by=by, at=at)
    elif version_id is None:
        raise Invalid({"survey": "Choose the survey that the message answers. Only STOP needs none."})
    else:
        enter_text_message(version_id=version_id, number=number, words=words, language=language, by=by, at=at)
    once.remember(key, "receive_text", version_id or 0)


@action
def take_back(*, typed: str, by: Viewer, at: datetime) -> int:
    """Takes back every named answer given with a code, or by whoever is reached by a phone number or an e-mail address.
    Gives how many there were.

    Name, way, answers and comments are emptied; those who made something of them are told. Anybody who has the code
    may, since the code is all that proves it was theirs; by number or address those who run engagement may, for what
    was given to their own organisation.
    """
    if by.is_signed_in:
        check_can(by, Permission.RUN_ENGAGEMENT)
    rows = list(_given_by(typed, by).select_for_update())
    if not rows:
        raise NotFound(
            "No answer with a name was found for that.",
            remedy="Answers without a name can not be found, and an answer is taken back once.",
        )
    for row in rows:
        _empty(row, by=by, at=at)
    return len(rows)


def _given_by(typed: str, by: Viewer) -> QuerySet[NamedAnswer]:
    """Answers that were not taken back yet: of a code, or of whoever is reached as was typed."""
    rows = NamedAnswer.objects.filter(withdrawn_on__isnull=True)
    if by.is_signed_in:
        rows = rows.filter(survey_version__survey__organisation__code__in=by.organisation_codes)
    try:
        return rows.filter(taken_back_by=keys.keyed_hash("named", read_code(typed)))
    except WrongCode:
        wanted = ways_in(typed)
    if not wanted or not by.is_signed_in:
        raise Invalid({"number": "Give the code on the card, or a phone number or e-mail address."})
    reached = rows.exclude(reach="").values_list("pk", "reach")
    return rows.filter(pk__in=[pk for pk, reach in reached if ways_in(reach) == wanted])


def _empty(row: NamedAnswer, *, by: Viewer, at: datetime) -> None:
    day = clock.today(at)
    comments = [link.comment for link in row.links.select_related("comment")]
    for told in _told:
        told([comment.pk for comment in comments], at)
    for comment in comments:
        comment.text, comment.withdrawn_on = "", day
        comment.save()
    row.links.all().delete()
    row.name = row.reach = row.taken_back_by = ""
    row.answers, row.withdrawn_on = {}, day
    row.save()
    event("named_answer.taken_back", subject=("named_answer", row.pk), by=by, at=at)


@action
def answer_disclosure(*, disclosure_id: int, version: int, words: str, by: Viewer, at: datetime) -> Disclosure:
    """A trained person writes what they did about a call for help."""
    check_can(by, Permission.ANSWER_DISCLOSURE)
    row: Disclosure = Disclosure.objects.locked(disclosure_id, version=version)
    check_can_view(by, row)
    row.answered_by_id, row.words = by.person_id, words.strip()
    move(row, states.DISCLOSURE_TRANSITIONS, "disclosure", "answered", by=by, at=at, reason=words)
    return row
