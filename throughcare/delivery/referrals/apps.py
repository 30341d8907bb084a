from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "throughcare.delivery.referrals"
    label = "referrals"
    verbose_name = "Referrals"

    def ready(self) -> None:
        from throughcare.delivery.referrals.queries import scope  # noqa: F401
