"""The strict environment: every template loads, misspelt names fail, what is typed is escaped."""

from __future__ import annotations

import jinja2
import pytest
from django.template import engines
from django.test import RequestFactory

from throughcare.foundation.ui.environment import page_numbers
from throughcare.foundation.ui.macros import govuk_macros


@pytest.fixture
def env():
    return engines["jinja2"].env


def test_every_template_compiles(env):
    for name in env.list_templates():
        env.get_template(name)


def test_all_govuk_macros_are_there(env):
    assert {"govukButton", "govukGenericHeader", "govukServiceNavigation"} <= set(env.globals)
    assert len(govuk_macros()) == 37


def test_a_misspelt_name_fails(env):
    for source in ("{{ titel }}", "{{ pounds(100).nothing }}", "{{ status_tag('decision', 'drafty') }}"):
        with pytest.raises((jinja2.UndefinedError, LookupError)):
            env.from_string(source).render()


def test_text_is_escaped_in_our_components_and_in_the_macros(env):
    bad = "<script>alert(1)</script>"
    sources = (
        "{{ bad }}",
        "{{ empty_state(bad, bad, bad, '/x') }}",
        "{{ govukTag({'text': bad}) }}",
        "{{ data_table(bad, [bad], [[bad, {'text': bad, 'href': bad}]]) }}",
        "{{ facts([{'label': bad, 'value': bad, 'href': '/x'}]) }}",
        "{{ summary_strip([{'label': bad, 'value': bad, 'note': bad}]) }}",
    )
    for source in sources:
        html = env.from_string(source).render(bad=bad)
        assert "<script>" not in html, source
        assert "&lt;script&gt;" in html, source


def test_the_layout_works_without_a_viewer_or_session(env, settings):
    settings.DEMO = False
    request = RequestFactory().get("/")
    html = env.get_template("errors/error.jinja").render(
        request=request, title="Gone", says="It is gone.", remedy="", status=404
    )
    assert "<title>Gone - Throughcare</title>" in html
    assert "Demonstration" not in html
    settings.DEMO = True
    again = env.get_template("errors/error.jinja").render(title="Gone", says="x", remedy="", status=404)
    assert "Demonstration" in again


@pytest.mark.parametrize(
    ("number", "pages", "shown"),
    [
        (1, 1, [1]),
        (4, 9, [1, None, 3, 4, 5, None, 9]),
        (2, 3, [1, 2, 3]),
        (1, 9, [1, 2, None, 9]),
        (9, 9, [1, None, 8, 9]),
    ],
)
def test_page_numbers(number, pages, shown):
    assert page_numbers(number, pages) == shown


def test_the_style_guide_is_for_the_demonstration_only(client, settings, db):
    settings.DEMO = False
    assert client.get("/styleguide/").status_code == 404
    assert client.get("/styleguide/figures.csv").status_code == 404
    settings.DEMO = True
    answer = client.get("/styleguide/figures.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b'"","2022/23"')


def test_a_draft_key_belongs_to_the_person(client, django_user_model, db):
    people = [django_user_model.objects.create(email=f"p{n}@example.test", name=f"P {n}") for n in (1, 2)]
    keys = []
    for person in (*people, people[0]):
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        html = client.get("/accessibility/").content.decode()
        keys.append(html.split('name="draft-key" content="')[1].split('"')[0])
        client.logout()
    assert keys[0] == keys[2] != keys[1]
    assert b"draft-key" not in client.get("/accessibility/").content
