"""The sections of a study file for the reference page, from their declarations."""

from __future__ import annotations

from dataclasses import MISSING, Field, fields
from typing import Any

from desistance.report.study import SECTIONS, Covariate

MANY = {"covariate"}


def sections() -> str:
    """Every section with its keys, in Markdown, in the order in which the template has them."""
    held = list(SECTIONS.items())
    after = [name for name, _ in held].index("matching")
    held.insert(after, ("covariate", Covariate))
    return "\n".join(_section(name, one) for name, one in held)


def _section(name: str, declared: Any) -> str:
    heading = f"[[{name}]]" if name in MANY else f"[{name}]"
    rows = [f"| `{one.name}` | {one.metadata['meaning']} | {_default(one)} |" for one in fields(declared)]
    says = (declared.__doc__ or "").strip()
    lines = [f"## `{heading}`", "", says, "", "| key | meaning | if not given |", "|---|---|---|", *rows]
    return "\n".join(lines) + "\n"


def _default(one: Field[Any]) -> str:
    if one.default is MISSING and one.default_factory is MISSING:
        return "needed"
    value = one.default
    if value is MISSING or value is None or value == () or value == "":
        return "none"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, tuple):
        return f"`[{', '.join(f'{number:g}' for number in value)}]`"
    return f'`"{value}"`' if isinstance(value, str) else f"`{value}`"
