"""An archive of ingest.backup → the data folder: proved whole in a folder aside before the first file is moved."""

from __future__ import annotations

import hashlib
import os
import shutil
import tarfile
import tempfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from pydantic import ValidationError

from ingest.backup import FORMAT, LEDGER_FILE, MANIFEST, Kept, Manifest, Progress, passes, variable
from ingest.ledger import FORMAT as LEDGER_FORMAT
from kb.errors import InputError
from kb.settings import Settings

_RESTORING, _REPLACED = ".restoring-", ".replaced-"
_LARGEST_MANIFEST = 1 << 30
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Restored:
    manifest: Manifest
    differing: tuple[tuple[str, str, str], ...]  # setting, then, now


def restore(archive: Path, settings: Settings, *, force: bool = False, progress: Progress | None = None) -> Restored:
    """Puts an archive's files in the data folder, all of them proved before the first is moved.

    What lay there and can be rebuilt stays. InputError for a folder that holds anything else, but with `force`, and for an archive that is
    damaged, foreign or made by a newer Tessera.
    """
    data_dir = settings.data_dir.resolve()
    data_dir.mkdir(parents=True, exist_ok=True)
    held = [path for path in sorted(data_dir.iterdir()) if not passes(path.name)]
    if held and not force:
        raise InputError(f"{data_dir}: is not empty ({held[0].name}, …); restore elsewhere, or replace it with --force")
    staged = Path(tempfile.mkdtemp(prefix=_RESTORING, dir=data_dir))
    try:
        manifest = _unpacked(archive, staged, progress)
        _swapped(staged, data_dir)
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    now = {variable(name): str(getattr(settings, name)) for name in Settings.model_fields if name != "data_dir"}
    then = manifest.settings.items()
    return Restored(manifest, tuple((name, was, now[name]) for name, was in then if now.get(name, was) != was))


def _unpacked(archive: Path, into: Path, progress: Progress | None) -> Manifest:
    """The archive's files in a folder, each as its manifest has it. InputError where anything is amiss."""
    files: dict[str, Kept] = {}
    told: bytes | None = None
    try:
        with tarfile.open(archive, mode="r:gz") as tar:
            for entry in tar:
                if told is not None or entry.name in files:
                    raise InputError(f"{archive}: is damaged: '{entry.name[:100]}' stands twice or out of place")
                content = tar.extractfile(entry) if entry.isreg() else None
                if entry.name == MANIFEST and content is not None and entry.size < _LARGEST_MANIFEST:
                    told = content.read()
                elif content is None or not _safe(entry.name):
                    raise InputError(
                        f"{archive}: is no backup of ours: it would write '{entry.name[:100]}'; nothing was restored"
                    )
                else:
                    files[entry.name] = _laid(entry.name, content, into)
                    if progress:
                        progress(len(files), 0)
    except (tarfile.TarError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise InputError(f"{archive}: is damaged or no archive ({error}); nothing was restored") from None
    except OSError as error:
        if error.errno is not None:  # of the disk; gzip's own have none
            raise
        raise InputError(f"{archive}: is damaged or no archive ({error}); nothing was restored") from None
    manifest = _read(archive, told)
    amiss = {one.path for one in set(manifest.files) ^ set(files.values())}
    if amiss:
        raise InputError(
            f"{archive}: is damaged: '{min(amiss)[:100]}' is not as its manifest has it; nothing was restored"
        )
    return manifest


def _read(archive: Path, told: bytes | None) -> Manifest:
    if told is None:
        raise InputError(f"{archive}: is cut short or no backup of ours: it has no manifest; nothing was restored")
    try:
        manifest = Manifest.model_validate_json(told)
    except ValidationError:
        raise InputError(f"{archive}: its manifest cannot be read; nothing was restored") from None
    if manifest.format > FORMAT or manifest.ledger > LEDGER_FORMAT:
        raise InputError(f"{archive}: was made by a newer Tessera ({manifest.tessera[:40]}); restore it with that one")
    return manifest


def _laid(name: str, content: IO[bytes], into: Path) -> Kept:
    path = into / name
    path.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        while piece := content.read(_PIECE):
            digest.update(piece)
            size += file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return Kept(path=name, size=size, sha256=digest.hexdigest())


def _swapped(staged: Path, data_dir: Path) -> None:
    """Moves what was staged into its place; what lay there is deleted only when all of it has been moved.

    A process killed meanwhile leaves what lay there in a folder ".replaced-…" beside it, and the archive whole: restore again.
    """
    replaced = Path(tempfile.mkdtemp(prefix=_REPLACED, dir=data_dir))
    ledger = {LEDGER_FILE, f"{LEDGER_FILE}-wal", f"{LEDGER_FILE}-shm"}
    old = [path for path in sorted(data_dir.iterdir()) if path.name in ledger or not passes(path.name)]
    moves = [(path, replaced / path.name) for path in old]
    moves += [(path, data_dir / path.name) for path in sorted(staged.iterdir())]
    done = []
    try:
        for here, there in moves:
            here.rename(there)
            done.append((here, there))
    except OSError:
        for here, there in reversed(done):
            there.rename(here)
        raise
    for left in (*data_dir.glob(f"{_REPLACED}*"), *data_dir.glob(f"{_RESTORING}*")):
        shutil.rmtree(left, ignore_errors=True)


def _safe(name: str) -> bool:
    """Whether a name of an archive leads to a file that a backup would have held."""
    parts = PurePosixPath(name).parts
    plain = not any(part in ("..", ".", "/") or "\\" in part or not part.isprintable() for part in parts)
    return bool(parts) and plain and PurePosixPath(name).as_posix() == name and not passes(parts[0])
