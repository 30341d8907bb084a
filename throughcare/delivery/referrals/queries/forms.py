"""A referral's content as its rules and pages read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from throughcare.delivery.referrals.models import ReferralForm
from throughcare.delivery.referrals.rules.drafting import SAFETY
from throughcare.delivery.referrals.rules.sending import Written
from throughcare.delivery.services.rules.definition import Question, ServiceDefinition
from throughcare.foundation.ui.words import day


def written_in(form: ReferralForm) -> Written:
    """What was written so far."""
    return Written(
        crisis_checked_at=form.crisis_checked_at,
        answers=form.answers,
        needs=tuple(form.needs),
        linked_to_offending=form.linked_to_offending,
        linked_to_harm=form.linked_to_harm,
        substance_use=form.substance_use,
        reason=form.reason,
        despite=form.despite,
        place=form.place,
        establishment=form.establishment,
        release_on=form.release_on,
        release_unknown=form.release_unknown,
        contact=form.contact,
    )


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that a referrer wrote: in which step, under which label. Clinical things are for clinical staff."""

    step: str
    label: str
    value: str
    is_clinical: bool = False


def content_of(form: ReferralForm, found: ServiceDefinition) -> tuple[Said, ...]:
    """What a referral says, in the order of its form, empty answers left out."""
    needs = {one.code: one.means for one in found.needs}
    rows = [Said(one.step, one.label, shown(one, form.answers.get(one.id)), True) for one in found.questions]
    rows += [
        Said("need", "Need", ", ".join(needs.get(code, code) for code in form.needs), True),
        Said("need", "Linked to offending", form.get_linked_to_offending_display()),
        Said("need", "Linked to serious harm", form.get_linked_to_harm_display()),
        Said("need", "Misuses alcohol or drugs", form.get_substance_use_display(), True),
        Said("need", "Why now, and what would help", form.reason, True),
        Said("need", "Why it is sent although the rule says no", form.despite, True),
        Said("safety", "Where the person is", form.get_place_display()),
        Said("safety", "Prison", form.establishment),
        Said("safety", "Release", day(form.release_on) if form.release_on else form.release_unknown),
        Said("safety", "How to reach them", form.contact),
        Said("safety", "Interpreter", form.interpreter),
        Said("safety", "What helps them take part", form.access_needs),
        Said("safety", "When they cannot come", form.unavailable),
        Said("safety", "Before meeting them", "; ".join(SAFETY.get(code, code) for code in form.safety)),
        Said("safety", "Who could be harmed, how, how soon", form.safety_words, True),
    ]
    return tuple(row for row in rows if row.value)


def shown(question: Question, given: Any) -> str:
    """An answer in words."""
    if given in (None, "", []):
        return ""
    words = {"yes": "Yes", "no": "No", "not_known": "Not known"} | dict(question.choice_pairs)
    return ", ".join(words.get(str(one), str(one)) for one in (given if isinstance(given, list) else [given]))
