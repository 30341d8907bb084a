"""Makes this folder importable in its ``.venv`` and writes the two console scripts, without a build or the network."""

from __future__ import annotations

import sys
import sysconfig
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
SCRIPTS = {"throughcare": "throughcare.cli", "desistance": "desistance.cli"}
BODY = """#!{python}
import sys

from {module} import main

if __name__ == "__main__":
    sys.exit(main())
"""


def main() -> None:
    """Raises ``SystemExit`` outside a virtual environment, so that no other Python is changed."""
    if sys.prefix == sys.base_prefix:
        raise SystemExit("Run this with the Python of .venv; `make run` does.")
    Path(sysconfig.get_path("purelib"), "throughcare-project.pth").write_text(f"{PROJECT}\n", encoding="utf-8")
    for name, module in SCRIPTS.items():
        script = Path(sysconfig.get_path("scripts"), name)
        script.write_text(BODY.format(python=sys.executable, module=module), encoding="utf-8")
        script.chmod(0o755)


if __name__ == "__main__":
    main()
