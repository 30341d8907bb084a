from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    name = "throughcare.voice.proposals"
    label = "proposals"
    verbose_name = "Proposals"

    def ready(self) -> None:
        from throughcare.voice.proposals.queries import scope  # noqa: F401
