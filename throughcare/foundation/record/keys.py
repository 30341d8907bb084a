"""Keys of the record and its signed head: kept in a folder outside the database, which a copy of the database lacks."""

from __future__ import annotations

import contextlib
import functools
import hmac
import json
import os
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

GENESIS = "0" * 64


def folder() -> Path:
    """The folder of keys and heads (``THROUGHCARE_RECORD``), made on first use for this user alone."""
    path = Path(settings.RECORD_FOLDER)
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def _made_once(path: Path, make: Any) -> bytes:
    """A file's content, made on first use: whole beside it first, so that another process never reads half a key."""
    if path.exists():
        return path.read_bytes()
    draft = path.with_suffix(f".{uuid.uuid4()}.tmp")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(make())
        file.flush()
        os.fsync(file.fileno())
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
    return path.read_bytes()


def _new_private_key() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


@functools.lru_cache(maxsize=8)
def _mark_key(where: Path | str) -> bytes:
    """The key in a folder; kept in memory, since every event asks for it."""
    return _made_once(folder() / "mark.key", lambda: os.urandom(32))


def mark(text: str) -> str:
    """The keyed hash (HMAC-SHA-256, hex) of an event's content."""
    return hmac.digest(_mark_key(settings.RECORD_FOLDER), text.encode(), "sha256").hex()


def _private_key() -> Ed25519PrivateKey:
    pem = _made_once(folder() / "signing_key.pem", _new_private_key)
    key = serialization.load_pem_private_key(pem, password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise RuntimeError(f"{folder() / 'signing_key.pem'} is not an Ed25519 key.")
    return key


def public_key() -> Ed25519PublicKey:
    """The key an auditor checks heads with; it may be copied away and trusted there."""
    return _private_key().public_key()


@dataclass(frozen=True, slots=True)
class Head:
    """How many events are sealed and the hash of the whole chain."""

    count: int
    chain_hash: str


def _payload(head: Head) -> bytes:
    return json.dumps({"count": head.count, "chain_hash": head.chain_hash}, sort_keys=True).encode()


def write_head(head: Head) -> None:
    """Writes the signed head beside the keys, whole or not at all."""
    signature = _private_key().sign(_payload(head)).hex()
    document = {"count": head.count, "chain_hash": head.chain_hash, "signature": signature}
    target = folder() / "head.json"
    draft = target.with_suffix(f".{os.getpid()}.tmp")
    with open(draft, "w", encoding="ascii") as file:
        json.dump(document, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, target)


def read_head() -> Head | None:
    """The signed head; null where none was ever written; ``ValueError`` where its signature does not hold."""
    path = folder() / "head.json"
    if not path.exists():
        return None
    try:
        document = json.loads(path.read_text(encoding="ascii"))
        head = Head(int(document["count"]), str(document["chain_hash"]))
        public_key().verify(bytes.fromhex(document["signature"]), _payload(head))
    except (InvalidSignature, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"The signed head in {path} is damaged or was not signed with this record's key.") from error
    return head
