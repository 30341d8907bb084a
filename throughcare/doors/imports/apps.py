from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "throughcare.doors.imports"
    label = "imports"
    verbose_name = "Imports"
