"""The reference page of the instruments, made from their declarations."""

from __future__ import annotations

from desistance.scores import inputs
from desistance.scores.facts import points_and_bands
from desistance.scores.instruments import INSTRUMENTS, Instrument
from desistance.scores.items import ITEMS
from desistance.scores.tiers import TIERED

HEAD = """# Scores: instruments and their columns

Written from the declarations in `desistance/scores` by `make docs`. Where official sources differ:
[score traps](../explanation/score-traps.md).

```python
from datetime import date

from desistance import scores

people = {
    "person_id": ["A1", "A2"],
    "gender": ["male", "female"],
    "date_of_birth": [date(1990, 5, 1), date(1998, 2, 28)],
    "date_of_conviction": [date(2026, 3, 2), date(2026, 4, 9)],
    "follow_up_start": [date(2026, 3, 2), date(2026, 4, 9)],
    "age_at_first_sanction": [17, None],
    "total_sanctions": [12, 2],
    "offence_code": ["05330", "10501"],
}
print([one.column for one in scores.inputs("ogrs3")])  # the columns it reads
scored = scores.score(people, "ogrs3")
print(scored.select(["person_id", "percent_2y", "band", "problem"]).to_pylist())
assert scored["band"].to_pylist() == ["MEDIUM", None]
assert scored["problem"][1].as_py() == "missing: age_at_first_sanction"
```

`variant="auto"` (the default) is dynamic where every answer is there and static elsewhere.

On the command line: `desistance score ogrs3 people.csv scores.csv`. It ends with 1 where some row has a problem.

## What comes out

One row for each row in, in the same order; a `person_id` in the input comes along.

| column | meaning |
|---|---|
| `probability_1y`, `probability_2y` | unrounded, 0 to 1; empty where the instrument does not define it |
| `percent_1y`, `percent_2y` | as officially rounded |
| `points` | where the instrument has them |
| `band` | LOW, MEDIUM, HIGH or VERY_HIGH; empty where no band is defined or the instrument is not for this person |
| `flag` | in place of `band` for `mst` |
| `variant` | static or dynamic: the form that this row was scored by |
| `instrument`, `version` | travel with every score; `scores.check_one_generation` refuses a mixed table |
| `problem` | why the row has no score; all missing inputs are listed together |
| `notice` | what to know about a row that has one, such as the answers that kept it static |

A score is a frequency in a group, not a fact about a person. Where an official score is recorded, keep it and hold the
one computed here beside it. Compare bands, not percentages, across generations.

A whole column that is missing, or of a type that cannot be (dates as text, offence codes as numbers), is an
`InputError`: nothing is guessed. A value that cannot be in one row is that row's `problem`.

## Standing in

Ages (`age_at_conviction`, `age_at_follow_up`) may stand in for dates; where both are given they must agree. In
generation 4 and the 2015 family a row without a start of follow-up is scored from its conviction, and a row with no
dates at all as at the start of follow-up (0 offence-free months; `notice` says so). In CSV, lists are separated by `;`
and `none` is the empty list.
"""
TIERS = """## Tiers

`scores.tier(table)` gives each row's `tier`, A (most to be done) to G, with `from_scores`, `raised`, `version` and
`problem`: the published table of ARP by CSRP, in which the highest bounds that are reached count. The rules that raise
a tier could not be verified; what they ask for comes in as `at_least`, and the higher of the two is the tier.
"""


def reference_page() -> str:
    """The page as Markdown: what comes out, bands, and every instrument with its columns."""
    parts = [HEAD, _bands(), TIERS, TIERED.reference(), *(_instrument(one) for one in INSTRUMENTS.values()), _items()]
    return "\n".join(parts)


def _bands() -> str:
    lines = ["## Bands", "", "| predictor | low | medium | high | very high | unit |", "|---|---|---|---|---|---|"]
    for name, table in points_and_bands()["bands"].items():
        if name == "RSR":
            continue
        bounds = [table[band] for band in ("LOW", "MEDIUM", "HIGH", "VERY_HIGH")]
        told = [f"{one[0]} to {one[1]}" if isinstance(one, list) else f"from {one}" for one in bounds]
        unit = table.get("unit", "whole per cent" if table["kind"] == "integer_ranges" else "per cent, two decimals")
        lines.append(f"| {name.replace('_', '-')} | {' | '.join(told)} | {unit} |")
    return "\n".join([*lines, "", "No bands are defined for the 2015 family.", ""])


def _instrument(one: Instrument) -> str:
    lines = [
        f"## `{one.name}`: {one.title}",
        "",
        f"{one.generation}, version {one.version}; {' and '.join(one.variants)}.",
        "",
        "| column | needed |",
        "|---|---|",
    ]
    lines += [f"| `{each.column}` | {each.when} |" for each in inputs(one.name)]
    return "\n".join([*lines, ""])


def _items() -> str:
    lines = ["## Columns", "", "| column | type | values | meaning |", "|---|---|---|---|"]
    read = {name for one in INSTRUMENTS.values() for name in one.columns}
    for item in ITEMS.values():
        if item.name in read:
            name = f"`{item.name}`" + (f" (or `{item.alias}`)" if item.alias else "")
            values = ", ".join(item.codes)
            if item.maximum is not None:
                values = f"{item.minimum} to {item.maximum}"
            lines.append(f"| {name} | {item.kind} | {values} | {item.meaning} |")
    return "\n".join([*lines, ""])
