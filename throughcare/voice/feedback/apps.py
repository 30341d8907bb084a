from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "throughcare.voice.feedback"
    label = "feedback"
    verbose_name = "Feedback"

    def ready(self) -> None:
        from throughcare.foundation.ports import navigation, owed
        from throughcare.voice.feedback.queries import scope
        from throughcare.voice.feedback.queries.owed import owed as owed_feedback

        runs = frozenset(scope.RUNS)
        navigation.add_to_navigation("Surveys", "surveys", order=60, permissions=runs)
        navigation.add_to_navigation("Activities", "activities", order=61, permissions=runs)
        owed.provides_owed(owed_feedback)
