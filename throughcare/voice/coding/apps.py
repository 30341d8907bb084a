from django.apps import AppConfig


class CodingConfig(AppConfig):
    name = "throughcare.voice.coding"
    label = "coding"
    verbose_name = "Coding"

    def ready(self) -> None:
        from datetime import timedelta

        from throughcare.foundation.access.permissions import Permission
        from throughcare.foundation.ports import navigation, owed
        from throughcare.foundation.ports.early import reads_early
        from throughcare.foundation.ports.regular_work import does_regularly
        from throughcare.foundation.ports.stored import held_in, keeps_state
        from throughcare.voice.coding import models, states
        from throughcare.voice.coding.actions import keep_models, take_in_comments
        from throughcare.voice.coding.actions.readings import comments_taken_back
        from throughcare.voice.coding.queries import scope  # noqa: F401
        from throughcare.voice.coding.queries.owed import owed_in_the_room
        from throughcare.voice.coding.queries.suggesting import read_models
        from throughcare.voice.feedback.actions.named import on_taken_back

        coders = frozenset({Permission.CODE_FEEDBACK})
        navigation.add_to_navigation("Coding", "coding", order=62, permissions=coders)
        readers = frozenset({Permission.VIEW_INSIGHT})
        navigation.add_to_navigation("What people said", "theme_figures", order=64, permissions=readers)
        owed.provides_owed(owed_in_the_room)
        on_taken_back(comments_taken_back)
        reads_early(read_models)
        says = "Scrub new comments and put them before coders"
        does_regularly("take_in_comments", says, every=timedelta(hours=1), do=take_in_comments)
        says = "Train the suggestions of themes anew where many more comments were settled"
        does_regularly("train_themes", says, every=timedelta(days=1), do=keep_models)
        keeps_state("reading", held_in(models.Reading), states.READING_TRANSITIONS)
        keeps_state("quote", held_in(models.Quote), states.QUOTE_TRANSITIONS)
