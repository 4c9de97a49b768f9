"""One page of a PDF → prose and tables in reading order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ingest.parsers import pdf_columns
from ingest.parsers.pdf_grid import Grid, Placed
from ingest.parsers.pdf_lines import Line, lines_as_seen, lines_as_written
from ingest.parsers.pdf_paragraphs import flow, told
from ingest.parsers.pdf_paths import Box
from ingest.parsers.pdf_rows import parted
from ingest.parsers.pdf_ruled import Frame, frames, levels, placed
from ingest.parsers.pdf_running import is_running, once
from ingest.parsers.pdf_sheet import Glyph, LinkArea, Sheet
from ingest.parsers.pdf_unruled import Unruled, unruled
from kb.documents import Link

_KEPT = 0.97  # of a page's characters that its tables and prose must hold
_ENTRIES = 5  # of a list of contents
_PADDING = 4.0  # points between the words of a ruled cell and its right side


@dataclass(frozen=True, slots=True)
class Prose:
    page: int
    lines: tuple[Line, ...]
    links: tuple[Link, ...] = ()
    right: float | None = None  # where lines of text end on such pages; None: where the longest of these does


@dataclass(frozen=True, slots=True)
class Plain:
    """The words of a page that was not laid out."""

    page: int
    text: str
    links: tuple[Link, ...] = ()


Item = Prose | Grid | Plain


@dataclass(frozen=True, slots=True)
class _Found:
    """A table and the strip of the page that it takes."""

    top: float
    bottom: float
    left: float
    grid: Grid


def items(sheet: Sheet, page: int, running: Mapping[str, int], open_columns: tuple[float, ...]) -> list[Item]:
    """Prose and tables in reading order, without running heads and feet; prose only where tables would lose words.

    `open_columns`: those of a table without rules that reached the end of the page before.
    """
    ruled = frames(sheet.strokes, sheet.width, sheet.height)
    inside, free = placed(ruled, sheet.glyphs)
    tables = [_ruled(frame, cells, ruled, sheet, page) for frame, cells in zip(ruled, inside, strict=True)]
    every = lines_as_seen(free)
    seen = [line for line in every if not is_running(line, sheet.height, running)]
    shown = {id(line) for line in seen}
    heads = [line for other in every if id(other) not in shown and (line := once(other, page, running))]
    kept = {glyph.at for line in seen for glyph in line.glyphs}
    whole = len(kept) + sum(not g.char.isspace() for cells in inside for held in cells.values() for g in held)
    for strip in _strips(seen, [table for table in tables if not table.grid.depth]):
        for one in unruled(strip, open_columns if strip[0] is seen[0] else (), sheet.strokes.level):
            tables.append(_unruled(one, strip, sheet, page))
            kept -= {glyph.at for line in strip[one.first : one.last + 1] for glyph in line.glyphs}
    found = [*_prose(heads, sheet, page), *_in_order(_lines(_only(free, kept)), tables, sheet, page)]
    if tables and sum(len("".join(word.split())) for word in words(found)) < _KEPT * whole:
        told_ = {glyph.at for cells in inside for held in cells.values() for glyph in held} | {
            glyph.at for line in seen for glyph in line.glyphs
        }
        return _prose(lines_as_written(_only(sheet.glyphs, told_)), sheet, page)
    return found


def _lines(glyphs: Sequence[Glyph]) -> list[Line]:
    """Lines as they are written, but those of a list of contents as they are seen: its pages may be written last."""
    seen = lines_as_seen(glyphs)
    entries = sum(len(line.segments) > 1 and line.segments[-1].text.isdecimal() for line in seen)
    return seen if entries >= _ENTRIES and entries * 2 > len(seen) else lines_as_written(glyphs)


def _only(glyphs: Sequence[Glyph], kept: set[int]) -> list[Glyph]:
    return [glyph for glyph in glyphs if glyph.at in kept or glyph.char.isspace()]


def words(found: Iterable[Item]) -> Iterator[str]:
    for item in found:
        if isinstance(item, Grid):
            yield from item.words
        elif isinstance(item, Prose):
            yield from (line.text for line in item.lines)
        else:
            yield item.text


def columns_left_open(found: Sequence[Item]) -> tuple[float, ...]:
    """The columns of a table without rules that ends a page."""
    last = found[-1] if found else None
    if not isinstance(last, Grid) or last.ruled:
        return ()
    return tuple(levels(cell.box[0] for cell in last.parts[-1]))


# ---- tables --------------------------------------------------------------------------------------------------


def _ruled(frame: Frame, cells: dict[Box, list[Glyph]], among: Sequence[Frame], sheet: Sheet, page: int) -> _Found:
    x, y = (frame.box[0] + frame.box[2]) / 2, (frame.box[1] + frame.box[3]) / 2
    depth = sum(other is not frame and _holds(other.box, x, y) and _is_larger(other, frame) for other in among)
    part = tuple(_cell(box, glyphs, sheet) for box, glyphs in parted(cells).items())
    return _Found(frame.box[1], frame.box[3], frame.box[0], Grid(page, (part,), page, depth))


def _cell(box: Box, glyphs: list[Glyph], sheet: Sheet) -> Placed:
    is_upright = all(glyph.upright for glyph in glyphs)
    lines = lines_as_seen(glyphs) if is_upright else lines_as_written(glyphs)
    text = "\n".join(flow(lines, box[2] - _PADDING))
    if not text.strip("• \n"):  # bullets of the cell beside it
        text = ""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    is_strong = all(line.bold for line in lines) or any(_holds(shade, x, y) for shade in sheet.strokes.shades)
    return Placed(box, text, is_strong, links(glyphs, sheet.links))


def _unruled(one: Unruled, strip: Sequence[Line], sheet: Sheet, page: int) -> _Found:
    rights = [max((line.right for row in one.rows for line in row[c]), default=0.0) for c in range(len(one.columns))]
    tops = [min(line.top for cell in row for line in cell) for row in one.rows] + [strip[one.last].bottom]
    lefts = [*one.columns, max(rights)]
    part = [
        Placed(
            (lefts[c], tops[r], lefts[c + 1], tops[r + 1]),
            "\n".join(flow(cell, rights[c])),
            all(line.bold or _is_underlined(line, sheet.strokes.level) for line in cell),
            links([glyph for line in cell for glyph in line.glyphs], sheet.links),
        )
        for r, row in enumerate(one.rows)
        for c, cell in enumerate(row)
    ]
    return _Found(tops[0], tops[-1], lefts[0], Grid(page, (tuple(part),), page, ruled=False))


def _is_underlined(line: Line, level: Sequence[Box]) -> bool:
    long = 0.8 * (line.right - line.left)
    return any(
        -1 < rule[1] - line.base < 0.4 * line.size and min(rule[2], line.right) - max(rule[0], line.left) > long
        for rule in level
    )


def _holds(box: Box, x: float, y: float) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _is_larger(one: Frame, other: Frame) -> bool:
    return (
        one.box[2] - one.box[0] > other.box[2] - other.box[0] and one.box[3] - one.box[1] > other.box[3] - other.box[1]
    )


def _strips(seen: Sequence[Line], tables: Sequence[_Found]) -> list[list[Line]]:
    """The lines above, between and below ruled tables; those beside them belong to no strip."""
    strips: dict[int, list[Line]] = {}
    for line in seen:
        if not any(table.top < line.base < table.bottom for table in tables):
            strips.setdefault(sum(table.bottom <= line.base for table in tables), []).append(line)
    return list(strips.values())


# ---- reading order -------------------------------------------------------------------------------------------


def _in_order(lines: Sequence[Line], tables: Sequence[_Found], sheet: Sheet, page: int) -> list[Item]:
    """Lines between the tables; what stands beside a table comes before it, a table within another after it."""
    outer = sorted((table for table in tables if not table.grid.depth), key=_place)
    inner = sorted((table for table in tables if table.grid.depth), key=_place)
    left = list(lines)
    found: list[Item] = []
    for table in outer:
        found += _prose([line for line in left if line.base <= table.bottom], sheet, page)
        left = [line for line in left if line.base > table.bottom]
        within = [one for one in inner if table.top <= one.top and one.bottom <= table.bottom]
        found += [table.grid, *(one.grid for one in within)]
        inner = [one for one in inner if one not in within]
    return [*found, *_prose(left, sheet, page), *(one.grid for one in inner)]


def _place(table: _Found) -> tuple[int, float]:
    """From the top, and from the left where tables stand side by side."""
    return round(table.top / 12), table.left


def _prose(lines: Sequence[Line], sheet: Sheet, page: int) -> list[Item]:
    if not lines:
        return []
    ordered = pdf_columns.in_reading_order(lines)
    bare = tuple(Line(tuple(replace(segment, glyphs=()) for segment in line.segments)) for line in ordered)
    return [Prose(page, bare, links([glyph for line in ordered for glyph in line.glyphs], sheet.links))]


def links(glyphs: Sequence[Glyph], areas: Iterable[LinkArea]) -> tuple[Link, ...]:
    """What is linked among these characters; an address of several lines is one link."""
    found: dict[str, list[Glyph]] = {}
    for area in areas:
        held = [g for g in glyphs if _holds(area.box, (g.left + g.right) / 2, (g.top + g.bottom) / 2)]
        if held:
            found.setdefault(area.url, []).extend(held)
    return tuple(Link(told(lines), url) for url, held in found.items() if (lines := lines_as_seen(held)))
