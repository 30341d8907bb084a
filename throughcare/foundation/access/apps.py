from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "throughcare.foundation.access"
    label = "access"
    verbose_name = "Access"

    def ready(self) -> None:
        from throughcare.foundation.access.permissions import Permission
        from throughcare.foundation.access.queries import owed_reviews
        from throughcare.foundation.ports.navigation import add_to_navigation
        from throughcare.foundation.ports.owed import provides_owed

        add_to_navigation("Home", "home", order=0, permissions=frozenset(Permission))
        reviewers = frozenset({Permission.REVIEW_BREAK_GLASS})
        add_to_navigation("Break-glass", "break_glass_openings", order=80, permissions=reviewers)
        add_to_navigation("The record", "record", order=85, permissions=frozenset({Permission.VIEW_RECORD}))
        add_to_navigation("Who signs in", "people", order=90, permissions=frozenset({Permission.MANAGE_PEOPLE}))
        provides_owed(owed_reviews)
