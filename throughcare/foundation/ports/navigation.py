"""The navigation by kind of person: apps register entries, the layout shows those the viewer can open."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.viewers import NavigationItem, Viewer


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry: where it leads and who is shown it (nobody in particular where ``permissions`` is empty)."""

    label: str
    url_name: str
    order: int
    permissions: frozenset[Permission] = frozenset()


_entries: dict[str, Entry] = {}


def add_to_navigation(label: str, url_name: str, *, order: int, permissions: frozenset[Permission]) -> None:
    """Registers an entry at start-up."""
    _entries[url_name] = Entry(label, url_name, order, permissions)


def navigation_for(viewer: Viewer, path: str) -> tuple[NavigationItem, ...]:
    """The entries for a viewer, in order, with the one being read marked."""
    shown = [one for one in _entries.values() if not one.permissions or one.permissions & viewer.permissions]
    found = [(one.label, reverse(one.url_name)) for one in sorted(shown, key=lambda one: one.order)]
    within = [href for _, href in found if path == href or (href != "/" and path.startswith(href))]
    read = max(within, key=len, default="")
    return tuple(NavigationItem(label, href, href == read) for label, href in found)
