from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "throughcare.delivery.people"
    label = "people"
    verbose_name = "People"

    def ready(self) -> None:
        from throughcare.delivery.people.queries import scope  # noqa: F401
