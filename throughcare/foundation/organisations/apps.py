from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "throughcare.foundation.organisations"
    label = "organisations"
    verbose_name = "Organisations"

    def ready(self) -> None:
        from throughcare.foundation.organisations.importing import ORGANISATIONS, PEOPLE
        from throughcare.foundation.organisations.queries import staff_names_among
        from throughcare.foundation.ports.importing import imports
        from throughcare.foundation.ports.known_names import knows_names

        knows_names(staff_names_among)
        imports(ORGANISATIONS)
        imports(PEOPLE)
