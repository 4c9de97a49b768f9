"""Prose set in columns, in the order in which it is read."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import mean

from ingest.parsers.pdf_lines import Line
from ingest.parsers.pdf_unruled import gaps, narrowed, spans

_MOST = 250  # lines of one column
_LEAST = 5  # lines that must run through both columns
_PROSE = 18  # characters of a line of a column, in the mean; labels and numbers are shorter


def in_reading_order(lines: Sequence[Line]) -> list[Line]:
    """Lines as the file has them, unless it jumps about; where they run through columns, column after column."""
    ordered = _titles_first(lines)
    back = sum(below.base < above.base - above.size for above, below in pairwise(ordered))
    if back * 3 > len(ordered):
        ordered.sort(key=lambda line: (line.base, line.left))
    found: list[Line] = []
    n = 0
    while n < len(ordered):
        end, gutter = _reach(ordered, n)
        if gutter:
            left, right = _apart(ordered[n:end], gutter)
            found += [*left, *in_reading_order(right)]
        else:
            found += ordered[n:end]
        n = end
    return found


def _titles_first(lines: Sequence[Line]) -> list[Line]:
    """Lines above the one that is written first, such as the title of a slide, come before it."""
    above = sorted((line for line in lines[1:] if line.base < lines[0].top), key=lambda line: line.base)
    moved = {id(line) for line in above}
    return [*above, *(line for line in lines if id(line) not in moved)]


def _reach(lines: Sequence[Line], first: int) -> tuple[int, tuple[float, float] | None]:
    """The end of the lines that a gutter parts into columns of prose; without one the next line."""
    for gutter in gaps(lines[first]):
        open_, end, support = gutter, first + 1, 1
        while end < min(len(lines), first + _MOST) and (narrower := narrowed(open_, lines[end])):
            open_, support, end = narrower, support + spans(lines[end], narrower), end + 1
        if support >= _LEAST and all(_is_prose(side) for side in _apart(lines[first:end], open_)):
            return end, open_
    return first + 1, None


def _apart(lines: Sequence[Line], gutter: tuple[float, float]) -> tuple[list[Line], list[Line]]:
    left = [tuple(s for s in line.segments if s.right <= gutter[0] + 1) for line in lines]
    right = [tuple(s for s in line.segments if s.right > gutter[0] + 1) for line in lines]
    return [Line(part) for part in left if part], [Line(part) for part in right if part]


def _is_prose(lines: Sequence[Line]) -> bool:
    return len(lines) >= _LEAST and mean(len(line.text) for line in lines) >= _PROSE
