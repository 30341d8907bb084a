"""Who is looking at a screen, as the shared templates need to know it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Link:
    """A navigation entry; ``current`` marks the part of the service that is open."""

    label: str
    href: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Anonymous:
    """Somebody who is not signed in. Has the attributes that middleware's viewer has."""

    person_id: int | None = None
    name: str = ""
    organisation_name: str = ""
    role_name: str = ""
    is_signed_in: bool = False
    navigation: tuple[Link, ...] = ()


def viewer_of(request: Any) -> Any:
    """The viewer that middleware set on a request, or an anonymous one."""
    return getattr(request, "viewer", None) or Anonymous()
