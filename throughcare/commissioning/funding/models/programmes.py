"""A programme: its envelope, who funds it, its services, and what decisions allow."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q

from throughcare.commissioning.funding.rules.authority import Purpose
from throughcare.commissioning.funding.rules.splitting import Method
from throughcare.foundation.organisations.models import Organisation
from throughcare.foundation.record.guard import GuardedModel, GuardedQuerySet

YEAR = r"^20[0-9][0-9]/[0-9][0-9]$"


class Programme(GuardedModel):
    """Money set aside for one purpose over some years, led by one organisation. It is the fund of the ledger.

    ``envelope_pence`` is what the lead set aside of its own money, null while it is not known.
    """

    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=200)
    lead = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    envelope_pence = models.BigIntegerField(null=True, blank=True)
    from_year = models.CharField(max_length=7)
    to_year = models.CharField(max_length=7)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                name="programme_code_once",
                violation_error_message="Another programme already has this code.",
            ),
            models.CheckConstraint(
                condition=Q(to_year__gte=F("from_year")),
                name="programme_years_in_order",
                violation_error_message="A programme's last year cannot be before its first.",
            ),
            models.CheckConstraint(
                condition=Q(from_year__regex=YEAR) & Q(to_year__regex=YEAR),
                name="programme_years_written",
                violation_error_message="Financial years are written like 2022/23.",
            ),
            models.CheckConstraint(
                condition=Q(envelope_pence__isnull=True) | Q(envelope_pence__gte=0),
                name="programme_envelope_not_negative",
                violation_error_message="An envelope cannot be negative.",
            ),
        ]

    class Privacy:
        retention = "permanent"
        export = True
        fields = {
            "code": "operational",
            "name": "operational",
            "lead": "operational",
            "envelope_pence": "operational",
            "from_year": "operational",
            "to_year": "operational",
            "version": "operational",
        }


class EnvelopeChange(GuardedModel):
    """What the lead set aside from a moment on, null where it said that it is not known. A row never changes."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="envelope_changes")
    pence = models.BigIntegerField(null=True, blank=True)
    person_id = models.BigIntegerField(null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]

    class Privacy:
        retention = "permanent"
        export = True
        fields = {"programme": "operational", "pence": "operational", "person_id": "identifier", "at": "operational"}


class ProgrammeFunder(GuardedModel):
    """An organisation whose money is in a programme, and which may therefore see it."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="funders")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "organisation"],
                name="programme_funder_once",
                violation_error_message="This organisation already funds this programme.",
            )
        ]

    class Privacy:
        retention = "permanent"
        export = True
        fields = {"programme": "operational", "organisation": "operational"}


class FunderNameQuerySet(GuardedQuerySet):
    """Names by date."""

    def on(self, day: date) -> Any:
        """Those in force on a day."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=day), from_date__lte=day)


class FunderName(GuardedModel):
    """A name under which papers speak of a funder, over ``[from_date, until)``.

    It holds for one programme, or for all of them where none is named.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, null=True, blank=True, related_name="names")
    name = models.CharField(max_length=200)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    from_date = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = FunderNameQuerySet.as_manager()

    class Meta:
        ordering = ["name", "from_date", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "name", "from_date"],
                condition=Q(programme__isnull=False),
                name="funder_name_once_a_day",
                violation_error_message="This name already has a funder from that day.",
            ),
            models.UniqueConstraint(
                fields=["name", "from_date"],
                condition=Q(programme__isnull=True),
                name="funder_name_everywhere_once_a_day",
                violation_error_message="This name already has a funder from that day.",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("from_date")),
                name="funder_name_ends_after_it_starts",
                violation_error_message="A name must end after the day it starts.",
            ),
        ]

    class Privacy:
        retention = "permanent"
        export = True
        fields = {
            "programme": "operational",
            "name": "operational",
            "organisation": "operational",
            "from_date": "operational",
            "until": "operational",
        }


class Service(GuardedModel):
    """A service that a programme pays for. ``code`` is what accounts carry, ``label`` what papers print."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="services")
    code = models.SlugField(max_length=60)
    label = models.CharField(max_length=200)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "code"],
                name="service_code_once",
                violation_error_message="This programme already has a service with this code.",
            )
        ]

    class Privacy:
        retention = "permanent"
        export = True
        fields = {"programme": "operational", "code": "operational", "label": "operational"}


class SplitRule(GuardedModel):
    """How the cost of a service is shared between funders from a day on, so that every underspend has an owner.

    ``first`` is the funder that pays first (funder first) or the fixed sum (fixed sum); the others follow pro rata. A
    row never changes: it holds until the day from which the next one does, and of two from one day the later counts.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="split_rules")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    from_date = models.DateField()
    method = models.CharField(max_length=20, choices=[(one.value, one.value.replace("_", " ")) for one in Method])
    first = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    fixed_pence = models.BigIntegerField(null=True, blank=True)
    agreed_in = models.CharField(max_length=120, blank=True)
    person_id = models.BigIntegerField(null=True, blank=True)
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["service_id", "-from_date", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(method=Method.PRO_RATA) | Q(first__isnull=False),
                name="split_rule_names_funder",
                violation_error_message="Say which funder pays first or pays the fixed sum.",
            ),
            models.CheckConstraint(
                condition=~Q(method=Method.FIXED_SUM) | Q(fixed_pence__gte=0),
                name="split_rule_fixed_sum_stated",
                violation_error_message="Say what the fixed sum is.",
            ),
        ]

    class Privacy:
        retention = "permanent"
        export = True
        fields = {
            "programme": "operational",
            "service": "operational",
            "from_date": "operational",
            "method": "operational",
            "first": "operational",
            "fixed_pence": "operational",
            "agreed_in": "operational",
            "person_id": "identifier",
            "at": "operational",
        }


class ProgrammeDecision(GuardedModel):
    """A decision in effect that bears on a programme, in plain values.

    ``envelope_pence`` is what it takes of the lead's envelope. A later version of the same decision stands in
    ``replaced_by``. ``ended_on`` is the day since which it allows nothing more: it was amended or superseded.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="decisions")
    decision_id = models.BigIntegerField()
    reference = models.CharField(max_length=40)
    title = models.CharField(max_length=300)
    signed = models.DateField()
    envelope_pence = models.BigIntegerField(default=0)
    has_lines = models.BooleanField(default=True)
    replaced_by = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaces")
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["signed", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["decision_id"],
                name="programme_decision_once",
                violation_error_message="This decision has opened its budget lines already.",
            )
        ]

    class Privacy:
        retention = "permanent"
        export = True
        fields = {
            "programme": "operational",
            "decision_id": "operational",
            "reference": "operational",
            "title": "free_text",
            "signed": "operational",
            "envelope_pence": "operational",
            "has_lines": "operational",
            "replaced_by": "operational",
            "ended_on": "operational",
        }


class Authority(GuardedModel):
    """What one recommendation of a decision in effect allows, and how much; null where it states no sum.

    ``from_year`` and ``to_year`` are the financial years that it names, empty where it sets no bound; of a
    carry-forward the year out of which money may be carried.
    """

    decision = models.ForeignKey(ProgrammeDecision, on_delete=models.PROTECT, related_name="authorities")
    number = models.PositiveIntegerField()
    purpose = models.CharField(max_length=20, choices=[(one.value, one.value.replace("_", " ")) for one in Purpose])
    text = models.TextField(blank=True)
    pence = models.BigIntegerField(null=True, blank=True)
    is_cap = models.BooleanField(default=False)
    funder = models.CharField(max_length=200, blank=True)
    from_year = models.CharField(max_length=7, blank=True)
    to_year = models.CharField(max_length=7, blank=True)

    class Meta:
        ordering = ["decision_id", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "number"],
                name="authority_once",
                violation_error_message="This recommendation is remembered already.",
            )
        ]

    class Privacy:
        retention = "permanent"
        export = True
        fields = {
            "decision": "operational",
            "number": "operational",
            "purpose": "operational",
            "text": "free_text",
            "pence": "operational",
            "is_cap": "operational",
            "funder": "operational",
            "from_year": "operational",
            "to_year": "operational",
        }
