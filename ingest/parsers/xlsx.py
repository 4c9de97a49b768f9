"""XLSX → tables, one or more a sheet: merged cells as spans, numbers as they were typed, hidden sheets left out."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator

import python_calamine as calamine

from ingest.parsers.outline import Outline
from ingest.parsers.page import Page
from ingest.tables import MAX_CELLS, Cell, Part, table
from kb.errors import InputError

Value = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta
_UNNAMED = re.compile(r"(Sheet|Tabelle|Feuil|Hoja|工作表|シート)\s?\d+")
Spans = dict[tuple[int, int], tuple[int, int]]  # place of a merged cell → its rows and columns


def read(content: bytes) -> Page:
    """The visible sheets of a workbook, each under its name as a heading. InputError where it cannot be opened."""
    try:
        book = calamine.load_workbook(io.BytesIO(content))
    except calamine.PasswordError:
        raise InputError("encrypted workbook; save it without a password and ingest it again") from None
    except (calamine.CalamineError, calamine.ZipError, calamine.XmlError) as error:
        raise InputError(f"broken workbook ({_first_line(error)}); open and save it again, then ingest it") from None
    outline = Outline()
    shown = [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.visible == calamine.SheetVisibleEnum.Visible and sheet.typ == calamine.SheetTypeEnum.WorkSheet
    ]
    for name in shown:
        if len(shown) > 1 or not _UNNAMED.fullmatch(name):
            outline.heading(1, name)
        _sheet(book.get_sheet_by_name(name), outline)
    return Page(outline.blocks())


def _sheet(sheet: calamine.CalamineSheet, outline: Outline) -> None:
    if sheet.start is None or sheet.end is None:
        return
    if sheet.height * sheet.width > MAX_CELLS:
        raise InputError(f"sheet '{sheet.name}' spans {sheet.height:,} × {sheet.width:,} cells; save it as CSV instead")
    grid = [[told(value) for value in row] for row in sheet.to_python(skip_empty_area=True)]
    spans = _spans(sheet, *sheet.start)
    for first, last in _blocks(grid, spans):
        lines = [[text for text in row if text] for row in grid[first : last + 1]]
        if sum(len(line) > 1 for line in lines) * 5 <= len(lines):  # a letter or form typed into a sheet
            outline.paragraph("\n".join(" ".join(line) for line in lines if line))
        else:
            outline.table(table([_part(grid, first, last, spans)], headings=outline.headings))


def _spans(sheet: calamine.CalamineSheet, top: int, left: int) -> Spans:
    found: Spans = {}
    for (r0, c0), (r1, c1) in sheet.merged_cell_ranges or ():
        found[(r0 - top, c0 - left)] = (r1 - r0 + 1, c1 - c0 + 1)
    return found


def _blocks(grid: list[list[str]], spans: Spans) -> Iterator[tuple[int, int]]:
    """First and last row of each table: empty rows part them where what follows begins anew, with a title or header."""
    first: int | None = None
    last = -1
    tied = {r + i for (r, _), (rows, _) in spans.items() for i in range(rows - 1)}  # held to the next row by a merge
    for r, row in enumerate(grid):
        if not any(row):
            continue
        if first is not None and last < r - 1 and r - 1 not in tied and _begins(grid, r, first):
            yield first, last
            first = None
        first = r if first is None else first
        last = r
    if first is not None:
        yield first, last


def _begins(grid: list[list[str]], at: int, first: int) -> bool:
    """Whether a row after empty rows cannot be one of the table above: a title, or other columns than there."""
    filled = [c for c, text in enumerate(grid[at]) if text]
    above = [c for c, text in enumerate(grid[first]) if text]
    following = [c for c, text in enumerate(grid[at + 1]) if text] if at + 1 < len(grid) else []
    return len(filled) == 1 < len(following) or (len(above) == 1 and len(filled) > 1) or not set(filled) <= set(above)


def _part(grid: list[list[str]], first: int, last: int, spans: Spans) -> Part:
    covered = {
        (r + i, c + j)
        for (r, c), (rows, columns) in spans.items()
        for i in range(rows)
        for j in range(columns)
        if i or j
    }
    rows = []
    for r in range(first, last + 1):
        cells = []
        for c, text in enumerate(grid[r]):
            if (r, c) not in covered:
                tall, wide = spans.get((r, c), (1, 1))
                cells.append(Cell(text, min(tall, last - r + 1), min(wide, len(grid[r]) - c)))
        rows.append(tuple(cells))
    return Part(tuple(rows))


def told(value: Value) -> str:
    """A cell as text: whole numbers without the ".0" the format adds, days as ISO dates, all else as it stands."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else format(value, ".15g")
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    if isinstance(value, (dt.datetime, dt.date, dt.time)):
        return value.isoformat()
    return "\n".join(filter(None, (" ".join(line.split()) for line in str(value).splitlines())))


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0][:120] if str(error) else type(error).__name__
