"""Reads settings from the environment; a missing or unusable one explains itself."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"", "0", "false", "no", "off"}


def flag(name: str, default: bool = False) -> bool:
    """A yes/no setting. Anything that is neither is refused, since a typo must not switch protection off."""
    text = os.environ.get(name, "1" if default else "").strip().lower()
    if text in TRUE:
        return True
    if text in FALSE:
        return False
    raise ImproperlyConfigured(f"{name} is {text!r}. Use 1 for on or 0 for off.")


def names(name: str, default: str) -> list[str]:
    """A comma-separated list."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def data_folder(root: Path) -> Path:
    """The folder for the embedded database and files: ``THROUGHCARE_DATA``, else ``data`` beside the code."""
    folder = Path(os.environ.get("THROUGHCARE_DATA") or root / "data").expanduser().resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise ImproperlyConfigured(
            f"THROUGHCARE_DATA is {folder}, which cannot be made or opened ({error.strerror}). "
            "Name a folder that this user can write to."
        ) from error
    return folder


def secret_key(folder: Path, *, production: bool) -> str:
    """``SECRET_KEY``; on a machine of one's own a key is made once and kept in the data folder."""
    given = os.environ.get("SECRET_KEY", "")
    if given:
        if len(given) < 32:
            raise ImproperlyConfigured("SECRET_KEY is shorter than 32 characters. Use a long random value.")
        return given
    if production:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set. A deployment (ALLOWED_HOSTS names a host other than this machine) needs one: "
            "set it to a long random value, for example from `python3 -c 'import secrets; "
            "print(secrets.token_urlsafe(50))'`, and keep it out of the code."
        )
    return keep_secret(folder / "secret_key")


def keep_secret(path: Path) -> str:
    """The secret in a file that only this user can read, made on first use."""
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text(encoding="ascii").strip()


def database(folder: Path) -> dict[str, object]:
    """``DATABASE_URL`` where it is set, else SQLite in the data folder."""
    import dj_database_url

    url = os.environ.get("DATABASE_URL", "")
    if url:
        try:
            parsed = dict(dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True))
        except Exception as error:
            raise ImproperlyConfigured(
                "DATABASE_URL could not be read. It looks like postgresql://user:password@host:5432/name."
            ) from error
        if parsed.get("ENGINE") == "django.db.backends.postgresql":
            return parsed | {"ATOMIC_REQUESTS": True}
        return parsed | sqlite_options()
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "throughcare.sqlite3"} | sqlite_options()


def sqlite_options() -> dict[str, object]:
    """Options for SQLite: one writer at a time from the start of a transaction, and every commit kept."""
    return {
        "CONN_MAX_AGE": None,
        "ATOMIC_REQUESTS": False,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            "PRAGMA busy_timeout=20000; PRAGMA cache_size=-32000;",
        },
    }


def sign_in_providers() -> dict[str, object]:
    """OpenID Connect accounts of organisations, from the four settings whose names start with ``OIDC_``.

    All four or none: half a configuration is refused, so that a button that cannot work is never shown.
    """
    keys = ("OIDC_NAME", "OIDC_URL", "OIDC_CLIENT_ID", "OIDC_SECRET")
    given = {key: os.environ.get(key, "") for key in keys}
    if not any(given.values()):
        return {}
    missing = [key for key, value in given.items() if not value]
    if missing:
        raise ImproperlyConfigured(f"Sign-in by an organisation's own account also needs {', '.join(missing)}.")
    app = {
        "provider_id": "organisation",
        "name": given["OIDC_NAME"],
        "client_id": given["OIDC_CLIENT_ID"],
        "secret": given["OIDC_SECRET"],
        "settings": {"server_url": given["OIDC_URL"], "oauth_pkce_enabled": True},
    }
    return {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}
