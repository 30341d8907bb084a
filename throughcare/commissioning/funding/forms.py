"""Forms about money. Each carries a key, so that sending it twice does what it says once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from throughcare.commissioning.funding.rules.splitting import Method
from throughcare.foundation.ui.fields import DateField3, FinancialYearField, FormKeyField, MoneyField, ProseField

Choices = Sequence[tuple[object, str]]
DAY_HINT = "The day on which it is posted. For example, 11 10 2022."


class KeyedForm(forms.Form):
    """A form that is acted on once."""

    key = FormKeyField()

    def choose(self, **choices: Choices) -> None:
        """Fills the choices of fields, with an empty one first where there are several."""
        for name, found in choices.items():
            rows = [(str(value), text) for value, text in found]
            head = [] if len(rows) == 1 else [("", "Choose one")]
            self.fields[name].choices = head + rows  # type: ignore[attr-defined]


class ProgrammeForm(KeyedForm):
    """Opens a programme."""

    name = ProseField(label="Name of the programme", limit=200, one_line=True)
    code = forms.SlugField(
        label="Code", max_length=60, help_text="Short, lower case, as decisions name it. For example, iom."
    )
    envelope_pence = MoneyField(
        label="Envelope", required=False, help_text="What you set aside of your own money. For example, £2.1m."
    )
    from_year = FinancialYearField(label="First financial year", help_text="For example, 2022/23.")
    to_year = FinancialYearField(label="Last financial year", help_text="For example, 2024/25.")


class EnvelopeForm(KeyedForm):
    """States the envelope."""

    envelope_pence = MoneyField(label="Envelope", required=False, help_text="Leave empty if it is not known.")


class SplitForm(KeyedForm):
    """Says how a service's cost is shared."""

    service = forms.ChoiceField(label="Service")
    method = forms.ChoiceField(
        label="How its cost is shared",
        widget=forms.RadioSelect,
        choices=[
            (Method.PRO_RATA.value, "In proportion to what each funder has in the year"),
            (Method.FUNDER_FIRST.value, "One funder pays first, the others pay the rest"),
            (Method.FIXED_SUM.value, "One funder pays a fixed sum a year, the others pay the rest"),
        ],
    )
    first = forms.ChoiceField(label="Which funder pays first, or the fixed sum", required=False)
    fixed_pence = MoneyField(label="Fixed sum a year", required=False)
    from_date = DateField3(label="From", help_text="The first day on which it holds. For example, 1 4 2023.")
    agreed_in = ProseField(label="Where this was agreed", limit=120, one_line=True, required=False)


class PledgeForm(KeyedForm):
    """Records a sum that one partner promises another."""

    payer = forms.ChoiceField(label="Who pays")
    recipient = forms.ChoiceField(label="Who receives it")
    year = forms.ChoiceField(label="Financial year")
    pence = MoneyField(label="Amount", least=1)
    due = DateField3(label="Due", required=False)
    conditions = ProseField(label="Conditions", limit=2000, required=False)


class DecisionChoiceForm(KeyedForm):
    """Names the decision that accepts a contribution."""

    decision_reference = forms.ChoiceField(label="Decision that accepts it")


class AgreementForm(KeyedForm):
    """Names what was signed."""

    agreement = ProseField(label="Letter or memorandum that was signed", limit=200, one_line=True)


class DayForm(KeyedForm):
    """A day only."""

    day = DateField3(label="Day", help_text=DAY_HINT)


class SumForm(DayForm):
    """A sum on a day."""

    pence = MoneyField(label="Amount", least=1)
    field_order = ("key", "pence", "day")


class SumReasonForm(SumForm):
    """A sum on a day, with a reason."""

    reason = ProseField(label="Why", limit=2000)
    field_order = ("key", "pence", "reason", "day")


class ReasonForm(KeyedForm):
    """A reason only."""

    reason = ProseField(label="Why", limit=2000)


class ReasonDayForm(DayForm):
    """A reason and a day."""

    reason = ProseField(label="Why", limit=500)
    field_order = ("key", "reason", "day")


class ToYearForm(DayForm):
    """A later year."""

    to_year = FinancialYearField(label="Into which financial year", help_text="For example, 2024/25.")
    field_order = ("key", "to_year", "day")


class ConfirmForm(KeyedForm):
    """A step that needs no words."""


class ApproveCarryForm(DayForm):
    """Approves a carry-forward, under a recommendation where it is the lead's own money."""

    authority = forms.ChoiceField(
        label="Recommendation that allows it",
        required=False,
        help_text="Needed for the lead's own money. A partner's money rests on the partner's agreement.",
    )
    field_order = ("key", "authority", "day")


class DrawForm(SumForm):
    """Draws from the reserve into a year."""

    year = forms.ChoiceField(label="Into which financial year")
    field_order = ("key", "year", "pence", "day")


class CarryForm(KeyedForm):
    """Asks for money to be carried from one year to another."""

    funder = forms.ChoiceField(label="Whose money")
    from_year = forms.ChoiceField(label="From")
    to_year = forms.ChoiceField(label="To")
    pence = MoneyField(label="Amount", least=1)
    reason = ProseField(label="Why", limit=2000, required=False)


class OfferForm(KeyedForm):
    """Asks for the movement that the programme's page offers, as it is offered."""

    from_year = forms.CharField(widget=forms.HiddenInput, max_length=7)
    to_year = forms.CharField(widget=forms.HiddenInput, max_length=7)
    pence = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class CommitForm(DayForm):
    """Commits a sum."""

    service = forms.ChoiceField(label="Service")
    year = forms.ChoiceField(label="Financial year")
    pence = MoneyField(label="Amount", least=1)
    authority = forms.ChoiceField(label="Recommendation that allows it")
    delegation = forms.ChoiceField(
        label="Delegation that it rests on",
        help_text="Its use is counted against its limit. Choose none where the decision maker approved the commitment.",
    )
    document = ProseField(label="Contract, order or grant letter", limit=120, one_line=True)
    recipient = ProseField(
        label="Organisation that is paid",
        help_text="Payments over £500 are published with this name.",
        limit=200,
        one_line=True,
        required=False,
    )
    words = ProseField(label="What for", limit=300, one_line=True, required=False)
    field_order = (
        "key",
        "service",
        "year",
        "pence",
        "authority",
        "delegation",
        "document",
        "recipient",
        "words",
        "day",
    )


class VirementForm(KeyedForm):
    """Moves budget between two lines of a year."""

    year = forms.ChoiceField(label="Financial year")
    from_service = forms.ChoiceField(label="From")
    to_service = forms.ChoiceField(label="To")
    pence = MoneyField(label="Amount", least=1)
    reason = ProseField(label="Why", limit=2000)


class ForecastForm(KeyedForm):
    """Says where a line will end."""

    service = forms.ChoiceField(label="Service")
    year = forms.ChoiceField(label="Financial year")
    pence = MoneyField(label="Expected by the end of the year")
    words = ProseField(label="What this rests on", limit=500, required=False)


class LockForm(forms.Form):
    """Locks a month or a year."""

    period = forms.CharField(
        label="Month or financial year", max_length=9, help_text="For example, 2023-05 or 2023/24."
    )


class FunderNameForm(KeyedForm):
    """Records a name under which papers speak of a funder."""

    name = ProseField(label="Name as papers print it", limit=200, one_line=True)
    organisation_code = forms.ChoiceField(label="Organisation it means")
    from_date = DateField3(label="From")
    until = DateField3(label="First day no longer", required=False)


class FilterForm(forms.Form):
    """What of a programme is shown."""

    service = forms.ChoiceField(label="Service", required=False)
    funder = forms.ChoiceField(label="Funder", required=False)
    basis = forms.ChoiceField(label="Spending shown as", required=False)

    def __init__(self, *args: Any, services: Choices, funders: Choices, bases: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows, every in (
            ("service", services, "All services"),
            ("funder", funders, "All funders"),
            ("basis", bases, "Planned"),
        ):
            self.fields[name].choices = [("", every), *rows]  # type: ignore[attr-defined]
            self.fields[name].quietly_optional = True  # type: ignore[attr-defined]
