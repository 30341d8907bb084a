"""Addresses of panels."""

from django.urls import path

from throughcare.delivery.panels.views import cases, meetings, minutes, panels, promises

MEETING = "panels/meetings/<int:meeting_id>"
CASE = f"{MEETING}/cases/<int:person_id>"

urlpatterns = [
    path("panels/", panels.panels, name="panels"),
    path("panels/start", panels.start_panel, name="start_panel"),
    path("panels/members/<int:member_id>/end", panels.end_member, name="end_member"),
    path("panels/releases/<int:person_id>", promises.expect_release, name="expect_release"),
    path("panels/<int:panel_id>", panels.panel, name="panel"),
    path("panels/<int:panel_id>/settings", panels.panel_settings, name="panel_settings"),
    path("panels/<int:panel_id>/seats", panels.add_member, name="add_member"),
    path("panels/<int:panel_id>/meetings/new", meetings.schedule_meeting, name="schedule_meeting"),
    path(MEETING, meetings.panel_meeting, name="panel_meeting"),
    path(f"{MEETING}/freeze", meetings.freeze_agenda, name="freeze_agenda"),
    path(f"{MEETING}/date", meetings.reschedule_meeting, name="reschedule_meeting"),
    path(f"{MEETING}/chair", meetings.name_chair, name="name_chair"),
    path(f"{MEETING}/open", meetings.open_meeting, name="open_meeting"),
    path(f"{MEETING}/attendance", meetings.meeting_attendance, name="meeting_attendance"),
    path(f"{MEETING}/finish", meetings.finish_meeting, name="finish_meeting"),
    path(f"{MEETING}/close", meetings.close_meeting, name="close_meeting"),
    path(f"{MEETING}/cancel", meetings.cancel_meeting, name="cancel_meeting"),
    path(f"{MEETING}/add", cases.find_case, name="find_case"),
    path(f"{MEETING}/add/<int:person_id>", cases.add_case, name="add_case"),
    path(f"{MEETING}/action", promises.promise, name="promise"),
    path(f"{MEETING}/minutes", minutes.minutes, name="minutes"),
    path(f"{MEETING}/minutes/approve", minutes.approve_minutes, name="approve_minutes"),
    path(f"{MEETING}/minutes.docx", minutes.minutes_docx, name="minutes_docx"),
    path(CASE, cases.panel_case, name="panel_case"),
    path(f"{CASE}/paper", cases.panel_paper, name="panel_paper"),
    path(f"{CASE}/paper/save", cases.save_panel_paper, name="save_panel_paper"),
    path(f"{CASE}/discussion", cases.panel_discussion, name="panel_discussion"),
    path(f"{CASE}/discussion/save", cases.save_panel_discussion, name="save_panel_discussion"),
    path(f"{CASE}/decide/<slug:kind>", cases.decide_case, name="decide_case"),
    path(f"{CASE}/action", promises.promise_for_case, name="promise_for_case"),
    path(f"{CASE}/carry-over", cases.carry_over_case, name="carry_over_case"),
    path(f"{CASE}/take-off", cases.take_off_case, name="take_off_case"),
    path(f"{CASE}/step-aside", cases.step_aside, name="step_aside"),
    path("actions/", promises.panel_actions, name="panel_actions"),
    path("actions/<int:action_id>", promises.panel_action, name="panel_action"),
]
