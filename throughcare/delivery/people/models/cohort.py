"""The cohort as a ledger of reasons: a stay, its entries, what is true beside its state, and transfers."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from throughcare.delivery.people import states
from throughcare.delivery.people.models.service_user import ServiceUser
from throughcare.foundation.record.guard import GuardedModel

OPEN = sorted(one.value for one in states.OPEN_STATES)
IN_COHORT = sorted(one.value for one in states.IN_COHORT)


class Nominal(GuardedModel):
    """One stay of a service user in an area's cohort, from being identified to its end.

    ``state`` is the fold of its events and of its ledger entries; ``rating``, ``rated_on`` and ``review_on`` those of
    its rating entries (empty until it is rated). ``since`` is the day from which the state holds. ``follows`` is the
    stay in another area that a transfer ended.
    """

    class Kind(models.TextChoices):
        FIXED = "fixed", "Fixed"
        FLEX = "flex", "Flex"
        FREE = "free", "Free"

    service_user = models.ForeignKey(ServiceUser, on_delete=models.PROTECT, related_name="stays")
    borough = models.CharField(max_length=40)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.FIXED)
    state = models.CharField(
        max_length=20, choices=[(one.value, one.value.replace("_", " ")) for one in states.Nominal]
    )
    since = models.DateField()
    rating = models.CharField(max_length=10, blank=True)
    rated_on = models.DateField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)
    nominated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    follows = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["borough", "state"], name="nominal_by_borough"),
            models.Index(fields=["state", "review_on"], name="nominal_by_review"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["service_user"],
                condition=Q(state__in=OPEN),
                name="nominal_one_open_stay",
                violation_error_message="This person is already in the cohort or put forward for it.",
            ),
            models.CheckConstraint(
                condition=Q(rating="", rated_on__isnull=True) | (~Q(rating="") & Q(rated_on__isnull=False)),
                name="nominal_rating_is_whole",
                violation_error_message="A rating needs the day from which it holds.",
            ),
        ]

    class Privacy:
        retention = "case"
        export = True
        fields = {
            "service_user": "identifier",
            "borough": "identifier",
            "kind": "criminal",
            "state": "criminal",
            "since": "criminal",
            "rating": "criminal",
            "rated_on": "criminal",
            "review_on": "operational",
            "nominated_by": "identifier",
            "follows": "operational",
            "version": "operational",
        }


class Overlay(GuardedModel):
    """Something dated that is true of a person beside their state, over ``[from_date, until)``: custody, recall, MARAC.

    ``kind`` is a row of ``reference/overlays.toml``; ``level`` such as a MAPPA category and level. One that was
    recorded in error is ``withdrawn`` and never held.
    """

    service_user = models.ForeignKey(ServiceUser, on_delete=models.PROTECT, related_name="overlays")
    kind = models.CharField(max_length=40)
    from_date = models.DateField()
    until = models.DateField(null=True, blank=True)
    level = models.CharField(max_length=60, blank=True)
    withdrawn = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-from_date", "id"]
        indexes = [models.Index(fields=["kind", "from_date"], name="overlay_by_kind")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("from_date")),
                name="overlay_ends_after_it_starts",
                violation_error_message="It must end after the day on which it starts.",
            ),
            models.UniqueConstraint(
                fields=["service_user", "kind"],
                condition=Q(until__isnull=True, withdrawn=False),
                name="overlay_open_once",
                violation_error_message="This is recorded already and has not ended.",
            ),
        ]

    class Privacy:
        retention = "case"
        export = True
        fields = {
            "service_user": "identifier",
            "kind": "criminal",
            "from_date": "criminal",
            "until": "criminal",
            "level": "criminal",
            "withdrawn": "operational",
            "version": "operational",
        }


class LedgerEntry(GuardedModel):
    """One line of the ledger: what happened, from which day it holds, when and by whom it was written, and why.

    Never changed or deleted: a mistake is mended by a later entry. ``state``, ``rating``, ``kind`` and ``borough`` are
    what the entry sets, empty where it leaves them. An entry about an overlay names it and has no ``nominal`` where the
    person is in no cohort.
    """

    service_user = models.ForeignKey(ServiceUser, on_delete=models.PROTECT, related_name="ledger")
    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, null=True, blank=True, related_name="entries")
    overlay = models.ForeignKey(Overlay, on_delete=models.PROTECT, null=True, blank=True, related_name="entries")
    what = models.CharField(max_length=40)
    on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    agency = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=60, blank=True)
    words = models.TextField(blank=True)
    state = models.CharField(max_length=20, blank=True)
    rating = models.CharField(max_length=10, blank=True)
    review_on = models.DateField(null=True, blank=True)
    kind = models.CharField(max_length=10, blank=True)
    borough = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["on", "id"]
        indexes = [models.Index(fields=["on"], name="ledger_by_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(nominal__isnull=False) | Q(overlay__isnull=False),
                name="ledger_entry_about_something",
                violation_error_message="A ledger entry is about a stay in the cohort or something beside it.",
            )
        ]

    class Privacy:
        retention = "case"
        export = True
        fields = {
            "service_user": "identifier",
            "nominal": "operational",
            "overlay": "operational",
            "what": "criminal",
            "on": "criminal",
            "at": "operational",
            "by": "identifier",
            "agency": "operational",
            "reason": "criminal",
            "words": "free_text",
            "state": "criminal",
            "rating": "criminal",
            "review_on": "operational",
            "kind": "criminal",
            "borough": "identifier",
        }


class Transfer(GuardedModel):
    """One area asking another to take a person over, or to hand one over, and the answer.

    ``nominal`` is null for a person who is in no cohort.
    """

    class Side(models.TextChoices):
        SENDING = "sending", "The area that has them"
        RECEIVING = "receiving", "The area that wants them"

    service_user = models.ForeignKey(ServiceUser, on_delete=models.PROTECT, related_name="transfers")
    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, null=True, blank=True, related_name="transfers")
    from_borough = models.CharField(max_length=40)
    to_borough = models.CharField(max_length=40)
    asked_by_side = models.CharField(max_length=10, choices=Side.choices, default=Side.SENDING)
    state = models.CharField(
        max_length=20,
        choices=[(one.value, one.value.replace("_", " ")) for one in states.Transfer],
        default=states.Transfer.ASKED,
    )
    reason = models.CharField(max_length=60)
    words = models.TextField(blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    due = models.DateField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-asked_at", "-id"]
        indexes = [models.Index(fields=["state", "to_borough"], name="transfer_waiting")]
        constraints = [
            models.UniqueConstraint(
                fields=["service_user"],
                condition=Q(state="asked"),
                name="transfer_one_at_a_time",
                violation_error_message="A transfer of this person is waiting for an answer already.",
            ),
            models.CheckConstraint(
                condition=~Q(from_borough=F("to_borough")),
                name="transfer_between_two",
                violation_error_message="A transfer goes to another borough.",
            ),
        ]

    class Privacy:
        retention = "case"
        export = True
        fields = {
            "service_user": "identifier",
            "nominal": "operational",
            "from_borough": "identifier",
            "to_borough": "identifier",
            "asked_by_side": "operational",
            "state": "operational",
            "reason": "criminal",
            "words": "free_text",
            "asked_by": "identifier",
            "asked_at": "operational",
            "due": "operational",
            "answer": "free_text",
            "answered_by": "identifier",
            "answered_at": "operational",
            "version": "operational",
        }
