"""The published cases, and offence histories that hypothesis writes, thick with the days on which a rule turns."""

import datetime as dt
import json
from pathlib import Path

from hypothesis import strategies as st

from desistance.reoffending import oracle

CASES = Path(__file__).parents[2] / "data" / "reoffending" / "proven_reoffending.json"
START, END = dt.date(2023, 11, 29), dt.date(2024, 2, 29)
EDGES = [
    dt.date(2023, 11, 28),
    dt.date(2023, 11, 29),
    dt.date(2023, 11, 30),
    dt.date(2023, 12, 31),
    dt.date(2024, 1, 31),
    dt.date(2024, 2, 28),
    dt.date(2024, 2, 29),
    dt.date(2024, 3, 1),
]
AROUND = sorted(
    {
        oracle.months_later(day, months) + dt.timedelta(days=shift)
        for day in EDGES
        for months in (0, 6, 12, 18)
        for shift in (-1, 0, 1)
    }
)
CODES = {"00801": True, "03400": True, "04000": False, "12511": True}
CATEGORIES = ["indictable", "summary", "either way", None]
WEIGHTS = [0.0, 0.25, 2.5, 400.0, None]
"""Parts of two, so that a sum is the same in whatever order."""
TYPES = st.sampled_from(["custody_release", "court_non_custodial", "caution"])

days = st.one_of(st.sampled_from(AROUND), st.dates(dt.date(2023, 6, 1), dt.date(2025, 12, 31)))


@st.composite
def histories(draw):
    """People, events and offences as lists of rows; ids are text with leading zeros."""
    number = draw(st.integers(1, 6))
    ids = [f"{position:03d}" for position in range(number)]
    people = [
        {
            "person_id": one,
            "previous_offences": draw(st.one_of(st.none(), st.sampled_from([0, 1, 2, 3, 6, 7, 10, 11, 40]))),
            "borough": draw(st.sampled_from(["Camden", "Brent", None])),
        }
        for one in ids
    ]
    event = st.fixed_dictionaries({"person_id": st.sampled_from(ids), "type": TYPES, "date": st.sampled_from(EDGES)})
    offence = st.fixed_dictionaries(
        {
            "person_id": st.sampled_from(ids),
            "offence_date": st.one_of(days, days, days, st.none()),
            "proven_date": st.one_of(days, days, days, st.none()),
            "excluded": st.sampled_from([None, None, None, "", " \t", "breach"]),
            "offence_code": st.sampled_from(sorted(CODES)),
            "category": st.sampled_from(CATEGORIES),
            "weight": st.sampled_from(WEIGHTS),
        }
    )
    return people, draw(st.lists(event, max_size=10)), draw(st.lists(offence, max_size=25))


def with_severity(rows, severity):
    """The same rows with the offences' `category` or `weight` as their severity, or with none."""
    people, events, offences = rows
    return people, events, [{**one, "severity": one[severity]} for one in offences] if severity else offences


def published_cases():
    return json.loads(CASES.read_text(encoding="utf-8"))["cases"]
