"""Cells with spans → lines of a grid: every line as wide as the table, a merged cell in each place it covers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from kb.documents import Link
from kb.errors import InputError

MAX_CELLS = 2_000_000  # of one table, spans spread out; more is an attack or no table
_NOTHING = ("", ":", "：")  # a column of colons is a layout
_UNNAMED = re.compile(r"Unnamed: \d+(_level_\d+)?")  # what pandas calls a column without a name
_RULE = re.compile(r"[-=_—–─━+|:]{3,}")
_WORDS = re.compile(
    r"[\u2e80-\uffee]{2}|[^\W\d_]{4}"
)  # "Yes" in every column is a value; more is a merged cell written out


class Cell(NamedTuple):  # there are millions: a frozen dataclass takes four times as long to make
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
class Line:
    """One row of the grid: the cell that covers each column, and the first column of that cell."""

    cells: list[Cell | None] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)  # −1 where nothing covers the column
    fresh: list[bool] = field(default_factory=list)  # whether the cell begins in this very place
    kind: str = "body"
    texts: tuple[str, ...] = ()


def grid(parts: Sequence[Part]) -> list[Line]:
    """Lines that say something, all of one width, without columns that say nothing. InputError beyond MAX_CELLS."""
    lines: list[Line] = []
    total = 0
    for part in parts:
        rows = part.rows if lines else tuple(_named(row) for row in part.rows[:3]) + part.rows[3:]
        block = [Line(kind=part.kind) for _ in rows]
        for r, cells in enumerate(rows):
            total = _lay(block, r, cells, total)
        lines += block
    width = max((len(line.cells) for line in lines), default=0)
    _bound(width * len(lines))
    return _told(_narrow(lines, width))


def _named(row: tuple[Cell, ...]) -> tuple[Cell, ...]:
    if not any(cell.text.startswith("Unnamed: ") for cell in row):
        return row
    return tuple(cell._replace(text="") if _UNNAMED.fullmatch(cell.text) else cell for cell in row)


def _lay(block: list[Line], r: int, cells: Sequence[Cell], total: int) -> int:
    """The cells of row `r` put in their places, here and in the rows below; returns how many places are taken so far."""
    line, column = block[r], 0
    if not line.cells and all(cell.rowspan == 1 == cell.colspan for cell in cells):  # most rows of most tables
        _bound(total + len(cells))
        line.cells, line.starts, line.fresh = list(cells), list(range(len(cells))), [True] * len(cells)
        return total + len(cells)
    for cell in cells:
        while column < len(line.cells) and line.cells[column] is not None:
            column += 1
        rows = len(block) - r if cell.rowspan == 0 else max(1, min(cell.rowspan, len(block) - r))
        columns = max(1, min(cell.colspan, 1000))
        total += rows * columns
        _bound(total)
        for below in range(rows):
            _cover(block[r + below], column, columns, cell, below == 0)
        column += columns
    return total


def _bound(cells: int) -> None:
    if cells > MAX_CELLS:
        raise InputError(f"a table of more than {MAX_CELLS:,} cells; split the file and ingest the parts")


def _cover(line: Line, column: int, columns: int, cell: Cell, first: bool) -> None:
    missing = column + columns - len(line.cells)
    if missing > 0:
        _widen(line, missing)
    for at in range(column, column + columns):
        if line.cells[at] is None:  # where spans overlap the first cell keeps its place
            line.cells[at], line.starts[at] = cell, column
            line.fresh[at] = first and at == column


def _widen(line: Line, missing: int) -> None:
    line.cells += [None] * missing
    line.starts += [-1] * missing
    line.fresh += [False] * missing


def _narrow(lines: list[Line], width: int) -> list[Line]:
    """Without columns in which no cell begins (a colspan beyond the edge) or none says a word."""
    told = [False] * width
    for line in lines:
        if len(line.cells) < width:
            _widen(line, width - len(line.cells))
        if False in told:
            for c, cell in enumerate(line.cells):
                if cell is not None and line.fresh[c] and cell.text not in _NOTHING:
                    told[c] = True
    keep = [c for c in range(width) if told[c]]
    for line in lines:
        if len(keep) < width:
            line.cells = [line.cells[c] for c in keep]
            line.starts = [line.starts[c] for c in keep]
            line.fresh = [line.fresh[c] for c in keep]
        line.texts = tuple([cell.text if cell else "" for cell in line.cells])
    return lines


def _told(lines: list[Line]) -> list[Line]:
    """Lines with words: neither empty ones nor rules drawn with dashes."""
    return [line for line in lines if any(line.texts) and not _is_rule(line.texts)]


def _is_rule(texts: tuple[str, ...]) -> bool:
    return _RULE.match(next(filter(None, texts))) is not None and all(_RULE.fullmatch(text) for text in texts if text)


# ---- what a line is ------------------------------------------------------------------------------------------


def is_band(line: Line) -> bool:
    """One cell across the whole of a table of two columns or more, or across most of it with nothing beside it.

    A cell that was merged and then written out in every one of three columns or more counts as one.
    """
    if len(line.cells) < 2 or line.starts[0] < 0 or not line.texts[0]:
        return False
    wide = line.starts.count(line.starts[0])
    if wide > 1 and wide * 2 >= len(line.cells) and not any(line.texts[wide:]):
        return True
    return (
        len(line.cells) > 2
        and line.texts.count(line.texts[0]) == len(line.texts)
        and bool(_WORDS.search(line.texts[0]))
    )


def is_alone(line: Line) -> bool:
    """One cell with words in a table of two columns or more."""
    return len(line.cells) > 1 and len({s for s, text in zip(line.starts, line.texts, strict=True) if text}) == 1


def word(line: Line) -> str:
    """The first words of a line."""
    return next(text for text in line.texts if text)


def flat(text: str) -> str:
    """On one line, white space collapsed."""
    return " ".join(text.split())
