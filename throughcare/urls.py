"""Every address. Sign-in is allauth's; the rest belongs to the apps."""

from django.urls import include, path

from throughcare.foundation.organisations import views

urlpatterns = [
    # First, since two hundred people may ask at once, and every address after it is compared with one text each.
    path("", include("throughcare.voice.feedback.urls")),
    path("accounts/email/", views.address_is_the_administrators, name="account_email"),
    path("accounts/", include("allauth.urls")),
    path("", include("throughcare.foundation.organisations.urls")),
    path("", include("throughcare.foundation.access.urls")),
    path("", include("throughcare.foundation.record.urls")),
    path("", include("throughcare.foundation.jobs.urls")),
    path("", include("throughcare.foundation.ui.urls")),
    path("", include("throughcare.delivery.people.urls")),
    path("", include("throughcare.commissioning.decisions.urls")),
    path("", include("throughcare.commissioning.funding.urls")),
    path("", include("throughcare.voice.coding.urls")),
    path("", include("throughcare.voice.proposals.urls")),
    path("", include("throughcare.delivery.panels.urls")),
    path("", include("throughcare.delivery.concerns.urls")),
    path("", include("throughcare.delivery.appointments.urls")),
    path("", include("throughcare.voice.participants.urls")),
    path("", include("throughcare.delivery.referrals.urls")),
    path("", include("throughcare.delivery.casework.urls")),
]
handler400 = "throughcare.middleware.bad_request"
handler403 = "throughcare.middleware.forbidden"
handler404 = "throughcare.middleware.not_found"
handler500 = "throughcare.middleware.server_error"
