from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "throughcare.delivery.casework"
    label = "casework"
    verbose_name = "Casework"

    def ready(self) -> None:
        from throughcare.delivery.casework.queries import scope  # noqa: F401
