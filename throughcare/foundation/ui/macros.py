"""The published GOV.UK macros, loaded once in a lenient environment because they read keys that callers leave out."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import jinja2


@cache
def govuk_macros() -> dict[str, Callable[..., str]]:
    """Every macro by name, such as ``govukButton``; each takes one mapping of parameters and returns safe HTML."""
    loader = jinja2.PackageLoader("govuk_frontend_jinja")
    lenient = jinja2.Environment(
        loader=jinja2.PrefixLoader({"govuk_frontend_jinja": loader}),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found = {}
    for path in loader.list_templates():
        if path.startswith("components/") and path.endswith("/macro.html"):
            module: Any = lenient.get_template(f"govuk_frontend_jinja/{path}").module
            found |= {name: macro for name, macro in vars(module).items() if name.startswith("govuk")}
    return found
