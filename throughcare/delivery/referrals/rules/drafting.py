"""What may be saved of a draft: less than it needs to be sent, and nothing that cannot be read back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from throughcare.delivery.services.rules.definition import ServiceDefinition
from throughcare.errors import Invalid

PROSE: dict[str, int] = {
    "reason": 20_000,
    "despite": 4_000,
    "contact": 4_000,
    "access_needs": 4_000,
    "unavailable": 4_000,
    "safety_words": 10_000,
    "release_unknown": 300,
    "establishment": 100,
    "interpreter": 60,
}
CHOSEN = ("linked_to_offending", "linked_to_harm", "substance_use", "place", "release_on", "needs", "safety")
FIELDS = (*PROSE, *CHOSEN)
SAFETY: dict[str, str] = {
    "two_workers": "Not to be met by one worker alone",
    "office_only": "Only at an office",
    "no_home": "Not at home",
    "weapons": "Has carried weapons",
    "violence_to_staff": "Violence or threats to staff",
    "known_risk_women": "Risk to women",
    "known_risk_men": "Risk to men",
    "others_at_home": "Others at the address are a risk",
    "safe_contact": "Contact only in a safe way (see the words below)",
}


def check_saved(definition: ServiceDefinition, given: Mapping[str, Any]) -> None:
    """Raises ``Invalid`` for prose over its limit and for codes that are not of this service."""
    wrong: dict[str, str] = {}
    for name, limit in PROSE.items():
        over = len(given.get(name) or "") - limit
        if over > 0:
            wrong[name] = f"The text is {over:,} characters over the limit of {limit:,}. Shorten it or split it."
    needs = {one.code for one in definition.needs}
    if set(given.get("needs") or ()) - needs:
        wrong["needs"] = "Choose from the list."
    if set(given.get("safety") or ()) - set(SAFETY):
        wrong["safety"] = "Choose from the list."
    questions = {one.id: one for one in definition.questions}
    for key, value in (given.get("answers") or {}).items():
        question = questions.get(key)
        if question is None:
            wrong[key] = "This is no question of this service."
        elif isinstance(value, str) and len(value) > question.limit:
            wrong[key] = f"The text is {len(value) - question.limit:,} characters over the limit of {question.limit:,}."
    if wrong:
        raise Invalid(wrong)
