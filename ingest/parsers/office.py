"""What may be opened: files of old or foreign kinds are named, archives that would explode are refused unopened."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import TypedDict

from lxml import etree

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
_NO_TITLE = re.compile(
    r"(untitled|document\d*|microsoft (word|excel|office).*|book\d*|workbook\d*|sheet\d*|title|slide ?\d*|无标题|無題)?"
    r"|.*\.(docx?|xlsx?|xlsm|pdf|dotx?)",
    re.I,
)


class Safe(TypedDict):
    resolve_entities: bool
    no_network: bool
    load_dtd: bool
    huge_tree: bool


SAFE: Safe = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}


def parser() -> etree.XMLParser:
    """A parser of XML parts that follows no entity and no address."""
    return etree.XMLParser(**SAFE)


def one_line(error: Exception) -> str:
    """What went wrong, in at most 120 characters."""
    return str(error).splitlines()[0][:120] if str(error) else type(error).__name__


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


def properties(content: bytes) -> tuple[str, str | None]:
    """Title and day of the last change of a DOCX or XLSX; "" and None where docProps/core.xml tells none.

    The day it was created is not told: that is when somebody opened a template, or made that template, and a file that
    was not changed since then tells no day at all.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            core = etree.fromstring(archive.read("docProps/core.xml"), parser())
    except (
        zipfile.BadZipFile,
        zlib.error,
        etree.XMLSyntaxError,
        KeyError,
        ValueError,
        OSError,
        EOFError,
        RuntimeError,
    ):
        return "", None  # the properties are an extra part, and what they lack is no fault of the text
    title = " ".join((core.findtext("{*}title") or "").split())
    created, changed = (core.findtext(f"{{*}}{name}") or "" for name in ("created", "modified"))
    day = re.match(r"(19|20)\d\d-[01]\d-[0-3]\d", changed)
    return ("" if _NO_TITLE.fullmatch(title) else title), (day[0] if day and changed > created else None)


def kind_of_ole(content: bytes) -> str:
    """xls. InputError for any other OLE file, saying which: legacy Word, or an encrypted DOCX or XLSX."""
    if _wide("EncryptedPackage") in content:
        raise InputError("encrypted Office file; save it without a password and ingest it again")
    if _wide("WordDocument") in content:
        raise InputError("legacy Word file (.doc) cannot be read; save it as DOCX and ingest it again")
    if _wide("Workbook") in content or _wide("Book") in content:
        return "xls"
    raise InputError("unknown binary file (OLE); save it as DOCX, XLSX or PDF and ingest it again")


def _wide(name: str) -> bytes:
    return name.encode("utf-16-le")
