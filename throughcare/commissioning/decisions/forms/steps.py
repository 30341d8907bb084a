"""The short steps of drafting. Each is a plain form, knows its initial values in a paper, and how it changes one."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django import forms

from throughcare.commissioning.decisions.forms.rows import PowersForm, RecommendationsForm, StepForm
from throughcare.commissioning.decisions.forms.table import TableForm
from throughcare.commissioning.decisions.queries.findings import reference
from throughcare.commissioning.decisions.rules import drafting
from throughcare.commissioning.decisions.rules.paper import Access, Declaration, Paper
from throughcare.foundation.ui.fields import DateField3, ProseField

DPIA = "dpia"


def _objectives() -> list[tuple[str, str]]:
    titles = [(one.title, f"{one.title} ({one.plan})") for one in reference().objectives]
    return [("", "Choose an objective"), *titles]


class KeyInformationForm(StepForm):
    """Reference, title, objective, programme and who decides."""

    reference = ProseField(one_line=True, limit=40, label="Reference", help_text="For example PCD 1600.")
    title = ProseField(one_line=True, limit=300, label="Title")
    objective = forms.ChoiceField(label="Objective of the Police and Crime Plan that it serves")
    programme = ProseField(
        one_line=True,
        limit=60,
        required=False,
        label="Programme",
        help_text="Decisions of one programme share an envelope of money, for example iom.",
    )
    decision_maker = ProseField(
        one_line=True, limit=120, label="Decision maker", initial="Deputy Mayor for Policing and Crime"
    )
    decided_for = ProseField(
        one_line=True, limit=200, required=False, label="Decided for", initial="Mayor's Office for Policing and Crime"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = _objectives()
        given = (self.initial or {}).get("objective", "")
        if given and given not in dict(choices):
            choices.append((given, given))
        self.fields["objective"].choices = choices  # type: ignore[attr-defined]

    @classmethod
    def initial_of(cls, paper: Paper) -> dict[str, Any]:
        return {name: getattr(paper, name) for name in cls.base_fields if getattr(paper, name)}

    def applied(self, paper: Paper) -> Paper:
        return replace(paper, **{name: self.cleaned_data[name] for name in self.base_fields})


class SummaryForm(StepForm):
    """The executive summary."""

    summary = ProseField(
        label="Executive summary",
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="Leave an empty line between paragraphs. Say what is sought, what it costs and for how long.",
    )

    @classmethod
    def initial_of(cls, paper: Paper) -> dict[str, Any]:
        return {"summary": drafting.prose(paper.summary)}

    def applied(self, paper: Paper) -> Paper:
        return drafting.with_summary(paper, self.cleaned_data["summary"])


class BackgroundForm(StepForm):
    """Background papers."""

    background = ProseField(
        required=False,
        label="Background papers",
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="One a line. List every paper, plan or analysis that the text leans on.",
    )
    none = forms.BooleanField(required=False, label="There are none: the text leans on no other paper")

    @classmethod
    def initial_of(cls, paper: Paper) -> dict[str, Any]:
        return {"background": "\n".join(paper.background or ()), "none": paper.background == ()}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("none") and (cleaned.get("background") or "").strip():
            self.add_error("none", "Papers are listed above. Take this tick or the list away.")
        return cleaned

    def applied(self, paper: Paper) -> Paper:
        given = self.cleaned_data
        return drafting.with_background(paper, given["background"], none=given["none"])


class DataProtectionForm(StepForm):
    """Whether a data protection impact assessment is required."""

    dpia = forms.ChoiceField(
        choices=[("yes", "A DPIA is required"), ("no", "A DPIA is not required")],
        widget=forms.RadioSelect,
        label="Data protection impact assessment (DPIA)",
        help_text="Large-scale health or criminal offence data always needs one.",
    )

    @classmethod
    def initial_of(cls, paper: Paper) -> dict[str, Any]:
        made = next((one for one in paper.declarations if one.id == DPIA), None)
        return {} if made is None else {"dpia": "no" if "not required" in made.text.lower() else "yes"}

    def applied(self, paper: Paper) -> Paper:
        text = "A DPIA is required." if self.cleaned_data["dpia"] == "yes" else "A DPIA is not required."
        made = Declaration(DPIA, "Data protection impact assessment", text, ticked=True)
        return drafting.with_declarations(paper, [made])


YES_NO = [("yes", "Yes"), ("no", "No")]


class AccessForm(StepForm):
    """Public access: whether Part 1 is to be deferred, and whether there is a Part 2."""

    deferred = forms.ChoiceField(choices=YES_NO, widget=forms.RadioSelect, label="Is publication of Part 1 deferred?")
    reason = ProseField(required=False, limit=2000, label="Reason for deferral", widget=forms.Textarea({"rows": 3}))
    until = DateField3(required=False, label="Deferred until")
    part_2 = forms.ChoiceField(choices=YES_NO, widget=forms.RadioSelect, label="Is there a Part 2?")
    exemption = forms.ChoiceField(required=False, label="Exemption for Part 2")
    rationale = ProseField(required=False, limit=4000, label="Why it applies", widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["exemption"].choices = exemption_choices()  # type: ignore[attr-defined]

    @classmethod
    def initial_of(cls, paper: Paper) -> dict[str, Any]:
        access = paper.access
        found: dict[str, Any] = {"reason": access.reason, "until": access.until, "rationale": access.rationale}
        for name, value in (("deferred", access.deferred), ("part_2", access.part_2)):
            if value is not None:
                found[name] = "yes" if value else "no"
        return found | {"exemption": access.exemption}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("deferred") == "yes":
            if not cleaned.get("reason"):
                self.add_error("reason", "Say how publication now would harm the decision.")
            if not cleaned.get("until") and "until" not in self.errors:
                self.add_error("until", "Give the date until which it is deferred.")
        if cleaned.get("part_2") == "yes":
            if not cleaned.get("exemption"):
                self.add_error("exemption", "Choose the exemption that applies.")
            if not cleaned.get("rationale"):
                self.add_error("rationale", "Say why the exemption applies.")
        return cleaned

    def applied(self, paper: Paper) -> Paper:
        given = self.cleaned_data
        deferred, part_2 = given["deferred"] == "yes", given["part_2"] == "yes"
        until: date | None = given["until"] if deferred else None
        access = Access(
            deferred=deferred,
            reason=given["reason"] if deferred else "",
            until=until,
            part_2=part_2,
            exemption=given["exemption"] if part_2 else "",
            rationale=given["rationale"] if part_2 else "",
        )
        return drafting.with_access(paper, access)


def exemption_choices() -> list[tuple[str, str]]:
    """The exemptions of the Freedom of Information Act, as the form offers them."""
    return [("", "Choose"), *((one.id, f"{one.section} {one.title}") for one in reference().decision_form.exemptions)]


def _section_form(number: int) -> type[StepForm]:
    title = drafting.MAIN_SECTIONS[number]

    class SectionForm(StepForm):
        text = ProseField(
            required=False,
            label=f"{number}. {title}",
            limit=50_000,
            widget=forms.Textarea(attrs={"rows": 16}),
            help_text=f"Leave an empty line between paragraphs. They are numbered {number}.1, {number}.2 and so on.",
        )

        @classmethod
        def initial_of(cls, paper: Paper) -> dict[str, Any]:
            found = next((one for one in paper.sections if one.number == number), None)
            return {"text": drafting.prose(found.paragraphs) if found else ""}

        def applied(self, paper: Paper) -> Paper:
            return drafting.with_section(paper, number, self.cleaned_data["text"])

    return SectionForm


@dataclass(frozen=True, slots=True)
class Step:
    """One step of drafting: its address, its title, its form and whether a paper has it already."""

    code: str
    title: str
    form: Any
    is_done: Callable[[Paper], bool]


def _has_section(number: int) -> Callable[[Paper], bool]:
    return lambda paper: any(section.number == number and section.paragraphs for section in paper.sections)


STEPS: dict[str, Step] = {
    step.code: step
    for step in (
        Step("key-information", "Key information", KeyInformationForm, lambda paper: bool(paper.title)),
        Step("summary", "Executive summary", SummaryForm, lambda paper: bool(paper.summary)),
        Step("recommendations", "Recommendations", RecommendationsForm, lambda paper: bool(paper.recommendations)),
        *(
            Step(f"section-{number}", f"{number}. {title}", _section_form(number), _has_section(number))
            for number, title in drafting.MAIN_SECTIONS.items()
        ),
        Step("table", "Financial table", TableForm, lambda paper: paper.table is not None),
        Step("powers", "Legal powers relied on", PowersForm, lambda paper: bool(paper.powers)),
        Step("background", "9. Background papers", BackgroundForm, lambda paper: paper.background is not None),
        Step(
            "data-protection",
            "Data protection declaration",
            DataProtectionForm,
            lambda paper: any(one.id == DPIA for one in paper.declarations),
        ),
        Step("access", "Public access", AccessForm, lambda paper: paper.access.deferred is not None),
    )
}


def fingerprint(step: Step, paper: Paper) -> int:
    """A number for the content of one step in a paper, so that two people on different steps do not collide."""
    initial = step.form.initial_of(paper)
    return zlib.crc32(json.dumps(initial, sort_keys=True, default=str).encode())
