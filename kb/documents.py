"""What an input becomes: bytes with their receipt, then sections and tables in reading order (and then passages, kb/split.py)."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The bytes of one input as they came, with their receipt."""

    content: bytes = field(repr=False)
    address: str  # the URL asked for, or the absolute path of the file: what makes it the same input next time
    name: str  # last part of the address, for people and as a hint of the format
    url: str  # the URL that answered, after redirects; "" for a file
    fetched: str  # ISO 8601, UTC
    content_type: str = ""  # as the server said: "text/html; charset=gbk"; "" for a file

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Link:
    text: str
    url: str
    row: int | None = None  # of the table it stands in, from 1; 0: the header
    column: int | None = None  # from 1


@dataclass(frozen=True, slots=True)
class Section:
    """Prose under one heading (and on one page, where there are pages). Paragraphs are parted by an empty line."""

    headings: tuple[str, ...]  # the path, outermost first; the last is this section's own
    text: str  # "" where other headings follow at once
    page: int | None = None
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    cells: tuple[str, ...]  # as many as the table has columns; merged cells repeat their value
    band: str = ""  # the full-width row above it that groups this row with others
    carried: tuple[int, ...] = ()  # columns, from 1, left empty in the source: their value stands in a row above


@dataclass(frozen=True, slots=True)
class Note:
    """A note of a table, with the cells whose marker points to it."""

    text: str
    marker: str = ""  # as it stands in those cells: "¹", "*", "(a)"; "" where the note belongs to the whole table
    cells: tuple[tuple[int, int], ...] = ()  # row and column, each from 1; row 0 is the header


@dataclass(frozen=True, slots=True)
class Table:
    """A table as a grid. Cells are text as it stood: "NA", "1,234" and "0101.90" stay what they are."""

    headings: tuple[str, ...]
    header: tuple[str, ...]  # one for each column, rows of a header joined by " / "; () where there is none
    rows: tuple[Row, ...]
    caption: str = ""
    notes: tuple[Note, ...] = ()
    links: tuple[Link, ...] = ()
    page: int | None = None
    units: tuple[str, ...] = ()  # of each column, "" where it has none; () where no column has one


@dataclass(frozen=True, slots=True)
class Document:
    """One parsed input; plain data that can be written as JSON and read back."""

    id: str  # made from the address only, so that a new version takes the place of the old
    sha256: str  # of the bytes
    address: str
    url: str
    format: str  # html, pdf, xlsx, xls, docx, csv, json, xml, markdown, text
    title: str
    language: str
    published: str | None
    fetched: str | None
    blocks: tuple[Section | Table, ...]
    publisher: str = ""
    tier: str = "unverified"
    remarks: tuple[str, ...] = ()  # what could not be read, said plainly: "pages 3, 4 hold no text"
    script: str = ""  # of Chinese, ISO 15924: Hans or Hant
    updated: str | None = None  # "last updated" as the document gives it
    effective: str | None = None  # the day on which its text takes effect
    until: str | None = None  # the day on which it ceases, or ceased, to have effect
    withdrawn: str = ""  # the words with which it says that it no longer holds
    version: str = ""  # as it names itself: "Issue 3", "2023 No. 17"
    hidden: int = 0  # characters no reader sees, left out

    @property
    def tables(self) -> int:
        return sum(isinstance(block, Table) for block in self.blocks)


def name_of(address: str) -> str:
    """The last part of a path or URL, or the host: what people call the document, and a hint of its format."""
    if "://" not in address:
        return address.rsplit("/", 1)[-1]
    parts = urlsplit(address)
    return unquote(parts.path).rstrip("/").rsplit("/", 1)[-1] or str(parts.hostname)


def document_id(address: str) -> str:
    """A short name for people and ten hexadecimal digits of the address's SHA-256."""
    stem = re.sub(r"[^a-z0-9]+", "-", name_of(address).rsplit(".", 1)[0].lower()).strip("-")[:40].strip("-")
    return f"{stem or 'document'}-{hashlib.sha256(address.encode('utf-8', 'surrogateescape')).hexdigest()[:10]}"
