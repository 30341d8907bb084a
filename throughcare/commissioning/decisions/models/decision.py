"""The decision itself, its kept versions and its confidential part."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from throughcare.commissioning.decisions import states
from throughcare.foundation.organisations.models import Organisation
from throughcare.foundation.record.guard import GuardedModel

PERSON = settings.AUTH_USER_MODEL
SIGNED = sorted(str(one) for one in states.SIGNED_STATES)


def choices_of(values: type[states.Effect] | type[states.Publication] | type[states.Advice]) -> list[tuple[str, str]]:
    """The states of a machine as Django choices."""
    return [(value.value, value.value.replace("_", " ")) for value in values]


class Decision(GuardedModel):
    """A decision paper and where it stands.

    ``content`` is the structured paper (``rules/paper.py``) as JSON; a trigger refuses to change it once it is signed.
    ``version`` counts every saved change. What search looks up stands in ``SearchWord``.
    """

    slug = models.SlugField(max_length=80)
    reference = models.CharField(max_length=40)
    title = models.CharField(max_length=300)
    summary = models.TextField(blank=True)
    programme = models.CharField(max_length=60, blank=True)
    content = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="decisions")
    shared_with = models.ManyToManyField(Organisation, blank=True, related_name="decisions_shared")
    author = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    effect = models.CharField(max_length=20, choices=choices_of(states.Effect), default=states.Effect.DRAFT.value)
    publication = models.CharField(
        max_length=20, choices=choices_of(states.Publication), default=states.Publication.TO_BE_PUBLISHED.value
    )
    since = models.DateTimeField()
    reason = models.TextField(blank=True)
    decision_maker = models.CharField(max_length=120, blank=True)
    signed_on = models.DateField(null=True, blank=True)
    published_on = models.DateField(null=True, blank=True)
    deferred_until = models.DateField(null=True, blank=True)
    deferral_reason = models.TextField(blank=True)
    exemption = models.CharField(max_length=20, blank=True)
    rationale = models.TextField(blank=True)
    is_historical = models.BooleanField(default=False)
    amends = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="amendments")
    amendment_says = models.TextField(blank=True)

    class Meta:
        ordering = ["-signed_on", "-id"]
        indexes = [
            models.Index(fields=["publication", "-signed_on"], name="decision_register"),
            models.Index(fields=["publication", "decision_maker"], name="decision_register_maker"),
            models.Index(fields=["programme"], name="decision_programme"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["reference"],
                condition=~Q(reference=""),
                name="decision_reference_once",
                violation_error_message="Another decision already has this reference.",
            ),
            models.UniqueConstraint(
                fields=["slug"],
                name="decision_slug_once",
                violation_error_message="Another decision already has this address.",
            ),
            models.CheckConstraint(
                condition=~Q(effect__in=SIGNED) | Q(signed_on__isnull=False) | Q(is_historical=True),
                name="decision_signed_has_date",
                violation_error_message="A signed decision has the date of its signature.",
            ),
            models.CheckConstraint(
                condition=~Q(publication=states.Publication.PUBLISHED.value)
                | Q(effect__in=SIGNED, published_on__isnull=False),
                name="decision_published_is_signed",
                violation_error_message="Only a signed decision is published, on a date.",
            ),
            models.CheckConstraint(
                condition=~Q(publication=states.Publication.DEFERRED.value)
                | (Q(deferred_until__isnull=False) & ~Q(deferral_reason="")),
                name="decision_deferral_is_whole",
                violation_error_message="A deferral has a reason and a date.",
            ),
            models.CheckConstraint(
                condition=~Q(publication=states.Publication.PART_2.value)
                | (Q(effect__in=SIGNED) & ~Q(exemption="") & ~Q(rationale="")),
                name="decision_part_2_is_whole",
                violation_error_message="Part 2 rests on an exemption with its rationale.",
            ),
            models.CheckConstraint(
                condition=Q(amends__isnull=True) | ~Q(amends=F("id")),
                name="decision_amends_another",
                violation_error_message="A decision cannot amend itself.",
            ),
        ]

    class Privacy:
        retention = "permanent"
        export = True
        fields = dict.fromkeys(
            [
                "slug",
                "reference",
                "title",
                "programme",
                "version",
                "organisation",
                "shared_with",
                "effect",
                "publication",
                "since",
                "decision_maker",
                "signed_on",
                "published_on",
                "deferred_until",
                "exemption",
                "is_historical",
                "amends",
            ],
            "operational",
        ) | {
            "summary": "free_text",
            "content": "free_text",
            "author": "identifier",
            "reason": "free_text",
            "deferral_reason": "free_text",
            "rationale": "free_text",
            "amendment_says": "free_text",
        }

    def __str__(self) -> str:
        return self.reference or self.title


class SearchWord(GuardedModel):
    """One word of one published paper: what the register looks up. Written once, since a signed paper never changes."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="search_words")
    word = models.CharField(max_length=60)

    class Meta:
        indexes = [
            models.Index(
                fields=["word", "decision"], name="search_word_prefix", opclasses=["varchar_pattern_ops", "int8_ops"]
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["word", "decision"],
                name="search_word_once",
                violation_error_message="This word of the paper is indexed already.",
            )
        ]

    class Privacy:
        retention = "permanent"
        export = False
        fields = {"decision": "operational", "word": "operational"}


class PaperVersion(GuardedModel):
    """A paper as it was when it was kept: at each step, and whenever someone asked. Append-only.

    ``report`` is what the checker said of it then.
    """

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    report = models.JSONField(default=dict)
    kept_because = models.CharField(max_length=60)
    kept_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    kept_at = models.DateTimeField()

    class Meta:
        ordering = ["number", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "number"],
                name="paper_version_once",
                violation_error_message="This version was kept already.",
            )
        ]

    class Privacy:
        retention = "permanent"
        export = True
        fields = {
            "decision": "operational",
            "number": "operational",
            "content": "free_text",
            "report": "operational",
            "kept_because": "operational",
            "kept_by": "identifier",
            "kept_at": "operational",
        }


class PartTwo(GuardedModel):
    """The confidential part of a paper, in its own compartment: exemption, rationale and words.

    ``version`` counts every save; a trigger refuses to write or change it once the paper is signed.
    """

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="part_two")
    exemption = models.CharField(max_length=20)
    rationale = models.TextField(max_length=4000)
    words = models.TextField(max_length=50_000)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(exemption="") & ~Q(rationale=""),
                name="part_two_rests_on_exemption",
                violation_error_message="Part 2 rests on an exemption with its rationale.",
            )
        ]

    class Privacy:
        retention = "permanent"
        export = False
        fields = {
            "decision": "operational",
            "exemption": "operational",
            "rationale": "free_text",
            "words": "free_text",
            "version": "operational",
        }
