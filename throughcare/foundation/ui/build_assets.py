"""Builds ``static/vendor`` from the installed npm packages: ``python -m throughcare.foundation.ui.build_assets``.

The font GDS Transport, the crown and the crests may be used on GOV.UK only. They are left out together with the style
rules that name them, since manifest storage refuses a style sheet that names a missing file.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
VENDOR = Path(__file__).resolve().parent / "static" / "vendor"
FONT_STACK = 'Helvetica Neue,Arial,"Liberation Sans",sans-serif'
FORBIDDEN = re.compile(r"crest|crown|GDS Transport", re.IGNORECASE)
SOURCE_MAP = re.compile(r"(/\*# sourceMappingURL=.*?\*/|^//# sourceMappingURL=.*$)", re.MULTILINE)
FONT_FACE = re.compile(r"@font-face\{[^}]*GDS Transport[^}]*\}")
FONT_NOTICE = re.compile(r"/\*![^*]*GDS Transport.*?\*/|/\*!(?:(?!\*/).)*not commercially available.*?\*/", re.DOTALL)
RULE_FOR_MARK = re.compile(r"(?<=[{}])[^{}@]*(?:crown|crest)[^{}]*\{[^{}]*\}")
DECLARATION_WITH_ADDRESS = re.compile(r"(?<=[{;])[a-z-]+:[^;{}]*url\([^)]*\)[^;{}]*;?")
ADDRESS = re.compile(r"url\(/assets/images/([^)]+)\)")
PACKAGES = {
    "govuk-frontend": ("dist/govuk", "govuk-frontend.min.css", "govuk-frontend.min.js"),
    "@ministryofjustice/frontend": ("moj", "moj-frontend.min.css", "moj-frontend.min.js"),
}


class CannotBuild(Exception):
    """The packages are missing or are not what this script knows how to strip."""


def without_marks(css: str) -> str:
    """The style sheet in our own font stack, with relative addresses and nothing that names font, crown or crest."""
    for pattern in (SOURCE_MAP, FONT_FACE, FONT_NOTICE, RULE_FOR_MARK):
        css = pattern.sub("", css)
    css = css.replace("GDS Transport,arial,sans-serif", FONT_STACK)
    css = DECLARATION_WITH_ADDRESS.sub(lambda found: "" if FORBIDDEN.search(found[0]) else found[0], css)
    css = ADDRESS.sub(r"url(images/\1)", css)
    left = FORBIDDEN.search(css)
    if left:
        raise CannotBuild(
            f"A style sheet still names {left[0]!r} after stripping. Compare the new version's CSS with the patterns "
            "in build_assets.py and adapt them before upgrading."
        )
    return css.strip() + "\n"


def images_named(css: str) -> list[str]:
    """File names of the images that a built style sheet needs."""
    return sorted(set(re.findall(r"url\(images/([^)]+)\)", css)))


def version_of(package: Path) -> str:
    """The installed version of an npm package."""
    try:
        return str(json.loads((package / "package.json").read_text(encoding="utf-8"))["version"])
    except FileNotFoundError as error:
        raise CannotBuild(
            f"{package} is not there. Run `npm ci` in {ROOT} first (`make run` and `make test` do so)."
        ) from error


def build_package(package: Path, files: tuple[str, str, str], target: Path) -> None:
    """Writes one package's style sheet, script and the images its style sheet names."""
    folder, sheet, script = files
    css = without_marks((package / folder / sheet).read_text(encoding="utf-8"))
    (target / sheet).write_text(css, encoding="utf-8")
    source = SOURCE_MAP.sub("", (package / folder / script).read_text(encoding="utf-8"))
    (target / script).write_text(source.strip() + "\n", encoding="utf-8")
    for name in images_named(css):
        shutil.copyfile(package / folder / "assets" / "images" / name, target / "images" / name)


def build(modules: Path = ROOT / "node_modules", target: Path = VENDOR) -> Iterable[str]:
    """Builds the folder afresh and yields a line for each package. Raises CannotBuild with the remedy."""
    versions = {name: version_of(modules / name) for name in PACKAGES}
    partial = target.with_name(target.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    (partial / "images").mkdir(parents=True)
    for name, files in PACKAGES.items():
        build_package(modules / name, files, partial)
    (partial / "versions.json").write_text(json.dumps(versions, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    shutil.rmtree(target, ignore_errors=True)
    partial.rename(target)
    return [f"{name} {version}" for name, version in versions.items()]


def main() -> int:
    """Runs the build from the command line; 2 when the packages cannot be used."""
    try:
        built = build()
    except CannotBuild as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(f"Built {VENDOR.relative_to(ROOT)} from {', '.join(built)}.\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
