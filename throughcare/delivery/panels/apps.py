from django.apps import AppConfig


class PanelsConfig(AppConfig):
    name = "throughcare.delivery.panels"
    label = "panels"
    verbose_name = "Panels"

    def ready(self) -> None:
        from throughcare.delivery.panels.queries import scope  # noqa: F401
