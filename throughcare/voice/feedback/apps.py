from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "throughcare.voice.feedback"
    label = "feedback"
    verbose_name = "Feedback"

    def ready(self) -> None:
        from datetime import timedelta

        from throughcare.foundation.ports import navigation, owed
        from throughcare.foundation.ports.regular_work import does_regularly
        from throughcare.foundation.ports.stored import held_in, keeps_state
        from throughcare.voice.feedback import models, states
        from throughcare.voice.feedback.actions import keep_answers
        from throughcare.voice.feedback.queries import scope
        from throughcare.voice.feedback.queries.owed import owed as owed_feedback

        runs = frozenset(scope.RUNS)
        navigation.add_to_navigation("Surveys", "surveys", order=60, permissions=runs)
        navigation.add_to_navigation("Activities", "activities", order=61, permissions=runs)
        owed.provides_owed(owed_feedback)
        says = "Write answers that waited for enough others, throw away old unfinished ones"
        does_regularly("write_answers", says, every=timedelta(days=1), do=keep_answers)
        keeps_state("survey_version", held_in(models.SurveyVersion), states.SURVEY_TRANSITIONS)
        keeps_state("activity", held_in(models.Activity), states.ACTIVITY_TRANSITIONS)
