"""The bytes of every input as WARC files, one for each digest: identical bytes are kept once, each file is whole or absent.

<data_dir>/snapshots/<aa>/<sha256>.warc.gz   warcinfo, then the response (of a page) or the resource (of a file)

When which address gave these bytes is in the ledger, visit by visit; the WARC names the first.
"""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from kb.documents import Snapshot
from kb.errors import InputError


def place(sha256: str, data_dir: Path) -> Path:
    """Where the bytes of a digest are kept."""
    return data_dir / "snapshots" / sha256[:2] / f"{sha256}.warc.gz"


def keep(snapshot: Snapshot, data_dir: Path) -> Path:
    """The file that now holds the bytes; one that holds them already is left as it is."""
    path = place(snapshot.sha256, data_dir)
    if not path.exists():
        write_whole(path, _warc(snapshot))
    return path


def kept(sha256: str, data_dir: Path) -> Snapshot:
    """A snapshot read back. InputError where it is missing or its bytes have changed since."""
    path = place(sha256, data_dir)
    try:
        with path.open("rb") as file:
            snapshot = _read(file)
    except OSError:
        raise InputError(f"snapshot {path}: is missing; crawl or ingest its source again") from None
    except (ArchiveLoadFailed, ValueError, EOFError):
        snapshot = None
    if snapshot is None or snapshot.sha256 != sha256:
        raise InputError(f"snapshot {path}: its bytes have changed; delete it and crawl or ingest its source again")
    return snapshot


def digests(data_dir: Path) -> Iterator[str]:
    """The SHA-256 of everything kept."""
    for path in sorted((data_dir / "snapshots").glob("??/*.warc.gz")):
        yield path.name.removesuffix(".warc.gz")


def _warc(snapshot: Snapshot) -> bytes:
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=True, warc_version="1.1")
    writer.write_record(writer.create_warcinfo_record(None, {"software": "Tessera", "format": "WARC File Format 1.1"}))
    page = bool(snapshot.url)
    headers = [("Content-Type", snapshot.content_type), ("Content-Length", str(len(snapshot.content)))]
    record = writer.create_warc_record(
        snapshot.url or Path(snapshot.address).as_uri(),
        "response" if page else "resource",
        payload=io.BytesIO(snapshot.content),
        length=len(snapshot.content),
        warc_content_type="application/http; msgtype=response" if page else "application/octet-stream",
        http_headers=StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1") if page else None,
        warc_headers_dict={
            "WARC-Date": snapshot.fetched.replace("+00:00", "Z"),
            "X-Tessera-Address": _ascii(snapshot.address),
            "X-Tessera-Name": _ascii(snapshot.name),
        },
    )
    writer.write_record(record)
    return buffer.getvalue()


def _read(file: io.BufferedReader) -> Snapshot | None:
    for record in ArchiveIterator(file):
        if record.rec_type in ("response", "resource"):
            told = record.rec_headers
            page = record.http_headers
            return Snapshot(
                content=record.raw_stream.read(),
                address=_told(told.get_header("X-Tessera-Address")),
                name=_told(told.get_header("X-Tessera-Name")),
                url=str(told.get_header("WARC-Target-URI")) if page is not None else "",
                fetched=str(told.get_header("WARC-Date")).replace("Z", "+00:00"),
                content_type=str(page.get_header("Content-Type") or "") if page is not None else "",
            )
    return None


def _ascii(text: str) -> str:
    """Header values are one line of ASCII; a path may hold any bytes."""
    return (
        text.encode("utf-8", "surrogateescape")
        .decode("latin-1")
        .encode("unicode_escape")
        .decode("ascii")
        .replace(" ", "\\x20")
    )


def _told(value: str | None) -> str:
    text = (value or "").encode("ascii").decode("unicode_escape")
    return text.encode("latin-1").decode("utf-8", "surrogateescape")


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
