"""Recording what became of an appointment, amending the record, and keeping what is typed on the way."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from throughcare import clock
from throughcare.delivery.appointments import states
from throughcare.delivery.appointments.actions.booking import check_terms, make
from throughcare.delivery.appointments.actions.reminding import drop_reminders
from throughcare.delivery.appointments.actions.steps import (
    Terms,
    advance_if,
    definition_of,
    move_on,
    open_appointment,
    open_case,
)
from throughcare.delivery.appointments.models import (
    Appointment,
    AppointmentStatus,
    ClinicalNote,
    SessionDraft,
    SessionFlag,
)
from throughcare.delivery.appointments.queries import facts, settings
from throughcare.delivery.appointments.queries.permits import check_may_record
from throughcare.delivery.appointments.rules import standing, telling, timing
from throughcare.delivery.appointments.rules.attendance import Outcome, checked_outcome
from throughcare.delivery.appointments.rules.telling import Audience, Flag
from throughcare.delivery.referrals.models import Referral
from throughcare.errors import Conflict, Invalid, WrongState
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.record.events import event, event_of_sitting
from throughcare.foundation.record.guard import action


@dataclass(frozen=True, slots=True)
class Record:
    """What a practitioner records. ``note`` and ``activities`` are clinical; ``told`` and flags are not.

    ``held_as`` says how it took place where that was another way than planned; ``following`` is the next appointment.
    """

    outcome: Outcome
    activities: tuple[str, ...] = ()
    note: str = ""
    told: str = ""
    flags: tuple[Flag, ...] = ()
    held_as: str = ""
    following: Terms | None = None
    despite: Collection[str] = field(default=frozenset())


@action
def record_session(
    *,
    appointment_id: int,
    record: Record,
    version: int | None = None,
    draft_version: int | None = None,
    key: str = "",
    by: Viewer,
    at: datetime,
) -> Appointment:
    """Records what became of an appointment, once. The referrer is told at once; the case moves where it must.

    ``version`` and ``draft_version`` are those of the appointment and of one's own draft when the form was last in
    step with them: ``Conflict`` where it was recorded since, or where another window typed something newer.
    """
    sent = AppointmentStatus.objects.filter(key=key).first() if key else None
    referral, row = open_appointment(appointment_id, by=by, version=None if sent else version)
    if sent is not None and sent.appointment_id == row.pk:
        return row
    check_may_record(referral, row, by=by)
    _check_draft(referral, row.pk, draft_version, by=by)
    if not states.is_ahead(row.state):
        raise WrongState(
            f"This appointment is recorded as {row.state.replace('_', ' ')} already.",
            remedy="Amend the record if it is wrong; what was recorded is kept.",
        )
    _write(referral, row, record, key=key, by=by, at=at)
    drop_reminders(row, reason="recorded", at=at)
    _after(referral, row, record, key=key, by=by, at=at)
    return row


@action
def log_contact(
    *,
    referral_id: int,
    terms: Terms,
    record: Record,
    draft_version: int | None = None,
    key: str = "",
    by: Viewer,
    at: datetime,
) -> Appointment:
    """Records a contact that has taken place and was never booked: it carries its record from the start."""
    check_can(by, Permission.WORK_CASE)
    referral = open_case(referral_id, by=by)
    earlier = Appointment.objects.filter(key=key).first() if key else None
    if earlier is not None:
        return earlier
    _check_draft(referral, None, draft_version, by=by)
    if terms.starts > at:
        raise Invalid(
            {"starts": "This time has not come yet."}, remedy="Book an appointment instead, and record it afterwards."
        )
    row = make(
        referral,
        terms,
        state=states.Appointment.BOOKED,
        despite=ALL_CAUTIONS,
        key=key,
        by=by,
        at=at,
    )
    check_may_record(referral, row, by=by)
    _write(referral, row, record, key=key, by=by, at=at)
    _after(referral, row, record, key=key, by=by, at=at)
    SessionDraft.objects.filter(referral=referral, appointment__isnull=True, author_id=by.person_id).delete()
    return row


ALL_CAUTIONS = frozenset({"worker_busy", "person_busy", "in_custody", "bank_holiday", "weekend", "outside_hours"})


@action
def amend_session(
    *,
    appointment_id: int,
    record: Record,
    because: str,
    version: int | None = None,
    draft_version: int | None = None,
    key: str = "",
    by: Viewer,
    at: datetime,
) -> Appointment:
    """Amends a record: a new status with its reason and its own note; what was recorded before stays as it was."""
    sent = AppointmentStatus.objects.filter(key=key).first() if key else None
    referral, row = open_appointment(appointment_id, by=by, version=None if sent else version)
    if sent is not None and sent.appointment_id == row.pk:
        return row
    check_may_record(referral, row, by=by)
    _check_draft(referral, row.pk, draft_version, by=by)
    if row.state not in states.OUTCOMES:
        raise WrongState("There is no record to amend here yet.", remedy="Record the appointment first.")
    words = telling.checked_because(because)
    _write(referral, row, record, key=key, because=words, by=by, at=at)
    _after(referral, row, record, key=key, by=by, at=at)
    return row


def _write(
    referral: Referral, row: Appointment, record: Record, *, key: str, because: str = "", by: Viewer, at: datetime
) -> None:
    codes = settings.codes(clock.today(at))
    outcome = checked_outcome(record.outcome, codes)
    code = codes[outcome.code]
    attended = code.counts_in == "attended"
    if attended or code.counts_in == "missed" and outcome.code not in states.CANCELLED:
        timing.check_passed(starts=row.starts_at, at=at)
    standing.check_can_record(facts.standing(referral), starts=row.starts_at, attended=attended)
    if code.uses_session and row.purpose == Appointment.Purpose.SESSION:
        left = facts.allowance(referral.pk, definition_of(referral).max_sessions, leaving_out=row.pk)
        standing.check_has_session(left, booking=False)
    told, note = telling.checked_told(record.told), telling.checked_note(record.note)
    flags = telling.checked_flags(record.flags)
    known = {one.code for one in definition_of(referral).activities}
    activities = [one for one in dict.fromkeys(record.activities) if one in known]
    status = move_on(
        row,
        outcome.code,
        by=by,
        at=at,
        reason=outcome.reason,
        why=outcome.why,
        minutes_late=outcome.minutes_late,
        held_as=record.held_as if record.held_as != row.manner else "",
        told=told,
        amended_because=because,
        key=key,
    )
    if note or activities:
        ClinicalNote(status=status, activities=activities, words=note).save()
        event("clinical_note.written", subject=("appointment", row.pk), by=by, at=at)
    _raise_flags(status, flags, by=by, at=at)
    SessionDraft.objects.filter(appointment=row, author_id=by.person_id).delete()


def _raise_flags(status: AppointmentStatus, flags: tuple[Flag, ...], *, by: Viewer, at: datetime) -> None:
    for flag in flags:
        row = SessionFlag(
            status=status,
            kind=flag.kind,
            words=flag.words,
            told_referrer=Audience.REFERRER in flag.audiences,
            told_lead=Audience.LEAD in flag.audiences,
            told_desk=Audience.DESK in flag.audiences,
        )
        row.save()
        event("session_flag.raised", subject=("session_flag", row.pk), by=by, at=at, reason_code=flag.kind)


def _after(referral: Referral, row: Appointment, record: Record, *, key: str, by: Viewer, at: datetime) -> None:
    """What a record brings about: the case begins its work with the first session, and the next time is booked."""
    if row.purpose == Appointment.Purpose.SESSION and states.has_happened(row.state):
        for name in facts.FIRST_SESSIONS:
            if advance_if(referral, name, by=by, at=at):
                break
    if record.following is not None:
        try:
            _book_following(referral, record, key=f"{key}:next" if key else "", by=by, at=at)
        except timing.Cautioned:
            raise
        except Invalid as error:
            fields = {f"next_{name}" if name else "": texts for name, texts in error.fields.items()}
            raise Invalid(fields, remedy=error.remedy) from error


def _book_following(referral: Referral, record: Record, *, key: str, by: Viewer, at: datetime) -> None:
    assert record.following is not None
    timing.check_ahead(starts=record.following.starts, at=at)
    check_terms(referral, record.following, at=at)
    make(
        referral,
        record.following,
        state=states.Appointment.BOOKED,
        despite=record.despite,
        key=key,
        by=by,
        at=at,
    )


def _draft_of(referral: Referral, appointment_id: int | None, *, by: Viewer) -> SessionDraft | None:
    """What somebody typed and has not saved as a record yet."""
    found: SessionDraft | None = SessionDraft.objects.filter(
        referral=referral, appointment_id=appointment_id, author_id=by.person_id
    ).first()
    return found


def _check_draft(referral: Referral, appointment_id: int | None, version: int | None, *, by: Viewer) -> None:
    draft = _draft_of(referral, appointment_id, by=by)
    if version is not None and draft is not None and draft.version != version:
        raise Conflict(TYPED_ELSEWHERE, remedy=COMPARE)


TYPED_ELSEWHERE = "You typed something else here in another window."
COMPARE = "Compare the two, and keep the one you want."


@action
def save_draft(
    *,
    referral_id: int,
    appointment_id: int | None,
    content: Mapping[str, list[str]],
    version: int,
    by: Viewer,
    at: datetime,
) -> SessionDraft:
    """Keeps what is typed, for its author alone. ``version`` 0 begins; ``Conflict`` where another window was first."""
    check_can(by, Permission.WORK_CASE)
    if appointment_id is None:
        referral = open_case(referral_id, by=by)
    else:
        referral, row = open_appointment(appointment_id, by=by)
        check_may_record(referral, row, by=by)
    draft = _draft_of(referral, appointment_id, by=by)
    if draft is None:
        draft = SessionDraft(referral=referral, appointment_id=appointment_id, author_id=by.person_id, version=0, at=at)
    if draft.version != version:
        raise Conflict(TYPED_ELSEWHERE, remedy=COMPARE)
    draft.content, draft.version, draft.at = dict(content), draft.version + 1, at
    draft.save()
    event_of_sitting("session_draft.saved", subject=("referral", draft.referral_id), by=by, at=at)
    return draft
