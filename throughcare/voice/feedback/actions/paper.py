"""Typing in paper forms by their code, once or, where the survey asks for it, twice by different people."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError

from throughcare.errors import Invalid, WrongState
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.ports.trained import PAPER, check_trained
from throughcare.voice.feedback.actions import answering, keys
from throughcare.voice.feedback.actions.named import Contact, check_contact
from throughcare.voice.feedback.actions.packing import packed, unpacked
from throughcare.voice.feedback.models import PaperEntry, SurveyVersion
from throughcare.voice.feedback.rules.answers import Answers
from throughcare.voice.feedback.rules.codes import WrongCode

WRONG = {
    "code.missing": "Type the code printed on the form.",
    "code.wrong_letter": "A letter or number of the code is wrong. Look at the form again.",
    "code.not_working": "This code was used already, or its survey has ended. Nothing was typed in.",
}
CONTACT = "_contact"
SHRED = "Shred the paper."
ENTER_AGAIN = "Everything is still here: enter the form again."


@dataclass(frozen=True, slots=True)
class Differs:
    """Where the second typing differs from the first: codes of the questions, and ``CONTACT``."""

    questions: tuple[str, ...]


def form_of(*, typed: str, language: str, by: Viewer, at: datetime) -> answering.Sitting:
    """The form that belongs to a code. Raises ``Invalid`` where the code is not one that can be typed in."""
    check_can(by, Permission.ENTER_PAPER_FORM)
    check_trained(by, PAPER, at)
    try:
        sitting = answering.begin(typed=typed, language=language, way="paper", at=at)
    except WrongCode as error:
        raise Invalid({"code": WRONG[str(error)]}) from error
    if sitting.version.survey.organisation.code not in by.organisation_codes:
        raise Invalid({"code": WRONG["code.not_working"]})
    return sitting


def enter(
    *, sitting: answering.Sitting, answers: Answers, contact: Contact | None = None, by: Viewer, at: datetime
) -> Differs | bool:
    """Types a form in. True where it was sent; false where a second person must type it too; else where they differ.

    Like other answers it leaves no event: who typed a form in, and when, stays with the sealed box and goes with it.
    """
    check_can(by, Permission.ENTER_PAPER_FORM)
    full = replace(sitting, answers=answers)
    if not full.given:
        raise Invalid({"": "No answer was typed in. If the form is empty, shred it: its code stays unused."})
    if sitting.is_named:
        check_contact(contact or Contact("", "", agreed=False))
    if sitting.version.double_entry:
        earlier = _first(sitting)
        if earlier is None:
            _keep_first(sitting, answers, contact, by)
            return False
        if earlier["by"] == by.person_id:
            raise WrongState("You typed this form in already.", remedy="Somebody else types it in the second time.")
        differing = [one.code for one in sitting.asked if earlier["answers"].get(one.code) != answers.get(one.code)]
        if earlier.get("contact", []) != _as_written(contact):
            differing.append(CONTACT)
        if differing:
            return Differs(tuple(differing))
    _send(sitting, answers, contact, at)
    return True


def _as_written(contact: Contact | None) -> list[str]:
    """How somebody wants to be reached, to be compared: spaces are no difference."""
    return [" ".join(one.split()) for one in (contact.name, contact.reach)] if contact else []


def _send(sitting: answering.Sitting, answers: Answers, contact: Contact | None, at: datetime) -> None:
    """Sends a form as its giver would. Raises ``WrongState`` where somebody else did something with its code since."""
    try:
        for question, answer in answers.items():
            sitting = answering.keep(sitting, question=question, answer=answer)
        answering.send(sitting.ticket, contact=contact, at=at)
    except (answering.AlreadySent, answering.Ended) as error:
        raise _used(error) from error
    except answering.TooOld as error:
        raise WrongState("This code was opened somewhere else just now.", remedy=ENTER_AGAIN) from error


def _used(error: Exception) -> WrongState:
    """What to say where a code was used, or its survey ended, since its form was opened."""
    ended = isinstance(error, answering.Ended)
    says = "The survey has ended meanwhile, so this form does not count." if ended else "This form is in already."
    return WrongState(says, remedy=SHRED)


def start_again(*, sitting: answering.Sitting, by: Viewer) -> None:
    """Throws the first typing away, as when the two differ and the first was wrong."""
    check_can(by, Permission.ENTER_PAPER_FORM)
    with answering.saving():
        answering.delete_first_typing(sitting.ticket)


def _key(ticket: answering.Ticket, *, make: bool = False) -> bytes:
    """A key made of a file that goes with the first typing, and of the code, which only the form has."""
    return keys.derived(keys.of_paper(ticket.paper_lookup, make=make), "paper", ticket.code)


def _first(sitting: answering.Sitting) -> dict[str, Any] | None:
    """The first typing; null where there is none, or where its key is gone, as after a database was put back."""
    ticket = sitting.ticket
    row = PaperEntry.objects.filter(lookup=ticket.paper_lookup).first()
    if row is None:
        return None
    try:
        found: dict[str, Any] = unpacked(keys.unseal(_key(ticket), bytes(row.box), row.lookup))
    except (keys.KeyGone, keys.Damaged):
        row.delete()
        return None
    return found


def _keep_first(sitting: answering.Sitting, answers: Answers, contact: Contact | None, by: Viewer) -> None:
    lookup = sitting.ticket.paper_lookup
    content = {"answers": answers, "contact": _as_written(contact), "by": by.person_id}
    version: SurveyVersion = sitting.version
    try:
        with answering.saving():
            answering.hold_code(sitting.ticket)
            box = keys.seal(_key(sitting.ticket, make=True), packed(content), lookup)
            PaperEntry(lookup=lookup, survey_version=version, box=box).save(force_insert=True)
    except (answering.AlreadySent, answering.Ended) as error:
        raise _used(error) from error
    except IntegrityError as error:
        raise WrongState("This form was typed in a first time just now.", remedy=ENTER_AGAIN) from error
