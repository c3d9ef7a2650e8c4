"""Keys and their scopes. What is on disk is a hash: a key is shown once, when it is made, and never again."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock

from index.errors import DamagedStore, InvalidInput, NotFound

SCOPES = ("ask", "check", "edit", "admin")
"""ask: questions, search, reading; check: renderings; edit: documents; admin: all of it, and the trail."""

PREFIX = "yj"


@dataclass(frozen=True, slots=True)
class Key:
    """A key without its secret. `digest` is SHA-256 in hex: a secret of 256 random bits needs no slow hash."""

    id: str
    name: str
    scopes: tuple[str, ...]
    created: str
    digest: str
    revoked: str | None = None

    def allows(self, scope: str) -> bool:
        """True where the key has the scope, or `admin`, which has every scope."""
        return scope in self.scopes or "admin" in self.scopes


@dataclass(frozen=True, slots=True)
class _Ring:
    keys: tuple[Key, ...]
    signing: str


class KeyRing:
    """The keys of one data directory, shared by processes: a change by one is seen by all at the next request.

    Args:
        path: the file; need not exist. Readable by its owner only.
        admin_key_file: a file with one more key, of every scope, such as a mounted secret.
    """

    def __init__(self, path: Path, admin_key_file: Path | None = None) -> None:
        self._path = path
        self._admin = _admin_key(admin_key_file)
        self._seen: tuple[tuple[int, int, int], _Ring] | None = None

    def create(self, name: str, scopes: Sequence[str]) -> tuple[Key, str]:
        """A new key and its secret, which is kept nowhere.

        Raises:
            InvalidInput: an unknown scope, or none.
        """
        unknown = [scope for scope in scopes if scope not in SCOPES]
        if unknown or not scopes:
            raise InvalidInput(",".join(unknown) or "-", f"scopes are {', '.join(SCOPES)}", "Name at least one of them")
        key_id = secrets.token_hex(4)
        secret = f"{PREFIX}_{key_id}_{secrets.token_urlsafe(32)}"
        key = Key(key_id, name, tuple(scopes), _now(), _digest(secret))
        with self._locked():
            ring = self._read()
            self._write(replace(ring, keys=(*ring.keys, key)))
        return key, secret

    def revoke(self, key_id: str) -> Key:
        """Makes a key worthless at once; NotFound where there is none of that id."""
        with self._locked():
            ring = self._read()
            for key in ring.keys:
                if key.id == key_id:
                    gone = replace(key, revoked=key.revoked or _now())
                    self._write(replace(ring, keys=tuple(gone if one.id == key_id else one for one in ring.keys)))
                    return gone
        raise NotFound(key_id[:40], "no key has this id", "`yinju keys list` shows them / 用 yinju keys list 查看")

    def listed(self) -> tuple[Key, ...]:
        """Every key, revoked ones too, oldest first."""
        return self._read().keys

    @property
    def empty(self) -> bool:
        """True where no key was ever made: the service then trusts this machine, and this machine only."""
        return self._admin is None and not self._read().keys

    def find(self, secret: str) -> Key | None:
        """The key of a secret; None where it is unknown or revoked. Takes the same time either way."""
        digest = _digest(secret)
        candidates = self._read().keys if self._admin is None else (*self._read().keys, self._admin)
        found = None
        for key in candidates:
            if hmac.compare_digest(key.digest, digest) and key.revoked is None:
                found = key
        return found

    @property
    def signing_secret(self) -> bytes:
        """What widget tokens are signed with; new with each file of keys."""
        seed = self._read().signing or (self._admin.digest if self._admin else "")
        return hashlib.sha256(b"widget:" + seed.encode()).digest()

    def _locked(self) -> FileLock:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        return FileLock(self._path.with_suffix(".lock"), timeout=10)

    def _read(self) -> _Ring:
        try:
            stat = self._path.stat()
        except FileNotFoundError:
            return _Ring((), "")
        signature = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
        if self._seen is None or self._seen[0] != signature:
            self._seen = (signature, _parse(self._path))
        return self._seen[1]

    def _write(self, ring: _Ring) -> None:
        body = {"signing": ring.signing or secrets.token_hex(32), "keys": [asdict(key) for key in ring.keys]}
        handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=".keys-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(body, file, ensure_ascii=False, indent=1)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(self._path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


def _parse(path: Path) -> _Ring:
    try:
        body: dict[str, Any] = json.loads(path.read_text("utf-8"))
        keys = tuple(Key(**{**one, "scopes": tuple(one["scopes"])}) for one in body["keys"])
        return _Ring(keys, str(body["signing"]))
    except (ValueError, TypeError, KeyError) as error:
        # An unreadable file must not read as "no keys", which would open the service.
        raise DamagedStore(
            path.name, "the file of keys cannot be read", "Restore it, or remove it to start anew"
        ) from error


def _admin_key(path: Path | None) -> Key | None:
    if path is None:
        return None
    try:
        secret = path.read_text("utf-8").strip()
    except OSError as error:
        raise InvalidInput(
            str(path), "the file of the admin key cannot be read", "Check YINJU_ADMIN_KEY_FILE"
        ) from error
    if len(secret) < 20:
        raise InvalidInput(
            str(path), "an admin key has at least 20 characters", "Write a longer one, of random letters"
        )
    return Key("file", path.name, ("admin",), "", _digest(secret))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
