"""The one form renderer: a bound Django field becomes a GOV.UK macro's name and parameters.

Forms stay plain Django. What a person typed comes back as they typed it, each error stands beside its field, and the
summary at the top links to the first input of the field it is about.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.forms.widgets import CheckboxInput, ChoiceWidget, PasswordInput, Select, Textarea
from markupsafe import Markup

from .fields import DateParts, MoneyField, ProseField
from .macros import govuk_macros
from .refusals import sentences

Params = dict[str, Any]
OWN_ATTRS = frozenset({"class", "rows", "cols", "maxlength", "autocomplete", "inputmode", "id", "style", "placeholder"})
UNSHOWABLE = "\ufffd"
NO_NULLS = (
    f"A character that cannot be kept came along, perhaps with copied text. It shows as {UNSHOWABLE}. Take it out."
)
INPUT_TYPES = {forms.EmailInput: "email", forms.URLInput: "url"}


@dataclass(frozen=True, slots=True)
class FormPage:
    """A page that is one form, for ``form_page.jinja``.

    ``lead`` is a sentence under the heading; ``autosave`` the address that takes drafts as they are typed and
    ``draft_key`` the name under which this form's text is kept on the device, both empty where drafts are not kept
    (with a ``draft_key`` alone the text stays on the device until a message says that it was done, see ``pages.Ask``);
    ``version`` the version on which the form was opened.
    """

    title: str
    form: forms.BaseForm
    button: str = "Save and continue"
    action: str = ""
    lead: str = ""
    caption: str = ""
    back: str = ""
    cancel: str = ""
    autosave: str = ""
    draft_key: str = ""
    version: int | None = None

    @property
    def is_multipart(self) -> bool:
        """Whether the form carries files."""
        return self.form.is_multipart()


def render_field(bound: BoundField, **options: Any) -> Markup:
    """The HTML of a field with label, hint, error and what was typed.

    ``options`` are macro parameters laid over those found, plus ``heading=True`` (the label is the page's h1),
    ``hide_label=True``, ``small=True`` (small radios or checkboxes) and ``inline=True`` (radios on one line).
    """
    if bound.is_hidden:
        return Markup(str(bound))  # noqa: S704 - Django's own escaped widget  # nosec B704
    name, params = field_macro(bound, **options)
    return Markup(govuk_macros()[name](params))  # noqa: S704 - a macro of an autoescaping environment  # nosec B704


def field_macro(bound: BoundField, **options: Any) -> tuple[str, Params]:
    """The macro's name and its parameters for a bound field; see ``render_field`` for ``options``."""
    heading, hidden = bool(options.pop("heading", False)), bool(options.pop("hide_label", False))
    small, inline = bool(options.pop("small", False)), bool(options.pop("inline", False))
    widget = bound.field.widget
    params = common(bound)
    if isinstance(widget, DateParts):
        name, more = "govukDateInput", date_params(bound)
    elif isinstance(widget, CheckboxInput):
        name, more = "govukCheckboxes", single_checkbox_params(bound)
    elif isinstance(widget, ChoiceWidget):
        name, more = choice_macro(bound, widget, small=small, inline=inline)
    else:
        name, more = text_macro(bound)
    params |= more
    if not isinstance(widget, CheckboxInput):
        params |= labelled(bound, in_fieldset=name not in LABELLED, heading=heading, hidden=hidden)
    return name, params | options


LABELLED = {
    "govukInput",
    "govukTextarea",
    "govukCharacterCount",
    "govukSelect",
    "govukFileUpload",
    "govukPasswordInput",
}


def common(bound: BoundField) -> Params:
    """Name, id, hint and the first error: the same for every component."""
    params: Params = {"name": bound.html_name, "id": bound.auto_id or bound.html_name}
    if str(bound.help_text):
        params["hint"] = hint_of(bound)
    if wrong := sentences(bound):
        params["errorMessage"] = {"text": " ".join(wrong)}
    classes = bound.field.widget.attrs.get("class", "")
    if classes:
        params["classes"] = classes
    attributes = {key: value for key, value in bound.field.widget.attrs.items() if key not in OWN_ATTRS}
    if attributes:
        params["attributes"] = attributes
    return params


def hint_of(bound: BoundField) -> Params:
    """The help text; HTML only where code, never a person, marked it as safe."""
    kind = "html" if hasattr(bound.help_text, "__html__") else "text"
    return {kind: str(bound.help_text)}


def labelled(bound: BoundField, *, in_fieldset: bool, heading: bool, hidden: bool) -> Params:
    """The label, or the legend of a group."""
    size = "govuk-visually-hidden" if hidden else ""
    text = str(bound.label or "") + ("" if bound.field.required or is_marked(bound) else " (optional)")
    if in_fieldset:
        size = size or ("govuk-fieldset__legend--l" if heading else "govuk-fieldset__legend--s")
        return {"fieldset": {"legend": {"text": text, "classes": size, "isPageHeading": heading}}}
    size = size or ("govuk-label--l" if heading else "govuk-label--s")
    return {"label": {"text": text, "classes": size, "isPageHeading": heading}}


def is_marked(bound: BoundField) -> bool:
    """Whether a field that may stay empty already says so, or is one whose emptiness is an answer (a tick)."""
    return "optional" in str(bound.label or "").lower() or getattr(bound.field, "quietly_optional", False)


def shown(bound: BoundField) -> str:
    """The value as text for an input: what was typed, else the initial value; null is empty.

    A null character, which no page may hold, is shown as a mark that its message names.
    """
    value = bound.value()
    return "" if value is None else str(value).replace("\0", UNSHOWABLE)


def text_macro(bound: BoundField) -> tuple[str, Params]:
    """Inputs of one value: text, money, number, e-mail, password, file and the kinds of text area."""
    widget, attrs = bound.field.widget, bound.field.widget.attrs
    given = {key: attrs[key] for key in ("autocomplete", "inputmode") if key in attrs}
    if isinstance(widget, forms.FileInput):
        return "govukFileUpload", {"javascript": True, "multiple": bool(attrs.get("multiple"))} | given
    if isinstance(widget, PasswordInput):
        return "govukPasswordInput", given
    if isinstance(widget, Textarea):
        return textarea_macro(bound)
    params: Params = {"value": shown(bound)} | given
    for kind, html in INPUT_TYPES.items():
        if isinstance(widget, kind):
            params |= {"type": html, "spellcheck": False}
    if isinstance(bound.field, MoneyField):
        params |= {"prefix": {"text": "£"}, "inputmode": "text", "spellcheck": False}
        params.setdefault("classes", "govuk-input--width-10")
    elif isinstance(widget, forms.NumberInput):
        params |= {"inputmode": attrs.get("inputmode", "numeric"), "spellcheck": False}
    return "govukInput", params


def textarea_macro(bound: BoundField) -> tuple[str, Params]:
    """A text area, counted where the field has a limit worth stating."""
    attrs = bound.field.widget.attrs
    limit = bound.field.limit if isinstance(bound.field, ProseField) else getattr(bound.field, "max_length", None)
    params: Params = {"value": shown(bound), "rows": str(attrs.get("rows") or 5), "spellcheck": True}
    if not limit:
        return "govukTextarea", params
    return "govukCharacterCount", params | {"maxlength": str(limit), "threshold": "75"}


def date_params(bound: BoundField) -> Params:
    """Three inputs; only the parts at fault are marked, all of them where an error names none."""
    value = bound.value()
    texts = (value.day, value.month, value.year) if hasattr(value, "year") else value or ("", "", "")
    wrong = wrong_parts(bound)
    widths = {"day": "2", "month": "2", "year": "4"}
    items = [
        {
            "name": part,
            "value": str(text),
            "classes": f"govuk-input--width-{widths[part]}" + (" govuk-input--error" if part in wrong else ""),
        }
        for part, text in zip(DateParts.parts, texts, strict=True)
    ]
    return {"items": items, "namePrefix": bound.html_name}


def wrong_parts(bound: BoundField) -> set[str]:
    """Which of day, month and year the errors are about."""
    found: set[str] = set()
    for error in bound.form.errors.as_data().get(bound.name, []) if bound.form.is_bound else []:
        found |= set((error.params or {}).get("parts", DateParts.parts))
    return found


def single_checkbox_params(bound: BoundField) -> Params:
    """One box whose label is the statement agreed to."""
    item: Params = {"value": "on", "text": str(bound.label or ""), "id": bound.auto_id, "checked": bool(bound.value())}
    if str(bound.help_text):
        item["hint"] = hint_of(bound)
    return {"idPrefix": bound.auto_id, "items": [item], "hint": None}


def choice_macro(bound: BoundField, widget: ChoiceWidget, *, small: bool, inline: bool) -> tuple[str, Params]:
    """A select, radios or checkboxes; ``hints`` on the form field maps a value to the hint under its choice."""
    value = bound.value()
    many = widget.allow_multiple_selected
    chosen = {str(one) for one in value or []} if many else {"" if value is None else str(value)}
    hints = getattr(bound.field, "hints", {})
    is_select = isinstance(widget, Select)
    items = []
    for key, text in bound.field.choices:  # type: ignore[attr-defined]
        code = "" if key is None else str(key)
        item: Params = {"value": code, "text": str(text), "selected" if is_select else "checked": code in chosen}
        if code in hints:
            item["hint"] = {"text": hints[code]}
        items.append(item)
    if is_select:
        return "govukSelect", {"items": items}
    kind = "checkboxes" if many else "radios"
    wanted = ((small, "small"), (inline, "inline"))
    classes = " ".join(f"govuk-{kind}--{name}" for flag, name in wanted if flag)
    params: Params = {"idPrefix": bound.auto_id, "items": [one for one in items if one["value"]]}
    return ("govukCheckboxes" if many else "govukRadios"), params | ({"classes": classes} if classes else {})


def error_list(form: forms.BaseForm) -> list[Params]:
    """The entries of the error summary, in the order of the fields; each links to the input it is about."""
    entries: list[Params] = [{"text": str(error)} for error in form.non_field_errors()]
    for bound in form:
        link = {} if bound.is_hidden else {"href": f"#{target_of(bound)}"}
        entries += [{"text": sentence} | link for sentence in sentences(bound)]
    return entries


def target_of(bound: BoundField) -> str:
    """The id of the input to go to: the first part at fault of a date, the first choice of a group."""
    base = bound.auto_id or bound.html_name
    if not isinstance(bound.field.widget, DateParts):
        return base
    wrong = wrong_parts(bound)
    return f"{base}-{next((part for part in DateParts.parts if part in wrong), 'day')}"


def add_errors(form: forms.BaseForm, fields: dict[str, list[str]]) -> None:
    """Puts the sentences of a domain error beside their fields; a field the form does not have goes to the top."""
    for name, found in fields.items():
        for sentence in found:
            form.add_error(name if name in form.fields else None, ValidationError(sentence))
