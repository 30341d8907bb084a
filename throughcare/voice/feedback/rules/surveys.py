"""When a survey may be submitted, approved and opened, and what its frozen content is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from throughcare.errors import Invalid, NotAllowed, WrongState
from throughcare.voice.feedback.rules.answers import options_of
from throughcare.voice.feedback.rules.reading import Limits, read

MOST_QUESTIONS = 30


@dataclass(frozen=True, slots=True)
class Said:
    """A question's words in one language."""

    text: str
    hint: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    is_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class BankQuestion:
    """A question as the bank has it."""

    code: str
    kind: str
    options: tuple[str, ...]
    characteristic: str
    licence: str
    said: Mapping[str, Said]

    def texts(self, language: str) -> list[str]:
        """Every text of it that a participant reads in a language."""
        said = self.said.get(language)
        return [one for one in (said.text, said.hint, *said.options.values()) if one] if said else []


def faults_of(question: BankQuestion, languages: Sequence[str], limits: Limits) -> list[str]:
    """What keeps a question out of a survey in these languages: words that are missing or too hard, as sentences."""
    found = []
    for language in languages:
        said = question.said.get(language)
        if said is None or not said.text:
            found.append(f"{question.code} has no words in language “{language}”.")
            continue
        if question.kind in ("choice", "several"):
            missing = [option for option in question.options if not said.options.get(option)]
            found += [f"{question.code} ({language}) has no words for the answer “{option}”." for option in missing]
        if not question.licence:
            for text in question.texts(language):
                found += [f"{question.code} ({language}): {fault}" for fault in read(text, language, limits).faults]
    return found


def check_code(code: str) -> None:
    """Raises ``Invalid`` for a code that the counts need for themselves."""
    if code.startswith("_"):
        raise Invalid({"code": "A code starts with a letter."})


def check_options(kind: str, options: Sequence[str]) -> None:
    """Raises ``Invalid`` unless a question to pick from has at least two answers, each once."""
    if kind not in ("choice", "several"):
        return
    if len(options) < 2:
        raise Invalid({"options": "Give at least two answers to pick from, one a line."})
    if len(set(options)) != len(options):
        raise Invalid({"options": "Give each answer once."})


def check_can_submit(questions: Sequence[BankQuestion], languages: Sequence[str], limits: Limits) -> None:
    """Raises ``Invalid`` with every reason why the survey cannot be put to someone for approval."""
    if not questions:
        raise Invalid({"questions": "Choose at least one question."})
    if len(questions) > MOST_QUESTIONS:
        raise Invalid({"questions": f"Choose at most {MOST_QUESTIONS} questions: people tire."})
    if "en" not in languages:
        raise Invalid({"languages": "English is always one of the languages: those who approve read it."})
    faults = [fault for one in questions for fault in faults_of(one, languages, limits)]
    if faults:
        raise Invalid({"questions": faults}, remedy="Mend the words of these questions in the bank, then submit again.")


def check_compare_by(code: str, questions: Sequence[BankQuestion]) -> None:
    """Raises ``Invalid`` unless comments are told apart by a question of the survey with one answer to pick."""
    if not code:
        return
    found = next((one for one in questions if one.code == code), None)
    if found is None or found.kind not in ("choice", "yes_no") or not found.characteristic:
        raise Invalid({"compare_by": "Choose a question about who people are, with one answer to pick."})


def check_own(organisation: str, *, own: Collection[str]) -> None:
    """Raises ``NotAllowed`` for a survey of another organisation, which practitioners and commissioners see too."""
    if organisation not in own:
        raise NotAllowed("Another organisation runs this survey.", remedy="Its own people take it on.")


def check_can_approve(*, approver: int | None, author: int) -> None:
    """Raises ``NotAllowed`` where somebody would approve what they wrote."""
    if approver == author:
        raise NotAllowed(
            "You wrote or submitted this version, so someone else approves it.",
            remedy="It waits on the home page of others who approve surveys.",
        )


def check_closes_on(closes_on: date | None, today: date) -> None:
    """Raises ``Invalid`` for a last day that is past."""
    if closes_on is not None and closes_on < today:
        raise Invalid({"closes_on": "The last day must not be past."})


def check_not_past(closes_on: date | None, today: date) -> None:
    """Raises ``WrongState`` where the last day of an open survey is past, since no code of it works any more."""
    if closes_on is not None and closes_on < today:
        raise WrongState(
            "The last day of this survey is past, so no code of it works any more.",
            remedy="Close it, and start the next version where more should be asked.",
        )


def check_enough_to_close(groups: object, waiting: int, fewest: int, *, delete_unread: bool) -> None:
    """Raises ``WrongState`` where so few answered that none may be read, unless it was decided to delete them."""
    if groups is None and not delete_unread:
        raise WrongState(
            f"Fewer than {fewest} people answered, too few to hide in, so their answers may not be read.",
            remedy="Leave it open so that more can answer, or choose to close it and delete the answers unread.",
        )


def check_paper_is_in(typed_once: int, *, without_paper: bool) -> None:
    """Raises ``WrongState`` where paper forms wait for a second typing, unless it was decided to leave them out."""
    if typed_once and not without_paper:
        forms = "1 paper form was" if typed_once == 1 else f"{typed_once} paper forms were"
        raise WrongState(
            f"{forms} typed in only once. Closing now deletes what was typed, and these answers do not count.",
            remedy="Have somebody else type them in a second time, or choose to close without them.",
        )


def frozen(questions: Sequence[BankQuestion], languages: Sequence[str]) -> dict[str, Any]:
    """The content of a version: everything that is asked, in every language, whatever becomes of the bank."""
    return {
        "questions": [
            {
                "code": one.code,
                "kind": one.kind,
                "options": list(options_of(one.kind, one.options)),
                "characteristic": one.characteristic,
                "licence": one.licence,
                "words": {
                    language: {
                        "text": one.said[language].text,
                        "hint": one.said[language].hint,
                        "options": dict(one.said[language].options),
                        "confirmed": one.said[language].is_confirmed,
                    }
                    for language in languages
                },
            }
            for one in questions
        ]
    }
