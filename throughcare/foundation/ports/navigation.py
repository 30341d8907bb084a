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
    items = []
    for entry in sorted(_entries.values(), key=lambda one: one.order):
        if entry.permissions and not entry.permissions & viewer.permissions:
            continue
        href = reverse(entry.url_name)
        items.append(NavigationItem(entry.label, href, path == href or (href != "/" and path.startswith(href))))
    return tuple(items)
