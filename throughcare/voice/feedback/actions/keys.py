"""Keys of codes, tickets, drafts, paper forms and pools: files in ``FEEDBACK_FOLDER``, beside the database and backups.

The key of an unfinished answer is thrown away when it is sent or too old, that of a paper form typed in once when the
second typing is sent or the survey closes, and the key of a pool once its boxes are
written, so that what is left of a box in a copy of the database, in its log or on a disk can be opened by nobody.
"""

from __future__ import annotations

import functools
import hmac
import os
import uuid
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

SIZE = 32
NONCE = 12
GRACE = timedelta(days=2)


class KeyGone(Exception):
    """The key of a box was thrown away, or is on another machine."""


class Damaged(Exception):
    """A box was changed, or was sealed with another key."""


def folder() -> Path:
    """The folder of keys, made on first use for this user alone."""
    path = Path(settings.FEEDBACK_FOLDER)
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def _write_new(path: Path) -> bytes:
    """A new key in a file that was not there; ``FileExistsError`` where it was."""
    content = os.urandom(SIZE)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return content


def _kept(path: Path) -> bytes:
    """The key in a file, made on first use; written beside it first, so that nobody reads half a key."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        draft = path.with_suffix(f".{uuid.uuid4()}")
        _write_new(draft)
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
        return path.read_bytes()


@functools.lru_cache(maxsize=16)
def _lasting(where: Path, name: str) -> bytes:
    return _kept(folder() / f"{name}.key")


def lasting(name: str) -> bytes:
    """A key that stays: ``codes`` for hashes of codes, ``tickets`` for what a page carries to the next."""
    return _lasting(Path(settings.FEEDBACK_FOLDER), name)


def keyed_hash(purpose: str, text: str) -> str:
    """A hash that nobody can work out, or try, without the key: HMAC-SHA-256 in hex."""
    return hmac.digest(lasting("codes"), f"{purpose}\x1f{text}".encode(), "sha256").hex()


def of_draft(lookup: str, *, make: bool = False) -> bytes:
    """The key of one unfinished answer. Raises ``KeyGone`` where it was thrown away, or was never made."""
    path = folder() / f"draft-{lookup}.key"
    if make:
        return _kept(path)
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise KeyGone("The key of this draft is gone.") from error


def forget_draft(lookup: str) -> None:
    """Throws the key of an unfinished answer away."""
    (folder() / f"draft-{lookup}.key").unlink(missing_ok=True)


def of_paper(lookup: str, *, make: bool = False) -> bytes:
    """The key of the first typing of a paper form. Raises ``KeyGone`` where it was thrown away, or was never made."""
    path = folder() / f"paper-{lookup}.key"
    if make:
        return _kept(path)
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise KeyGone("The key of this first typing is gone.") from error


def forget_paper(lookup: str) -> None:
    """Throws the key of a first typing away."""
    (folder() / f"paper-{lookup}.key").unlink(missing_ok=True)


def new_pool_key() -> str:
    """Makes a key for boxes of a pool; gives its name."""
    name = str(uuid.uuid4())
    _write_new(folder() / f"pool-{name}.key")
    return name


def of_pool(name: str) -> bytes:
    """The key of a pool's boxes. Raises ``KeyGone`` where it was thrown away or never was on this machine."""
    try:
        return (folder() / f"pool-{name}.key").read_bytes()
    except FileNotFoundError as error:
        raise KeyGone("The key of these boxes is gone.") from error


def forget_pool(name: str) -> None:
    """Throws a pool's key away."""
    (folder() / f"pool-{name}.key").unlink(missing_ok=True)


def forget_strays(in_use: frozenset[str], *, at: datetime) -> None:
    """Throws away keys of pools, drafts and paper forms that no box names and that are older than any writing could
    still need, as after a kill. ``in_use`` are names of pools' keys, of drafts and of first typings."""
    for path in (found for kind in ("pool", "draft", "paper") for found in folder().glob(f"{kind}-*.key")):
        old = datetime.fromtimestamp(path.stat().st_mtime, tz=at.tzinfo) < at - GRACE
        if old and path.stem.partition("-")[2] not in in_use:
            path.unlink(missing_ok=True)


def derived(key: bytes, purpose: str, text: str) -> bytes:
    """A key of its own for one code and one purpose, from a key and a text."""
    return HKDF(SHA256(), SIZE, salt=None, info=f"{purpose}\x1f{text}".encode()).derive(key)


def seal(key: bytes, content: bytes, about: str) -> bytes:
    """A sealed box; ``about`` must be said again to open it."""
    nonce = os.urandom(NONCE)
    return nonce + ChaCha20Poly1305(key).encrypt(nonce, content, about.encode())


def unseal(key: bytes, box: bytes, about: str) -> bytes:
    """What a box holds. Raises ``Damaged`` where it was changed or belongs elsewhere."""
    try:
        return ChaCha20Poly1305(key).decrypt(bytes(box[:NONCE]), bytes(box[NONCE:]), about.encode())
    except (InvalidTag, ValueError) as error:
        raise Damaged("A box cannot be opened.") from error
