"""Organisations, the people who sign in, and who held which role where and when."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from throughcare.foundation.record.guard import GuardedModel, GuardedQuerySet


class Organisation(GuardedModel):
    """A body that takes part: funder, partner, provider, adviser.

    ``legal_entity`` names who can sign and be sued, which for a service or a region is somebody else ("London
    Probation" is the Secretary of State for Justice).
    """

    class Kind(models.TextChoices):
        POLICING_BODY = "policing_body", "Local policing body"
        PROBATION = "probation", "Probation"
        POLICE = "police", "Police"
        BOROUGH = "borough", "London borough"
        HEALTH = "health", "Health"
        PROVIDER = "provider", "Service provider"
        PROCUREMENT_ADMINISTRATOR = "procurement_administrator", "Procurement administrator"
        EVALUATOR = "evaluator", "Evaluator"
        OTHER = "other", "Other"

    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=30, choices=Kind.choices)
    legal_entity = models.CharField(max_length=200)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                name="organisation_code_once",
                violation_error_message="Another organisation already has this code.",
            )
        ]

    class Privacy:
        retention = "permanent"
        export = True
        fields = {"code": "operational", "name": "operational", "kind": "operational", "legal_entity": "operational"}

    def __str__(self) -> str:
        return self.name


class PersonManager(BaseUserManager["Person"]):
    """Finds people who sign in by e-mail address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    """Someone who signs in. Not guarded like other tables: the sign-in libraries write their own columns here."""

    email = models.EmailField()
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    last_seen_home = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = PersonManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.functions.Lower("email"),
                name="person_email_once",
                violation_error_message="Someone already signs in with this e-mail address.",
            )
        ]

    class Privacy:
        retention = "staff"
        export = True
        fields = {
            "password": "operational",
            "last_login": "operational",
            "email": "identifier",
            "name": "identifier",
            "is_active": "operational",
            "last_seen_home": "operational",
        }

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(GuardedQuerySet):
    """Memberships by date."""

    def on(self, day: date) -> Any:
        """Those in force on a day."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=day), from_date__lte=day)


class Membership(GuardedModel):
    """A role held in an organisation over ``[from_date, until)``.

    ``area`` narrows what is seen of people: a borough, a command unit, or "london" for all of it. Without one a role
    shows nobody by area.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=40)
    area = models.CharField(max_length=40, blank=True)
    from_date = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("from_date")),
                name="membership_ends_after_it_starts",
                violation_error_message="A role must end after the day it starts.",
            ),
            models.UniqueConstraint(
                fields=["person", "organisation", "role", "area", "from_date"],
                name="membership_once_a_day",
                violation_error_message="This person already has this role there from that day.",
            ),
        ]

    class Privacy:
        retention = "staff"
        export = True
        fields = {
            "person": "identifier",
            "organisation": "operational",
            "role": "operational",
            "area": "operational",
            "from_date": "operational",
            "until": "operational",
        }
