from django.apps import AppConfig


class PanelsConfig(AppConfig):
    name = "throughcare.delivery.panels"
    label = "panels"
    verbose_name = "Panels"

    def ready(self) -> None:
        from throughcare.delivery.panels import models, states
        from throughcare.delivery.panels.queries import elsewhere, scope  # noqa: F401
        from throughcare.delivery.panels.queries.owed import owed as owed_to_panels
        from throughcare.foundation.access.permissions import Permission
        from throughcare.foundation.ports import changes, navigation, owed, parts, timeline
        from throughcare.foundation.ports.stored import held_in, keeps_state

        sees = frozenset({Permission.VIEW_COHORT})
        navigation.add_to_navigation("Panel", "panels", order=45, permissions=sees)
        navigation.add_to_navigation(
            "Actions", "panel_actions", order=46, permissions=frozenset({Permission.DO_PANEL_ACTION})
        )
        owed.provides_owed(owed_to_panels)
        changes.provides_changes(elsewhere.changes)
        parts.provides_part(parts.SERVICE_USER, elsewhere.part_of_person)
        timeline.provides_timeline(elsewhere.timeline_of_person)
        keeps_state("panel_meeting", held_in(models.Meeting), states.MEETING_TRANSITIONS)
        keeps_state("panel_case", held_in(models.PanelCase), states.CASE_TRANSITIONS)
        keeps_state("panel_action", held_in(models.PanelAction), states.ACTION_TRANSITIONS)
