"""One renderer for every field: macro, label, hint, error, what was typed."""

from __future__ import annotations

import pytest
from django import forms

from tests.support.browser import html_faults
from throughcare.foundation.ui.fields import DateField3, MoneyField, ProseField
from throughcare.foundation.ui.forms import add_errors, error_list, field_macro, render_field
from throughcare.foundation.ui.sample import SampleForm

KINDS = {
    "title": "govukInput",
    "amount": "govukInput",
    "signed": "govukDateInput",
    "year": "govukInput",
    "funder": "govukSelect",
    "legal": "govukRadios",
    "areas": "govukCheckboxes",
    "summary": "govukCharacterCount",
    "people": "govukInput",
    "paper": "govukFileUpload",
    "password": "govukPasswordInput",
    "declared": "govukCheckboxes",
}


def whole(html):
    return f"<!DOCTYPE html><html lang=en><title>x</title><body><h1>x</h1>{html}</body></html>"


@pytest.mark.parametrize(("name", "macro"), KINDS.items())
def test_each_field_has_its_macro_and_valid_html(name, macro):
    for form in (SampleForm(), SampleForm({})):
        assert field_macro(form[name])[0] == macro
        assert html_faults(whole(render_field(form[name]))) == []


def test_every_kind_of_field_is_tried():
    assert set(KINDS) == set(SampleForm().fields)


def test_what_was_typed_comes_back_escaped_and_the_password_does_not():
    typed = {"title": '"><script>alert(1)</script>', "amount": "lots", "password": "s3cret-word"}
    form = SampleForm(typed | {"signed-day": "31", "signed-month": "<i>", "areas": ["n", "s"], "legal": "no"})
    html = "".join(render_field(bound) for bound in form)
    assert "<script>" not in html
    assert "<i>" not in html
    assert "&lt;script&gt;" in html
    assert 'value="lots"' in html
    assert "s3cret-word" not in html
    assert html.count("checked") == 3


def test_only_the_parts_at_fault_of_a_date_are_marked():
    form = SampleForm({"signed-day": "11", "signed-month": "10", "signed-year": ""})
    items = field_macro(form["signed"])[1]["items"]
    assert ["--error" in item["classes"] for item in items] == [False, False, True]
    assert {"text": "The date must include a year.", "href": "#id_signed-year"} in error_list(form)


def test_every_link_of_the_error_summary_leads_to_an_input():
    form = SampleForm({})
    html = "".join(render_field(bound) for bound in form)
    links = [entry["href"][1:] for entry in error_list(form)]
    assert len(links) == 9
    assert all(f'id="{target}"' in html for target in links)


def test_money_shows_pounds_and_dates_their_parts():
    class Form(forms.Form):
        amount = MoneyField()
        signed = DateField3()

    from datetime import date

    form = Form(initial={"amount": 132_000_050, "signed": date(2022, 10, 11)})
    assert 'value="1,320,000.50"' in render_field(form["amount"])
    assert [item["value"] for item in field_macro(form["signed"])[1]["items"]] == ["11", "10", "2022"]


def test_optional_fields_say_so_and_a_limit_is_stated():
    class Form(forms.Form):
        note = ProseField(limit=600, required=False)

    html = render_field(Form()["note"])
    assert "Note (optional)" in html
    assert "You can enter up to 600 characters" in html


def test_help_from_a_person_is_text_and_from_code_may_be_html():
    from django.utils.safestring import mark_safe

    class Form(forms.Form):
        plain = forms.CharField(help_text="<b>x</b>")
        safe = forms.CharField(help_text=mark_safe("<b>x</b>"))

    form = Form()
    assert "&lt;b&gt;" in render_field(form["plain"])
    assert "<b>x</b>" in render_field(form["safe"])


def test_domain_errors_stand_beside_their_fields_or_at_the_top():
    form = SampleForm({})
    form.is_valid()
    add_errors(form, {"title": ["Taken."], "": ["Nothing fits."], "unknown": ["Lost?"]})
    texts = [entry["text"] for entry in error_list(form)]
    assert texts[:2] == ["Nothing fits.", "Lost?"]
    assert "Taken." in texts


def test_hidden_errors_are_said_without_a_link():
    class Form(forms.Form):
        key = forms.CharField(widget=forms.HiddenInput)

    form = Form({})
    assert all("href" not in entry for entry in error_list(form))
    assert len(error_list(form)) >= 1


def test_a_null_character_is_refused_in_plain_words_and_shown_where_it_is():
    class Plain(forms.Form):
        reference = forms.CharField()

    form = Plain({"reference": "a\0b"})
    html = str(render_field(form["reference"]))
    assert "Take it out." in html
    assert "\0" not in html
    assert 'value="a\ufffdb"' in html
    assert html_faults(whole(html)) == []


class Asked(forms.Form):
    """A field of each kind whose refusal the framework words."""

    who = forms.CharField(label="Who asked", max_length=5)
    minutes = forms.IntegerField(label="Minutes", min_value=1, max_value=600)
    topic = forms.ChoiceField(label="About", choices=[("risk", "Risk")])
    topics = forms.MultipleChoiceField(label="All topics", choices=[("risk", "Risk")])
    paper = forms.FileField(label="The paper")
    own = forms.CharField(label="Day", error_messages={"required": "Say which day."})


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (
            {},
            ["Fill in “Who asked”.", "Fill in “Minutes”.", "Choose an answer for “About”."]
            + ["Choose an answer for “All topics”.", "Choose a file for “The paper”.", "Say which day."],
        ),
        ({"who": "abcdefg"}, ["“Who asked” has 7 characters and takes 5 at most. Shorten it."]),
        ({"minutes": "0"}, ["“Minutes” must be 1 or more."]),
        ({"minutes": "601"}, ["“Minutes” must be 600 or less."]),
        ({"minutes": "soon"}, ["Write a whole number for “Minutes”, like 12."]),
        ({"topic": "x"}, ["Choose one of the answers listed for “About”."]),
        ({"topics": ["x"]}, ["Choose one of the answers listed for “All topics”."]),
    ],
)
def test_a_refusal_names_its_field_and_says_what_to_do(given, says):
    form = Asked(given)
    told = [one["text"] for one in error_list(form)]
    assert set(says) <= set(told)
    assert not any("This field" in one or "Ensure" in one or "valid choice" in one for one in told)
    beside = [field_macro(bound)[1].get("errorMessage", {}).get("text") for bound in form]
    assert set(says) <= set(beside)
