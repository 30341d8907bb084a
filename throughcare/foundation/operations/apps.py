from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "throughcare.foundation.operations"
    label = "operations"
    verbose_name = "Operations"
