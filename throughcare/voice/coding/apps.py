from django.apps import AppConfig


class CodingConfig(AppConfig):
    name = "throughcare.voice.coding"
    label = "coding"
    verbose_name = "Coding"

    def ready(self) -> None:
        from throughcare.voice.coding.queries import scope  # noqa: F401
