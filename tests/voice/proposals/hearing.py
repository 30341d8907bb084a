"""Named answers, as collecting leaves them."""

from __future__ import annotations

from typing import Any

from tests.support.world import AT, TODAY
from throughcare.foundation.organisations.models import Organisation
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action


@action
def write_named(*, organisation_id: int, ways: list[str], language: str, by: Any, at: Any) -> None:
    """People who chose to be contacted, one for each way."""
    from throughcare.voice.feedback.models import NamedAnswer, Survey, SurveyVersion

    survey = Survey(
        organisation_id=organisation_id, title="Named", audience="people", mode="named", service="", made_on=TODAY
    )
    survey.save()
    version = SurveyVersion(survey=survey, number=1, since=at, drafted_by_id=by.person_id)
    version.save()
    for number, way in enumerate(ways):
        NamedAnswer(
            survey_version=version,
            came_by="web",
            name="Sample",
            reach=way,
            consent_version="named-2026-01",
            day=TODAY,
            language=language,
            taken_back_by=f"code-{language}-{number}",
        ).save()
    event("named_answers.written", subject=("survey", survey.pk), by=by, at=at)


def named_answers(by: Any, *ways: str, language: str = "en") -> None:
    """The same for the organisation of somebody."""
    organisation = Organisation.objects.get(code=by.organisation_code)
    write_named(organisation_id=organisation.pk, ways=list(ways), language=language, by=by, at=AT)
