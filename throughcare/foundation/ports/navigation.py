"""The navigation by kind of person: apps register entries, the layout shows those the viewer can open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.viewers import NavigationItem, Viewer

Shown = Callable[[Viewer, datetime], bool]


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry: where it leads and who is shown it (nobody in particular where ``permissions`` is empty).

    ``shown`` narrows it further, to those at a moment of whose work it is a part.
    """

    label: str
    url_name: str
    order: int
    permissions: frozenset[Permission] = frozenset()
    shown: Shown | None = None

    def is_for(self, viewer: Viewer, at: datetime) -> bool:
        """Whether a viewer is shown it at a moment."""
        may = not self.permissions or bool(self.permissions & viewer.permissions)
        return may and (self.shown is None or self.shown(viewer, at))


_entries: dict[str, Entry] = {}


def add_to_navigation(
    label: str, url_name: str, *, order: int, permissions: frozenset[Permission], shown: Shown | None = None
) -> None:
    """Registers an entry at start-up."""
    _entries[url_name] = Entry(label, url_name, order, permissions, shown)


def navigation_for(viewer: Viewer, path: str, at: datetime) -> tuple[NavigationItem, ...]:
    """The entries for a viewer at a moment, in order, with the one being read marked."""
    shown = [one for one in _entries.values() if one.is_for(viewer, at)]
    found = [(one.label, reverse(one.url_name)) for one in sorted(shown, key=lambda one: one.order)]
    within = [href for _, href in found if path == href or (href != "/" and path.startswith(href))]
    read = max(within, key=len, default="")
    return tuple(NavigationItem(label, href, href == read) for label, href in found)
