"""Desistance: from offence histories to findings that stand up.

Each part is loaded when it is first used, so that `import desistance` stays quick.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from desistance.errors import InputError

if TYPE_CHECKING:
    from types import ModuleType

__version__ = "0.1.0"

PARTS = (
    "cohorts",
    "disclosure",
    "economics",
    "effects",
    "engines",
    "linkage",
    "matching",
    "monitoring",
    "reoffending",
    "report",
    "scores",
    "synthetic",
    "tables",
)

__all__ = ["InputError", "__version__", *PARTS]  # noqa: PLE0604


def __getattr__(name: str) -> ModuleType | Any:
    if name in PARTS:
        return importlib.import_module(f"desistance.{name}")
    raise AttributeError(f"module 'desistance' has no part named {name!r}; its parts are {', '.join(PARTS)}")


def __dir__() -> list[str]:
    return sorted(__all__)
