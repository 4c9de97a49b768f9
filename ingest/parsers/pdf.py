"""PDF → prose and tables, page by page: pdfium tells what lies where, and all else is told from the places.

Tables are found by their ruling lines, or by columns that stay open over several lines; a page on which that would
lose words is told as prose. Tables that go on over the page are put together again, running heads and feet left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pypdfium2 as pdfium

from ingest.parsers import pdf_flow, pdf_headings, pdf_page
from ingest.parsers.page import Page
from ingest.parsers.pdf_grid import Grid
from ingest.parsers.pdf_page import Item, Plain, Prose, words
from ingest.parsers.pdf_ruled import MAX_CROSSINGS
from ingest.parsers.pdf_running import running
from ingest.parsers.pdf_sheet import MAX_GLYPHS, sheet
from ingest.parsers.text import reflow
from kb.errors import InputError

MAX_PAGES = 20_000
_MAX_LAID = 1_000_000  # characters of a document whose places are looked at; what comes after is told as plain text
_CROSSINGS = 700  # squared crossings of rules that take as long as one character
_PROGRAM = re.compile(r"(microsoft word|untitled|slide|\d+[-_])|.*\.(docx?|pdf|xlsx?|pptx?)$", re.I)


@dataclass(slots=True)
class _Told:
    """What the pages held, while they are read one by one."""

    items: list[Item] = field(default_factory=list)
    laid: int = 0
    hidden: int = 0
    pictures: list[int] = field(default_factory=list)
    bare: list[int] = field(default_factory=list)
    broken: list[int] = field(default_factory=list)
    plain: list[int] = field(default_factory=list)


def read(content: bytes) -> Page:
    """Words and tables of a PDF. InputError where it is broken, encrypted, or a scan without text."""
    document = _opened(content)
    try:
        count = len(document)
        if not count:
            raise InputError("PDF without pages; export it again and ingest that")
        if count > MAX_PAGES:
            raise InputError(f"a PDF of {count:,} pages, more than {MAX_PAGES:,}; split it and ingest the parts")
        told = _told(document)
        title = str(document.get_metadata_dict().get("Title") or "").strip()
    finally:
        document.close()
    _check(told, count)
    prose = [line for item in told.items if isinstance(item, Prose) for line in item.lines]
    in_tables = sum(len(word) for item in told.items if isinstance(item, Grid) for word in item.words)
    type_ = pdf_headings.typography(prose, in_tables)
    first = [line for item in told.items if isinstance(item, Prose) and item.page == 1 for line in item.lines]
    return Page(
        pdf_flow.blocks(told.items, type_),
        ("" if _PROGRAM.match(title) else title) or pdf_headings.title(first, type_),
        hidden=told.hidden,
        remarks=tuple(_remarks(told)),
    )


def _opened(content: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise InputError("encrypted PDF; save it without a password and ingest it again") from None
        raise InputError("broken PDF; export or download it again, then ingest it") from None


def _told(document: pdfium.PdfDocument) -> _Told:
    told = _Told()
    shapes = running(document)
    columns: tuple[float, ...] = ()
    for n in range(len(document)):
        try:
            page = document[n]
            found = _page(document, page, n + 1, told, shapes, columns)
            page.close()
        except pdfium.PdfiumError:
            told.broken.append(n + 1)
            found = []
        columns = pdf_page.columns_left_open(found)
        told.items += found
    return told


def _page(
    document: pdfium.PdfDocument,
    page: pdfium.PdfPage,
    n: int,
    told: _Told,
    shapes: Mapping[str, int],
    columns: tuple[float, ...],
) -> list[Item]:
    text = page.get_textpage()
    count = text.count_chars()
    if count > MAX_GLYPHS or told.laid + count > _MAX_LAID:
        told.plain.append(n)
        return _plain(text, n)
    told.laid += count
    laid = sheet(page, text, document)
    told.laid += min(len(laid.strokes.level) * len(laid.strokes.upright), MAX_CROSSINGS) ** 2 // _CROSSINGS
    told.hidden += laid.hidden
    found = pdf_page.items(laid, n, shapes, columns)
    if not _has_words(found) and (laid.is_picture or not laid.glyphs):
        (told.pictures if laid.is_picture else told.bare).append(n)
    return found


def _plain(text: pdfium.PdfTextPage, n: int) -> list[Item]:
    words = re.sub(r"[\ufffe\x02\u00ad]", "-", text.get_text_range())
    lines = [" ".join(line.split()) for line in re.split(r"[\r\n\x0b\x0c]+", words) if line.strip()]
    return [Plain(n, "\n".join(reflow(lines)))] if lines else []


def _has_words(found: Sequence[Item]) -> bool:
    return any(isinstance(item, Grid) for item in found) or sum(map(len, words(found))) > 3


def _check(told: _Told, count: int) -> None:
    """InputError where no page gave a word."""
    if len(told.broken) == count:
        raise InputError("broken PDF: none of its pages can be read; export or download it again, then ingest it")
    if len(told.pictures) + len(told.bare) + len(told.broken) == count:
        raise InputError(f"scanned PDF: none of its {count} pages holds text; run OCR over it and ingest the result")


def _remarks(told: _Told) -> Iterator[str]:
    if told.pictures:
        yield f"no text on page {_listed(told.pictures)} (scanned: a picture of text); run OCR over it to read it"
    if told.bare:
        yield f"no text on page {_listed(told.bare)} (drawn or empty)"
    if told.broken:
        yield f"page {_listed(told.broken)} cannot be read (broken)"
    if told.plain:
        yield f"tables on page {_listed(told.plain)} are told as plain text (too many characters)"
    if lost := sum(word.count("\ufffd") for word in words(told.items)):
        yield f"{lost} characters have no meaning in their font (told as \ufffd)"


def _listed(pages: Sequence[int]) -> str:
    """1, 2, 7 to 12"""
    spans: list[list[int]] = []
    for page in pages:
        if spans and page == spans[-1][1] + 1:
            spans[-1][1] = page
        else:
            spans.append([page, page])
    parts = [f"{a}" if a == b else f"{a}, {b}" if b == a + 1 else f"{a} to {b}" for a, b in spans[:20]]
    return ", ".join(parts) + (" …" if len(spans) > 20 else "")
