"""The built assets: nothing of the font, the crown or the crests is left, and manifest storage accepts them."""

from __future__ import annotations

import json
import re

import pytest
from django.core.management import call_command

from throughcare.foundation.ui import build_assets

needs_packages = pytest.mark.skipif(
    not (build_assets.ROOT / "node_modules").is_dir(), reason="node_modules is not there: run npm ci"
)


def test_marks_are_stripped_and_the_rest_is_kept():
    css = (
        "@font-face{font-family:GDS Transport;src:url(/assets/fonts/a.woff)}"
        ".a{color:red;font-family:GDS Transport,arial,sans-serif}.b__crown{top:1px}"
        ".c{width:1px;background-image:url(/assets/images/govuk-crest.svg);height:2px}"
        ".d{background:url(/assets/images/icon.svg)}\n/*# sourceMappingURL=x.css.map */"
    )
    assert build_assets.without_marks(css) == (
        f".a{{color:red;font-family:{build_assets.FONT_STACK}}}.c{{width:1px;height:2px}}"
        ".d{background:url(images/icon.svg)}\n"
    )


def test_a_mark_it_does_not_know_stops_the_build():
    with pytest.raises(build_assets.CannotBuild, match="still names 'crown'"):
        build_assets.without_marks(".a{content:'crown'}")


def test_missing_packages_say_what_to_run(tmp_path):
    with pytest.raises(build_assets.CannotBuild, match="Run `npm ci`"):
        build_assets.build(tmp_path, tmp_path / "vendor")
    assert not (tmp_path / "vendor").exists()


@needs_packages
def test_the_real_packages_are_clean_and_pass_manifest_storage(tmp_path, settings):
    target = tmp_path / "static" / "vendor"
    target.parent.mkdir()
    build_assets.build(target=target)
    for sheet in target.glob("*.css"):
        css = sheet.read_text(encoding="utf-8")
        assert not re.search(r"GDS Transport|crest|crown", css, re.IGNORECASE)
        assert all((target / "images" / name).is_file() for name in build_assets.images_named(css))
    assert not [path for path in target.rglob("*") if re.search("crest|crown|logotype|opengraph", path.name)]
    versions = json.loads((target / "versions.json").read_text())
    assert versions == {"@ministryofjustice/frontend": "11.1.0", "govuk-frontend": "6.6.0"}
    settings.STATICFILES_DIRS = [tmp_path / "static", build_assets.VENDOR.parent]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "root"
    manifest = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": manifest}
    call_command("collectstatic", interactive=False, verbosity=0)
    assert (tmp_path / "root" / "staticfiles.json").is_file()
