from django.apps import AppConfig


class AppointmentsConfig(AppConfig):
    name = "throughcare.delivery.appointments"
    label = "appointments"
    verbose_name = "Appointments"

    def ready(self) -> None:
        from throughcare.delivery.appointments.queries import scope  # noqa: F401
