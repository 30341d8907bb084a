from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    name = "throughcare.commissioning.decisions"
    label = "decisions"
    verbose_name = "Decisions"

    def ready(self) -> None:
        from throughcare.commissioning.decisions import states
        from throughcare.commissioning.decisions.actions.delegations import (
            give_back_to_delegation,
            hold_delegation,
            rely_on_delegation,
        )
        from throughcare.commissioning.decisions.actions.importing import PAPERS
        from throughcare.commissioning.decisions.models import Decision
        from throughcare.commissioning.decisions.queries import scope
        from throughcare.commissioning.decisions.queries.changes import changes_to_papers
        from throughcare.commissioning.decisions.queries.delegations import offered
        from throughcare.commissioning.decisions.queries.owed import owed_on_decisions
        from throughcare.commissioning.decisions.queries.publishing import DECISIONS, published
        from throughcare.commissioning.decisions.queries.thread import thread_of_decision
        from throughcare.foundation.access.permissions import Permission
        from throughcare.foundation.ports.changes import provides_changes
        from throughcare.foundation.ports.delegated import keeps_delegations
        from throughcare.foundation.ports.importing import imports
        from throughcare.foundation.ports.navigation import add_to_navigation
        from throughcare.foundation.ports.owed import provides_owed
        from throughcare.foundation.ports.publishing import knows_published_decisions, publishes
        from throughcare.foundation.ports.stored import held_in, keeps_state
        from throughcare.foundation.ports.thread import provides_thread

        assert scope.who_sees_a_decision
        keeps_delegations(offered, hold_delegation, rely_on_delegation, give_back_to_delegation)
        provides_owed(owed_on_decisions)
        provides_changes(changes_to_papers)
        provides_thread(thread_of_decision)
        imports(PAPERS)
        publishes(DECISIONS)
        knows_published_decisions(published)
        readers = frozenset({Permission.VIEW_DRAFT_DECISIONS})
        add_to_navigation("Papers", "papers", order=20, permissions=readers)
        add_to_navigation("Register", "register", order=30, permissions=frozenset())
        keeps_state("decision", held_in(Decision, "effect"), states.EFFECT_TRANSITIONS)
        first = states.Publication.TO_BE_PUBLISHED.value
        keeps_state("publication", held_in(Decision, "publication"), states.PUBLICATION_TRANSITIONS, first=first)
