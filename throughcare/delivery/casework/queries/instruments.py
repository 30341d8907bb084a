"""Instruments in force, and the words to ask them in: those that are shipped, else those an organisation loaded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from django.core.checks import CheckMessage, Error

from throughcare.delivery.casework.models import InstrumentWording
from throughcare.delivery.casework.rules.instruments import Definition, definition_of
from throughcare.delivery.casework.rules.wording import Wording, check_wording, read_wording
from throughcare.errors import Invalid, NotFound
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.scope import get_visible, visible_to
from throughcare.foundation.access.viewers import Viewer, check_can
from throughcare.foundation.reference import load
from throughcare.foundation.reference.errors import ReferenceError
from throughcare.foundation.reference.loader import default_folder

Key = tuple[str, str]


@lru_cache(maxsize=1)
def _definitions() -> dict[Key, Definition]:
    found = load()
    made = (definition_of(row, found.instrument_items, found.instrument_bands) for row in found.instruments)
    return {(one.code, one.version): one for one in made}


@lru_cache(maxsize=1)
def _shipped() -> dict[tuple[str, str, str], Wording]:
    """Words in ``reference/wording``. Raises ``ReferenceError`` that names the file where one does not fit."""
    words = {}
    for path in sorted((default_folder() / "wording").glob("*.toml")):
        try:
            wording = read_wording(path.read_bytes())
            definition = _definitions()[wording.instrument, wording.version]
            check_wording(wording, definition)
        except (Invalid, KeyError) as error:
            raise _broken(path, error) from error
        if not definition.row.ships_wording:
            raise _broken(path, f"{definition.name}'s licence does not let its words be given away")
        words[wording.instrument, wording.version, wording.language] = wording
    return words


def _broken(path: Path, error: object) -> ReferenceError:
    return ReferenceError(path, None, f"The words cannot be used: {error}.", "Mend the file or take it away.")


def check_reference() -> None:
    """Reads every definition and every file of words, so that a broken one is seen at start-up."""
    _definitions()
    _shipped()


def words_are_sound(**_: object) -> list[CheckMessage]:
    """Every command that checks the project, and so every start, refuses definitions or words that are not sound."""
    try:
        check_reference()
    except ReferenceError as error:
        return [Error(str(error), id="casework.E001")]
    return []


def definition(code: str, version: str = "", *, on: date | None = None) -> Definition:
    """A version of an instrument, or the one in force on a day. Raises ``NotFound`` where there is none."""
    for found in _definitions().values():
        row = found.row
        if row.id == code and (row.version == version or (on is not None and row.in_force(on))):
            return found
    raise NotFound("There is no such questionnaire.", remedy="Go back and choose one of the list.")


def every() -> tuple[Definition, ...]:
    """Every version of every instrument, older before newer."""
    return tuple(sorted(_definitions().values(), key=lambda one: (one.code, one.row.from_)))


def in_force(on: date) -> tuple[Definition, ...]:
    """The instruments in force on a day, in the order of the reference."""
    return tuple(one for one in _definitions().values() if one.row.in_force(on))


def shipped_wording(of: Definition, language: str = "en") -> Wording | None:
    """The shipped words of a version in a language, null where there are none."""
    return _shipped().get((of.code, of.version, language))


@lru_cache(maxsize=64)
def _loaded(wording_id: int, body: str) -> Wording:
    return read_wording(body.encode())


def wording_of(row: InstrumentWording) -> Wording:
    """The words of a row, read again only where they are not at hand."""
    return _loaded(row.pk, row.body)


def wording_for(of: Definition, organisation_code: str, language: str = "en") -> tuple[Wording | None, int | None]:
    """The words an organisation asks a version in, with the number of its own row where it loaded them.

    Its own go before the shipped ones. Null where it has none: then only scores can be entered.
    """
    row = InstrumentWording.objects.filter(
        organisation__code=organisation_code,
        instrument=of.code,
        definition=of.version,
        language=language,
        withdrawn_at__isnull=True,
    ).first()
    return (wording_of(row), row.pk) if row else (shipped_wording(of, language), None)


def words_used(of: Definition, wording: InstrumentWording | None, language: str) -> Wording | None:
    """The words a questionnaire was asked in."""
    return wording_of(wording) if wording else shipped_wording(of, language)


@dataclass(frozen=True, slots=True)
class Loaded:
    """Words that an organisation loaded."""

    id: int
    language: str
    terms: str
    loaded_by: str
    loaded_at: datetime
    organisation: str


@dataclass(frozen=True, slots=True)
class InstrumentRow:
    """An instrument as the page of instruments lists it."""

    definition: Definition
    shipped: Wording | None
    loaded: tuple[Loaded, ...]

    @property
    def words(self) -> str:
        """Where its words come from, in a sentence."""
        if self.loaded:
            return "Loaded by you, under your licence"
        return "Shipped" if self.shipped else "None: scores only"


def instruments(viewer: Viewer, on: date) -> list[InstrumentRow]:
    """Every instrument in force, with the words that the viewer's organisations have."""
    check_can(viewer, Permission.VIEW_CLINICAL)
    rows = visible_to(viewer, InstrumentWording).filter(withdrawn_at__isnull=True)
    loaded = list(rows.select_related("loaded_by", "organisation"))
    return [
        InstrumentRow(
            one,
            shipped_wording(one),
            tuple(_as_loaded(row) for row in loaded if (row.instrument, row.definition) == (one.code, one.version)),
        )
        for one in in_force(on)
    ]


def instrument(viewer: Viewer, code: str, on: date) -> InstrumentRow:
    """One of them."""
    found = next((one for one in instruments(viewer, on) if one.definition.code == code), None)
    if found is None:
        raise NotFound("There is no such questionnaire.", remedy="Go back and choose one of the list.")
    return found


def loaded_wording(viewer: Viewer, wording_id: int) -> Loaded:
    """Words that the viewer's organisation loaded."""
    row = get_visible(viewer, InstrumentWording, pk=wording_id, withdrawn_at__isnull=True)
    return _as_loaded(row)


def _as_loaded(row: InstrumentWording) -> Loaded:
    return Loaded(row.pk, row.language, row.terms, row.loaded_by.name, row.loaded_at, row.organisation.name)
