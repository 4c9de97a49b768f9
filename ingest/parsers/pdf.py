"""PDF → prose page by page, and ruled tables: pdfplumber finds the boxes, pdfium reads the words in them.

A page on which that would lose words is told as prose instead. Tables that go on over the page are put together again.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pdfplumber
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.parsers.outline import Outline
from ingest.parsers.page import Page
from ingest.parsers.text import reflow
from ingest.tables import Cell, Part, table
from kb.documents import Section, Table
from kb.errors import InputError

Box = tuple[float, float, float, float]  # left, bottom, right, top, as pdfium counts: from the bottom
_RULES = range(4, 20_000)  # drawn paths on a page worth a look for tables; a drawing has more
_THIN = 9.0  # points: no column or row of words is so thin
_EDGE = 6  # lines at the top and at the end of a page, as the file has them, that may be running heads
_UNFINISHED = re.compile(r"[.,;:。；，：]$|…|\s\d+$|\b(the|an?|of|and|or|by|for|to|in|on|at|with|under|is|be)$")
_NUMBERED = re.compile(
    r"((?:\d{1,2}\.){0,3}\d{1,2}\.?|[A-Z]\.|ANNEX [A-Z0-9]+|Annex [A-Z0-9]+|APPENDIX [A-Z0-9]+)\s+\S"
)
_CHAPTER = re.compile(r"第[一二三四五六七八九十百零〇0-9]+[章编節节編]\s*\S")


@dataclass(frozen=True, slots=True)
class Prose:
    page: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    page: int
    rows: tuple[tuple[Cell, ...], ...]
    edges: tuple[int, ...]  # left edges of its columns, in points


def read(content: bytes) -> Page:
    """Words and tables of a PDF. InputError where it is broken, encrypted, or a scan without text."""
    document = _opened(content)
    try:
        if not len(document):
            raise InputError("PDF without pages; export it again and ingest that")
        with pdfplumber.open(io.BytesIO(content)) as boxes:
            pages = [_page(document[n], boxes, n) for n in range(len(document))]
        title = str(document.get_metadata_dict().get("Title") or "").strip()
    finally:
        document.close()
    bare = [str(n) for n, items in enumerate(pages, 1) if not _has_words(items)]
    if len(bare) == len(pages):
        raise InputError(
            f"scanned PDF: none of its {len(pages)} pages holds text; run OCR over it and ingest the result"
        )
    remarks = (f"no text on page {', '.join(bare)} (scanned or empty)",) if bare else ()
    return Page(_blocks(_joined(_without_chrome(pages))), _title(title), remarks=remarks)


def _opened(content: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise InputError("encrypted PDF; save it without a password and ingest it again") from None
        raise InputError("broken PDF; export or download it again, then ingest it") from None


def _has_words(items: list[Prose | Grid]) -> bool:
    words = sum(len(line) for item in items if isinstance(item, Prose) for line in item.lines)
    return words > 3 or any(isinstance(item, Grid) for item in items)


# ---- one page ------------------------------------------------------------------------------------------------


def _page(page: pdfium.PdfPage, boxes: pdfplumber.pdf.PDF, n: int) -> list[Prose | Grid]:
    text = page.get_textpage()
    n, sheet = n + 1, n
    whole = _lines(text.get_text_range())
    found = _tables(page, boxes.pages[sheet]) if whole else []
    items: list[Prose | Grid] = []
    left, bottom, right, top = page.get_bbox()
    for frame, cells in found:
        items += _prose(n, _lines(text.get_text_bounded(left, frame[3], right, top)))
        items.append(_grid(n, [(box, _cell_text(text.get_text_bounded(*box))) for box in cells]))
        top = frame[1]
    items += _prose(n, _lines(text.get_text_bounded(left, bottom, right, top)) if found else whole)
    if found and _letters(items) < 0.97 * sum(len("".join(line.split())) for line in whole):
        return _prose(n, whole)
    return items


def _tables(page: pdfium.PdfPage, ruled: pdfplumber.page.Page) -> list[tuple[Box, list[Box]]]:
    """Frame and cells of each ruled table of at least two rows and columns, from the top."""
    paths = sum(1 for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=4))
    if paths not in _RULES or page.get_rotation():
        return []
    left, _, _, top = page.get_bbox()
    found: list[tuple[Box, list[Box]]] = []
    for one in ruled.find_tables():
        cells = [_box(cell, left, top) for cell in one.cells]
        cells = [c for c in cells if c[2] - c[0] > _THIN and c[3] - c[1] > _THIN]  # between double rules
        frame = _box(one.bbox, left, top)
        if len(_edges([c[0] for c in cells])) > 1 and len(_edges([c[3] for c in cells])) > 1:
            found.append((frame, cells))
    ruled.close()
    found.sort(key=lambda item: -item[0][3])
    apart: list[tuple[Box, list[Box]]] = []
    for frame, cells in found:  # tables side by side cannot be told by strips of the page: the page stays prose
        if apart and frame[3] > apart[-1][0][1] + 3:
            return []
        apart.append((frame, cells))
    return apart


def _box(box: tuple[float, float, float, float], left: float, top: float) -> Box:
    """From pdfplumber's corner above to pdfium's below."""
    return (box[0] + left, top - box[3], box[2] + left, top - box[1])


def _edges(values: list[float]) -> list[float]:
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > _THIN:
            edges.append(value)
    return edges


def _grid(page: int, cells: list[tuple[Box, str]]) -> Grid:
    """Rows of cells with spans, told by the edges they reach; where no cell is drawn an empty one keeps the place."""
    columns = _edges([x for box, _ in cells for x in (box[0], box[2])])
    levels = _edges([-y for box, _ in cells for y in (box[1], box[3])])
    placed: dict[tuple[int, int], Cell] = {}
    taken: set[tuple[int, int]] = set()
    for box, text in cells:
        r, c = _nearest(levels, -box[3]), _nearest(columns, box[0])
        tall, wide = max(1, _nearest(levels, -box[1]) - r), max(1, _nearest(columns, box[2]) - c)
        placed[(r, c)] = Cell(text, tall, wide)
        taken |= {(r + i, c + j) for i in range(tall) for j in range(wide)}
    rows = tuple(
        tuple(placed.get((r, c), Cell("")) for c in range(len(columns) - 1) if (r, c) in placed or (r, c) not in taken)
        for r in range(len(levels) - 1)
    )
    return Grid(page, rows, tuple(round(x) for x in columns))


def _nearest(edges: list[float], value: float) -> int:
    return min(range(len(edges)), key=lambda n: abs(edges[n] - value))


def _lines(text: str) -> list[str]:
    text = re.sub(r"[\ufffe\x02\u00ad][ \t]*\r?\n(?=[a-zà-ÿ])", "", text)  # a word parted at the end of a line
    text = re.sub(r"[\ufffe\x02\u00ad]", "-", text)
    text = re.sub(r"[ \t]*(?:\.[ \t]?){5,}[ \t]*", " … ", text)  # the dots of a list of contents
    return [" ".join(line.split()) for line in re.split(r"[\r\n\x0b\x0c]+", text) if line.strip()]


def _cell_text(text: str) -> str:
    return "\n".join(reflow(_lines(text)))


def _prose(n: int, lines: list[str]) -> list[Prose | Grid]:
    return [Prose(n, tuple(lines))] if lines else []


def _letters(items: list[Prose | Grid]) -> int:
    words: list[str] = []
    for item in items:
        words += item.lines if isinstance(item, Prose) else [cell.text for row in item.rows for cell in row]
    return sum(len("".join(word.split())) for word in words)


# ---- the whole document --------------------------------------------------------------------------------------


def _without_chrome(pages: list[list[Prose | Grid]]) -> list[Prose | Grid]:
    """All items in order, without running heads and feet: lines at the edge of three pages and of half of them."""
    seen = Counter(edge for items in pages for edge in set(_edge_lines(items)))
    chrome = {line for line, times in seen.items() if times >= max(3, len(pages) / 2)}
    kept: list[Prose | Grid] = []
    for items in pages:
        for item in items:
            if isinstance(item, Prose):
                edge = item is items[0] or item is items[-1]
                lines = tuple(line for line in item.lines if not (edge and _shape(line) in chrome))
                kept += [replace(item, lines=lines)] if lines else []
            else:
                kept.append(item)
    return kept


def _edge_lines(items: list[Prose | Grid]) -> Iterator[str]:
    if items and isinstance(first := items[0], Prose):
        yield from map(_shape, first.lines[:_EDGE])
    if items and isinstance(last := items[-1], Prose):
        yield from map(_shape, last.lines[-_EDGE:])


def _shape(line: str) -> str:
    return re.sub(r"\d+", "#", line)


def _joined(items: list[Prose | Grid]) -> list[Prose | Grid]:
    """Tables put together that only a page's end had parted: same columns, nothing between."""
    joined: list[Prose | Grid] = []
    for item in items:
        last = joined[-1] if joined else None
        if (
            isinstance(item, Grid)
            and isinstance(last, Grid)
            and item.page > last.page
            and _same(item.edges, last.edges)
        ):
            again = 0
            while (
                again < len(item.rows) and again < len(last.rows) and _told(item.rows[again]) == _told(last.rows[again])
            ):
                again += 1
            joined[-1] = replace(last, rows=last.rows + item.rows[again:])
        else:
            joined.append(item)
    return joined


def _same(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return len(one) == len(other) and all(abs(a - b) < 8 for a, b in zip(one, other, strict=True))


def _told(row: tuple[Cell, ...]) -> tuple[str, ...]:
    return tuple(cell.text for cell in row)


def _blocks(items: list[Prose | Grid]) -> tuple[Section | Table, ...]:
    outline = Outline()
    longest = max((len(line) for item in items if isinstance(item, Prose) for line in item.lines), default=0)
    for item in items:
        outline.turn(item.page)
        if isinstance(item, Grid):
            outline.table(table([Part(item.rows)], headings=outline.headings, page=item.page))
            continue
        held: list[str] = []
        for line in item.lines:
            if level := _heading(line, longest):
                outline.paragraph("\n".join(reflow(held)))
                held = []
                outline.heading(level, line)
            else:
                held.append(line)
        outline.paragraph("\n".join(reflow(held)))
    return outline.blocks()


def _heading(line: str, longest: int) -> int:
    """Its level where a line is a heading beyond doubt: numbered, short, in words, and no entry of a list of contents."""
    if len(line) > min(90, 0.65 * longest) or _UNFINISHED.search(line):
        return 0
    if _CHAPTER.match(line):
        return 1
    match = _NUMBERED.match(line)
    if not match or not re.search(r"[^\W\d_]{3}", line):
        return 0
    letter = line[match.end() - 1]
    if not letter.isupper() and letter < "\u2e80":
        return 0
    return 1 + match[1].rstrip(".").count(".")


def _title(title: str) -> str:
    """The title of the metadata, unless it is what a scanner or word processor left there."""
    return (
        "" if re.match(r"(microsoft word|untitled|slide|\d+[-_])|.*\.(docx?|pdf|xlsx?|pptx?)$", title, re.I) else title
    )
