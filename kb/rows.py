"""A table row in words: context, then "header: value" cell by cell, in parts where it is too wide for one passage."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kb.documents import Row, Table
from kb.passages import Count, Span, pieces


@dataclass(frozen=True, slots=True)
class Cell:
    """Some words of a row: `column` from 1, or 0 where they are a note bound to it."""

    column: int
    head: str
    value: str

    @property
    def told(self) -> str:
        return f"{self.head.rstrip(':：')}: {self.value}" if self.head else self.value


def named(table: Table, row: Row, notes: list[str]) -> list[Cell]:
    """The row's words with their headers; in two columns without, the first cell is the label of the second.

    A database's "(null)" is nothing to tell.
    """
    bound = [Cell(0, "", note) for note in notes]
    if not table.header and len(row.cells) == 2 and all(row.cells) and len(row.cells[0]) <= 80:
        return [Cell(2, row.cells[0], row.cells[1]), *bound]
    if not table.header:  # a merged cell is told once
        pairs = enumerate(zip(row.cells, ("", *row.cells), strict=False), 1)
        return [*(Cell(n, "", cell) for n, (cell, before) in pairs if cell and cell != before), *bound]
    filled = enumerate(zip(table.header, row.cells, strict=True), 1)
    return [*(Cell(n, head, cell) for n, (head, cell) in filled if cell not in ("", "(null)")), *bound]


def row_texts(context: str, cells: list[Cell], budget: int, count: Count) -> Iterator[tuple[str, tuple[Span, ...]]]:
    """One row's words and where each cell stands in them; where they exceed the budget, in parts that each repeat what
    the row is about."""
    if not cells:
        return
    whole = _joined(context, cells)
    if count(whole[0]) <= budget:
        yield whole
        return
    about: list[Cell] = []
    for n in _telling(cells):
        if count(_joined(context, [*about, cells[n]])[0] + "; ") <= budget // 2:
            about.append(cells[n])
    rest = [cell for cell in cells if cell not in about]
    full = budget - count(_joined(context, about)[0] + "; ")
    held: list[Cell] = []
    room = full
    for cell, tokens in _fitting(rest, max(full, 1), count):
        if held and tokens + 1 > room:  # the mark between two cells is a token
            yield _joined(context, [*about, *held])
            held, room = [], full
        held.append(cell)
        room -= tokens + 1
    if held:
        yield _joined(context, [*about, *held])


def _joined(context: str, cells: list[Cell]) -> tuple[str, tuple[Span, ...]]:
    text = f"{context}\n" if context else ""
    spans: list[Span] = []
    for n, cell in enumerate(cells):
        text += "; " if n else ""
        start = len(text)
        text += cell.told
        if cell.column:
            spans.append((cell.column, start, len(text)))
    return text, tuple(spans)


def _telling(cells: list[Cell]) -> list[int]:
    """Which cells say what a row is about: the first, and the first in words."""
    in_words = [n for n, cell in enumerate(cells) if len(re.findall(r"[^\W\d_]", cell.value)) > 2]
    return sorted({0, *in_words[:1]})


def _fitting(cells: list[Cell], room: int, count: Count) -> Iterator[tuple[Cell, int]]:
    """Cells with their tokens; those longer than the room in parts that each repeat the header where it is short."""
    for cell in cells:
        if (tokens := count(cell.told)) <= room:
            yield cell, tokens
        elif cell.head and (label := count(f"{cell.head}: ")) <= room // 2:
            for piece in pieces(cell.value, budget=room - label, count=count):
                yield (part := Cell(cell.column, cell.head, piece)), count(part.told)
        else:
            for piece in pieces(cell.told, budget=room, count=count):
                yield Cell(cell.column, "", piece), count(piece)
