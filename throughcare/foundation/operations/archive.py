"""One archive holds a whole service: database, files and record, with a manifest of their hashes."""

from __future__ import annotations

import hashlib
import json
import os
import tarfile
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE = "database"
BLOCK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive holds: the engine of its database, when it was made, and the SHA-256 of every member."""

    engine: str
    made: str
    members: dict[str, str]

    def as_bytes(self) -> bytes:
        """The manifest as it stands in the archive."""
        whole = {"format": FORMAT, "engine": self.engine, "made": self.made, "members": self.members}
        return json.dumps(whole, indent=2, sort_keys=True).encode()


def write(target: Path, *, engine: str, at: datetime, database: Path, folders: dict[str, Path]) -> Manifest:
    """Write an archive, whole or not at all. ``folders`` are saved under their names; a missing one is left out."""
    members = {DATABASE: database}
    for name, folder in folders.items():
        for path in sorted(folder.rglob("*")) if folder.exists() else ():
            if path.is_file() and not path.is_symlink():
                members[f"{name}/{path.relative_to(folder).as_posix()}"] = path
    draft = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    hashes = {}
    try:
        with tarfile.open(draft, "x") as archive:
            os.chmod(draft, 0o600)
            for name, path in members.items():
                archive.add(path, name, recursive=False)
                hashes[name] = digest(path)
            manifest = Manifest(engine, at.isoformat(), hashes)
            _add_manifest(archive, manifest)
        _settle(draft)
        os.replace(draft, target)
    finally:
        draft.unlink(missing_ok=True)
    return manifest


def _add_manifest(archive: tarfile.TarFile, manifest: Manifest) -> None:
    with tempfile.NamedTemporaryFile() as file:
        file.write(manifest.as_bytes())
        file.flush()
        archive.add(file.name, MANIFEST)


def _settle(path: Path) -> None:
    with open(path, "rb") as file:
        os.fsync(file.fileno())


def digest(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    sha = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(BLOCK):
            sha.update(block)
    return sha.hexdigest()


def unpack(source: Path, folder: Path) -> Manifest:
    """Take an archive apart into ``folder`` and check every hash; ``CommandError`` where anything is amiss."""
    try:
        with tarfile.open(source, "r:") as archive:
            archive.extractall(folder, filter="data")  # noqa: S202 - the filter refuses paths and links that leave
    except (tarfile.TarError, OSError, EOFError) as error:
        raise CommandError(f"{source} is not an archive of Throughcare, or is cut off ({error}).") from error
    manifest = _read_manifest(source, folder)
    present = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {MANIFEST}
    if present != set(manifest.members):
        odd = sorted(present ^ set(manifest.members))[0]
        raise CommandError(f"{source} does not hold what its manifest says: look at {odd}. Use another archive.")
    for name, expected in manifest.members.items():
        if digest(folder / name) != expected:
            raise CommandError(f"{name} in {source} was changed after the archive was made. Use another archive.")
    return manifest


def _read_manifest(source: Path, folder: Path) -> Manifest:
    try:
        data: dict[str, Any] = json.loads((folder / MANIFEST).read_bytes())
        if data["format"] != FORMAT:
            raise CommandError(f"{source} was written in format {data['format']}; this version reads {FORMAT}.")
        return Manifest(data["engine"], data["made"], dict(data["members"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CommandError(
            f"{source} has no manifest that can be read: it is not an archive of Throughcare."
        ) from error
