from django.apps import AppConfig


class FundingConfig(AppConfig):
    name = "throughcare.commissioning.funding"
    label = "funding"
    verbose_name = "Funding"

    def ready(self) -> None:
        from throughcare.commissioning.funding import models, states
        from throughcare.commissioning.funding.actions import on_decision_ended, on_decision_in_effect
        from throughcare.commissioning.funding.actions.importing import CONTRIBUTIONS, JOURNALS
        from throughcare.commissioning.funding.queries import scope  # noqa: F401
        from throughcare.commissioning.funding.queries.owed import owed as owed_money
        from throughcare.commissioning.funding.queries.publishing import SPEND
        from throughcare.commissioning.funding.queries.thread import thread_of_money
        from throughcare.foundation.access.permissions import Permission
        from throughcare.foundation.ports import importing, in_effect, navigation, owed, publishing, thread
        from throughcare.foundation.ports.stored import held_in, keeps_state

        in_effect.on_decision_in_effect(on_decision_in_effect)
        in_effect.on_decision_ended(on_decision_ended)
        navigation.add_to_navigation("Money", "money", order=25, permissions=frozenset({Permission.VIEW_MONEY}))
        owed.provides_owed(owed_money)
        thread.provides_thread(thread_of_money)
        importing.imports(CONTRIBUTIONS)
        importing.imports(JOURNALS)
        publishing.publishes(SPEND)
        keeps_state("contribution", held_in(models.Contribution), states.CONTRIBUTION_TRANSITIONS)
        keeps_state("carry_forward", held_in(models.CarryForward), states.CARRY_FORWARD_TRANSITIONS)
        keeps_state("virement", held_in(models.Virement), states.VIREMENT_TRANSITIONS)
