"""Words of a questionnaire that an organisation holds a licence for."""

from __future__ import annotations

from datetime import datetime

from throughcare import clock
from throughcare.delivery.casework.models import InstrumentWording
from throughcare.delivery.casework.queries import instruments
from throughcare.delivery.casework.rules.wording import check_wording, read_wording
from throughcare.errors import Invalid
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.organisations.models import Organisation
from throughcare.foundation.record.events import event
from throughcare.foundation.record.guard import action

LONGEST_LANGUAGE = 20


@action
def load_wording(*, instrument: str, content: bytes, terms: str, by: Viewer, at: datetime) -> InstrumentWording:
    """Takes in a file of words for the viewer's own organisation. The one in use before is withdrawn, and kept.

    Raises ``Invalid`` with what to mend where the file does not fit the definition in force.
    """
    check_can(by, Permission.KEEP_INSTRUMENTS)
    definition = instruments.definition(instrument, on=clock.today(at))
    wording = read_wording(content)
    check_wording(wording, definition)
    if not terms.strip():
        raise Invalid({"terms": "Say under which licence you hold these words."})
    if len(wording.language) > LONGEST_LANGUAGE:
        raise Invalid({"file": "Write the language as a code such as en or pl."})
    organisation = Organisation.objects.get(code=by.organisation_code)
    before = InstrumentWording.objects.select_for_update().filter(
        organisation=organisation,
        instrument=instrument,
        definition=definition.version,
        language=wording.language,
        withdrawn_at__isnull=True,
    )
    for row in before:
        _withdraw(row, by=by, at=at)
    row = InstrumentWording(
        organisation=organisation,
        instrument=instrument,
        definition=definition.version,
        language=wording.language,
        body=content.decode("utf-8-sig"),
        terms=terms.strip(),
        loaded_by_id=by.person_id,
        loaded_at=at,
    )
    row.save()
    event("instrument_wording.loaded", subject=("instrument_wording", row.pk), by=by, at=at, reason_code=instrument)
    return row


@action
def withdraw_wording(*, wording_id: int, by: Viewer, at: datetime) -> None:
    """Takes words out of use. Questionnaires that were asked in them still show them."""
    check_can(by, Permission.KEEP_INSTRUMENTS)
    seen = get_visible(by, InstrumentWording, pk=wording_id)
    row: InstrumentWording = InstrumentWording.objects.locked(seen.pk)
    if row.withdrawn_at is None:
        _withdraw(row, by=by, at=at)


def _withdraw(row: InstrumentWording, *, by: Viewer, at: datetime) -> None:
    row.withdrawn_at = at
    row.save()
    event(
        "instrument_wording.withdrawn",
        subject=("instrument_wording", row.pk),
        by=by,
        at=at,
        reason_code=row.instrument,
    )
