"""Tables without ruling lines: columns told from gutters of white that stay open over several lines.

Much else looks like columns: numbered paragraphs, letterheads, lists of contents, prose set in columns. So a table is
found only on strong evidence: two columns of content besides any numbering, edges that line up, and short cells.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import mean

from ingest.parsers.pdf_lines import Line, Segment
from ingest.parsers.pdf_paths import Box
from ingest.parsers.pdf_rows import row_starts

_MOST = 250  # lines of a table on one page
_GUTTER = 7.0  # points: narrower white is a space between words
_FAR = 5.0  # lines: what stands farther below belongs to something else
_ALIGNED = 3.0  # points
_SHORT = 24  # characters: the mean of a cell's line in at least one column; prose in columns has more
_LABEL = re.compile(
    r"\(?([0-9]+(\.[0-9]+)*|[a-zA-Z]|[ivxIVX]+)[).:]*|[-•·▪◦●○■□–—*]|\W"
    r"|((?i:note|remark|annex|appendix|table|figure|step|stage|part|section|chapter|article|case|q|a)s?\.?\s*)[0-9A-Z]{0,3}[.:]?"
    r"|第?[一二三四五六七八九十0-9]+[、.章条]?"
)
_BULLET = re.compile(r"[-•·▪◦●○■□–—\uf0b7]\s")
_SIGNS = {"-", "–", "—", ":", "："}  # a column of nothing else parts the columns beside it
_PAGES = re.compile(r"\d{1,4}|[ivxl]+")


@dataclass(frozen=True, slots=True)
class Unruled:
    """A table among the lines `first` to `last`: rows of cells, each the segments that stand in it, line by line."""

    first: int
    last: int
    columns: tuple[float, ...]  # left edges of the text
    rows: tuple[tuple[tuple[Line, ...], ...], ...]


def unruled(lines: Sequence[Line], before: tuple[float, ...] = (), level: Sequence[Box] = ()) -> list[Unruled]:
    """Tables among lines from the top of a page.

    `before`: columns of one that reached the end of the page before; `level`: lines drawn from left to right, which
    part rows, and three of which make a table of what needs more evidence without them.
    """
    found: list[Unruled] = []
    n = 0
    while n < len(lines):
        last = _reach(lines, n, before if not found else ())
        one = _table(lines, n, last, before if not found else (), level) if last > n or before else None
        if one:
            found.append(one)
        n = one.last + 1 if one else n + 1
    return found


# ---- where it may be -----------------------------------------------------------------------------------------


def _reach(lines: Sequence[Line], first: int, before: tuple[float, ...]) -> int:
    """The last line down to which the gutters of the first stay open."""
    start = first + _rest(lines[first:], before)
    if start == len(lines) or len(lines[start].segments) < 2:
        return first
    gutters = [(gap, 1) for gap in gaps(lines[start])]
    if any(not narrowed(gap, line) for gap, _ in gutters for line in lines[first:start]):
        return first
    last = start
    for n in range(start + 1, min(len(lines), start + _MOST)):
        if lines[n].base - lines[n - 1].base > _FAR * 1.2 * lines[n].size:
            break
        left: list[tuple[tuple[float, float], int]] = []
        for gap, support in gutters:
            narrower = narrowed(gap, lines[n])
            if narrower:
                left.append((narrower, support + spans(lines[n], narrower)))
            elif support > 2 or before:
                return last
        if not left:
            break
        gutters, last = left, n
    return last


def _rest(lines: Sequence[Line], before: tuple[float, ...]) -> int:
    """How many lines at the top only end a cell that the page before has begun."""
    for n, line in enumerate(lines):
        if len(line.segments) > 1 or not any(abs(line.left - column) < _ALIGNED for column in before[1:]):
            return n
    return len(lines)


def gaps(line: Line) -> list[tuple[float, float]]:
    return [(a.right, b.left) for a, b in pairwise(line.segments)]


def narrowed(gap: tuple[float, float], line: Line) -> tuple[float, float] | None:
    """The widest part of a gutter that a line leaves open."""
    left, right = gap
    for segment in line.segments:
        if segment.left < right and segment.right > left:
            if segment.left - left >= right - segment.right:
                right = segment.left
            else:
                left = segment.right
    return (left, right) if right - left >= _GUTTER else None


def spans(line: Line, gap: tuple[float, float]) -> bool:
    return line.left < gap[0] + 1 and line.right > gap[1] - 1


# ---- whether it is one ---------------------------------------------------------------------------------------


def _table(
    lines: Sequence[Line], first: int, last: int, before: tuple[float, ...], level: Sequence[Box]
) -> Unruled | None:
    while last > first and len(lines[last].segments) == 1 and _is_loose(lines, last, first):
        last -= 1
    region = lines[first : last + 1]
    gutters = _gutters(region)
    if not gutters:
        return None
    cells = [_in_columns(line, gutters) for line in region]
    if not all(any(row[c] for row in cells) for c in range(len(gutters) + 1)):
        return None
    columns = tuple(min(s.left for row in cells for s in row[c]) for c in range(len(gutters) + 1))
    goes_on = len(before) == len(columns) and all(abs(a - b) < _ALIGNED for a, b in zip(before, columns, strict=True))
    ruled = _ruled(region, level)
    if not goes_on and not _is_table(cells, region, is_ruled=len(ruled) > 2):
        return None
    kept = [c for c in range(len(columns)) if set(_texts(cells, c)) - _SIGNS]
    cells = [[row[c] for c in kept] for row in cells]
    return Unruled(first, last, tuple(columns[c] for c in kept), _rows(cells, region, ruled))


def _is_loose(lines: Sequence[Line], n: int, first: int) -> bool:
    """A lone line at the end that is no second line of a cell: at the left edge, or far below."""
    is_left = lines[n].left <= lines[first].left + _ALIGNED
    return is_left or lines[n].base - lines[n - 1].base > 2.6 * lines[n].size


def _gutters(region: Sequence[Line]) -> list[tuple[float, float]]:
    """White that no line of the region crosses and that two lines or more span."""
    taken = sorted((segment.left, segment.right) for line in region for segment in line.segments)
    gutters: list[tuple[float, float]] = []
    reach = taken[0][1]
    for left, right in taken:
        if left - reach >= _GUTTER:
            gutters.append((reach, left))
        reach = max(reach, right)
    least = 2 if len(region) > 2 else 1
    return [gap for gap in gutters if sum(spans(line, gap) for line in region) >= least]


def _in_columns(line: Line, gutters: Sequence[tuple[float, float]]) -> list[list[Segment]]:
    columns: list[list[Segment]] = [[] for _ in range(len(gutters) + 1)]
    for segment in line.segments:
        columns[sum(segment.left >= gap[1] - 1 for gap in gutters)].append(segment)
    return columns


def _is_table(cells: Sequence[Sequence[list[Segment]]], region: Sequence[Line], *, is_ruled: bool) -> bool:
    columns = [_texts(cells, c) for c in range(len(cells[0]))]
    content = [c for c, texts in enumerate(columns) if not _is_labels(texts)]
    full = sum(sum(bool(row[c]) for c in content) > 1 for row in cells)
    if len(content) < 2 or full < (2 if is_ruled else 4 if len(content) == 2 == len(columns) else 3):
        return False
    if not is_ruled and min(mean(map(len, columns[c])) for c in content) > _SHORT:
        return False
    if any(_is_form(columns[c]) or _is_list(cells, c) for c in range(len(columns))) or _is_contents(columns):
        return False
    if not is_ruled and _is_prose(cells, region, content):
        return False
    return all(_is_aligned([row[c][0] for row in cells if row[c]]) for c in content) and _is_filled(cells, content)


def _texts(cells: Sequence[Sequence[list[Segment]]], column: int) -> list[str]:
    return [" ".join(segment.text for segment in row[column]) for row in cells if row[column]]


def _is_labels(texts: Sequence[str]) -> bool:
    """Numbers, letters and marks that only count what stands beside them; a heading above them may say so."""
    return sum(bool(_LABEL.fullmatch(text)) for text in texts) >= 0.8 * len(texts) - (len(texts) > 2)


def _is_form(texts: Sequence[str]) -> bool:
    """Labels with a colon: a letterhead or a form."""
    return sum(text.endswith((":", "：")) or text.startswith((":", "：")) for text in texts) * 2 >= len(texts)


def _is_list(cells: Sequence[Sequence[list[Segment]]], column: int) -> bool:
    texts = _texts([row for row in cells if sum(map(bool, row)) > 1], column)
    return sum(bool(_BULLET.match(text)) for text in texts) * 2 >= max(1, len(texts))


def _is_prose(cells: Sequence[Sequence[list[Segment]]], region: Sequence[Line], content: Sequence[int]) -> bool:
    """Sentences set in columns: what would be cells begins in the middle of them."""
    starts = row_starts([[bool(part) for part in row] for row in cells], region)[1:]
    texts = [cells[n][c][0].text for n in starts for c in content if cells[n][c]]
    return sum(text[0].islower() for text in texts) * 4 > len(texts)


def _is_contents(columns: Sequence[Sequence[str]]) -> bool:
    """A list of contents: its last column holds pages."""
    pages = [text for text in columns[-1] if _PAGES.fullmatch(text)]
    numbers = [int(text) for text in pages if text.isdecimal()]
    is_rising = numbers == sorted(numbers) and len(set(numbers)) > len(numbers) // 3
    return len(pages) > 3 and len(pages) >= len(columns[-1]) - 1 and is_rising


def _is_aligned(segments: Sequence[Segment]) -> bool:
    """At the left, at the right or in the middle, but for one in four."""
    for places in (
        [s.left for s in segments],
        [s.right for s in segments],
        [(s.left + s.right) / 2 for s in segments],
    ):
        nearest = max(sum(abs(other - place) <= _ALIGNED for other in places) for place in places)
        if nearest * 4 >= 3 * len(places):
            return True
    return False


def _is_filled(cells: Sequence[Sequence[list[Segment]]], content: Sequence[int]) -> bool:
    """Lines with more than one cell are not rare among the lines: else something stood beside prose by chance."""
    full = sum(sum(bool(row[c]) for c in content) > 1 for row in cells)
    return full * 4 >= len(cells)


# ---- its rows ------------------------------------------------------------------------------------------------


def _rows(
    cells: Sequence[Sequence[list[Segment]]], region: Sequence[Line], ruled: Sequence[int]
) -> tuple[tuple[tuple[Line, ...], ...], ...]:
    inner = [n for n in ruled if 0 < n < len(region)]
    starts = [0, *inner]
    if len(inner) < 3:  # only a header, or parts of the table, are ruled off
        starts = sorted({*row_starts([[bool(part) for part in row] for row in cells], region), *inner})
    rows = []
    for start, end in zip(starts, [*starts[1:], len(cells)], strict=True):
        rows.append(
            tuple(tuple(Line(tuple(row[c])) for row in cells[start:end] if row[c]) for c in range(len(cells[0])))
        )
    return tuple(rows)


def _ruled(region: Sequence[Line], level: Sequence[Box]) -> list[int]:
    """Before which lines a rule runs across most of the region; the number of lines where one runs below the last."""
    left, right = min(line.left for line in region), max(line.right for line in region)
    long = [rule[1] for rule in level if min(rule[2], right) - max(rule[0], left) > 0.8 * (right - left)]
    bounds = [
        region[0].base - 3 * region[0].size,
        *(line.base for line in region),
        region[-1].base + 2 * region[0].size,
    ]
    return [
        n
        for n, (above, below) in enumerate(pairwise(bounds))
        if any(above + 0.1 * region[0].size < y <= below for y in long)
    ]
