"""The pages of a PDF put together: tables made whole, notes and captions given to them, headings told from prose."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from ingest.parsers import pdf_grid, pdf_headings, pdf_notes
from ingest.parsers.outline import Outline
from ingest.parsers.pdf_grid import Grid
from ingest.parsers.pdf_headings import Typography
from ingest.parsers.pdf_hyphens import mender
from ingest.parsers.pdf_lines import Line
from ingest.parsers.pdf_page import Item, Plain, Prose, words
from ingest.parsers.pdf_paragraphs import is_close, paragraphs, told
from ingest.tables import Cell, Part, table
from kb.documents import Link, Section, Table

_TOUCHING = 30.0  # points between a table and the edge of the cell in which it goes on over the page


def blocks(items: Sequence[Item], type_: Typography) -> tuple[Section | Table, ...]:
    """Sections and tables in reading order."""
    outline = Outline()
    mend = mender(words(items))
    for item in pdf_notes.bound([_checked(item) for item in _joined(_margined(items))]):
        outline.turn(item.page)
        if isinstance(item, Plain):
            outline.paragraph(mend(item.text), item.links)
        elif isinstance(item, Prose):
            _prose(outline, item, type_, mend)
        else:
            for made in _tables(item, outline.headings, mend):
                outline.table(made)
    return outline.blocks()


def _margined(items: Sequence[Item]) -> list[Item]:
    """Prose told where its lines could have ended: at the end of the longest of its page, or of one page in five."""
    ends: dict[int, float] = {}
    for item in items:
        if isinstance(item, Prose):
            ends[item.page] = max(ends.get(item.page, 0.0), *(line.right for line in item.lines))
    usual = sorted(ends.values())[round(0.8 * (len(ends) - 1))] if ends else 0.0
    return [replace(item, right=max(ends[item.page], usual)) if isinstance(item, Prose) else item for item in items]


def _tables(grid: Grid, headings: tuple[str, ...], mend: Callable[[str], str]) -> Iterator[Table | None]:
    notes = [mend(note) for note in grid.notes]
    for body in pdf_grid.rows(grid):
        rows = tuple(tuple(cell._replace(text=mend(cell.text)) for cell in row) for row in body)
        yield table(
            [Part(rows)],
            headings=headings,
            caption=mend(grid.caption),
            notes=notes,
            page=grid.page,
            first_row_is_header=_has_header(rows, is_ruled=grid.ruled),
        )


def _has_header(rows: Sequence[Sequence[Cell]], *, is_ruled: bool) -> bool | None:
    """Without rules a header of two columns shows by its type; a row that is numbered is none."""
    first = [cell for cell in rows[0] if cell.text] if rows else []
    if not first or any(cell.head for cell in first):
        return None
    is_plain = not is_ruled and len(rows[0]) == 2
    return False if is_plain or pdf_grid.is_number(first[0].text) else None


def _prose(outline: Outline, item: Prose, type_: Typography, mend: Callable[[str], str]) -> None:
    """Headings and paragraphs; lines that follow each other closely, as in an address, stay in one paragraph."""
    links = list(item.links)
    held: list[str] = []
    last: Line | None = None
    for lines in paragraphs(item.lines, item.right):
        text = mend(told(lines))
        level = pdf_headings.level(text, lines, type_)
        if held and (level or last is None or not is_close(last, lines[0])):
            links = _paragraph(outline, held, links)
            held = []
        if level:
            outline.heading(level, text)
        else:
            held.append(text)
        last = lines[-1]
    outline.paragraph("", _paragraph(outline, held, links))


def _paragraph(outline: Outline, lines: Sequence[str], links: Sequence[Link]) -> list[Link]:
    """Tells a paragraph with its links; the links that stand elsewhere are given back."""
    text = "\n".join(lines)
    own = [link for link in links if link.text in text]
    outline.paragraph(text, own)
    return [link for link in links if link not in own] if text else list(links)


# ---- tables over several pages -------------------------------------------------------------------------------


def _joined(items: Sequence[Item]) -> list[Item]:
    found: list[Item] = []
    for item in items:
        last = _before(found, item) if isinstance(item, Grid) else None
        if last is not None and isinstance(item, Grid):
            grid = found[last]
            assert isinstance(grid, Grid)
            found[last] = pdf_grid.joined(grid, item)
        else:
            found.append(item)
    return found


def _before(found: Sequence[Item], grid: Grid) -> int | None:
    """Which of the items is a table that goes on in this one: the last of its kind, with only footnotes after it."""
    for n in range(len(found) - 1, -1, -1):
        item = found[n]
        if isinstance(item, Grid) and item.depth == grid.depth:
            return n if pdf_grid.goes_on(item, grid) and _ends(found, item, grid) else None
        if isinstance(item, Plain) or (isinstance(item, Prose) and not pdf_notes.is_foot(item)):
            return None
    return None


def _ends(found: Sequence[Item], last: Grid, grid: Grid) -> bool:
    """Of a table in a cell: whether it reaches the foot of the cell, and goes on at the head of the cell's rest."""
    if not grid.depth:
        return True
    outer = next((i for i in reversed(found) if isinstance(i, Grid) and i.depth == grid.depth - 1), None)
    if outer is None or outer.last_page != grid.page or len(outer.parts) < 2:
        return False
    above, below = outer.parts[-2], outer.parts[-1]
    is_low = max(c.box[3] for c in above) - max(c.box[3] for c in last.parts[-1]) < _TOUCHING
    return is_low and min(c.box[1] for c in grid.parts[0]) - min(c.box[1] for c in below) < _TOUCHING


def _checked(item: Item) -> Item:
    """A single row that belongs to no table, and a single column, is prose."""
    if not isinstance(item, Grid) or (item.height > 1 and len(item.filled) > 1):
        return item
    cells = [cell for part in item.parts for cell in sorted(part, key=lambda cell: (cell.box[1], cell.box[0]))]
    links = tuple(link for cell in cells for link in cell.links)
    return Plain(item.page, "\n\n".join(cell.text for cell in cells if cell.text), links)
