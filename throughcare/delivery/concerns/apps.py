from datetime import timedelta

from django.apps import AppConfig


class ConcernsConfig(AppConfig):
    name = "throughcare.delivery.concerns"
    label = "concerns"
    verbose_name = "Concerns"

    def ready(self) -> None:
        from throughcare.delivery.concerns import models, states
        from throughcare.delivery.concerns.actions.telling import tell_regularly
        from throughcare.delivery.concerns.queries import elsewhere, scope  # noqa: F401
        from throughcare.delivery.concerns.queries.owed import changes as changed_concerns
        from throughcare.delivery.concerns.queries.owed import owed as owed_on_concerns
        from throughcare.foundation.access.permissions import Permission
        from throughcare.foundation.ports import changes, navigation, owed, parts, timeline
        from throughcare.foundation.ports.regular_work import does_regularly
        from throughcare.foundation.ports.stored import held_in, keeps_state

        reads = frozenset({Permission.RAISE_CONCERN, Permission.HANDLE_CONCERN})
        navigation.add_to_navigation("Concerns", "concerns", order=60, permissions=reads)
        counted = frozenset({Permission.VIEW_DELIVERY_COUNTS})
        navigation.add_to_navigation("Concerns in numbers", "concern_counts", order=61, permissions=counted)
        owed.provides_owed(owed_on_concerns)
        changes.provides_changes(changed_concerns)
        parts.provides_part(parts.SERVICE_USER, elsewhere.part_of_person)
        parts.provides_part(parts.REFERRAL, elsewhere.part_of_referral)
        timeline.provides_timeline(elsewhere.timeline_of_person)
        says = "Send word of concerns on which nobody acted in time"
        does_regularly("tell_of_concerns", says, every=timedelta(minutes=5), do=tell_regularly)
        keeps_state("concern", held_in(models.Concern), states.CONCERN_TRANSITIONS)
