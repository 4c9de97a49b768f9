"""What a sheet holds, whichever format it comes from: the words of its cells, spans and links, and what it hides."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ingest.parsers.outline import Outline
from ingest.parsers.page import Page
from ingest.tables import MAX_CELLS, Cell, Part, table
from kb.documents import Link
from kb.errors import InputError

_TITLE = 200  # characters; a longer line is prose
Place = tuple[int, int]  # row and column, from 0
_UNNAMED = re.compile(r"(Sheet|Tabelle|Feuil|Hoja|Foglio|Planilha|Лист|工作表|シート)\s?\d+")


@dataclass(slots=True)
class Sheet:
    name: str
    visible: bool = True
    cells: dict[int, dict[int, str]] = field(default_factory=dict)  # row → column → words, where there are any
    merged: list[tuple[Place, Place]] = field(default_factory=list)  # first and last place of each merged cell
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)  # first and last of each run
    links: dict[Place, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Grid:
    """The rows and columns of a sheet that a reader sees, without the empty wastes between them."""

    texts: list[list[str]]
    spans: dict[Place, tuple[int, int]]
    links: dict[Place, Link]


def page(sheets: Iterable[Sheet], *, title: str = "", updated: str | None = None) -> Page:
    """The visible sheets, each under its name as a heading; what is hidden is left out and counted."""
    outline = Outline()
    hidden = 0
    shown = []
    for sheet in sheets:
        hidden += _hidden(sheet)
        if sheet.visible:
            shown.append(sheet)
    for sheet in shown:
        if len(shown) > 1 or not _UNNAMED.fullmatch(sheet.name):
            outline.heading(1, sheet.name)
        _tell(_grid(sheet), outline)
    return Page(outline.blocks(), title, updated=updated, hidden=hidden)


def tidy(text: str) -> str:
    """Lines without white space around them, and no empty lines."""
    if "\n" not in text and "\r" not in text:
        return " ".join(text.split())
    return "\n".join(filter(None, (" ".join(line.split()) for line in text.splitlines())))


def _hidden(sheet: Sheet) -> int:
    columns = _columns(sheet.hidden_columns)
    return sum(
        len(text)
        for r, row in sheet.cells.items()
        for c, text in row.items()
        if not sheet.visible or r in sheet.hidden_rows or c in columns
    )


def _columns(runs: Iterable[tuple[int, int]]) -> frozenset[int]:
    return frozenset(c for first, last in runs for c in range(first, min(last, 20_000) + 1))


# ---- rows and columns that are seen --------------------------------------------------------------------------


def _grid(sheet: Sheet) -> Grid:
    """Seen rows with words, and one empty row where any were left out between them; InputError beyond MAX_CELLS."""
    unseen = _columns(sheet.hidden_columns)
    told = [r for r in sorted(sheet.cells) if r not in sheet.hidden_rows and sheet.cells[r].keys() - unseen]
    used = sorted({c for r in told for c in sheet.cells[r]} - unseen)
    rows = list(_with_gaps(told, sheet.hidden_rows))
    if len(rows) * len(used) > MAX_CELLS:
        raise InputError(f"sheet '{sheet.name}' spans {len(rows):,} × {len(used):,} cells; save it as CSV instead")
    row_at = {r: n for n, r in enumerate(rows) if r >= 0}
    column_at = {c: n for n, c in enumerate(used)}
    texts = [[sheet.cells[r].get(c, "") if r in sheet.cells else "" for c in used] for r in rows]
    spans = {}
    for place, size, text in _spans(sheet, row_at, column_at):
        spans[place] = size
        texts[place[0]][place[1]] = text
    links = {
        (row_at[r], column_at[c]): Link(" ".join(sheet.cells[r][c].split()), url)
        for (r, c), url in sheet.links.items()
        if r in row_at and c in column_at and c in sheet.cells[r]
    }
    return Grid(texts, spans, links)


def _with_gaps(told: list[int], hidden: set[int]) -> Iterator[int]:
    """The rows, and −1 for each run of empty ones between them."""
    before: int | None = None
    for r in told:
        if before is not None and any(n not in hidden for n in range(before + 1, min(r, before + 1000))):
            yield -1
        yield r
        before = r


def _spans(
    sheet: Sheet, row_at: dict[int, int], column_at: dict[int, int]
) -> Iterator[tuple[Place, tuple[int, int], str]]:
    """Merged cells as they are seen: where they begin, how far they reach, and what they say."""
    rows, columns, covered = sorted(row_at), sorted(column_at), 0
    for (top, left), (bottom, right) in sheet.merged:
        seen_rows = _between(rows, top, bottom)
        seen_columns = _between(columns, left, right)
        if seen_rows and seen_columns and len(seen_rows) * len(seen_columns) > 1:
            place = row_at[seen_rows[0]], column_at[seen_columns[0]]
            tall = row_at[seen_rows[-1]] - place[0] + 1
            covered += tall * len(seen_columns)
            if covered > MAX_CELLS:
                raise InputError(f"sheet '{sheet.name}' merges more than {MAX_CELLS:,} cells; save it as CSV instead")
            yield place, (tall, len(seen_columns)), sheet.cells.get(top, {}).get(left, "")


def _between(values: list[int], first: int, last: int) -> list[int]:
    return values[bisect_left(values, first) : bisect_right(values, last)]


# ---- tables --------------------------------------------------------------------------------------------------


def _tell(grid: Grid, outline: Outline) -> None:
    """The blocks of a sheet; a line of its own right above a table is its caption."""
    title = ""
    for first, last in _blocks(grid):
        lines = [[text for text in row if text] for row in grid.texts[first : last + 1]]
        if sum(len(line) > 1 for line in lines) * 5 > len(lines):
            part = _part(grid, first, last)
            outline.table(table([part], headings=outline.headings, caption=" ".join(title.split())))
            title = ""
            continue
        outline.paragraph(title)
        links = [link for (r, _), link in grid.links.items() if first <= r <= last]
        words = "\n".join(" ".join(line) for line in lines if line)
        title = words if len(lines) == 1 and len(words) <= _TITLE and not links else ""
        if not title:  # a letter or form typed into a sheet
            outline.paragraph(words, links)
    outline.paragraph(title)


def _blocks(grid: Grid) -> Iterator[tuple[int, int]]:
    """First and last row of each table: empty rows part them where what follows begins anew, with a title or header."""
    first: int | None = None
    last = -1
    tied = {r + i for (r, _), (rows, _) in grid.spans.items() for i in range(rows - 1)}  # held to the next by a merge
    for r, row in enumerate(grid.texts):
        if not any(row):
            continue
        if first is not None and last < r - 1 and r - 1 not in tied and _begins(grid.texts, r, first):
            yield first, last
            first = None
        first = r if first is None else first
        last = r
    if first is not None:
        yield first, last


def _begins(texts: list[list[str]], at: int, first: int) -> bool:
    """Whether a row after empty rows cannot be one of the table above: a title, or other columns than there."""
    filled = [c for c, text in enumerate(texts[at]) if text]
    above = [c for c, text in enumerate(texts[first]) if text]
    following = [c for c, text in enumerate(texts[at + 1]) if text] if at + 1 < len(texts) else []
    return len(filled) == 1 < len(following) or (len(above) == 1 and len(filled) > 1) or not set(filled) <= set(above)


def _part(grid: Grid, first: int, last: int) -> Part:
    covered = {
        (r + i, c + j)
        for (r, c), (rows, columns) in grid.spans.items()
        if first <= r <= last
        for i in range(rows)
        for j in range(columns)
        if i or j
    }
    busy = {r for r, _ in covered | grid.spans.keys() | grid.links.keys()}
    rows: list[tuple[Cell, ...]] = []
    for r in range(first, last + 1):
        if r in busy:
            rows.append(tuple(_placed(grid, r, last, covered)))
        else:
            rows.append(tuple(map(Cell, grid.texts[r])))
    return Part(tuple(rows))


def _placed(grid: Grid, r: int, last: int, covered: set[Place]) -> Iterator[Cell]:
    """The cells of a row in which some are merged or hold links."""
    for c, text in enumerate(grid.texts[r]):
        if (r, c) not in covered:
            tall, wide = grid.spans.get((r, c), (1, 1))
            links = (grid.links[(r, c)],) if (r, c) in grid.links else ()
            yield Cell(text, min(tall, last - r + 1), min(wide, len(grid.texts[r]) - c), links=links)
