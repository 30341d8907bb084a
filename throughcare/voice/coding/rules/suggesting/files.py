"""A model in a file: plain arrays and words, nothing that runs when it is read, known by its hash."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import Any

import numpy as np

from throughcare.voice.coding.rules.suggesting.features import part_features, word_features
from throughcare.voice.coding.rules.suggesting.training import Trained

FORMAT = 1


class NotThisFile(ValueError):
    """The file is missing, or is not the one whose hash was kept."""


def write_model(model: Trained, path: Path) -> str:
    """Writes a model, whole or not at all; gives the SHA-256 of its content."""
    held = io.BytesIO()
    np.savez_compressed(
        held,
        format=np.array([FORMAT]),
        comments=np.array([model.comments]),
        themes=_text(model.themes),
        words=_text(_in_order(model.words)),
        word_idf=model.words.idf_,
        parts=_text(_in_order(model.parts)),
        part_idf=model.parts.idf_,
        weights=model.weights.astype(np.float16),
        starts=model.starts,
    )
    content = held.getvalue()
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".tmp")
    draft.write_bytes(content)
    draft.replace(path)
    return hashlib.sha256(content).hexdigest()


def read_model(path: Path, sha256: str) -> Trained:
    """The model of a file. Raises ``NotThisFile`` where its content does not have the hash that was kept."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise NotThisFile(f"{path.name} is missing.") from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise NotThisFile(f"{path.name} is not the file that was trained.")
    with np.load(io.BytesIO(content), allow_pickle=False) as held:
        words, parts = word_features(_vocabulary(held["words"])), part_features(_vocabulary(held["parts"]))
        words.idf_, parts.idf_ = held["word_idf"], held["part_idf"]
        return Trained(
            tuple(_lines(held["themes"])),
            words,
            parts,
            held["weights"].astype(np.float32),
            held["starts"].astype(np.float32),
            int(held["comments"][0]),
        )


def _in_order(features: Any) -> list[str]:
    return sorted(features.vocabulary_, key=features.vocabulary_.__getitem__)


def _text(lines: Any) -> Any:
    return np.frombuffer("\n".join(lines).encode(), dtype=np.uint8)


def _lines(held: Any) -> list[str]:
    return bytes(held).decode().split("\n")


def _vocabulary(held: Any) -> dict[str, int]:
    return {word: place for place, word in enumerate(_lines(held))}
