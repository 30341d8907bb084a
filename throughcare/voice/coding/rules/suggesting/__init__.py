"""Suggesting themes for a comment from those that people settled: words and parts of words, weighed by a linear model.

What it suggests is never a code. It says for each theme which words led to it, so that a coder can judge.
"""

from throughcare.voice.coding.rules.suggesting.explaining import Suggestion
from throughcare.voice.coding.rules.suggesting.files import NotThisFile, read_model, write_model
from throughcare.voice.coding.rules.suggesting.measuring import Measured, measure
from throughcare.voice.coding.rules.suggesting.training import Example, TooFew, Trained, train

__all__ = [
    "Example",
    "Measured",
    "NotThisFile",
    "Suggestion",
    "TooFew",
    "Trained",
    "measure",
    "read_model",
    "train",
    "write_model",
]
