from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "throughcare.voice.feedback"
    label = "feedback"
    verbose_name = "Feedback"

    def ready(self) -> None:
        from throughcare.voice.feedback.queries import scope  # noqa: F401
