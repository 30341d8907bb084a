from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "throughcare.delivery.people"
    label = "people"
    verbose_name = "People"

    def ready(self) -> None:
        from throughcare.delivery.people import models, states
        from throughcare.delivery.people.actions.importing import SERVICE_USERS
        from throughcare.delivery.people.queries import scope  # noqa: F401
        from throughcare.delivery.people.queries.known import names_among
        from throughcare.delivery.people.queries.owed import owed as owed_on_people
        from throughcare.delivery.people.queries.stays import ratings_held
        from throughcare.delivery.people.queries.timeline import timeline_of_cohort
        from throughcare.foundation.access.permissions import Permission
        from throughcare.foundation.ports import importing, known_names, navigation, owed, timeline
        from throughcare.foundation.ports.stored import held_in, keeps_state

        manage = frozenset({Permission.VIEW_COHORT})
        navigation.add_to_navigation("Cohort", "cohort", order=10, permissions=manage)
        finds = frozenset({Permission.VIEW_COHORT, Permission.REFER})
        navigation.add_to_navigation("Find a person", "find_person", order=12, permissions=finds)
        owed.provides_owed(owed_on_people)
        timeline.provides_timeline(timeline_of_cohort)
        known_names.knows_names(names_among)
        importing.imports(SERVICE_USERS)
        keeps_state("nominal", held_in(models.Nominal), states.NOMINAL_TRANSITIONS)
        keeps_state("rating", ratings_held, states.RATING_TRANSITIONS, first="unrated")
        keeps_state("duplicate", held_in(models.DuplicatePair), states.DUPLICATE_TRANSITIONS)
        keeps_state("transfer", held_in(models.Transfer), states.TRANSFER_TRANSITIONS)
        keeps_state("challenge", held_in(models.Challenge), states.CHALLENGE_TRANSITIONS)
