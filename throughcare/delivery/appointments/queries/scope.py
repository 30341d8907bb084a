"""Who sees which appointment, and the clinical compartment: one predicate a model.

An appointment is seen by those who see its case, and by the colleague who holds it. What is clinical is seen by the
worker of the case, the colleague who held the session, the lead who supervises, and for an hour by clinical staff of
the same provider who broke the glass. Referrers, panels and administrators never.
"""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q

from throughcare import clock
from throughcare.delivery.appointments import models, states
from throughcare.delivery.people.queries.scope import about_open_to, about_visible, led_to_by, way_to_see
from throughcare.delivery.referrals.models import Referral
from throughcare.delivery.referrals.queries.scope import covered_by
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.queries import opened_by
from throughcare.foundation.access.scope import NOBODY, scope, sees, whose
from throughcare.foundation.access.viewers import Viewer

CLINICAL_NOTES = "clinical_notes"
BOOKERS = (Permission.WORK_CASE, Permission.TRIAGE_REFERRAL)
HELD_LATELY = timedelta(days=30)


def held_by(viewer: Viewer) -> Q:
    """Appointments that a viewer holds, alone or as a facilitator."""
    runs = models.Facilitator.objects.filter(person_id=viewer.person_id).values("group")
    return Q(worker_id=viewer.person_id) | Q(group__in=runs)


def held_lately(viewer: Viewer) -> Q:
    """Appointments that a viewer holds at their own organisation, ahead and for a while afterwards."""
    own = Q(referral__provider__code__in=viewer.organisation_codes, starts_at__gte=clock.now() - HELD_LATELY)
    return held_by(viewer) & own & ~Q(state=states.Appointment.RESCHEDULED)


def own_provider(viewer: Viewer) -> Q:
    """Referrals to the viewer's own organisation."""
    return Q(provider__code__in=viewer.organisation_codes)


@way_to_see
def by_appointment(viewer: Viewer) -> Q:
    """A colleague sees the people with whom they have an appointment ahead, or had one lately."""
    if not viewer.can(Permission.WORK_CASE):
        return NOBODY
    held = models.Appointment.objects.filter(held_lately(viewer))
    return led_to_by(held, "referral__service_user")


@scope(models.Appointment)
def who_sees_an_appointment(viewer: Viewer) -> Q:
    """Those who see the case, and the colleague who holds it, unless restriction closes the person's record to them."""
    if not viewer.is_signed_in:
        return NOBODY
    found = sees(viewer, Referral, "referral")
    if viewer.can(Permission.WORK_CASE):
        found |= held_lately(viewer) & about_open_to(viewer, "referral__service_user__")
    return found


@scope(models.AppointmentStatus)
def who_sees_a_status(viewer: Viewer) -> Q:
    """Whoever sees the appointment: nothing in a status is clinical."""
    return sees(viewer, models.Appointment, "appointment")


def not_restricted_to(viewer: Viewer) -> Q:
    """Referrals of people whose record restriction does not close to a viewer, whatever else opens it."""
    return about_open_to(viewer, "service_user__")


def staffed_cases(viewer: Viewer) -> Q:
    """Referrals whose clinical side is a viewer's work: they hold it, cover it or supervise it."""
    if not viewer.can(Permission.VIEW_CLINICAL):
        return NOBODY
    found = Q(worker_id=viewer.person_id) | Q(worker_id__in=covered_by(viewer, clock.today()))
    if viewer.can(Permission.SIGN_OFF_SUPERVISION):
        found |= Q(pk__isnull=False)
    return found & own_provider(viewer) & not_restricted_to(viewer)


def broken_into(viewer: Viewer) -> Q:
    """Referrals of the viewer's provider whose clinical side they opened in an emergency: to read, for an hour."""
    if not viewer.can(Permission.VIEW_CLINICAL):
        return NOBODY
    found = Q(pk__in=opened_by(viewer, CLINICAL_NOTES, at=clock.now()))
    return found & own_provider(viewer) & not_restricted_to(viewer)


def clinical_cases(viewer: Viewer) -> Q:
    """Referrals whose clinical side a viewer may read. Written for ``Referral``; casework shares it."""
    return staffed_cases(viewer) | broken_into(viewer)


def _in_open_cases(viewer: Viewer) -> Q:
    """What was recorded in a provider's own cases about people whose record is not closed to the viewer."""
    return whose(viewer, Referral, CASE, kind="open at the provider", predicate=_open_at_the_provider)


def _open_at_the_provider(viewer: Viewer) -> Q:
    return own_provider(viewer) & not_restricted_to(viewer)


def _referred(viewer: Viewer) -> Q:
    return Q(referrer_id=viewer.person_id) & not_restricted_to(viewer)


def _in_clinical_cases(viewer: Viewer) -> Q:
    return whose(viewer, Referral, CASE, kind="clinical", predicate=clinical_cases)


CASE = "status__appointment__referral"


@scope(models.ClinicalNote)
def who_sees_a_clinical_note(viewer: Viewer) -> Q:
    """Clinical staff on the case, and whoever wrote it or held the session."""
    if not viewer.can(Permission.VIEW_CLINICAL):
        return NOBODY
    of_case = _in_clinical_cases(viewer)
    own = Q(status__by_id=viewer.person_id) | Q(status__appointment__worker_id=viewer.person_id)
    return of_case | (own & _in_open_cases(viewer))


@scope(models.SessionFlag)
def who_sees_a_flag(viewer: Viewer) -> Q:
    """Clinical staff on the case, whoever raised it, and each audience that it was addressed to."""
    if not viewer.is_signed_in:
        return NOBODY
    found = NOBODY
    if viewer.can(Permission.REFER):
        mine = whose(viewer, Referral, CASE, kind="referred", predicate=_referred)
        found |= Q(told_referrer=True) & mine
    ours = _in_open_cases(viewer)
    if viewer.can(Permission.WORK_CASE):
        found |= ours & Q(status__by_id=viewer.person_id)
    if viewer.can(Permission.ALLOCATE_CASE):
        found |= ours & Q(told_lead=True)
    if viewer.can(Permission.TRIAGE_REFERRAL):
        found |= ours & Q(told_desk=True)
    if viewer.can(Permission.VIEW_CLINICAL):
        found |= _in_clinical_cases(viewer)
    return found


@scope(models.SessionDraft)
def who_sees_a_draft(viewer: Viewer) -> Q:
    """Its author alone."""
    return Q(author_id=viewer.person_id) if viewer.can(Permission.WORK_CASE) else NOBODY


@scope(models.GroupSession)
def who_sees_a_group(viewer: Viewer) -> Q:
    """Its facilitators, and the provider's leads and administrators."""
    own = Q(provider__code__in=viewer.organisation_codes)
    if viewer.can(Permission.TRIAGE_REFERRAL):
        return own
    return own & Q(facilitators__person_id=viewer.person_id) if viewer.can(Permission.WORK_CASE) else NOBODY


@scope(models.LoneVisit)
def who_sees_a_lone_visit(viewer: Viewer) -> Q:
    """The worker, the buddy, and the leads of their organisation."""
    if not viewer.is_signed_in:
        return NOBODY
    found = Q(worker_id=viewer.person_id) | Q(buddy_id=viewer.person_id)
    if viewer.can(Permission.ALLOCATE_CASE):
        found |= Q(organisation__code__in=viewer.organisation_codes)
    return found


@scope(models.ReminderConsent)
def who_sees_a_consent(viewer: Viewer) -> Q:
    """A provider's staff who book for a person they may see."""
    if not any(viewer.can(permission) for permission in BOOKERS):
        return NOBODY
    return about_visible(viewer)


@scope(models.Reminder)
def who_sees_a_reminder(viewer: Viewer) -> Q:
    """A provider's staff who see the appointment."""
    if not any(viewer.can(permission) for permission in BOOKERS):
        return NOBODY
    return sees(viewer, models.Appointment, "appointment")


@scope(models.CalendarFeed)
def who_sees_a_feed(viewer: Viewer) -> Q:
    """One's own."""
    return Q(person_id=viewer.person_id) if viewer.is_signed_in else NOBODY
