"""Cells at their places on pages → the rows of one table, with spans, headers and what a page's end had parted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ingest.parsers.pdf_paths import Box
from ingest.parsers.pdf_ruled import levels
from ingest.tables import Cell
from kb.documents import Link

_NEAR = 8.0  # points: edges of columns on two pages
_NUMBER = re.compile(r"\(?([0-9]+|[A-Z]|[ivxIVX]+)[.)]")
_LOOKED = 200  # rows before a page's end
_HEAD_ROWS = 4  # a header has no more


@dataclass(frozen=True, slots=True)
class Placed:
    """The words of a cell and where it stands."""

    box: Box
    text: str
    strong: bool = False  # in bold type, or on a shade
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """A table, or the part of it that stands on one page; when joined, its parts page by page."""

    page: int
    parts: tuple[tuple[Placed, ...], ...]
    last_page: int
    depth: int = 0  # of a table within a cell of another: 1
    ruled: bool = True
    caption: str = ""
    notes: tuple[str, ...] = ()

    @property
    def edges(self) -> tuple[float, ...]:
        """Left edges of the columns, counted from the first."""
        return _edges(self.parts)

    @property
    def width(self) -> float:
        part = self.parts[-1]
        return max(cell.box[2] for cell in part) - min(cell.box[0] for cell in part)

    @property
    def height(self) -> int:
        return sum(len(levels(cell.box[1] for cell in part)) for part in self.parts)

    @property
    def filled(self) -> set[int]:
        """Left edges of the cells that hold words, in steps of eight points."""
        return {round(cell.box[0] / _NEAR) for part in self.parts for cell in part if cell.text}

    @property
    def words(self) -> list[str]:
        return [cell.text for part in self.parts for cell in part]


@dataclass(slots=True)
class _Slot:
    """A cell in the making: it may yet grow over the end of a page."""

    text: str
    strong: bool
    links: list[Link] = field(default_factory=list)
    tall: int = 1


_Row = list[_Slot]  # a slot stands in each column that it covers, and in each row


def _edges(parts: Sequence[Sequence[Placed]]) -> tuple[float, ...]:
    found = levels(cell.box[0] for part in parts for cell in part)
    return tuple(edge - found[0] for edge in found)


def is_number(text: str) -> bool:
    """Whether a cell only numbers its row: "1.", "(b)", "IV." """
    return _NUMBER.fullmatch(text) is not None


def goes_on(last: Grid, grid: Grid) -> bool:
    """Whether a table at the top of a page is the rest of the one that ended the page before."""
    if grid.page != last.last_page + 1 or grid.depth != last.depth or grid.ruled != last.ruled:
        return False
    if last.ruled and abs(grid.width - last.width) > 2 * _NEAR:
        return False
    fewer, more = sorted((_edges((last.parts[0], last.parts[-1])), grid.edges), key=len)
    if len(more) - len(fewer) > 2 or not all(any(abs(a - b) < _NEAR for b in more) for a in fewer):
        return False
    own, before = _head(_matrix(grid.parts[0])), _head(_matrix(last.parts[0]))
    return not own or not before or _is_same(_texts(own), _texts(before)[-len(own) :])


def _is_same(own: list[tuple[str, ...]], before: list[tuple[str, ...]]) -> bool:
    """The same header, or one that differs in its first cell only, which then names a group."""
    return own == before or (len(own[0]) > 2 and [row[1:] for row in own] == [row[1:] for row in before])


def joined(last: Grid, grid: Grid) -> Grid:
    return replace(last, parts=last.parts + grid.parts, last_page=grid.page, notes=last.notes + grid.notes)


# ---- rows ----------------------------------------------------------------------------------------------------


def rows(grid: Grid) -> list[tuple[tuple[Cell, ...], ...]]:
    """The rows of the table, and of those that follow in the same frame under a header of their own.

    A header told again on a new page is left out; a row cut by a page's end is made whole.
    """
    found = []
    for body in _tables(_body(grid)):
        told, heads = _banded(body, len(_head(body)))
        found.append(tuple(_cells(told, r, head=r < heads) for r in range(len(told))))
    return found


def _body(grid: Grid) -> list[_Row]:
    columns = list(grid.edges)
    body = _matrix(grid.parts[0], columns)
    for part in grid.parts[1:]:
        more = _matrix(part, columns)
        more = more[_repeated(body, more) :]
        if more and _is_rest(body, more):
            _append(body[-1], more.pop(0))
        elif more:
            _carry(body[-1], more)
        body += more
    return [row for row in body if any(slot.text for slot in row)]


def _tables(body: list[_Row]) -> list[list[_Row]]:
    """Parted where another header begins with the same word: "No.", then the name of what is listed."""
    head = _head(body)
    title = head[-1] if head else []
    found: list[list[_Row]] = [[]]
    for r, row in enumerate(body):
        is_header = r > len(head) and title and row[0].text == title[0].text and _texts([row]) != _texts([title])
        if is_header and all(slot.text and slot.strong for slot in row) and not body[r - 1][0].strong:
            found.append([])
        found[-1].append(row)
    return found


def _matrix(part: Sequence[Placed], columns: Sequence[float] = ()) -> list[_Row]:
    """Slots row by row; where no cell is drawn an empty one keeps the place."""
    left = min(cell.box[0] for cell in part)
    places = [left + edge for edge in columns] or levels(cell.box[0] for cell in part)
    tops = levels(cell.box[1] for cell in part)
    grid: list[list[_Slot | None]] = [[None] * len(places) for _ in tops]
    for cell in sorted(part, key=lambda cell: (cell.box[1], cell.box[0])):
        slot = _Slot(cell.text, cell.strong, list(cell.links))
        first, top = _nearest(places, cell.box[0]), _nearest(tops, cell.box[1])
        last = max(first, sum(place < cell.box[2] - _NEAR for place in places) - 1)
        low = max(top, sum(place < cell.box[3] - 3 for place in tops) - 1)
        slot.tall = low - top + 1
        for r in range(top, low + 1):
            for c in range(first, last + 1):
                grid[r][c] = grid[r][c] or slot
    return [[slot or _Slot("", False) for slot in row] for row in grid]


def _nearest(places: Sequence[float], value: float) -> int:
    return min(range(len(places)), key=lambda n: abs(places[n] - value))


def _texts(body: Sequence[_Row]) -> list[tuple[str, ...]]:
    return [tuple(" ".join(slot.text.split()) for slot in row) for row in body]


def _head(body: Sequence[_Row]) -> list[_Row]:
    """Rows on top in bold type or on a shade, where the row below them is not so; a title across the table may lead."""
    head: list[_Row] = []
    named = False  # whether a row named more than one column
    for row in body[: _HEAD_ROWS + 1]:
        told = {id(slot): slot for slot in row if slot.text}
        if not told or not all(slot.strong for slot in told.values()) or (named and len(told) == 1):
            return head if named else []
        if not named and len(told) > 1 and is_number(row[0].text):  # the first of several headed parts
            return head if named else []
        named = named or len(told) > 1
        head.append(row)
    return []


def _repeated(body: Sequence[_Row], more: Sequence[_Row]) -> int:
    count = 0
    for one, other in zip(_texts(body[: 2 * _HEAD_ROWS]), _texts(more[: 2 * _HEAD_ROWS]), strict=False):
        if one != other:
            break
        count += 1
    return count


def _is_rest(body: Sequence[_Row], more: Sequence[_Row]) -> bool:
    """Whether a first row goes on with the last one before: it leaves a column empty that else is filled."""
    first, last = more[0], body[-1]
    if any(slot.tall > 1 for slot in first) or len({id(slot) for slot in first}) == 1 < len(first):
        return False
    others = [row for row in [*body[len(_head(body)) :][-_LOOKED:], *more[1:]] if len({id(slot) for slot in row}) > 1]
    if len({id(slot) for slot in last}) != len({id(slot) for slot in first}) or not any(slot.text for slot in first):
        return False
    if all(slot.strong for slot in first if slot.text) and not all(slot.strong for slot in last if slot.text):
        return False  # a heading within the table
    for c, slot in enumerate(first):
        filled = sum(bool(row[c].text) for row in others)
        if not slot.text and last[c].text and filled * 10 >= 9 * len(others):
            return True
    return False


def _append(last: _Row, rest: _Row) -> None:
    for slot, more in dict.fromkeys((id(a), id(b)) for a, b in zip(last, rest, strict=True)):
        one = next(s for s in last if id(s) == slot)
        other = next(s for s in rest if id(s) == more)
        if other.text:
            one.text = f"{one.text}\n{other.text}" if one.text else other.text
            one.links += other.links
            other.text = ""


def _carry(last: _Row, more: list[_Row]) -> None:
    """A merged cell cut by a page's end: its lower part is drawn empty, and takes the words of the upper."""
    for c, slot in enumerate(more[0]):
        if not slot.text and slot.tall > 1 and last[c].tall > 1:
            slot.text, slot.links = last[c].text, list(last[c].links)


def _banded(body: list[_Row], heads: int) -> tuple[list[_Row], int]:
    """A header told again for each group, but for its first cell, which names the group: that is a band."""
    title = next((n for n, row in enumerate(body) if len({id(slot) for slot in row}) > 1), 0)
    texts = [text[1:] for text in _texts(body)]
    pattern = texts[title:heads]
    again = [r for r in range(heads, len(body)) if pattern and texts[r : r + len(pattern)] == pattern]
    if not again or not all(map(any, pattern)):
        return body, heads
    header = [_Slot("", True)]
    for column in zip(*(row[1:] for row in body[title:heads]), strict=True):
        header.append(_Slot(" / ".join(dict.fromkeys(slot.text for slot in column if slot.text)), True))
    found = [*body[:title], header]
    r = title
    while r < len(body):
        if r == title or r in again:
            names = dict.fromkeys(row[0].text for row in body[r : r + len(pattern)])
            found.append([_Slot("\n".join(filter(None, names)), True)] * len(body[r]))
            r += len(pattern)
        else:
            found.append(body[r])
            r += 1
    return found, title + 1


def _cells(body: Sequence[_Row], r: int, *, head: bool) -> tuple[Cell, ...]:
    """The cells that begin in a row."""
    cells: list[Cell] = []
    row = body[r]
    for c, slot in enumerate(row):
        if (c and row[c - 1] is slot) or (r and body[r - 1][c] is slot):
            continue
        wide = next((n for n in range(c, len(row)) if row[n] is not slot), len(row)) - c
        tall = next((n for n in range(r, len(body)) if body[n][c] is not slot), len(body)) - r
        cells.append(Cell(slot.text, tall, wide, head, tuple(slot.links)))
    return tuple(cells)
