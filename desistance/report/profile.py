"""Conventions of analysis and wording as versioned data: thresholds and how sure they are, and sentences."""

from __future__ import annotations

import datetime as dt
import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from desistance.errors import InputError

FOLDER = "profiles"


@dataclass(frozen=True)
class Limit:
    """A threshold with how sure it is."""

    value: float
    certainty: str
    source: str


@dataclass(frozen=True)
class Profile:
    """One version of a profile. `sha256` is that of its file."""

    name: str
    says: str
    version: str
    source: str
    needs: bool
    limits: Mapping[str, Limit]
    wording: Mapping[str, Mapping[str, str]]
    never: tuple[str, ...]
    sha256: str

    def limit(self, name: str) -> float:
        """The value of a threshold."""
        return self.limits[name].value

    def sentence(self, subject: str, which: str, **names: str) -> str:
        """One sentence of the profile. Raises ValueError when it says what the conventions never say."""
        told = self.wording[subject][which].format(**names)
        forbidden = [words for words in self.never if words in told.lower()]
        if forbidden:
            raise ValueError(
                f"the wording of {subject}.{which} says {forbidden[0]!r}, which profile {self.name} never says"
            )
        return told


def names() -> list[str]:
    """The profiles that are there."""
    return sorted(one.name.removesuffix(".toml") for one in _folder().iterdir() if one.name.endswith(".toml"))


def load_profile(asked: str, registered: dt.date) -> Profile:
    """The version in force on the day of registration, or the one named after `@`. Raises InputError."""
    name, _, version = asked.partition("@")
    if name not in names():
        raise InputError(f"no profile is called {name!r}", argument="profile", remedy=f"Known: {', '.join(names())}.")
    text = (_folder() / f"{name}.toml").read_bytes()
    given = tomllib.loads(text.decode("utf-8"))
    chosen = [one for one in given["version"] if (one["id"] == version if version else _in_force(one, registered))]
    if not chosen:
        known = ", ".join(f"{name}@{one['id']}" for one in given["version"])
        says = f"{asked} has no version {version or f'in force on {registered}'}"
        raise InputError(says, argument="profile", remedy=f"Known: {known}.")
    one = chosen[0]
    return Profile(
        name=name,
        says=given["says"],
        version=one["id"],
        source=one["source"],
        needs=one["needs"],
        limits={key: Limit(**held) for key, held in given["limits"].items()},
        wording=given["wording"],
        never=tuple(given["never"]),
        sha256=hashlib.sha256(text).hexdigest(),
    )


def _in_force(version: dict[str, Any], day: dt.date) -> bool:
    return bool(version["from"] <= day and ("until" not in version or day < version["until"]))


def _folder() -> Any:
    return resources.files("desistance") / "report" / FOLDER
