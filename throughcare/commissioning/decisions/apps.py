from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    name = "throughcare.commissioning.decisions"
    label = "decisions"
    verbose_name = "Decisions"
