"""Forms of the steps of a referral, and of who works it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from throughcare.delivery.referrals.models import Consultation, Outreach
from throughcare.delivery.referrals.queries.caseload import Load
from throughcare.delivery.services.rules.definition import Reason, ServiceDefinition
from throughcare.foundation.ui.fields import DateField3, FormKeyField, ProseField
from throughcare.foundation.ui.words import count

Choices = Iterable[tuple[str, str]]
WORDS_LIMIT = 20_000


def radios(label: str, choices: Choices, *, required: bool = True, hint: str = "") -> forms.ChoiceField:
    """One of several, as big targets."""
    return forms.ChoiceField(
        label=label, choices=list(choices), widget=forms.RadioSelect, required=required, help_text=hint
    )


class TakeForm(forms.Form):
    """A step: a reason of its list, words, a day of review, another route, as far as the step asks for them."""

    def __init__(self, *args: Any, reasons: Sequence[Reason], asks: frozenset[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if reasons:
            self.fields["reason"] = radios("Reason", [(one.code, _capital(one.means)) for one in reasons])
        if len(reasons) == 1:
            self.fields["reason"].initial = reasons[0].code
        self.fields["words"] = ProseField(
            label="In your own words",
            limit=WORDS_LIMIT,
            required="words" in asks,
            help_text="The service and the referrer both read this: nothing clinical.",
        )
        if "alternative" in asks:
            self.fields["alternative"] = ProseField(
                label="What could help instead",
                limit=2000,
                help_text="Another service or route, or that there is none. The referrer is told.",
            )
        if "review_on" in asks:
            self.fields["review_on"] = DateField3(
                label="When is this looked at again?", help_text="Within half a year."
            )


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


class WorkerForm(forms.Form):
    """Who is to have it: those with most room first."""

    def __init__(self, *args: Any, loads: Sequence[Load], optional: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(one.worker_id), one.name) for one in loads]
        if optional:
            choices = [("0", optional), *choices]
        self.fields["worker"] = radios("Worker", choices)
        field: Any = self.fields["worker"]
        field.hints = {str(one.worker_id): hint_of(one) for one in loads}


def hint_of(load: Load) -> str:
    """What somebody carries, in words."""
    room = f"room for {load.room}" if load.room > 0 else "no room"
    parts = [f"{count(len(load.cases), 'case')}, weight {load.weight} of {load.full}: {room}"]
    return ". ".join([*parts, load.away] if load.away else parts)


class AcceptForm(WorkerForm):
    """Accepted: at which depth, and who has it, or onto the waiting list."""

    def __init__(self, *args: Any, loads: Sequence[Load], definition: ServiceDefinition, **kwargs: Any) -> None:
        super().__init__(*args, loads=loads, optional="Nobody yet: put it on the waiting list", **kwargs)
        if len(definition.tiers) > 1:
            tiers = radios("At which depth?", [(one.id, one.name) for one in definition.tiers])
            tiers.hints = {one.id: one.means for one in definition.tiers}  # type: ignore[attr-defined]
            self.fields = {"tier": tiers, **self.fields}
        self.fields["worker"].initial = "0"


class ChangeWorkerForm(WorkerForm):
    """Another worker, and why."""

    def __init__(self, *args: Any, reasons: Sequence[Reason], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"] = radios("Why", [(one.code, _capital(one.means)) for one in reasons])


class CoverForm(forms.Form):
    """Who is away, who covers, and from when until when."""

    absent = forms.ChoiceField(label="Who is away")
    covering = forms.ChoiceField(label="Who covers their cases")
    from_date = DateField3(label="First day away")
    until = DateField3(label="First day back")
    reason = forms.ChoiceField(label="Why", widget=forms.RadioSelect)

    def __init__(self, *args: Any, workers: Choices, reasons: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [("", "Choose one"), *workers]
        fields: Any = self.fields
        fields["absent"].choices = fields["covering"].choices = people
        fields["reason"].choices = list(reasons)


class EndCoverForm(forms.Form):
    """When cover ends early."""

    until = DateField3(
        label="First day back", help_text="Today or earlier ends it now; before it began, it is taken away."
    )


class OfferForm(forms.Form):
    """Where a case is offered, why, and what the other side has to know."""

    to = forms.ChoiceField(label="To which provider and service", widget=forms.RadioSelect)
    reason = forms.ChoiceField(label="Why", widget=forms.RadioSelect)
    words = ProseField(label="What they have to know to decide", limit=WORDS_LIMIT, help_text="Nothing clinical.")

    def __init__(self, *args: Any, targets: Choices, reasons: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["to"].choices, fields["reason"].choices = list(targets), list(reasons)


class AnswerOfferForm(forms.Form):
    """Taken over, or refused with a reason."""

    answer = radios("Do you take the case over?", [("yes", "Yes: it begins here as accepted"), ("no", "No")])
    reason = forms.ChoiceField(label="If not, why", widget=forms.RadioSelect, required=False)
    words = ProseField(label="Anything to add", limit=WORDS_LIMIT, required=False)

    def __init__(self, *args: Any, reasons: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["reason"]
        field.choices = list(reasons)


class ReasonForm(forms.Form):
    """A reason only."""

    reason = forms.ChoiceField(label="Why", widget=forms.RadioSelect)

    def __init__(self, *args: Any, reasons: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["reason"]
        field.choices = list(reasons)


class HandOverForm(forms.Form):
    """Who leaves, and who takes their referrals."""

    from_ = forms.ChoiceField(label="Who leaves")
    to = forms.ChoiceField(label="Who takes over their referrals")

    def __init__(self, *args: Any, leavers: Choices, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["from_"].choices = [("", "Choose one"), *leavers]
        fields["to"].choices = [("", "Choose one"), *people]


class OutreachForm(forms.Form):
    """One attempt to reach somebody."""

    key = FormKeyField()
    on = DateField3(label="When")
    mode = radios("How", Outreach.Mode.choices)
    outcome = radios("What came of it", Outreach.Outcome.choices)
    words = ProseField(
        label="Anything to remember",
        limit=10_000,
        required=False,
        help_text="The referrer may read this: nothing clinical.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AdviceForm(forms.Form):
    """What was advised, in under a minute."""

    topics = forms.MultipleChoiceField(label="About", widget=forms.CheckboxSelectMultiple)
    minutes = forms.IntegerField(
        label="Minutes",
        min_value=1,
        max_value=480,
        initial=15,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3"}),
    )
    advice = ProseField(
        label="What was advised",
        limit=10_000,
        required=False,
        help_text="Whoever asked reads this: nothing clinical that they may not know.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    outcome = radios("What followed", Consultation.Outcome.choices)

    def __init__(self, *args: Any, definition: ServiceDefinition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["topics"]
        field.choices = [(one.code, one.means) for one in definition.topics]


class LogAdviceForm(AdviceForm):
    """Advice that was given without having been asked for here: who asked comes first."""

    key = FormKeyField()
    asker = forms.ChoiceField(label="Who asked")
    crn = forms.CharField(
        label="CRN, if they named the person",
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "govuk-input--width-10"}),
    )
    is_apart = forms.BooleanField(label="This was apart from the question that waits", required=False)
    field_order = ("key", "asker", "crn", "topics", "minutes", "advice", "outcome", "is_apart")

    def __init__(self, *args: Any, askers: Choices, is_of_case: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["asker"]
        field.choices = [("", "Choose one"), *askers]
        if is_of_case:
            del self.fields["crn"]
        if not self.data.get("is_apart"):
            self.fields["is_apart"].widget = forms.HiddenInput()

    def add_error(self, field: str | None, error: Any) -> None:
        """Shows the box that lets it through where a question was found to wait, and nowhere else."""
        if field == "is_apart":
            self.fields[field].widget = forms.CheckboxInput()
        super().add_error(field, error)


class AskAdviceForm(forms.Form):
    """A question to a service, naming the person or not."""

    key = FormKeyField()
    service = forms.ChoiceField(label="Which service", widget=forms.RadioSelect)
    crn = forms.CharField(
        label="CRN, if you want to name the person",
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "govuk-input--width-10"}),
    )
    borough = forms.ChoiceField(label="Borough", help_text="Only where you name nobody.", required=False)
    question = ProseField(label="What do you want to know?", limit=10_000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, services: Choices, boroughs: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["service"].choices = list(services)
        fields["borough"].choices = [("", "Choose one"), *boroughs]


class RateForm(forms.Form):
    """How useful advice was."""

    rating = radios(
        "Did it help?",
        [("5", "5: very much"), ("4", "4: yes"), ("3", "3: a little"), ("2", "2: hardly"), ("1", "1: not at all")],
    )
    words = ProseField(label="Anything to add", limit=10_000, required=False, widget=forms.Textarea(attrs={"rows": 3}))


class PersonForm(forms.Form):
    """Whom a referral from advice is about."""

    crn = forms.CharField(
        label="CRN",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "govuk-input--width-10"}),
    )
