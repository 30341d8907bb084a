"""One-use codes: easy to read and to type, hard to guess, with a last sign that shows a mistyped one.

The alphabet leaves out vowels (no words come about) and signs that look alike. It has a prime number of signs, so the
check finds every single wrong sign and every two that changed places.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

ALPHABET = "BCDFGHJKMNPRTVWX2346789"
DRAWN = 8
LENGTH = DRAWN + 1
GROUP = 3


class WrongCode(ValueError):
    """What was typed is no code: empty, or a sign is wrong. The argument is the id of the sentence that says so."""


def check_sign(drawn: str) -> str:
    """The last sign of a code, from the others."""
    total = sum(place * ALPHABET.index(sign) for place, sign in enumerate(drawn, start=1))
    return ALPHABET[total % len(ALPHABET)]


def new_code(choose: Callable[[str], str]) -> str:
    """A code of signs that ``choose`` draws from the alphabet."""
    drawn = "".join(choose(ALPHABET) for _ in range(DRAWN))
    return drawn + check_sign(drawn)


def shown(code: str) -> str:
    """A code as it is printed: ``BCD FGH JKM``."""
    return " ".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def read_code(typed: str) -> str:
    """The code that somebody typed, in any case, with any spaces or dashes, in any digits of the world.

    Raises ``WrongCode`` for anything else; nothing is asked of the database for it.
    """
    plain = unicodedata.normalize("NFKC", typed[:80]).upper()
    signs = "".join(_plain_digit(sign) for sign in plain if sign.isalnum())
    if not signs:
        raise WrongCode("code.missing")
    if len(signs) != LENGTH or not set(signs) <= set(ALPHABET) or signs[-1] != check_sign(signs[:-1]):
        raise WrongCode("code.wrong_letter")
    return signs


def _plain_digit(sign: str) -> str:
    digit = unicodedata.decimal(sign, None)
    return sign if digit is None else str(digit)
