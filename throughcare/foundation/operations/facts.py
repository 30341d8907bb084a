"""Whether the facts that the service runs on can be used, asked before anybody is served."""

from __future__ import annotations

from django.core.checks import CheckMessage, Error, run_checks

from throughcare.foundation.reference import ReferenceError, load

TAG = "facts"


class Unsound(Exception):
    """A file of facts cannot be used; the message names file, line and remedy."""


def check() -> None:
    """Raises ``Unsound`` at the first file of facts that cannot be used."""
    for found in run_checks(tags=[TAG]):
        raise Unsound(found.msg)


def reference_is_sound(**_: object) -> list[CheckMessage]:
    """Every command that checks the project, and so every start, refuses a reference file that cannot be used."""
    from django.conf import settings

    try:
        load(settings.REFERENCE)
    except ReferenceError as error:
        return [Error(str(error), id="reference.E001")]
    return []
