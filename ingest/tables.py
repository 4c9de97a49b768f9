"""One grid for every format: cells with spans → a Table whose rows keep their headers.

Every parser comes here with rows of `Cell`. What a span, a header of several rows, a band across the table, a group's
value given once or a note below means is decided here and in grid, headers, groups, shifted, footnotes and units only. Text is
never turned into numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.footnotes import Place, bound, foot
from ingest.grid import MAX_CELLS, Cell, Line, Part, grid, is_band, word
from ingest.groups import carried
from ingest.headers import header_rows, paths, repeats, titles
from ingest.shifted import put_right
from ingest.units import units
from kb.documents import Link, Row, Table

__all__ = ["MAX_CELLS", "Cell", "Part", "table"]


def table(
    parts: Sequence[Part],
    *,
    headings: tuple[str, ...] = (),
    caption: str = "",
    notes: Sequence[str] = (),
    page: int | None = None,
    first_row_is_header: bool | None = None,
) -> Table | None:
    """The Table of these cells, or None where no cell holds a word. InputError where spans blow it up.

    `first_row_is_header` None: told from the cells themselves, by marks of the format first, then by how they look.
    `notes`: what stands below the table, in order; those inside it are found here.
    """
    every = grid(parts)
    if not every:
        return None
    above, lines = titles(every)
    below, lines = foot(lines)
    top, body = _parted(lines, header_rows(lines, first_row_is_header))
    header = paths(top)
    kept, rows, loose = _rows(body, top, header)
    filled = carried(put_right(rows), _merged(kept))
    told = " / ".join(dict.fromkeys(filter(None, (caption, *above))))
    return Table(
        headings=headings,
        header=header,
        rows=filled,
        caption=told,
        notes=bound((*loose, *below, *notes), _cells(header, filled)),
        links=_links(top, kept, every),
        page=page,
        units=units(header, told, filled),
    )


def _parted(lines: list[Line], count: int) -> tuple[list[Line], list[Line]]:
    """Header and body; a single cell marked as a header over nothing is no header."""
    if count == len(lines) and len(lines[0].cells) == 1:
        count = 0
    return lines[:count], lines[count:]


def _rows(body: list[Line], top: list[Line], header: tuple[str, ...]) -> tuple[list[Line], list[Row], list[str]]:
    """The lines that are rows, the rows under their bands, and the bands under which no row stands."""
    kept: list[Line] = []
    rows: list[Row] = []
    loose: list[str] = []
    band, used = "", True
    is_header = repeats(top, header)
    for line in body:
        if is_band(line):
            loose += [] if used or word(line) == band else [band]
            band, used = word(line), False
        elif not (top and is_header(line)):
            kept.append(line)
            rows.append(Row(line.texts, band))
            used = True
    return kept, rows, loose + ([] if used else [band])


def _merged(lines: list[Line]) -> frozenset[int]:
    """Columns in which the source itself merges cells downwards."""
    found: set[int] = set()
    for above, line in pairwise(lines):
        if False in line.fresh:
            found |= {c for c, cell in enumerate(line.cells) if cell is not None and cell is above.cells[c]}
    return frozenset(found)


def _cells(header: tuple[str, ...], rows: Sequence[Row]) -> Iterator[tuple[Place, str]]:
    yield from (((0, c), text) for c, text in enumerate(header, 1))
    yield from (((r, c), text) for r, row in enumerate(rows, 1) for c, text in enumerate(row.cells, 1) if text)


def _links(top: list[Line], kept: list[Line], lines: list[Line]) -> tuple[Link, ...]:
    """The links of all cells, each with the place where its cell begins; those in bands and notes without one."""
    found: dict[Link, None] = {}
    rows = {id(line): 0 for line in top} | {id(line): r for r, line in enumerate(kept, 1)}
    for line in lines:
        row = rows.get(id(line))
        for column, cell in enumerate(line.cells, 1):
            if cell is not None and cell.links and line.fresh[column - 1]:
                place = (None, None) if row is None else (row, column)
                found.update((replace(link, row=place[0], column=place[1]), None) for link in cell.links)
    return tuple(found)
