"""Forms of a service's own: what is asked, where in the case, and what completing one brings about. Rendered by one
engine, so that a service with other forms is a file and no code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FieldKind = Literal["words", "line", "one_of", "many_of", "yes_no", "number", "date"]
PLAN = "plan"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A form. ``states`` are those in which it can be filled in; ``event`` is what completing it brings about.

    ``must`` are its yes-no questions that have to be answered yes first; ``reason`` is the question whose answer is the
    event's reason. ``shared_if`` is the yes-no question that lets the referrer see its shared answers. The form called
    ``plan`` is no page of its own: its questions stand in the plan.
    """

    code: str
    name: str
    lead: str = ""
    button: str = "Complete"
    states: tuple[str, ...] = ()
    event: str = ""
    must: tuple[str, ...] = ()
    reason: str = ""
    shared_if: str = ""
    again: bool = False
    versions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetQuestion:
    """A question of a form. ``shared`` answers may be seen by the referrer; choices are written ``code: words``."""

    form: str
    code: str
    label: str
    kind: FieldKind
    hint: str = ""
    section: str = ""
    choices: tuple[str, ...] = ()
    required: bool = False
    least: int | None = None
    most: int | None = None
    limit: int = 20_000
    shared: bool = False
    versions: tuple[str, ...] = ()

    @property
    def choice_pairs(self) -> tuple[tuple[str, str], ...]:
        """Choices as code and words."""
        if self.kind == "yes_no":
            return (("yes", "Yes"), ("no", "No"))
        pairs = (one.partition(":") for one in self.choices)
        return tuple((code.strip(), (words or code).strip()) for code, _, words in pairs)


def sheet_faults(
    sheets: tuple[Sheet, ...], questions: tuple[SheetQuestion, ...], states: frozenset[str], events: frozenset[str]
) -> list[tuple[object, str, str]]:
    """What does not fit together among forms and their questions: the entry, what is wrong, and how to mend it."""
    codes = {one.code for one in sheets}
    found: list[tuple[object, str, str]] = []
    for question in questions:
        if question.form not in codes:
            known = ", ".join(sorted(codes)) or "none"
            found.append((question, f"There is no form {question.form!r}.", f"Forms are: {known}."))
        if question.kind in ("one_of", "many_of") and len(question.choices) < 2:
            found.append((question, f"{question.code!r} has fewer than two choices.", "List them as code: words."))
    for sheet in sheets:
        found += [(sheet, says, remedy) for says, remedy in _faults_of(sheet, questions, states, events)]
    return found


def _faults_of(
    sheet: Sheet, questions: tuple[SheetQuestion, ...], states: frozenset[str], events: frozenset[str]
) -> list[tuple[str, str]]:
    own = {one.code: one for one in questions if one.form == sheet.code}
    found = []
    if not own:
        found.append((f"The form {sheet.code!r} asks nothing.", "Add questions under [[form_question]]."))
    if sheet.event and sheet.event not in events:
        found.append((f"No transition has the event {sheet.event!r}.", "Name one of the service's own events."))
    if odd := set(sheet.states) - states:
        found.append((f"The service has no state {min(odd)!r}.", "Name states that its transitions use."))
    for name in (*sheet.must, *(one for one in (sheet.shared_if,) if one)):
        if name not in own or own[name].kind != "yes_no":
            found.append((f"{name!r} is no yes-no question of {sheet.code!r}.", "Name one that is."))
    if sheet.reason and (sheet.reason not in own or own[sheet.reason].kind != "one_of"):
        found.append((f"{sheet.reason!r} is no one-of question of {sheet.code!r}.", "Its choices are the reasons."))
    return found
