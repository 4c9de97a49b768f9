"""One grid for every format: cells with spans → a Table whose rows keep their headers.

HTML, DOCX, Markdown, XLSX and PDF all come here as rows of `Cell`; what a span, a header of two rows, a band across the
table or a note below it means is decided in this module only. Text is never turned into numbers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from kb.documents import Link, Note, Row, Table
from kb.errors import InputError

MAX_CELLS = 2_000_000  # of one table, spans spread out; more is an attack or no table
_NUMBER = re.compile(r"[-+(]?[$€£¥]?\s?\d[\d\s,.']*%?\)?")
_NOTE = re.compile(
    r"(\*|†|‡|#|\(\d+\)|\[\d+\]|[¹²³⁴-⁹①-⑳]|(?i:notes?|source|remarks?|n\.b\.)\b|[注註]|说明|備考|备注|资料来源)"
)
_NOTHING = ("", ":", "：")  # a column of colons is a layout
_LONG = 160  # characters; a longer cell is no heading


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell where it begins. `rowspan` 0 means: to the end of its part of the table."""

    text: str
    rowspan: int = 1
    colspan: int = 1
    head: bool = False  # marked as a heading by the format: <th>, thead, bold
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """Rows within which spans end: thead, tbody, tfoot, or a whole sheet."""

    rows: tuple[tuple[Cell, ...], ...]
    kind: str = "body"  # head, body or foot


@dataclass(slots=True)
class _Line:
    """One row of the grid: the cell that covers each column, and the first column of that cell."""

    cells: list[Cell | None] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)  # −1 where nothing covers the column
    fresh: list[bool] = field(default_factory=list)  # whether the cell begins in this very place
    kind: str = "body"

    def texts(self) -> tuple[str, ...]:
        return tuple(cell.text if cell else "" for cell in self.cells)


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
    """
    lines = [line for line in _grid(parts) if any(line.texts())]
    if not lines:
        return None
    titles, lines = _titles(lines)
    foot, lines = _foot(lines)
    count = _header_rows(lines, first_row_is_header)
    header = _header(lines[:count])
    rows, loose = _rows(lines[count:], header)
    links = dict.fromkeys(link for line in lines for cell in line.cells if cell for link in cell.links)
    return Table(
        headings=headings,
        header=header,
        rows=rows,
        caption=" / ".join(dict.fromkeys(filter(None, (caption, *titles)))),
        notes=tuple(Note(text) for text in (*loose, *foot, *notes)),
        links=tuple(links),
        page=page,
    )


def _grid(parts: Sequence[Part]) -> list[_Line]:
    lines: list[_Line] = []
    total = 0
    for part in parts:
        block = [_Line(kind=part.kind) for _ in part.rows]
        for r, cells in enumerate(part.rows):
            column = 0
            for cell in cells:
                line = block[r]
                while column < len(line.cells) and line.cells[column] is not None:
                    column += 1
                rows = len(block) - r if cell.rowspan == 0 else max(1, min(cell.rowspan, len(block) - r))
                columns = max(1, min(cell.colspan, 1000))
                total += rows * columns
                if total > MAX_CELLS:
                    raise InputError(f"a table of more than {MAX_CELLS:,} cells; split the file and ingest the parts")
                for below in range(rows):
                    _cover(block[r + below], column, columns, cell, below == 0)
                column += columns
        lines += block
    return _narrow(lines)


def _cover(line: _Line, column: int, columns: int, cell: Cell, first: bool) -> None:
    missing = column + columns - len(line.cells)
    if missing > 0:
        line.cells += [None] * missing
        line.starts += [-1] * missing
        line.fresh += [False] * missing
    for at in range(column, column + columns):
        if line.cells[at] is None:  # where spans overlap the first cell keeps its place
            line.cells[at], line.starts[at] = cell, column
            line.fresh[at] = first and at == column


def _narrow(lines: list[_Line]) -> list[_Line]:
    """All lines of one width, without columns in which no cell begins (a colspan beyond the edge) or none says a word."""
    width = max((len(line.cells) for line in lines), default=0)
    for line in lines:
        missing = width - len(line.cells)
        line.cells += [None] * missing
        line.starts += [-1] * missing
        line.fresh += [False] * missing
    told = [(line.fresh, line.texts()) for line in lines]
    keep = [c for c in range(width) if any(fresh[c] and texts[c] not in _NOTHING for fresh, texts in told)]
    for line in lines:
        line.cells = [line.cells[c] for c in keep]
        line.starts = [line.starts[c] for c in keep]
        line.fresh = [line.fresh[c] for c in keep]
    return lines


def _is_band(line: _Line) -> bool:
    """One cell across the whole of a table of two columns or more."""
    return len(line.cells) > 1 and line.starts[0] >= 0 and len(set(line.starts)) == 1


def _alone(line: _Line) -> bool:
    return len(line.cells) > 1 and len({s for s, text in zip(line.starts, line.texts(), strict=True) if text}) == 1


def _word(line: _Line) -> str:
    return next(text for text in line.texts() if text)


def _titles(lines: list[_Line]) -> tuple[list[str], list[_Line]]:
    """Full-width rows on top name the table; a lone cell above at least two fuller rows does, too."""
    count = 0
    while count < len(lines) - 1 and (_is_band(lines[count]) or (_alone(lines[count]) and count + 2 < len(lines))):
        count += 1
    if count and all(_is_band(line) or _alone(line) for line in lines):
        count = 0
    return [_word(line) for line in lines[:count]], lines[count:]


def _foot(lines: list[_Line]) -> tuple[list[str], list[_Line]]:
    """Notes below: full-width rows of a tfoot, or at the end, or such that begin like a note."""
    end = len(lines)
    while end > 1 and _is_note(lines[end - 1]):
        end -= 1
    return [_word(line) for line in lines[end:]], lines[:end]


def _is_note(line: _Line) -> bool:
    if not (_is_band(line) or _alone(line)):
        return False
    return _is_band(line) or line.kind == "foot" or bool(_NOTE.match(_word(line)))


def _header_rows(lines: list[_Line], first_row_is_header: bool | None) -> int:
    marked = 0
    while marked < len(lines) and lines[marked].kind == "head":
        marked += 1
    if not marked:
        while marked < len(lines) and _all_heads(lines[marked]):
            marked += 1
    if marked == len(lines) and marked > 1 and lines[0].kind != "head":
        marked = _banded(lines)  # everything is a <th>: only the top can be meant
    if marked:
        return marked
    if first_row_is_header is False or len(lines) < 2:
        return 0
    return _banded(lines) if first_row_is_header or _looks_like_header(lines) else 0


def _all_heads(line: _Line) -> bool:
    told = [cell for cell in line.cells if cell and cell.text]
    return bool(told) and len(line.cells) > 1 and all(cell.head for cell in told) and not _is_band(line)


def _banded(lines: list[_Line]) -> int:
    """Rows of a header that begins in the first: as long as its merged cells reach down or group what stands below."""
    count = 1
    while count < len(lines) - 1 and count < 4:
        above, line = lines[count - 1], lines[count]
        down = sum(cell is not None and cell is above.cells[c] for c, cell in enumerate(line.cells))
        grouped = [c for c, start in enumerate(above.starts) if start >= 0 and above.starts.count(start) > 1]
        beside = sum(bool(text) and c not in grouped for c, text in enumerate(line.texts())) - down
        if not (down or grouped) or beside > len(grouped) or any(_NUMBER.fullmatch(text) for text in line.texts()):
            break
        count += 1
    return count


def _looks_like_header(lines: list[_Line]) -> bool:
    """Distinct short words in every column, none a number or a label with a colon; of two columns more is asked."""
    line, below = lines[0], lines[1:]
    told = [cell.text for cell, fresh in zip(line.cells, line.fresh, strict=True) if cell and fresh and cell.text]
    gaps = sum(not text for text in line.texts())
    if len(told) < 2 or len(set(told)) < len(told) or gaps > max(1, len(line.cells) // 4):
        return False
    if any(len(t) > _LONG or _NUMBER.fullmatch(t) or t.endswith((":", "：", "。", ";")) for t in told):
        return False
    if any(t.endswith(".") and " " in t for t in told):  # a sentence; "No." is none
        return False
    if all(cell.head for cell in line.cells if cell) or len(line.cells) > 2:
        return True
    values = [text for row in below for text in row.texts()[1:] if text]
    numeric = sum(bool(_NUMBER.fullmatch(text)) for text in values)
    longer = sum(len(text) > 2 * len(told[-1]) for text in values)
    return bool(values) and max(numeric, longer) * 2 > len(values)


def _header(lines: list[_Line]) -> tuple[str, ...]:
    """One name for each column: the rows of the header joined from the top, repeated words said once."""
    if not lines:
        return ()
    columns = zip(*(line.texts() for line in lines), strict=True)
    return tuple(" / ".join(dict.fromkeys(" ".join(text.split()) for text in column if text)) for column in columns)


def _rows(lines: list[_Line], header: tuple[str, ...]) -> tuple[tuple[Row, ...], list[str]]:
    """The rows under their bands, and the bands under which no row stands."""
    rows: list[Row] = []
    loose: list[str] = []
    band, used = "", True
    for line in lines:
        if _is_band(line):
            loose += [] if used else [band]
            band, used = _word(line), False
        elif header and tuple(" ".join(text.split()) for text in line.texts()) == header:
            continue  # the header again, at the top of a page
        else:
            rows.append(Row(line.texts(), band))
            used = True
    return tuple(rows), loose + ([] if used else [band])
