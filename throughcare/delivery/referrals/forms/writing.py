"""The short steps of a referral. Questions that a service asks beyond every service's come from its definition."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from throughcare.delivery.people.models import ServiceUser
from throughcare.delivery.referrals.models import Answer, ReferralForm
from throughcare.delivery.referrals.rules.drafting import PROSE, SAFETY
from throughcare.delivery.services.rules.definition import Question, ServiceDefinition
from throughcare.foundation.access.areas import borough_choices
from throughcare.foundation.ui.fields import DateField3, FormKeyField, ProseField

YES_NO = [("yes", "Yes"), ("no", "No"), ("not_known", "Not known")]
PREFIX = "q_"


class StartForm(forms.Form):
    """Whom, and to which service."""

    key = FormKeyField()
    crn = forms.CharField(
        label="CRN",
        max_length=40,
        help_text="The person's number in probation, like X123456.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "govuk-input--width-10"}),
    )
    service = forms.ChoiceField(label="Service", widget=forms.RadioSelect)

    def __init__(self, *args: Any, services: Iterable[tuple[str, str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = list(services)
        field: Any = self.fields["service"]
        field.choices = [(code, name) for code, name, _ in rows]
        field.hints = {code: says for code, _, says in rows}


class NewPersonForm(StartForm):
    """Somebody who is not on record: what has to be known to put them there."""

    given_name = ProseField(label="Given name", limit=100, one_line=True)
    family_name = ProseField(label="Family name", limit=100, one_line=True)
    date_of_birth = DateField3(label="Date of birth", help_text="For example, 27 3 1990.")
    gender = forms.ChoiceField(label="Gender", choices=ServiceUser.Gender.choices, widget=forms.RadioSelect)
    borough = forms.ChoiceField(label="Borough where they are managed", choices=borough_choices)
    field_order = ("key", "crn", "given_name", "family_name", "date_of_birth", "gender", "borough", "service")


class CrisisForm(forms.Form):
    """The question that comes first."""

    crisis = forms.ChoiceField(
        label="Is the person in crisis now?",
        help_text="Somebody may be hurt soon: self-harm, suicide, violence, or a breakdown that cannot wait.",
        choices=[("no", "No"), ("yes", "Yes")],
        widget=forms.RadioSelect,
    )


class StepForm(forms.Form):
    """One short step: fields of the draft by their own names, and the service's questions."""

    step = ""

    def __init__(self, *args: Any, definition: ServiceDefinition, hide: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.definition = definition
        hidden = set(hide)
        self.questions = [one for one in definition.questions if one.step == self.step and one.fact not in hidden]
        for question in self.questions:
            self.fields[f"{PREFIX}{question.id}"] = field_of(question)

    @classmethod
    def initial_of(cls, form: ReferralForm) -> dict[str, Any]:
        """What was saved, by the names of the fields."""
        plain = {name: getattr(form, name) for name in cls.base_fields if hasattr(form, name)}
        return plain | {f"{PREFIX}{key}": value for key, value in form.answers.items()}

    def given(self, only: Iterable[str] | None = None) -> dict[str, Any]:
        """What is to be saved: plain fields by name and answers, of ``only`` some fields where those are given."""
        wanted = set(self.fields) if only is None else set(only)
        names = [name for name in self.fields if name in wanted and name in self.cleaned_data]
        plain = {name: _kept(self.cleaned_data[name]) for name in names if not name.startswith(PREFIX)}
        answers = {
            name.removeprefix(PREFIX): _kept(self.cleaned_data[name]) for name in names if name.startswith(PREFIX)
        }
        return plain | {"answers": answers}

    def let_wait(self) -> None:
        """What is still empty while somebody types is no error yet."""
        for field in self.fields.values():
            field.required = False


def _kept(value: Any) -> Any:
    return list(value) if isinstance(value, (list, tuple)) else value


def field_of(question: Question) -> forms.Field:
    """The field that asks a question of the definition."""
    common: dict[str, Any] = {"label": question.label, "help_text": question.hint, "required": False}
    if question.kind == "yes_no":
        return forms.ChoiceField(choices=YES_NO, widget=forms.RadioSelect, **common)
    if question.kind == "one_of":
        return forms.ChoiceField(choices=question.choice_pairs, widget=forms.RadioSelect, **common)
    if question.kind == "many_of":
        return forms.MultipleChoiceField(choices=question.choice_pairs, widget=forms.CheckboxSelectMultiple, **common)
    if question.kind == "number":
        widget = forms.NumberInput(attrs={"class": "govuk-input--width-3"})
        return forms.IntegerField(min_value=0, max_value=150, widget=widget, **common)
    return ProseField(limit=question.limit, **common)


class EligibilityForm(StepForm):
    """What the rule of the service has to know and the record does not."""

    step = "eligibility"


class NeedForm(StepForm):
    """Need, its two links, and why now."""

    step = "need"
    needs = forms.MultipleChoiceField(
        label="What is the need?", widget=forms.CheckboxSelectMultiple, required=False, help_text="All that apply."
    )
    linked_to_offending = forms.ChoiceField(
        label="Is it linked to offending?", choices=Answer.choices, widget=forms.RadioSelect, required=False
    )
    linked_to_harm = forms.ChoiceField(
        label="Is it linked to serious harm?", choices=Answer.choices, widget=forms.RadioSelect, required=False
    )
    substance_use = forms.ChoiceField(
        label="Does the person also misuse alcohol or drugs?",
        choices=Answer.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    reason = ProseField(
        label="Why now, and what would help?",
        help_text="What you have seen, what was tried, and what the person wants. It is saved as you type.",
        limit=PROSE["reason"],
        required=False,
    )

    def __init__(self, *args: Any, definition: ServiceDefinition, **kwargs: Any) -> None:
        super().__init__(*args, definition=definition, **kwargs)
        field: Any = self.fields["needs"]
        field.choices = [(one.code, one.means) for one in definition.needs]
        if not definition.service.clinical:
            del self.fields["substance_use"]


class SafetyForm(StepForm):
    """Where the person is, how to reach them, and what to know before meeting them."""

    step = "safety"
    place = forms.ChoiceField(
        label="Where is the person now?",
        choices=[("community", "In the community"), ("custody", "In custody")],
        widget=forms.RadioSelect,
        required=False,
    )
    establishment = ProseField(label="Prison, if in custody", limit=100, one_line=True, required=False)
    release_on = DateField3(label="Release date, if in custody", required=False)
    release_unknown = ProseField(
        label="Why the release date is not known", limit=PROSE["release_unknown"], one_line=True, required=False
    )
    contact = ProseField(
        label="How and when to reach them",
        help_text="Safe ways only. Say if a call or a letter could be seen by somebody else.",
        limit=PROSE["contact"],
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    interpreter = ProseField(
        label="Interpreter, and in which language", limit=PROSE["interpreter"], one_line=True, required=False
    )
    access_needs = ProseField(
        label="What helps them take part",
        help_text="Access, reading, hearing, caring, work.",
        limit=PROSE["access_needs"],
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    unavailable = ProseField(label="When they cannot come", limit=PROSE["unavailable"], one_line=True, required=False)
    safety = forms.MultipleChoiceField(
        label="What to know before meeting them",
        choices=list(SAFETY.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    safety_words = ProseField(
        label="Who could be harmed, how, and how soon",
        help_text="Also suicide, self-harm and vulnerability.",
        limit=PROSE["safety_words"],
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_release_on(self) -> Any:
        """A release in the past is a slip that is easier to mend here than at the end."""
        value = self.cleaned_data.get("release_on")
        if value is not None and self.today is not None and value < self.today:
            raise ValidationError("This release date is in the past. Give the next one, or choose community.")
        return value

    def __init__(self, *args: Any, today: Any = None, **kwargs: Any) -> None:
        self.today = today
        super().__init__(*args, **kwargs)


class SendForm(forms.Form):
    """Checked and sent; ``despite`` where the rule says that it does not fit."""

    despite = ProseField(
        label="Why should the service look at it all the same?", limit=PROSE["despite"], required=False
    )


STEP_FORMS: Mapping[str, type[StepForm]] = {
    "eligibility": EligibilityForm,
    "need": NeedForm,
    "safety": SafetyForm,
}
