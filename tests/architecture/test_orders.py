"""A list stands in the same order each time and on both databases: no order ends in what two rows can share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.architecture.inspection import is_total, sources, tying_orders

pytest.importorskip("pytest_django")


@pytest.fixture(scope="module")
def our_models() -> list[Any]:
    from django.apps import apps

    return [model for model in apps.get_models() if model.__module__.startswith("throughcare.")]


def _tying(models: list[Any]) -> set[str]:
    """Days, moments and names: what two rows of almost any list can share."""
    fields = [field for model in models for field in model._meta.local_concrete_fields if not field.unique]
    timed = {field.name for field in fields if "Date" in field.get_internal_type()}
    return timed | {field.name for field in fields if field.name.endswith("name")}


def test_no_query_ends_in_what_two_rows_can_share(our_models: list[Any]) -> None:
    tying = _tying(our_models)
    assert {"since", "at", "starts_at", "name"} <= tying
    faults = [fault for path in sources("throughcare") for fault in tying_orders(path, tying)]
    assert not faults, "\n".join(faults)


def test_an_order_that_ties_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "lists.py"
    path.write_text(
        'a = rows.filter(x=1).order_by("-since")[:5]\n'
        'b = rows.order_by("-case__since").values_list("pk")\n'
        'c = rows.order_by("-since", "-id")\n'
        'd = rows.order_by("since").values("since").distinct()\n'
        "e = rows.order_by()\n"
    )
    assert [fault.split(":")[1] for fault in tying_orders(path, {"since"})] == ["1", "2"]


def test_every_model_stands_in_one_order(our_models: list[Any]) -> None:
    from django.db.models import UniqueConstraint

    faults = []
    for model in our_models:
        unique = [one.fields for one in model._meta.constraints if isinstance(one, UniqueConstraint)]
        unique += [(field.name,) for field in model._meta.local_concrete_fields if field.unique]
        if model._meta.ordering and not is_total(model._meta.ordering, unique):
            faults.append(f"{model._meta.label} is ordered by {model._meta.ordering}, which two rows can share.")
    assert not faults, "\n".join(faults)


def test_a_models_order_that_ties_is_seen() -> None:
    assert is_total(["-at", "-id"], [])
    assert is_total(["decision_id", "-number"], [("decision", "number")])
    assert not is_total(["-at"], [("form_key",)])
    assert not is_total(["number"], [("decision", "number")])
