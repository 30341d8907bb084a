from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "throughcare.foundation.organisations"
    label = "organisations"
    verbose_name = "Organisations"
