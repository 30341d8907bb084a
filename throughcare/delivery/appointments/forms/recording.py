"""Recording what became of an appointment, on a phone, in under a minute."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict

from throughcare.delivery.appointments.actions import Record, Terms
from throughcare.delivery.appointments.forms.fields import CautionsMixin, ClockField, KeyedForm, moment_of
from throughcare.delivery.appointments.forms.when import WhenForm
from throughcare.delivery.appointments.rules.attendance import Outcome
from throughcare.delivery.appointments.rules.places import Manner, Place
from throughcare.delivery.appointments.rules.telling import MOST_FLAG, MOST_NOTE, MOST_TOLD, Audience, Flag, FlagKind
from throughcare.foundation.reference.rows import AttendanceCode
from throughcare.foundation.ui.fields import DateField3, ProseField
from throughcare.foundation.ui.words import LONDON

FIRST = ("attended_on_time", "attended_late", "attended_short", "did_not_attend")
OTHER = "other"
AUDIENCES = [(one.value, one.label) for one in Audience]
NEXT = [
    ("week", "Same time next week"),
    ("fortnight", "Same time in two weeks"),
    ("chosen", "Another time"),
    ("none", "Not now"),
]
WHY_FIELDS = {"attended_late": "late_why", "attended_short": "short_why"}


class RecordForm(KeyedForm, CautionsMixin):
    """Attended? What was done, the note, flags, what the referrer is told, and the next appointment."""

    code = forms.ChoiceField(
        label="Did they attend?",
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether they attended, or what else became of it."},
    )
    minutes_late = forms.IntegerField(
        label="Minutes late", required=False, widget=forms.NumberInput(attrs={"class": "govuk-input--width-3"})
    )
    late_why = ProseField(label="Why they were late", limit=500, one_line=True, required=False)
    short_why = ProseField(label="Why it was cut short", limit=500, one_line=True, required=False)
    other = forms.ChoiceField(label="What happened", required=False)
    reason = forms.ChoiceField(label="If it was an acceptable absence, the reason", required=False)
    other_why = ProseField(label="Why", limit=500, one_line=True, required=False)
    activities = forms.MultipleChoiceField(label="What was done", widget=forms.CheckboxSelectMultiple, required=False)
    note = ProseField(
        label="Note",
        limit=MOST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Clinical. Only clinical staff on this case read it.",
    )
    behaviour_told = forms.MultipleChoiceField(
        label="Who is told", widget=forms.CheckboxSelectMultiple, choices=AUDIENCES, required=False
    )
    behaviour_words = ProseField(
        label="What they are told about behaviour",
        limit=MOST_FLAG,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What the person did, in plain words. Nothing clinical.",
    )
    concern_told = forms.MultipleChoiceField(
        label="Who is told", widget=forms.CheckboxSelectMultiple, choices=AUDIENCES, required=False
    )
    concern_words = ProseField(
        label="What they are told about the concern",
        limit=MOST_FLAG,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What you are worried may happen, in plain words. Nothing clinical.",
    )
    told = ProseField(
        label="Anything more for the referrer",
        limit=MOST_TOLD,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="They are told today whether the person attended. Add what they need to act. Nothing clinical.",
    )
    held_as = forms.ChoiceField(
        label="How it took place",
        widget=forms.RadioSelect,
        required=False,
        choices=[(one.value, one.label) for one in Manner],
    )
    following = forms.ChoiceField(
        label="Next appointment", widget=forms.RadioSelect, choices=NEXT, initial="none", required=False
    )
    next_on = DateField3(label="Day of the next one", required=False)
    next_at = ClockField(label="Time of the next one", required=False)

    asked_when_unfolded = (
        *("minutes_late", "late_why", "short_why", "other", "reason", "other_why", "held_as", "next_on", "next_at"),
        *("behaviour_told", "behaviour_words", "concern_told", "concern_words", "following"),
    )

    def choose_outcomes(self, codes: Mapping[str, AttendanceCode], reasons: Mapping[str, str]) -> None:
        """Fills in what can have become of it."""
        first = [(code, codes[code].label) for code in FIRST if code in codes]
        rest = [(code, one.label) for code, one in codes.items() if code not in FIRST]
        self.choose(
            code=[*first, (OTHER, "It did not take place for another reason")],
            other=[("", "Choose one"), *rest],
            reason=[("", "Choose one"), *reasons.items()],
        )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("code") == OTHER and not given.get("other"):
            self.add_error("other", "Choose what happened.")
        if given.get("following") == "chosen":
            for name, says in (("next_on", "Say which day."), ("next_at", "Say at what time.")):
                if name not in self.errors and given.get(name) is None:
                    self.add_error(name, ValidationError(says))
        return given

    def outcome(self) -> Outcome:
        """What became of it."""
        given = self.cleaned_data
        code = given["other"] if given["code"] == OTHER else given["code"]
        why = given[self.why_field()]
        return Outcome(code, minutes_late=given["minutes_late"], reason=given["reason"], why=why)

    def why_field(self) -> str:
        """Where the reason for the chosen outcome was typed."""
        return WHY_FIELDS.get(self.cleaned_data.get("code", ""), "other_why")

    def flags(self) -> tuple[Flag, ...]:
        """The two flags, which are never one."""
        given = self.cleaned_data
        return tuple(
            Flag(kind.value, frozenset(given[f"{kind.value}_told"]), given[f"{kind.value}_words"]) for kind in FlagKind
        )

    def record(self, *, starts: datetime, minutes: int, place: Place, purpose: str, worker_id: int) -> Record:
        """The record, with the next appointment on the same terms as this one."""
        given = self.cleaned_data
        following = self.next_starts(starts)
        return Record(
            outcome=self.outcome(),
            activities=tuple(given["activities"]),
            note=given["note"],
            told=given["told"],
            flags=self.flags(),
            held_as=given["held_as"],
            following=Terms(following, minutes, place, purpose, worker_id) if following else None,
            despite=self.accepted(),
        )

    def next_starts(self, starts: datetime) -> datetime | None:
        """When the next one is: the same time of day by the clock on the wall, weeks later, or another."""
        given = self.cleaned_data
        weeks = {"week": 1, "fortnight": 2}.get(given["following"])
        if weeks:
            local = starts.astimezone(LONDON)
            return local + timedelta(weeks=weeks)
        if given["following"] == "chosen":
            return moment_of(given["next_on"], given["next_at"])
        return None

    def put_errors(self, fields: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
        """The sentences of a domain error under the names of this form's fields."""
        names = {"why": self.why_field(), "next_starts": "next_on", "minutes": "next_on", "code": "code"}
        return {names.get(name, name): list(texts) for name, texts in fields.items()}

    def initial_from(self, content: Mapping[str, list[str]]) -> None:
        """Shows what a draft holds, as it was typed."""
        typed: MultiValueDict[str, str] = MultiValueDict({name: list(texts) for name, texts in content.items()})
        for name, field in self.fields.items():
            if name != "key" and not field.widget.value_omitted_from_data(typed, MultiValueDict(), name):
                self.initial[name] = field.widget.value_from_datadict(typed, MultiValueDict(), name)

    def is_open(self, kind: str) -> bool:
        """Whether a flag has something in it already and is shown unfolded."""
        return bool(self[f"{kind}_words"].value() or self[f"{kind}_told"].value())


LIMITS = {"note": MOST_NOTE, "told": MOST_TOLD, "behaviour_words": MOST_FLAG, "concern_words": MOST_FLAG}
OTHER_LIMIT = 600


def too_long(content: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """What cannot be kept as a draft because it is longer than its field takes, by field."""
    found = {}
    for name, texts in content.items():
        over = max((len(text) for text in texts), default=0) - LIMITS.get(name, OTHER_LIMIT)
        if over > 0:
            found[name] = [f"The text is {over:,} characters over the limit. Shorten it or split it."]
    return found


class AmendForm(RecordForm):
    """Amends a record."""

    because = ProseField(
        label="Why the record is amended",
        limit=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="What was recorded before is kept and can be read.",
        error_messages={"required": "Say why the record is amended."},
    )
    field_order = ("key", "cautions", "because", "code")

    def shown(self, latest: Mapping[str, Any]) -> dict[str, Any]:
        """The latest record, by the names of this form's fields."""
        if not latest:
            return {}
        code = str(latest["code"])
        found = dict(latest) | {"following": "none", "code": code if code in FIRST else OTHER}
        if code not in FIRST:
            found["other"] = code
        found[WHY_FIELDS.get(code, "other_why")] = found.pop("why")
        return found


class ContactForm(WhenForm, RecordForm):
    """Records a contact that has taken place and was never booked."""

    purpose = forms.ChoiceField(
        label="What it was", widget=forms.RadioSelect, error_messages={"required": "Say what it was."}
    )
