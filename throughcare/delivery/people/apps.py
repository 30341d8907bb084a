from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "throughcare.delivery.people"
    label = "people"
    verbose_name = "People"

    def ready(self) -> None:
        from throughcare.delivery.people.actions.importing import SERVICE_USERS
        from throughcare.delivery.people.queries import scope  # noqa: F401
        from throughcare.delivery.people.queries.known import names_among
        from throughcare.delivery.people.queries.owed import owed as owed_on_people
        from throughcare.delivery.people.queries.timeline import timeline_of_cohort
        from throughcare.foundation.access.permissions import Permission
        from throughcare.foundation.ports import importing, known_names, navigation, owed, timeline

        manage = frozenset({Permission.VIEW_COHORT})
        navigation.add_to_navigation("Cohort", "cohort", order=10, permissions=manage)
        finds = frozenset({Permission.VIEW_COHORT, Permission.REFER})
        navigation.add_to_navigation("Find a person", "find_person", order=12, permissions=finds)
        owed.provides_owed(owed_on_people)
        timeline.provides_timeline(timeline_of_cohort)
        known_names.knows_names(names_among)
        importing.imports(SERVICE_USERS)
