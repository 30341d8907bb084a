"""A service's own forms: what may be filled in now, whether it is whole, and what of it others may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from throughcare.delivery.services.rules.definition import ServiceDefinition
from throughcare.delivery.services.rules.sheets import PLAN, Sheet, SheetQuestion
from throughcare.errors import Invalid, NotFound, WrongState

Answers = Mapping[str, Any]


def sheet_of(definition: ServiceDefinition, code: str) -> Sheet:
    """A form of a service. Raises ``NotFound`` where it has none of that code."""
    found = definition.sheet(code)
    if found is None or found.code == PLAN:
        raise NotFound("This service has no such form.", remedy="Go back to the case.")
    return found


def open_sheets(definition: ServiceDefinition, state: str) -> tuple[Sheet, ...]:
    """The forms that can be filled in where a case stands."""
    return tuple(one for one in definition.sheets if one.code != PLAN and state in one.states)


def check_can_fill(sheet: Sheet, state: str, *, completed_before: bool) -> None:
    """Raises ``WrongState`` where the case is at another step, or the form was completed and is asked once only."""
    if state not in sheet.states:
        raise WrongState(
            f"{sheet.name} cannot be filled in while the case is {state.replace('_', ' ')}.",
            remedy="Open the case to see what comes next.",
        )
    if completed_before and not sheet.again:
        raise WrongState(f"{sheet.name} was completed. Amend it, with a reason.", remedy="Open it and choose amend.")


def as_stored(value: Any) -> Any:
    """An answer as it is kept: a date as its text, several choices as a list, anything else as it is."""
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, list | tuple | set) else value


def kept(questions: Sequence[SheetQuestion], given: Answers) -> dict[str, Any]:
    """The answers to these questions alone, those that say something, as they are stored."""
    found = {one.code: as_stored(given.get(one.code)) for one in questions}
    return {code: value for code, value in found.items() if value not in (None, "", [])}


def check_whole(questions: Sequence[SheetQuestion], answers: Answers, must: Sequence[str] = ()) -> None:
    """Raises ``Invalid`` with every required question without an answer, and every yes that was not given."""
    found = {one.code: _asks(one) for one in questions if one.required and answers.get(one.code) in (None, "", [])}
    for code in must:
        if code not in found and answers.get(code) != "yes":
            label = next(one.label for one in questions if one.code == code)
            found[code] = f"This has to be yes before it can be completed: {label}"
    if found:
        raise Invalid(found)


def _asks(question: SheetQuestion) -> str:
    return "Choose an answer." if question.kind in ("one_of", "many_of", "yes_no") else "Write an answer."


def may_be_shared(sheet: Sheet, answers: Answers) -> bool:
    """Whether the person let its shared answers be seen by the referrer."""
    return not sheet.shared_if or answers.get(sheet.shared_if) == "yes"


def in_words(question: SheetQuestion, value: Any) -> str:
    """An answer in words; a dash where there is none."""
    if value in (None, "", []):
        return "\N{EN DASH}"
    words = dict(question.choice_pairs)
    if isinstance(value, list):
        return ", ".join(words.get(str(one), str(one)) for one in value)
    return words.get(str(value), str(value))
