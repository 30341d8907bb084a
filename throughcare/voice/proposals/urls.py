"""Addresses of proposals, of seats in commissioning, of insight reports, and of what the public reads."""

from django.urls import path

from throughcare.voice.proposals.views import proposals, public, reports, seats, steps

urlpatterns = [
    path("changes/", public.changes, name="changes"),
    path("changes/<int:proposal_id>/poster", public.poster, name="change_poster"),
    path("changes/answers", public.answering, name="answering"),
    path("changes/answers.csv", public.answering_csv, name="answering_csv"),
    path("voices/proposals/", proposals.index, name="proposals"),
    path("voices/proposals/new", proposals.start, name="raise_proposal"),
    path("voices/proposals/from-council/<int:council_proposal_id>", proposals.from_council, name="council_to_proposal"),
    path("voices/proposals/<int:proposal_id>", proposals.proposal, name="proposal"),
    path("voices/proposals/<int:proposal_id>/change", proposals.change, name="change_proposal"),
    path("voices/proposals/<int:proposal_id>/step/<slug:code>", steps.step, name="proposal_step"),
    path("voices/seats/", seats.index, name="seats"),
    path("voices/seats/new", seats.take, name="take_seat"),
    path("voices/seats/<int:seat_id>", seats.seat, name="seat"),
    path("voices/reports/", reports.index, name="insight_reports"),
    path("voices/reports/new", reports.make, name="make_report"),
    path("voices/reports/<int:report_id>", reports.report, name="insight_report"),
    path("voices/reports/<int:report_id>/issue", reports.issue, name="issue_report"),
    path("voices/reports/<int:report_id>/renew", reports.renew, name="renew_report"),
    path("voices/reports/<int:report_id>/report.csv", reports.report_csv, name="report_csv"),
]
