"""Addresses of feedback: participants' pages under /say/, the screens of those who run it under /voice/."""

from django.urls import path

from throughcare.voice.feedback.views import saying

urlpatterns = [
    path("say/", saying.start, name="say"),
    path("say/go", saying.go, name="say_go"),
    path("say/help", saying.help_page, name="say_help"),
    path("say/clear", saying.clear, name="say_clear"),
    path("say/take-back", saying.take_back, name="say_take_back"),
]
