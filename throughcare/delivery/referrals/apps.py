from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "throughcare.delivery.referrals"
    label = "referrals"
    verbose_name = "Referrals"

    def ready(self) -> None:
        from datetime import timedelta

        from throughcare.delivery.referrals import models
        from throughcare.delivery.referrals.actions import keep_referrals
        from throughcare.delivery.referrals.queries import elsewhere, scope  # noqa: F401
        from throughcare.delivery.referrals.queries.consultations import asks_or_gives
        from throughcare.delivery.referrals.queries.explaining import led_to_referrals
        from throughcare.delivery.referrals.queries.owed import owed as owed_referrals
        from throughcare.delivery.referrals.queries.services import every_step
        from throughcare.foundation.access.permissions import Permission
        from throughcare.foundation.ports import changes, led_to, navigation, owed, parts, timeline
        from throughcare.foundation.ports.regular_work import does_regularly
        from throughcare.foundation.ports.stored import held_in, keeps_state

        add = navigation.add_to_navigation
        add("Referrals", "referrals", order=40, permissions=frozenset({Permission.REFER}))
        add("Inbox", "inbox", order=41, permissions=frozenset({Permission.TRIAGE_REFERRAL}))
        add("Waiting", "waiting", order=42, permissions=frozenset({Permission.TRIAGE_REFERRAL, Permission.WORK_CASE}))
        add("Caseload", "caseload", order=43, permissions=frozenset({Permission.WORK_CASE}))
        advised = frozenset({Permission.REFER, Permission.WORK_CASE})
        add("Advice", "consultations", order=44, permissions=advised, shown=asks_or_gives)
        add("Delivery", "delivery_counts", order=45, permissions=frozenset({Permission.VIEW_DELIVERY_COUNTS}))
        owed.provides_owed(owed_referrals)
        parts.provides_part(parts.SERVICE_USER, elsewhere.services_of)
        timeline.provides_timeline(elsewhere.happened_to)
        led_to.provides_led_to(led_to_referrals)
        changes.provides_changes(elsewhere.changed)
        says = "Delete stale drafts, close cases of people who died, take unread reports as read"
        does_regularly("keep_referrals", says, every=timedelta(hours=1), do=keep_referrals)
        keeps_state("referral", held_in(models.Referral), every_step, may_go=frozenset({"draft"}))
        keeps_state("consultation", held_in(models.Consultation), {})
        keeps_state("case_transfer", held_in(models.Transfer), {})
