"""The one error that reading raises."""

from __future__ import annotations


class Unreadable(Exception):
    """Nothing of a decision paper could be read. The message is one sentence: what is wrong and what to do."""
