"""Answering with a code: from the first page to sending. Nothing here says who, when or from where.

These writes are not actions with events: the record would then hold, for each answer, the moment it was given. They
touch only tables that hold keyed hashes and sealed boxes. What becomes of the boxes is in ``writing``.
"""

from __future__ import annotations

import hmac
import json
import secrets
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import OperationalError, transaction

from throughcare import clock
from throughcare.voice.feedback import states
from throughcare.voice.feedback.actions import keys
from throughcare.voice.feedback.actions.batches import code_hash
from throughcare.voice.feedback.actions.named import Contact, give_named
from throughcare.voice.feedback.actions.packing import packed, unpacked
from throughcare.voice.feedback.actions.writing import write_if_due
from throughcare.voice.feedback.models import Code, CodeBatch, Draft, Mode, PaperEntry, Pool, SurveyVersion, Waiting
from throughcare.voice.feedback.queries import local
from throughcare.voice.feedback.rules.answers import Answer, Answers, Asked, asked_of, is_given, put_to
from throughcare.voice.feedback.rules.codes import WrongCode, read_code

WAYS = ("phone", "tablet", "helped", "paper")
SHARED = ("tablet", "helped")
TICKET = "ticket"


class TooOld(Exception):
    """The page was open too long, or the same code was typed again since: the code must be typed once more."""


class AlreadySent(Exception):
    """The answers of this code were sent."""


class Ended(Exception):
    """The survey has ended."""


class NothingSaid(Exception):
    """No question has an answer yet."""


class CannotSave(Exception):
    """The disk is full or the database does not answer; nothing was written."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """What one page carries to the next, sealed: the code and its version, which sitting, how, in which language.

    ``contact`` is the name, the way and the tick of somebody who went elsewhere before they sent: kept on their pages
    alone, since they have not agreed yet.
    """

    code: str
    version_id: int
    sitting: str
    language: str
    way: str
    begun_on: date
    issued: datetime
    contact: tuple[str, str, bool] | None = None

    def sealed(self) -> str:
        """The ticket as a text that only this service can read or make."""
        days = (self.begun_on.isoformat(), self.issued.isoformat())
        facts = [self.code, self.version_id, self.sitting, self.language, self.way, *days, self.contact]
        return keys.seal(keys.lasting("tickets"), json.dumps(facts).encode(), TICKET).hex()

    @property
    def is_shared(self) -> bool:
        """Whether others use the same device after this person: a shared tablet, or that of a peer researcher."""
        return self.way in SHARED

    @property
    def lookup(self) -> str:
        """Under what the draft of this code is kept; another hash than the code's, so that the two cannot be joined."""
        return keys.keyed_hash("draft", self.code)

    @property
    def paper_lookup(self) -> str:
        """Under what the first typing of a paper form is kept; another hash again."""
        return keys.keyed_hash("paper", self.code)


def read_ticket(text: str, *, at: datetime) -> Ticket:
    """The ticket that a page carried. Raises ``TooOld`` where it is no ticket of ours, or too old."""
    try:
        content = keys.unseal(keys.lasting("tickets"), bytes.fromhex(text), TICKET)
        code, version_id, sitting, language, way, begun, issued, contact = json.loads(content)
    except (keys.Damaged, ValueError) as error:
        raise TooOld from error
    begun_on, issued_at = date.fromisoformat(begun), datetime.fromisoformat(issued)
    ticket = Ticket(code, version_id, sitting, language, way, begun_on, issued_at, tuple(contact) if contact else None)
    day = clock.today(at)
    if ticket.is_shared and at - ticket.issued > timedelta(minutes=local.limit("tablet_sitting", day)):
        raise TooOld
    if ticket.begun_on + timedelta(days=local.limit("draft_days", day)) < day:
        raise TooOld
    return ticket


@dataclass(frozen=True, slots=True)
class Sitting:
    """Somebody answering: their ticket, the version and batch of their code, what they are asked and said so far.

    ``shown`` are the questions answered in this sitting, whose answers may be shown again; none on a shared device.
    """

    ticket: Ticket
    version: SurveyVersion
    batch: CodeBatch
    asked: tuple[Asked, ...]
    answers: Answers
    shown: frozenset[str] = frozenset()

    @property
    def is_named(self) -> bool:
        """Whether the survey asks how to reach people."""
        return bool(self.version.survey.mode == Mode.NAMED)

    @property
    def given(self) -> int:
        """How many questions have an answer."""
        return sum(is_given(self.answers.get(one.code)) for one in self.asked)

    def first_open(self) -> int:
        """The place of the first question without any answer; past the last where there is none."""
        return next((place for place, one in enumerate(self.asked) if one.code not in self.answers), len(self.asked))


@contextmanager
def saving() -> Iterator[None]:
    """One transaction; a full disk or a database that does not answer becomes ``CannotSave``, with nothing written."""
    try:
        with transaction.atomic():
            yield
    except (OperationalError, OSError) as error:
        raise CannotSave from error


def _code_row(code: str) -> Code | None:
    rows = Code.objects.select_related("batch__survey_version__survey")
    return rows.filter(lookup=code_hash(code)).first()


def begin(*, typed: str, language: str, way: str, at: datetime) -> Sitting:
    """Starts a sitting with a code, or takes an unfinished one up again. Raises ``WrongCode`` with the sentence to say.

    A code that was used, one that never was and one of a survey that ended are told alike: nobody can find out with
    somebody else's code whether they took part.
    """
    code = read_code(typed)
    row = _code_row(code)
    day = clock.today(at)
    if row is None or not _takes_answers(row.batch.survey_version, day):
        raise WrongCode("code.not_working")
    way = way if way in WAYS else WAYS[0]
    ticket = Ticket(code, row.batch.survey_version_id, secrets.token_hex(8), language, way, day, at)
    draft = Draft.objects.filter(lookup=ticket.lookup).first()
    content = _opened(ticket, draft)
    if draft is not None and content is not None:
        ticket = replace(ticket, begun_on=draft.begun_on)
        content["shown"] = []
        try:
            with saving():
                hold_code(ticket)
                _save_draft(ticket, content["answers"], [])
        except (AlreadySent, Ended) as error:
            raise WrongCode("code.not_working") from error
    return _sitting(ticket, row, content or {})


def _takes_answers(version: SurveyVersion, day: date) -> bool:
    return version.state == states.Survey.OPEN and (version.closes_on is None or day <= version.closes_on)


def _sitting(ticket: Ticket, row: Code, content: dict[str, Any]) -> Sitting:
    version = row.batch.survey_version
    asked = put_to(asked_of(version.content), asks_who=row.batch.asks_who)
    shown = frozenset(() if ticket.is_shared else content.get("shown", ()))
    return Sitting(ticket, version, row.batch, asked, dict(content.get("answers", {})), shown)


def sitting_of(ticket: Ticket, *, at: datetime) -> Sitting:
    """The sitting that a ticket belongs to, with what was said so far.

    Raises ``AlreadySent``, ``Ended``, or ``TooOld`` where the code was typed again since.
    """
    # Read before the code: a code that is there still shows that what was read had not been sent by then.
    opened = _opened(ticket, Draft.objects.filter(lookup=ticket.lookup).first())
    row = _code_row(ticket.code)
    if row is None:
        raise _why_gone(ticket, at)
    if not _takes_answers(row.batch.survey_version, clock.today(at)):
        raise Ended
    return _sitting(replace(ticket, issued=at), row, _of_this_sitting(ticket, opened))


def _why_gone(ticket: Ticket, at: datetime) -> AlreadySent | Ended:
    """Why the code of a sitting is there no more: its answers were sent, or the survey closed meanwhile."""
    version = SurveyVersion.objects.get(pk=ticket.version_id)
    return AlreadySent() if _takes_answers(version, clock.today(at)) else Ended()


def _of_this_sitting(ticket: Ticket, content: dict[str, Any] | None) -> dict[str, Any]:
    """What a draft holds, nothing where there is none. Raises ``TooOld`` for that of another sitting."""
    if content and not hmac.compare_digest(content["sitting"], ticket.sitting):
        raise TooOld
    return content or {}


def _draft_key(ticket: Ticket, *, make: bool = False) -> bytes:
    """A key made of a file that goes when the answer is sent, and of the code, which only its holder has."""
    return keys.derived(keys.of_draft(ticket.lookup, make=make), "draft", ticket.code)


def _opened(ticket: Ticket, draft: Draft | None) -> dict[str, Any] | None:
    """What a draft holds; null where there is none or its key is gone."""
    if draft is None:
        return None
    try:
        box = keys.unseal(_draft_key(ticket), bytes(draft.box), ticket.lookup)
    except (keys.KeyGone, keys.Damaged):
        return None
    content: dict[str, Any] = unpacked(box)
    return content


def _save_draft(ticket: Ticket, answers: Answers, shown: list[str]) -> None:
    content = {"answers": answers, "sitting": ticket.sitting, "shown": shown}
    box = keys.seal(_draft_key(ticket, make=True), packed(content), ticket.lookup)
    kept = {"begun_on": ticket.begun_on, "box": box}
    if not Draft.objects.filter(lookup=ticket.lookup).update(**kept):
        Draft(lookup=ticket.lookup, **kept).save(force_insert=True)


def _delete_draft(ticket: Ticket) -> None:
    Draft.objects.filter(lookup=ticket.lookup).delete()
    transaction.on_commit(lambda: keys.forget_draft(ticket.lookup))


def delete_first_typing(ticket: Ticket) -> None:
    """Throws away the first typing of a paper form, and its key, inside the caller's transaction."""
    PaperEntry.objects.filter(lookup=ticket.paper_lookup).delete()
    transaction.on_commit(lambda: keys.forget_paper(ticket.paper_lookup))


def hold_code(ticket: Ticket) -> None:
    """Holds the code until the caller's transaction ends: what is kept for a code that another window has sent since
    would lie there with a key, beside answers that nobody may find. Raises ``AlreadySent`` or ``Ended``."""
    if not Code.objects.select_for_update().filter(lookup=code_hash(ticket.code)).exists():
        version = SurveyVersion.objects.get(pk=ticket.version_id)
        raise AlreadySent if version.state == states.Survey.OPEN else Ended


def keep(sitting: Sitting, *, question: str, answer: Answer) -> Sitting:
    """Keeps an answer for the time being; the same question again replaces it.

    Raises ``AlreadySent``, ``Ended``, ``TooOld`` or ``CannotSave``.
    """
    ticket = sitting.ticket
    with saving():
        hold_code(ticket)
        draft = Draft.objects.select_for_update().filter(lookup=ticket.lookup).first()
        content = _of_this_sitting(ticket, _opened(ticket, draft))
        answers: Answers = {**content.get("answers", {}), question: answer}
        shown = sorted({*content.get("shown", ()), question})
        _save_draft(ticket, answers, shown)
    return replace(sitting, answers=answers, shown=frozenset(() if ticket.is_shared else shown))


def leave(sitting: Sitting) -> None:
    """Ends this sitting and keeps what was said: pages of it, as in a tablet's history, open nothing any more.

    Raises ``AlreadySent``, ``Ended`` or ``CannotSave``.
    """
    if sitting.answers or sitting.ticket.is_shared:
        with saving():
            hold_code(sitting.ticket)
            _save_draft(replace(sitting.ticket, sitting=secrets.token_hex(8)), sitting.answers, [])


def drop(sitting: Sitting) -> None:
    """Forgets what was said so far, as somebody asked who does not agree to be contacted."""
    with saving():
        _delete_draft(sitting.ticket)


def send(ticket: Ticket, *, contact: Contact | None = None, at: datetime) -> None:
    """Sends the answers: the code is used up and they wait, sealed, for their shuffled batch; or are kept with a name.

    All in one transaction, so that no code is used without its answers being there, and the other way round. Raises
    ``AlreadySent``, ``Ended``, ``NothingSaid``, ``TooOld`` or ``CannotSave``.
    """
    with saving():
        seen = _code_row(ticket.code)
        if seen is None:
            raise _why_gone(ticket, at)
        # Sendings, writings and the close of a version wait for one another here, so what follows is as it was read.
        version = SurveyVersion.objects.select_for_update(of=("self",)).get(pk=seen.batch.survey_version_id)
        sitting = sitting_of(ticket, at=at)
        if not sitting.given:
            raise NothingSaid
        Code.objects.filter(pk=seen.pk).delete()
        put_in(sitting, version, contact=contact, at=at)
        _delete_draft(ticket)
        delete_first_typing(ticket)


def put_in(sitting: Sitting, version: SurveyVersion, *, contact: Contact | None, at: datetime) -> None:
    """Puts answers where they belong, inside the caller's transaction, which holds the version's lock."""
    if sitting.is_named:
        assert contact is not None, "a named survey asks how to reach people first"
        give_named(sitting, contact=contact, at=at)
        return
    area = sitting.batch.area if sitting.batch.keeps_area else ""
    pool, _ = Pool.objects.get_or_create(survey_version=version, area=area, defaults={"key": ""})
    if not pool.key:
        pool.key = keys.new_pool_key()
        pool.save()
    codes = {one.code for one in sitting.asked}
    answers = {code: answer for code, answer in sitting.answers.items() if code in codes}
    content = {"answers": answers, "language": sitting.ticket.language, "way": sitting.ticket.way}
    ident = uuid.uuid4()
    box = keys.seal(keys.of_pool(pool.key), packed(content), str(ident))
    Waiting(id=ident, pool=pool, key=pool.key, box=box).save(force_insert=True)
    transaction.on_commit(lambda: write_if_due(pool.pk, at=at), robust=True)
