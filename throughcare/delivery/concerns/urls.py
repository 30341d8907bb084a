"""Addresses of concerns. No address names anybody: numbers only."""

from django.urls import path

from throughcare.delivery.concerns.views import concerns, steps

ONE = "concerns/<int:concern_id>"

urlpatterns = [
    path("concerns/", concerns.concerns, name="concerns"),
    path("concerns/counts", concerns.concern_counts, name="concern_counts"),
    path("concerns/raise/<slug:what>/<int:number>", concerns.raise_concern_about, name="raise_concern_about"),
    path("concerns/raise/<slug:what>/<int:number>/<slug:kind>", concerns.raise_concern, name="raise_concern"),
    path(ONE, concerns.concern, name="concern"),
    path(f"{ONE}/acknowledge", steps.acknowledge_concern, name="acknowledge_concern"),
    path(f"{ONE}/owner", steps.change_concern_owner, name="change_concern_owner"),
    path(f"{ONE}/step", steps.record_concern_step, name="record_concern_step"),
    path(f"{ONE}/told", steps.record_concern_telling, name="record_concern_telling"),
    path(f"{ONE}/pass-on", steps.pass_on_concern, name="pass_on_concern"),
    path(f"{ONE}/close", steps.close_concern, name="close_concern"),
    path(f"{ONE}/reopen", steps.reopen_concern, name="reopen_concern"),
    path(f"{ONE}/withdraw", steps.withdraw_concern, name="withdraw_concern"),
]
