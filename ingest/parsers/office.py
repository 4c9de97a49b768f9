"""What may be opened: files of old or foreign kinds are named, archives that would explode are refused unopened."""

from __future__ import annotations

import io
import zipfile

from kb.errors import InputError

MAX_UNPACKED = 400 * 1024 * 1024  # bytes of all parts of a DOCX or XLSX
MAX_PART = 200 * 1024 * 1024
MAX_RATIO = 200  # unpacked to packed, of a part over a megabyte
MAX_PARTS = 10_000
_FOREIGN = (
    ("ppt/", "PowerPoint file", "save it as PDF"),
    ("xl/workbook.bin", "binary workbook (XLSB)", "save it as XLSX"),
    ("content.xml", "OpenDocument file", "save it as DOCX or XLSX"),
    ("META-INF/container.xml", "EPUB", "save it as HTML"),
)


def kind_of_zip(content: bytes) -> str:
    """xlsx or docx. InputError for broken, exploding and foreign archives; nothing is unpacked here."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise InputError(f"broken archive ({error}); open and save the file again, then ingest it") from None
    _refuse_bombs(parts)
    names = [part.filename for part in parts]
    if any(part.flag_bits & 1 for part in parts):
        raise InputError("encrypted archive; save it without a password and ingest it again")
    if "word/document.xml" in names or any(n.startswith("word/document") and n.endswith(".xml") for n in names):
        return "docx"
    if "xl/workbook.xml" in names:
        return "xlsx"
    for mark, kind, remedy in _FOREIGN:
        if any(name.startswith(mark) for name in names):
            raise InputError(f"{kind} cannot be read; {remedy} and ingest it again")
    raise InputError("a ZIP archive; unpack it and ingest the files in it")


def _refuse_bombs(parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise InputError("archive that unpacks to far more than a document (zip bomb); it was not opened")
    for part in parts:
        ratio = part.file_size / max(part.compress_size, 1)
        if part.file_size > MAX_PART or (part.file_size > 1024 * 1024 and ratio > MAX_RATIO):
            raise InputError(
                f"part {part.filename} unpacks to {ratio:.0f} times its size (zip bomb); it was not opened"
            )


def refuse_ole(content: bytes) -> None:
    """InputError for any OLE file, saying which: legacy Word or Excel, or an encrypted DOCX or XLSX."""
    if _wide("EncryptedPackage") in content:
        raise InputError("encrypted Office file; save it without a password and ingest it again")
    if _wide("WordDocument") in content:
        raise InputError("legacy Word file (.doc) cannot be read; save it as DOCX and ingest it again")
    if _wide("Workbook") in content or _wide("Book") in content:
        raise InputError("legacy Excel file (.xls) cannot be read; save it as XLSX and ingest it again")
    raise InputError("unknown binary file (OLE); save it as DOCX, XLSX or PDF and ingest it again")


def _wide(name: str) -> bytes:
    return name.encode("utf-16-le")
