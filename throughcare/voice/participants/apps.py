from django.apps import AppConfig


class ParticipantsConfig(AppConfig):
    name = "throughcare.voice.participants"
    label = "participants"
    verbose_name = "Participants"

    def ready(self) -> None:
        from throughcare.foundation.access.permissions import Permission
        from throughcare.foundation.ports import navigation, owed, trained
        from throughcare.foundation.ports.stored import held_in, keeps_state
        from throughcare.voice.participants import models, queries, states

        may = frozenset({Permission.KEEP_PARTICIPANTS, Permission.APPROVE_PAYMENT})
        navigation.add_to_navigation("Participants", "participants", order=62, permissions=may)
        owed.provides_owed(queries.owed)
        trained.checks_training(queries.check_trained)
        keeps_state("payment", held_in(models.Payment), states.PAYMENT_TRANSITIONS)
