"""What the prose of a decision paper asserts, as data."""

from .extraction import extract

__all__ = ["extract"]
