from django.apps import AppConfig


class FundingConfig(AppConfig):
    name = "throughcare.commissioning.funding"
    label = "funding"
    verbose_name = "Funding"

    def ready(self) -> None:
        from throughcare.commissioning.funding.actions import on_decision_in_effect
        from throughcare.commissioning.funding.queries import scope  # noqa: F401
        from throughcare.foundation.ports import in_effect

        in_effect.on_decision_in_effect(on_decision_in_effect)
