"""Addresses of participants."""

from django.urls import path

from throughcare.voice.participants import views

urlpatterns = [
    path("voice/participants/", views.participant_list, name="participants"),
    path("voice/participants/add", views.add_participant, name="add_participant"),
    path("voice/participants/<int:participant_id>", views.participant, name="participant"),
    path("voice/participants/<int:participant_id>/training", views.add_training, name="add_training"),
    path("voice/participants/<int:participant_id>/account", views.name_account, name="name_account"),
    path("voice/participants/<int:participant_id>/pay", views.propose_payment, name="propose_payment"),
    path("voice/payments/<int:payment_id>/<slug:code>", views.payment_step, name="payment_step"),
]
