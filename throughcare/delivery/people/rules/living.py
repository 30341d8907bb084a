"""Nothing new is done with somebody who died: a rule for every app that works with people."""

from __future__ import annotations

from datetime import date

from throughcare.errors import Invalid, WrongState
from throughcare.foundation.ui.words import day

REMEDY = "If the death was recorded in error, a coordinator can correct it on the person's page."


def check_living(died_on: date | None, on: date) -> None:
    """Raises ``WrongState`` where work is to be done on a day after the person's death.

    What happened on the day itself or before may still be written down.
    """
    if died_on is not None and on > died_on:
        raise WrongState(
            f"This person died on {day(died_on)}, so this cannot be recorded for {day(on)}.", remedy=REMEDY
        )


def can_be_worked_with(died_on: date | None, on: date) -> bool:
    """Whether work on a day is possible. Derived from ``check_living``."""
    try:
        check_living(died_on, on)
    except WrongState:
        return False
    return True


def check_death(died_on: date, *, born: date | None, today: date) -> None:
    """Raises ``Invalid`` for a day of death that cannot be."""
    if died_on > today:
        raise Invalid({"died_on": "The day of death cannot be after today."})
    if born is not None and died_on < born:
        raise Invalid({"died_on": f"The day of death is before the date of birth, {day(born)}."})
