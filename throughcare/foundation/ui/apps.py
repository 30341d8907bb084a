from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "throughcare.foundation.ui"
    label = "ui"
