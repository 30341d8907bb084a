"""What a referral must say before it is sent, and the facts that its answers give the eligibility rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from throughcare.delivery.services.rules.definition import Question, ServiceDefinition
from throughcare.delivery.services.rules.eligibility import Eligibility, Judgement
from throughcare.delivery.services.rules.facts import Facts, Value
from throughcare.errors import Invalid

YES_NO = {"yes": True, "no": False}
NEVER_SENT = frozenset({"alive", "area"})
STEPS: dict[str, str] = {
    "crisis": "Is this a crisis?",
    "eligibility": "Can this person have this service?",
    "need": "Need and reason",
    "safety": "Contact and safety",
}


@dataclass(frozen=True, slots=True)
class Written:
    """What a referrer wrote so far, as its form keeps it."""

    crisis_checked_at: datetime | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    linked_to_offending: str = ""
    linked_to_harm: str = ""
    substance_use: str = ""
    reason: str = ""
    despite: str = ""
    place: str = ""
    establishment: str = ""
    release_on: date | None = None
    release_unknown: str = ""
    contact: str = ""


def facts_of(definition: ServiceDefinition, written: Written, known: Facts, today: date) -> dict[str, Value]:
    """Every fact there is: what the record knows, and where it does not, what the referrer answered."""
    answered: dict[str, Value] = {
        "linked_to_offending": YES_NO.get(written.linked_to_offending),
        "linked_to_harm": YES_NO.get(written.linked_to_harm),
        "dual_diagnosis": YES_NO.get(written.substance_use) if definition.service.clinical else None,
        "in_custody": written.place == "custody" if written.place else None,
        "days_to_release": (written.release_on - today).days if written.release_on else None,
    }
    for question in definition.questions:
        if question.fact:
            answered[question.fact] = answer_of(question, written.answers.get(question.id))
    return answered | {name: value for name, value in known.items() if value is not None}


def answer_of(question: Question, given: Any) -> Value:
    """An answer as a fact; null where it was not given or is not known. "None of these" is an answer: nothing."""
    if given is None or given in ("", [], "unknown", "not_known"):
        return None
    if question.kind == "yes_no":
        return YES_NO.get(str(given))
    if question.kind == "many_of":
        return tuple(str(one) for one in given if one != "none")
    return int(given) if question.kind == "number" else str(given)


def check_can_send(definition: ServiceDefinition, written: Written, judged: Eligibility, today: date) -> None:
    """Raises ``Invalid`` with everything that is missing, by the field that it is typed in."""
    wrong = dict(_missing(definition, written))
    wrong.update(_release(written, today))
    stopping = [line for line in judged.lines if line.id in NEVER_SENT and line.judgement is Judgement.NOT_SUITABLE]
    if stopping:
        raise Invalid(" ".join(line.because for line in stopping), remedy="This referral cannot be sent.")
    if judged.judgement is Judgement.NOT_SUITABLE and not written.despite.strip():
        wrong["despite"] = "The rule says that this does not fit. Say why the service should look at it all the same."
    if wrong:
        raise Invalid(wrong)


def _missing(definition: ServiceDefinition, written: Written) -> list[tuple[str, str]]:
    checks = (
        ("crisis", written.crisis_checked_at is not None, "Answer the question about a crisis first."),
        ("needs", bool(written.needs), "Choose at least one need."),
        ("linked_to_offending", bool(written.linked_to_offending), "Say whether it is linked to offending."),
        ("linked_to_harm", bool(written.linked_to_harm), "Say whether it is linked to serious harm."),
        ("reason", bool(written.reason.strip()), "Say in a sentence or two why you refer now."),
        ("place", bool(written.place), "Say whether the person is in the community or in custody."),
    )
    missing = [(name, says) for name, there, says in checks if not there]
    for question in definition.questions:
        if question.required and written.answers.get(question.id) in (None, "", []):
            missing.append((question.id, f"Answer this: {question.label}"))
    return missing


def _release(written: Written, today: date) -> list[tuple[str, str]]:
    return [] if written.place != "custody" else [(name, says) for name, says in release_faults(written, today)]


def release_faults(written: Written, today: date) -> list[tuple[str, str]]:
    """What is wrong with a release from custody: in the past, missing, or both given and unknown."""
    if written.release_on is not None and written.release_on < today:
        says = "This release date is in the past. Give the next one, or choose community."
        return [("release_on", says)]
    if written.release_on is not None and written.release_unknown.strip():
        return [("release_unknown", "Give the release date, or say why it is not known, not both.")]
    if written.release_on is None and not written.release_unknown.strip():
        return [("release_on", "Give the release date, or say below why it is not known.")]
    return []


def steps_done(definition: ServiceDefinition, written: Written, today: date) -> dict[str, bool]:
    """Which short steps of the form have all that they need."""
    missing = {name for name, _ in (*_missing(definition, written), *_release(written, today))}
    asked = {question.id: question.step for question in definition.questions}
    homes = {
        "crisis": "crisis",
        "needs": "need",
        "linked_to_offending": "need",
        "linked_to_harm": "need",
        "reason": "need",
        "place": "safety",
        "release_on": "safety",
        "release_unknown": "safety",
    }
    open_steps: set[str] = {homes.get(name) or str(asked.get(name, "")) for name in missing}
    return {step: step not in open_steps for step in STEPS}
