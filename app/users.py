"""Who may come in: users with hashed passwords, as TESSERA_AUTH lists them, and the header of a proxy that has asked already.

A line is "name:scrypt.15.8.1.SALT.KEY": cost (2 to that power), block size, lanes, then salt and key in base64 for addresses. No
character in it means anything to a shell, to compose or to systemd.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

from kb.errors import InputError

_COST, _BLOCK, _LANES = 15, 8, 1  # 32 MiB and some 0.1 s for each try
_DEAREST = 20  # of a line's cost; 1 GiB
_REMEMBERED = 1000  # passwords proved of late, so that a page of a hundred files asks for one hash
_NAME = re.compile(r"[^\s:,#\x00-\x1f\x7f]{1,64}")
_LISTED = re.compile(r"[^\s:,]+:scrypt\.")


@dataclass(frozen=True, slots=True)
class Hashed:
    cost: int
    block: int
    lanes: int
    salt: bytes
    key: bytes

    def fits(self, password: bytes) -> bool:
        return hmac.compare_digest(self._key(password), self.key)

    def _key(self, password: bytes) -> bytes:
        return hashlib.scrypt(
            password, salt=self.salt, n=2**self.cost, r=self.block, p=self.lanes, dklen=32, maxmem=2**31 - 1
        )

    def __str__(self) -> str:
        return f"scrypt.{self.cost}.{self.block}.{self.lanes}.{_told(self.salt)}.{_told(self.key)}"


def hashed(password: str) -> Hashed:
    """The password with a salt of its own."""
    bare = Hashed(_COST, _BLOCK, _LANES, secrets.token_bytes(16), b"")
    return Hashed(_COST, _BLOCK, _LANES, bare.salt, bare._key(password.encode()))


def line(name: str, password: str) -> str:
    """What TESSERA_AUTH takes for a user. InputError where the name cannot be one, or the password is short."""
    if not _NAME.fullmatch(name):
        raise InputError(f"user '{name[:40]}': a name is up to 64 characters without space, ':', ',' or '#'")
    if len(password) < 8:
        raise InputError("password: is shorter than 8 characters; choose a longer one")
    return f"{name}:{hashed(password)}"


class Users:
    """The users that may come in. A password is proved by its hash once, and then remembered for as long as the app runs."""

    def __init__(self, users: dict[str, Hashed]) -> None:
        self._users = users
        self._nobody = Hashed(
            _COST, _BLOCK, _LANES, b"\0" * 16, b"\0" * 32
        )  # an unknown name takes as long as a known one
        self._secret = secrets.token_bytes(32)
        self._proved: OrderedDict[bytes, str] = OrderedDict()
        self._one = threading.Lock()

    @classmethod
    def of(cls, auth: str) -> Users:
        """From TESSERA_AUTH: lines, or the path of a file of lines. InputError, which never repeats what could be a password."""
        users: dict[str, Hashed] = {}
        for number, entry in enumerate(_entries(auth), 1):
            name, _, rest = entry.partition(":")
            if not _NAME.fullmatch(name) or name in users:
                raise InputError(f"TESSERA_AUTH: entry {number}: its name cannot be one, or stands twice")
            users[name] = _parsed(rest, number)
        if auth.strip() and not users:
            raise InputError("TESSERA_AUTH: the file holds no user; run: tessera passwd NAME")
        return cls(users)

    def __bool__(self) -> bool:
        return bool(self._users)

    def names(self) -> tuple[str, ...]:
        return tuple(self._users)

    def remembered(self, credentials: bytes) -> str | None:
        """The user whose "name:password" was proved before; None: prove it."""
        return self._proved.get(self._mark(credentials))

    def proved(self, credentials: bytes) -> str | None:
        """The user of "name:password", proved by the hash, which takes a core for a tenth of a second; None: nobody."""
        name, _, password = credentials.partition(b":")
        mark = self._mark(credentials)
        with self._one:  # one hash at a time: a crowd that tries passwords takes one core, not all
            if mark in self._proved:
                return self._proved[mark]
            user = name.decode("utf-8", "replace")
            if not self._users.get(user, self._nobody).fits(password) or user not in self._users:
                return None
            self._proved[mark] = user
            while len(self._proved) > _REMEMBERED:
                self._proved.popitem(last=False)
            return user

    def _mark(self, credentials: bytes) -> bytes:
        return hmac.digest(self._secret, credentials, "sha256")


def shown(auth: str) -> str:
    """TESSERA_AUTH as `tessera config` may show it: names, or the path of a file."""
    if _LISTED.match(auth.strip()):
        return ", ".join(f"{entry.partition(':')[0]}:***" for entry in _entries(auth))
    return auth if not auth or _is_file(auth) else "***"


def _entries(auth: str) -> list[str]:
    text = auth.strip()
    if text and not _LISTED.match(text):
        text = _file(text)
    bare = (entry.partition("#")[0] for entry in text.splitlines())
    return [entry for one in bare for entry in re.split(r"[\s,]+", one) if entry]


def _file(path: str) -> str:
    if not _is_file(path):
        raise InputError(
            "TESSERA_AUTH: is neither a list of name:hash nor a file of such lines; run: tessera passwd NAME, and set what it prints"
        )
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"TESSERA_AUTH: the file cannot be read ({type(error).__name__}); mend it") from None


def _is_file(path: str) -> bool:
    try:
        return Path(path).is_file()
    except (OSError, ValueError):
        return False


def _parsed(text: str, number: int) -> Hashed:
    found = re.fullmatch(r"scrypt\.(\d{1,2})\.(\d{1,2})\.(\d{1,2})\.([\w-]+)\.([\w-]+)", text)
    try:
        if found is None:
            raise ValueError
        cost, block, lanes = (int(one) for one in found.groups()[:3])
        made = Hashed(cost, block, lanes, _read(found[4]), _read(found[5]))
        if not (1 <= cost <= _DEAREST and 1 <= block <= 32 and 1 <= lanes <= 16 and len(made.key) == 32):
            raise ValueError
    except (ValueError, binascii.Error):
        raise InputError(
            f"TESSERA_AUTH: entry {number} is not name:hash; run: tessera passwd NAME, and set what it prints"
        ) from None
    return made


def _told(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _read(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
