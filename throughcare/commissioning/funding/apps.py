from django.apps import AppConfig


class FundingConfig(AppConfig):
    name = "throughcare.commissioning.funding"
    label = "funding"
    verbose_name = "Funding"
