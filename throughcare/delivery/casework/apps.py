from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "throughcare.delivery.casework"
    label = "casework"
    verbose_name = "Casework"

    def ready(self) -> None:
        from datetime import timedelta

        from django.core.checks import register

        from throughcare.delivery.casework.actions import keep_casework
        from throughcare.delivery.casework.queries import scope  # noqa: F401
        from throughcare.delivery.casework.queries.instruments import words_are_sound
        from throughcare.delivery.casework.queries.overview import happened, part_of_referral
        from throughcare.delivery.casework.queries.owed import lines_due, owed
        from throughcare.delivery.casework.queries.risk import lines_today, owed_prompts
        from throughcare.foundation.access.permissions import Permission
        from throughcare.foundation.operations.facts import TAG
        from throughcare.foundation.ports import navigation, parts, timeline, today
        from throughcare.foundation.ports import owed as owed_port
        from throughcare.foundation.ports.regular_work import does_regularly

        register(words_are_sound, TAG)
        clinical = frozenset({Permission.VIEW_CLINICAL})
        counts = frozenset({Permission.VIEW_DELIVERY_COUNTS, Permission.SIGN_OFF_SUPERVISION})
        navigation.add_to_navigation("Supervision", "supervision", order=46, permissions=clinical)
        navigation.add_to_navigation("Questionnaires", "instruments", order=47, permissions=clinical)
        navigation.add_to_navigation("Outcomes", "outcomes", order=60, permissions=counts)
        owed_port.provides_owed(owed_prompts)
        owed_port.provides_owed(owed)
        today.provides_today(lines_today)
        today.provides_today(lines_due)
        parts.provides_part(parts.REFERRAL, part_of_referral)
        timeline.provides_timeline(happened)
        says = "Tell leads of risk answers nobody worked through, close codes, lapse referrals on, settle reports"
        does_regularly("keep_casework", says, every=timedelta(minutes=15), do=keep_casework)
        self.keep_states()

    def keep_states(self) -> None:
        """Registers where the states of casework are stored, for verifying them against the record."""
        from throughcare.delivery.casework import models, states
        from throughcare.foundation.ports.stored import held_in, keeps_state

        kept = {
            "questionnaire": models.Questionnaire,
            "risk_prompt": models.RiskPrompt,
            "assessment": models.Assessment,
            "plan": models.Plan,
            "joint_plan": models.JointPlan,
            "onward_referral": models.OnwardReferral,
            "closure_report": models.ClosureReport,
            "supervision": models.Supervision,
            "case_form": models.CaseForm,
        }
        for machine, model in kept.items():
            keeps_state(machine, held_in(model), states.MACHINES[machine])
