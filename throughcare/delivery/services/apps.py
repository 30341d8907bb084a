from django.apps import AppConfig


class ServicesConfig(AppConfig):
    name = "throughcare.delivery.services"
    label = "services"
    verbose_name = "Services"

    def ready(self) -> None:
        from django.core.checks import Error, register

        from throughcare.foundation.operations.facts import TAG

        @register(TAG)
        def definitions_are_sound(**_: object) -> list[Error]:
            """Every command that checks the project, and so every start, refuses a definition that is not sound."""
            from throughcare.delivery.services.queries import load_services
            from throughcare.foundation.reference import ReferenceError

            try:
                load_services()
            except ReferenceError as error:
                return [Error(str(error), id="services.E001")]
            return []
