from django.apps import AppConfig


class AppointmentsConfig(AppConfig):
    name = "throughcare.delivery.appointments"
    label = "appointments"
    verbose_name = "Appointments"

    def ready(self) -> None:
        from datetime import timedelta

        from throughcare.delivery.appointments import models, states
        from throughcare.delivery.appointments.actions import send_regularly
        from throughcare.delivery.appointments.queries import scope, telling  # noqa: F401
        from throughcare.delivery.appointments.queries.today import lines
        from throughcare.foundation.access.permissions import Permission
        from throughcare.foundation.ports import changes, navigation, owed, parts, timeline, today
        from throughcare.foundation.ports.regular_work import does_regularly
        from throughcare.foundation.ports.stored import held_in, keeps_state

        works, books = Permission.WORK_CASE, Permission.TRIAGE_REFERRAL
        navigation.add_to_navigation("Today", "today", order=10, permissions=frozenset({works}))
        navigation.add_to_navigation("Week", "week", order=12, permissions=frozenset({works, books}))
        today.provides_today(lines)
        owed.provides_owed(telling.owed)
        changes.provides_changes(telling.changed)
        parts.provides_part(parts.REFERRAL, telling.case_part)
        parts.provides_part(parts.SERVICE_USER, telling.person_part)
        timeline.provides_timeline(telling.timeline)
        says = "Send reminders, tell buddies of colleagues overdue from a visit alone"
        does_regularly("send_messages", says, every=timedelta(minutes=5), do=send_regularly)
        keeps_state("appointment", held_in(models.Appointment), states.APPOINTMENT_TRANSITIONS)
        keeps_state("lone_visit", held_in(models.LoneVisit), states.LONE_VISIT_TRANSITIONS)
