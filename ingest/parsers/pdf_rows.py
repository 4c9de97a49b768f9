"""Where the rows of a table begin that no ruling line parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ingest.parsers.pdf_lines import Line, Segment, lines_as_seen
from ingest.parsers.pdf_paragraphs import leading
from ingest.parsers.pdf_paths import Box
from ingest.parsers.pdf_sheet import Glyph

_WIDE = 1.25  # of the distance of two lines: a wider one parts rows
_LEAST = 4  # rows in one ruled row, to be told apart


def row_starts(filled: Sequence[Sequence[bool]], lines: Sequence[Line]) -> list[int]:
    """Where rows begin: lines with words in the first column, after a gap wider than within rows where rows have such.

    A line after such a gap that fills two other columns is a row, too: its first cell is the one above it.
    """
    key = _key(filled)
    wide = _wide(lines)
    keyed = [n for n, row in enumerate(filled) if row[key]]
    is_spaced = sum(wide[n] for n in keyed) * 10 >= 7 * len(keyed) and not all(wide)
    starts = [
        n
        for n, row in enumerate(filled)
        if (row[key] and (wide[n] or (not is_spaced and sum(row) > 1))) or (is_spaced and wide[n] and sum(row) > 1)
    ]
    return starts if starts[:1] == [0] else [0, *starts]


def _key(filled: Sequence[Sequence[bool]]) -> int:
    """The first column that most lines with more than one cell fill."""
    full = [row for row in filled if sum(row) > 1]
    return next((c for c in range(len(filled[0])) if full and sum(row[c] for row in full) * 10 >= 6 * len(full)), 0)


def _wide(lines: Sequence[Line]) -> list[bool]:
    pitch = leading(lines)
    return [n == 0 or line.base - lines[n - 1].base > _WIDE * pitch for n, line in enumerate(lines)]


# ---- rows within a ruled row ---------------------------------------------------------------------------------


def parted(cells: Mapping[Box, Sequence[Glyph]]) -> dict[Box, list[Glyph]]:
    """The cells of a ruled table, with those rows parted that hold a list of their own.

    Some tables rule their columns only: one ruled row then holds many entries, each beginning with a line in the first
    column, after a gap, with its values beside it. Four of them are asked for, and nothing that begins between them.
    """
    result: dict[Box, list[Glyph]] = {}
    for row in _bands(cells):
        tops = _tops(row, cells)
        for box in row:
            if len(tops) < _LEAST:
                result[box] = list(cells[box])
                continue
            for top, bottom in zip([box[1], *tops[1:]], [*tops[1:], box[3]], strict=True):
                held = [g for g in cells[box] if top <= (g.top + g.bottom) / 2 < bottom]
                result[(box[0], top, box[2], bottom)] = held
    return result


def _bands(cells: Mapping[Box, Sequence[Glyph]]) -> list[list[Box]]:
    """Cells of one top and one bottom; a cell that spans rows stands alone."""
    bands: dict[tuple[int, int], list[Box]] = {}
    for box in cells:
        bands.setdefault((round(box[1] / 2), round(box[3] / 2)), []).append(box)
    return [sorted(band) for band in bands.values()]


def _tops(row: Sequence[Box], cells: Mapping[Box, Sequence[Glyph]]) -> list[float]:
    """Where entries begin in one ruled row, or nothing where it is one row."""
    if len(row) < 2 or any(not glyph.upright for box in row for glyph in cells[box]):
        return []
    lines, filled = _side_by_side([lines_as_seen(cells[box]) for box in row])
    if len(lines) < _LEAST or _key(filled) or not filled[0][0]:
        return []
    starts, wide = row_starts(filled, lines), _wide(lines)
    between = sum(wide[n] and any(filled[n][1:]) for n in range(len(lines)) if n not in starts)
    full = sum(any(any(row[1:]) for row in filled[a:b]) for a, b in zip(starts, [*starts[1:], None], strict=True))
    if len(starts) < _LEAST or not all(wide[n] for n in starts) or all(wide):
        return []
    if between * 7 > len(starts) or full * 10 < 7 * len(starts):
        return []
    return [lines[n].top - 1 for n in starts]


def _side_by_side(columns: Sequence[Sequence[Line]]) -> tuple[list[Line], list[list[bool]]]:
    """The lines of all columns from the top, those on one baseline together, and which columns each fills."""
    lines: list[tuple[float, list[Segment], list[bool]]] = []
    for base, c, line in sorted((line.base, c, line.segments) for c, found in enumerate(columns) for line in found):
        if not lines or base - lines[-1][0] > 0.4 * line[0].size:
            lines.append((base, [], [False] * len(columns)))
        lines[-1][1].extend(line)
        lines[-1][2][c] = True
    return [Line(tuple(segments)) for _, segments, _ in lines], [filled for _, _, filled in lines]
