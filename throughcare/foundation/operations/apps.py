from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "throughcare.foundation.operations"
    label = "operations"
    verbose_name = "Operations"

    def ready(self) -> None:
        from django.core.checks import register

        from throughcare.foundation.operations.facts import TAG, reference_is_sound

        register(reference_is_sound, TAG)
