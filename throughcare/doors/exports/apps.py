from django.apps import AppConfig


class ExportsConfig(AppConfig):
    name = "throughcare.doors.exports"
    label = "exports"
    verbose_name = "Exports"
