"""Whether what is asked for fits this machine, so that it is refused before the work and not in the middle of it."""

from __future__ import annotations

import os
from pathlib import Path

from desistance.errors import InputError

SAID = "DESISTANCE_MACHINE_MEMORY"
MEMINFO, CGROUP = Path("/proc/meminfo"), Path("/sys/fs/cgroup")
TIMES = 3.0
"""A table is held as it was read, as it was checked and as what was made of it."""


def available() -> int | None:
    """Bytes that this process may still take; None where the machine does not say.

    What DESISTANCE_MACHINE_MEMORY says in megabytes comes before what the machine says.
    """
    said = os.environ.get(SAID)
    if said is not None:
        if not said.isdecimal():
            raise InputError(f"{said!r} is no number of megabytes", argument=SAID, remedy="Write 4000, for instance.")
        return int(said) << 20
    limits = [one for one in (_of_machine(), _of_group()) if one is not None]
    return min(limits) if limits else None


def refuse_too_large(needed: float, *, argument: str, remedy: str) -> None:
    """Raise InputError where `needed` bytes are more than there are."""
    there = available()
    if there is not None and needed > there:
        says = f"would need about {_told(needed)} of memory, and {_told(there)} is free"
        raise InputError(says, argument=argument, remedy=remedy)


def _told(size: float) -> str:
    return f"{size / 2**30:.1f} GB" if size >= 2**30 else f"{max(1, round(size / 2**20))} MB"


def _of_machine() -> int | None:
    try:
        lines = MEMINFO.read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) << 10 for line in lines if line.startswith("MemAvailable:")), None)


def _of_group() -> int | None:
    """What the control group of a container leaves."""
    try:
        most, used = ((CGROUP / name).read_text(encoding="ascii").strip() for name in ("memory.max", "memory.current"))
    except OSError:
        return None
    return max(0, int(most) - int(used)) if most.isdecimal() and used.isdecimal() else None
