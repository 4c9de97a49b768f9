"""The bytes of every input, kept under the name of their SHA-256 with a receipt beside them; each file is whole or absent.

<data_dir>/snapshots/<sha256>         the bytes as they came
<data_dir>/snapshots/<sha256>.json    address, url, name, fetched, content_type, size
"""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

from kb.documents import Snapshot
from kb.errors import InputError


def keep(snapshot: Snapshot, data_dir: Path) -> Path:
    """The file that now holds the bytes. The receipt is written last: where it stands, the bytes are whole."""
    path = data_dir / "snapshots" / snapshot.sha256
    if not path.exists():
        write_whole(path, snapshot.content)
    receipt = {
        "sha256": snapshot.sha256,
        "size": len(snapshot.content),
        "address": snapshot.address,
        "name": snapshot.name,
        "url": snapshot.url,
        "fetched": snapshot.fetched,
        "content_type": snapshot.content_type,
    }
    text = json.dumps(receipt, ensure_ascii=False, indent=1)
    write_whole(path.with_name(path.name + ".json"), text.encode("utf-8", "surrogateescape"))
    return path


def receipt_of(sha256: str, data_dir: Path) -> dict[str, str] | None:
    """The receipt of the bytes with this digest, or None where they are not kept, or not wholly."""
    path = data_dir / "snapshots" / f"{sha256}.json"
    try:
        receipt = json.loads(path.read_text(encoding="utf-8", errors="surrogateescape"))
        return {name: str(receipt[name]) for name in ("address", "name", "url", "fetched", "content_type")}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def kept(sha256: str, data_dir: Path) -> Snapshot:
    """A snapshot read back. InputError where it is missing or its bytes have changed since."""
    path = data_dir / "snapshots" / sha256
    receipt = receipt_of(sha256, data_dir)
    if receipt is None or not path.is_file():
        raise InputError(f"snapshot {path}: is missing or has no receipt; ingest its source again")
    snapshot = Snapshot(content=path.read_bytes(), **receipt)
    if snapshot.sha256 != sha256:
        raise InputError(f"snapshot {path}: its bytes have changed; delete it and ingest {snapshot.address} again")
    return snapshot


def write_whole(path: Path, content: bytes) -> None:
    """Writes a file that is never seen in part: beside its place, to the disk, then renamed into it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, aside = tempfile.mkstemp(prefix=".writing-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(aside).replace(path)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise
