"""Addresses of money."""

from django.urls import path

from throughcare.commissioning.funding.views import figures, programmes, starting, steps

urlpatterns = [
    path("money/", programmes.money, name="money"),
    path("money/open", starting.open_programme, name="open_programme"),
    path("money/periods", starting.locks, name="periods"),
    path("money/periods/<int:lock_id>/open", starting.release, name="release_period"),
    path("money/names", starting.funder_names, name="funder_names"),
    path("money/entry/<int:transaction_id>", figures.entry, name="entry"),
    path("money/entry/<int:transaction_id>/reverse", steps.reverse_entry, name="reverse_entry"),
    path("money/contribution/<int:contribution_id>", steps.contribution, name="contribution"),
    path("money/contribution/<int:contribution_id>/<slug:code>", steps.contribution_step, name="contribution_step"),
    path("money/carry-forward/<int:carry_forward_id>", steps.carry_forward, name="carry_forward"),
    path("money/carry-forward/<int:carry_forward_id>/<slug:code>", steps.carry_forward_step, name="carry_forward_step"),
    path("money/virement/<int:virement_id>", steps.virement, name="virement"),
    path("money/virement/<int:virement_id>/<slug:code>", steps.virement_step, name="virement_step"),
    path("money/commitment/<int:commitment_id>", steps.commitment, name="commitment"),
    path("money/commitment/<int:commitment_id>/<slug:code>", steps.commitment_step, name="commitment_step"),
    path("money/programme/<slug:code>", programmes.programme, name="programme"),
    path("money/programme/<slug:code>/figures.csv", programmes.programme_csv, name="programme_csv"),
    path("money/programme/<slug:code>/entries", figures.entries, name="entries"),
    path("money/programme/<slug:code>/movements", programmes.moves, name="moves"),
    path("money/programme/<slug:code>/statement/<slug:funder>", programmes.statement, name="statement"),
    path("money/programme/<slug:code>/year-end/<int:first>", programmes.year_end, name="year_end"),
    path("money/programme/<slug:code>/envelope-use", figures.envelope_use, name="envelope_use"),
    path("money/programme/<slug:code>/given/<slug:funder>", figures.given, name="given"),
    path("money/programme/<slug:code>/forecasts", figures.forecasts, name="forecasts"),
    path("money/programme/<slug:code>/shares", figures.sharing, name="sharing"),
    path("money/programme/<slug:code>/envelope", starting.envelope, name="envelope"),
    path("money/programme/<slug:code>/sharing", starting.split_rule, name="split_rule"),
    path("money/programme/<slug:code>/pledge", starting.pledge, name="pledge"),
    path("money/programme/<slug:code>/commit", starting.commit, name="commit"),
    path("money/programme/<slug:code>/virement", starting.virement, name="propose_virement"),
    path("money/programme/<slug:code>/forecast", starting.forecast, name="forecast"),
    path("money/programme/<slug:code>/carry-forward", starting.carry, name="request_carry_forward"),
    path("money/programme/<slug:code>/mend", starting.mend, name="mend"),
]
