"""What a referrer wrote: the content of a referral, and until it is sent the whole of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from throughcare.delivery.people.models import ServiceUser
from throughcare.delivery.referrals.models.referral import Referral
from throughcare.foundation.record.guard import GuardedModel
from throughcare.foundation.record.once import RECEIPT_FIELDS, FormReceipt, receipt_once


class Answer(models.TextChoices):
    """Yes, no, or not known, which is never taken for no."""

    YES = "yes", "Yes"
    NO = "no", "No"
    NOT_KNOWN = "not_known", "Not known"


class ReferralForm(GuardedModel):
    """One referral's content. A draft holds all its personal data here, so that deleting it deletes all of it.

    ``crn`` to ``new_borough`` are about somebody who is not on record yet, and are emptied when the referral is sent.
    ``answers`` are to the questions of the service's definition. ``despite`` says why it is sent although the rule says
    that it does not fit. ``told`` is what the eligibility rule said when it was sent: the judgement, its lines, the
    facts it used, the likely tier and the wait. ``touched`` has the version at which each field last changed, so that
    two who write at once clash only where they wrote the same.
    """

    referral = models.OneToOneField(Referral, on_delete=models.CASCADE, related_name="form")
    crn = models.CharField(max_length=20, blank=True)
    given_name = models.CharField(max_length=100, blank=True)
    family_name = models.CharField(max_length=100, blank=True)
    date_of_birth = models.DateField(null=True, blank=True)
    gender = models.CharField(max_length=20, choices=ServiceUser.Gender.choices, blank=True)
    new_borough = models.CharField(max_length=40, blank=True)
    crisis_checked_at = models.DateTimeField(null=True, blank=True)
    answers = models.JSONField(default=dict, blank=True)
    needs = models.JSONField(default=list, blank=True)
    linked_to_offending = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    linked_to_harm = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    substance_use = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    reason = models.TextField(blank=True)
    despite = models.TextField(blank=True)
    place = models.CharField(max_length=10, choices=[("community", "Community"), ("custody", "Custody")], blank=True)
    establishment = models.CharField(max_length=100, blank=True)
    release_on = models.DateField(null=True, blank=True)
    release_unknown = models.CharField(max_length=300, blank=True)
    contact = models.TextField(blank=True)
    interpreter = models.CharField(max_length=60, blank=True)
    access_needs = models.TextField(blank=True)
    unavailable = models.TextField(blank=True)
    safety = models.JSONField(default=list, blank=True)
    safety_words = models.TextField(blank=True)
    told = models.JSONField(default=dict, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    changed_at = models.DateTimeField()
    touched = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Privacy:
        retention = "case"
        export = True
        fields = {
            "referral": "operational",
            "crn": "identifier",
            "given_name": "identifier",
            "family_name": "identifier",
            "date_of_birth": "identifier",
            "gender": "identifier",
            "new_borough": "identifier",
            "crisis_checked_at": "operational",
            "answers": "special_category",
            "needs": "special_category",
            "linked_to_offending": "criminal",
            "linked_to_harm": "criminal",
            "substance_use": "special_category",
            "reason": "free_text",
            "despite": "free_text",
            "place": "criminal",
            "establishment": "criminal",
            "release_on": "criminal",
            "release_unknown": "free_text",
            "contact": "free_text",
            "interpreter": "special_category",
            "access_needs": "free_text",
            "unavailable": "free_text",
            "safety": "criminal",
            "safety_words": "free_text",
            "told": "special_category",
            "changed_by": "identifier",
            "changed_at": "operational",
            "touched": "operational",
            "version": "operational",
        }


class Receipt(FormReceipt):
    """That a form about a referral was acted on."""

    class Meta(FormReceipt.Meta):
        abstract = False
        constraints = [receipt_once("referral_receipt_once")]

    class Privacy:
        retention = "case"
        export = False
        fields = RECEIPT_FIELDS
