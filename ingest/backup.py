"""What cannot be rebuilt, as one archive: snapshots, documents, the ledger, feedback, and whatever else lies in the data folder.

backup.tar.gz   every file of the data folder but those of REBUILT, those in the making, and locks; last MANIFEST, which names each with
                its size and SHA-256, the format, who made it and when, and the settings without their secrets

An archive is there whole or not at all: it is written beside its place and moved into it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import os
import re
import sqlite3
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO

from pydantic import BaseModel, ConfigDict

from ingest.ledger import FORMAT as LEDGER_FORMAT
from kb.errors import InputError
from kb.settings import Settings
from kb.versions import installed

FORMAT = 1
MANIFEST = "manifest.json"
REBUILT = frozenset({"index", "encoder"})  # made anew by `tessera build`
LEDGER_FILE = "ledger.sqlite"
_PASSING = re.compile(r"\..*|.*\.lock|lock|staging|ledger\.sqlite-(?:wal|shm)")  # of the top of the folder
_WRITING = ".writing-"
_SECRET = frozenset({"auth", "llm_key"})
Progress = Callable[[int, int], None]


class Kept(BaseModel):
    """A file of the archive."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: str
    size: int
    sha256: str


class Manifest(BaseModel):
    """What an archive holds, and of what."""

    model_config = ConfigDict(frozen=True)

    format: int
    tessera: str
    ledger: int
    made: str
    settings: dict[str, str]
    files: tuple[Kept, ...]


def backup(settings: Settings, archive: Path, *, progress: Progress | None = None) -> Manifest:
    """Writes the archive; one that was there stays until the new one is whole. InputError where there is nothing or no place for it."""
    data_dir = settings.data_dir.resolve()
    if data_dir in archive.resolve().parents:
        raise InputError(f"{archive}: lies in the data folder itself; name a file elsewhere")
    if not data_dir.is_dir():
        raise InputError(f"{data_dir}: there is no data folder to back up; set TESSERA_DATA_DIR")
    archive.parent.mkdir(parents=True, exist_ok=True)
    handle, aside = tempfile.mkstemp(prefix=_WRITING, dir=archive.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            made = _written(out, settings, data_dir, progress)
            out.flush()
            os.fsync(out.fileno())
        Path(aside).replace(archive)
    finally:
        Path(aside).unlink(missing_ok=True)
    return made


def _written(out: IO[bytes], settings: Settings, data_dir: Path, progress: Progress | None) -> Manifest:
    files = []
    with _ledger(data_dir) as ledger, tarfile.open(fileobj=out, mode="w:gz", compresslevel=1) as tar:
        found = ([(LEDGER_FILE, ledger)] if ledger else []) + list(
            _files(data_dir)
        )  # the ledger first: all that it names is there
        for number, (name, path) in enumerate(found, 1):
            kept = _added(tar, name, path)
            files += [kept] if kept else []
            if progress:
                progress(number, len(found))
        made = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        manifest = Manifest(
            format=FORMAT, tessera=installed(), ledger=LEDGER_FORMAT, made=made, settings=_told(settings), files=tuple(files)
        )  # fmt: skip
        told = manifest.model_dump_json(indent=1).encode()
        entry = tarfile.TarInfo(MANIFEST)
        entry.size, entry.mode = len(told), 0o600
        tar.addfile(entry, io.BytesIO(told))
    return manifest


def _files(data_dir: Path) -> Iterator[tuple[str, Path]]:
    """Every file to be kept but the ledger, by its name in the archive; links are not followed."""
    for folder, folders, names in os.walk(data_dir):
        at = Path(folder)
        top = at == data_dir
        folders[:] = sorted(name for name in folders if not ((top and passes(name)) or name.startswith(_WRITING)))
        for name in sorted(names):
            path = at / name
            if path.is_file() and not path.is_symlink() and not name.startswith(_WRITING):
                inside = path.relative_to(data_dir).as_posix()
                if inside != LEDGER_FILE and not (top and passes(name)):
                    yield inside, path


@contextmanager
def _ledger(data_dir: Path) -> Iterator[Path | None]:
    """The ledger as it stands at one moment, also while somebody writes to it."""
    if not (data_dir / LEDGER_FILE).is_file():
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="tessera-") as folder:
        copy = Path(folder) / LEDGER_FILE
        try:
            with closing(sqlite3.connect(data_dir / LEDGER_FILE)) as live, closing(sqlite3.connect(copy)) as whole:
                live.backup(whole)
        except sqlite3.DatabaseError as error:
            raise InputError(f"ledger {data_dir / LEDGER_FILE}: cannot be read ({error}); move it away first") from None
        yield copy


def _added(tar: tarfile.TarFile, name: str, path: Path) -> Kept | None:
    """The file as it is now, up to its length of now; None where it has gone since it was listed."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return None
    with file:
        told = os.fstat(file.fileno())
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode, entry.mtime = told.st_size, 0o600, int(told.st_mtime)
        reading = _Hashing(file)
        try:
            tar.addfile(entry, reading)
        except tarfile.ReadError:
            raise InputError(f"{path}: became shorter while it was read; run the same command again") from None
    return Kept(path=name, size=told.st_size, sha256=reading.digest.hexdigest())


class _Hashing:
    """A file whose bytes are hashed as they are read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self.digest.update(data)
        return data


def passes(name: str) -> bool:
    """Whether what bears this name at the top of the data folder is rebuilt, in the making, or a lock."""
    return name in REBUILT or bool(_PASSING.fullmatch(name))


def _told(settings: Settings) -> dict[str, str]:
    """The settings that a person chose, without secrets."""
    chosen = {name: str(getattr(settings, name)) for name in settings.model_fields_set if name not in _SECRET}
    return {variable(name): re.sub(r"//[^/@]*@", "//", value) for name, value in sorted(chosen.items())}


def variable(name: str) -> str:
    return f"TESSERA_{name.upper()}"
