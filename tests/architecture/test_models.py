"""Every field says what kind of data it is; every constraint of the database has a name and a sentence."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from tests.architecture.inspection import constraint_faults, privacy_faults

pytest.importorskip("pytest_django")


@pytest.fixture(scope="module")
def our_models() -> list[Any]:
    from django.apps import apps

    found = [model for model in apps.get_models() if model.__module__.startswith("throughcare.")]
    assert found
    return found


def columns(model: Any) -> list[str]:
    """Stored fields apart from the number that the database gives."""
    return [
        field.name
        for field in (*model._meta.local_concrete_fields, *model._meta.local_many_to_many)
        if field.name != "id"
    ]


def test_every_field_declares_its_privacy_class(our_models: list[Any]) -> None:
    faults = [
        fault
        for model in our_models
        for fault in privacy_faults(model._meta.label, columns(model), getattr(model, "Privacy", None))
    ]
    assert not faults, "\n".join(faults)


def test_a_missing_or_wrong_privacy_class_is_seen() -> None:
    sound = SimpleNamespace(fields={"name": "identifier"}, retention="staff", export=True)
    assert privacy_faults("Person", ["name"], sound) == []
    assert privacy_faults("Person", ["name"], None) == ["Person declares no Privacy block."]
    assert privacy_faults("Person", ["name", "born"], sound) == ["Person.born has no privacy class."]
    assert privacy_faults("Person", [], sound) == ["Person classifies name, which is no field."]
    vague = SimpleNamespace(fields={"name": "secret"}, retention="", export=None)
    assert len(privacy_faults("Person", ["name"], vague)) == 3


def test_every_constraint_has_a_name_and_a_sentence(our_models: list[Any]) -> None:
    from django.db.models import BaseConstraint

    default = BaseConstraint.default_violation_error_message
    faults = [
        fault
        for model in our_models
        for fault in constraint_faults(model._meta.label, model._meta.constraints, default)
    ]
    assert not faults, "\n".join(faults)


def test_a_constraint_without_a_sentence_is_seen() -> None:
    from django.db.models import BaseConstraint, CheckConstraint, Q

    default = BaseConstraint.default_violation_error_message
    silent = CheckConstraint(condition=Q(pence__gte=0), name="not_negative")
    said = CheckConstraint(condition=Q(pence__gte=0), name="not_negative", violation_error_message="Not below zero.")
    assert constraint_faults("Leg", [silent, said], default) == [
        "Leg: not_negative has no sentence (violation_error_message)."
    ]
