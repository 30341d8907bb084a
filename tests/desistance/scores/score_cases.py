"""The published sample cases as rows with the columns of `desistance.scores`."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "data" / "actuarial"
NAMES = {
    "dateOfCurrentConviction": "date_of_conviction",
    "dateAtStartOfFollowup": "follow_up_start",
    "dateAtStartOfFollowupCalculated": "follow_up_start",
    "dateAtStartOfFollowupUserInput": "follow_up_start",
    "totalNumberOfSanctionsForAllOffences": "total_sanctions",
    "totalNumberOfViolentSanctions": "violent_sanctions",
    "currentOffenceCode": "offence_code",
}


def lines(name: str) -> list[dict[str, Any]]:
    """The cases of a .jsonl file."""
    return [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]


def requests(name: str) -> list[dict[str, Any]]:
    """The cases (name, request, response) of a .json file."""
    return list(json.loads((FOLDER / name).read_text(encoding="utf-8")))


def row(request: dict[str, Any], columns: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    """A request of the service as a row; `columns` that it lacks are empty."""
    found: dict[str, Any] = dict.fromkeys(columns)
    for name, value in request.items():
        found[NAMES.get(name, snake(name))] = _day(name, value)
    return {**found, **{name: value for name, value in more.items() if found.get(name) is None}}


def snake(name: str) -> str:
    """camelCase as snake_case."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def _day(name: str, value: Any) -> Any:
    return dt.date.fromisoformat(value) if isinstance(value, str) and "date" in name.lower() else value
