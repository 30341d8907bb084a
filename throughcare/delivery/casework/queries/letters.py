"""The letter of a referral on, made of the assessment and of nothing the person did not agree to share."""

from __future__ import annotations

from datetime import date

from throughcare.delivery.casework.models import Assessment, OnwardReferral, Questionnaire
from throughcare.delivery.casework.queries.instruments import definition
from throughcare.delivery.casework.queries.measures import answers_of, score_of, sex_of
from throughcare.delivery.casework.rules.onward import Letter, Person, draft_letter
from throughcare.delivery.casework.states import MEASURED
from throughcare.delivery.casework.states import Assessment as AssessmentState
from throughcare.delivery.people.models import Identifier
from throughcare.delivery.people.queries.scope import about_any_of
from throughcare.foundation.ui.words import day


def letter_of(row: OnwardReferral, *, on: date) -> Letter:
    """The letter as it would go on a day. For those who have been let see the referral on already."""
    person = row.referral.about
    nhs = Identifier.objects.filter(about_any_of([person.pk] if person else []), kind=Identifier.Kind.NHS).first()
    content = _assessed(row) | {"measures": _measured(row)}
    return draft_letter(
        addressee=row.addressee,
        person=Person(
            name=person.name if person else "",
            date_of_birth=person.date_of_birth if person else None,
            nhs_number=nhs.value if nhs else "",
        ),
        asks=row.asks,
        content=content,
        shares=[one for one in row.shares.split(",") if one],
        sender=f"{row.written_by.name}\n{row.referral.provider.name}",
        written=day(on),
    )


def _assessed(row: OnwardReferral) -> dict[str, str]:
    found = Assessment.objects.filter(referral=row.referral_id, state=AssessmentState.COMPLETED).first()
    names = ("presenting", "background", "formulation", "strengths", "risk", "recommendation")
    return {name: getattr(found, name) for name in names} if found else {}


def _measured(row: OnwardReferral) -> str:
    """Totals with their dates, the latest of each instrument; nothing where none has a total."""
    rows = list(
        Questionnaire.objects.filter(referral=row.referral_id, state__in=MEASURED)
        .select_related("wording")
        .order_by("asked_on", "id")
    )
    answers = answers_of(one.pk for one in rows)
    person = row.referral.about
    sex = sex_of(person.gender) if person else ""
    latest = {}
    for one in rows:
        found = score_of(one, answers[one.pk], sex)
        if found.total is not None:
            band = f" ({found.band})" if found.band else ""
            name = definition(one.instrument, one.definition).name
            latest[one.instrument] = f"{name} on {day(one.asked_on)}: {found.shown}{band}"
    return "\n".join(latest.values())
