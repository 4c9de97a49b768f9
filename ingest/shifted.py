"""Rows that lost their first cells with a merged cell: what is left of them stands too far to the left."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kb.documents import Row

_CODE = re.compile(r"\W?[A-Za-z]{0,3}[\d０-９]+(?:[.．\-—/][\d０-９]+)*[.．)）]?")
_FEW = 3  # such rows are no pattern


def put_right(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows with those moved right whose first cells a converter dropped, and what was dropped carried from above.

    Such a row is empty at its end, where no whole row is, and it begins with a number or code as whole rows have it
    further right and never first; or with none, where every whole row begins with one. What is moved is the same words
    in the same order; a single cell in a row is left where it stands.
    """
    whole = [row for row in rows if all(row.cells)]
    short = {n: gap for n, row in enumerate(rows) if (gap := _gap(row.cells))}
    if not whole or len(short) < _FEW or len(whole) + len(short) < 0.9 * len(rows) or not all(rows[0].cells):
        return tuple(rows)
    found: list[Row] = []
    for n, row in enumerate(rows):
        gap = short.get(n, 0)
        found.append(_moved(row, gap, found[-1]) if gap and _is_shifted(row, gap, whole) else row)
    moved = sum(one is not row for one, row in zip(found, rows, strict=True))
    return tuple(found) if moved * 10 >= 9 * len(short) else tuple(rows)


def _gap(cells: tuple[str, ...]) -> int:
    """How many cells are empty at the end, where at least two are told and no other is empty."""
    told = len(cells)
    while told and not cells[told - 1]:
        told -= 1
    return len(cells) - told if told > 1 and all(cells[:told]) else 0


def _is_shifted(row: Row, gap: int, whole: Sequence[Row]) -> bool:
    first = bool(_CODE.fullmatch(row.cells[0]))
    begins = sum(bool(_CODE.fullmatch(other.cells[0])) for other in whole)
    if first:
        return not begins and all(_CODE.fullmatch(other.cells[gap]) for other in whole)
    return begins == len(whole)


def _moved(row: Row, gap: int, above: Row) -> Row:
    """Below a row of a single cell, which is a heading of its own, nothing is known of what was dropped."""
    lost = above.cells[:gap] if all(above.cells[:gap]) else ("",) * gap
    carried = tuple(range(1, gap + 1)) if all(lost) else ()
    return replace(row, cells=lost + row.cells[: len(row.cells) - gap], carried=carried)
