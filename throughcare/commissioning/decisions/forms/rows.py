"""Steps of repeated rows: recommendations and legal powers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from throughcare.commissioning.decisions.queries.findings import reference
from throughcare.commissioning.decisions.rules import drafting
from throughcare.commissioning.decisions.rules.paper import Paper
from throughcare.foundation.ui.fields import MoneyField, ProseField

SPARE_ROWS = 2


class StepForm(forms.Form):
    """A step: ``initial_of`` reads it from a paper, ``applied`` puts what was typed into one."""

    @classmethod
    def initial_of(cls, paper: Paper) -> dict[str, Any]:
        """The values of the fields in a paper."""
        raise NotImplementedError

    @classmethod
    def start_of(cls, paper: Paper) -> dict[str, Any]:
        """What the form is made with: the values of its fields, and what else it must know of the paper."""
        return cls.initial_of(paper)

    def applied(self, paper: Paper) -> Paper:
        """The paper with what was typed."""
        raise NotImplementedError

    def saved(self, paper: Paper) -> Paper:
        """The paper with what was typed; the paper itself, to the letter, where nothing was changed."""
        return self.applied(paper) if self.has_changed() else paper


class RowsForm(StepForm):
    """A step of repeated rows: the fields of ``row_fields`` once for each row there is and for a few spare ones.

    Without JavaScript more rows come by saving: the page comes back with new spare ones.
    """

    row_name = "Row"
    attribute = ""

    @staticmethod
    def row_fields() -> dict[str, forms.Field]:
        """The fields of one row."""
        raise NotImplementedError

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row_count = self._rows_wanted()
        for index in range(self.row_count):
            for name, one in self.row_fields().items():
                self.fields[f"{name}_{index}"] = one

    def _rows_wanted(self) -> int:
        filled = {key.rsplit("_", 1)[-1] for key in (self.initial or {}) if key.rsplit("_", 1)[-1].isdigit()}
        posted = {key.rsplit("_", 1)[-1] for key in (self.data or {}) if key.rsplit("_", 1)[-1].isdigit()}
        known = max((int(index) + 1 for index in filled), default=0)
        asked = max((int(index) + 1 for index in posted if int(index) < 100), default=0)
        return max(known + SPARE_ROWS, asked)

    @property
    def row_groups(self) -> list[tuple[str, list[Any]]]:
        """The bound fields of each row under its heading."""
        names = list(self.row_fields())
        return [
            (f"{self.row_name} {index + 1}", [self[f"{name}_{index}"] for name in names])
            for index in range(self.row_count)
        ]

    @classmethod
    def initial_rows(cls, rows: Sequence[Mapping[str, object]]) -> dict[str, Any]:
        """Initial values from rows."""
        return {f"{name}_{index}": value for index, row in enumerate(rows) for name, value in row.items()}

    def rows(self) -> list[dict[str, object]]:
        """What was typed, a mapping a row."""
        names = list(self.row_fields())
        return [{name: self.cleaned_data.get(f"{name}_{i}") for name in names} for i in range(self.row_count)]


class RecommendationsForm(RowsForm):
    """The numbered recommendations."""

    row_name = "Recommendation"

    @staticmethod
    def row_fields() -> dict[str, forms.Field]:
        verbs = [("", "Choose"), *((one.id, one.label) for one in reference().decision_form.verbs)]
        return {
            "verb": forms.ChoiceField(choices=verbs, required=False, label="Verb"),
            "text": ProseField(required=False, label="What", limit=4000, widget=forms.Textarea(attrs={"rows": 3})),
            "amount": MoneyField(required=False, label="Amount"),
            "is_cap": forms.BooleanField(required=False, label="The amount is a limit (“up to”)"),
            "period": ProseField(required=False, one_line=True, limit=120, label="Period"),
            "funder": ProseField(required=False, one_line=True, limit=120, label="Funder"),
            "power": ProseField(
                required=False, one_line=True, limit=120, label="Power cited", help_text="For example Scheme 4.8."
            ),
            "holder": ProseField(
                required=False,
                one_line=True,
                limit=120,
                label="Delegated to",
                help_text="The office that holds delegated authority. Leave empty where the words above name it.",
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for index in range(self.row_count):
            field: Any = self.fields[f"verb_{index}"]
            given = (self.initial or {}).get(f"verb_{index}")
            if given and given not in dict(field.choices):
                field.choices = [*field.choices, (given, given)]

    @classmethod
    def initial_of(cls, paper: Paper) -> dict[str, Any]:
        return cls.initial_rows(
            [
                {
                    "verb": one.verb,
                    "text": one.text,
                    "amount": one.amount_pence,
                    "is_cap": one.amount_is_cap,
                    "period": one.period,
                    "funder": one.funder,
                    "power": one.power,
                    "holder": one.holder,
                }
                for one in paper.recommendations
            ]
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for index, row in enumerate(self.rows()):
            if row.get("text") and not row.get("verb"):
                self.add_error(f"verb_{index}", "Choose what the decision maker is asked to do.")
            if not row.get("text") and row.get("amount") is not None:
                self.add_error(f"text_{index}", "Say what the amount is for.")
        return cleaned

    def applied(self, paper: Paper) -> Paper:
        return drafting.with_recommendations(paper, self.rows())


class PowersForm(RowsForm):
    """The legal powers relied on."""

    row_name = "Power"

    @staticmethod
    def row_fields() -> dict[str, forms.Field]:
        laws = sorted({one.law for one in reference().legal_powers} | {"MOPAC Scheme of Delegation and Consent"})
        return {
            "law": forms.ChoiceField(
                choices=[("", "Choose"), *((law, law) for law in laws)], required=False, label="Law"
            ),
            "provision": ProseField(required=False, one_line=True, limit=120, label="Provision"),
            "use": ProseField(
                required=False, limit=1000, label="What it allows here", widget=forms.Textarea({"rows": 2})
            ),
            "where": ProseField(required=False, one_line=True, limit=20, label="Cited in paragraph"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for index in range(self.row_count):
            field: Any = self.fields[f"law_{index}"]
            given = (self.initial or {}).get(f"law_{index}")
            if given and given not in dict(field.choices):
                field.choices = [*field.choices, (given, given)]

    @classmethod
    def initial_of(cls, paper: Paper) -> dict[str, Any]:
        return cls.initial_rows(
            [{"law": one.law, "provision": one.provision, "use": one.use, "where": one.where} for one in paper.powers]
        )

    def applied(self, paper: Paper) -> Paper:
        return drafting.with_powers(paper, self.rows())
