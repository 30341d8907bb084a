"""What can go wrong in the domain, in five kinds. Middleware turns each into a page or an API answer, once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


class DomainError(Exception):
    """Base of all errors a person can cause. ``says`` tells what happened and why, ``remedy`` what to do next."""

    status = 400
    title = "That could not be done"

    def __init__(self, says: str, *, remedy: str = "") -> None:
        super().__init__(says)
        self.says = says
        self.remedy = remedy


class NotFound(DomainError):
    """There is nothing here, or nothing this viewer may know of: the two are deliberately alike."""

    status = 404
    title = "Page not found"


class NotAllowed(DomainError):
    """The viewer may not do this; ``says`` gives the reason and ``remedy`` who can."""

    status = 403
    title = "You cannot do this"


class WrongState(DomainError):
    """The thing is not at the step from which this can be done."""

    status = 409
    title = "This is not the right step"


class Conflict(DomainError):
    """Someone else changed the same thing first; nothing of this attempt was written."""

    status = 409
    title = "Someone else changed this first"


class Invalid(DomainError):
    """What was typed cannot be used. ``fields`` maps a field's name to its sentences, ``""`` for the whole form."""

    status = 422
    title = "There is a problem"

    def __init__(self, fields: Mapping[str, Sequence[str] | str] | str, *, remedy: str = "") -> None:
        if isinstance(fields, str):
            fields = {"": [fields]}
        self.fields: dict[str, list[str]] = {
            name: [sentences] if isinstance(sentences, str) else list(sentences) for name, sentences in fields.items()
        }
        super().__init__(" ".join(text for sentences in self.fields.values() for text in sentences), remedy=remedy)
