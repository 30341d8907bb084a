from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    name = "throughcare.voice.proposals"
    label = "proposals"
    verbose_name = "Proposals"

    def ready(self) -> None:
        from throughcare.foundation.access.permissions import Permission
        from throughcare.foundation.ports import navigation, owed, parts, thread
        from throughcare.foundation.ports.stored import held_in, keeps_state
        from throughcare.voice.proposals import models, states
        from throughcare.voice.proposals.queries import scope  # noqa: F401
        from throughcare.voice.proposals.queries.owed import owed_on_proposals
        from throughcare.voice.proposals.queries.seats import (
            part_of_decision,
            part_of_published_decision,
            thread_of_voices,
        )

        readers = frozenset({Permission.VIEW_INSIGHT, Permission.MAKE_PROPOSAL, Permission.ANSWER_PROPOSAL})
        navigation.add_to_navigation("Proposals", "proposals", order=63, permissions=readers)
        navigation.add_to_navigation("What changed", "changes", order=65, permissions=frozenset())
        owed.provides_owed(owed_on_proposals)
        parts.provides_part(parts.DECISION, part_of_decision)
        parts.provides_part(parts.PUBLISHED_DECISION, part_of_published_decision)
        thread.provides_thread(thread_of_voices)
        keeps_state("proposal", held_in(models.Proposal), states.PROPOSAL_TRANSITIONS)
        keeps_state("insight_report", held_in(models.InsightReport), states.REPORT_TRANSITIONS)
