"""Which answers are documents, told from the media type, the bytes and the name; and packed bytes unpacked, within bounds."""

from __future__ import annotations

import zlib

from kb.errors import InputError

_DOCUMENTS = frozenset(
    "text/html application/xhtml+xml application/pdf application/x-pdf text/pdf application/msword "
    "application/vnd.ms-excel application/excel application/x-excel application/x-msexcel application/msexcel "
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document "
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet application/vnd.ms-excel.sheet.macroenabled.12 "
    "text/csv application/csv text/x-csv application/x-csv text/comma-separated-values text/tab-separated-values application/json text/json "
    "application/xml text/xml text/markdown text/x-markdown text/plain".split()
)
_UNSAID = frozenset(
    "application/octet-stream binary/octet-stream application/force-download application/x-download "
    "application/x-octet-stream application/x-msdownload multipart/form-data "
    "application/download application/zip application/x-zip-compressed application/unknown".split()
)
_NOT_XML_DOCUMENTS = frozenset("image/svg+xml application/rss+xml application/atom+xml".split())
_NAMES = tuple(".pdf .xlsx .xls .docx .doc .csv .tsv .json .xml .md .markdown .txt .html .htm .xhtml".split())
_MARKS = (b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # PDF, the new and the old office formats
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")  # UTF-16 and UTF-32 hold zero bytes and are text
_CODINGS = ("gzip", "x-gzip", "deflate")


def media_type(content_type: str) -> str:
    """The bare media type of a Content-Type: "text/html; charset=gbk" gives "text/html"."""
    return content_type.split(";", 1)[0].split(",", 1)[0].strip().lower()


def may_be_document(content_type: str) -> bool:
    """Whether an answer of this type is worth its bytes; where the server does not say, it is."""
    kind = media_type(content_type)
    if not kind or kind in _DOCUMENTS or kind in _UNSAID:
        return True
    return kind.endswith(("+json", "+xml")) and kind not in _NOT_XML_DOCUMENTS


def not_a_document(content: bytes, content_type: str, name: str) -> str:
    """Why the bytes are no document, in a few words, or "" where they are one or may be."""
    kind = media_type(content_type)
    if not may_be_document(content_type):
        return f"not a document ({kind})"
    if not content.strip():
        return "an empty page"
    head = content[:1024]
    if any(mark in head for mark in _MARKS[:1]) or head.startswith(_MARKS[1:]):
        unknown = kind in _UNSAID and head.startswith(_MARKS[1]) and not name.lower().endswith(_NAMES)
        return f"not a document ({kind})" if unknown else ""
    if b"\0" in head and not head.startswith(_WIDE):
        return f"not a document (binary data sent as {kind or 'nothing in particular'})"
    if (kind in _UNSAID or not kind) and not name.lower().endswith(_NAMES) and not head.lstrip().startswith(b"<"):
        return f"not a document ({kind or 'no media type'})"
    return ""


def is_page(content: bytes, content_type: str) -> bool:
    """Whether links can be read from it."""
    kind = media_type(content_type)
    return "html" in kind or (
        kind in ("", "text/plain") and content[:1024].lstrip().lower().startswith((b"<!doctype html", b"<html"))
    )


def unpacked(content: bytes, coding: str, size: int) -> bytes:
    """The bytes behind a Content-Encoding. InputError where they are more than `size`, cut short, damaged or unknown."""
    coding = coding.strip().lower()
    if coding in ("", "identity") or not content:
        return content
    if coding not in _CODINGS:
        raise InputError(f"sent as '{coding}' unasked")
    try:
        return _inflated(content, size)
    except zlib.error:
        raise InputError("its packed bytes are damaged") from None


def _inflated(content: bytes, size: int) -> bytes:
    parts = bytearray()
    while content:
        inflate = zlib.decompressobj(wbits=47)  # gzip or zlib, told from the first bytes
        parts += inflate.decompress(content, size + 1 - len(parts))
        if len(parts) > size:
            raise InputError(too_large(size))
        if not inflate.eof:
            raise InputError("its packed bytes end too early")
        content = inflate.unused_data.lstrip(b"\0")
    return bytes(parts)


def too_large(size: int) -> str:
    return f"larger than {size / 1024 / 1024:.3g} MB"
