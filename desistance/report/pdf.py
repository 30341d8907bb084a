"""The page as PDF, where this machine has a Chromium or WeasyPrint; its dates are fixed so that runs are alike."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
FLAGS = ("--headless", "--disable-gpu", "--no-sandbox", "--disable-dev-shm-usage", "--no-pdf-header-footer")
SECONDS = 120
STAMP = re.compile(rb"(/(?:CreationDate|ModDate) \(D:)(\d{14})")
# Chromium numbers the cells of a table by counters that differ from run to run.
NODE = re.compile(rb"node\d{8}")
UNABLE = (
    "report.pdf was not written: this machine has neither Chromium nor WeasyPrint; report.html prints to PDF in any "
    "browser."
)


def write_pdf(page: Path, target: Path) -> str:
    """Write `target` from an HTML file and return an empty text, or one sentence that says why it could not be done."""
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser is not None:
        return _by_browser(browser, page, target)
    return _by_weasyprint(page, target)


def _by_browser(browser: str, page: Path, target: Path) -> str:
    with tempfile.TemporaryDirectory(prefix="desistance-pdf-") as profile:
        command = [browser, *FLAGS, f"--user-data-dir={profile}", f"--print-to-pdf={target}", page.resolve().as_uri()]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)  # noqa: S603 - a fixed command
        except (subprocess.SubprocessError, OSError) as error:
            return (
                f"report.pdf was not written: {Path(browser).name} could not print the page ({type(error).__name__})."
            )
    if not target.is_file():
        return f"report.pdf was not written: {Path(browser).name} printed nothing."
    target.write_bytes(_settled(target.read_bytes()))
    return ""


def _settled(content: bytes) -> bytes:
    """The same file with a fixed date and with nodes numbered from one, in their order and at their length."""
    numbers = {name: b"node%08d" % place for place, name in enumerate(sorted(set(NODE.findall(content))), start=1)}
    content = NODE.sub(lambda found: numbers[found.group()], content)
    return STAMP.sub(lambda found: found.group(1) + b"20000101000000", content)


def _by_weasyprint(page: Path, target: Path) -> str:
    try:
        import weasyprint
    except (ImportError, OSError):
        return UNABLE
    weasyprint.HTML(filename=str(page)).write_pdf(str(target))
    return ""
