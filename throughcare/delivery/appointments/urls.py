"""Addresses of appointments."""

from django.urls import path

from throughcare.delivery.appointments.views import booking, groups, notes, others, recording, today

urlpatterns = [
    path("today", today.today, name="today"),
    path("week", today.week, name="week"),
    path("referrals/<int:referral_id>/appointments", booking.of_case, name="case_appointments"),
    path("referrals/<int:referral_id>/appointments/book", booking.book, name="book_appointment"),
    path("referrals/<int:referral_id>/contact", recording.contact, name="log_contact"),
    path("referrals/<int:referral_id>/contact/save", recording.autosave_contact, name="save_contact_draft"),
    path("referrals/<int:referral_id>/notes", notes.of_case, name="clinical_notes"),
    path("referrals/<int:referral_id>/notes/open", notes.break_glass, name="open_clinical_notes"),
    path("cases/open", notes.open_case, name="open_case"),
    path("appointments/<int:appointment_id>", booking.one, name="appointment"),
    path("appointments/<int:appointment_id>/record", recording.record, name="record_session"),
    path("appointments/<int:appointment_id>/record/save", recording.autosave, name="save_session_draft"),
    path("appointments/<int:appointment_id>/amend", recording.amend, name="amend_session"),
    path("appointments/<int:appointment_id>/move", booking.move, name="move_appointment"),
    path("appointments/<int:appointment_id>/cancel", booking.cancel, name="cancel_appointment"),
    path("appointments/<int:appointment_id>/answer", booking.answer, name="answer_offer"),
    path("flags/<int:flag_id>/read", notes.say_read, name="say_read"),
    path("groups", groups.listed, name="groups"),
    path("groups/plan", groups.plan, name="plan_group"),
    path("groups/<int:group_id>", groups.one, name="group"),
    path("groups/<int:group_id>/add", groups.add, name="add_to_group"),
    path("groups/<int:group_id>/move", groups.move, name="move_group"),
    path("groups/<int:group_id>/record", groups.record, name="record_group"),
    path("people/<int:service_user_id>/reminders", others.reminders, name="reminders"),
    path("people/<int:service_user_id>/reminders/end", others.end_reminders, name="end_reminders"),
    path("lone-visits", others.visits, name="lone_visits"),
    path("lone-visits/start", others.start_visit, name="start_lone_visit"),
    path("lone-visits/<int:visit_id>", others.visit, name="lone_visit"),
    path("lone-visits/<int:visit_id>/back", others.come_back, name="come_back"),
    path("lone-visits/<int:visit_id>/longer", others.stay_longer, name="stay_longer"),
    path("lone-visits/<int:visit_id>/alarm", others.raise_alarm, name="raise_alarm"),
    path("lone-visits/<int:visit_id>/safe", others.found_safe, name="found_safe"),
    path("calendar", others.calendar, name="calendar"),
    path("calendar/<str:secret>.ics", others.calendar_feed, name="calendar_feed"),
]
