"""DOCX → HTML by mammoth → the same blocks and tables as a page; pictures are left out, footnotes kept."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from xml.parsers.expat import ExpatError

import mammoth
from lxml import etree

from ingest.footnotes import Place, bound
from ingest.parsers import html, office
from ingest.parsers.docx_shown import shown
from ingest.parsers.page import Page
from kb.documents import Table
from kb.errors import InputError

_BACK = re.compile(r'\s*<a href="#(?:foot|end)note-ref-\d+">↑</a>')  # mammoth's way back from a note
_MARK = re.compile(r"\[(\d+)\]")
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, ExpatError, LookupError, ValueError, TypeError),
    *(AttributeError, OSError, EOFError, RuntimeError),  # a missing part is None to mammoth; RecursionError too
)


def read(content: bytes) -> Page:
    """The document as a page. InputError where the file is broken."""
    title, updated = office.properties(content)
    try:
        seen = shown(content)
        picture = mammoth.images.img_element(_no_picture)
        result = mammoth.convert_to_html(io.BytesIO(seen.content), convert_image=picture, style_map=seen.style_map)
    except _BROKEN as error:
        raise InputError(f"broken DOCX ({type(error).__name__}); open and save it again, then ingest it") from None
    page = html.read(_BACK.sub("", str(result.value)))
    blocks = tuple(_with_notes(block, seen.notes) if isinstance(block, Table) else block for block in page.blocks)
    return replace(page, blocks=blocks, title=title or page.title, updated=updated, hidden=page.hidden + seen.hidden)


def _no_picture(_image: object) -> dict[str, str]:
    return {}


def _with_notes(table: Table, notes: Sequence[str]) -> Table:
    """The table with the footnotes that its cells refer to, besides where they stand at the end of the document."""
    numbers = dict.fromkeys(int(number) for _, text in _cells(table) for number in _MARK.findall(text))
    texts = [f"[{number}] {notes[number - 1]}" for number in numbers if 0 < number <= len(notes) and notes[number - 1]]
    return replace(table, notes=(*table.notes, *bound(texts, _cells(table)))) if texts else table


def _cells(table: Table) -> Iterator[tuple[Place, str]]:
    yield from (((0, c), text) for c, text in enumerate(table.header, 1))
    yield from (((r, c), text) for r, row in enumerate(table.rows, 1) for c, text in enumerate(row.cells, 1))
