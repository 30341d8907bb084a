"""Answers as bytes of one of few lengths, so that the length of a box tells nothing."""

from __future__ import annotations

import json
import zlib
from typing import Any

from throughcare.voice.feedback.rules import shuffling


def packed(content: object) -> bytes:
    """A value as padded bytes. Raises ``ValueError`` where it is more than an answer can hold."""
    return shuffling.padded(zlib.compress(json.dumps(content, ensure_ascii=False).encode("utf-8", "surrogatepass")))


def unpacked(box: bytes) -> Any:
    """What was packed."""
    return json.loads(zlib.decompress(shuffling.unpadded(box)).decode("utf-8", "surrogatepass"))
