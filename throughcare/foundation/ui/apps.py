from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "throughcare.foundation.ui"
    label = "ui"

    def ready(self) -> None:
        """Django's own sentence about null characters says neither why nor what to do."""
        from django.core.validators import ProhibitNullCharactersValidator

        from .forms import NO_NULLS

        ProhibitNullCharactersValidator.message = NO_NULLS
