from django.apps import AppConfig


class FundingConfig(AppConfig):
    name = "throughcare.commissioning.funding"
    label = "funding"
    verbose_name = "Funding"

    def ready(self) -> None:
        from throughcare.commissioning.funding.queries import scope  # noqa: F401
