"""A person in the cohort or a service, the names and numbers they are known by, and who may see a restricted record."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from throughcare.foundation.record.guard import GuardedModel


class ServiceUser(GuardedModel):
    """One person across agencies. "Service user" is the word of PCD 1291; ``Person`` is someone who signs in.

    ``borough`` is where they are managed. A restricted record is seen only by those named in ``RestrictedAccess``.
    A record merged into another keeps its history and is shown nowhere of its own: ``merged_into`` is always the record
    that stands, never one that was merged itself.
    """

    class Gender(models.TextChoices):
        FEMALE = "female", "Female"
        MALE = "male", "Male"
        ANOTHER = "another", "Another"
        NOT_KNOWN = "not_known", "Not known"

    given_name = models.CharField(max_length=100)
    family_name = models.CharField(max_length=100)
    date_of_birth = models.DateField(null=True, blank=True)
    gender = models.CharField(max_length=20, choices=Gender.choices, default=Gender.NOT_KNOWN)
    borough = models.CharField(max_length=40)
    died_on = models.DateField(null=True, blank=True)
    is_restricted = models.BooleanField(default=False)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged")
    added_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["family_name", "given_name", "id"]
        indexes = [
            models.Index(fields=["family_name", "given_name"], name="service_user_by_name"),
            models.Index(fields=["borough", "family_name"], name="service_user_by_borough"),
            models.Index(fields=["date_of_birth"], name="service_user_by_birth"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="service_user_merged_into_another",
                violation_error_message="A record cannot be merged into itself.",
            ),
            models.CheckConstraint(
                condition=Q(died_on__isnull=True) | Q(date_of_birth__isnull=True) | Q(died_on__gte=F("date_of_birth")),
                name="service_user_died_after_birth",
                violation_error_message="The date of death is before the date of birth.",
            ),
        ]

    class Privacy:
        retention = "case"
        export = True
        fields = {
            "given_name": "identifier",
            "family_name": "identifier",
            "date_of_birth": "identifier",
            "gender": "identifier",
            "borough": "identifier",
            "died_on": "identifier",
            "is_restricted": "operational",
            "merged_into": "operational",
            "added_at": "operational",
            "version": "operational",
        }

    @property
    def name(self) -> str:
        """Given name and family name."""
        return f"{self.given_name} {self.family_name}"

    @property
    def standing(self) -> ServiceUser:
        """The record that stands for this person: this one, or the one that it was merged into."""
        return self.merged_into or self


class Alias(GuardedModel):
    """Another name that a person is or was known by."""

    service_user = models.ForeignKey(ServiceUser, on_delete=models.PROTECT, related_name="aliases")
    given_name = models.CharField(max_length=100, blank=True)
    family_name = models.CharField(max_length=100)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["family_name", "given_name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["service_user", "given_name", "family_name"],
                name="alias_once",
                violation_error_message="This name is recorded already.",
            )
        ]

    class Privacy:
        retention = "case"
        export = True
        fields = {
            "service_user": "identifier",
            "given_name": "identifier",
            "family_name": "identifier",
            "added_at": "operational",
        }


class NameKey(GuardedModel):
    """A key under which a person's names are found: how a part of a name sounds, or how it begins."""

    service_user = models.ForeignKey(ServiceUser, on_delete=models.PROTECT, related_name="name_keys")
    key = models.CharField(max_length=16)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key", "service_user"],
                name="name_key_once",
                violation_error_message="This name is in the index already.",
            )
        ]

    class Privacy:
        retention = "case"
        export = False
        fields = {"service_user": "identifier", "key": "identifier"}


class Identifier(GuardedModel):
    """A number that an agency knows a person by. ``value`` is stored in its one written form.

    ``clash`` is 0, or counts on where another record holds the same number that whoever added this one may not know
    of: refusing it would have told them. Such a pair becomes a proposed duplicate for those who may see both.
    """

    class Kind(models.TextChoices):
        CRN = "crn", "CRN (probation)"
        PNC = "pnc", "PNC ID (police)"
        CRO = "cro", "CRO number (police)"
        NOMIS = "nomis", "NOMIS number (prison)"
        NHS = "nhs", "NHS number"

    service_user = models.ForeignKey(ServiceUser, on_delete=models.PROTECT, related_name="identifiers")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    value = models.CharField(max_length=30)
    clash = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["kind", "value", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "value", "clash"],
                name="identifier_once",
                violation_error_message="Another record already has this number.",
            )
        ]

    class Privacy:
        retention = "case"
        export = True
        fields = {
            "service_user": "identifier",
            "kind": "operational",
            "value": "identifier",
            "clash": "operational",
        }


class RestrictedAccess(GuardedModel):
    """Somebody who may see a restricted record, over ``[from_at, until)``, and why."""

    service_user = models.ForeignKey(ServiceUser, on_delete=models.PROTECT, related_name="named_access")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    from_at = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["person", "service_user"], name="restricted_access_by_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("from_at")),
                name="restricted_access_ends_after_it_starts",
                violation_error_message="Access must end after it starts.",
            ),
            models.UniqueConstraint(
                fields=["service_user", "person"],
                condition=Q(until__isnull=True),
                name="restricted_access_named_once",
                violation_error_message="This person is named already.",
            ),
        ]

    class Privacy:
        retention = "case"
        export = False
        fields = {
            "service_user": "identifier",
            "person": "identifier",
            "reason": "free_text",
            "from_at": "operational",
            "until": "operational",
            "named_by": "identifier",
        }


class IdentityChange(GuardedModel):
    """What was changed about who a person is, from what to what, why and by whom. Never changed itself."""

    service_user = models.ForeignKey(ServiceUser, on_delete=models.PROTECT, related_name="identity_changes")
    what = models.CharField(max_length=40)
    old = models.CharField(max_length=250, blank=True)
    new = models.CharField(max_length=250, blank=True)
    words = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    agency = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]

    class Privacy:
        retention = "case"
        export = True
        fields = {
            "service_user": "identifier",
            "what": "operational",
            "old": "identifier",
            "new": "identifier",
            "words": "free_text",
            "by": "identifier",
            "agency": "operational",
            "at": "operational",
        }
