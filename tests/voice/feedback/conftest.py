"""Each test has a folder of keys of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _own_keys(settings: Any, tmp_path: Path) -> None:
    settings.FEEDBACK_FOLDER = tmp_path / "feedback"
